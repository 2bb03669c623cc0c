"""Cases at headquarters: opened once, held against the signed entry, exported; a broken one holds up nothing."""

import dataclasses
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from fieldkit.desk import outreach
from fieldkit.desk.protection import cases as protection
from fieldkit.desk.session import Session
from fieldkit.domain import journal as j
from fieldkit.domain.protection import case as cases
from fieldkit.office import cases as office_cases
from fieldkit.office import export, problems
from fieldkit.office import intake as opening
from fieldkit.office.cases import ExportedCase
from fieldkit.office.inbox_delivery import post
from fieldkit.office.status import status
from fieldkit.office.store.cases import CaseSaid
from fieldkit.office.store.claims import Claim, OpeningState
from sync import sealed
from sync.journal import chain
from tests.promises import canaries, hall
from tests.support import office_world as w
from tests.support.narrowing import of_kind, present
from tests.support.problems import raises

SECRETS = {
    "p1-given": "Quetzalynda",
    "p1-surname1": "Vexmorraz",
    "place": "Nimbopolis",
    "notes": "Trombofonista Lunarzuelo",
}
CASE = {
    "field": "immigration",
    "kind": "unaccompanied_child",
    "actions": "advice consular_visit",
    "referral": "dif",
    "p1-role": "child",
    "p1-sex": "M",
    "p1-born": "2013-12-13",
    "p1-marks": "unaccompanied detained no_papers",
    "p1-us_status": "expired_visa",
} | SECRETS


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[w.World, Session]]:
    with w.world(tmp_path_factory.mktemp("cases")) as made:
        session = made.join()
        yield made, dataclasses.replace(session, operator="pilar", roles=frozenset({"protection", "line"}))
        session.store.close()


def sealed_case(session: Session, answers: dict[str, str] = CASE) -> cases.Case:
    draft = protection.begin(session)
    for key, value in answers.items():
        protection.save(session, draft.id, key, value)
    return present(protection.submit(session, draft.id))


def follow(session: Session, case: str, **answers: str) -> cases.Case:
    draft = protection.follow_up(session, case)
    for key, value in answers.items():
        protection.save(session, draft.id, key, value)
    return present(protection.submit(session, draft.id))


def lines(path: Path) -> dict[str, ExportedCase]:
    rows = [msgspec.json.decode(line, type=ExportedCase) for line in path.read_bytes().splitlines()]
    return {row.id: row for row in rows}


def test_a_case_and_its_follow_up_arrive_whole_and_once(shared: tuple[w.World, Session], tmp_path: Path) -> None:
    world, session = shared
    case = sealed_case(session)
    follow(session, case.id, actions="repatriation", standing="closed", notes="Con su abuela")
    outreach.hold(session, "know_your_rights", "immigration", 25)
    w.send(world, session)
    done = opening.open_new(world.office, world.archive)
    assert (done.cases, done.opened, done.troubles) == (2, 0, ())
    assert opening.open_new(world.office, world.archive)[:3] == (0, 0, 0)
    written = export.export(world.office, tmp_path / "out")
    row = lines(tmp_path / "out" / "cases.jsonl")[case.id]
    assert (row.number, row.state, row.conflicts) == (case.number, "closed", ())
    intake, after = (sheet.told for sheet in row.sheets)
    assert isinstance(intake, cases.Intake)
    assert (intake.field, intake.place, intake.notes) == ("immigration", "Nimbopolis", SECRETS["notes"])
    (child,) = intake.persons
    assert (child.born, child.us_status, child.given) == (date(2013, 12, 13), "expired_visa", "Quetzalynda")
    assert after == cases.FollowUp(actions=("repatriation",), closed=True, notes="Con su abuela")
    assert all(sheet.doubts == () for sheet in row.sheets)
    assert written.cases == 1
    held = world.office.store.log.facts_of_kind("outreach.session")
    assert [of_kind(j.SessionHeld, fact.body).people for fact in held] == [25]
    (opened,) = world.office.store.log.facts_of_kind("case.sealed")
    assert of_kind(j.CaseSealed, opened.body).persons == (
        j.CasePerson(sex="M", age=12, marks=("unaccompanied", "detained")),
    )


