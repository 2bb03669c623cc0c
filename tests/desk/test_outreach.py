"""Sessions and contacts: counted without a name, withdrawn when wrong, refused when they cannot be."""

import dataclasses
from collections.abc import Callable, Iterator

import msgspec
import pytest

from fieldkit.desk import outreach as desk
from fieldkit.desk import problems
from fieldkit.desk.accounts.till_count import COUNT
from fieldkit.desk.closing import day_close
from fieldkit.desk.labels import ROLES
from fieldkit.desk.outreach_forms import CONTACT, SESSION
from fieldkit.desk.session import Session
from fieldkit.domain import journal as j
from fieldkit.domain.outreach import SessionSum
from tests.support import kit
from tests.support.problems import raises


@pytest.fixture(scope="module")
def laptop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Session, kit.TestClock]]:
    clock = kit.TestClock()
    made = kit.session(tmp_path_factory.mktemp("outreach") / "kit", kit.hands(), clock)
    yield made, clock
    made.store.close()


@pytest.fixture
def session(laptop: tuple[Session, kit.TestClock]) -> Session:
    """A day of its own for each test."""
    made, clock = laptop
    clock.advance(24 * 60)
    return made


def as_(session: Session, *roles: str, operator: str = "beto") -> Session:
    return dataclasses.replace(session, operator=operator, roles=frozenset(roles))


def test_a_days_figures_are_the_sums_of_what_was_counted(session: Session) -> None:
    desk.hold(session, "pale_week", "labour", 40, virtual=True, consultations=55, referrals={"ciam": 3, "pale": 0})
    desk.hold(session, "pale_week", "mixed", 12, virtual=True, consultations=2)
    desk.hold(session, "detention_visit", "immigration", 9, consultations=9, referrals={"protection": 4})
    desk.contact(session, "DACA", "informed", people=30)
    desk.contact(session, "DACA", "document")
    desk.contact(session, "VAIPO", "interpretation", sex="M", age=41, language="mix", referral="ciam")
    desk.contact(session, "INFO", "services", people=6, referral="miconsulado")
    now = desk.totals(session)
    assert now.sessions == {("pale_week", True): SessionSum(2, 52, 57), ("detention_visit", False): SessionSum(1, 9, 9)}
    assert now.contacts == {
        ("DACA", "informed"): 30,
        ("DACA", "document"): 1,
        ("VAIPO", "interpretation"): 1,
        ("INFO", "services"): 6,
    }
    assert now.referrals == {"ciam": 4, "protection": 4, "miconsulado": 6}


def test_the_health_desk_is_counted_in_totals_only(session: Session) -> None:
    desk.contact(session, "VDS", "vaccination", people=3)
    for more in ({"sex": "M"}, {"age": 30}, {"language": "spa"}):
        with raises(problems.NOT_COUNTED):
            desk.contact(session, "VDS", "vaccination", **more)
    assert desk.totals(session).contacts == {("VDS", "vaccination"): 3}


REFUSED = [
    lambda s: desk.hold(s, "misa", "mixed", 3),
    lambda s: desk.hold(s, "labour_week", "criminal", 3),
    lambda s: desk.hold(s, "detention_visit", "criminal", 3, virtual=True),
    lambda s: desk.hold(s, "open_door", "mixed", -1),
    lambda s: desk.hold(s, "open_door", "mixed", 10_001),
    lambda s: desk.hold(s, "open_door", "mixed", 3, consultations=-1),
    lambda s: desk.hold(s, "open_door", "mixed", 3, referrals={"ciam": 4}),
    lambda s: desk.hold(s, "open_door", "mixed", 3, referrals={"ciam": -1}),
    lambda s: desk.hold(s, "open_door", "mixed", 3, referrals={"Doña Lupe": 1}),
    lambda s: desk.contact(s, "Doña Lupe", "credit"),
    lambda s: desk.contact(s, "VAF", "vaccination"),
    lambda s: desk.contact(s, "VAF", "credit", people=0),
    lambda s: desk.contact(s, "VAF", "credit", people=2, sex="M"),
    lambda s: desk.contact(s, "VAF", "credit", sex="Lupe"),
    lambda s: desk.contact(s, "VAF", "credit", age=121),
    lambda s: desk.contact(s, "VAF", "credit", age=-1),
    lambda s: desk.contact(s, "VAF", "credit", language="Lupe"),
    lambda s: desk.contact(s, "VAF", "credit", referral="Lupe"),
]


@pytest.mark.parametrize("wrong", REFUSED)
def test_what_cannot_be_is_refused_and_nothing_is_written(session: Session, wrong: Callable[[Session], object]) -> None:
    before = session.store.log.head()
    with raises(problems.NOT_COUNTED):
        wrong(session)
    assert session.store.log.head() == before


