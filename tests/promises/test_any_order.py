"""Promise 14: any order, any route, any repeats give one state everywhere; promise 13: one number, one person."""

import random
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldkit.desk.access import backup, unlock
from fieldkit.desk.session import Session
from fieldkit.domain import journal as j
from fieldkit.people.names import PersonName
from fieldkit.platform.paths import Home
from fieldkit.store import Store
from fieldkit.tokens import ticket_token
from fieldkit.tokens.errors import BadScan, ForgedTicket
from sync import sealed
from tests.promises import hall
from tests.support import kit
from tests.support.narrowing import of_kind

YEAR = 365 * 24 * kit.HOUR
SERVICES = ("PAS-AR", "MCAS-1", "PALE")


class Node(NamedTuple):
    """A laptop of the campaign: its folder, its key, its store, and a clock that may be years off."""

    path: Path
    key: bytes
    store: Store
    clock: kit.TestClock


def node(path: Path, dice: random.Random) -> Node:
    clock, key = kit.TestClock(kit.NOON_MS + dice.choice((0, 0, -10, 10, 3)) * YEAR), dice.randbytes(32)
    identity, _ = sealed.generate()
    store = Store.create(
        path, key, device_key=dice.randbytes(32), identity=identity, role="kit", wall=clock.wall, random=dice.randbytes
    )
    return Node(path, key, store, clock)


def body(dice: random.Random, number: str) -> j.Body:
    """Any fact that can be told of a visit, whether it fits its state or not."""
    return dice.choice(
        (
            lambda: j.CheckedIn(number=number, services=SERVICES[: dice.randint(1, 3)], day=kit.DAY, notice=True),
            lambda: j.Identified(name=PersonName(f"Ana {dice.randrange(3)}"), curp=dice.choice(("", "X"))),
            lambda: j.Called(table=str(dice.randrange(3)), override=dice.choice(("", "urgent"))),
            lambda: j.Recalled(table="1"),
            lambda: j.Started(table=str(dice.randrange(3))),
            j.Missed,
            j.CameBack,
            lambda: j.Held(reason="copies"),
            j.Resumed,
            lambda: j.Transferred(service=dice.choice(SERVICES)),
            lambda: j.LineDone(service=dice.choice(SERVICES), outcome=j.Outcome.DONE),
            j.Left,
            lambda: j.Cancelled(reason="request"),
            lambda: j.TicketPrint(
                job="ab", state=dice.choice((j.PrintState.SENT, j.PrintState.CONFIRMED)), copy=dice.randrange(3)
            ),
            lambda: j.Paid(service="PALE", cents=dice.randrange(1, 99), form="cash"),
        )
    )()


def application_body(dice: random.Random, subject: str) -> j.Body:
    files = (j.FileRef(f"{dice.randrange(3):064x}", 10, "package"),)
    revision = dice.randint(1, 2)
    return dice.choice(
        (
            j.Submitted(
                visit="aa",
                number="A001",
                service="PAS-AR",
                revision=revision,
                day=kit.DAY.isoformat(),
                files=files,
                years=10,
            ),
            j.Accepted(revision=revision),
            j.Returned(revision=revision, reasons=("foto",), fields={"given": subject}),
            j.Ready(revision=revision, day=kit.DAY, where=dice.choice("ab")),
            j.Discarded(visit="aa", service="PAS-AR", reason="left"),
        )
    )


