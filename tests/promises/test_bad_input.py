"""The table of bad input: each ends in words that say what happened and what to do, and in nothing lost."""

import contextlib
import importlib
import pkgutil
import shutil
import socket
import string
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import pytest
import sqlcipher3

import fieldkit
import printing.errors
import sync
from fieldkit import errors, locale, photos
from fieldkit.desk.access import backup, enrolment, problems, unlock
from fieldkit.desk.capture import application_form
from fieldkit.desk.exchange import batching
from fieldkit.desk.forms import problems as form_problems
from fieldkit.desk.printing import print_jobs
from fieldkit.desk.queue import calls
from fieldkit.desk.reception import check_in, search
from fieldkit.desk.session import Session
from fieldkit.domain.queue.visit import Visit, VisitState
from fieldkit.errors import PrintProblem, Problem, Wording
from fieldkit.event import invitation
from fieldkit.event import pack as packs
from fieldkit.people import names
from fieldkit.people.errors import BadValue
from fieldkit.people.names import PersonName
from fieldkit.platform import config
from fieldkit.platform.paths import Home
from fieldkit.store import DiskTrouble, Store
from fieldkit.store.outbox import BatchState
from fieldkit.tokens.errors import BadScan
from fieldkit.vault import keyring
from printing import problems as printing_problems
from printing.printers import open_printer
from sync import sealed
from tests.promises import hall
from tests.support import kit
from tests.support.damage import with_bit_flipped
from tests.support.problems import raises

SPANISH = {
    "el",
    "la",
    "los",
    "las",
    "de",
    "que",
    "no",
    "se",
    "un",
    "una",
    "está",
    "es",
    "con",
    "en",
    "su",
    "lo",
    "esta",
}


class Laptop(NamedTuple):
    """A laptop at work, and what it must still have after anything went wrong."""

    session: Session
    hq: kit.Hands
    clock: kit.TestClock
    key: bytes
    draft: str

    @property
    def store(self) -> Store:
        return self.session.store


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Laptop]:
    hq, clock = kit.hands(), kit.TestClock()
    folder = tmp_path_factory.mktemp("bad") / "kit"
    session = kit.session(folder, hq, clock)
    hall.submitted(session)
    visit = hall.serving(session)
    draft = application_form.begin(session, visit.id, "PAS-AR")
    hall.fill(session, draft.id)
    batching.seal(session)
    yield Laptop(session, hq, clock, hall.raw_key(folder), draft.id)
    session.store.close()


@pytest.fixture
def laptop(made: Laptop, tmp_path: Path) -> Iterator[Laptop]:
    home, clock = Home(tmp_path / "kit"), kit.TestClock(made.clock.ms)
    shutil.copytree(made.session.home.folder, home.folder)
    store = Store.open(home.store, made.key, wall=clock.wall)
    yield made._replace(
        session=unlock.start(home, store, kit.OPERATOR, wall=clock.wall, steady=clock.steady), clock=clock
    )
    with contextlib.suppress(sqlcipher3.ProgrammingError):
        store.close()


def told(problem: Problem | PrintProblem) -> str:
    """What the person reads; in Spanish, with every gap filled, and with what to do."""
    words = errors.spoken(problem)
    text = " ".join(words)
    assert words.title
    if not isinstance(problem, BadValue):
        assert words.cause
        assert words.remedy
    assert "{" not in text
    assert SPANISH & set(text.casefold().split()), text
    return text


def held(store: Store) -> tuple[object, ...]:
    """All that was saved: journal, forms, pictures, sealed files, batches."""
    drafts = store.drafts("application").all()
    return (
        store.log.verify(),
        store.log.head(),
        drafts,
        [store.drafts("application").files(draft.id) for draft in drafts],
        store.outbox.batches(BatchState.WAITING, BatchState.SENT, BatchState.QUARANTINED),
        [store.outbox.blob(ref.sha256, 0, ref.size) for one in store.people.applications() for ref in one.files],
    )


