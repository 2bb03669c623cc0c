"""The protection room: who gets in, what is refused, what is sealed, and what everybody else can know of a case."""

import dataclasses
import itertools
import random
import re
from collections.abc import Callable, Iterator
from datetime import date

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldkit.desk import problems as desk_problems
from fieldkit.desk.access.second_person import Confirmation
from fieldkit.desk.capture import application_form
from fieldkit.desk.closing import day_close
from fieldkit.desk.exchange import batching
from fieldkit.desk.forms import approval
from fieldkit.desk.forms import problems as form_problems
from fieldkit.desk.labels import ROLES
from fieldkit.desk.protection import cases as protection
from fieldkit.desk.protection import problems
from fieldkit.desk.reception import check_in, duplicates, search
from fieldkit.desk.session import Session
from fieldkit.domain import journal as j
from fieldkit.domain import outreach
from fieldkit.domain.catalog.catalog import Catalog
from fieldkit.domain.catalog.load import load as load_catalog
from fieldkit.domain.catalog.model import Field
from fieldkit.domain.forms import application
from fieldkit.domain.forms.definition import key_of
from fieldkit.domain.protection import case as cases
from fieldkit.domain.protection import case_form
from fieldkit.domain.queue import visit
from fieldkit.domain.queue.appointment import Appointment
from fieldkit.errors import Problem
from fieldkit.event.approval_rules import ApprovalRules
from fieldkit.event.pack import StaffMember
from fieldkit.people.errors import BadValue
from fieldkit.public import queue_snapshot
from fieldkit.store.outbox import BatchState
from sync import sealed
from sync.journal import chain
from sync.journal.chain import Hlc
from tests.promises import hall
from tests.support import kit
from tests.support.narrowing import present
from tests.support.problems import raises

TODAY = date(2026, 11, 21)
CASE = {
    "field": "family",
    "kind": "child_abduction",
    "hague": "mexico",
    "actions": "advice authority_contacted",
    "referral": "dif",
    "notes": "Zumbarrundio",
    "p1-role": "child",
    "p1-given": "Yaretzibel",
    "p1-surname1": "Quillorba",
    "p1-sex": "M",
    "p1-born": "2014-02-03",
    "p1-nationality": "MEX",
    "p1-marks": "unaccompanied no_papers",
    "p1-us_status": "expired_visa",
    "p2-role": "mother",
    "p2-given": "Brisanelda",
    "p2-sex": "M",
    "p2-born": "1990-05-06",
}
SIMPLE = {
    "field": "labour",
    "kind": "wages",
    "actions": "advice",
    "p1-role": "affected",
    "p1-given": "Rosaldo",
    "p1-sex": "H",
    "p1-born": "1980-01-31",
}
CATALOG = load_catalog()
LISTS = CATALOG.protection


@pytest.fixture(scope="module")
def hq() -> kit.Hands:
    return kit.hands()


@pytest.fixture(scope="module")
def supervisor(tmp_path_factory: pytest.TempPathFactory, hq: kit.Hands) -> Iterator[Session]:
    """One laptop for all these tests: each only adds to it. A supervisor who lacks the role has it in hand."""
    made = kit.session(tmp_path_factory.mktemp("laptop") / "kit", hq, kit.TestClock())
    yield made
    made.store.close()


def as_(session: Session, *roles: str, operator: str = "pilar") -> Session:
    """The same laptop under another operator."""
    return dataclasses.replace(session, operator=operator, roles=frozenset(roles))


@pytest.fixture(scope="module")
def room(supervisor: Session) -> Session:
    """The laptop in the hands of protection."""
    return as_(supervisor, "protection")


def typed(session: Session, draft: str, answers: dict[str, str]) -> None:
    for key, value in answers.items():
        assert not protection.save(session, draft, key, value).doubt, key


def sealed_case(session: Session, answers: dict[str, str] = CASE, visit: str = "") -> cases.Case:
    draft = protection.begin(session, visit)
    typed(session, draft.id, answers)
    return present(protection.submit(session, draft.id))


def opened(session: Session, case: cases.Case, hq: kit.Hands, revision: int = 1) -> cases.CaseSheet:
    """What headquarters reads."""
    ref = case.sheets[revision][0]
    raw = session.store.outbox.blob(ref.sha256, 0, ref.size)
    return cases.read_sheet(sealed.open_bytes(raw, [hq.identity]))


