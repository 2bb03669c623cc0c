"""A laptop's desk that calls people, for tests of the hall's board."""

from pathlib import Path

from fieldkit.desk import board, line, reception
from fieldkit.desk.reception import Arrival
from fieldkit.people.names import PersonName
from tests import kit

CANARY = "Xochiquetzalli"


class Desk:
    """A laptop's desk and its clock; ``publish`` is what the screens do after every change."""

    def __init__(self, folder: Path) -> None:
        self.clock = kit.TestClock()
        self.session = kit.session(folder, kit.hands(), self.clock)
        self.home = self.session.home

    def arrive(self, people: int) -> list[str]:
        name = PersonName(CANARY, "Peña")
        visits = [
            reception.check_in(self.session, Arrival(name, ("PAS-AR",), notice=True, curp="", phone=""))
            for _ in range(people)
        ]
        return [visit.number for visit in visits]

    def call(self) -> str:
        number = line.call_next(self.session).number
        self.publish()
        return number

    def publish(self) -> None:
        board.publish(self.session)
        board.publish_tickets(self.session)
