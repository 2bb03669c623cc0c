"""What is missing or does not agree before an application is sealed."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static

from fieldkit.desk.capture import application_form
from fieldkit.desk.reception import duplicates
from fieldkit.domain.catalog.model import Service
from fieldkit.locale import N_, _
from fieldkit.tui.desk_screen import DeskScreen
from fieldkit.tui.feedback import Feedback, good, warn
from fieldkit.tui.keys import BACK, Action, bindings
from fieldkit.tui.questions import asks
from fieldkit.tui.screens.evidence.exception import ask_exception
from fieldkit.tui.screens.reception.same_person import OTHER, answer_at_table, ask_same

if TYPE_CHECKING:
    from fieldkit.domain.catalog.findings import Finding


class ReviewScreen(DeskScreen):
    """Enter goes to the field that a finding is about; Ctrl+G seals."""

    POST = "capture"
    NAME = N_("Revisar")
    ABOUT = N_(
        "✗ es algo que falta o está mal: sin eso no se envía. ! es algo que conviene mirar otra vez: puede enviarse. "
        "Enter sobre un renglón lleva a su casilla; E lo deja pasar cuando es una "
        "regla y quien supervisa está de "
        "acuerdo. Ctrl+G envía: la solicitud se sella para la oficina central y el "
        "borrador se borra de esta computadora."
    )
    ACTIONS = (
        Action("enter", "none", N_("ir a la casilla"), N_("Ir a la casilla del renglón marcado.")),
        Action("ctrl+g", "submit", N_("Enviar"), N_("Sellar la solicitud para la oficina central.")),
        Action("e", "allow", N_("excepción"), N_("Dejar pasar una falta, con motivo y con quien supervisa.")),
        Action("escape", "back", N_("Atrás"), N_("Volver al formulario.")),
    )
    BINDINGS: ClassVar = bindings([BACK, *ACTIONS[1:3]])

    def __init__(
        self,
        draft: str,
        service: Service,
        findings: "Sequence[Finding]",
        find: Callable[[str], None],
        sealed: Callable[[Feedback], Awaitable[None]],
        number: str,
    ) -> None:
        super().__init__()
        self._draft = draft
        self._service = service
        self._findings = sorted(findings, key=lambda one: one.severity != "stop")
        self._find = find
        self._sealed = sealed
        self._number = number

    def title_words(self) -> str:
        """With the number."""
        return _("Revisar {number}").format(number=self._number)

    def body(self) -> ComposeResult:
        """The findings."""
        stops = sum(one.severity == "stop" for one in self._findings)
        warns = len(self._findings) - stops
        if stops:
            words = _("✗ Faltan o están mal: {stops} · ! Por mirar otra vez: {warns}").format(stops=stops, warns=warns)
        elif warns:
            words = _("! Por mirar otra vez: {warns}. Si está bien, Ctrl+G envía.").format(warns=warns)
        else:
            words = _("✓ Todo está completo y concuerda. Ctrl+G envía.")
        yield Static(words, id="review-title", markup=False)
        yield OptionList(*(self._words(one) for one in self._findings), id="findings")

    def prepare(self) -> None:
        """The list has the keys."""
        super().prepare()
        self.set_focus(self.query_one(OptionList))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """To the field."""
        self._find(self._findings[event.option_index].field)
        self.dismiss()

    @asks
    async def action_allow(self) -> None:
        """Let the marked finding pass, if it is a rule's and a supervisor agrees."""
        at = self.query_one(OptionList).highlighted
        one = self._findings[at] if at is not None else None
        if one is None or one.severity != "stop" or not one.rule:
            self.say(warn(_("Eso no se puede exceptuar."), _("Un dato que falta o que no puede ser se corrige.")))
            return
        draft = await self.desk.read(application_form.get, self._draft)
        if await ask_exception(self.desk, draft.visit, draft.service, one, self.say):
            await self._look_again()

    async def _look_again(self) -> None:
        """Write the findings anew, as they are now."""
        found = await self.desk.read(application_form.review, self._draft)
        self._findings = sorted(found, key=lambda one: one.severity != "stop")
        await self.recompose()
        self.prepare()

    @asks
    async def action_submit(self) -> None:
        """Seal it."""
        if any(one.severity == "stop" for one in self._findings):
            self.say(
                warn(_("Todavía no se puede enviar."), _("Corrija lo marcado con ✗; todo lo escrito está guardado."))
            )
            return
        while (double := await self.desk.read(duplicates.twice, self._draft)) is not None:
            # Who may be the same person has this service already: staff decides before anything is sealed.
            same = await ask_same(self.desk, double)
            if same is not None:
                await answer_at_table(self.desk, double, same, self.say)
            if same != OTHER:
                return
        application = await self.desk.write(application_form.submit, self._draft)
        self.dismiss()
        if application is None:
            await self._sealed(
                good(
                    _("{number} espera a una segunda persona.").format(number=self._number),
                    _("Ctrl+O → Revisión la aprueba o la devuelve. Sigue guardada y cifrada aquí."),
                )
            )
            return
        await self._sealed(
            good(
                _("{number} sellada. Nadie en esta computadora puede leerla ya.").format(number=application.number),
                str(self._service.next),
            )
        )

    def _words(self, one: "Finding") -> Content:
        field = self._service.field(one.field)
        label = (
            str(field.label)
            if field
            else next((str(slot.label) for slot in self._service.slots if slot.key == one.field), _("Documentos"))
        )
        sign, style = ("✗", "bold $error") if one.severity == "stop" else ("!", "bold $warning")
        head = "" if label in one.sentence else f"{label}: "
        return Content.assemble((f" {sign} ", style), (head, "bold"), one.sentence)
