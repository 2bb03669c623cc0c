"""The office's store: prepared events and opened applications and cases, beside the journal that every store has."""

from sqlite_utils import Database

from fieldkit.office.store.cases import CaseSheets
from fieldkit.office.store.events import Events
from fieldkit.office.store.opened import OpenedApplications
from fieldkit.office.store.schema import OFFICE
from fieldkit.store import JournalStore, Random, Wall


class OfficeStore(JournalStore):
    """Everything that headquarters opened, and its own keys."""

    schema = OFFICE

    def __init__(self, db: Database, *, wall: Wall, random: Random) -> None:
        super().__init__(db, wall=wall, random=random)
        self.events = Events(db)
        self.opened = OpenedApplications(db)
        self.cases = CaseSheets(db)