# --- who gets in -------------------------------------------------------------------------------------------------


ACTIONS: dict[str, Callable[[Session, str, str], object]] = {
    "work": lambda session, _case, _draft: protection.work(session),
    "begin": lambda session, _case, _draft: protection.begin(session),
    "follow_up": lambda session, case, _draft: protection.follow_up(session, case),
    "draft": lambda session, _case, draft: protection.draft(session, draft),
    "save": lambda session, _case, draft: protection.save(session, draft, "notes", "x"),
    "review": lambda session, _case, draft: protection.review(session, draft),
    "submit": lambda session, _case, draft: protection.submit(session, draft),
    "discard": lambda session, _case, draft: protection.discard(session, draft, "mistake"),
}


@pytest.mark.parametrize("action", ACTIONS)
def test_only_the_role_itself_gets_in_whatever_else_somebody_may_do(room: Session, action: str) -> None:
    case, draft = sealed_case(room).id, protection.begin(room).id
    typed(room, draft, SIMPLE)
    before = room.store.drafts("case").all()
    for role in set(ROLES) - {"protection"}:
        with raises(problems.PROTECTION_ONLY) as refused:
            ACTIONS[action](as_(room, role), case, draft)
        assert refused.value.wording == problems.PROTECTION_ONLY
        assert case in [card.id for card in protection.known(as_(room, role))]
    assert room.store.drafts("case").all() == before
    ACTIONS[action](as_(room, "protection"), case, draft)


def test_every_role_at_once_but_this_one_does_not_get_in(room: Session) -> None:
    others = as_(room, *(set(ROLES) - {"protection"}))
    with raises(problems.PROTECTION_ONLY):
        protection.work(others)
    assert as_(room, *ROLES).allows("protection")


def test_a_supervisor_may_still_do_everything_else(supervisor: Session) -> None:
    assert all(supervisor.allows(role) for role in set(ROLES) - {"protection"})
    assert supervisor.allows("reception", "protection")  # a thing that others may do as well is not confidential
    assert not supervisor.allows("protection")


# --- what others see ---------------------------------------------------------------------------------------------


def test_others_see_that_a_case_exists_and_nothing_in_it(room: Session, supervisor: Session) -> None:
    visit = hall.serving(supervisor, "PROT")
    already, half = protection.known(room), len(room.store.drafts("case").all())
    draft = protection.begin(room, visit.id)
    typed(room, draft.id, CASE)
    other = as_(supervisor, "reception", "capture", "supervisor", operator="ana")
    assert protection.known(other) == already
    assert application_form.work(other).drafts == []
    assert other.store.drafts("application").all() == []
    for word in ("Yaretzibel", "Zumbarrundio", "Brisanelda"):
        assert search.search(other, word).cards == []
    assert [notice.n for notice in day_close.summary(other).notices if notice.code == "case_drafts"] == [half + 1]
    with pytest.raises(Problem):
        application_form.begin(other, visit.id, "PROT")
    case = present(protection.submit(room, draft.id))
    card = protection.CaseCard(case.id, case.number, kit.DAY, cases.CaseState.SEALED)
    assert set(protection.known(other)) - set(already) == {card}
    assert other.visit(visit.id).outcomes == {"PROT": "submitted"}
    assert search.search(other, visit.number).cards[0].applications == []
    assert len(room.store.drafts("case").all()) == half


def test_a_visit_begins_one_case_with_what_the_door_knew(room: Session, supervisor: Session) -> None:
    visit = hall.serving(supervisor, "PROT", born=date(1988, 2, 29))
    draft = protection.begin(room, visit.id)
    assert draft.fields[key_of(1, "given")] == "María José"
    assert draft.fields[key_of(1, "born")] == "1988-02-29"
    assert protection.begin(room, visit.id).id == draft.id
    assert draft.id in [one.id for one in protection.work(room).drafts]
    assert visit.id not in [one.id for one in protection.work(room).visits]


def test_the_journal_says_codes_and_an_age_and_never_who_nor_whose_ticket(room: Session, supervisor: Session) -> None:
    visit = hall.serving(supervisor, "PROT")
    case = sealed_case(room, CASE, visit.id)
    (fact,) = room.store.log.facts(case.id)
    assert fact.body == j.CaseSealed(
        number=case.number,
        day=kit.DAY.isoformat(),
        field="family",
        persons=(j.CasePerson(sex="M", age=12, marks=("unaccompanied",)),),
        files=case.sheets[1],
        hague="mexico",
        referral="dif",
    )
    written = j.encode(fact.body) + fact.header.subject.encode()
    for secret in (visit.id, visit.number, *(value for key, value in CASE.items() if key.endswith(SECRET))):
        assert secret.encode() not in written, secret


