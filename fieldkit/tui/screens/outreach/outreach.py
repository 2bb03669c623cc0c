"""Sessions and contacts: what was counted today, and two keys to count more."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static

from fieldkit.desk import outreach
from fieldkit.desk.outreach_forms import CONTACT, SESSION
from fieldkit.domain import journal as j
from fieldkit.domain.outreach import Activity, Totals, totals
from fieldkit.locale import N_, _
from fieldkit.tui.desk_screen import DeskScreen, shows_problems
from fieldkit.tui.feedback import good
from fieldkit.tui.keys import BACK, Action, bindings
from fieldkit.tui.questions import asks
from fieldkit.tui.screens.form import begin_count
from fieldkit.tui.screens.outreach.session_forms import ContactScreen, SessionScreen


class OutreachScreen(DeskScreen):
    """Today's list, newest first; C counts a contact, S a session."""

    POST = "outreach"
    NAME = N_("Pláticas y contactos")
    ABOUT = N_(
        "Aquí se cuenta lo que no pasa por la fila: pláticas, jornadas de asesoría, visitas a centros de detención, y "
        "a quienes se atendió en las ventanillas. Nadie se nombra. S anota una plática o visita; C, un contacto. F9 "
        "retira lo último que usted anotó hoy; queda constancia de ambas cosas."
    )
    ACTIONS = (
        Action("c", "contact", N_("Contacto"), N_("Contar a quien se atendió en una ventanilla.")),
        Action("s", "session", N_("Plática o visita"), N_("Anotar una plática, jornada, reunión o visita.")),
        Action("f9", "withdraw", N_("Retirar lo último"), N_("Retirar lo último que usted anotó hoy.")),
    )
    BINDINGS: ClassVar = bindings([BACK, *ACTIONS])

    def body(self) -> ComposeResult:
        """Figures and the list."""
        yield Static("", id="jobs-title", markup=False)
        yield OptionList(id="jobs")

    async def refresh_work(self) -> None:
        """Read what was counted."""
        activities = await self.desk.read(outreach.today)
        self.query_one("#jobs-title", Static).update(_figures(totals(activities)))
        counted = self.query_one(OptionList)
        counted.clear_options()
        counted.add_options([self._words(one) for one in reversed(activities)])
        counted.highlighted = 0 if activities else None
        self.set_focus(counted)

    @asks
    async def action_contact(self) -> None:
        """Count people at a desk: the one that was counted last, unless another is chosen."""
        draft = await begin_count(self.desk, CONTACT)
        if draft is not None:
            self.desk.push_screen(ContactScreen(draft, "", self.say))

    @asks
    async def action_session(self) -> None:
        """Note a session."""
        draft = await begin_count(self.desk, SESSION)
        if draft is not None:
            self.desk.push_screen(SessionScreen(draft, "", self.say))

    @shows_problems
    async def action_withdraw(self) -> None:
        """Take back what this operator counted last today."""
        taken = await self.desk.write(outreach.withdraw_last)
        await self.refresh_work()
        words = outreach.describe(self.desk.workplace, taken)
        self.say(good(_("Retirado: {words}.").format(words=words)))

    def _words(self, one: Activity) -> Content:
        sign = "▪" if isinstance(one.counted, j.SessionHeld) else "·"
        return Content(f" {sign} {outreach.describe(self.desk.workplace, one)}")


def _figures(now: Totals) -> str:
    if not now.sessions and not now.contacts:
        return _("Hoy no se ha contado nada. C cuenta un contacto; S, una plática o visita.")
    return _(
        "Hoy: pláticas y visitas {sessions}, con {people} personas · contactos {contacts} · canalizadas {referred}"
    ).format(
        sessions=sum(one.sessions for one in now.sessions.values()),
        people=sum(one.people for one in now.sessions.values()),
        contacts=sum(now.contacts.values()),
        referred=sum(now.referrals.values()),
    )
