"""Work with people whom nobody names: sessions, contacts of the desks, legal advice by matter, referrals."""

from fieldkit.domain import journal as j
from fieldkit.domain.forms.application import Application, ApplicationState
from fieldkit.domain.outreach import Activity
from fieldkit.locale import N_, _
from fieldkit.report.crosstab import Crosstab, Dimensions
from fieldkit.report.dimensions import Book, listed
from fieldkit.report.model import Section, Table
from fieldkit.report.protection import CaseWork

_SESSIONS = N_("sesiones anotadas, sin las que se retiraron")
_CONTACTS = N_(
    "personas contadas en cada ventanilla, sin nombre; las que llegaron con turno están en «Servicios pedidos»"
)
_ADVICE = N_("asesorías selladas de quienes tenían turno, y contactos sin turno")
_REFERRED = N_("personas a las que se canalizó, en sesiones, ventanillas y casos")
_WAYS = {"in_person": N_("Presencial"), "virtual": N_("Virtual")}
_FROM = {"session": N_("Sesiones"), "contact": N_("Ventanillas"), "case": N_("Casos")}
_TURN = {"ticket": N_("Con turno"), "none": N_("Sin turno")}
ADVICE, DACA = "PALE", "DACA"


class Outreach:
    """Counts sessions, contacts, advice and referrals."""

    def __init__(self, book: Book) -> None:
        lists = book.catalog.outreach
        kind, topic = listed("kind", _("Sesión"), lists.sessions, _("Otra sesión")), _topic(book)
        way = Dimensions("way", _("Modalidad"), {code: _(name) for code, name in _WAYS.items()}, "", frozenset(_WAYS))
        turn = Dimensions("turn", _("Turno"), {code: _(name) for code, name in _TURN.items()}, "", frozenset(_TURN))
        desk = listed("desk", _("Ventanilla"), lists.desks, _("Otra ventanilla"))
        named = {code: str(one.name) for code, one in {**book.catalog.protection.referrals, **lists.referrals}.items()}
        where = Dimensions("where", _("Se canalizó a"), named, _("Otro lugar"))
        origin = Dimensions("origin", _("Desde"), {code: _(name) for code, name in _FROM.items()}, "")
        self.sessions, self.reached = Crosstab("sessions", kind, way), Crosstab("reached", kind, way)
        self.consultations = Crosstab("consultations", kind)
        self.contacts, self.daca = Crosstab("contacts", book.place(), desk), Crosstab("daca", topic)
        self.advice = Crosstab("advice", topic, turn)
        self.referrals = Crosstab("referrals", where, origin)

    def add(self, place: str, one: Activity) -> None:
        """One session or contact."""
        match one.counted:
            case j.SessionHeld() as held:
                way = "virtual" if held.virtual else "in_person"
                self.sessions.add(held.session, way)
                self.reached.add(held.session, way, n=held.people)
                self.consultations.add(held.session, n=held.consultations)
                for where, n in held.referrals.items():
                    self.referrals.add(where, "session", n=n)
            case j.ContactCounted() as contact:
                self.contacts.add(place, contact.desk, n=contact.people)
                if contact.desk == ADVICE:
                    self.advice.add(contact.topic, "none", n=contact.people)
                if contact.desk == DACA:
                    self.daca.add(contact.topic, n=contact.people)
                if contact.referral:
                    self.referrals.add(contact.referral, "contact", n=contact.people)
            case None:
                pass

    def add_advice(self, one: Application) -> None:
        """Legal advice of somebody with a ticket."""
        if one.service == ADVICE and one.state is not ApplicationState.DISCARDED:
            self.advice.add(one.topic, "ticket")

    def add_case(self, one: CaseWork) -> None:
        """Where a case of the period was referred to."""
        for where in one.case.referrals if one.opened else ():
            self.referrals.add(where, "case")

    def sections(self) -> list[Section]:
        """Sessions, desks, advice, referrals."""
        tables: list[Table] = []
        if self.sessions:
            held = _("Sesiones por tipo y modalidad")
            tables.append(self.sessions.crossing("sessions", held, "kind", "way", _(_SESSIONS)))
        if self.reached:
            reached = _("Personas alcanzadas en sesiones")
            tables.append(self.reached.crossing("reached", reached, "kind", "way", _(_SESSIONS)))
        if self.consultations:
            asked = _("Consultas en sesiones y visitas")
            tables.append(self.consultations.listing("consultations", asked, "kind", _(_SESSIONS)))
        if self.contacts:
            attended = _("Personas atendidas en ventanillas")
            tables.append(self.contacts.listing("contacts", attended, "desk", _(_CONTACTS)))
        if self.daca:
            tables.append(self.daca.listing("daca", _("DACA"), "topic", _(_CONTACTS)))
        if self.advice:
            by_matter = _("Asesoría legal (PALE) por materia")
            tables.append(self.advice.crossing("advice", by_matter, "topic", "turn", _(_ADVICE)))
        if self.referrals:
            sent = _("Canalizaciones (CIAM, MiConsulado y otras)")
            tables.append(self.referrals.crossing("referrals", sent, "where", "origin", _(_REFERRED)))
        return [Section(_("Difusión, ventanillas y asesoría"), tuple(tables))] if tables else []


def _topic(book: Book) -> Dimensions:
    """By what it was about, at sessions, desks and in legal advice: one list of codes."""
    return listed("topic", _("Asunto"), book.catalog.outreach.topics, _("Otro asunto"))
