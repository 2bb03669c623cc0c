"""Promise 16: where the event asks for a second person, nothing is sealed before one has looked and confirmed."""

import itertools
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import msgspec
import pytest

from fieldkit.desk import problems as desk_problems
from fieldkit.desk.access import second_person, unlock
from fieldkit.desk.access.second_person import Confirmation
from fieldkit.desk.capture import application_form, problems
from fieldkit.desk.capture.application_form import ApplicationForm
from fieldkit.desk.closing import day_close
from fieldkit.desk.closing import problems as closing_problems
from fieldkit.desk.exchange import batching
from fieldkit.desk.forms import approval, sealing
from fieldkit.desk.forms import problems as form_problems
from fieldkit.desk.forms.approval import NotSecond
from fieldkit.desk.queue import calls
from fieldkit.desk.reception import check_in
from fieldkit.desk.reception.check_in import Arrival
from fieldkit.desk.session import Session
from fieldkit.domain import journal as j
from fieldkit.domain.catalog.load import load
from fieldkit.domain.forms.application import Application, ApplicationState
from fieldkit.errors import Wording
from fieldkit.event.approval_rules import ApprovalRules
from fieldkit.event.pack import StaffMember
from fieldkit.office import decisions, intake
from fieldkit.office import event_plan as plans
from fieldkit.office import problems as office_problems
from fieldkit.office.inbox_delivery import post
from fieldkit.people.names import PersonName
from fieldkit.store import DraftFile, Store
from fieldkit.store.drafts import Drafts
from fieldkit.vault import keyring
from fieldkit.vault import problems as vault_problems
from tests.support import kit
from tests.support import office_world as w
from tests.support.narrowing import of_kind, present
from tests.support.problems import raises

ROLES = ("reception", "line", "capture", "cashier", "supervisor")
RULES = (("capture",), ("line",), ("supervisor",), ("capture", "line"))
SECRET = "otra frase muy larga"
# Somebody with each single role, another supervisor, and somebody who is not on the list.
STAFF = (
    StaffMember("ana", "Ana", ("reception", "capture", "cashier", "supervisor")),
    *(StaffMember(role, role.title(), (role,)) for role in ROLES),
)
LETTERS = random.Random(16)
PLAN = w.PLAN


@pytest.fixture(scope="module")
def hq() -> kit.Hands:
    return kit.hands()


@pytest.fixture(scope="module")
def laptop(tmp_path_factory: pytest.TempPathFactory, hq: kit.Hands) -> Iterator[Session]:
    """A laptop of an event that asks for a second person, for tests that only add to it."""
    made = kit.session(
        tmp_path_factory.mktemp("laptop"), hq, kit.TestClock(), staff=STAFF, approval=ApprovalRules(), appointments=()
    )
    yield made
    made.store.close()


@pytest.fixture
def own(tmp_path: Path, hq: kit.Hands) -> Session:
    """A laptop for one test alone, with a second operator's passphrase."""
    made = kit.session(tmp_path, hq, kit.TestClock(), staff=STAFF, approval=ApprovalRules(), appointments=())
    key = keyring.unlock(made.home.keys, kit.OPERATOR, kit.PASSPHRASE)
    keyring.add_operator(made.home.keys, key, "capture", SECRET, kit.FLOOR)
    return made


def as_(session: Session, operator: str, **pack: Any) -> Session:
    """The same laptop with somebody else at it, and perhaps another pack."""
    return replace(
        session,
        operator=operator,
        roles=frozenset(session.pack.roles_of(operator)),
        pack=msgspec.structs.replace(session.pack, **pack),
    )


OTHERS = {key: w.RENEWAL[key] for key in ("sex", "birth_country", "birth_state", "prev_fate", "years")}


def _own() -> dict[str, str]:
    born = f"19{LETTERS.randrange(60, 99)}-03-{LETTERS.randrange(10, 28)}"
    return {"born": born, "prev_number": f"G{LETTERS.randrange(10**8):08}"}


