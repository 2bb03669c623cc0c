"""A laptop's desk that calls people, for tests of the hall's board."""

from pathlib import Path

from fieldkit.desk.public import board_files
from fieldkit.desk.queue import calls
from fieldkit.desk.reception import check_in
from fieldkit.desk.reception.check_in import Arrival
from fieldkit.people.names import PersonName
from tests.support import kit

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
            check_in.check_in(self.session, Arrival(name, ("PAS-AR",), notice=True, curp="", phone=""))
            for _ in range(people)
        ]
        return [visit.number for visit in visits]

    def call(self) -> str:
        number = calls.call_next(self.session).number
        self.publish()
        return number

    def publish(self) -> None:
        board_files.publish(self.session)
        board_files.publish_tickets(self.session)
