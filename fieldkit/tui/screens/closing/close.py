"""Closing the day: the figures, every difference acknowledged one by one, then the data leaves the laptop."""

from datetime import date
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import OptionList, Static

from fieldkit.desk.accounts import blank_stock
from fieldkit.desk.closing import concerned, day_close
from fieldkit.desk.closing.day_close import TO_SIGN
from fieldkit.desk.labels import STATES
from fieldkit.domain.journal import code_words
from fieldkit.domain.queue.visit import VisitState
from fieldkit.locale import N_, _
from fieldkit.tui import labels
from fieldkit.tui.choices import Option
from fieldkit.tui.desk_screen import DeskScreen, shows_problems
from fieldkit.tui.feedback import good, warn
from fieldkit.tui.keys import BACK, Action, bindings
from fieldkit.tui.questions import answer, asks
from fieldkit.tui.screens.access.signing import ask_signature
from fieldkit.tui.screens.choose import Choose

_SIGN = "sign:"
# The post where a row can be looked at and put right.
ROOM_OF = {
    **dict.fromkeys(("open_visits", "part_served"), "queue"),
    **dict.fromkeys(("drafts", "returned", "no_application"), "capture"),
    **dict.fromkeys(("papers", "conflicts", "exceptions", "no_show"), "search"),
    **dict.fromkeys(("unpaid", "till_uncounted", "till_short", "till_over"), "till"),
    **dict.fromkeys(("no_folio", "folio_conflicts", "lost_blanks"), "blank_stock"),
    "case_drafts": "protection",
    "half_counts": "outreach",
    "half_arrival": "reception",
    "approvals": "approval",
    "quarantine": "exchange",
}


