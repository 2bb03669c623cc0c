"""The drill's protection room and outreach desks: each step is durable, and what is still to do is in the store."""

from collections.abc import Iterator
from dataclasses import replace

from fieldkit.desk import outreach as desk
from fieldkit.desk.protection import cases as protection
from fieldkit.desk.session import Session
from fieldkit.domain import journal as j
from fieldkit.domain import outreach
from fieldkit.domain.protection.case import Case as SealedCase
from fieldkit.domain.protection.case import fold_all
from fieldkit.domain.queue.visit import Visit
from fieldkit.rehearsal.plan.other_work import CasePart, OutreachPart
from fieldkit.rehearsal.plan.plan import DrillPlan, PlannedPerson
from fieldkit.rehearsal.play.steps import Step

_SHEETS = ("case.sealed", "case.followed")
_COUNTED = ("outreach.session", "outreach.contact")


class Room:
    """Protection cases, in the hands of somebody who holds the role."""

    def __init__(self, session: Session, plan: DrillPlan) -> None:
        self._session = session
        # A sealed case names nobody: what is said at its follow-up is found by the return that it asked for.
        self._later = {case.follow_up["hague"]: case for _person, case in plan.cases if case.follow_up}

    def open(self, person: PlannedPerson, case: CasePart, visit: Visit) -> Iterator[Step]:
        """Take down the case of somebody at the table."""
        draft = protection.begin(self._session, visit.id)
        yield from self._tell(draft.id, 1, case.answers, person.at)

    def follow_up(self) -> Iterator[Step]:
        """Take down the next follow-up that is still to come; nothing when there is none."""
        for case in self._cases():
            if case.hague in self._later and not case.returned:
                draft = protection.follow_up(self._session, case.id)
                yield from self._tell(case.id, draft.revision, self._later[case.hague].follow_up, -1)
                return

    def held(self) -> Iterator[Step]:
        """Every answer and sheet that the store holds."""
        for draft in self._session.store.drafts("case").all():
            for key in draft.fields:
                yield Step("noted", f"{draft.id}.{draft.revision}.{key}")
        for case in self._cases():
            for revision in case.sheets:
                yield Step("told", f"{case.id}.{revision}")

    def _tell(self, draft: str, revision: int, answers: dict[str, str], who: int) -> Iterator[Step]:
        for key, value in answers.items():
            protection.save(self._session, draft, key, value)
            yield Step("noted", f"{draft}.{revision}.{key}", who)
        protection.submit(self._session, draft)
        yield Step("told", f"{draft}.{revision}", who)

    def _cases(self) -> list[SealedCase]:
        return fold_all(fact for kind in _SHEETS for fact in self._session.store.log.facts_of_kind(kind))


class Desks:
    """Sessions and contacts, which name nobody: the plan's list, in its order."""

    def __init__(self, session: Session, plan: DrillPlan) -> None:
        self._session = session
        self._plan = plan

    @property
    def counted(self) -> int:
        """How many of the plan's activities were written down."""
        return len(self._written())

    def next(self) -> Iterator[Step]:
        """Write down the next activity, or take back the last one, which was a mistake; nothing at the end."""
        written, planned = self._written(), self._plan.activities
        standing = {one.id for one in desk.today(self._session)}
        if written and planned[len(written) - 1].wrong and written[-1] in standing:
            desk.withdraw_last(self._session)
            yield Step("counted", f"{written[-1]}.withdrawn")
        elif len(written) < len(planned):
            yield Step("counted", self._write(planned[len(written)]).id)

    def held(self) -> Iterator[Step]:
        """Everything of theirs that the store holds."""
        for subject in self._written():
            yield Step("counted", subject)
        for fact in self._session.store.log.facts_of_kind("outreach.withdrawn"):
            yield Step("counted", f"{fact.header.subject}.withdrawn")

    def _write(self, one: OutreachPart) -> outreach.Activity:
        session, referrals = self._session, dict(one.referrals)
        if one.session:
            return desk.hold(
                session,
                one.place,
                one.topic,
                one.people,
                virtual=one.virtual,
                consultations=one.consultations,
                referrals=referrals,
            )
        return desk.contact(
            session,
            one.place,
            one.topic,
            people=one.people,
            sex=one.sex,
            age=one.age,
            language=one.language,
            referral=next(iter(referrals), ""),
        )

    def _written(self) -> list[str]:
        facts = (fact for kind in _COUNTED for fact in self._session.store.log.facts_of_kind(kind))
        return [fact.header.subject for fact in j.in_order(facts)]


def as_protection(session: Session, operator: str) -> Session:
    """The same laptop in the hands of somebody of the protection room."""
    return replace(session, operator=operator, roles=frozenset(session.pack.roles_of(operator)))