def a_pack(laptop: Laptop, recipient: str = "", device: str = "", **changes: object) -> bytes:
    made = kit.pack(laptop.hq, device or laptop.store.device, **changes)
    return packs.make(made, laptop.hq.office, recipient or sealed.recipient_of(laptop.store.identity))


def take(laptop: Laptop, raw: bytes, now_ms: int | None = None) -> None:
    enrolment.take_pack(laptop.store, raw, now_ms=laptop.clock.ms if now_ms is None else now_ms)


def older_pack(laptop: Laptop) -> None:
    take(laptop, a_pack(laptop, number=5))
    take(laptop, a_pack(laptop, number=4))


def altered(raw: bytes) -> bytes:
    return with_bit_flipped(raw, -40)


def photo(raw: bytes) -> Callable[[Laptop], object]:
    return lambda laptop: application_form.add_picture(laptop.session, laptop.draft, "photo", raw)


def edited_keys(laptop: Laptop) -> None:
    path = laptop.session.home.keys
    path.write_bytes(path.read_bytes().replace(b'"mac": "', b'"mac": "A', 1).replace(b'="', b'"', 1))
    unlock.open_store(laptop.session.home, "ana", kit.PASSPHRASE, wall=laptop.clock.wall)


def settings(text: str) -> Callable[[Laptop], object]:
    def read(laptop: Laptop) -> object:
        laptop.session.home.config.write_text(text, encoding="utf-8")
        return config.load(laptop.session.home.config)

    return read


def foreign_enrolment(laptop: Laptop) -> None:
    home = Home(laptop.session.home.folder.parent / "other")
    mine, theirs = kit.invitation(laptop.hq), kit.invitation(kit.hands())
    enrolment.begin(
        home,
        invitation=mine,
        code=invitation.make_code(theirs, bytes(10)),
        operator="ana",
        passphrase=kit.PASSPHRASE,
        label="",
        wall=laptop.clock.wall,
    )


