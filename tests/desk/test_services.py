"""Every service of the catalogue is played through the real desk: from the door, past the list, to headquarters."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import cast

import msgspec
import pytest

from fieldkit.desk import evidence
from fieldkit.desk import problems as desk_problems
from fieldkit.desk.accounts import cashier
from fieldkit.desk.capture import application_form, problems
from fieldkit.desk.closing import day_close
from fieldkit.desk.forms import problems as form_problems
from fieldkit.desk.queue import calls
from fieldkit.desk.reception import check_in
from fieldkit.desk.reception.check_in import Arrival
from fieldkit.desk.session import Session
from fieldkit.domain import journal as j
from fieldkit.domain.catalog.findings import Finding
from fieldkit.domain.catalog.load import load
from fieldkit.domain.catalog.model import Field, Service
from fieldkit.domain.forms.application import ApplicationState, EvidenceNote, ExceptionNote, Package
from fieldkit.domain.journal import Verdict
from fieldkit.domain.queue import visit as visits
from fieldkit.domain.queue.visit import VisitState
from fieldkit.office import decisions, intake
from fieldkit.office.store.claims import OpeningState
from fieldkit.people.names import PersonName
from fieldkit.store import DraftFile
from fieldkit.vault import problems as vault_problems
from tests.support import kit
from tests.support import office_world as w
from tests.support.narrowing import present
from tests.support.problems import raises

CATALOG = load()
CAPTURED = [code for code, service in CATALOG.services.items() if service.captured]
COUNTED = [code for code, service in CATALOG.services.items() if service.hq == "totals"]
KNOWN = {
    "sex": "H",
    "birth_country": "MEX",
    "birth_state": "JC",
    "marital_status": "single",
    "acta_entity": "JC",
    "id_matches": "yes",
    "father_born": "1960-01-02",
    "mother_born": "1961-02-03",
    "child_born": "2020-05-06",
    "parents_present": "both",
    "prev_fate": "surrendered",
    "prev_kind": "mexico",
    "urgency": "emergency",
    "language": "spa",
    "us_state": "NC",
    "discount": "",
    "curp": "",
    "prev_mrz": "",
}
BY_KIND = {
    "name": "Évaristo",
    "text": "Algo",
    "date": "2024-03-04",
    "email": "a@example.org",
    "phone": "+1 919 555 0147",
    "height_cm": "170",
    "zip": "27601",
}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[w.World]:
    with w.world(tmp_path_factory.mktemp("services")) as made:
        yield made


@pytest.fixture(scope="module")
def session(world: w.World) -> Iterator[Session]:
    joined = world.join()
    yield joined
    joined.store.close()


def born(service: Service) -> date:
    """Somebody who may ask, 10 or 30 years old; for each service somebody else."""
    day = timedelta(days=9 * list(CATALOG.services).index(service.code))
    return day + (date(2016, 1, 5) if service.who.unmarried else date(1996, 1, 5))


def form(service: Service, name: PersonName) -> dict[str, str]:
    """Every field of a service's form, filled as at the table."""

    def value(field: Field) -> str:
        known = KNOWN | {"given": name.given, "surname1": name.surname1, "surname2": name.surname2}
        known |= {"born": born(service).isoformat(), "acta_year": str(born(service).year + 1)}
        known["years"] = str(next((step.offer[0] for step in reversed(service.years) if step.age <= 10), ""))
        if field.key in known:
            return known[field.key]
        return BY_KIND.get(field.kind) or (field.choices[0].key if field.choices else "")

    return {field.key: value(field) for field in service.fields}


def arrived(session: Session, code: str, name: PersonName) -> str:
    """A person at the table."""
    at_the_door = Arrival(name, (code,), notice=True, born=born(CATALOG.services[code]))
    visit = check_in.check_in(session, at_the_door)
    calls.call(session, visit.id, "urgent")
    calls.start(session, visit.id)
    return visit.id


def fill(session: Session, visit: str, service: Service, name: PersonName) -> str:
    draft = application_form.begin(session, visit, service.code)
    for key, value in form(service, name).items():
        saved = application_form.save(session, draft.id, key, value)
        assert saved.doubt == "", (key, saved)
    for slot in service.slots:
        if slot.required:
            content = f"{slot.key} of {draft.id}".encode() * 100
            session.store.drafts("application").save_file(
                draft.id, DraftFile(slot.key, "image/jpeg", content), now_ms=w.NINE_MS
            )
    return draft.id


