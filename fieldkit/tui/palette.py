"""The command palette (Ctrl+P): the same table of actions, and nothing of the framework's own."""

from collections.abc import Coroutine
from functools import partial
from typing import Any

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.dom import DOMNode

from fieldkit.locale import _
from fieldkit.tui.desk_screen import DeskScreen
from fieldkit.tui.keys import ALL, EVERYWHERE, MORE, ROOMS, Action


class Commands(Provider):
    """Everywhere's actions, and those of the screen in front."""

    async def discover(self) -> Hits:
        """All of them, before anything is typed."""
        for label, does, run in self._all():
            yield DiscoveryHit(label, run, help=does)

    async def search(self, query: str) -> Hits:
        """Those that fit what is typed."""
        matcher = self.matcher(query)
        for label, does, run in self._all():
            if (score := matcher.match(label)) > 0:
                yield Hit(score, matcher.highlight(label), run, help=does)

    def _all(self) -> list[tuple[str, str, "partial[Coroutine[Any, Any, bool]]"]]:
        here = (*self.screen.ACTIONS, *self.screen.MORE) if isinstance(self.screen, DeskScreen) else ()
        found: list[tuple[Action, DOMNode]] = [(one, self.screen) for one in here if one.name != "none"]
        found += [(one, self.app) for one in (*EVERYWHERE, *ROOMS) if one not in (ALL, MORE)]
        return [
            (
                f"{_(one.label)} ({one.cap})" if one.key else _(one.label),
                _(one.does),
                partial(self.app.run_action, one.name, where),
            )
            for one, where in found
        ]