def test_a_mistake_is_withdrawn_by_whoever_made_it_and_stays_in_the_journal(session: Session) -> None:
    mine, theirs = as_(session, "line", operator="beto"), as_(session, "line", operator="pilar")
    first = desk.contact(mine, "VAF", "credit")
    second = desk.contact(mine, "VAF", "banking")
    other = desk.contact(theirs, "EDU", "plazas")
    assert desk.withdraw_last(mine).id == second.id
    assert desk.withdraw_last(mine).id == first.id
    with raises(problems.NOTHING_TO_WITHDRAW):
        desk.withdraw_last(mine)
    assert [one.id for one in desk.today(session)] == [other.id]
    assert len(session.store.log.facts(first.id)) == 2


def test_yesterdays_figures_are_not_taken_back_today(laptop: tuple[Session, kit.TestClock], session: Session) -> None:
    desk.contact(session, "VAF", "credit")
    laptop[1].advance(24 * 60)
    with raises(problems.NOTHING_TO_WITHDRAW):
        desk.withdraw_last(session)
    assert desk.totals(session) == ({}, {}, {})


MAY = {"reception", "line", "capture", "protection", "supervisor"}
ACTIONS = {
    "hold": lambda s: desk.hold(s, "open_door", "mixed", 3),
    "contact": lambda s: desk.contact(s, "VAF", "credit"),
    "withdraw_last": desk.withdraw_last,
}


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("role", ROLES)
def test_who_may_count(session: Session, role: str, action: str) -> None:
    them = as_(session, role, operator=role)
    desk.contact(as_(session, "line", operator=role), "VAF", "credit")
    if role in MAY:
        ACTIONS[action](them)
    else:
        with raises(problems.NOT_ALLOWED):
            ACTIONS[action](them)


def test_no_entry_of_outreach_has_room_for_a_word_about_anybody() -> None:
    """Every text in it is a code that the desk held against a list; the rest are numbers."""
    texts = {
        (kind.__name__, field.name)
        for kind in j.OutreachKind.__args__
        for field in msgspec.structs.fields(kind)
        if field.type is str
    }
    assert texts == {
        ("SessionHeld", "session"),
        ("SessionHeld", "topic"),
        *(("ContactCounted", name) for name in ("desk", "topic", "sex", "language", "referral")),
    }


def test_an_answer_of_another_desk_is_doubted_at_once_and_counted_for_none(session: Session) -> None:
    draft = CONTACT.begin(session)
    CONTACT.save(session, draft.id, "desk", "VDS")
    assert CONTACT.save(session, draft.id, "topic", "labour").doubt
    assert any(finding.field == "topic" and finding.severity == "stop" for finding in CONTACT.review(session, draft.id))
    assert not CONTACT.save(session, draft.id, "topic", "vaccination").doubt
    assert not any(finding.field == "topic" for finding in CONTACT.review(session, draft.id))


def test_what_was_begun_yesterday_is_counted_as_of_yesterday_and_the_close_tells_of_it(
    laptop: tuple[Session, kit.TestClock], session: Session
) -> None:
    day = session.today()
    for left in session.store.drafts("contact").all():  # of the tests before
        CONTACT.discard(session, left.id, "mistake")
    opened = CONTACT.begin(session)
    half = CONTACT.begin(session)
    assert opened.id == half.id
    for key, value in {"desk": "VAF", "topic": "credit"}.items():
        CONTACT.save(session, half.id, key, value)
    count = COUNT.begin(session, "", "open")
    COUNT.save(session, count.id, "2000", "3")
    SESSION.begin(session)  # nothing was written in it
    assert [one.n for one in day_close.summary(session).notices if one.code == "half_counts"] == [2]
    assert CONTACT.left_over(session) is None
    laptop[1].advance(24 * 60)
    fresh = CONTACT.begin(session)
    assert fresh.id != half.id
    CONTACT.discard(session, fresh.id, "mistake")
    kept = CONTACT.left_over(session)
    assert kept is not None
    assert kept.id == half.id
    assert CONTACT.submit(session, half.id) is not None
    assert desk.totals(session) == ({}, {}, {})
    assert [one.counted.day for one in desk.standing(session) if one.counted and one.counted.day == day] == [day]
    assert SESSION.left_over(session) is None
    assert not session.store.drafts("session").count()
    stale = COUNT.left_over(session, "open")
    assert stale is not None
    assert stale.id == count.id
    assert COUNT.begin(session, "", "open").id != count.id