def see_all(session: Session, visit: str, code: str, draft: str) -> None:
    fields = session.store.drafts("application").get(draft).fields
    for row in evidence.rows(session, visit, code, fields):
        evidence.mark(session, visit, code, row.line.key, Verdict.SEEN, row.line.options[0])


def surname(code: str) -> str:
    """Another for every service."""
    return ("Nájera", "Ochoa", "Tinoco", "Barragán", "Quiñones", "Zúñiga")[list(CATALOG.services).index(code) % 6]


@pytest.mark.parametrize("code", CAPTURED)
def test_an_application_goes_from_the_door_to_headquarters_and_is_accepted(
    world: w.World, session: Session, code: str
) -> None:
    service, name = session.catalog.services[code], PersonName("Évaristo", surname(code))
    visit = arrived(session, code, name)
    draft = fill(session, visit, service, name)
    see_all(session, visit, code, draft)
    stops = [one for one in application_form.review(session, draft) if one.severity == "stop"]
    assert [one.rule for one in stops] == (["approval"] if service.approval else [])
    for one in stops:
        evidence.allow(session, visit, code, one, "head_of_office")
    assert [one.field for one in application_form.review(session, draft) if one.field.startswith("document")] == []
    sealed = present(application_form.submit(session, draft))
    assert session.visit(visit).state is VisitState.DONE
    price = {"PAS-E": 5720, "MCAS-1": 4100, "MCAS-R": 4100, "MCAS-M": 4100, "RC-COP": 2000, "NOT-PF": 17700}
    expected = price.get(code, 10100 if code.startswith("PAS") else 0)
    assert sealed.fee_cents == expected
    owed = cashier.owed(session, visit)
    assert (owed.cents if owed else 0) == expected
    w.send(world, session)
    intake.open_new(world.office, world.archive)
    decisions.decide_all(world.office)
    assert present(world.office.store.people.application(draft)).state is ApplicationState.ACCEPTED
    package = next(one for one in packages(world) if one.application == draft)
    asked = {line for line in service.requirements if line in {one.requirement for one in package.documents}}
    assert {one.verdict for one in package.documents} == ({Verdict.SEEN} if asked else set())
    assert [one.reason for one in package.exceptions] == (["head_of_office"] if service.approval else [])


def packages(world: w.World) -> list[Package]:
    claims = world.office.store.opened.claims(OpeningState.OPENED)
    return [package for one in claims if (package := world.office.store.opened.sheet(one.sha256)) is not None]


@pytest.mark.parametrize("code", COUNTED)
def test_what_is_only_counted_leaves_its_outcome_and_no_form(session: Session, code: str) -> None:
    visit = arrived(session, code, PersonName("Rosalío", surname(code)))
    with raises(problems.NOT_CAPTURED):
        application_form.begin(session, visit, code)
    done = calls.line_done(session, visit, code, j.Outcome.DONE)
    assert (done.state, done.outcomes) == (VisitState.DONE, {code: "done"})
    assert session.store.drafts("application").all() == []


def test_a_protection_case_has_no_form_at_the_capture_table(session: Session) -> None:
    visit = arrived(session, "PROT", PersonName("Rosalío", surname("PROT")))
    with raises(problems.NOT_CAPTURED):
        application_form.begin(session, visit, "PROT")


def test_the_three_ways_together_are_the_whole_catalogue() -> None:
    assert {*CAPTURED, *COUNTED, "PROT"} == set(CATALOG.services)


# --- what is missing, what a supervisor lets pass -------------------------------------------------------------------


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Session]:
    made = kit.session(tmp_path, kit.hands(), kit.TestClock())
    yield made
    made.store.close()


def as_operator(session: Session, operator: str) -> Session:
    roles = next(member.roles for member in session.pack.staff if member.id == operator)
    return replace(session, operator=operator, roles=frozenset(roles))


def begun(session: Session, code: str = "PAS-A1") -> tuple[str, str]:
    name = PersonName("Évaristo", "Nájera")
    visit = arrived(session, code, name)
    return visit, fill(session, visit, session.catalog.services[code], name)


def stops(session: Session, draft: str) -> list[Finding]:
    return [one for one in application_form.review(session, draft) if one.severity == "stop"]


