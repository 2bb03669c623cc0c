"""The line that people are looked for in: what stands in it is told once a moment passed without another sign."""

from textual.message import Message
from textual.timer import Timer

from fieldkit.desk.scan import DrivingLicence, Reading
from fieldkit.tui.widgets.scan_input import ScanInput

# Seconds: longer than from one sign of a scanner to the next, shorter than anybody notices.
PAUSE = 0.06


class FindLine(ScanInput):
    """Looks nobody up for a half scan: thirty signs would mean thirty searches before the one that counts."""

    class Typed(Message):
        """Somebody paused; ``value`` is what stands in the line."""

        def __init__(self, value: str) -> None:
            super().__init__()
            self.value = value

    def keeps(self, reading: Reading) -> bool:
        """Whoever is looked for may be so by any of them, but a licence: its lines are no name."""
        return not isinstance(reading, DrivingLicence)

    _pause: Timer | None = None

    def on_input_changed(self, event: ScanInput.Changed) -> None:
        """Wait for the next sign."""
        event.stop()
        self._stop_waiting()
        if event.value:
            self._pause = self.set_timer(PAUSE, self._tell)

    def ended(self, value: str, key: str) -> None:
        """A whole line is told as such."""
        self._stop_waiting()
        super().ended(value, key)

    def _tell(self) -> None:
        self.post_message(self.Typed(self.value))

    def _stop_waiting(self) -> None:
        if self._pause is not None:
            self._pause.stop()
            self._pause = None
