"""Starting, unlocking, and what the program holds in memory after a day."""

import statistics
from collections.abc import Iterator
from pathlib import Path

import psutil

from fieldkit.desk.access import unlock
from fieldkit.platform.paths import Home
from fieldkit.vault import keyring
from tests.bench import empty, plain
from tests.bench.figures import Aim, Beside, Figure, medians_ms
from tests.bench.sizes import Sizes
from tests.bench.terminal import Terminal
from tests.support import kit
from tests.support.narrowing import present

LOCKED = "Esta computadora está bloqueada"
START, MEMORY = Aim(1_000.0), Aim(150.0)
# At the noon of the tests' event, whenever this runs.
AT_NOON = (
    "from pathlib import Path; from fieldkit.platform.paths import Home; from fieldkit.tui import run; import sys; "
    f"sys.exit(run(Home(Path(sys.argv[1])), wall=lambda: {kit.NOON_MS}))"
)


def starting(folder: Path, sizes: Sizes) -> Iterator[Figure]:
    """From the shell to the lock screen, in a real terminal."""
    kit.session(folder / "starting", kit.hands(), kit.TestClock()).store.close()

    def until_seen(words: str, *arguments: str) -> None:
        with Terminal(*arguments) as terminal:
            terminal.sees(words)

    ours, bare = medians_ms(
        lambda: until_seen(LOCKED, "-m", "fieldkit", "--home", str(folder / "starting")),
        lambda: until_seen(empty.WORDS, "-m", "tests.bench.empty"),
        sizes.rounds,
    )
    yield Figure("start to lock screen", ours, "ms", Beside("an empty Textual program", bare), START)


def unlocking(folder: Path, sizes: Sizes) -> Iterator[Figure]:
    """From the passphrase to an open session, at the default cost."""
    home, clock = Home(folder / "unlocking"), kit.TestClock()
    kit.session(home.folder, kit.hands(), clock).store.close()
    key = keyring.unlock(home.keys, kit.OPERATOR, kit.PASSPHRASE)
    keyring.add_operator(home.keys, key, "beto", kit.PASSPHRASE, keyring.DEFAULT)

    def enter() -> None:
        store = unlock.open_store(home, "beto", kit.PASSPHRASE, wall=clock.wall)
        unlock.start(home, store, "beto", wall=clock.wall, steady=clock.steady).store.close()

    ours, bare = medians_ms(enter, lambda: plain.argon2id(keyring.DEFAULT), sizes.rounds)
    cost = f"bare Argon2id, {keyring.DEFAULT.memory_kib >> 10} MiB"
    yield Figure("unlock, passphrase to session", ours, "ms", Beside(cost, bare))


def staying(folder: Path, sizes: Sizes) -> Iterator[Figure]:
    """Memory of the screens after a day: everybody registered by keys, given a ticket, looked up and seen in line."""
    booked = tuple(kit.appointment(n) for n in range(sizes.day))
    kit.session(folder / "staying", kit.hands(), kit.TestClock(), appointments=booked).store.close()
    with Terminal("-c", AT_NOON, str(folder / "staying")) as terminal, Terminal("-m", "tests.bench.empty") as other:
        other.sees(empty.WORDS)
        terminal.sees(LOCKED)
        terminal.type(f"{kit.OPERATOR}\r{kit.PASSPHRASE}\r")
        terminal.sees("Citas que faltan por llegar")
        registered = []
        for n, one in enumerate(booked, 1):
            # A person looks before each Enter: sooner, it is taken for the one before.
            took = terminal.answer_ms(f"{one.id}\r", "Registrar llegada")
            registered.append(took + terminal.answer_ms("\r", f"A{n:03} está registrado"))
            terminal.sees("¿Ya salió el papel?")
            terminal.rests()
            terminal.type("\r")
            terminal.sees(f"A{n:03} tiene su boleto")
            if n % 10 == 0:
                terminal.type("\x1bOR")  # F3
                terminal.sees("N.º")
                terminal.type("\x1b[15~")  # F5
                terminal.sees("Número, nombre o CURP")
                terminal.type(f"A{n:03}\r\x1bOQ")  # and back to F2
                terminal.sees("Citas que faltan por llegar")
        yield Figure("check-in by scan and keys, both screens redrawn", statistics.median(registered), "ms")
        yield Figure(
            f"memory of the screens after {sizes.day} visits",
            _megabytes(present(terminal.child.pid)),
            "MB",
            Beside("an empty Textual program", _megabytes(present(other.child.pid))),
            MEMORY,
        )


def _megabytes(process: int) -> float:
    return float(psutil.Process(process).memory_info().rss) / 1e6