def test_what_the_door_marked_is_known_at_the_table_and_stops_only_what_it_must(desk: Session) -> None:
    visit = check_in.check_in(desk, Arrival(PersonName("Évaristo", "Nájera"), ("PAS-A1",), notice=True)).id
    for key, verdict in (("identity", Verdict.MISSING), ("nationality", Verdict.DOUBTFUL)):
        evidence.mark(as_operator(desk, "beto"), visit, "PAS-A1", key, verdict)
    calls.call(desk, visit, "urgent")
    calls.start(desk, visit)
    draft = fill(desk, visit, desk.catalog.services["PAS-A1"], PersonName("Évaristo", "Nájera"))
    assert [(one.field, one.rule) for one in stops(desk, draft)] == [("document.identity", "document.identity")]
    assert any(one.field == "document.nationality" for one in application_form.review(desk, draft))
    with raises(form_problems.NOT_READY):
        application_form.submit(desk, draft)
    evidence.mark(desk, visit, "PAS-A1", "identity", Verdict.SEEN, "ine")
    assert stops(desk, draft) == []
    assert present(application_form.submit(desk, draft)).service == "PAS-A1"


def test_nobody_is_held_back_by_what_was_not_looked_at_but_it_is_said(desk: Session) -> None:
    _visit, draft = begun(desk)
    unread = [one for one in application_form.review(desk, draft) if one.field == "document."]
    assert [(one.severity, "2" in one.sentence) for one in unread] == [("warn", True)]


@pytest.mark.parametrize(
    ("code", "fields", "key", "counts"),
    [
        ("PAS-A1", {"acta_year": "2001"}, "late-acta", True),
        ("PAS-A1", {"acta_year": "1997"}, "late-acta", False),
        ("PAS-A1", {"id_matches": "no"}, "identity-matching", True),
        ("PAS-A1", {"discount": "DISABILITY"}, "proof-disability", True),
        ("PAS-AR", {"prev_fate": "not_exchangeable"}, "nationality-again", True),
        ("PAS-AR", {}, "nationality-again", False),
        ("PAS-L", {"prev_fate": "stolen"}, "police-report", True),
        ("PAS-L", {"prev_fate": "damaged"}, "police-report", False),
        ("PAS-L", {"prev_fate": "lost", "born": "2016-04-05"}, "parents-if-minor", True),
        ("PAS-L", {"prev_fate": "lost"}, "parents-if-minor", False),
        ("NOT-PF", {"power_kind": "property"}, "power-property", True),
        ("MCAS-R", {}, "old-mcas", None),
    ],
)
def test_conditions_of_the_list_follow_the_form(
    desk: Session, code: str, fields: dict[str, str], key: str, counts: bool | None
) -> None:
    values = form(desk.catalog.services[code], PersonName("Ana")) | fields
    visit = arrived(desk, code, PersonName("Ana"))
    rows = {row.line.key: row.line for row in evidence.rows(desk, visit, code, values)}
    assert (key in rows) is (counts is not False)
    if counts is not False:
        assert rows[key].needed is counts


def test_before_there_is_a_form_a_condition_is_shown_and_not_yet_held_against_anybody(desk: Session) -> None:
    visit = arrived(desk, "PAS-A1", PersonName("Ana"))
    rows = {row.line.key: row.line for row in evidence.rows(desk, visit, "PAS-A1")}
    assert rows["late-acta"].needed is None
    assert rows["late-acta"].when is not None
    assert rows["nationality"].needed is True


def test_a_doctors_letter_is_offered_under_seven_only(desk: Session) -> None:
    visit = arrived(desk, "PAS-M", PersonName("Ana"))

    def options(born: str) -> tuple[str, ...]:
        rows = evidence.rows(desk, visit, "PAS-M", {"born": born})
        return next(row.line.options for row in rows if row.line.key == "identity-minor")

    assert "doctors-letter" in options("2019-11-22")
    assert "doctors-letter" not in options("2019-11-21")


def test_a_supervisor_lets_a_missing_paper_pass_and_it_is_noted_counted_and_told_to_headquarters(
    desk: Session,
) -> None:
    visit, draft = begun(desk)
    evidence.mark(desk, visit, "PAS-A1", "identity", Verdict.MISSING)
    (missing,) = stops(desk, draft)
    evidence.allow(desk, visit, "PAS-A1", missing, "other_evidence")
    assert stops(desk, draft) == []
    noted = [fact for fact in desk.store.log.facts(visit) if isinstance(fact.body, j.Excepted)]
    assert [fact.body for fact in noted] == [j.Excepted("PAS-A1", "document.identity", "other_evidence", "ana")]
    assert noted[0].header.operator == "ana"
    notices = {one.code: one.n for one in day_close.summary(desk).notices}
    assert notices["exceptions"] == 1
    application_form.submit(desk, draft)


