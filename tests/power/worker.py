"""The process that is killed: a laptop at work that says a thing is saved only after the desk returned.

Arguments: folder, store key (hex), seed, and how it works: ``honest``, or ``boasts`` (everything in one
transaction that is never finished, yet acknowledged). It waits for a line on stdin, then works until it is killed.
Every line it writes is ``try`` or ``ack`` with a deed: before, and after it was done.
"""

import os
import random
import sys
from contextlib import nullcontext
from pathlib import Path
from string import ascii_uppercase

from fieldkit.desk.access import unlock
from fieldkit.desk.capture import application_form
from fieldkit.desk.queue import calls
from fieldkit.desk.session import Session
from fieldkit.people.names import PersonName
from fieldkit.platform.paths import Home
from fieldkit.store import Store
from tests.promises import hall
from tests.support import kit

FIELDS = ("given", "surname1", "occupation", "us_street", "father_given", "mother_given", "emergency_name")


def say(*words: str) -> None:
    """One line in one write, so that a kill leaves it whole or unsaid."""
    os.write(1, ("\t".join(words) + "\n").encode())


def one_person(session: Session, dice: random.Random) -> None:
    """A person from the door to the seal, with many fields saved over and over on the way."""
    say("try", "visit")
    # Nobody who is like another: the desk would ask.
    name = PersonName("Ana", "Ruiz", "".join(dice.choices(ascii_uppercase, k=16)))
    visit = hall.walk_in(session, name, ("PAS-AR",))
    say("ack", "visit", visit.id, visit.number)
    calls.call(session, visit.id, "urgent")
    calls.start(session, visit.id)
    draft = application_form.begin(session, visit.id, "PAS-AR").id
    say("ack", "draft", draft)
    for turn in range(dice.randint(5, 25)):
        key, value = dice.choice(FIELDS), f"Dato {turn} {dice.randrange(10**9)}"
        say("try", "field", draft, key, value)
        application_form.save(session, draft, key, value)
        say("ack", "field", draft, key, value)
    hall.fill(session, draft)
    if dice.random() < 0.7:
        say("try", "submit", draft)
        application_form.submit(session, draft)
        say("ack", "submit", draft)


def main() -> None:
    """Open the store with its raw key, as a session that was already unlocked, and work."""
    folder, key, seed, manner = Path(sys.argv[1]), bytes.fromhex(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    dice, home, clock = random.Random(seed), Home(folder), kit.TestClock()
    hall.picture()
    say("ready")
    sys.stdin.readline()
    store = Store.open(home.store, key, wall=clock.wall)
    session = unlock.start(home, store, kit.OPERATOR, wall=clock.wall, steady=clock.steady)
    with store.atomic() if manner == "boasts" else nullcontext():
        while True:
            clock.advance(1)
            one_person(session, dice)


if __name__ == "__main__":
    main()
