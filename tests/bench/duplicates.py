"""What typing costs while everybody is looked through for who may be the same person."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import msgspec

from fieldkit.desk.reception import check_in, duplicates
from fieldkit.desk.reception.check_in import Arrival
from fieldkit.desk.session import Session
from fieldkit.people.matching import identity
from fieldkit.people.names import PersonName
from tests.bench import scene
from tests.bench.figures import Aim, Beside, Figure, median_ms
from tests.bench.sizes import Sizes

TYPING = Aim(30.0)  # ms: no letter of the next word waits
FIRST = date(1950, 1, 1)
# Civil registries wrote 1 January for many who did not know their day.
SHARED = 50


def figures(folder: Path, sizes: Sizes) -> Iterator[Figure]:
    """Somebody who is here under a slightly other name, nobody, and a birth date that many share."""
    session = scene.laptop(folder)
    crowd(session, sizes.people)
    visit = session.store.people.visits(session.today())[sizes.people // 2]
    name = visit.name or PersonName("")
    other = PersonName(name.given, name.surname2, name.surname1[:-1])
    looked = median_ms(lambda: session.visit(visit.id), sizes.rounds)
    asked = {
        "one slightly different": identity(other, born=visit.born),
        "nobody alike": identity(PersonName("Nadie", "Así"), born=date(1949, 9, 9)),
        "namesakes": identity(name),
        "a shared birth date": identity(PersonName("Nadie", "Así"), born=FIRST),
    }
    for what, who in asked.items():
        spent = median_ms(partial(duplicates.find, session, who), sizes.rounds)
        text = f"duplicates, {sizes.people:,} people: {what}"
        yield Figure(text, spent, "ms", Beside("one visit read by its id", looked), TYPING)
    session.store.close()


def crowd(session: Session, people: int) -> None:
    """So many arrivals with names and birth dates; staff said of nobody that they are one."""
    for start in range(0, people, scene.AT_ONCE):
        with session.store.atomic():
            for n in range(start, min(start + scene.AT_ONCE, people)):
                born = FIRST if n % SHARED == 0 else FIRST + timedelta(days=1 + n * 7 % 20_000)
                arrival = Arrival(name=scene.name(n), services=("PAS-AR",), notice=True, born=born)
                others = tuple(double.owner for double in check_in.same_person(session, arrival))
                check_in.check_in(session, msgspec.structs.replace(arrival, others=others))