def test_staff_without_the_role_need_a_supervisors_own_passphrase(desk: Session) -> None:
    visit, draft = begun(desk)
    evidence.mark(desk, visit, "PAS-A1", "identity", Verdict.MISSING)
    (missing,) = stops(desk, draft)
    beto = as_operator(desk, "beto")
    for by, passphrase, refusal in (
        ("", "", desk_problems.NOT_ALLOWED),
        ("beto", kit.PASSPHRASE, desk_problems.NOT_ALLOWED),
        ("nobody", kit.PASSPHRASE, desk_problems.NOT_ALLOWED),
        ("ana", "wrong horse battery", vault_problems.WRONG_PASSPHRASE),
    ):
        with raises(refusal):
            evidence.allow(beto, visit, "PAS-A1", missing, "pending", by=by, passphrase=passphrase)
    assert desk.visit(visit).exceptions == ()
    evidence.allow(beto, visit, "PAS-A1", missing, "pending", by="ana", passphrase=kit.PASSPHRASE)
    assert [one.by for one in desk.visit(visit).exceptions] == ["ana"]


def test_an_exception_needs_a_reason_and_a_rule(desk: Session) -> None:
    visit, _draft = begun(desk)
    rule = Finding("born", "stop", "x", "who")
    with raises(desk_problems.EXCEPTION_WITHOUT_REASON):
        evidence.allow(desk, visit, "PAS-A1", rule, "because")
    for finding in (Finding("born", "stop", "x"), Finding("born", "warn", "x", "who")):
        with raises(desk_problems.NOTHING_TO_EXCEPT):
            evidence.allow(desk, visit, "PAS-A1", finding, "urgent")
    assert desk.visit(visit).exceptions == ()


def test_an_impossible_value_cannot_be_let_pass(desk: Session) -> None:
    _visit, draft = begun(desk, "PAS-M")
    for key, value in (("op7_signed", "2026-11-22"), ("mother_born", "2026-01-01"), ("born", "1899-01-01")):
        application_form.save(desk, draft, key, value)
    assert {(one.field, one.rule) for one in stops(desk, draft)} >= {("op7_signed", ""), ("born", "")}
    application_form.save(desk, draft, "born", "2016-01-01")
    assert ("mother_born", "") in {(one.field, one.rule) for one in stops(desk, draft)}


@pytest.mark.parametrize(
    ("service", "key", "verdict", "document"),
    [
        ("PAS-A1", "horoscope", Verdict.SEEN, ""),
        ("PAS-A1", "address", Verdict.SEEN, ""),
        ("PAS-A1", "identity", cast("Verdict", "perhaps"), ""),
        ("PAS-A1", "identity", Verdict.UNREAD, ""),
        ("PAS-A1", "identity", Verdict.SEEN, "acta-mx"),
        ("NADA", "identity", Verdict.SEEN, ""),
    ],
)
def test_only_lines_of_the_list_are_marked(
    desk: Session, service: str, key: str, verdict: Verdict, document: str
) -> None:
    visit = arrived(desk, "PAS-A1", PersonName("Ana"))
    with raises(desk_problems.NO_SUCH_LINE):
        evidence.mark(desk, visit, service, key, verdict, document)
    assert desk.visit(visit).documents == ()


def test_the_last_word_about_a_line_holds_whatever_the_order_in_which_it_is_heard(desk: Session) -> None:
    visit = arrived(desk, "PAS-A1", PersonName("Ana"))
    for verdict in (Verdict.MISSING, Verdict.DOUBTFUL, Verdict.SEEN):
        evidence.mark(desk, visit, "PAS-A1", "identity", verdict, "ine" if verdict == Verdict.SEEN else "")
    facts = desk.store.log.facts(visit)
    for order in (facts, facts[::-1], [*facts, *facts]):
        assert visits.fold(visit, order) == desk.visit(visit)
    assert desk.visit(visit).documents_of("PAS-A1")["identity"].document == "ine"


def test_headquarters_returns_what_lacks_a_paper_unless_it_was_let_pass(world: w.World, session: Session) -> None:
    package = next(one for one in packages(world) if one.service == "PAS-A1")
    assert not [one for one in decisions.check(world.office, package) if one.severity == "stop"]
    lacking = msgspec.structs.replace(package, documents=(EvidenceNote("identity", Verdict.MISSING),))
    assert [one.rule for one in decisions.check(world.office, lacking) if one.severity == "stop"] == [
        "document.identity"
    ]
    passed = msgspec.structs.replace(lacking, exceptions=(ExceptionNote("document.identity", "pending", "rosa"),))
    assert not [one for one in decisions.check(world.office, passed) if one.severity == "stop"]