def test_nothing_of_a_case_lies_in_clear_where_it_passed(shared: tuple[w.World, Session]) -> None:
    world, session = shared
    case = sealed_case(session)
    half = protection.begin(session)
    for key, value in SECRETS.items():
        protection.save(session, half.id, key, value)
    w.send(world, session)
    opening.open_new(world.office, world.archive)
    found = canaries.scan(world.folder, canaries.needles())
    assert found == {}
    bodies = b"".join(
        part
        for store in (session.store, world.office.store)
        for entry in store.log.entries(session.store.device, 1, 9999)
        for part in (entry.header, entry.body or b"")
    )
    assert case.id.encode() in bodies
    assert canaries.hits([bodies], canaries.needles()) == set()
    assert not [word for word in (b"expired_visa", b"no_papers", b"unaccompanied_child") if word in bodies]


def test_twin_the_scan_finds_what_a_draft_holds_once_it_is_in_clear(
    shared: tuple[w.World, Session], tmp_path: Path
) -> None:
    _world, session = shared
    half = protection.begin(session)
    protection.save(session, half.id, "p1-given", SECRETS["p1-given"])
    fields = protection.draft(session, half.id).fields
    (tmp_path / "leak").write_bytes(msgspec.json.encode(fields))
    assert canaries.scan(tmp_path, canaries.needles()) == {"leak": {SECRETS["p1-given"]}}


def forged(session: Session, like: cases.Case, **changes: Any) -> str:
    """A case whose sheet or entry says something else than it should; its id."""
    subject = session.store.random(10).hex()
    fact = of_kind(j.CaseSealed, next(one.body for one in session.store.log.facts(like.id)))
    inside = msgspec.structs.replace(
        changes.pop("sheet"), case=changes.pop("case", subject), **{k: v for k, v in changes.items() if k in SHEET}
    )
    raw = changes.get("raw") or sealed.seal_bytes(msgspec.json.encode(inside), session.pack.hq_recipients)
    refs = changes.get("files", (j.FileRef(chain.sha256(raw), len(raw), "case"),))
    session.store.outbox.add_blob(chain.sha256(raw), raw)
    said = {key: value for key, value in changes.items() if key in ENTRY}
    session.append(subject, msgspec.structs.replace(fact, files=refs, **said))
    return subject


SHEET = {"revision", "number", "device", "operator", "day", "told", "event"}
ENTRY = {"field", "persons", "hague", "referral"}


@pytest.mark.parametrize(
    ("changes", "about"),
    [
        ({"case": "ab" * 10}, "otro caso"),
        ({"revision": 2}, "otro caso"),
        ({"operator": "rosa"}, "otro caso"),
        ({"event": "otro-evento"}, "otro caso"),
        ({"number": "P999-A"}, "lo que se anotó"),
        ({"field": "labour"}, "lo que se anotó"),
        ({"hague": "mexico"}, "lo que se anotó"),
        ({"referral": ""}, "lo que se anotó"),
        ({"persons": (j.CasePerson("M", 13),)}, "lo que se anotó"),
        ({"persons": ()}, "lo que se anotó"),
        ({"raw": b"no es una hoja"}, ""),
        ({"files": ()}, "su hoja"),
    ],
    ids=str,
)
def test_a_sheet_that_is_not_what_was_signed_is_set_aside_and_the_others_arrive(
    shared: tuple[w.World, Session], changes: dict[str, object], about: str
) -> None:
    world, session = shared
    good = sealed_case(session)
    w.send(world, session)
    opening.open_new(world.office, world.archive)
    sheet = next(sheet for claim, sheet in world.office.store.cases.sheets() if claim.subject == good.id)
    bad = forged(session, good, sheet=sheet, **changes)
    after = sealed_case(session)
    w.send(world, session)
    done = opening.open_new(world.office, world.archive)
    assert [trouble.what for trouble in done.troubles].count(bad) == 1
    reason = next(trouble.reason for trouble in done.troubles if trouble.what == bad)
    assert about in reason
    assert bad not in {claim.subject for claim, _sheet in world.office.store.cases.sheets()}
    assert after.id in {claim.subject for claim, _sheet in world.office.store.cases.sheets()}
    told = {trouble.what for device in status(world.office, world.archive).devices for trouble in device.troubles}
    assert bad in told


