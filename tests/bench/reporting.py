"""A year's report at headquarters over a million entries of the journal, with the archive on both databases.

What is counted lies in the office's own store, which is one SQLCipher file whatever the archive's database: only
there is anything opened. The archive is asked which batches came and are not opened yet, so the rows differ in that.
"""

import tracemalloc
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import msgspec

from fieldkit.domain import journal as j
from fieldkit.office import report
from fieldkit.office.store import OfficeStore
from fieldkit.office.store.claims import OpeningState
from fieldkit.office.store.opened import TakenBatch
from fieldkit.people.names import PersonName
from sync.archive.archive import Archive
from sync.journal import chain
from sync.journal.chain import Hlc
from sync.protocol.batches import Manifest
from tests.bench import databases
from tests.bench.figures import Aim, Beside, Figure, median_ms
from tests.bench.scene import GIVEN, SURNAMES
from tests.bench.sizes import Sizes
from tests.support import office_world

SECONDS, MEMORY = Aim(60.0), Aim(50.0)
MINUTE = 60_000
FIRST = date(2026, 1, 1)
EACH = 12  # entries of one person's visit, as a quiet day has them
AT_ONCE = 5_000
BATCH = 250  # entries in a batch of the archive
_SERVICES = ("PAS-AR", "PAS-A1", "MCAS-1", "MCAS-R", "PAS-M", "PALE")
_INSERT = (
    "INSERT INTO entries (device, seq, sha256, hlc, kind, subject, header, signature, body)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


def figures(folder: Path, sizes: Sizes) -> Iterator[Figure]:
    """The report of the whole year and of what may be shared of it; memory while it is counted."""
    with databases.postgresql() as url:
        for name, archive_url in (("SQLite", ""), ("PostgreSQL", url)):
            with office_world.world(folder / name, archive_url) as world:
                session = world.join()
                entries = _year(world.office.store, session.store.device, sizes.entries)
                _archived(world.office.store, world.archive, session.store.device, entries)
                year = partial(
                    report.report, world.office, world.archive, FIRST, FIRST + timedelta(days=364), shared=True
                )
                spent = median_ms(year, min(sizes.rounds, 3)) / 1000
                bare = median_ms(partial(_read, world.office.store), min(sizes.rounds, 3)) / 1000
                peak = _peak(year)
                session.store.close()
            what = f"a year's report, {entries:,} entries, archive on {name}"
            yield Figure(what, spent, "s", Beside("the rows counted, read and not decoded", bare), SECONDS)
            yield Figure(f"memory of its counting, archive on {name}", peak, "MB", aim=MEMORY)


def _year(store: OfficeStore, device: str, entries: int) -> int:
    """A year of one laptop's days, projected by the store itself; signatures are left out, for nobody checks them."""
    people = entries // EACH
    rows: list[tuple[object, ...]] = []
    for n in range(people):
        rows += _person(device, n, FIRST + timedelta(days=n * 365 // people))
        if len(rows) >= AT_ONCE or n == people - 1:
            with store.atomic():
                for row in rows:
                    store._db.execute(_INSERT, list(row))
            rows = []
    store.log.rebuild()
    return people * EACH


def _person(device: str, n: int, day: date) -> Iterator[tuple[object, ...]]:
    visit, application, number = f"{2 * n:020x}", f"{2 * n + 1:020x}", f"A{n:06}"
    service, sex = _SERVICES[n % len(_SERVICES)], "HM"[n % 2]
    came = int((day - date(1970, 1, 1)).total_seconds() * 1000) + 14 * 60 * MINUTE + n % 300 * MINUTE
    name = PersonName(GIVEN[n % len(GIVEN)], SURNAMES[n % len(SURNAMES)], "")
    wait, took = 5 + n % 90, 10 + n % 30
    sealed = j.Submitted(
        visit, number, service, 1, day.isoformat(), (), 10, 20900, sex, ("18-29", "30-44", "60+")[n % 3], "spa"
    )
    told: list[tuple[str, int, j.Body]] = [
        (visit, 0, j.CheckedIn(number, (service,), day, True, language="mix" if n % 30 == 0 else "spa")),
        (visit, 0, j.Identified(name)),
        (visit, 1, j.EstimateShown(4, 30, 50)),
        *(
            (visit, 1, j.TicketPrint(number, state))
            for state in (j.PrintState.QUEUED, j.PrintState.SENT, j.PrintState.CONFIRMED)
        ),
        (visit, wait, j.Called("1")),
        (visit, wait + 1, j.Started("1")),
        (visit, wait + took, j.Paid(service, 20900, "cash")),
        (application, wait + took, sealed),
        (visit, wait + took, j.LineDone(service, j.Outcome.SUBMITTED)),
        (application, wait + 600, j.Accepted(1)),
    ]
    for at, (subject, minutes, body) in enumerate(told):
        hlc = (came + minutes * MINUTE << 16) + at
        seq = n * EACH + at + 1
        content = b"\0" * chain.SALT_BYTES + j.encode(body)
        header = msgspec.json.encode(
            chain.Header(device, seq, chain.GENESIS, Hlc(hlc), "rosa", j.tag(body), subject, chain.sha256(content))
        )
        yield device, seq, chain.sha256(header), hlc, j.tag(body), subject, header, b"\0" * 64, content


def _archived(store: OfficeStore, archive: Archive, device: str, entries: int) -> None:
    """As many batches as the entries came in, all of them opened."""
    for n in range(1, entries // BATCH + 1):
        raw = n.to_bytes(8, "big")
        manifest = Manifest(device, n, "", 0, 0, chain.GENESIS, (), chain.sha256(raw), len(raw), 0)
        archive.batches.store(manifest, raw, chain.sha256(raw), b"receipt", now_ms=0)
        with store.atomic():
            store.opened.note_batch(TakenBatch(device, n, chain.sha256(raw), OpeningState.OPENED, ""))


def _read(store: OfficeStore) -> None:
    for table in ("visits", "applications"):
        for _row in store._db.execute(f"SELECT data FROM {table}"):
            pass


def _peak(run: Callable[[], object]) -> float:
    """The most memory that Python held while it ran, beyond what it held before."""
    tracemalloc.start()
    run()
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / 1e6
