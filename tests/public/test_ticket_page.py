"""The applicants' page: what a ticket shows, and that nothing else can be got out of it."""

import asyncio
import re
import string
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette

from fieldkit.domain.catalog.load import load
from fieldkit.domain.queue.visit import VisitState
from fieldkit.office.public_snapshots import KEEP_MS, SHOWN_MS, Boards
from fieldkit.public import application_progress, queue_snapshot
from fieldkit.public.application_progress import ProgressStage
from fieldkit.public.queue_snapshot import EventName, QueueRow
from fieldkit.public.web import rate_limit, ticket_page
from fieldkit.public.web.page_words import STATES, WAYS
from fieldkit.tokens import ticket_token
from sync.archive.archive import Archive
from sync.journal import chain
from sync.protocol.envelope import parse, sign
from sync.protocol.messages import Snapshot
from tests.support import sync_world
from tests.support.damage import with_bit_flipped

NOW = 1_797_084_000_000  # 2026-12-12 09:00 in Durham
EVENT = EventName(sync_world.EVENT, "Jornada <b>Sabatina</b>", 'Salón "San Isidro" & Co', "America/New_York")
KEY = b"k" * 32
MINUTE = 60_000
_ANY = string.printable.replace("\n", "") + "ñ€\0"  # a path with a line feed is nobody's page: a bare 404
TOKENS = st.text(alphabet="0123456789ABCDEFGHJKMNPQRSTVWXYZabcdefghjkmnpqrstvwxyzOIL", min_size=29, max_size=29)


def token(n: int) -> str:
    return ticket_token.encode(bytes([n]) * 10, KEY)


ROWS = {
    1: QueueRow(b"", VisitState.WAITING, ahead=7, p50=25, p80=40, services=("PAS-AR", "MCAS-1")),
    2: QueueRow(b"", VisitState.CALLED, services=("PALE",), table="secreta-2"),
    3: QueueRow(b"", VisitState.SERVING, services=("PAS-M",), table="secreta-3"),
    4: QueueRow(b"", VisitState.DONE, services=("PAS-M",)),
}


def rows(numbers: Iterable[int] = ROWS) -> list[QueueRow]:
    return [QueueRow(queue_snapshot.status_key(token(n)), *_rest(ROWS[n])) for n in numbers]


def _rest(row: QueueRow) -> tuple[Any, ...]:
    return row.state, row.ahead, row.p50, row.p80, row.services, row.table


class Clock:
    def __init__(self) -> None:
        self.ms = NOW

    def now(self) -> int:
        return self.ms