def filled(session: Session, service: str = "PALE") -> str:
    """A form that lacks nothing, of somebody at the table."""
    # Nobody resembles anybody else: who may be one person is another matter.
    name, surname = ("".join(LETTERS.choices("bcdfghjklmnprstvz", k=9)).capitalize() for _ in "ab")
    visit = check_in.check_in(session, Arrival(PersonName(f"Évaristo {name}", surname), (service,), notice=True))
    calls.call(session, visit.id, "urgent")
    calls.start(session, visit.id)
    draft = application_form.begin(session, visit.id, service).id
    told = {"advice_matter": "labour"} if service == "PALE" else OTHERS | _own()
    for key, value in told.items():
        application_form.save(session, draft, key, value)
    for slot in session.catalog.services[service].slots:
        if slot.required:
            session.store.drafts("application").save_file(
                draft, DraftFile(slot.key, "image/jpeg", b"x" * 99), now_ms=kit.NOON_MS
            )
    return draft


def handed_in(session: Session, service: str = "PALE") -> str:
    draft = filled(session, service)
    assert application_form.submit(session, draft) is None
    return draft


def left_the_laptop(session: Session, draft: str) -> list[j.Fact]:
    """What headquarters could ever get of a draft."""
    return [fact for fact in session.store.log.facts(draft) if isinstance(fact.body, j.Submitted)]


# What happens to a form, by the state it is in: the state it leads to, or the problem that refuses it.

ACTIONS = ("save", "submit", "discard", "approve", "refuse", "close")
EXPECTED: dict[tuple[str, str], str | Wording] = {
    ("open", "save"): "open",
    ("open", "submit"): "waiting",
    ("open", "discard"): "gone",
    ("open", "approve"): form_problems.NOT_WAITING,
    ("open", "refuse"): form_problems.NOT_WAITING,
    ("open", "close"): "open",
    ("waiting", "save"): form_problems.WAITS_FOR_SECOND,
    ("waiting", "submit"): form_problems.WAITS_FOR_SECOND,
    ("waiting", "discard"): form_problems.WAITS_FOR_SECOND,
    ("waiting", "approve"): "sealed",
    ("waiting", "refuse"): "refused",
    ("waiting", "close"): "waiting",
    ("refused", "save"): "refused",
    ("refused", "submit"): "waiting",
    ("refused", "discard"): "gone",
    ("refused", "approve"): form_problems.NOT_WAITING,
    ("refused", "refuse"): form_problems.NOT_WAITING,
    ("refused", "close"): "refused",
    ("sealed", "save"): form_problems.NO_SUCH_FORM,
    ("sealed", "submit"): form_problems.NO_SUCH_FORM,
    ("sealed", "discard"): form_problems.NO_SUCH_FORM,
    ("sealed", "approve"): form_problems.NOT_WAITING,
    ("sealed", "refuse"): form_problems.NOT_WAITING,
    ("sealed", "close"): "sealed",
}
STATES = tuple(dict.fromkeys(state for state, _ in EXPECTED))


def brought_to(session: Session, state: str) -> tuple[str, approval.ApprovalView | None]:
    """A form in a state, and what somebody looked at when it was handed in."""
    draft = filled(session)
    if state == "open":
        return draft, None
    application_form.submit(session, draft)
    looked = approval.look(session, draft)
    if state == "refused":
        approval.refuse(session, draft, "field")
    if state == "sealed":
        approval.approve(session, looked, Confirmation("capture"))
    return draft, looked


def act(session: Session, action: str, draft: str, looked: approval.ApprovalView | None) -> None:
    match action:
        case "save":
            application_form.save(session, draft, "surname2", "Ruiz")
        case "submit":
            application_form.submit(session, draft)
        case "discard":
            application_form.discard(session, draft, "mistake")
        case "approve" if looked is not None:
            approval.approve(session, looked, Confirmation("capture"))
        case "approve":
            approval.approve(session, approval.look(session, draft), Confirmation("capture"))
        case "refuse":
            approval.refuse(session, draft, "picture")
        case "close":
            day_close.close_day(session, {notice.code for notice in day_close.summary(session).notices})


def state_of(session: Session, draft: str) -> str:
    if left_the_laptop(session, draft):
        return "sealed"
    if draft not in {one.id for one in session.store.drafts("application").all()}:
        return "gone"
    review = session.store.reviews.get(draft)
    return review.state if review else "open"


def test_the_table_of_states_and_actions_is_whole() -> None:
    assert EXPECTED.keys() == set(itertools.product(STATES, ACTIONS))


