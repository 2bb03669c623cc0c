"""From a key to new words on the screen: the whole program in a real terminal, with many people in the line."""

import itertools
import statistics
from collections.abc import Callable, Iterator
from pathlib import Path

from fieldkit.desk.queue import calls
from fieldkit.desk.reception import check_in
from tests.bench import empty, scene
from tests.bench.door import AT_NOON, LOCKED
from tests.bench.figures import SCREEN, Beside, Figure
from tests.bench.sizes import Sizes
from tests.bench.terminal import Terminal
from tests.support import kit

F2, F3, F5, F8 = "\x1bOQ", "\x1bOR", "\x1b[15~", "\x1b[19~"
RECEPTION, LINE, SEARCH = "Boleto, nombre o CURP", "Por qué", "Número, nombre o CURP"


def figures(folder: Path, sizes: Sizes) -> Iterator[Figure]:
    """Every answer that somebody waits for with a person before the table."""
    people = sizes.waiting
    session = scene.laptop(folder / "answers", people)
    visits = session.store.people.visits(session.today())
    tokens = {visit.number: check_in.token(session, visit) for visit in visits}
    order = [place.visit.number for place in calls.view(session).places]
    session.store.close()
    with Terminal("-m", "tests.bench.empty") as other:
        other.sees(empty.WORDS)
        bare = _median(lambda key: other.answer_ms(key, f"The key was {key}"), itertools.cycle("xyz"), sizes.rounds)
    beside = Beside("an empty Textual program shows a key", bare)
    with Terminal("-c", AT_NOON, str(folder / "answers")) as terminal:
        terminal.sees(LOCKED)
        terminal.type(f"{kit.OPERATOR}\r{kit.PASSPHRASE}\r")
        terminal.sees(RECEPTION, "Impresora lista")

        def scanned(number: str) -> float:
            terminal.rests()
            terminal.scan(tokens[number])
            return terminal.answers_ms("\r", f"{number} ya está registrado")

        def post(key: str) -> float:
            return terminal.answer_ms(key, {F2: RECEPTION, F3: LINE, F5: SEARCH}[key])

        def found(number: str) -> float:
            return terminal.answer_ms(f"{number}\r", f"{number} · en espera")

        def called(number: str) -> float:
            terminal.rests()
            terminal.type("i")  # whoever was called before sits down: else the program asks
            return terminal.answer_ms("n", f"Llame en voz alta al {number}")

        numbers = [visit.number for visit in visits]
        yield _figure(
            "end of a scan → person on the screen", _median(scanned, iter(numbers), sizes.rounds), people, beside
        )
        yield _figure("F2, F5 → the other post", _median(post, itertools.cycle((F5, F2)), sizes.rounds), people, beside)
        post(F5)
        yield _figure("number typed → card", _median(found, iter(numbers[9:]), sizes.rounds), people, beside)
        yield _figure("F3 → the whole line", _median(post, itertools.cycle((F3, F5)), sizes.rounds), people, beside)
        terminal.type(F3)
        terminal.sees(LINE)
        yield _figure("N → the number to call", _median(called, iter(order), sizes.rounds), people, beside)


def _figure(what: str, value: float, people: int, beside: Beside) -> Figure:
    return Figure(f"{what}, {people:,} waiting", value, "ms", beside, SCREEN)


def _median(answer: Callable[[str], float], keys: Iterator[str], rounds: int) -> float:
    """The median of ``rounds`` answers, after one that does not count."""
    answer(next(keys))
    return statistics.median(answer(next(keys)) for _ in range(rounds))