SECRET = ("given", "surname1", "us_status", "notes", "born", "kind", "actions", "nationality")


def test_headquarters_reads_all_of_it_and_nobody_here(room: Session, supervisor: Session, hq: kit.Hands) -> None:
    visit = hall.serving(supervisor, "PROT")
    draft = protection.begin(room, visit.id)
    typed(room, draft.id, CASE | {"p1-surname2": "Tamborrel"})
    case = present(protection.submit(room, draft.id))
    told = opened(room, case, hq).told
    assert isinstance(told, cases.Intake)
    assert (told.visit, told.kind, told.notes) == (visit.id, "child_abduction", "Zumbarrundio")
    assert [one.role for one in told.persons] == ["child", "mother"]
    assert [one.counted for one in told.persons] == [True, False]
    child = told.persons[0]
    assert (child.born, child.us_status, child.marks) == (
        date(2014, 2, 3),
        "expired_visa",
        ("unaccompanied", "no_papers"),
    )
    ref = case.sheets[1][0]
    content = room.store.outbox.blob(ref.sha256, 0, ref.size)
    with pytest.raises(sealed.NotForUs):
        sealed.open_bytes(content, [room.store.identity])
    for refused in (protection.draft, protection.review, protection.submit):
        with raises(form_problems.NO_SUCH_FORM):
            refused(room, case.id)


def test_a_case_needs_no_ticket_and_counts_its_own_numbers(room: Session) -> None:
    people = room.store.people.visits(kit.DAY)
    counts = [present(re.fullmatch(r"P(\d{3})-A", sealed_case(room, SIMPLE).number))[1] for _ in range(3)]
    assert [int(one) - int(counts[0]) for one in counts] == [0, 1, 2]
    assert room.store.people.visits(kit.DAY) == people


def test_a_follow_up_is_a_sheet_of_its_own(room: Session, hq: kit.Hands) -> None:
    case = sealed_case(room)
    draft = protection.follow_up(room, case.id)
    assert (draft.revision, draft.fields) == (2, {})
    typed(room, draft.id, {"actions": "repatriation", "hague": "mexico", "standing": "open", "notes": "Volvió"})
    followed = present(protection.submit(room, draft.id))
    assert (followed.state, followed.returned, followed.number) == (cases.CaseState.FOLLOWED, "mexico", case.number)
    told = opened(room, followed, hq, 2).told
    assert told == cases.FollowUp(actions=("repatriation",), hague="mexico", notes="Volvió")
    draft = protection.follow_up(room, case.id)
    typed(room, draft.id, {"actions": "advice", "standing": "closed"})
    assert present(protection.submit(room, draft.id)).state is cases.CaseState.CLOSED
    room.store.log.verify()


def test_a_return_is_told_only_of_an_abducted_child(room: Session) -> None:
    case = sealed_case(room, SIMPLE)
    draft = protection.follow_up(room, case.id)
    typed(room, draft.id, {"actions": "advice", "hague": "residence", "standing": "open"})
    with raises(form_problems.NOT_READY):
        protection.submit(room, draft.id)
    with raises(problems.NO_SUCH_CASE):
        protection.follow_up(room, "ab" * 10)


def test_a_sheet_ends_its_batch_and_goes_with_it(room: Session) -> None:
    batching.seal(room)
    case = sealed_case(room)
    room.append(kit.DAY.isoformat(), j.DayClosed(day=kit.DAY, counts={}))
    assert batching.seal(room) == 2
    first, second = room.store.outbox.batches(BatchState.WAITING)[-2:]
    assert [ref.sha256 for ref in first.blobs] == [case.sheets[1][0].sha256]
    assert second.blobs == ()


