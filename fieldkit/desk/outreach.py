"""Sessions and desks: what was held and whom it reached, in numbers; a mistake is withdrawn and counted anew."""

from collections.abc import Callable, Mapping
from typing import Concatenate, ParamSpec

from fieldkit.desk import problems
from fieldkit.desk.session import Session
from fieldkit.desk.workplace import Workplace
from fieldkit.domain import journal as j
from fieldkit.domain import outreach
from fieldkit.domain.catalog.named_codes import name_of
from fieldkit.domain.catalog.outreach import OutreachTables
from fieldkit.domain.outreach import Activity, Totals
from fieldkit.errors import Problem
from fieldkit.locale import _

P = ParamSpec("P")
ACTIVITY_ID_BYTES = 10
MOST_PEOPLE = 10_000
OLDEST = 120
_KINDS = ("outreach.session", "outreach.contact", "outreach.withdrawn")
ROLES = ("reception", "line", "capture", "protection")


def session_held(
    session: Session,
    kind: str,
    topic: str,
    people: int,
    *,
    virtual: bool = False,
    consultations: int = 0,
    referrals: Mapping[str, int] | None = None,
) -> j.SessionHeld:
    """The entry of a session that was held today. Raises NOT_COUNTED."""
    known = session.catalog.outreach
    if kind not in known.sessions:
        raise Problem(problems.NOT_COUNTED, reason=_("Esa actividad no está en la lista."))
    row, sent = known.sessions[kind], {code: n for code, n in (referrals or {}).items() if n}
    if topic not in row.topics:
        raise Problem(problems.NOT_COUNTED, reason=_("Ese tema no es de esa actividad."))
    if virtual and row.in_person_only:
        raise Problem(problems.NOT_COUNTED, reason=_("Esa actividad es siempre presencial."))
    _check_referrals(known, sent)
    if not all(0 <= n <= MOST_PEOPLE for n in (people, consultations, *sent.values())):
        raise Problem(problems.NOT_COUNTED, reason=_("Las cantidades van de 0 a {n}.").format(n=MOST_PEOPLE))
    if any(n > people for n in sent.values()):
        raise Problem(problems.NOT_COUNTED, reason=_("Hay más canalizaciones que personas."))
    return j.SessionHeld(
        day=session.today(),
        session=kind,
        virtual=virtual,
        topic=topic,
        people=people,
        consultations=consultations,
        referrals=sent,
    )


def contact_counted(
    session: Session,
    desk: str,
    topic: str,
    *,
    people: int = 1,
    sex: str = "",
    age: int | None = None,
    language: str = "",
    referral: str = "",
) -> j.ContactCounted:
    """The entry of people attended at a desk today; nothing in it identifies anybody. Raises NOT_COUNTED."""
    known = session.catalog.outreach
    if desk not in known.desks:
        raise Problem(problems.NOT_COUNTED, reason=_("Esa ventanilla no está en la lista."))
    if topic not in known.desks[desk].topics:
        raise Problem(problems.NOT_COUNTED, reason=_("Ese tema no es de esa ventanilla."))
    if not 1 <= people <= MOST_PEOPLE:
        raise Problem(problems.NOT_COUNTED, reason=_("Las personas van de 1 a {n}.").format(n=MOST_PEOPLE))
    described = bool(sex or language or age is not None)
    if described and known.desks[desk].totals:
        raise Problem(
            problems.NOT_COUNTED, reason=_("De esa ventanilla se cuentan solo totales: sin sexo, edad ni idioma.")
        )
    if described and people > 1:
        raise Problem(problems.NOT_COUNTED, reason=_("Sexo, edad e idioma se anotan de una persona a la vez."))
    if (sex and sex not in known.sexes) or (language and language not in session.catalog.languages):
        raise Problem(problems.NOT_COUNTED, reason=_("Esa respuesta no está en la lista."))
    if age is not None and not 0 <= age <= OLDEST:
        raise Problem(problems.NOT_COUNTED, reason=_("La edad va de 0 a {n} años.").format(n=OLDEST))
    _check_referrals(known, {referral: people} if referral else {})
    return j.ContactCounted(
        day=session.today(),
        desk=desk,
        topic=topic,
        people=people,
        sex=sex,
        age=age,
        language=language,
        referral=referral,
    )


def activity(session: Session, subject: str) -> Activity:
    """What was counted under an id."""
    return outreach.fold(subject, session.store.log.facts(subject))


def _recorded(
    entry: Callable[Concatenate[Session, P], j.SessionHeld | j.ContactCounted],
) -> Callable[Concatenate[Session, P], Activity]:
    """Write such an entry under an id of its own. Raises NOT_ALLOWED, NOT_COUNTED."""

    def record(session: Session, /, *given: P.args, **more: P.kwargs) -> Activity:
        session.need(*ROLES)
        subject = session.store.random(ACTIVITY_ID_BYTES).hex()
        session.append(subject, entry(session, *given, **more))
        return activity(session, subject)

    return record


hold, contact = _recorded(session_held), _recorded(contact_counted)


def withdraw_last(session: Session) -> Activity:
    """Take back what this operator counted last on this laptop, today. Raises NOT_ALLOWED, NOTHING_TO_WITHDRAW."""
    session.need(*ROLES)
    mine = [
        fact.header.subject
        for kind in _KINDS[:2]
        for fact in session.store.log.facts_of_kind(kind)
        if (fact.header.device, fact.header.operator) == (session.store.device, session.operator)
    ]
    last = next((one for one in reversed(today(session)) if one.id in mine), None)
    if last is None:
        raise Problem(problems.NOTHING_TO_WITHDRAW)
    session.append(last.id, j.OutreachWithdrawn())
    return activity(session, last.id)


def today(session: Session) -> list[Activity]:
    """What was counted today and stands."""
    day = session.today()
    return [one for one in standing(session) if one.counted is not None and one.counted.day == day]


def standing(session: Session) -> list[Activity]:
    """Everything that counts, of all days."""
    return outreach.standing(fact for kind in _KINDS for fact in session.store.log.facts_of_kind(kind))


def totals(session: Session) -> Totals:
    """What today's came to."""
    return outreach.totals(today(session))


def describe(workplace: Workplace, activity: Activity) -> str:
    """An activity in one line of words."""
    known = workplace.catalog.outreach
    match activity.counted:
        case j.SessionHeld() as held:
            mode = _("virtual") if held.virtual else _("presencial")
            facts = [name_of(known.sessions, held.session), mode, name_of(known.topics, held.topic)]
            facts.append(_("personas: {n}").format(n=held.people))
        case j.ContactCounted() as counted:
            facts = [name_of(known.desks, counted.desk), name_of(known.topics, counted.topic)]
            facts += [_("personas: {n}").format(n=counted.people)] if counted.people > 1 else []
            facts += [name_of(known.sexes, counted.sex)] if counted.sex else []
            facts += [_("{n} años").format(n=counted.age)] if counted.age is not None else []
            facts += [f"→ {name_of(known.referrals, counted.referral)}"] if counted.referral else []
        case None:
            facts = []
    return " · ".join(facts)


def _check_referrals(known: OutreachTables, referrals: Mapping[str, int]) -> None:
    if not referrals.keys() <= known.referrals.keys():
        raise Problem(problems.NOT_COUNTED, reason=_("Ese lugar de canalización no está en la lista."))
