"""Deciding at headquarters, how the decision reaches the laptop, and what is exported."""

import csv
import json
import os
import stat
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.desk.capture import application_form
from fieldkit.desk.reception import check_in
from fieldkit.desk.session import Session
from fieldkit.domain.forms.application import Application, ApplicationState
from fieldkit.office import decisions, export, intake, problems, publish_progress
from fieldkit.office.inbox_delivery import post
from fieldkit.public import application_progress, queue_snapshot
from fieldkit.public.application_progress import ProgressStage
from fieldkit.report.spreadsheet import harmless
from fieldkit.store import DraftFile
from sync.journal import chain
from sync.protocol.envelope import parse
from sync.protocol.messages import Snapshot
from tests.support import office_world as w
from tests.support.narrowing import present
from tests.support.problems import raises

PICK_UP = date(2026, 12, 19)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[w.World]:
    with w.world(tmp_path) as made:
        yield made


@pytest.fixture
def session(world: w.World) -> Iterator[Session]:
    made = world.join()
    yield made
    made.store.close()


def opened(world: w.World, session: Session, *services: str) -> list[str]:
    made = [w.captured(session, service) for service in services]
    w.send(world, session)
    intake.open_new(world.office, world.archive)
    return made


def told(world: w.World, session: Session, application: str) -> Application:
    post(world.office, world.archive)
    assert w.take_inbox(world, session.store) == []
    return present(session.store.people.application(application))