class Site:
    """The page over a real archive, with a clock that a test moves."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.clock = Clock()
        self.kits = [sync_world.Kit(1), sync_world.Kit(2)]
        for kit in self.kits:
            sync_world.register(archive, kit)
        self.office = Ed25519PrivateKey.generate()
        self.boards = Boards(archive, self.clock.now, self.office.public_key().public_bytes_raw())
        self.web = Starlette(routes=ticket_page.routes(self.boards, load()))
        self.phones = 0

    def show(self, shown: list[QueueRow], *, as_of_ms: int = NOW, kit: int = 0, signer: int | None = None) -> None:
        body = queue_snapshot.make(shown, as_of_ms, EVENT)
        one = Snapshot(self.kits[kit].device, sync_world.EVENT, as_of_ms, body)
        self.archive.snapshots.put(one, sign(one, self.kits[kit if signer is None else signer].key))
        self.clock.ms += KEEP_MS

    def get(self, path: str, phone: str = "") -> httpx.Response:
        """What a phone is answered; each has its own address unless a test says otherwise."""
        self.phones += 1
        transport = httpx.ASGITransport(self.web, client=(phone or f"phone-{self.phones}", 443))

        async def ask() -> httpx.Response:
            async with httpx.AsyncClient(transport=transport, base_url="https://hq.example") as client:
                return await client.get(path)

        return asyncio.run(ask())

    def text(self, path: str) -> str:
        return self.get(path).text


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("hq")
    archive = Archive(f"sqlite:///{(folder / 'hq.db').as_posix()}", folder / "blobs")
    made = Site(archive)
    made.show(rows())
    yield made
    archive.close()


@pytest.fixture
def own_site(sqlite_archive: Archive) -> Site:
    return Site(sqlite_archive)


def test_a_waiting_ticket_sees_its_place_its_documents_and_whom_to_call(site: Site) -> None:
    text = site.text(f"/T/{token(1)}")
    for words in ("Está en la fila", "<b>7</b> personas antes", "25 minutos", "no más de 40", "09:00"):
        assert words in text
    assert "Pasaporte mexicano anterior" in text
    assert 'href="tel:+18554636395"' in text
    assert "fraudes" in text
    assert '<section lang="en" id="en">' in text


def test_a_called_ticket_is_told_the_table(site: Site) -> None:
    text = site.text(f"/T/{token(2)}")
    assert "¡Es su turno!" in text
    assert "secreta-2" in text


def test_upper_and_lower_case_and_lookalikes_are_the_same_ticket(site: Site) -> None:
    one = token(1)
    assert site.text(f"/t/{one.lower()}") == site.text(f"/T/{one}")
    assert site.text(f"/T/{one.replace('0', 'O').replace('1', 'l')}") == site.text(f"/T/{one}")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(TOKENS, st.text(alphabet=_ANY, max_size=60)), st.sampled_from("Tt"))
def test_any_other_token_gets_one_and_the_same_page_about_nobody(site: Site, guess: str, letter: str) -> None:
    nothing = site.get("/T/X")
    answer = site.get(f"/{letter}/" + "".join(f"%{byte:02X}" for byte in guess.encode()))
    assert (answer.status_code, answer.content) == (404, nothing.content)
    assert {k: v for k, v in answer.headers.items() if k != "date"} == dict(nothing.headers)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(sorted(ROWS)), st.integers(0, 28), st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ"))
def test_one_wrong_character_shows_no_ticket(site: Site, n: int, at: int, other: str) -> None:
    right = token(n)
    guess = right[:at] + other + right[at + 1 :]
    assert site.get(f"/T/{guess}").status_code == (200 if guess == right else 404)


@pytest.mark.parametrize("n", sorted(ROWS))
def test_a_ticket_shows_nothing_of_another(site: Site, n: int) -> None:
    text = site.text(f"/T/{token(n)}")
    for other in set(ROWS) - {n}:
        assert f"secreta-{other}" not in text
        assert token(other) not in text
        assert queue_snapshot.status_key(token(other)).hex() not in text


def test_every_answer_forbids_foreign_scripts_referrers_caches_and_indexes(site: Site) -> None:
    for path in (f"/T/{token(1)}", "/T/nothing"):
        headers = site.get(path).headers
        policy = headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; style-src 'sha256-")
        assert "script-src 'sha256-" in policy
        assert "connect-src 'self'" in policy
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cache-control"] == "no-store"
        assert headers["x-robots-tag"] == "noindex, nofollow"


def test_the_page_is_small_and_loads_nothing(site: Site) -> None:
    class Looker(HTMLParser):
        found: list[tuple[str, str]] = []

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            self.found += [(tag, name) for name, _ in attrs]

    text = site.text(f"/T/{token(1)}")
    looker = Looker()
    looker.feed(text)
    assert len(text.encode()) < 16_000
    assert not {tag for tag, _ in looker.found} & {"img", "link", "iframe", "form", "object"}
    assert not {name for _, name in looker.found} & {"src", "style", "onclick", "onload"}
    assert not re.search(r"://|@import|url\(", text)
    assert '<noscript><meta http-equiv="refresh" content="60"></noscript>' in text


def test_how_far_an_application_came_is_shown_only_when_the_office_itself_signed_it(own_site: Site) -> None:
    own_site.show(rows())
    steps = application_progress.make(
        [
            application_progress.TicketProgress(
                queue_snapshot.status_key(token(1)),
                (application_progress.ApplicationProgress("PALE", application_progress.ProgressStage.RETURNED),),
            )
        ]
    )
    office = chain.device_id(own_site.office.public_key().public_bytes_raw())
    told = Snapshot(office, sync_world.EVENT, NOW, steps)
    own_site.archive.snapshots.put(told, sign(told, own_site.kits[0].key))
    own_site.clock.ms += KEEP_MS
    assert "la devolvió" not in own_site.text(f"/T/{token(1)}")
    newer = Snapshot(office, sync_world.EVENT, NOW + 1, steps)
    own_site.archive.snapshots.put(newer, sign(newer, own_site.office))
    own_site.clock.ms += KEEP_MS
    assert "la devolvió" in own_site.text(f"/T/{token(1)}")
    assert "la devolvió" not in own_site.text(f"/T/{token(2)}")


def test_what_an_older_office_said_of_an_application_is_read_still() -> None:
    row = [b"k" * 16, [["PALE", "accepted"]]]
    assert application_progress.read(msgspec.msgpack.encode([[row], "ways 1"])).rows[0].steps == (
        application_progress.ApplicationProgress("PALE", application_progress.ProgressStage.ACCEPTED),
    )
    for day, where in (("mañana", "x"), ("2026-12-19", "x" * 161), ("19/12/2026", "x")):
        with pytest.raises(application_progress.BadProgress):
            application_progress.read(
                msgspec.msgpack.encode([[[b"k" * 16, [["PALE", "ready", day, where]]]], "ways 1"])
            )


def test_every_way_has_its_words() -> None:
    assert set(WAYS) == set(application_progress.ProgressStage)


@given(st.binary(max_size=200))
def test_any_bytes_are_ways_or_refused(raw: bytes) -> None:
    try:
        read = application_progress.read(raw)
    except application_progress.BadProgress:
        return
    assert application_progress.read(application_progress.make(read.rows)) == read


def test_long_after_the_event_a_ticket_is_nobodys_business(own_site: Site) -> None:
    own_site.show(rows())
    assert own_site.get(f"/T/{token(1)}").status_code == 200
    own_site.clock.ms += SHOWN_MS
    assert own_site.get(f"/T/{token(1)}").status_code == 404


def test_before_the_event_and_after_its_purge_a_ticket_gets_the_page_of_any_forged_one(own_site: Site) -> None:
    forged, mine = "/T/" + "0" * 29, f"/T/{token(1)}"
    before = own_site.get(mine)
    assert (before.status_code, before.content) == (404, own_site.get(forged).content)
    assert "desde el día de su evento y hasta unos seis meses después" in " ".join(before.text.split())
    own_site.show(rows())
    own_site.clock.ms += KEEP_MS
    assert own_site.get(mine).status_code == 200
    steps = application_progress.make(
        [
            application_progress.TicketProgress(
                queue_snapshot.status_key(token(1)),
                (application_progress.ApplicationProgress("PALE", ProgressStage.READY, "2026-12-19", "x"),),
            )
        ]
    )
    office = chain.device_id(own_site.office.public_key().public_bytes_raw())
    told = Snapshot(office, sync_world.EVENT, NOW, steps)
    own_site.archive.snapshots.put(told, sign(told, own_site.office))
    own_site.clock.ms += KEEP_MS
    assert "documento está listo. Recójalo desde el 19/12/2026, en: x" in own_site.text(mine)
    own_site.clock.ms += SHOWN_MS
    after = own_site.get(mine)
    assert (after.status_code, after.content) == (404, own_site.get(forged).content)


def test_ten_thousand_guesses_a_minute_are_slowed_to_sixty_and_others_are_not_held_up(own_site: Site) -> None:
    own_site.show(rows())
    answers = [own_site.get(f"/T/{n:029}", "10.0.0.1").status_code for n in range(rate_limit.MISSES + 40)]
    assert answers == [404] * rate_limit.MISSES + [429] * 40
    assert own_site.get(f"/T/{token(1)}", "10.0.0.1").status_code == 429
    assert own_site.get(f"/T/{token(1)}", "10.0.0.2").status_code == 200
    own_site.clock.ms += rate_limit.MINUTE_MS
    assert own_site.get(f"/T/{token(1)}", "10.0.0.1").status_code == 200


def test_a_flood_of_addresses_takes_no_more_memory_than_agreed() -> None:
    slow = rate_limit.Guessing(lambda: 5)
    for n in range(rate_limit.ADDRESSES * 2):
        slow.missed(str(n))
    assert len(slow._misses) <= rate_limit.ADDRESSES + 1


def test_what_comes_from_the_event_is_shown_as_text(site: Site) -> None:
    text = site.text(f"/T/{token(1)}")
    assert "Jornada &lt;b&gt;Sabatina&lt;/b&gt;" in text
    assert "&#34;San Isidro&#34; &amp; Co" in text


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (0, "hace un momento, a las 09:00"),
        (14, "hace 14 minutos, a las 08:46"),
        (59, "hace 59 minutos"),
        (60, "hace 1 hora, a las 08:00"),
        (125, "hace 2 horas, el 12/12/2026 06:55"),
        (3 * 24 * 60, "hace 3 días"),
        (-600, "no coincide con el nuestro"),
        (-(10**10), "no coincide con el nuestro"),
    ],
)
def test_the_page_says_how_old_its_word_is(own_site: Site, ago: int, words: str) -> None:
    own_site.show(rows(), as_of_ms=NOW - ago * MINUTE)
    own_site.clock.ms = NOW
    text = own_site.text(f"/T/{token(1)}")
    assert words in text
    assert ("dato viejo" in text) == (ago >= 15)


@pytest.mark.parametrize("newer", [0, 1])
def test_the_newest_word_of_any_laptop_counts(own_site: Site, newer: int) -> None:
    own_site.show(rows([1]), as_of_ms=NOW, kit=1 - newer)
    moved = QueueRow(queue_snapshot.status_key(token(1)), VisitState.SERVING, table="4")
    own_site.show([moved], as_of_ms=NOW + MINUTE, kit=newer)
    assert "Lo están atendiendo" in own_site.text(f"/T/{token(1)}")
    own_site.show(rows([1]), as_of_ms=NOW - MINUTE, kit=newer)
    assert "Lo están atendiendo" in own_site.text(f"/T/{token(1)}")


def test_a_board_that_another_key_signed_is_not_shown(own_site: Site) -> None:
    own_site.show(rows([1]), signer=1)
    assert own_site.get(f"/T/{token(1)}").status_code == 404


def test_a_broken_board_does_not_hide_the_others(own_site: Site) -> None:
    own_site.show(rows([1]))
    bad = Snapshot(own_site.kits[1].device, sync_world.EVENT, NOW, b"\x93garbage")
    own_site.archive.snapshots.put(bad, sign(bad, own_site.kits[1].key))
    own_site.clock.ms += KEEP_MS
    assert own_site.get(f"/T/{token(1)}").status_code == 200


def test_headquarters_database_holds_no_token(own_site: Site, tmp_path: Path) -> None:
    own_site.show(rows())
    written = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
    (shown,) = own_site.archive.snapshots.of_event(sync_world.EVENT)
    assert queue_snapshot.status_key(token(1)) in parse(shown, Snapshot).body
    assert token(1).encode() not in written
    assert (bytes([1]) * 10) not in written


def test_every_state_has_its_words() -> None:
    assert set(STATES) == set(VisitState)


ROW = st.builds(
    QueueRow,
    st.binary(min_size=16, max_size=16),
    st.sampled_from(list(VisitState)),
    st.integers(-5, 10**9),
    st.integers(0, 10**9),
    st.integers(0, 10**9),
    st.lists(st.text(max_size=60), max_size=30).map(tuple),
    st.text(max_size=200),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(ROW, max_size=30, unique_by=lambda row: row.key))
def test_whatever_a_laptop_shows_can_be_read(shown: list[QueueRow]) -> None:
    board = queue_snapshot.read(queue_snapshot.make(shown, NOW, EVENT))
    assert {row.key: row.state for row in board.rows} == {row.key: row.state for row in shown}


def _flipped(at: int) -> bytes:
    raw = queue_snapshot.make(rows(), NOW, EVENT)
    return with_bit_flipped(raw, at % len(raw), mask=1 << at % 8)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300) | st.integers(0, 200).map(_flipped))
def test_any_bytes_are_a_board_or_refused(raw: bytes) -> None:
    try:
        board = queue_snapshot.read(raw)
    except queue_snapshot.BadSnapshot:
        return
    assert board.v == 1


def test_ten_thousand_tickets_fit_and_those_who_wait_come_first() -> None:
    many = [
        QueueRow(
            n.to_bytes(16, "big"),
            VisitState.DONE if n % 2 else VisitState.WAITING,
            3,
            10,
            20,
            ("PAS-AR", "MCAS-1"),
            "12",
        )
        for n in range(40_000)
    ]
    board = queue_snapshot.read(queue_snapshot.make(many, NOW, EVENT))
    assert len(board.rows) > 8_000
    assert sum(row.state is VisitState.WAITING for row in board.rows) > 8_000
