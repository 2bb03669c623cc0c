"""What the person brought: every line of the list with its verdict, at the door and at the capture table."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static

from fieldkit.background.print_spooler import PrintResult
from fieldkit.desk import evidence
from fieldkit.desk.evidence import EvidenceRow
from fieldkit.desk.printing import printable
from fieldkit.desk.session import Session
from fieldkit.domain.catalog.documents import RULE, VERDICTS
from fieldkit.domain.catalog.findings import Finding
from fieldkit.domain.forms.application import KIND as APPLICATION
from fieldkit.domain.journal import Verdict
from fieldkit.locale import N_, _
from fieldkit.tui.choices import Option
from fieldkit.tui.desk_screen import DeskScreen, shows_problems
from fieldkit.tui.feedback import good, warn
from fieldkit.tui.keys import BACK, Action, bindings
from fieldkit.tui.questions import answer, asks
from fieldkit.tui.screens.choose import Choose
from fieldkit.tui.screens.evidence.exception import ask_exception
from fieldkit.tui.screens.printing.paper_choice import became, print_paper

_SIGNS = {
    Verdict.SEEN: ("✓", "$success"),
    Verdict.MISSING: ("✗", "$error"),
    Verdict.DOUBTFUL: ("?", "$warning"),
    Verdict.UNREAD: ("·", "$foreground 60%"),
}


class EvidenceScreen(DeskScreen):
    """The list of a visit's services, or of one service with its form's values."""

    POST = "capture"
    NAME = N_("Documentos")
    ABOUT = N_(
        "Cada renglón es algo que la persona trae; basta uno de los documentos que nombra. V: se vio (si puede ser "
        "de varias clases, pregunta cuál). F: falta. D: hay duda. Un renglón con condición solo cuenta cuando se "
        "cumple. Lo que falta detiene la solicitud hasta que llegue, o hasta que quien supervisa lo deje pasar: E, "
        "con un motivo. Lo que se marca aquí se ve también en las otras mesas."
    )
    ACTIONS = (
        Action("v", "seen", N_("visto"), N_("Se vio el documento.")),
        Action("f", "missing", N_("falta"), N_("El documento no está.")),
        Action("d", "doubtful", N_("duda"), N_("El documento está, pero hay duda.")),
        Action("e", "allow", N_("excepción"), N_("Dejar pasar lo que falta, con motivo y con quien supervisa.")),
        Action("f8", "print", N_("Lista"), N_("Imprimir lo que falta, para que la persona se lo lleve.")),
        Action("escape", "back", N_("Atrás"), N_("Volver.")),
    )
    BINDINGS: ClassVar = bindings([BACK, *ACTIONS[:5]])

    def __init__(self, visit: str, services: tuple[str, ...], number: str, draft: str = "") -> None:
        super().__init__()
        self._visit = visit
        self._services = services
        self._number = number
        self._draft = draft
        self._rows: list[tuple[str, EvidenceRow]] = []

    def title_words(self) -> str:
        """With the number, never the name."""
        return _("Documentos {number}").format(number=self._number)

    def body(self) -> ComposeResult:
        """The lines, and what the marked one may be."""
        yield OptionList(id="papers")
        yield Static("", id="paper-detail", markup=False)

    async def refresh_work(self) -> None:
        """Read the lists anew."""
        self._rows = await self.desk.read(_rows, self._visit, self._services, self._draft)
        options = self.query_one(OptionList)
        at = options.highlighted or 0
        options.clear_options()
        options.add_options([self._words(service, row) for service, row in self._rows])
        options.highlighted = min(at, len(self._rows) - 1) if self._rows else None
        self.set_focus(options)
        self._show_detail()

    def on_option_list_option_highlighted(self, _event: OptionList.OptionHighlighted) -> None:
        """Say what serves for the line."""
        self._show_detail()

    async def on_option_list_option_selected(self, _event: OptionList.OptionSelected) -> None:
        """Enter is the usual answer."""
        await self._say_of_line(Verdict.SEEN)

    async def action_seen(self) -> None:
        """It is there; of several documents that were possible, ask which."""
        await self._say_of_line(Verdict.SEEN)

    async def action_missing(self) -> None:
        """It is not there."""
        await self._say_of_line(Verdict.MISSING)

    async def action_doubtful(self) -> None:
        """It is there, and does not convince."""
        await self._say_of_line(Verdict.DOUBTFUL)

    @asks
    async def _say_of_line(self, verdict: Verdict) -> None:
        found = self._marked()
        if found is None:
            return
        service, row = found
        if verdict != Verdict.SEEN or len(row.line.options) == 1:
            await self._mark(service, row, verdict, row.line.options[0] if verdict == Verdict.SEEN else "")
            return
        documents = self.desk.workplace.catalog.documents
        options = [Option(key, str(documents[key].name)) for key in row.line.options]
        question = _("¿Cuál se vio? {what}").format(what=row.line.name)
        document = await answer(self.desk, Choose(question, options))
        if document is not None:
            await self._mark(service, row, Verdict.SEEN, document)

    async def _mark(self, service: str, row: EvidenceRow, verdict: Verdict, document: str) -> None:
        await self.desk.write(evidence.mark, self._visit, service, row.line.key, verdict, document)
        look = self.desk.workplace.catalog.documents[document].look if document else None
        await self.refresh_work()
        words = _("{what}: {verdict}.").format(what=row.line.name, verdict=_(VERDICTS[verdict]))
        self.say((good if verdict == Verdict.SEEN else warn)(words, str(look) if look else ""))
        self._go_on()

    @shows_problems
    async def action_print(self) -> None:
        """The list to take home."""
        visit = await self.desk.read(Session.visit, self._visit)
        if not await self.desk.read(printable.lacks_papers, visit):
            self.say(good(_("No le falta ningún documento.")))
            return
        await print_paper(self.desk, visit, printable.CHECKLIST, self.say)

    def printed(self, printed: PrintResult) -> None:
        """What became of the list."""
        if printed.visit.id == self._visit and printed.paper == printable.CHECKLIST:
            self.say(became(printed))

    @asks
    async def action_allow(self) -> None:
        """Let a missing line pass."""
        found = self._marked()
        if found is None:
            return
        service, row = found
        if row.verdict != Verdict.MISSING or not row.line.needed or row.excepted:
            self.say(warn(_("Solo se exceptúa lo que falta y hace falta."), _("Márquelo primero con F.")))
            return
        sentence = _("Falta el documento: {what}.").format(what=row.line.name)
        finding = Finding(RULE + row.line.key, "stop", sentence, RULE + row.line.key)
        if await ask_exception(self.desk, self._visit, service, finding, self.say):
            await self.refresh_work()

    def _marked(self) -> tuple[str, EvidenceRow] | None:
        at = self.query_one(OptionList).highlighted
        return self._rows[at] if at is not None and at < len(self._rows) else None

    def _go_on(self) -> None:
        """To the next line nobody looked at."""
        options = self.query_one(OptionList)
        unread = [at for at, (_service, row) in enumerate(self._rows) if not row.verdict]
        after = [at for at in unread if at >= (options.highlighted or 0)]
        if after or unread:
            options.highlighted = (after or unread)[0]

    def _show_detail(self) -> None:
        found = self._marked()
        words = ""
        if found is not None:
            row = found[1]
            documents = self.desk.workplace.catalog.documents
            serves = ", ".join(str(documents[key].name) for key in row.line.options)
            words = _("Sirve uno de: {options}").format(options=serves) + "\n"
            words += _("Fuente: {source}").format(source=row.line.source)
        self.query_one("#paper-detail", Static).update(words)

    def _words(self, service: str, row: EvidenceRow) -> Content:
        sign, style = _SIGNS[row.verdict]
        catalog = self.desk.workplace.catalog
        said = str(catalog.documents[row.document].name) if row.document else _(VERDICTS.get(row.verdict, ""))
        when = f" ({row.line.when})" if row.line.when and row.line.needed is None else ""
        head = f" {service:7}" if len(self._services) > 1 else " "
        passed = "  " + _("con excepción") if row.excepted else ""
        line = f"{row.line.name}{when}"
        return Content.assemble(
            (f" {sign}", f"bold {style}"), (head, "dim"), line, (f"  {said}", style), (passed, "$success")
        )


class DoorEvidenceScreen(EvidenceScreen):
    """The same, opened from reception."""

    POST = "reception"


def _rows(session: Session, visit: str, services: tuple[str, ...], draft: str) -> list[tuple[str, EvidenceRow]]:
    fields = session.store.drafts(APPLICATION).get(draft).fields if draft else None
    return [(code, row) for code in services for row in evidence.rows(session, visit, code, fields)]