class CloseScreen(DeskScreen):
    """Only a supervisor closes; anybody may look."""

    POST = "close"
    NAME = N_("Cierre")
    ABOUT = N_(
        "Arriba, las cuentas del día. Abajo, lo que no cuadra: Enter dice de quién es cada renglón, lleva adonde se "
        "resuelve o lo confirma. Lo de caja y folios marcado con ✎ se cuenta en su puesto o lo firma quien supervisa, "
        "con su contraseña y el motivo. Cuando todos tienen ✓, Ctrl+G cierra el día: todo se sella para la oficina "
        "central y los datos de las personas se borran de esta computadora. Lo que falte por enviar se queda aquí, "
        "sellado."
    )
    ACTIONS = (
        Action("enter", "none", N_("ver o confirmar"), N_("Ver de quién es el renglón, ir allá o confirmarlo.")),
        Action("ctrl+g", "close_day", N_("Cerrar el día"), N_("Cerrar el día; pregunta antes.")),
    )
    BINDINGS: ClassVar = bindings([BACK, ACTIONS[1]])

    def __init__(self) -> None:
        super().__init__()
        self._notices: list[day_close.Notice] = []
        self._days: tuple[date, ...] = ()
        self._seen: dict[str, int] = {}

    def body(self) -> ComposeResult:
        """Figures, then notices."""
        with Horizontal(id="figures"):
            yield Static("", id="figures-people", markup=False)
            yield Static("", id="figures-work", markup=False)
        yield Static("", id="notices-title", markup=False)
        yield OptionList(id="notices")

    @shows_problems
    async def refresh_work(self) -> None:
        """Read the day."""
        now = await self.desk.read(day_close.summary)
        self._notices = now.notices
        self._days = now.days
        # A notice that grew since it was read has not been read.
        self._seen = {one.code: one.n for one in now.notices if self._seen.get(one.code) == one.n}
        workplace = self.desk.workplace
        catalog = workplace.catalog
        people = [(_(STATES[VisitState(name)]), str(n)) for name, n in now.people.items()]
        work = [(labels.services(catalog, [code]), str(n)) for code, n in now.applications.items()]
        work += [(_(code_words.PAYMENT_FORMS[form]), labels.money(cents)) for form, cents in now.money.items()]
        work += [(_("Efectivo que debe haber en caja"), labels.money(now.till))] if now.till else []
        work += [
            (name, str(now.blanks[item])) for item, name in blank_stock.items(workplace).items() if now.blanks[item]
        ]
        work += [(_("Borradores"), str(now.drafts)), (_("Por enviar"), str(now.to_send))]
        self.query_one("#figures-people", Static).update(figures(_("Personas"), people))
        self.query_one("#figures-work", Static).update(figures(_("Solicitudes, dinero y envíos"), work))
        title = _("✓ Todo cuadra. Ctrl+G cierra el día.")
        if now.notices:
            title = _("Lo que no cuadra: confirme cada renglón con Enter")
        elif now.closed:
            title = _("✓ El día está cerrado. Si alguien llega todavía, se abre otra vez y se cierra de nuevo.")
        self.query_one("#notices-title", Static).update(title)
        self._list()
        self.set_focus(self.query_one(OptionList))

    @asks
    async def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Whom it is about; then go there, sign for it, or say that it was read."""
        one = self._notices[event.option_index]
        about = await self.desk.read(concerned.names, one)
        room = ROOM_OF.get(one.code, "blank_stock" if one.item else "")
        options = [Option("read", _("Lo leí; queda así"))]
        if one.code in day_close.TO_SIGN:
            options = [Option(f"{_SIGN}{key}", _(words)) for key, words in day_close.reasons(one).items()]
        question, more = f"{self._words(one)}.", ", ".join(about)
        if one.code in day_close.TO_SIGN:
            why = _("¿Por qué?")
            question = f"{question} {why}"
            more = _("Si falta contar, vaya a contar. La firma de quien supervisa queda anotada con el motivo.")
        if room:
            options.append(Option("go", _("Ir a verlo")))
        chosen = await answer(self.desk, Choose(question, options, more))
        if chosen == "go":
            await self.desk.action_post(room)
        elif chosen == "read":
            self._read(one)
        elif chosen is not None:
            await self._sign(one, chosen.removeprefix(_SIGN))

    def _read(self, one: day_close.Notice) -> None:
        self._seen[one.code] = one.n
        self._list()
        left = self._left()
        self.query_one(OptionList).highlighted = left[0] if left else self._notices.index(one)
        if not left:
            self.say(good(_("Todo confirmado."), _("Ctrl+G cierra el día.")))

    def _left(self) -> list[int]:
        """The rows that nobody has read or signed for."""
        return [at for at, one in enumerate(self._notices) if one.code not in self._seen or one.code in TO_SIGN]

    async def _sign(self, notice: day_close.Notice, reason: str) -> None:
        words = self._words(notice)
        who = await ask_signature(self.desk, _("{what}. ¿Quién firma?").format(what=words))
        if who is None:
            return
        await self.desk.write(day_close.sign, notice, reason, who)
        await self.refresh_work()
        self.say(good(_("Firmado y anotado."), f"{words} · {who.operator}"))

    @asks
    async def action_close_day(self) -> None:
        """Ask once more."""
        left = len(self._left())
        if left:
            self.say(warn(_("Renglones por confirmar: {n}.").format(n=left), _("Nada se cambió.")))
            return
        days = ", ".join(f"{day:%d/%m/%Y}" for day in self._days)
        question = _("¿Cerrar el día {days}? Los datos de las personas se sellan y se borran de esta computadora.")
        options = [Option("no", _("Todavía no")), Option("yes", _("Sí, cerrar el día"))]
        if await answer(self.desk, Choose(question.format(days=days), options)) == "yes":
            await self._close()

    async def _close(self) -> None:
        done = await self.desk.write(day_close.close_day, frozenset(self._seen))
        await self.refresh_work()
        people = sum(done.people.values())
        self.say(
            good(
                _("El día está cerrado. Personas: {n}.").format(n=people),
                _("Sus datos ya no se pueden leer aquí. Conéctela a la red hasta que no falte nada por enviar."),
            )
        )

    def _list(self) -> None:
        notices = self.query_one(OptionList)
        at = notices.highlighted
        notices.clear_options()
        for one in self._notices:
            sign, style = ("✓", "$success") if one.code in self._seen else ("!", "$warning")
            if one.code in day_close.TO_SIGN:
                sign = "✎"
            notices.add_option(Content.assemble((f" {sign} ", f"bold {style}"), self._words(one)))
        if self._notices:
            notices.highlighted = min(at or 0, len(self._notices) - 1)

    def _words(self, notice: day_close.Notice) -> str:
        item = blank_stock.items(self.desk.workplace).get(notice.item, notice.item)
        words = _(day_close.NOTICES[notice.code])
        return words.format(count=notice.n, n=notice.n, money=labels.money(notice.n), item=item)


def figures(title: str, rows: list[tuple[str, str]]) -> Content:
    """A title over rows of a label and its value."""
    lines = [Content.assemble((f"{value:>12}", "bold"), f"  {label}") for label, value in rows]
    return Content("\n").join([Content.styled(title, "bold $primary"), *(lines or [Content.styled("—", "dim")])])
