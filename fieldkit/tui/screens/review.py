"""What is missing or does not agree in a form before it is sealed or written: one list for every kind of form."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static

from fieldkit.desk.forms.drafting import Drafting
from fieldkit.desk.reception import duplicates
from fieldkit.desk.reception.duplicates import Double
from fieldkit.domain.catalog.findings import Finding
from fieldkit.domain.forms.definition import FormDefinition, Guarantee, NoSuchQuestion
from fieldkit.domain.forms.review import stops
from fieldkit.locale import N_, _
from fieldkit.store import Draft
from fieldkit.tui.desk_screen import DeskScreen
from fieldkit.tui.feedback import warn
from fieldkit.tui.keys import BACK, Action, bindings
from fieldkit.tui.questions import asks
from fieldkit.tui.screens.evidence.exception import ask_exception
from fieldkit.tui.screens.reception.same_person import OTHER, answer_at_table, ask_same


class ReviewScreen(DeskScreen):
    """Enter goes to the field that a finding is about; Ctrl+G seals or writes the form.

    ``words`` are its number and what sealing it means, or what a count comes to. ``find`` hears to which field the form
    goes back, ``seal`` what the desk knows of it once it is sealed or written.
    """

    NAME = N_("Revisar")
    ABOUT = N_(
        "✗ es algo que falta o está mal: sin eso no se envía. ! es algo que conviene mirar otra vez: puede enviarse. "
        "Enter sobre un renglón lleva a su casilla; E lo deja pasar cuando es una "
        "regla y quien supervisa está de "
        "acuerdo. Ctrl+G envía: el formulario se sella para la oficina central y el "
        "borrador se borra de esta computadora; una cuenta se anota."
    )
    ACTIONS = (
        Action("enter", "none", N_("ir a la casilla"), N_("Ir a la casilla del renglón marcado.")),
        Action("ctrl+g", "submit", N_("Enviar"), N_("Sellarlo para la oficina central, o anotar la cuenta.")),
        Action("e", "allow", N_("excepción"), N_("Dejar pasar una falta, con motivo y con quien supervisa.")),
        Action("escape", "back", N_("Atrás"), N_("Volver al formulario.")),
    )
    BINDINGS: ClassVar = bindings([BACK, *ACTIONS[1:3]])

    def __init__(
        self,
        drafting: Drafting[Any],
        draft: Draft,
        definition: FormDefinition,
        findings: Iterable[Finding],
        words: tuple[str, str],
        find: Callable[[str], None],
        seal: Callable[[Any], Awaitable[None]],
    ) -> None:
        super().__init__()
        self._drafting = drafting
        self._draft = draft
        self._definition = definition
        self._findings = _worst_first(findings)
        self._number, self._summary = words
        self._find = find
        self._seal = seal

    def title_words(self) -> str:
        """With the number, if it has one."""
        return _("Revisar {number}").format(number=self._number).strip()

    def body(self) -> ComposeResult:
        """The findings."""
        wrong = len(stops(self._findings))
        warns = len(self._findings) - wrong
        if wrong:
            words = _("✗ Faltan o están mal: {stops} · ! Por mirar otra vez: {warns}").format(stops=wrong, warns=warns)
        elif warns:
            words = _("! Por mirar otra vez: {warns}. Si está bien, Ctrl+G envía.").format(warns=warns)
        else:
            words = _("✓ Todo está completo y concuerda. Ctrl+G envía.")
        more = "" if wrong and self._definition.has(Guarantee.SEALED) else self._summary
        yield Static("\n".join(filter(None, (words, more))), id="review-title", markup=False)
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
        if one is None or one.severity != "stop" or not one.rule or not self._draft.visit:
            self.say(warn(_("Eso no se puede exceptuar."), _("Un dato que falta o que no puede ser se corrige.")))
            return
        if await ask_exception(self.desk, self._draft.visit, self._draft.service, one, self.say):
            await self._look_again()

    async def _look_again(self) -> None:
        """Write the findings anew, as they are now."""
        self._findings = _worst_first(await self.desk.read(self._drafting.review, self._draft.id))
        await self.recompose()
        self.prepare()

    @asks
    async def action_submit(self) -> None:
        """Seal or write it; of a count that is not right, the desk says why it is not written."""
        if stops(self._findings) and self._definition.has(Guarantee.SEALED):
            self.say(
                warn(_("Todavía no se puede enviar."), _("Corrija lo marcado con ✗; todo lo escrito está guardado."))
            )
            return
        while (double := await self._twice()) is not None:
            # Who may be the same person has this service already: staff decides before anything is sealed.
            same = await ask_same(self.desk, double)
            if same is not None:
                await answer_at_table(self.desk, double, same, self.say)
            if same != OTHER:
                return
        done = await self.desk.write(self._drafting.submit, self._draft.id)
        self.dismiss()
        await self._seal(done)

    async def _twice(self) -> Double | None:
        if not self._draft.visit or not self._definition.has(Guarantee.ALIKE):
            return None
        return await self.desk.read(duplicates.twice, self._draft.id, self._drafting.form.kind)

    def _words(self, one: Finding) -> Content:
        label = self._label(one.field)
        sign, style = ("✗", "bold $error") if one.severity == "stop" else ("!", "bold $warning")
        head = "" if label in one.sentence else f"{label}: "
        return Content.assemble((f" {sign} ", style), (head, "bold"), one.sentence)

    def _label(self, key: str) -> str:
        try:
            return str(self._definition.field(key).label)
        except NoSuchQuestion:
            slots = self._definition.slots
            return next((str(slot.label) for slot in slots if slot.key == key), _("Documentos"))


def _worst_first(findings: Iterable[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda one: one.severity != "stop")