@pytest.mark.parametrize(("state", "action"), EXPECTED)
def test_each_action_in_each_state_does_what_the_table_says(laptop: Session, state: str, action: str) -> None:
    draft, looked = brought_to(laptop, state)
    wanted = EXPECTED[state, action]
    if isinstance(wanted, str):
        act(laptop, action, draft, looked)
    else:
        with raises(wanted):
            act(laptop, action, draft, looked)
        wanted = state
    assert state_of(laptop, draft) == wanted
    assert bool(left_the_laptop(laptop, draft)) == (wanted == "sealed")


@pytest.mark.parametrize("allowed", RULES, ids="+".join)
@pytest.mark.parametrize("second", [*ROLES, "ana", "", "nadie"])
def test_only_another_person_with_the_role_approves(
    laptop: Session, allowed: tuple[Literal["capture", "line", "supervisor"], ...], second: str
) -> None:
    """``ana`` captured it and is a supervisor too."""
    session = as_(laptop, "ana", approval=ApprovalRules(roles=allowed))
    draft = handed_in(session)
    looked = approval.look(session, draft)
    if second in {*allowed, "supervisor"}:
        approval.check(session, draft, second)
        sealed = of_kind(Application, approval.approve(session, looked, Confirmation(second)))
        [fact] = left_the_laptop(session, draft)
        assert (sealed.state, fact.header.operator, of_kind(j.Submitted, fact.body).approved_by) == (
            ApplicationState.SEALED,
            "ana",
            second,
        )
    else:
        attempts: tuple[Callable[[], object], ...] = (
            lambda: approval.check(session, draft, second),
            lambda: approval.approve(session, looked, Confirmation(second)),
        )
        for attempt in attempts:
            with pytest.raises(NotSecond):
                attempt()
        assert state_of(session, draft) == "waiting"


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("action", ["look", "refuse", "submit"])
@pytest.mark.parametrize("allowed", RULES, ids="+".join)
def test_who_may_look_refuse_and_hand_in(
    laptop: Session, role: str, action: str, allowed: tuple[Literal["capture", "line", "supervisor"], ...]
) -> None:
    draft = filled(laptop) if action == "submit" else handed_in(laptop)
    session = as_(laptop, role, approval=ApprovalRules(roles=allowed))
    may = role in {"capture", "supervisor"} or (action != "submit" and role in allowed)
    do: Callable[[], object] = {
        "look": lambda: approval.look(session, draft),
        "refuse": lambda: approval.refuse(session, draft, "field"),
        "submit": lambda: application_form.submit(session, draft),
    }[action]
    if may:
        do()
    else:
        with raises(desk_problems.NOT_ALLOWED):
            do()
    assert not left_the_laptop(session, draft)


def test_whoever_wrote_a_single_value_is_no_second_person(laptop: Session) -> None:
    draft = filled(laptop)
    application_form.save(as_(laptop, "capture"), draft, "surname2", "Ruiz")
    application_form.submit(laptop, draft)
    with pytest.raises(NotSecond):
        approval.approve(laptop, approval.look(laptop, draft), Confirmation("capture"))
    approval.approve(laptop, approval.look(laptop, draft), Confirmation("line"))


def test_who_refused_it_may_approve_it_later(laptop: Session) -> None:
    draft = handed_in(laptop)
    approval.refuse(as_(laptop, "capture"), draft, "other", "La foto es de otra persona")
    review = present(laptop.store.reviews.get(draft))
    assert (review.refused_by, review.words) == ("capture", "La foto es de otra persona")
    application_form.submit(laptop, draft)
    looked = approval.look(laptop, draft)
    assert (looked.review.times, looked.review.reason) == (2, "other")
    approval.approve(laptop, looked, Confirmation("capture"))


@pytest.mark.parametrize(("reason", "words"), [("", ""), ("nothing", "x"), ("other", "  "), ("field", "x" * 501)])
def test_nothing_is_refused_without_a_reason(laptop: Session, reason: str, words: str) -> None:
    draft = handed_in(laptop)
    with raises(form_problems.RETURN_WITHOUT_REASON):
        approval.refuse(laptop, draft, reason, words)
    assert state_of(laptop, draft) == "waiting"


def test_the_reason_stays_in_the_draft_and_never_comes_into_the_journal(laptop: Session) -> None:
    draft = handed_in(laptop)
    before = laptop.store.log.head().seq
    approval.refuse(laptop, draft, "other", "Dice Canaria y es Gaviota")
    assert laptop.store.log.head().seq == before
    assert application_form.work(laptop).reviews[draft].words == "Dice Canaria y es Gaviota"