def live(nodes: Sequence[Node], dice: random.Random, steps: int) -> None:
    """Everyone writes about the same few people, and now and then hears a part of what others wrote."""
    for step in range(steps):
        here = dice.choice(nodes)
        here.clock.ms += dice.randrange(-60_000, 600_000)
        if dice.random() < 0.3:
            there = dice.choice(nodes)
            run = there.store.log.entries(there.store.device, 1, 10_000)
            here.store.log.take(dice.sample(run, dice.randint(0, len(run))))
        elif dice.random() < 0.7:
            here.store.log.append(f"v{dice.randrange(4)}", body(dice, f"A{step:03}"), operator="ana")
        else:
            subject = f"a{dice.randrange(3)}"
            here.store.log.append(subject, application_body(dice, subject), operator="ana")
        if dice.random() < 0.1:
            mine = [fact for fact in here.store.log.recent(5) if isinstance(fact.body, j.VisitKind)]
            if mine:
                undone = j.Undone(device=mine[0].header.device, seq=mine[0].header.seq)
                here.store.log.append(mine[0].header.subject, undone, operator="ana")


def spread(nodes: Sequence[Node], dice: random.Random) -> None:
    """Everything reaches everyone, in pieces, in another order and more than once for each."""
    everything = [
        entry for each in nodes for other in nodes for entry in each.store.log.entries(other.store.device, 1, 10_000)
    ]
    for each in nodes:
        pile = [*everything, *dice.sample(everything, len(everything) // 2)]
        dice.shuffle(pile)
        while pile:
            piece, pile = pile[:7], pile[7:]
            each.store.log.take(piece)


def projections(each: Node) -> tuple[list[tuple[object, ...]], ...]:
    """The rows that screens, reports and the line are made of, byte for byte."""
    with hall.raw(each.path, each.key) as db:
        return tuple(
            db.execute(f"SELECT * FROM {table} ORDER BY id").fetchall() for table in ("visits", "applications")
        )


def campaign(folder: Path, seed: int, *, clone: bool) -> list[Node]:
    dice = random.Random(seed)
    nodes = [node(folder / f"{seed}-{n}.store", dice) for n in range(3)]
    for each in nodes:
        for other in nodes:
            each.store.log.add_device(other.store.key.public_key().public_bytes_raw(), "kit")
    live(nodes, dice, 15)
    if clone:
        nodes.append(cloned(nodes[0], dice))
        for each in (nodes[0], nodes[-1]):  # it is a fork once both have written
            each.store.log.append("v0", j.Recalled(table="1"), operator="ana")
    live(nodes, dice, 25)
    spread(nodes, dice)
    return nodes


def cloned(one: Node, dice: random.Random) -> Node:
    """The same disk in two laptops: the same device, the same keys, the same next number."""
    path = one.path.with_name(f"clone-{one.path.name}")
    one.store.copy_to(path, one.key)
    clock = kit.TestClock(one.clock.ms + dice.randrange(-60_000, 60_000))
    return Node(path, one.key, Store.open(path, one.key, wall=clock.wall), clock)


def close(nodes: Sequence[Node]) -> None:
    for each in nodes:
        each.store.close()


@pytest.mark.soak
@pytest.mark.parametrize("clone", [False, True], ids=["honest", "cloned disk"])
def test_every_laptop_ends_with_the_same_rows(tmp_path: Path, clone: bool) -> None:
    for seed in range(150 if hall.SOAK else 4):
        nodes = campaign(tmp_path, seed, clone=clone)
        rows = [projections(each) for each in nodes]
        assert rows[0][0]
        assert rows[0][1]
        assert all(other == rows[0] for other in rows[1:]), f"seed {seed}"
        forked = [set(each.store.log.quarantined()) for each in nodes]
        assert forked == [{nodes[0].store.device} if clone else set()] * len(nodes), f"seed {seed}"
        if not clone:
            assert len({each.store.log.verify() for each in nodes}) == 1
        for each in nodes:
            each.store.log.rebuild()
        assert [projections(each) for each in nodes] == rows
        close(nodes)


def test_twin_a_fold_in_the_order_of_arrival_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(j, "in_order", list)
    nodes = campaign(tmp_path, 1, clone=False)
    rows = [projections(each) for each in nodes]
    close(nodes)
    assert any(other != rows[0] for other in rows[1:])


@pytest.mark.soak
def test_laptops_without_a_network_never_give_out_one_number_twice(tmp_path: Path) -> None:
    dice, hq = random.Random(3), kit.hands()
    clocks = [kit.TestClock(kit.NOON_MS + n * 1000) for n in range(3)]
    sessions = [kit.session(tmp_path / f"k{n}", hq, clocks[n], letter="ABC"[n]) for n in range(3)]
    for each in sessions:
        for other in sessions:
            each.store.log.add_device(other.store.key.public_key().public_bytes_raw(), "kit")
    numbers: dict[str, str] = {}
    for step in range(400 if hall.SOAK else 40):
        at = dice.randrange(len(sessions))
        session = sessions[at]
        if step % 10 == 9:
            other = dice.choice(sessions)
            for device in (other.store.device, *backup.ancestors(other.store)):
                row = other.store.log.entries(device, 1, 10_000)
                session.store.log.add_device(_public_key(other, device), "kit")
                session.store.log.take(row)
        if step == 20:
            sessions[at] = session = restored(session, tmp_path / "new", clocks[at])
        visit = hall.walk_in(session)
        assert numbers.setdefault(visit.number, visit.id) == visit.id
    assert {number.rstrip("0123456789") for number in numbers} == {
        "A",
        "B",
        "C",
        f"{'ABC'[_restored_letter(numbers)]}A",
    }
    for session in sessions:
        session.store.close()


def _restored_letter(numbers: dict[str, str]) -> int:
    return "ABC".index(next(number[0] for number in numbers if number[1] == "A"))


def _public_key(session: Session, device: str) -> bytes:
    with hall.raw(session.home.store, hall.raw_key(session.home.folder)) as db:
        return of_kind(bytes, db.execute("SELECT public_key FROM devices WHERE device = ?", [device]).fetchone()[0])


def restored(session: Session, folder: Path, clock: kit.TestClock) -> Session:
    """Go on from a copy on another laptop, while the first one still works on somewhere."""
    copy = backup.back_up(session, folder.parent / "stick", hall.raw_key(session.home.folder))
    hall.walk_in(session)
    session.store.close()
    home = Home(folder)
    backup.restore(copy, home, kit.OPERATOR, kit.PASSPHRASE, wall=clock.wall)
    store = unlock.open_store(home, kit.OPERATOR, kit.PASSPHRASE, wall=clock.wall)
    return unlock.start(home, store, kit.OPERATOR, wall=clock.wall, steady=clock.steady)


ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@st.composite
def mistyped(draw: st.DrawFn) -> tuple[bytes, str]:
    """A visit and its token with one slip of the hand: another sign, two swapped, one lost, one too many."""
    visit = draw(st.binary(min_size=10, max_size=10))
    token = ticket_token.encode(visit, b"key")
    at, sign = draw(st.integers(0, 27)), draw(st.sampled_from(ALPHABET))
    slips = (
        token[:at] + sign + token[at + 1 :],
        token[:at] + token[at + 1] + token[at] + token[at + 2 :],
        token[:at] + token[at + 1 :],
        token[:at] + sign + token[at:],
        sign + token[:-1],
        token[::-1],
    )
    return visit, draw(st.sampled_from([slip for slip in slips if slip != token] or [token[::-1]]))


@pytest.mark.soak
@settings(max_examples=20_000 if hall.SOAK else 300, deadline=None)
@given(mistyped())
def test_a_mistyped_code_never_names_another_person(slip: tuple[bytes, str]) -> None:
    visit, text = slip
    try:
        read = ticket_token.verify(ticket_token.parse_scan(text), b"key")
    except (BadScan, ForgedTicket):
        return
    assert read == visit  # one sign too many in front of a whole code is still that code


def test_twin_without_the_seal_a_slip_names_another_person(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ticket_token, "_tag", lambda *_: bytes(8))
    token = ticket_token.encode(bytes(10), b"key")
    other = token[:3] + "7" + token[4:]
    assert ticket_token.verify(ticket_token.parse_scan(other), b"key") != bytes(10)
