"""What waits for a second person: a list of numbers, opened one by one."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static

from fieldkit.desk.forms import approval
from fieldkit.desk.forms.approval import ApprovalRequest
from fieldkit.locale import N_, _
from fieldkit.tui import labels
from fieldkit.tui.desk_screen import DeskScreen, shows_problems
from fieldkit.tui.keys import BACK, Action, bindings
from fieldkit.tui.screens.capture.approval_review import ApprovalReviewScreen


class ApprovalScreen(DeskScreen):
    """Numbers only; names stand in the form that is opened."""

    POST = "approval"
    NAME = N_("Revisión")
    ABOUT = N_(
        "Aquí esperan las solicitudes que otra persona capturó, cuando el evento pide una segunda revisión. Enter "
        "abre una: se comparan los datos con la foto y los documentos. Nada sale hacia la oficina central antes de "
        "que alguien que no escribió en ella la confirme con su propia contraseña. Lo que no está bien se devuelve "
        "con un motivo, y regresa a la lista de Captura (F4), o de Protección si es un caso."
    )
    ACTIONS = (Action("enter", "none", N_("abrir"), N_("Abrir la solicitud.")),)
    BINDINGS: ClassVar = bindings([BACK])

    def __init__(self) -> None:
        super().__init__()
        self._waiting: list[ApprovalRequest] = []

    def body(self) -> ComposeResult:
        """One list."""
        yield Static("", id="jobs-title", markup=False)
        yield OptionList(id="jobs")

    @shows_problems
    async def refresh_work(self) -> None:
        """Read what waits."""
        self._waiting = await self.desk.read(approval.waiting)
        title = _("Esperan a una segunda persona: {n}").format(n=len(self._waiting))
        self.query_one("#jobs-title", Static).update(title if self._waiting else _("Nada espera revisión."))
        options = self.query_one(OptionList)
        at = options.highlighted or 0
        options.clear_options()
        options.add_options([self._words(one) for one in self._waiting])
        options.highlighted = min(at, len(self._waiting) - 1) if self._waiting else None
        self.set_focus(options)

    @shows_problems
    async def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Open it."""
        looked = await self.desk.read(approval.look, self._waiting[event.option_index].draft)
        self.app.push_screen(ApprovalReviewScreen(looked, self.say))

    def _words(self, one: ApprovalRequest) -> Content:
        workplace = self.desk.workplace
        since = f"{workplace.clock.local(one.since_ms):%d/%m %H:%M}"
        name = labels.services(workplace.catalog, [one.service])
        captured = _("  capturó {who}, {since}").format(who=one.captor, since=since)
        return Content.assemble((f" {one.number:5}", "bold"), f" {name}", (captured, "dim"))