BAD: dict[str, tuple[Callable[[Laptop], object], str]] = {
    "wrong passphrase": (
        lambda laptop: unlock.open_store(laptop.session.home, "ana", "no es esta", wall=laptop.clock.wall),
        "contraseña",
    ),
    "unknown operator": (
        lambda laptop: unlock.open_store(laptop.session.home, "zoe", kit.PASSPHRASE, wall=laptop.clock.wall),
        "contraseña",
    ),
    "key file edited": (edited_keys, "llaves"),
    "weak passphrase": (
        lambda laptop: keyring.change_passphrase(laptop.session.home.keys, "ana", kit.PASSPHRASE, "a"),
        "",
    ),
    "pack for another device": (lambda laptop: take(laptop, a_pack(laptop, device="0" * 20)), "otra computadora"),
    "pack sealed to another": (
        lambda laptop: take(laptop, a_pack(laptop, sealed.generate().recipient)),
        "otra computadora",
    ),
    "pack expired": (lambda laptop: take(laptop, a_pack(laptop, number=2), laptop.clock.ms + 10**11), "venció"),
    "pack altered": (lambda laptop: take(laptop, altered(a_pack(laptop))), "cambiado"),
    "pack of another office": (
        lambda laptop: take(laptop, a_pack(laptop._replace(hq=kit.hands()))),
        "no lo firmó",
    ),
    "pack that is none": (lambda laptop: take(laptop, b"hola"), "paquete"),
    "older pack": (older_pack, "más viejo"),
    "code of another event": (foreign_enrolment, "mismo evento"),
    "forged ticket": (lambda laptop: check_in.find(laptop.session, f"HTTPS://X/T/{'0' * 29}"), "no es de este evento"),
    "a photo that is not one": (photo(b"hola"), "foto"),
    "half a photo": (photo(hall.picture()[:900]), "foto"),
    "a photo beyond all bounds": (photo(b"\xff\xd8" + bytes(photos.MAX_FILE_BYTES)), "MB"),
    "a PDF as scan": (photo(b"%PDF-1.7\n"), "JPEG"),
    "settings with a mistake": (settings("table = 3"), "configuración"),
    "settings that are no TOML": (settings("= = ="), "configuración"),
    "settings of an unknown printer": (lambda _: open_printer("telex", {}), "impresora"),
    "submit of a form with gaps": (
        lambda laptop: (
            application_form.save(laptop.session, laptop.draft, "given", ""),
            application_form.submit(laptop.session, laptop.draft),
        ),
        "guardado",
    ),
    "restore over a laptop": (
        lambda laptop: backup.restore(
            laptop.session.home.folder, laptop.session.home, "ana", kit.PASSPHRASE, wall=laptop.clock.wall
        ),
        "No se cambió nada",
    ),
    "restore from an empty stick": (
        lambda laptop: backup.restore(
            laptop.session.home.folder / "x",
            Home(laptop.session.home.folder / "y"),
            "ana",
            kit.PASSPHRASE,
            wall=laptop.clock.wall,
        ),
        "copia",
    ),
    "a visit that is not here": (lambda laptop: calls.start(laptop.session, "0" * 20), "persona"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_ends_in_words_and_in_nothing_lost(laptop: Laptop, name: str) -> None:
    act, word = BAD[name]
    before = held(laptop.store)
    with pytest.raises((Problem, PrintProblem)) as caught:
        act(laptop)
    assert isinstance(caught.value, Problem | PrintProblem)
    assert word in told(caught.value)
    after = held(laptop.store)
    assert after[:2] == before[:2]
    assert after[3:] == before[3:]


@pytest.mark.parametrize(
    "text", ["", " ", "\x00", "🦜" * 200, "A0", "a" * 19, "%' OR 1=1 --", "[/foo]", "\u202e", "ñ" * 5_000]
)
def test_garbage_finds_nobody_and_break_nothing(laptop: Laptop, text: str) -> None:
    before = held(laptop.store)
    found = check_in.find(laptop.session, text)
    assert found.visits == search_all(laptop, text)
    assert held(laptop.store) == before


@pytest.mark.parametrize("text", ["a" * 28, "HTTPS://127.0.0.1:8443/T/0", "https://127.0.0.1"])
def test_half_a_scan_is_refused_in_words_and_changes_nothing(laptop: Laptop, text: str) -> None:
    before = held(laptop.store)
    for find in (check_in.find, search.search):
        with pytest.raises(BadScan):
            find(laptop.session, text)
    assert held(laptop.store) == before


def search_all(laptop: Laptop, text: str) -> list[Visit]:
    return [card.visit for card in search.search(laptop.session, text).cards]


@pytest.mark.parametrize(
    "name",
    [
        PersonName("X"),
        PersonName("Ñ" * 60, "Q" * 60, "Ü" * 60),
        PersonName("👩‍👩‍👧", "🦜"),
        PersonName("[/foo]", "[bold]"),
    ],
    ids=["one letter", "sixty letters", "emoji", "brackets"],
)
def test_a_name_of_any_kind_goes_all_the_way(laptop: Laptop, name: PersonName) -> None:
    session = laptop.session
    visit = hall.serving(session, name=name)
    print_jobs.print_ticket(session, visit.id)
    # A name without a letter, which the door refuses today, is found by its number.
    sought = name.given if names.search_key(name.given) else visit.number
    assert visit.id in [card.visit.id for card in search.search(session, sought).cards]
    draft = application_form.begin(session, visit.id, "PAS-AR")
    kept = session.store.drafts("application").get(draft.id).fields
    assert (kept["given"], kept.get("surname1", "")) == (name.given, name.surname1)
    hall.fill(session, draft.id)
    doubts = [finding for finding in application_form.review(session, draft.id) if finding.severity == "stop"]
    if not doubts:
        application_form.submit(session, draft.id)
    else:
        assert all(str(doubt) for doubt in doubts)
        with raises(form_problems.NOT_READY):
            application_form.submit(session, draft.id)
    assert session.visit(visit.id).name == name
    session.store.log.verify()


# --- the disk ----------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def full_disk(store: Store) -> Iterator[None]:
    """No further page can be had, as on a full disk."""
    db = store._db
    pages = db.execute("PRAGMA page_count").fetchone()[0]
    db.execute(f"PRAGMA max_page_count = {pages}").fetchone()
    try:
        yield
    finally:
        db.execute("PRAGMA max_page_count = 1000000").fetchone()


WRITES: dict[str, Callable[[Laptop], object]] = {
    "a field": lambda laptop: application_form.save(laptop.session, laptop.draft, "marks", "x" * 300_000),
    "a picture": lambda laptop: application_form.add_picture(laptop.session, laptop.draft, "photo", hall.picture(3)),
    "a person": lambda laptop: hall.walk_in(laptop.session, PersonName("Eva")),
    "a submit": lambda laptop: application_form.submit(laptop.session, laptop.draft),
    "the close": lambda laptop: hall.close_day(laptop.session),
    "an inbox item": lambda laptop: laptop.store.outbox.keep_inbox(1, "pack", bytes(100_000)),
    "a pack": lambda laptop: take(
        laptop, a_pack(laptop, number=2, appointments=tuple(kit.appointment(n) for n in range(400)))
    ),
}


@pytest.mark.parametrize("name", WRITES)
def test_a_full_disk_is_told_and_what_was_saved_stays(laptop: Laptop, name: str) -> None:
    def until_full() -> None:
        for _ in range(400):  # free pages inside the file are used up first
            WRITES[name](laptop)
            saved.append(held(laptop.store))

    saved = [held(laptop.store)]
    with full_disk(laptop.store), pytest.raises(DiskTrouble) as caught:
        until_full()
    assert "lleno" in told(caught.value)
    assert held(laptop.store) == saved[-1]
    laptop.store.check_file()
    WRITES[name](laptop)
    laptop.store.log.verify()


@pytest.mark.skipif(sys.platform == "win32", reason="the limit on a file's size is a thing of Unix")
def test_a_full_stick_is_told_and_the_older_copy_stays(laptop: Laptop, tmp_path: Path) -> None:
    import resource

    copy = backup.back_up(laptop.session, tmp_path / "stick", laptop.key)
    older = Home(copy).store.read_bytes()
    size = laptop.session.home.store.stat().st_size
    laptop.store._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size // 2, hard))
    try:
        with raises(problems.COPY_FAILED) as caught:
            backup.back_up(laptop.session, tmp_path / "stick", laptop.key)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert "memoria" in told(caught.value)
    assert Home(copy).store.read_bytes() == older
    laptop.store.check_file()


# --- the printer -------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def printer_that_dies(after: int) -> Iterator[int]:
    """A printer on the network that takes some bytes and is switched off; its port."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def take_some() -> None:
            connection, _ = server.accept()
            with connection:
                left = after
                while left > 0 and (taken := connection.recv(min(left, 4096))):
                    left -= len(taken)
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")

        thread = threading.Thread(target=take_some)
        thread.start()
        yield server.getsockname()[1]
        thread.join()


def with_printer(session: Session, port: int) -> Session:
    return replace(session, printer=open_printer("escpos", {"host": "127.0.0.1", "port": port}))


def test_a_printer_switched_off_in_mid_ticket_is_told_and_the_ticket_is_printed_again(laptop: Laptop) -> None:
    visit = hall.walk_in(laptop.session, PersonName("Eva"))
    with printer_that_dies(after=2_000) as port, pytest.raises(PrintProblem) as caught:
        print_jobs.print_ticket(with_printer(laptop.session, port), visit.id)
    assert "Nada se perdió" in told(caught.value)
    assert laptop.session.visit(visit.id).paper == "failed"
    assert laptop.session.visit(visit.id).state is VisitState.WAITING
    print_jobs.print_ticket(laptop.session, visit.id)
    assert print_jobs.confirm(laptop.session, visit.id).paper == "confirmed"


def test_a_printer_that_is_off_is_told(laptop: Laptop) -> None:
    visit = hall.walk_in(laptop.session, PersonName("Eva"))
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with raises(printing_problems.PRINTER_UNREACHABLE) as caught:
        print_jobs.print_ticket(with_printer(laptop.session, port), visit.id)
    assert "No salió nada" in told(caught.value)
    assert laptop.session.visit(visit.id).paper == "queued"


# --- every problem there is --------------------------------------------------------------------------------------


PERSONAL = {"curp", "born", "phone", "email", "given", "surname1", "surname2", "passphrase", "token"}


def modules() -> list[ModuleType]:
    """Every module of the program, loaded."""
    return [
        importlib.import_module(found.name)
        for package in (fieldkit, sync, printing)
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
        if not found.name.endswith("__main__") and ".migrations" not in found.name  # alembic runs those
    ]


def every_wording() -> dict[str, tuple[str, str, str]]:
    """Each wording by its name: in the tables, and in the classes that have their own."""
    named: dict[str, tuple[str, str, str]] = {
        f"{module.__name__}.{name}": value
        for module in modules()
        for name, value in vars(module).items()
        if isinstance(value, Wording | printing.errors.Wording)
    }
    kinds: list[type[Problem] | type[PrintProblem]] = [Problem, PrintProblem]
    for kind in kinds:
        kinds.extend(kind.__subclasses__())
        assert not vars(kind).keys() & set(Wording._fields), f"{kind.__name__}: words belong in a wording"
    without = {Problem.wording, PrintProblem.wording}  # of the roots, for want of a better one
    return named | {kind.__qualname__: kind.wording for kind in kinds if kind.wording not in without}


def gaps(wording: tuple[str, str, str]) -> set[str]:
    return {name for part in wording for _, name, _, _ in string.Formatter().parse(part) if name is not None}


def unfinished(wording: tuple[str, str, str]) -> str:
    """Why a wording would leave a person alone; empty when it would not. A title with a full stop says it all."""
    needed = wording[:1] if wording[0].endswith(".") else wording
    if not all(needed):
        return "has no words"
    if any(part.endswith(" ") or not part.isprintable() for part in wording):
        return "has loose ends"
    if gaps(wording) & PERSONAL:
        return "tells what is personal"
    return "" if all(name.isidentifier() for name in gaps(wording)) else "has a nameless gap"


def test_every_problem_says_what_happened_why_and_what_to_do() -> None:
    wordings = every_wording()
    assert len(wordings) > 150
    assert {name: why for name, wording in wordings.items() if (why := unfinished(wording))} == {}


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_problem_can_be_told_in_both_languages(language: str) -> None:
    locale.speak(language)
    try:
        for name, wording in every_wording().items():
            words = errors.spoken(Problem(Wording(*wording), **dict.fromkeys(gaps(wording), 7)))
            assert [bool(part) for part in words] == [bool(part) for part in wording], name
            assert "{" not in "".join(words), name
            assert language == "es" or words != wording, name
    finally:
        locale.speak(locale.DEFAULT)


@pytest.mark.parametrize(
    ("wording", "why"),
    [
        (DiskTrouble.wording._replace(remedy=""), "has no words"),
        (DiskTrouble.wording._replace(cause="Se llenó. "), "has loose ends"),
        (DiskTrouble.wording._replace(cause="{curp}"), "tells what is personal"),
        (DiskTrouble.wording._replace(cause="{}"), "has a nameless gap"),
    ],
)
def test_a_problem_that_would_leave_a_person_alone_is_caught(wording: Wording, why: str) -> None:
    assert unfinished(wording) == why


def test_the_program_opened_twice_gives_no_number_twice_and_forks_nothing(laptop: Laptop) -> None:
    second = Store.open(laptop.session.home.store, laptop.key, wall=laptop.clock.wall)
    other = unlock.start(laptop.session.home, second, kit.OPERATOR, wall=laptop.clock.wall, steady=laptop.clock.steady)
    numbers = [hall.walk_in(session).number for session in (laptop.session, other, other, laptop.session)]
    assert len(set(numbers)) == 4
    with laptop.store.atomic():
        hall.walk_in(laptop.session)
        second._db.execute("PRAGMA busy_timeout = 50").fetchone()
        with pytest.raises(DiskTrouble) as caught:
            hall.walk_in(other)
    assert "otro programa" in told(caught.value)
    hall.walk_in(other)
    second.log.verify()
    second.close()
    laptop.store.log.verify()
