"""A reader's lines, which come one after the other like a keyboard's, put together as one zone."""

from fieldkit.people import mrz


class ZoneLines:
    """Gathers the lines of a passport or card; anything else is let through and ends what was begun."""

    def __init__(self) -> None:
        self._lines: list[str] = []

    def take(self, line: str) -> str | None:
        """The whole zone with its last line, "" while lines are to follow, None for what is no part of one."""
        if not self._lines and not mrz.lines_after(line):
            return None
        if self._lines and len(line) != len(self._lines[0]):
            self._lines.clear()
            return None
        self._lines.append(line)
        if len(self._lines) <= mrz.lines_after(self._lines[0]):
            return ""
        whole = "\n".join(self._lines)
        self._lines.clear()
        return whole
