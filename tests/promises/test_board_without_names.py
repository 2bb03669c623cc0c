"""Promise 18, the kit's side: ticket, paper, snapshot and file names show no name and no other person's ticket."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from PIL import Image
from zxingcpp import read_barcodes

from fieldkit.desk.printing import print_jobs, printable
from fieldkit.desk.public import queue_state
from fieldkit.desk.queue import calls
from fieldkit.desk.reception import check_in
from fieldkit.desk.session import Session
from fieldkit.domain import journal as j
from fieldkit.domain.queue.visit import Visit, VisitState
from fieldkit.public import queue_snapshot
from fieldkit.tokens import ticket_token
from printing.pdf import letter_pdf
from tests.promises import canaries, canary_day, hall
from tests.support import kit

NEEDLES = canaries.needles()


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    folder = tmp_path_factory.mktemp("board") / "kit"
    session = canary_day.laptop(folder, kit.hands())
    canary_day.live(session)
    others = tuple(visit.id for visit in session.store.people.visits(session.today()))
    who = {"curp": canaries.CURP, "others": others}
    waiting = hall.walk_in(session, canaries.NAME, ("PAS-AR", "PALE"), priority="illness", **who)
    print_jobs.print_ticket(session, waiting.id)
    session.store.log.append(waiting.id, j.TicketPrint(job="x", state=j.PrintState.FAILED), operator="ana")
    print_jobs.print_ticket(session, waiting.id)
    yield session
    session.store.close()


def board(session: Session) -> bytes:
    state = queue_state.state(session)
    assert state is not None
    return state.body


def leaks(*pieces: bytes) -> set[str]:
    return canaries.hits(pieces, NEEDLES)


def test_the_snapshot_names_nobody_and_shows_no_ticket(lived: Session) -> None:
    raw = board(lived)
    visits = lived.store.people.visits(kit.DAY)
    assert len(queue_snapshot.read(raw).rows) == len(visits) == 4
    assert leaks(raw, repr(queue_snapshot.read(raw)).encode()) == set()
    for visit in visits:
        token = check_in.token(lived, visit)
        for secret in (visit.id.encode(), bytes.fromhex(visit.id), token.encode(), token.lower().encode()):
            assert secret not in raw
        for private in (visit.priority, visit.number):
            assert not private or private.encode() not in raw


def test_each_row_is_found_with_its_own_ticket_and_no_other(lived: Session) -> None:
    rows = {row.key: row for row in queue_snapshot.read(board(lived)).rows}
    visits = lived.store.people.visits(kit.DAY)
    keys = [queue_snapshot.status_key(check_in.token(lived, visit)) for visit in visits]
    assert set(keys) == set(rows)
    assert [rows[key].state for key in keys] == [visit.state for visit in visits]
    forged = ticket_token.encode(bytes.fromhex(visits[0].id), b"another key")
    assert queue_snapshot.status_key(forged) not in rows


def test_no_paper_names_anybody(lived: Session) -> None:
    printed = list((lived.home.folder / "printed").iterdir())
    assert len(printed) == 12
    assert canaries.scan(lived.home.folder / "printed", NEEDLES) == {}
    for path in printed:
        if path.suffix == ".png":
            codes = read_barcodes(Image.open(path))
            assert len(codes) == 1
            assert leaks(codes[0].text.encode()) == set()
            visit = check_in.scan(lived, codes[0].text)
            assert visit is not None
            assert path.name.startswith(visit.number)


def test_the_ticket_and_the_text_on_it_hold_nothing_about_the_person(lived: Session) -> None:
    for visit in lived.store.people.visits(kit.DAY):
        here = msgspec.structs.replace(visit, state=VisitState.WAITING)
        ticket = msgspec.json.encode(printable.compose(lived, here, "ticket", reprint=1))
        assert leaks(ticket) == set()
        assert visit.priority.encode() not in ticket or not visit.priority


def test_twin_a_row_that_carries_a_name_is_caught(lived: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    def named(session: Session, visit: Visit, _wait: object) -> queue_snapshot.QueueRow:
        return queue_snapshot.QueueRow(
            key=queue_snapshot.status_key(check_in.token(session, visit)),
            state=visit.state,
            table=visit.name.surname1 if visit.name else "",
        )

    monkeypatch.setattr(queue_state, "_row", named)
    assert leaks(board(lived)) == {canaries.NAME.surname1}


def test_twin_a_paper_with_a_name_is_caught(lived: Session, tmp_path: Path) -> None:
    visit = calls.view(lived).places[0].visit
    named = replace(lived, pack=msgspec.structs.replace(lived.pack, venue=str(visit.name)))
    ticket = printable.compose(named, visit, "ticket")
    assert ticket is not None
    (tmp_path / "paper.pdf").write_bytes(letter_pdf(ticket))
    assert canaries.NAME.given in canaries.scan(tmp_path, NEEDLES)["paper.pdf"]
