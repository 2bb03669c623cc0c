"""Photo and documents: from a path, or from the folder where camera and scanner leave their files."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import OptionList, Static

from fieldkit.desk.capture import picture_files
from fieldkit.desk.capture.picture_files import PictureFile
from fieldkit.desk.forms.drafting import Drafting
from fieldkit.domain.catalog.model import Slot
from fieldkit.locale import N_, _
from fieldkit.tui.desk_screen import DeskScreen, shows_problems
from fieldkit.tui.feedback import good, warn
from fieldkit.tui.keys import BACK, Action, bindings
from fieldkit.tui.widgets.picture import PictureView
from fieldkit.tui.widgets.scan_input import ScanInput

NEWEST = 9
EVERY = 2.0


class PicturesScreen(DeskScreen):
    """Choose a place, then a file."""

    POST = "capture"
    NAME = N_("Fotos y documentos")
    ABOUT = N_(
        "Marque con ↑↓ qué va a agregar. Escriba el número de un archivo de la lista, o arrastre o escriba su "
        "ruta completa, y pulse Enter. La foto se revisa y se guarda cifrada; el archivo de la cámara no se "
        "toca: bórrelo de ahí cuando termine."
    )
    ACTIONS = (
        Action("up,down", "none", N_("lugar"), N_("Elegir qué foto o documento.")),
        Action("enter", "none", N_("agregar"), N_("Agregar el archivo.")),
        Action("escape", "back", N_("Atrás"), N_("Volver al formulario.")),
    )
    BINDINGS: ClassVar = [
        *bindings([BACK]),
        *bindings([Action("up", "move(-1)", "", ""), Action("down", "move(1)", "", "")]),
    ]

    def __init__(self, drafting: Drafting[Any], draft: str, slots: Sequence[Slot], have: set[str]) -> None:
        super().__init__()
        self._draft = draft
        self._drafting = drafting
        self._slots = slots
        self._have = have
        self._files: list[PictureFile] = []

    def body(self) -> ComposeResult:
        """Places on the left, the picture on the right, the file below."""
        with Horizontal(id="pictures"):
            with Vertical(id="pictures-left"):
                yield OptionList(id="slots")
                yield Static("", id="files", markup=False)
            yield PictureView(id="picture")
        with Horizontal(id="path-row"):
            yield Static(_("Archivo"), id="path-label", markup=False)
            yield ScanInput(id="path", placeholder=_("número de la lista, o ruta"))

    def on_mount(self) -> None:
        """The camera goes on leaving files."""
        super().on_mount()
        self.set_interval(EVERY, self.look_again)

    async def refresh_work(self) -> None:
        """Show what is there and what the camera left."""
        self.query_one(OptionList).can_focus = False
        self._show_slots()
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
        """Another place."""
        slots = self.query_one(OptionList)
        slots.highlighted = max(0, min(len(self._slots) - 1, (slots.highlighted or 0) + step))

    @shows_problems
    async def on_scan_input_scanned(self, event: ScanInput.Scanned) -> None:
        """Take a file into the marked place."""
        typed = event.value.strip()
        if event.key != "enter" or not typed:
            return
        listed = typed.isdecimal() and 0 < int(typed) <= len(self._files)
        chosen = str(self._files[int(typed) - 1].path) if listed else typed
        slot = self._slots[self.query_one(OptionList).highlighted or 0]
        raw = await asyncio.to_thread(picture_files.read, chosen)
        reduced = await self.desk.write(self._drafting.add_picture, self._draft, slot.key, raw)
        self._have.add(slot.key)
        self._show_slots()
        self.query_one(PictureView).show(reduced.content)
        doubts = " ".join(reduced.doubts)
        words = _("Guardada y cifrada: {what}.").format(what=slot.label)
        self.say(warn(words, doubts) if doubts else good(words))
        if not doubts:
            self.action_move(1)

    async def _newest_files(self) -> list[PictureFile]:
        folder = self.desk.workplace.config.watch_folder
        return (await asyncio.to_thread(picture_files.newest, Path(folder)))[:NEWEST] if folder else []

    def _list_files(self, files: list[PictureFile]) -> None:
        self._files = files
        lines = [f"{n} {file.path.name}" for n, file in enumerate(files, 1)]
        self.query_one("#files", Static).update("\n".join(lines))

    def _show_slots(self) -> None:
        slots = self.query_one(OptionList)
        at = slots.highlighted or 0
        slots.clear_options()
        for slot in self._slots:
            there = slot.key in self._have
            sign, style = ("✓", "$success") if there else ("✗" if slot.required else "·", "$warning")
            slots.add_option(Content.assemble((f" {sign} ", f"bold {style}"), str(slot.label)))
        slots.highlighted = at if self._slots else None