def test_what_was_changed_after_somebody_looked_is_not_approved(laptop: Session) -> None:
    draft = handed_in(laptop)
    looked = approval.look(laptop, draft)
    approval.refuse(laptop, draft, "captor")
    application_form.submit(laptop, draft)
    with raises(form_problems.NOT_WAITING):
        approval.approve(laptop, looked, Confirmation("capture"))
    assert not left_the_laptop(laptop, draft)


@pytest.mark.parametrize("said", [j.DocumentSeen, j.Excepted])
def test_a_paper_or_an_exception_that_came_after_somebody_looked_is_looked_at_again(
    laptop: Session, said: type[j.DocumentSeen] | type[j.Excepted]
) -> None:
    draft = handed_in(laptop)
    looked = approval.look(laptop, draft)
    words = ("case-papers", "doubtful") if said is j.DocumentSeen else ("document.case-papers", "urgent", "ana")
    laptop.append(looked.draft.visit, said("PALE", *words))
    with raises(form_problems.NOT_WAITING):
        approval.approve(laptop, looked, Confirmation("capture"))
    assert not left_the_laptop(laptop, draft)
    approval.approve(laptop, approval.look(laptop, draft), Confirmation("capture"))


def test_a_check_that_no_longer_holds_keeps_it_here(laptop: Session) -> None:
    draft = handed_in(laptop)
    with laptop.store.atomic():
        laptop.store.drafts("application").save_field(draft, "given", "", now_ms=kit.NOON_MS)
    with raises(form_problems.NOT_READY):
        approval.approve(laptop, approval.look(laptop, draft), Confirmation("capture"))


def test_a_waiting_form_is_not_begun_again_nor_sent_twice(laptop: Session) -> None:
    draft = handed_in(laptop)
    visit = laptop.store.drafts("application").get(draft).visit
    with raises(form_problems.WAITS_FOR_SECOND):
        application_form.begin(laptop, visit, "PALE")
    looked = approval.look(laptop, draft)
    approval.approve(laptop, looked, Confirmation("capture"))
    with raises(problems.ALREADY_SENT):
        application_form.begin(laptop, visit, "PALE")
    with raises(form_problems.NOT_WAITING):
        approval.approve(laptop, looked, Confirmation("capture"))
    assert len(left_the_laptop(laptop, draft)) == 1


def test_only_the_services_that_the_event_names_wait(laptop: Session) -> None:
    session = as_(laptop, "ana", approval=ApprovalRules(services=("PAS-AR",)))
    assert application_form.submit(session, filled(session)) is not None
    assert application_form.submit(session, filled(session, "PAS-AR")) is None
    nobody = as_(laptop, "ana", approval=None)
    assert application_form.submit(nobody, filled(nobody, "PAS-AR")) is not None


def test_what_waits_can_still_be_approved_once_the_event_no_longer_asks(laptop: Session) -> None:
    draft = handed_in(laptop)
    session = as_(laptop, "ana", approval=None)
    with pytest.raises(NotSecond):
        approval.approve(session, approval.look(session, draft), Confirmation("ana"))
    approval.approve(session, approval.look(session, draft), Confirmation("capture"))


# The one gate, tried past every screen and use-case.


def test_the_gate_seals_nothing_without_a_second_person(laptop: Session) -> None:
    draft = laptop.store.drafts("application").get(handed_in(laptop))
    for second in ("", "ana", "reception", "cashier", "nadie"):
        with raises(form_problems.NOT_APPROVED):
            sealing.send(ApplicationForm(laptop, draft), second)
    assert not left_the_laptop(laptop, draft.id)
    assert laptop.store.drafts("application").get(draft.id) == draft