def test_a_case_given_up_is_told_by_a_reason_alone(room: Session) -> None:
    already = protection.known(room)
    draft = protection.begin(room)
    typed(room, draft.id, SIMPLE)
    with raises(form_problems.DISCARD_WITHOUT_REASON):
        protection.discard(room, draft.id, "porque sí")
    protection.discard(room, draft.id, "declined")
    (fact,) = room.store.log.facts(draft.id)
    assert fact.body == j.CaseDiscarded(reason="declined")
    assert protection.known(room) == already
    with raises(form_problems.NO_SUCH_FORM):
        protection.draft(room, draft.id)


# --- what is refused ---------------------------------------------------------------------------------------------


def stops(values: dict[str, str]) -> set[str]:
    read = case_form.read_intake(LISTS, values, today=TODAY)
    assert (read.told is None) == any(one.severity == "stop" for one in read.findings)
    return {one.field for one in read.findings if one.severity == "stop"}


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({}, set()),
        ({"p1-born": "2026-11-22"}, {"p1-born"}),
        ({"p1-born": "1899-12-31"}, {"p1-born"}),
        ({"p1-born": "ayer"}, {"p1-born"}),
        ({"p2-born": "2014-02-03"}, {"p2-born"}),
        ({"p2-born": "2020-01-01"}, {"p2-born"}),
        ({"p2-role": "other", "p2-born": "2020-01-01"}, set()),
        ({key: "" for key in CASE if key.startswith("p")}, {"p1-given", "p1-role"}),
        ({"p1-given": "", "p1-surname1": ""}, {"p1-given"}),
        ({"p1-role": "relative"}, {"p1-given", "p1-role"}),
        ({"p1-role": "affected"}, {"p1-role"}),
        ({"p1-sex": ""}, {"p1-sex"}),
        ({"p1-born": "1990-01-01", "p2-born": "1960-01-01"}, {"p1-marks"}),
        ({"p1-marks": "unaccompanied huerfano"}, {"p1-marks"}),
        ({"hague": ""}, {"hague"}),
        ({"kind": "custody"}, {"hague"}),
        ({"kind": "wages", "hague": ""}, {"kind"}),
        ({"field": "", "actions": ""}, {"field", "actions"}),
        ({"follow_up": "2026-11-20"}, {"follow_up"}),
        ({"follow_up": "2026-11-21"}, set()),
        ({"notes": "x" * 2001}, {"notes"}),
        ({"p1-given": "Ana\u202e"}, {"p1-given"}),
    ],
)
def test_what_cannot_be_stops_a_case_where_it_is(change: dict[str, str], where: set[str]) -> None:
    assert stops(CASE | change) == where


def test_what_only_asks_for_a_second_look_does_not_stop(room: Session) -> None:
    values = SIMPLE | {"p1-born": "", "p1-marks": "detained"}
    read = case_form.read_intake(LISTS, values, today=TODAY)
    assert {(one.field, one.severity) for one in read.findings} == {("p1-born", "warn"), ("place", "warn")}
    assert sealed_case(room, values).persons == (j.CasePerson(sex="H", marks=("detained",)),)


def test_a_refused_case_stays_as_typed_and_nothing_is_written(room: Session) -> None:
    draft = protection.begin(room)
    protection.save(room, draft.id, "notes", "algo")
    assert protection.save(room, draft.id, "p1-born", "31/02/1980").doubt
    head = room.store.log.head()
    with raises(form_problems.NOT_READY):
        protection.submit(room, draft.id)
    assert room.store.log.head() == head
    assert protection.draft(room, draft.id).fields == {"notes": "algo", "p1-born": "31/02/1980"}


@pytest.mark.parametrize("key", ["", "us_status", "p0-given", "p1-", "p99-given", "p1-given ", "standing", "p1-notes"])
def test_a_key_that_no_question_has_is_refused(room: Session, key: str) -> None:
    draft = protection.begin(room)
    with pytest.raises(BadValue):
        protection.save(room, draft.id, key, "x")


@settings(max_examples=40)
@given(st.dictionaries(st.sampled_from([*CASE, "p3-born", "p3-role", "place"]), st.text(max_size=12)))
def test_no_answers_break_the_form(values: dict[str, str]) -> None:
    for told in (case_form.read_intake(LISTS, CASE | values, today=TODAY),):
        assert told.told is not None or told.findings


# --- the fold ----------------------------------------------------------------------------------------------------

