"""What every post in the hall has on its screen: where you are, the work, a verdict, the status, the keys."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from functools import partial, wraps
from typing import Any, ClassVar, Concatenate, ParamSpec, TypeVar, cast

from textual import events
from textual.app import ComposeResult, ScreenStackError
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.css.query import NoMatches
from textual.widgets import Static

from fieldkit.background.print_spooler import PrintResult
from fieldkit.desk import scan
from fieldkit.desk.scan import Reading, Ticket
from fieldkit.locale import _
from fieldkit.tui.desk import Desk
from fieldkit.tui.feedback import Feedback, Trouble, trouble, warn
from fieldkit.tui.front import Front
from fieldkit.tui.keys import BACK, Action, bindings
from fieldkit.tui.widgets.form import FieldWidget, Form
from fieldkit.tui.widgets.key_line import KeyLine
from fieldkit.tui.widgets.status import StatusLine
from fieldkit.tui.widgets.verdict import Verdict

P = ParamSpec("P")
SOON = 0.03
S = TypeVar("S", bound="DeskScreen")


def shows_problems(
    work: Callable[Concatenate[S, P], Awaitable[None]],
) -> Callable[Concatenate[S, P], Coroutine[Any, Any, None]]:
    """Show a problem of ``work`` as the screen's verdict; whatever is not a problem still ends the program.

    A screen that was written anew or closed while the store answered shows what is true without it.
    """

    @wraps(work)
    async def guarded(self: S, /, *args: P.args, **kwargs: P.kwargs) -> None:
        frame = self.frame
        try:
            await work(self, *args, **kwargs)
        except (NoMatches, ScreenStackError):
            if self.stands(frame):
                raise
        except Trouble as problem:
            if self.children:
                self.say(trouble(problem))

    return guarded


class DeskScreen(Front[None]):
    """A screen of the desk. ``POST`` names its place among the F-keys, ``ACTIONS`` its own keys, ``MORE`` those
    for which the key line has no room."""

    POST: ClassVar[str] = ""
    NAME: ClassVar[str] = ""
    ABOUT: ClassVar[str] = ""
    ACTIONS: ClassVar[Sequence[Action]] = ()
    MORE: ClassVar[Sequence[Action]] = ()
    # What each kind of scan does here, as the name of a method; the others are named, and do nothing.
    SCANS: ClassVar[Mapping[type[Reading], str]] = {Ticket: "show_person"}
    BINDINGS: ClassVar[list[BindingType]] = bindings([BACK])
    AUTO_FOCUS = ""

    def __init__(self) -> None:
        super().__init__()
        self._writing = asyncio.Lock()
        self.frame: object = object()
        self.asking = 0
        self._styled = False

    def stands(self, frame: object) -> bool:
        """Whether the widgets are still those of ``frame``, an earlier ``self.frame``, and none of them is missing."""
        return frame is not None and frame is self.frame and bool(self.children) and self.app.is_running

    @property
    def desk(self) -> Desk:
        """The program this screen belongs to."""
        return cast("Desk", self.app)

    def compose(self) -> ComposeResult:
        """The frame; ``body`` fills it."""
        yield Static(self._heading(), id="heading", markup=False)
        with Vertical(id="body"):
            yield from self.body()
        yield Verdict()
        yield StatusLine()
        yield KeyLine(self.POST, self.ACTIONS)

    def body(self) -> ComposeResult:
        """The work itself."""
        yield from ()

    def title_words(self) -> str:
        """What stands first in the heading."""
        return _(self.NAME)

    def on_mount(self) -> None:
        """The widgets are there."""
        self.prepare()

    def prepare(self) -> None:
        """Make new widgets ready: when the screen opens, and again in another language."""
        self.show_status()

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """The screen is in front again: show what is true now.

        Its styles are what they were: they change with focus and width only, which are dealt with when they do.
        """
        event.refresh_styles = not self._styled
        self._styled = True
        self.show_status()
        if not self.asking:
            self.call_next(self.renew)

    async def on_screen_suspend(self, _event: events.ScreenSuspend) -> None:
        """Another screen comes to the front: save the field that is being written."""
        await self.flush()

    async def renew(self) -> None:
        """Read the work anew."""
        await self._whole(self.refresh_work)

    async def _whole(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do ``work``, unless the screen is gone; never while it is being written in another language."""
        async with self._writing:
            try:
                await work()
            except (NoMatches, ScreenStackError):
                if self.stands(self.frame):
                    raise
            except Trouble as problem:
                self.say(trouble(problem))

    async def refresh_work(self) -> None:
        """Read the work anew."""

    async def save_field(self, field: FieldWidget, value: str) -> None:
        """Keep a field's value. Forms whose fields lie in the store do it there, then mark it as kept."""
        field.kept = value

    async def on_field_widget_left(self, event: FieldWidget.Left) -> None:
        """A field was left."""
        event.stop()
        await self._save(event.field, event.value)

    async def flush(self) -> None:
        """Save what is written and not kept yet."""
        for form in self.query(Form):
            for field in form.unsaved():
                await self._save(field, field.value)

    @shows_problems
    async def _save(self, field: FieldWidget, value: str) -> None:
        await self.save_field(field, value)

    def say(self, said: Feedback) -> None:
        """Show a verdict."""
        self.query_one(Verdict).say(said)

    @shows_problems
    async def scanned(self, reading: Reading) -> None:
        """Do what a scan means here, or say what was read and that nothing was done."""
        meant = self.SCANS.get(type(reading))
        if meant is None:
            self.say(warn(scan.said(reading), _("Aquí no sirve; no se hizo nada.")))
        else:
            await getattr(self, meant)(reading)

    async def into_field(self, key: str, reading: Reading) -> None:
        """Put what was read into the form's field for it, wherever the cursor is; an answer that is there stays."""
        for field in self.query(f"#field-{key}").results(FieldWidget):
            if not field.value:
                await self._save(field, reading.text)
                return
        self.say(warn(scan.said(reading), _("Aquí no sirve; no se hizo nada.")))

    async def show_person(self, reading: Reading) -> None:
        """Whose ticket it is, wherever it is read."""
        await self.desk.show_person(reading.text)

    def was_written(self) -> None:
        """Say why nothing happens."""
        self.say(warn(_("Aquí cada letra es una orden; lo demás no se tomó."), _("F5 busca por nombre.")))

    def soon(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do ``work`` once what was said stands on the screen: playing the line forward takes longer than that."""
        self.set_timer(SOON, partial(self._whole, work))

    def printed(self, printed: PrintResult) -> None:
        """A ticket was sent to the printer, or was not; nothing here asked for it."""

    def show_status(self) -> None:
        """Write the status line anew."""
        for line in self.query(StatusLine):
            line.show(self.desk.status)

    async def speak_again(self) -> None:
        """Write the screen anew in another language, from what is saved."""
        async with self._writing:
            await self.flush()
            self.frame = None
            await self.recompose()
            self.frame = object()
            self.prepare()
            await self.refresh_work()

    async def action_back(self) -> None:
        """Go back to the screen below, if there is one."""
        if len(self.app.screen_stack) > 1:
            self.dismiss()

    def _heading(self) -> Content:
        workplace = self.desk.workplace
        left = Content.styled(f" {self.title_words()} ", "bold reverse")
        place = _("{event} · mesa {table} · {operator}").format(
            event=workplace.pack.name, table=workplace.table, operator=workplace.operator
        )
        return left + Content(f"  {place}")
