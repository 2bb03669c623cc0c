"""The protection room: whom to attend, forms begun, and sealed cases; for others, only that cases exist."""

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static

from fieldkit.desk.protection import cases as protection
from fieldkit.desk.protection import problems
from fieldkit.desk.session import Session
from fieldkit.errors import Problem
from fieldkit.locale import N_, _
from fieldkit.store import Draft, Review
from fieldkit.store.reviews import ReviewState
from fieldkit.tui import labels
from fieldkit.tui.choices import Option
from fieldkit.tui.desk_screen import DeskScreen, shows_problems
from fieldkit.tui.feedback import good, trouble, warn
from fieldkit.tui.keys import BACK, Action, bindings
from fieldkit.tui.screens.choose import Choose
from fieldkit.tui.screens.protection.case import CaseScreen


class ProtectionRow(NamedTuple):
    """One thing to do: a person who came for it, a form begun, or a sealed case; its words, and how strong."""

    number: str
    words: str
    style: str
    visit: str = ""
    draft: str = ""
    case: str = ""
    returned: bool = False


class ProtectionScreen(DeskScreen):
    """Choose whom to attend; the form opens on top."""

    POST = "protection"
    NAME = N_("Protección")
    ABOUT = N_(
        "Aquí se toman los casos de protección; solo entra quien tiene ese papel en el evento, y quien supervisa "
        "tampoco si no lo tiene. Enter abre a la persona que vino, el caso a medio llenar o el seguimiento de uno ya "
        "sellado. N abre un caso sin boleto. Los demás ven que un caso existe, su número y su estado, y nada de lo "
        "que se contó."
    )
    ACTIONS = (
        Action("enter", "none", N_("abrir"), N_("Abrir el caso, o el seguimiento de uno sellado.")),
        Action("n", "fresh", N_("Caso nuevo"), N_("Abrir un caso de alguien que no pasó por la fila.")),
        Action("d", "discard", N_("Desechar"), N_("Borrar un caso a medio llenar, con un motivo.")),
    )
    BINDINGS: ClassVar = bindings([BACK, *ACTIONS[1:]])

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[ProtectionRow] = []

    def body(self) -> ComposeResult:
        """One list."""
        yield Static("", id="jobs-title", markup=False)
        yield OptionList(id="jobs")

    async def refresh_work(self) -> None:
        """Read what is to do, or for others that cases exist."""
        inside = self.desk.workplace.allows(protection.ROLE)
        self._rows = await self.desk.read(_work if inside else _known)
        self.query_one("#jobs-title", Static).update(self._title(inside=inside))
        options = self.query_one(OptionList)
        at = options.highlighted or 0
        options.clear_options()
        options.add_options(
            [Content.assemble((f" {row.number:8}", "bold"), (row.words, row.style)) for row in self._rows]
        )
        options.highlighted = min(at, len(self._rows) - 1) if self._rows else None
        self.set_focus(options)

    def _title(self, *, inside: bool) -> str:
        if inside:
            return _("¿A quién va a atender?") if self._rows else _("Nadie espera por protección. N abre un caso.")
        refusal = problems.PROTECTION_ONLY
        cases = _("Casos sellados en esta computadora: {n}.").format(n=len(self._rows))
        return f"{_(refusal.title)}. {_(refusal.cause)}\n{cases}"

    @shows_problems
    async def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Open the form that the row stands for."""
        row = self._rows[event.option_index]
        if row.draft:
            draft = await self.desk.read(protection.draft, row.draft)
        elif row.returned:
            draft = await self.desk.write(protection.correct, row.case)
        elif row.visit:
            draft = await self.desk.write(protection.begin, row.visit)
        else:
            draft = await self.desk.write(protection.follow_up, row.case)
        self._open(draft, row.number)

    @shows_problems
    async def action_fresh(self) -> None:
        """A case without a ticket."""
        self._open(await self.desk.write(protection.begin), "")

    def action_discard(self) -> None:
        """Ask why, then throw the form away."""
        at = self.query_one(OptionList).highlighted
        row = self._rows[at] if at is not None else None
        if not self.desk.workplace.allows(protection.ROLE):
            self.say(trouble(Problem(problems.PROTECTION_ONLY)))
            return
        if row is None or not row.draft:
            self.say(warn(_("Ahí no hay un caso a medio llenar."), _("Marque uno con ↑↓.")))
            return
        options = [Option(key, _(words)) for key, words in protection.DISCARD_REASONS.items()]

        async def answered(reason: str | None) -> None:
            if reason is not None:
                await self._discard(row, reason)

        self.app.push_screen(Choose(_("¿Por qué se desecha? Lo escrito se borra."), options), answered)

    @shows_problems
    async def _discard(self, row: ProtectionRow, reason: str) -> None:
        await self.desk.write(protection.discard, row.draft, reason)
        await self.refresh_work()
        self.say(good(_("Se desechó.")))

    def _open(self, draft: Draft, number: str) -> None:
        self.app.push_screen(CaseScreen(draft, number.strip("—"), self.say))


def _known(session: Session) -> list[ProtectionRow]:
    return [_card(card) for card in protection.known(session)]


def _work(session: Session) -> list[ProtectionRow]:
    work = protection.work(session)
    numbers = {card.id: card.number for card in work.cases}
    drafts = [_draft(session, draft, numbers, work.reviews.get(draft.id)) for draft in work.drafts]
    begun = {draft.id for draft in work.drafts}
    waiting = [ProtectionRow(one.number, labels.state(one), "dim", visit=one.id) for one in work.visits]
    cards = [_card(card, work.sent_back.get(card.id, ())) for card in work.cases if card.id not in begun]
    return [*drafts, *waiting, *cards]


def _draft(session: Session, draft: Draft, numbers: dict[str, str], review: Review | None) -> ProtectionRow:
    number = numbers.get(draft.id, "") or (session.visit(draft.visit).number if draft.visit else "—")
    if review is not None and review.state is ReviewState.WAITING:
        return ProtectionRow(number, _("◌ espera a una segunda persona (Ctrl+O)"), "dim", draft=draft.id)
    if review is not None:
        words = _("! lo devolvió {who}: {why}").format(who=review.refused_by, why=labels.refusal(review))
        return ProtectionRow(number, words, "$warning", draft=draft.id)
    since = f"{session.clock.local(draft.made_ms):%H:%M}"
    words = _("● a medio llenar desde las {time}, datos guardados: {n}").format(time=since, n=len(draft.fields))
    return ProtectionRow(number, words, "$success", draft=draft.id)


def _card(card: protection.CaseCard, reasons: Sequence[str] = ()) -> ProtectionRow:
    if reasons:
        why = _("! la oficina central lo devolvió: {why}").format(why="; ".join(reasons))
        return ProtectionRow(card.number, why, "$warning", case=card.id, returned=True)
    words = _("caso de protección, {state}").format(state=_(protection.STATES[card.state]))
    return ProtectionRow(card.number, words, "", case=card.id)