REFS = st.sampled_from([(j.FileRef(f"{n:064x}", 9, "case"),) for n in range(2)])
DAY = kit.DAY.isoformat()
TOLD = st.one_of(
    st.builds(j.CaseSealed, number=st.just("P001-A"), day=st.just(DAY), field=st.sampled_from(["labour", "family"]),
              persons=st.just(()), files=REFS, hague=st.sampled_from(["", "mexico"])),
    st.builds(j.CaseFollowed, revision=st.integers(2, 3), day=st.just(DAY), files=REFS, closed=st.booleans(),
              hague=st.sampled_from(["", "mexico", "residence"]), referral=st.sampled_from(["", "dif"])),
    st.builds(j.CaseDiscarded, reason=st.just("left")),
    st.none(),
)  # fmt: skip
COUNTED = st.one_of(
    st.builds(j.SessionHeld, day=st.just(kit.DAY), session=st.just("open_door"), virtual=st.booleans(),
              topic=st.just("mixed"), people=st.integers(0, 9), referrals=st.just({"ciam": 1})),
    st.builds(j.ContactCounted, day=st.just(kit.DAY), desk=st.just("VAF"), topic=st.just("credit")),
    st.builds(j.OutreachWithdrawn),
    st.none(),
)  # fmt: skip


def facts(bodies: list[j.Kind | None]) -> list[j.Fact]:
    """Facts of two devices about two subjects."""
    return [
        j.Fact(
            chain.Header(
                device="ab"[seq % 2] * 20, seq=seq, prev="", hlc=Hlc((seq // 3) << 16), operator="pilar",
                kind=j.tag(body) if body else "case.later", subject="cd"[seq % 3 % 2] * 20,
                body_sha256=f"{seq:064x}",
            ),
            body,
        )
        for seq, body in enumerate(bodies, 1)
    ]  # fmt: skip


@settings(max_examples=60)
@given(st.lists(TOLD, max_size=9), st.randoms(use_true_random=False))
def test_a_case_is_the_same_in_any_order_and_with_repeats(bodies: list[j.Kind | None], dice: random.Random) -> None:
    told = facts(bodies)
    again = [*told, *dice.choices(told, k=len(told))] if told else []
    dice.shuffle(again)
    assert cases.fold_all(again) == cases.fold_all(told)
    for one in cases.fold_all(told):
        assert cases.fold(one.id, [fact for fact in again if fact.header.subject == one.id]) == one


@settings(max_examples=60)
@given(st.lists(COUNTED, max_size=9), st.randoms(use_true_random=False))
def test_what_was_counted_is_the_same_in_any_order_and_with_repeats(
    bodies: list[j.Kind | None], dice: random.Random
) -> None:
    told = facts(bodies)
    again = [*told, *dice.choices(told, k=len(told))] if told else []
    dice.shuffle(again)
    assert outreach.standing(again) == outreach.standing(told)
    assert outreach.totals(outreach.standing(again)) == outreach.totals(outreach.standing(told))
    for subject in {fact.header.subject for fact in told}:
        mine, theirs = ([fact for fact in run if fact.header.subject == subject] for run in (told, again))
        assert outreach.fold(subject, theirs) == outreach.fold(subject, mine)


def test_two_sheets_of_one_revision_are_told_not_overwritten() -> None:
    one, other = (j.CaseFollowed(revision=2, day=DAY, files=(j.FileRef(f"{n:064x}", 9, "case"),)) for n in (1, 2))
    assert cases.fold("c" * 20, facts([one, one])[:1]).conflicts == ()
    told = [
        fact._replace(header=msgspec.structs.replace(fact.header, subject="c" * 20)) for fact in facts([one, other])
    ]
    assert cases.fold("c" * 20, told).conflicts == ("case.sealed@2",)


# --- immigration status ------------------------------------------------------------------------------------------

STATUS = re.compile(
    r"immigration.?status|us_?status|legal.?status|\bvisa\b|lawful|undocumented|no_papers"
    r"|(estatus|situaci[oó]n|calidad|estancia).{0,25}(migratori|estados unidos)|indocumentad",
    re.IGNORECASE,
)
KINDS = [
    *(kind for union in (j.VisitKind, j.ApplicationKind, j.CaseKind, j.OutreachKind) for kind in union.__args__),
    *(kind for kind in j.Kind.__args__),
]


def words_of_structs(*structs: type[msgspec.Struct]) -> set[str]:
    return set(itertools.chain.from_iterable(one.__struct_fields__ for one in structs))


def fields_that_ask(catalog: Catalog) -> set[str]:
    """Every question of every form, with all its words, that asks for somebody's status."""
    asked = dict(catalog.fields)
    asked |= {f"{code}.{field.key}": field for code, service in catalog.services.items() for field in service.fields}
    asked |= {f"case.{ask.key}": ask for ask in (*LISTS.asks_case, *LISTS.asks_follow_up)}
    asked |= {f"person.{ask.key}": ask for ask in LISTS.asks_person}
    return {name for name, field in asked.items() if STATUS.search(" ".join([name, *words_of(field)]))}


def words_of(field: Field) -> Iterator[str]:
    yield from (field.label.es, field.label.en)
    for choice in field.choices:
        yield from (choice.key, choice.label.es, choice.label.en)


def test_immigration_status_is_asked_for_in_a_case_and_nowhere_else() -> None:
    assert fields_that_ask(CATALOG) == {"person.us_status", "person.marks"}


def test_no_entry_no_appointment_and_no_package_has_room_for_it() -> None:
    kept = words_of_structs(
        *KINDS, j.CasePerson, j.FileRef, visit.Visit, application.Application, application.Package, cases.Case,
        outreach.Activity, Appointment, queue_snapshot.QueueRow, cases.Intake, cases.FollowUp, cases.CaseSheet,
    )  # fmt: skip
    assert not [word for word in kept if STATUS.search(word)]
    assert [word for word in words_of_structs(cases.CasePersonSheet) if STATUS.search(word)] == ["us_status"]
    words = {code for row in (CATALOG.outreach.topics, CATALOG.outreach.desks, check_in.PRIORITIES) for code in row}
    assert not [code for code in words if STATUS.search(code)]


def test_no_mark_that_tells_of_it_gets_into_the_journal() -> None:
    assert {code for code in LISTS.marks if STATUS.search(code)} <= {
        code for code, mark in LISTS.marks.items() if mark.sealed
    }


def test_twin_a_form_that_asks_for_it_is_caught() -> None:
    field = msgspec.structs.replace(
        CATALOG.fields["occupation"],
        key="x",
        label=type(CATALOG.fields["occupation"].label)("Situación migratoria", "S"),
    )
    planted = msgspec.structs.replace(CATALOG, fields={**CATALOG.fields, "x": field})
    assert "x" in fields_that_ask(planted)


# --- second person, return and correction, look-alikes -----------------------------------------------------------


def two_of_them(session: Session) -> Session:
    """With somebody else who holds the role, where the event asks for a second person."""
    staff: tuple[StaffMember, ...] = (
        StaffMember("pilar", "Pilar", ("protection",)),
        StaffMember("petra", "Petra", ("protection",)),
    )
    staff += (StaffMember("sofia", "Sofía", ("supervisor", "capture")),)
    return dataclasses.replace(
        session, pack=msgspec.structs.replace(session.pack, staff=staff, approval=ApprovalRules())
    )


def test_a_case_is_approved_by_somebody_else_of_protection_and_seen_by_nobody_else(room: Session) -> None:
    asking = two_of_them(room)
    draft = protection.begin(asking)
    typed(asking, draft.id, SIMPLE)
    assert protection.submit(asking, draft.id) is None
    with raises(form_problems.WAITS_FOR_SECOND):
        protection.save(asking, draft.id, "notes", "x")
    stranger = dataclasses.replace(asking, operator="sofia", roles=frozenset({"supervisor", "capture"}))
    assert draft.id not in {one.draft for one in approval.waiting(stranger)}
    with raises(desk_problems.NOT_ALLOWED):
        approval.look(stranger, draft.id)
    with raises(desk_problems.NOT_ALLOWED):
        approval.refuse(stranger, draft.id, "field")
    (request,) = [one for one in approval.waiting(asking) if one.draft == draft.id]
    assert (request.service, request.captor) == ("PROT", asking.operator)
    for wrong in (asking.operator, "sofia", "nadie"):
        with pytest.raises(approval.NotSecond):
            approval.check(asking, draft.id, wrong)
    approval.refuse(asking, draft.id, "field")
    assert protection.work(asking).reviews[draft.id].reason == "field"
    protection.save(asking, draft.id, "notes", "corregido")
    assert protection.submit(asking, draft.id) is None
    done = approval.approve(asking, approval.look(asking, draft.id), Confirmation("petra"))
    assert isinstance(done, cases.Case)
    (fact,) = room.store.log.facts(draft.id)
    assert isinstance(fact.body, j.CaseSealed)
    assert (fact.header.operator, fact.body.approved_by) == (asking.operator, "petra")


def test_where_only_one_person_holds_the_role_a_case_does_not_wait_for_nobody(room: Session) -> None:
    asking = two_of_them(room)
    alone = dataclasses.replace(asking, pack=msgspec.structs.replace(asking.pack, staff=asking.pack.staff[:1]))
    draft = protection.begin(alone)
    typed(alone, draft.id, SIMPLE)
    assert protection.submit(alone, draft.id) is not None
    few = msgspec.structs.replace(asking.pack, approval=ApprovalRules(services=("PAS-AR",)))
    draft = protection.begin(room)
    typed(room, draft.id, SIMPLE)
    assert protection.submit(dataclasses.replace(asking, pack=few), draft.id) is not None


def test_a_returned_case_is_corrected_as_its_next_sheet_and_counts_once(room: Session) -> None:
    case = sealed_case(room, CASE)
    told = dict(CASE)
    back = j.CaseReturned(revision=1, reasons=("Falta el expediente",), fields=told)
    room.append(case.id, back)
    now = cases.fold(case.id, room.store.log.facts(case.id))
    assert (now.state, now.sent_back) == (cases.CaseState.RETURNED, {1: back.reasons})
    assert protection.work(room).sent_back[case.id] == back.reasons
    stranger = dataclasses.replace(room, operator="sofia", roles=frozenset({"supervisor", "capture"}))
    with raises(problems.PROTECTION_ONLY):
        protection.correct(stranger, case.id)
    assert case.id not in {one.id for one in application_form.work(stranger).returned}
    again = protection.correct(room, case.id)
    assert (again.id, again.revision, again.fields) == (case.id, 2, told)
    assert protection.draft(room, case.id).fields == told
    protection.save(room, case.id, "referral", "")
    after = protection.submit(room, case.id)
    assert after is not None
    assert (after.state, after.number, after.revision) == (cases.CaseState.SEALED, case.number, 2)
    assert (after.referrals, after.conflicts, after.sent_back) == ((), (), {})
    assert protection.follow_up(room, case.id).revision == 3
    assert CASE["p1-given"].encode() not in b"".join(
        chain.payload(entry) or b"" for entry in room.store.log.entries(room.store.device, 1, 1 << 40)
    )


def test_a_follow_up_begun_before_the_return_takes_nothing_of_it(room: Session) -> None:
    case = sealed_case(room, CASE)
    draft = protection.follow_up(room, case.id)
    room.append(case.id, j.CaseReturned(revision=1, reasons=("x",), fields=CASE))
    typed(room, draft.id, {"actions": "advice", "standing": "closed"})
    done = protection.submit(room, draft.id)
    assert done is not None
    assert (done.state, done.revision) == (cases.CaseState.RETURNED, 2)
    again = protection.correct(room, case.id)
    assert (again.revision, again.fields) == (3, CASE)
    after = protection.submit(room, case.id)
    assert after is not None
    assert (after.state, after.revision) == (cases.CaseState.CLOSED, 3)


def test_who_has_a_case_is_told_in_the_room_and_to_nobody_else(room: Session) -> None:
    named = {"p1-given": "Hermelinda", "p1-surname1": "Zopiyactle", "p1-born": "1980-02-29"}
    one = protection.begin(room)
    typed(room, one.id, SIMPLE | named)
    other = protection.begin(room)
    typed(room, other.id, SIMPLE | named)
    (found,) = [finding for finding in protection.review(room, other.id) if "misma persona" in finding.sentence]
    assert (found.field, found.severity) == ("p1-given", "warn")
    known = room.store.people.identities.get("", one.id)
    assert known is not None
    assert duplicates.find(room, known) == []
    assert protection.submit(room, other.id) is not None
    assert room.store.people.identities.get("", other.id) is None
    assert not [finding for finding in protection.review(room, one.id) if "misma persona" in finding.sentence]


@pytest.mark.parametrize("answers", [CASE, SIMPLE])
def test_what_was_told_is_read_back_as_it_was_typed(answers: dict[str, str]) -> None:
    told = case_form.read_intake(LISTS, answers, today=TODAY).told
    assert told is not None
    assert case_form.answers(told) == {key: text for key, text in answers.items() if text}