def test_a_case_without_a_person_and_one_born_tomorrow_are_set_aside(shared: tuple[w.World, Session]) -> None:
    world, session = shared
    good = sealed_case(session)
    w.send(world, session)
    opening.open_new(world.office, world.archive)
    sheet = next(sheet for claim, sheet in world.office.store.cases.sheets() if claim.subject == good.id)
    nobody = msgspec.structs.replace(sheet.told, persons=())
    child = msgspec.structs.replace(of_kind(cases.Intake, sheet.told).persons[0], born=date(2027, 1, 1))
    unborn = msgspec.structs.replace(sheet.told, persons=(child,))
    bad = {
        forged(session, good, sheet=sheet, told=nobody, persons=()),
        forged(session, good, sheet=sheet, told=unborn),
    }
    w.send(world, session)
    done = opening.open_new(world.office, world.archive)
    assert bad <= {trouble.what for trouble in done.troubles}


def test_what_a_person_should_look_at_is_exported_beside_the_case(
    shared: tuple[w.World, Session], tmp_path: Path
) -> None:
    world, session = shared
    case = sealed_case(session, CASE | {"place": ""})
    w.send(world, session)
    opening.open_new(world.office, world.archive)
    export.export(world.office, tmp_path)
    assert lines(tmp_path / "cases.jsonl")[case.id].sheets[0].doubts == ("Falta el lugar de detención.",)


def test_a_lost_sheet_waits_and_is_opened_when_it_comes(shared: tuple[w.World, Session]) -> None:
    world, session = shared
    case = sealed_case(session)
    ref = case.sheets[1][0]
    w.send(world, session)
    path = world.office.places.ingest / "blobs" / "whole" / ref.sha256
    raw = path.read_bytes()
    path.unlink()
    done = opening.open_new(world.office, world.archive)
    assert (case.id, done.cases) in {(trouble.what, 0) for trouble in done.troubles}
    path.write_bytes(raw)
    assert opening.open_new(world.office, world.archive).cases == 1
    quarantined: list[Claim[CaseSaid]] = world.office.store.cases.claims(OpeningState.QUARANTINED)
    assert case.id not in {claim.subject for claim in quarantined}


def test_a_case_with_a_picture_is_sent_back_corrected_and_exported(
    shared: tuple[w.World, Session], tmp_path: Path
) -> None:
    world, session = shared
    draft = protection.begin(session)
    for key, value in (CASE | {"p1-given": "Xilonembriz"}).items():
        protection.save(session, draft.id, key, value)
    protection.CASE.add_picture(session, draft.id, "order", hall.picture())
    case = present(protection.submit(session, draft.id))
    with raises(problems.NOT_TO_DECIDE):
        office_cases.return_(world.office, case.id, ("x",))  # nothing of it came yet
    w.send(world, session)
    opening.open_new(world.office, world.archive)
    with raises(problems.NOT_TO_DECIDE):
        office_cases.return_(world.office, case.id, ())
    office_cases.return_(world.office, case.id, ("Falta el expediente",))
    with raises(problems.NOT_TO_DECIDE):
        office_cases.return_(world.office, case.id, ("otra vez",))
    post(world.office, world.archive)
    assert w.take_inbox(world, session.store) == []
    assert protection.work(session).sent_back[case.id] == ("Falta el expediente",)
    again = protection.correct(session, case.id)
    assert (again.revision, again.slots) == (2, ("order",))
    assert again.fields == CASE | {"p1-given": "Xilonembriz"}
    protection.save(session, case.id, "referral", "")
    protection.submit(session, case.id)
    w.send(world, session)
    assert case.id not in {one.what for one in opening.open_new(world.office, world.archive).troubles}
    export.export(world.office, tmp_path / "out")
    row = lines(tmp_path / "out" / "cases.jsonl")[case.id]
    assert (row.state, row.number, row.conflicts) == ("sealed", case.number, ())
    assert [(one.revision, one.corrects) for one in row.sheets] == [(1, 0), (2, 1)]
    for sheet in row.sheets:
        (file,) = sheet.files
        assert chain.sha256((tmp_path / "out" / file.path).read_bytes()) == file.sha256