def test_twin_without_the_gate_it_would_leave(laptop: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = laptop.store.drafts("application").get(handed_in(laptop))
    monkeypatch.setattr(sealing, "is_second", lambda *_given: True)
    sealing.send(ApplicationForm(laptop, draft))
    assert left_the_laptop(laptop, draft.id)


# Power cuts, restarts, the close, and what is readable.


def test_what_waits_survives_a_restart_and_the_close_and_is_approved_by_its_own_passphrase(own: Session) -> None:
    draft = handed_in(own)
    looked = approval.look(own, draft)
    codes = {notice.code: notice.n for notice in day_close.summary(own).notices}
    assert codes["approvals"] == 1
    assert "drafts" not in codes
    with raises(closing_problems.NOT_CLOSABLE):
        day_close.close_day(own, codes.keys() - {"approvals"})
    day_close.close_day(own, codes)
    batching.seal(own)
    own.store.close()
    key = keyring.unlock(own.home.keys, kit.OPERATOR, kit.PASSPHRASE)
    store = Store.open(own.home.store, key, wall=own.clock.now_ms)
    again = unlock.start(own.home, store, kit.OPERATOR, wall=own.clock.now_ms, steady=lambda: 0)
    try:
        assert approval.look(again, draft) == looked
        assert [one.draft for one in approval.waiting(again)] == [draft]
        for operator, passphrase in (("capture", kit.PASSPHRASE), ("nadie", SECRET)):
            with raises(vault_problems.WRONG_PASSPHRASE):
                second_person.confirm(again.home, operator, passphrase)
        who = second_person.confirm(again.home, "capture", SECRET)
        sealed = of_kind(Application, approval.approve(again, looked, who))
        assert sealed.state is ApplicationState.SEALED
        assert not store.drafts("application").all()
        assert not store.reviews.all()
        assert store.reviews.hands(draft) == frozenset()
        store.log.verify()
    finally:
        store.close()


def test_what_waits_lies_encrypted_on_the_disk(laptop: Session) -> None:
    handed_in(laptop)
    files = [file.read_bytes() for file in laptop.home.store.parent.rglob("*") if file.is_file()]
    assert sum(map(len, files)) > 100_000
    assert not [raw for raw in files if "Évaristo".encode() in raw]


def test_a_power_cut_in_the_middle_of_an_approval_leaves_it_waiting(
    laptop: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = handed_in(laptop)
    looked = approval.look(laptop, draft)

    def cut(*_given: object, **_more: Any) -> None:
        raise MemoryError

    monkeypatch.setattr(Drafts, "delete", cut)
    with pytest.raises(MemoryError):
        approval.approve(laptop, looked, Confirmation("capture"))
    assert approval.look(laptop, draft) == looked
    assert not left_the_laptop(laptop, draft)


# Headquarters.


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[w.World, Session]]:
    """An office whose event asks for a second person, and a laptop of it."""
    folder = tmp_path_factory.mktemp("office")
    plan = folder / "event.toml"
    text = w.PLAN.read_text(encoding="utf-8")
    plan.write_text(text.replace("approval = false", "approval = true"), encoding="utf-8")
    (folder / "appointments.example.csv").write_bytes((w.PLAN.parent / "appointments.example.csv").read_bytes())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(w, "PLAN", plan)
        with w.world(folder) as world:
            session = world.join()
            yield world, session
            session.store.close()


def opened(world: w.World, session: Session) -> intake.IntakeSummary:
    w.send(world, session)
    return intake.open_new(world.office, world.archive)


def test_headquarters_accepts_what_a_second_person_approved(office: tuple[w.World, Session]) -> None:
    world, session = office
    assert session.pack.asks_approval("PALE")
    draft = filled(session)
    assert application_form.submit(session, draft) is None
    assert opened(world, session).opened == 0
    approval.approve(session, approval.look(session, draft), Confirmation("ines"))
    assert opened(world, session).opened == 1
    assert decisions.decide_all(world.office).accepted == 1


@pytest.mark.parametrize("second", ["", "rosa", "beto_", "nobody"])
def test_headquarters_returns_what_a_changed_laptop_sent_past_the_second_person(
    office: tuple[w.World, Session], monkeypatch: pytest.MonkeyPatch, second: str
) -> None:
    """``rosa`` captured it; the others are not on the staff."""
    world, session = office
    draft = filled(session)
    with monkeypatch.context() as broken:
        broken.setattr(sealing, "is_second", lambda *_given: True)
        sealing.send(ApplicationForm(session, session.store.drafts("application").get(draft)), second)
    assert opened(world, session).opened == 1
    [case] = [case for case in decisions.open_cases(world.office) if case.package.application == draft]
    assert len(case.stops) == 1
    assert decisions.decide_all(world.office).returned == 1
    post(world.office, world.archive)
    w.take_inbox(world, session.store)
    back = present(session.store.people.application(draft))
    assert (back.state, back.reasons) == (ApplicationState.RETURNED, tuple(case.stops))
    # Put right the way it should have gone, it is accepted.
    application_form.correct(session, draft)
    assert application_form.submit(session, draft) is None
    approval.approve(session, approval.look(session, draft), Confirmation("ines"))
    opened(world, session)
    assert decisions.decide_all(world.office).accepted == 1


def test_twin_without_headquarters_check_it_would_be_accepted(
    office: tuple[w.World, Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    world, session = office
    draft = filled(session)
    monkeypatch.setattr(sealing, "is_second", lambda *_given: True)
    monkeypatch.setattr(decisions, "check_second", lambda *_given: [])
    sealing.send(ApplicationForm(session, session.store.drafts("application").get(draft)))
    opened(world, session)
    assert decisions.decide_all(world.office).accepted == 1


def test_a_package_that_names_another_second_person_than_its_entry_is_set_aside(
    office: tuple[w.World, Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    world, session = office
    draft = filled(session)
    monkeypatch.setattr(sealing, "is_second", lambda *_given: True)
    real = sealing.seal

    def two_tongues(*given: Any, **more: Any) -> tuple[list[bytes], j.Submitted]:
        blobs, submitted = real(*given, **more)
        return blobs, msgspec.structs.replace(of_kind(j.Submitted, submitted), approved_by="ines")

    monkeypatch.setattr(sealing, "seal", two_tongues)
    sealing.send(ApplicationForm(session, session.store.drafts("application").get(draft)), "rosa")
    summary = opened(world, session)
    assert summary.opened == 0
    assert [trouble.what for trouble in summary.troubles] == [draft]


# The event's file.


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("approval = false", None),
        ("approval = true", ApprovalRules()),
        ('approval = { services = ["PALE"] }', ApprovalRules(services=("PALE",))),
        ('approval = { roles = ["line"] }', ApprovalRules(roles=("line",))),
    ],
)
def test_the_events_file_says_who_approves_what(tmp_path: Path, said: str, wanted: ApprovalRules | None) -> None:
    path = tmp_path / "event.toml"
    path.write_text(PLAN.read_text(encoding="utf-8").replace("approval = false", said), encoding="utf-8")
    assert plans.read(path, load()).approval_rules == wanted


@pytest.mark.parametrize(
    "said",
    [
        'approval = "yes"',
        'approval = { roles = ["cashier"] }',
        'approval = { services = ["NONE"] }',
        'approval = { services = ["PROT"] }',  # one person alone holds the role
        "approval = { who = 1 }",
        'approval = true\n[[staff]]\nid = "ana"\nname = "Ana"\nroles = ["supervisor"]\n[ignored]',
    ],
)
def test_an_events_file_that_nobody_could_approve_by_is_refused(tmp_path: Path, said: str) -> None:
    text = PLAN.read_text(encoding="utf-8")
    if "[ignored]" in said:  # only one person is left in the whole staff
        head, _, rest = text.partition("[[staff]]")
        rule = rest[rest.index("[rule]") :]
        text = head.replace("approval = false", "approval = true") + said.split("\n", 1)[1].replace("[ignored]", rule)
    else:
        text = text.replace("approval = false", said)
    path = tmp_path / "event.toml"
    path.write_text(text, encoding="utf-8")
    with raises(office_problems.BAD_PLAN):
        plans.read(path, load())


def test_cases_that_nobody_could_approve_are_told_until_a_second_person_holds_the_role(tmp_path: Path) -> None:
    text = PLAN.read_text(encoding="utf-8").replace("approval = false", "approval = true")
    path = tmp_path / "event.toml"
    path.write_text(text, encoding="utf-8")
    assert plans.unapproved_cases(plans.read(path, load()), load()) == ["PROT"]
    second = '[[staff]]\nid = "petra"\nname = "Petra"\nroles = ["protection"]\n\n[[staff]]'
    text = text.replace("[[staff]]", second, 1)
    path.write_text(text, encoding="utf-8")
    assert plans.unapproved_cases(plans.read(path, load()), load()) == []
    path.write_text(text.replace("approval = true", 'approval = { services = ["PROT"] }'), encoding="utf-8")
    assert plans.read(path, load()).approval_rules == ApprovalRules(services=("PROT",))
