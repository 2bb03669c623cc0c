"""The way from headquarters' keys to an export, over a laptop and back, without a network."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldkit.desk.capture import application_form
from fieldkit.desk.session import Session
from fieldkit.domain.forms.application import ApplicationState
from fieldkit.office import decisions, export, intake
from fieldkit.office.inbox_delivery import post
from fieldkit.office.status import status
from tests.support import office_world as w


@pytest.fixture
def world(tmp_path: Path, archive_url: str) -> Iterator[w.World]:
    with w.world(tmp_path, archive_url) as made:
        yield made


@pytest.fixture
def session(world: w.World) -> Iterator[Session]:
    made = world.join()
    yield made
    made.store.close()


def test_what_a_laptop_sealed_is_opened_decided_and_exported_once(
    world: w.World, session: Session, tmp_path: Path
) -> None:
    advice, renewal = w.captured(session), w.captured(session, "PAS-AR")
    assert w.send(world, session) == 3
    first = intake.open_new(world.office, world.archive)
    assert (first.batches, first.opened, first.troubles) == (3, 2, ())
    assert intake.open_new(world.office, world.archive)[:3] == (0, 0, 0)
    assert decisions.decide_all(world.office) == (2, 0, 0)
    assert decisions.decide_all(world.office) == (0, 0, 0)
    assert post(world.office, world.archive) == 2
    assert w.take_inbox(world, session.store) == []
    for application in (advice, renewal):
        known = session.store.people.application(application)
        assert known is not None
        assert known.state is ApplicationState.ACCEPTED
    assert export.export(world.office, tmp_path / "out") == (2, 2, 0)
    lines = [json.loads(line) for line in (tmp_path / "out" / "applications.jsonl").read_text("utf-8").splitlines()]
    assert [(line["id"], line["state"]) for line in lines] == [(advice, "accepted"), (renewal, "accepted")]
    assert lines[1]["fields"]["surname1"] == "Ochoa"
    for file in lines[1]["files"]:
        assert (tmp_path / "out" / file["path"]).read_bytes() == f"{file['slot']} of {renewal}".encode() * 100
    session.store.log.verify()
    world.office.store.log.verify()


def test_a_returned_application_is_corrected_and_accepted(world: w.World, session: Session) -> None:
    application = w.captured(session, "PAS-AR")
    w.send(world, session)
    intake.open_new(world.office, world.archive)
    decisions.return_(world.office, application, ["La foto salió movida."])
    post(world.office, world.archive)
    w.take_inbox(world, session.store)
    known = session.store.people.application(application)
    assert known is not None
    assert (known.state, known.reasons) == (ApplicationState.RETURNED, ("La foto salió movida.",))
    draft = application_form.correct(session, application)
    assert draft.fields["surname1"] == "Ochoa"


def test_status_names_what_each_laptop_sent(world: w.World, session: Session) -> None:
    w.captured(session)
    w.send(world, session)
    intake.open_new(world.office, world.archive)
    now = status(world.office, world.archive)
    (row,) = now.devices
    assert (row.letter, row.known, row.batches, row.batches_opened) == ("A", True, 2, 2)
    assert (row.entries_missing, row.blobs_missing, row.applications) == (0, 0, {"sealed": 1})
