"""The two lines of a door: who somebody is, and the passphrase."""

from fieldkit.tui.widgets.scan_input import ScanInput


class DoorLine(ScanInput):
    """Moves on by itself, before the next sign arrives: a passphrase never lands in the line above it."""

    def ended(self, value: str, key: str) -> None:
        """From the name to the passphrase and back; Enter after the passphrase is for the program."""
        if self.password and key == "enter":
            super().ended(value, key)
        else:
            other = "#operator" if self.password else "#passphrase"
            self.screen.set_focus(self.screen.query_one(other))
