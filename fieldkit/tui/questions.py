"""Questions one after another: a flow reads from top to bottom, in a worker of the program."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextvars import ContextVar
from functools import wraps
from typing import Any, ClassVar, Concatenate, ParamSpec, TypeVar

from textual._time import get_time
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from fieldkit.locale import _
from fieldkit.tui.desk import Desk
from fieldkit.tui.desk_screen import DeskScreen, shows_problems
from fieldkit.tui.front import Front

P = ParamSpec("P")
R = TypeVar("R")
S = TypeVar("S", bound=DeskScreen)
_standing: ContextVar[asyncio.Event | None] = ContextVar("standing", default=None)


class Question(Front[R], ModalScreen[R]):
    """A question in front of a screen; Esc answers None, and nothing is changed."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "none", show=False)]

    def __init__(self) -> None:
        super().__init__()
        self.since = get_time()  # keys pressed before are not its answers

    def answer(self, result: R | None) -> None:
        """Answer once: a second key of the same burst changes nothing."""
        if self.is_active:
            self.dismiss(result)

    def not_read(self) -> None:
        """Say that what was scanned is no answer."""
        for keys in self.query("#choose-keys").results(Static):
            keys.update(_("Se leyó algo que no es una respuesta; no se hizo nada."))

    def action_none(self) -> None:
        """Leave everything as it is."""
        self.answer(None)


def asks(flow: Callable[Concatenate[S, P], Awaitable[None]]) -> Callable[Concatenate[S, P], Coroutine[Any, Any, None]]:
    """Let a screen's method ask with ``answer``. Its problems are the screen's verdict; a fault ends the program.

    The worker is the program's, not the screen's: a flow may close its screen and go on. Whoever begins it waits
    until the first question is in front, so that the key typed next is for the question. The screen reads its work
    anew when the flow has ended, not when the question goes: what was answered is written only then.
    """

    @wraps(flow)
    async def begin(self: S, /, *args: P.args, **kwargs: P.kwargs) -> None:
        standing = asyncio.Event()

        async def run() -> None:
            _standing.set(standing)
            self.asking += 1
            try:
                await shows_problems(flow)(self, *args, **kwargs)
            finally:
                self.asking -= 1
                asked = standing.is_set()
                standing.set()
            if asked and not self.asking and self.is_current:
                await self.renew()

        self.app.run_worker(run(), group="questions", exit_on_error=True)
        await standing.wait()

    return begin


async def answer(desk: Desk, question: Screen[R]) -> R | None:
    """Put a question in front and wait for its answer; None when nothing is to change. In a worker only.

    This is ``push_screen_wait`` in two steps: who waits in ``asks`` must know when the question stands.
    """
    answered = desk.push_screen(question, wait_for_dismiss=True)
    standing = _standing.get()
    if standing is not None:
        standing.set()
    return await asyncio.shield(answered)
