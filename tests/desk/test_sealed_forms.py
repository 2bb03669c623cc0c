"""One engine, several definitions: every guarantee, tried on every form that has it and refused by all the others."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import msgspec
import pytest

from fieldkit.desk import problems as desk_problems
from fieldkit.desk.access import unlock
from fieldkit.desk.access.second_person import Confirmation
from fieldkit.desk.accounts import problems as till_problems
from fieldkit.desk.accounts.till_count import COUNT
from fieldkit.desk.capture.application_form import APPLICATION
from fieldkit.desk.forms import approval, problems
from fieldkit.desk.forms.drafting import Drafting
from fieldkit.desk.forms.registry import FORMS
from fieldkit.desk.outreach_forms import CONTACT, SESSION
from fieldkit.desk.protection import cases
from fieldkit.desk.protection import problems as protection_problems
from fieldkit.desk.protection.cases import CASE
from fieldkit.desk.session import Session
from fieldkit.domain import journal as j
from fieldkit.domain.catalog.load import load as load_catalog
from fieldkit.domain.catalog.model import Bilingual, Field
from fieldkit.domain.forms.definition import Guarantee, NoSuchQuestion
from fieldkit.domain.protection import case_form
from fieldkit.domain.protection.case import Intake
from fieldkit.errors import Wording
from fieldkit.event.approval_rules import ApprovalRules
from fieldkit.event.pack import StaffMember
from fieldkit.people.names import PersonName
from fieldkit.store import Draft
from sync import sealed
from tests.desk.test_protection import SIMPLE
from tests.promises import hall
from tests.support import kit
from tests.support.problems import raises

ROLES = ("reception", "line", "capture", "cashier", "supervisor", "protection")
STAFF = (StaffMember("ana", "Ana", ROLES), StaffMember("rosa", "Rosa", ("capture", "protection")))


@dataclass(frozen=True)
class Tried:
    """A form as the table tries it: how it is begun, right answers, one that cannot be read, and what it has."""

    drafting: Drafting[Any]
    begin: Callable[[Session], Draft]
    answers: Mapping[str, str]
    wrong: tuple[str, str]
    has: frozenset[str] = frozenset()
    refusal: Wording = problems.NOT_READY
    stranger: str = "cashier"


def begin_application(session: Session) -> Draft:
    name = PersonName("María José", "Ñúñez", f"Peña {session.store.people.numbers()}")
    return APPLICATION.begin(session, hall.serving(session, "PAS-AR", name).id, "PAS-AR")


def begin_follow_up(asking: Session) -> Draft:
    session = replace(asking, pack=msgspec.structs.replace(asking.pack, approval=None))
    draft = CASE.begin(session)
    for key, value in SIMPLE.items():
        CASE.save(session, draft.id, key, value)
    case = CASE.submit(session, draft.id)
    assert case is not None
    return cases.follow_up(session, case.id)


WHOLE = frozenset({"sealed", "pictures", "second_person", "returns", "alike"})
FORM = {
    "application": Tried(APPLICATION, begin_application, {}, ("born", "ayer"), WHOLE),
    "case": Tried(CASE, CASE.begin, SIMPLE, ("p1-born", "ayer"), WHOLE, stranger="supervisor"),
    "follow_up": Tried(
        CASE,
        begin_follow_up,
        {"actions": "advice", "standing": "open"},
        ("actions", "nada"),
        WHOLE - {"alike"},  # it asks about no person
        stranger="supervisor",
    ),
    "session": Tried(
        SESSION,
        SESSION.begin,
        {"session": "labour_week", "mode": "virtual", "topic": "labour", "people": "40", "to-ciam": "7"},
        ("people", "cuarenta"),
        refusal=desk_problems.NOT_COUNTED,
    ),
    "contact": Tried(
        CONTACT, CONTACT.begin, {"desk": "VAF", "topic": "credit"}, ("age", "-1"), refusal=desk_problems.NOT_COUNTED
    ),
    "count": Tried(
        COUNT,
        lambda session: COUNT.begin(session, "", "open"),
        {"2000": "3", "100": "1"},
        ("2000", "dos"),
        refusal=till_problems.BAD_COUNT,
        stranger="reception",
    ),
}


@pytest.fixture(scope="module")
def laptop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """One laptop for the whole table, in the hands of somebody who may do everything."""
    made = kit.session(tmp_path_factory.mktemp("forms") / "kit", kit.hands(), kit.TestClock())
    yield replace(made, operator="ana", roles=frozenset(ROLES), pack=msgspec.structs.replace(made.pack, staff=STAFF))
    made.store.close()


def filled(session: Session, tried: Tried) -> Draft:
    """A form of that kind with right answers in it."""
    draft = tried.begin(session)
    if tried.drafting is APPLICATION:
        hall.fill(session, draft.id)
    for key, value in tried.answers.items():
        assert not tried.drafting.save(session, draft.id, key, value).doubt, key
    return tried.drafting.get(session, draft.id)


def asks_second(session: Session) -> Session:
    return replace(session, pack=msgspec.structs.replace(session.pack, approval=ApprovalRules()))


def blobs(session: Session) -> int:
    """How many files wait for headquarters."""
    kinds = ("application.submitted", "case.sealed", "case.followed")
    bodies = [fact.body for kind in kinds for fact in session.store.log.facts_of_kind(kind)]
    return sum(len(body.files) for body in bodies if isinstance(body, j.Submitted | j.CaseSealed | j.CaseFollowed))


# --- what every form has -----------------------------------------------------------------------------------------


def kept_when_it_is_left(session: Session, tried: Tried) -> None:
    draft = filled(session, tried)
    again = unlock.open_store(session.home, kit.OPERATOR, kit.PASSPHRASE, wall=session.store.log.wall)
    assert again.drafts(draft_kind(tried)).get(draft.id).fields == draft.fields
    again.close()


def gone_on_with(session: Session, tried: Tried) -> None:
    draft = filled(session, tried)
    visit = draft.visit or not tried.has
    if visit:
        assert tried.drafting.begin(session, draft.visit, draft.service).id == draft.id
    assert draft.fields.items() >= dict(tried.answers).items()


def kept_as_typed_and_refused(session: Session, tried: Tried) -> None:
    draft = filled(session, tried)
    key, text = tried.wrong
    saved = tried.drafting.save(session, draft.id, key, text)
    assert (saved.value, bool(saved.doubt)) == (text, True)
    assert key in {one.field for one in tried.drafting.review(session, draft.id) if one.severity == "stop"}
    head = session.store.log.head()
    with raises(tried.refusal):
        tried.drafting.submit(session, draft.id)
    assert session.store.log.head() == head
    assert tried.drafting.get(session, draft.id).fields[key] == text


def only_what_is_asked(session: Session, tried: Tried) -> None:
    with pytest.raises(NoSuchQuestion):
        tried.drafting.save(session, tried.begin(session).id, "apodo", "x")


def only_for_its_role(session: Session, tried: Tried) -> None:
    draft = tried.begin(session)
    stranger = replace(session, operator="x", roles=frozenset({tried.stranger}))
    for refused in (
        lambda: tried.drafting.begin(stranger, draft.visit, draft.service),
        lambda: tried.drafting.get(stranger, draft.id),
        lambda: tried.drafting.save(stranger, draft.id, *tried.wrong),
        lambda: tried.drafting.review(stranger, draft.id),
        lambda: tried.drafting.submit(stranger, draft.id),
        lambda: tried.drafting.discard(stranger, draft.id, "mistake"),
        lambda: tried.drafting.correct(stranger, draft.id),
    ):
        with raises(desk_problems.NOT_ALLOWED, protection_problems.PROTECTION_ONLY):
            refused()
    assert tried.drafting.get(session, draft.id) == draft


def given_up_with_a_reason(session: Session, tried: Tried) -> None:
    draft = filled(session, tried)
    with raises(problems.DISCARD_WITHOUT_REASON):
        tried.drafting.discard(session, draft.id, "porque sí")
    tried.drafting.discard(session, draft.id, "mistake")
    with raises(problems.NO_SUCH_FORM):
        tried.drafting.get(session, draft.id)


def apart_from_the_others(session: Session, tried: Tried) -> None:
    draft = filled(session, tried)
    for kind in FORMS:
        assert session.store.drafts(kind).has(draft.id) == (kind == draft_kind(tried))
        assert (draft.id in {one.id for one in session.store.drafts(kind).all()}) == (kind == draft_kind(tried))


def forgotten_once_it_is_written(session: Session, tried: Tried) -> None:
    draft = filled(session, tried)
    entries = session.store.log.head().seq
    assert tried.drafting.submit(session, draft.id) is not None
    assert session.store.log.head().seq > entries
    with raises(problems.NO_SUCH_FORM):
        tried.drafting.get(session, draft.id)


# --- what a definition switches on --------------------------------------------------------------------------------


def sealed_for_headquarters_alone(session: Session, tried: Tried) -> None:
    draft, before = filled(session, tried), blobs(session)
    tried.drafting.submit(session, draft.id)
    assert (blobs(session) > before) == ("sealed" in tried.has)
    for fact in session.store.log.facts(draft.id):
        files = fact.body.files if isinstance(fact.body, j.Submitted | j.CaseSealed | j.CaseFollowed) else ()
        for ref in files:
            with pytest.raises(sealed.NotForUs):
                sealed.open_bytes(session.store.outbox.blob(ref.sha256, 0, ref.size), [session.store.identity])


def pictures(session: Session, tried: Tried) -> None:
    draft = tried.begin(session)
    slots = tried.drafting.definition(session, draft).slots
    assert bool(slots) == ("pictures" in tried.has)
    for slot in slots:
        tried.drafting.add_picture(session, draft.id, slot.key, hall.picture())
    assert tried.drafting.get(session, draft.id).slots == tuple(sorted(slot.key for slot in slots))
    with raises(problems.NO_PICTURE):
        tried.drafting.add_picture(session, draft.id, "retrato", hall.picture())


def second_person(session: Session, tried: Tried) -> None:
    asking = asks_second(session)
    draft = filled(asking, tried)
    done = tried.drafting.submit(asking, draft.id)
    assert (done is None) == ("second_person" in tried.has)
    assert (draft.id in {one.draft for one in approval.waiting(asking)}) == (done is None)
    if done is None:
        with raises(problems.WAITS_FOR_SECOND):
            tried.drafting.save(asking, draft.id, *tried.wrong)
        with pytest.raises(approval.NotSecond):
            approval.approve(asking, approval.look(asking, draft.id), Confirmation("ana"))
        assert approval.approve(asking, approval.look(asking, draft.id), Confirmation("rosa")) is not None


def returned_and_corrected(session: Session, tried: Tried) -> None:
    draft = filled(session, tried)
    with raises(problems.NOT_RETURNED):
        tried.drafting.correct(session, draft.id)
    tried.drafting.submit(session, draft.id)
    back = j.CaseReturned if tried.drafting is CASE else j.Returned
    session.append(draft.id, back(revision=draft.revision, reasons=("x",), fields=dict(draft.fields)))
    if "returns" in tried.has:
        again = tried.drafting.correct(session, draft.id)
        assert (again.id, again.revision, again.fields) == (draft.id, draft.revision + 1, draft.fields)
        for slot in tried.drafting.definition(session, again).slots:
            tried.drafting.add_picture(session, again.id, slot.key, hall.picture())
        assert tried.drafting.submit(session, draft.id) is not None
        assert not [fact for fact in session.store.log.facts(draft.id) if isinstance(fact.body, back)]
        with raises(problems.NOT_RETURNED):
            tried.drafting.correct(session, draft.id)
    else:
        with raises(problems.NOT_RETURNED):
            tried.drafting.correct(session, draft.id)


def compared_with_others(session: Session, tried: Tried) -> None:
    draft = filled(session, tried)
    known = session.store.people.identities.get(draft.visit, draft.id)
    assert (known is not None) == ("alike" in tried.has)
    tried.drafting.discard(session, draft.id, "mistake")
    assert session.store.people.identities.get(draft.visit, draft.id) is None


CAPABILITIES = (
    kept_when_it_is_left,
    gone_on_with,
    kept_as_typed_and_refused,
    only_what_is_asked,
    only_for_its_role,
    given_up_with_a_reason,
    apart_from_the_others,
    forgotten_once_it_is_written,
    sealed_for_headquarters_alone,
    pictures,
    second_person,
    returned_and_corrected,
    compared_with_others,
)


def draft_kind(tried: Tried) -> str:
    return tried.drafting.form.kind


@pytest.mark.parametrize("form", FORM)
@pytest.mark.parametrize("capability", CAPABILITIES, ids=lambda one: one.__name__)
def test_every_guarantee_holds_for_every_form_that_has_it(
    laptop: Session, capability: Callable[[Session, Tried], None], form: str
) -> None:
    for kind in (SESSION, CONTACT, COUNT):  # a count is gone on with: each test begins its own
        for left in laptop.store.drafts(kind.form.kind).all():
            kind.discard(laptop, left.id, "mistake")
    capability(laptop, FORM[form])


@pytest.mark.parametrize("guarantee", Guarantee)
@pytest.mark.parametrize("form", FORM)
def test_a_form_has_a_guarantee_or_its_definition_says_why_not(
    laptop: Session, form: str, guarantee: Guarantee
) -> None:
    tried = FORM[form]
    made = tried.drafting.definition(laptop, tried.begin(laptop))
    assert made.has(guarantee) == (guarantee in tried.has)
    assert made.has(guarantee) or len(made.without[guarantee].split()) > 4
    if guarantee is Guarantee.PICTURES:
        assert bool(made.slots) == made.has(guarantee)


def test_the_table_names_every_form_and_every_guarantee() -> None:
    assert {draft_kind(tried) for tried in FORM.values()} == set(FORMS)
    assert set(Guarantee) == WHOLE


def test_a_question_that_only_the_table_has_is_sealed_and_the_others_read_as_before() -> None:
    lists = load_catalog().protection
    label = Bilingual("Idioma del juzgado", "Language of the court")
    more = msgspec.structs.replace(lists, asks_case=(*lists.asks_case, Field(key="court", kind="text", label=label)))
    told = case_form.read_intake(more, SIMPLE | {"court": "Inglés"}, today=date(2026, 11, 21)).told
    assert isinstance(told, Intake)
    assert told.more == {"court": "Inglés"}
    assert msgspec.json.decode(msgspec.json.encode(told), type=Intake) == told
    plain = case_form.read_intake(lists, SIMPLE, today=date(2026, 11, 21)).told
    assert b"more" not in msgspec.json.encode(plain)
