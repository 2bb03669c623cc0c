"""Photo and documents: from a path, or from the folder where camera and scanner leave their files."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static

from fieldkit.desk.capture import picture_files
from fieldkit.desk.capture.picture_files import PictureFile
from fieldkit.desk.forms import draft_pictures
from fieldkit.desk.forms.draft_pictures import SlotPicture
from fieldkit.desk.forms.drafting import Drafting
from fieldkit.domain.catalog.model import Slot
from fieldkit.domain.forms.pictures import most_of, slot_and_place
from fieldkit.locale import N_, _
from fieldkit.tui.choices import Option
from fieldkit.tui.desk_screen import DeskScreen, shows_problems
from fieldkit.tui.feedback import good, warn
from fieldkit.tui.keys import BACK, Action, bindings
from fieldkit.tui.questions import answer, asks
from fieldkit.tui.screens.choose import Choose
from fieldkit.tui.widgets.picture import PictureView
from fieldkit.tui.widgets.scan_input import ScanInput

EVERY = 2.0


class SlotRow(NamedTuple):
    """A line of the list: a place, or one of the pictures in it."""

    slot: Slot
    picture: SlotPicture | None = None


class PicturesScreen(DeskScreen):
    """Choose a place, then a file."""

    POST = "capture"
    NAME = N_("Fotos y documentos")
    ABOUT = N_(
        "Marque con ↑↓ qué va a agregar. Escriba el número de un archivo de la lista, o arrastre o escriba su "
        "ruta completa, y pulse Enter. La foto se revisa y se guarda cifrada; el archivo de la cámara no se "
        "toca: bórrelo de ahí cuando termine. Una identificación lleva dos imágenes, un acta las de sus hojas: "
        "agregue otra en el mismo lugar. Re/AvPág recorre la lista de archivos."
    )
    ACTIONS = (
        Action("up,down", "none", N_("lugar"), N_("Elegir qué foto o documento.")),
        Action("enter", "none", N_("agregar"), N_("Agregar el archivo.")),
        Action("ctrl+r", "take_away", N_("Quitar"), N_("Quitar la imagen marcada; antes pregunta.")),
        Action("ctrl+n", "move_up", N_("Antes"), N_("Poner la imagen marcada antes de la anterior.")),
        Action("escape", "back", N_("Atrás"), N_("Volver al formulario.")),
    )
    BINDINGS: ClassVar = [
        *bindings([BACK, *ACTIONS[2:4]]),
        *bindings([Action("up", "move(-1)", "", ""), Action("down", "move(1)", "", "")]),
        *bindings([Action("pageup", "scroll(-1)", "", ""), Action("pagedown", "scroll(1)", "", "")]),
    ]

    def __init__(self, drafting: Drafting[Any], draft: str, slots: Sequence[Slot], have: set[str]) -> None:
        super().__init__()
        self._draft = draft
        self._drafting = drafting
        self._slots = slots
        self._have = have
        self._files: list[PictureFile] = []
        self._rows: list[SlotRow] = []

    def body(self) -> ComposeResult:
        """Places and files on the left, the picture on the right, the path below."""
        with Horizontal(id="pictures"):
            with Vertical(id="pictures-left"):
                yield OptionList(id="slots")
                with VerticalScroll(id="files-list", can_focus=False):
                    yield Static("", id="files", markup=False)
            yield PictureView(id="picture")
        with Horizontal(id="path-row"):
            yield Static(_("Archivo"), id="path-label", markup=False)
            yield ScanInput(id="path", placeholder=_("número de la lista, o ruta"))

    def on_mount(self) -> None:
        """The camera goes on leaving files."""
        super().on_mount()
        self.set_interval(EVERY, self.look_again)
        self.run_worker(draft_pictures.make_ready, thread=True, exit_on_error=True)

    async def refresh_work(self) -> None:
        """Show what is there and what the camera left."""
        self.query_one(OptionList).can_focus = False
        await self._show_slots()
        self._list_files(await self._newest_files())
        self.set_focus(self.query_one("#path"))

    async def look_again(self) -> None:
        """List what has come since. While a number is being typed the list stays: the number means what is seen."""
        if not self.is_current or self.query_one("#path", ScanInput).value:
            return
        files = await self._newest_files()
        if self.children and not self.query_one("#path", ScanInput).value:
            self._list_files(files)

    def action_move(self, step: int) -> None:
        """Another place or picture."""
        slots = self.query_one(OptionList)
        slots.highlighted = max(0, min(len(self._rows) - 1, (slots.highlighted or 0) + step))
        self._show_picture()

    def action_scroll(self, step: int) -> None:
        """Older files, or newer ones."""
        files = self.query_one("#files-list", VerticalScroll)
        files.scroll_relative(y=step * max(files.size.height - 1, 1), animate=False)

    @asks
    async def action_take_away(self) -> None:
        """Remove the marked picture, or the only one of the marked place."""
        marked = self._marked()
        there = self._in(marked.slot)
        picture = marked.picture or (there[0] if len(there) == 1 else None)
        if picture is None:
            self.say(warn(_("Marque con ↑↓ la imagen que va a quitar.")))
            return
        question = _("¿Quitar esta imagen de {what}?").format(what=marked.slot.label)
        if await answer(self.desk, Choose(question, [Option("take", _("Quitarla"))])) == "take":
            await self.desk.write(self._drafting.take_picture_away, self._draft, picture.name)
            self.say(good(_("Quitada de {what}.").format(what=marked.slot.label)))

    @shows_problems
    async def action_move_up(self) -> None:
        """Put the marked picture before the one before it."""
        marked = self._marked().picture
        if marked is not None and marked.content and slot_and_place(marked.name)[1] > 1:
            await self.desk.write(self._drafting.move_picture_up, self._draft, marked.name)
            await self._show_slots()
            self.action_move(-1)

    @asks
    async def on_scan_input_scanned(self, event: ScanInput.Scanned) -> None:
        """Take a file into the marked place."""
        typed = event.value.strip()
        if event.key != "enter" or not typed:
            return
        listed = typed.isdecimal() and 0 < int(typed) <= len(self._files)
        chosen = str(self._files[int(typed) - 1].path) if listed else typed
        slot = self._marked().slot
        raw = await asyncio.to_thread(picture_files.read, chosen)
        pages = await asyncio.to_thread(draft_pictures.reduced, slot, raw)
        how = await self._how(slot)
        if how is None:
            self.say(warn(_("No se cambió nada en {what}.").format(what=slot.label)))
            return
        taken = await self.desk.write(self._drafting.keep_pictures, self._draft, slot.key, pages, more=how == "more")
        await self._show_slots()
        self.query_one(PictureView).show(taken.content)
        words = _("Guardada y cifrada: {what}.").format(what=slot.label)
        told = " ".join(taken.doubts)
        self.say(warn(words, told) if taken.doubts else good(" ".join((words, *taken.notes))))
        if not taken.doubts and how == "new":
            self._next_slot(slot)

    async def _how(self, slot: Slot) -> str | None:
        """Whether a file is the first of a place, one more, or instead of what is there; None to leave all."""
        there = self._in(slot)
        if not there:
            return "new"
        if most_of(slot) == 1:
            options = [Option("instead", _("Cambiarla por esta"))]
        else:
            options = [Option("more", _("Agregar esta: otra cara, otra hoja, otra persona"))]
            options.append(Option("instead", _("Quitar lo que hay y poner esta")))
        question = _("{what}: ya hay {n}. ¿Qué se hace?").format(what=slot.label, n=len(there))
        return await answer(self.desk, Choose(question, options))

    def _marked(self) -> SlotRow:
        return self._rows[self.query_one(OptionList).highlighted or 0]

    def _in(self, slot: Slot) -> list[SlotPicture]:
        return [row.picture for row in self._rows if row.slot == slot and row.picture is not None]

    def _next_slot(self, slot: Slot) -> None:
        """Mark the place after this one; the picture just taken stays to be seen."""
        after = self._slots[self._slots.index(slot) + 1 :]
        at = next((at for at, row in enumerate(self._rows) if after and row.slot == after[0]), None)
        if at is not None:
            self.query_one(OptionList).highlighted = at

    async def _newest_files(self) -> list[PictureFile]:
        folder = self.desk.workplace.config.watch_folder
        return await asyncio.to_thread(picture_files.newest, Path(folder)) if folder else []

    def _list_files(self, files: list[PictureFile]) -> None:
        self._files = files
        clock = self.desk.workplace.clock
        now = clock.local(clock.now_ms())
        lines = []
        for n, file in enumerate(files, 1):
            at = clock.local(int(file.at * 1000))
            when = f"{at:%H:%M}" if at.date() == now.date() else f"{at:%d/%m}"
            size = f"{file.size / 1e6:.1f}" if file.size >= 50_000 else "0.1"
            name = "".join(sign if sign.isprintable() else "·" for sign in file.path.name)
            lines.append(f"{n:>3} {when} {size:>4} MB {name}")
        self.query_one("#files", Static).update("\n".join(lines))

    async def _show_slots(self) -> None:
        found = await self.desk.read(self._drafting.pictures, self._draft)
        self._rows = []
        for slot in self._slots:
            here = [one for one in found if slot_and_place(one.name)[0] == slot.key]
            self._rows += [SlotRow(slot), *(SlotRow(slot, one) for one in here)]
        self._have.clear()
        self._have.update(row.slot.key for row in self._rows if row.picture is not None)
        slots = self.query_one(OptionList)
        at = slots.highlighted or 0
        slots.clear_options()
        slots.add_options([self._line(row) for row in self._rows])
        slots.highlighted = min(at, len(self._rows) - 1) if self._rows else None

    def _line(self, row: SlotRow) -> Content:
        if row.picture is None:
            there = bool(self._in(row.slot))
            sign, style = ("✓", "$success") if there else ("✗" if row.slot.required else "·", "$warning")
            return Content.assemble((f" {sign} ", f"bold {style}"), str(row.slot.label))
        all_ = self._in(row.slot)
        words = _("imagen {n} de {all}").format(n=all_.index(row.picture) + 1, all=len(all_))
        if not row.picture.content:
            words = _("{picture}: la tiene la oficina central").format(picture=words)
        return Content.styled(f"     {words}", "dim")

    def _show_picture(self) -> None:
        marked = self._marked()
        there = self._in(marked.slot)
        picture = marked.picture or (there[0] if there else None)
        self.query_one(PictureView).show(picture.content if picture else b"")