def exported(world: w.World, out: Path) -> dict[str, dict[str, Any]]:
    export.export(world.office, out)
    lines = (out / "applications.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    assert len({row["id"] for row in rows}) == len(rows)
    return {row["id"]: row for row in rows}


def test_a_returned_application_comes_back_corrected_and_is_accepted_once(
    world: w.World, session: Session, tmp_path: Path
) -> None:
    (application,) = opened(world, session, "PAS-AR")
    decisions.return_(world.office, application, ["La foto salió movida."])
    known = told(world, session, application)
    assert (known.state, known.reasons) == (ApplicationState.RETURNED, ("La foto salió movida.",))
    draft = application_form.correct(session, application)
    application_form.save(session, draft.id, "surname2", "Tinoco Ruiz")
    for slot in ("photo", "previous"):
        session.store.drafts("application").save_file(
            draft.id, DraftFile(slot, "image/jpeg", b"nueva"), now_ms=w.NINE_MS
        )
    application_form.submit(session, draft.id)
    w.send(world, session)
    assert exported(world, tmp_path / "early")[application]["state"] == "returned"
    intake.open_new(world.office, world.archive)
    assert decisions.decide_all(world.office) == (1, 0, 0)
    assert told(world, session, application).state is ApplicationState.ACCEPTED
    row = exported(world, tmp_path / "out")[application]
    assert (row["revision"], row["state"], row["fields"]["surname2"]) == (2, "accepted", "Tinoco Ruiz")
    assert (tmp_path / "out" / row["files"][0]["path"]).read_bytes() == b"nueva"


def test_what_the_forms_checks_refuse_is_returned_with_the_reasons(world: w.World, session: Session) -> None:
    (application,) = opened(world, session, "PALE")
    (case,) = decisions.open_cases(world.office)
    assert case.stops == []
    package = case.package
    changes: tuple[dict[str, object], ...] = ({"fields": {}}, {"notice": False}, {"service": "NADA"})
    for wrong in changes:
        broken = type(package)(**{name: getattr(package, name) for name in package.__struct_fields__} | wrong)
        assert [finding for finding in decisions.check(world.office, broken) if finding.severity == "stop"]
    done = decisions.decide_all(world.office, lambda _: ["Falta: firma."])
    assert done == (0, 1, 0)
    known = told(world, session, application)
    assert (known.state, known.reasons) == (ApplicationState.RETURNED, ("Falta: firma.",))


def test_a_case_that_cannot_be_checked_is_left_to_a_person_and_blocks_no_other(
    world: w.World, session: Session
) -> None:
    """An older version of the program may have opened what this one would set aside."""
    broken, _whole = opened(world, session, "PAS-AR", "PALE")
    case, _other = decisions.open_cases(world.office)
    with world.office.store.atomic():
        world.office.store.opened.keep(case.claim, msgspec.structs.replace(case.package, day="2026-99-99"), [])
    first, second = decisions.open_cases(world.office)
    assert (first.checked, len(first.stops), second.checked) == (False, 1, True)
    assert decisions.decide_all(world.office) == (1, 0, 1)
    decisions.accept(world.office, broken)
    assert told(world, session, broken).state is ApplicationState.ACCEPTED


def test_an_answer_that_grows_too_long_is_left_to_a_person(world: w.World, session: Session) -> None:
    opened(world, session, "PALE", "PALE")
    first, _second = decisions.open_cases(world.office)
    long = ["x" * chain.MAX_BODY_BYTES]
    assert decisions.decide_all(world.office, lambda case: long if case == first else []) == (1, 0, 1)


def test_nothing_is_decided_twice_or_without_a_reason_or_unopened(world: w.World, session: Session) -> None:
    (application,) = opened(world, session, "PALE")
    with raises(problems.NOT_TO_DECIDE):
        decisions.return_(world.office, application, [])
    decisions.accept(world.office, application)
    for attempt in (application, "00" * 10):
        with raises(problems.NOT_TO_DECIDE):
            decisions.accept(world.office, attempt)
        with raises(problems.NOT_TO_DECIDE):
            decisions.return_(world.office, attempt, ["x"])
    assert len(world.office.store.log.entries(world.office.store.device, 1, 100)) == 1


def test_a_document_is_ready_once_accepted_and_saying_it_again_changes_nothing(
    world: w.World, session: Session
) -> None:
    application, other = opened(world, session, "PALE", "PAS-AR")

    def entries() -> int:
        return len(world.office.store.log.entries(world.office.store.device, 1, 100))

    for early in (application, "00" * 10):
        with raises(problems.NOT_TO_DECIDE):
            decisions.ready(world.office, early, PICK_UP, "Ventanilla 4")
    decisions.accept(world.office, application)
    decisions.return_(world.office, other, ["x"])
    for wrong in ("", "  ", "x" * (application_progress.LONGEST_PLACE + 1), "a\x07b"):
        with raises(problems.NOT_TO_DECIDE):
            decisions.ready(world.office, application, PICK_UP, wrong)
    with raises(problems.NOT_TO_DECIDE):
        decisions.ready(world.office, other, PICK_UP, "Ventanilla 4")
    written = entries()
    assert decisions.ready(world.office, application, PICK_UP, "Ventanilla 4")
    assert not decisions.ready(world.office, application, PICK_UP, " Ventanilla  4 ")
    assert entries() == written + 1
    known = told(world, session, application)
    assert (known.state, known.ready_day, known.ready_where) == (
        ApplicationState.ACCEPTED,
        date(2026, 12, 19),
        "Ventanilla 4",
    )
    assert decisions.ready(world.office, application, PICK_UP, "Ventanilla 5")
    assert told(world, session, application).ready_where == "Ventanilla 5"
    session.store.log.verify()


def test_the_office_tells_the_page_of_each_application_as_far_as_it_came(world: w.World, session: Session) -> None:
    ready, accepted, returned, received = opened(world, session, "PALE", "PALE", "PALE", "PALE")
    for application in (ready, accepted):
        decisions.accept(world.office, application)
    decisions.return_(world.office, returned, ["x"])
    decisions.ready(world.office, ready, PICK_UP, "Ventanilla 4")
    assert publish_progress.tell(world.office, world.archive, w.NINE_MS) == 4
    (raw,) = world.archive.snapshots.of_event(session.pack.event)
    rows = application_progress.read(parse(raw, Snapshot).body).rows
    found = {row.key: row.steps for row in rows}
    for application, step in {
        ready: application_progress.ApplicationProgress("PALE", ProgressStage.READY, "2026-12-19", "Ventanilla 4"),
        accepted: application_progress.ApplicationProgress("PALE", ProgressStage.ACCEPTED),
        returned: application_progress.ApplicationProgress("PALE", ProgressStage.RETURNED),
        received: application_progress.ApplicationProgress("PALE", ProgressStage.RECEIVED),
    }.items():
        visit = session.visit(present(session.store.people.application(application)).visit)
        assert found[queue_snapshot.status_key(check_in.token(session, visit))] == (step,)


def test_only_the_laptop_that_asked_can_read_the_decision(world: w.World, session: Session) -> None:
    other = world.join("B")
    (application,) = opened(world, session, "PALE")
    decisions.accept(world.office, application)
    post(world.office, world.archive)
    kinds = [item.kind for item in world.archive.inboxes.after(other.store.device, 0)]
    assert kinds == ["pack"]
    (item,) = [item for item in world.archive.inboxes.after(session.store.device, 0) if item.kind == "entries"]
    assert b"application.accepted" not in item.sealed
    other.store.close()


def test_decisions_for_two_laptops_leave_each_with_a_journal_that_verifies(world: w.World, session: Session) -> None:
    other = world.join("B")
    opened(world, session, "PALE", "PALE")
    opened(world, other, "PALE")
    for case in decisions.open_cases(world.office):
        decisions.accept(world.office, case.package.application)
    post(world.office, world.archive)
    for one in (session, other):
        w.take_inbox(world, one.store)
        one.store.log.verify()
        assert {known.state for known in one.store.people.applications()} == {ApplicationState.ACCEPTED}
    world.office.store.log.verify()
    other.store.close()


def test_an_export_is_private_and_again_the_same(world: w.World, session: Session, tmp_path: Path) -> None:
    opened(world, session, "PAS-AR", "PALE")
    out = tmp_path / "out"
    first = exported(world, out)
    again = exported(world, out)
    assert first == again
    assert len(first) == 2
    for path in out.rglob("*"):
        if path.is_file() and os.name != "nt":
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with (out / "applications.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["id"] for row in rows} == set(first)
    assert {row["surname1"] for row in rows} == {"Ochoa", "Nájera"}
    assert not list(out.rglob("*.new"))


def test_a_cell_that_a_spreadsheet_would_run_is_neutralised(world: w.World, session: Session, tmp_path: Path) -> None:
    fields = w.PALE | {"surname2": "=HYPERLINK(1)", "phone": "+19195550101"}
    w.captured(session, "PALE", fields)
    w.send(world, session)
    intake.open_new(world.office, world.archive)
    export.export(world.office, tmp_path / "out")
    text = (tmp_path / "out" / "applications.csv").read_text("utf-8-sig")
    assert '"\'=HYPERLINK(1)"' in text
    assert "\"'+1" in text
    (row,) = [json.loads(line) for line in (tmp_path / "out" / "applications.jsonl").read_text("utf-8").splitlines()]
    assert row["fields"]["surname2"] == "=HYPERLINK(1)"


@given(st.text())
def test_no_cell_begins_like_a_formula(text: str) -> None:
    assert not harmless(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def test_an_office_with_nothing_exports_empty_lists(world: w.World, tmp_path: Path) -> None:
    assert export.export(world.office, tmp_path / "out") == (0, 0, 0)
    assert (tmp_path / "out" / "applications.jsonl").read_bytes() == b""


def test_a_picture_in_two_places_and_one_sent_back_unchanged_are_left_to_a_person(
    world: w.World, session: Session
) -> None:
    (application,) = opened(world, session, "PAS-AR")
    assert [case.doubts for case in decisions.open_cases(world.office)] == [()]
    decisions.return_(world.office, application, ["La foto salió movida."])
    told(world, session, application)
    draft = application_form.correct(session, application)
    before = f"photo of {draft.id}".encode() * 100
    for slot, content in (("photo", before), ("previous", b"nueva"), ("identity", b"nueva")):
        session.store.drafts("application").save_file(
            draft.id, DraftFile(slot, "image/jpeg", content), now_ms=w.NINE_MS
        )
    application_form.submit(session, draft.id)
    w.send(world, session)
    intake.open_new(world.office, world.archive)
    (case,) = decisions.open_cases(world.office)
    assert [(one.field, one.severity) for one in case.findings if "misma imagen" in one.sentence] == [
        ("previous", "warn")
    ]
    assert case.doubts == ("otra vez se envió, sin cambios, la imagen que se devolvió: Fotografía",)
    assert decisions.decide_all(world.office) == (0, 0, 1)


def test_the_second_side_of_a_card_is_opened_and_exported(world: w.World, session: Session, tmp_path: Path) -> None:
    (application,) = opened(world, session, "PAS-AR")
    decisions.return_(world.office, application, ["Falta el reverso."])
    told(world, session, application)
    draft = application_form.correct(session, application)
    session.store.drafts("application").save_file(
        draft.id, DraftFile("previous-2", "image/jpeg", b"reverso"), now_ms=w.NINE_MS
    )
    application_form.submit(session, draft.id)
    w.send(world, session)
    intake.open_new(world.office, world.archive)
    assert decisions.decide_all(world.office) == (1, 0, 0)
    row = exported(world, tmp_path / "out")[application]
    assert [one["slot"] for one in row["files"]] == ["photo", "previous", "previous-2"]
    assert (tmp_path / "out" / row["files"][2]["path"]).read_bytes() == b"reverso"
