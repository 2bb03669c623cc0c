"""What a person at a desk waits for: an answer on the screen, a field on the disk, a ticket, a sealed application."""

import itertools
import os
from collections.abc import Iterator
from pathlib import Path

import msgspec

from fieldkit.desk.capture import application_form
from fieldkit.desk.exchange import batching
from fieldkit.desk.printing import print_jobs, printable
from fieldkit.desk.queue import calls
from fieldkit.desk.reception import check_in
from fieldkit.desk.session import Session
from fieldkit.domain.queue.visit import Visit
from printing.blocks import Sheet
from printing.picture import draw
from sync import sealed
from tests.bench import plain, scene
from tests.bench.figures import SCREEN, Aim, Beside, Figure, median_ms, medians_ms
from tests.bench.sizes import Sizes

FIELD = Aim(10.0)


def figures(folder: Path, sizes: Sizes) -> Iterator[Figure]:
    """Every line of a desk."""
    yield from saving(folder, sizes)
    yield from finding(folder, sizes)
    yield from calling(folder, sizes)
    yield from submitting(folder, sizes)


def saving(folder: Path, sizes: Sizes) -> Iterator[Figure]:
    """One field from Enter to the disk."""
    session = scene.laptop(folder / "saving")
    draft = scene.filled_form(session)
    names = itertools.cycle(("Maribel", "Marisol", "Marina"))
    saved = median_ms(lambda: application_form.save(session, draft, "given", next(names)), sizes.rounds * 5)
    commit = median_ms(plain.one_row_commit(folder), sizes.rounds * 5)
    written = median_ms(plain.durable_write(folder), sizes.rounds * 5)
    session.store.close()
    yield Figure("one field saved, durable", saved, "ms", Beside("bare SQLCipher commit of one row", commit), FIELD)
    yield Figure("one field saved, durable", saved, "ms", Beside("bare write and fdatasync of one page", written))


def finding(folder: Path, sizes: Sizes) -> Iterator[Figure]:
    """A scan and a search among everybody."""
    session = scene.laptop(folder / "finding", sizes.people)
    visit = session.store.people.visits(session.today())[sizes.people // 2]
    token = check_in.token(session, visit)
    looked = median_ms(lambda: session.visit(visit.id), sizes.rounds)
    scanned = median_ms(lambda: check_in.find(session, token), sizes.rounds)
    named = median_ms(lambda: check_in.find(session, "ximena nuñez"), sizes.rounds)
    nobody = median_ms(lambda: check_in.find(session, "nadie asi"), sizes.rounds)
    session.store.close()
    people = f"{sizes.people:,} visits"
    yield Figure(f"scan → record, {people}", scanned, "ms", Beside("one visit read by its id", looked), SCREEN)
    yield Figure(f"search by two words, {people}", named, "ms", Beside("scan → record", scanned), SCREEN)
    yield Figure(f"search that finds nobody, {people}", nobody, "ms", Beside("scan → record", scanned), SCREEN)


def calling(folder: Path, sizes: Sizes) -> Iterator[Figure]:
    """Calling the next of many, and a ticket with its estimate among as many."""
    session = scene.laptop(folder / "calling", sizes.waiting)
    visit = scene.arrive(session)
    commit = median_ms(plain.one_row_commit(folder / "calling"), sizes.rounds)
    ticket = median_ms(lambda: _next_paper(session, visit.id), sizes.rounds)
    called = median_ms(lambda: calls.call_next(session), sizes.rounds)
    paper = _next_paper(session, visit.id)
    drawn = median_ms(lambda: draw(_unlike_any(session, visit)), sizes.rounds)
    handed = median_ms(lambda: print_jobs.send(session, paper), sizes.rounds)
    session.store.close()
    beside = Beside("bare SQLCipher commit of one row", commit)
    yield Figure(f"call-next, {sizes.waiting:,} waiting", called, "ms", beside, SCREEN)
    yield Figure(f"ticket queued, noted and worded, {sizes.waiting:,} waiting", ticket, "ms", beside, SCREEN)
    yield Figure("ticket rendered, beside the work", drawn, "ms", Beside("ticket queued", ticket), SCREEN)
    yield Figure("ticket as picture and two PDFs in a folder, beside it", handed, "ms", Beside("rendered", drawn))


def _next_paper(session: Session, visit: str) -> print_jobs.PrintJob:
    """What the store's thread does for a ticket."""
    print_jobs.queue(session, visit)
    paper = print_jobs.take(session, visit)
    assert paper is not None
    return paper


def _unlike_any(session: Session, visit: Visit) -> Sheet:
    """A ticket of its own number and code: what is alike on all of them stays laid out."""
    other = msgspec.structs.replace(visit, id=os.urandom(10).hex(), number=f"A{visit.number}")
    sheet = printable.compose(session, other, "ticket")
    assert sheet is not None
    return sheet


def submitting(folder: Path, sizes: Sizes) -> Iterator[Figure]:
    """An application with a photo and two scans, from confirming to sealed on the disk; then the status line."""
    session = scene.laptop(folder / "submitting")
    drafts = iter([scene.filled_form(session) for _ in range(sizes.rounds + 1)])
    files = scene.files(scene.FILES)

    def bare() -> None:
        for file in files:
            sealed.seal_bytes(file.content, session.pack.hq_recipients)

    submitted, sealing = medians_ms(lambda: application_form.submit(session, next(drafts)), bare, sizes.rounds)
    yield Figure(
        "application submitted, 1 photo and 2 scans, 1.1 MB", submitted, "ms", Beside("bare sealing of them", sealing)
    )
    for n in range(sizes.applications):
        application_form.submit(session, scene.filled_form(session, dict.fromkeys(scene.FILES, 1000)))
        if n % 2:
            batching.seal(session)
    status = median_ms(lambda: batching.state(session), sizes.rounds)
    session.store.close()
    count = f"{sizes.applications:,} applications to send"
    yield Figure(f"status line after each save, {count}", status, "ms", aim=SCREEN)
