"""Where somebody works and as whom: the event, its catalogue, the clock, the settings and the printer."""

from dataclasses import dataclass
from datetime import date

from fieldkit.desk import problems
from fieldkit.desk.labels import ROLES
from fieldkit.domain.catalog import privacy_notice
from fieldkit.domain.catalog.catalog import Catalog
from fieldkit.domain.catalog.privacy_notice import PrivacyNotice
from fieldkit.errors import Problem
from fieldkit.event.pack import Pack
from fieldkit.platform.clock import EventClock
from fieldkit.platform.config import Config
from fieldkit.platform.paths import Home
from printing.job import Printer

# What people tell there is for those who hold the role, whoever supervises them: the pack gives it by name.
CONFIDENTIAL = frozenset({"protection"})


@dataclass(frozen=True)
class Workplace:
    """What an unlocked laptop works with besides its store. Nothing of it changes, and any thread may read it."""

    home: Home
    pack: Pack
    catalog: Catalog
    clock: EventClock
    printer: Printer
    config: Config
    operator: str
    roles: frozenset[str]

    @property
    def table(self) -> str:
        """The table this laptop stands on."""
        return self.config.table

    @property
    def place(self) -> str:
        """This laptop's till and box: the event and its first letter, which a restored laptop keeps."""
        return f"{self.pack.event}/{self.pack.letter[:1]}"

    def today(self) -> date:
        """The believed day at the venue."""
        return self.clock.today()

    def privacy_notice(self, language: str) -> PrivacyNotice | None:
        """Today's privacy notice in ``language`` (ISO 639-3), or in Spanish where there is none in it."""
        return privacy_notice.in_force(self.catalog.notices, self.today(), language, self.pack.privacy)

    def day(self) -> str:
        """Today as the journal writes it."""
        return self.today().isoformat()

    def allows(self, *roles: str) -> bool:
        """Whether the operator has one of ``roles``. A supervisor has all of them but those of CONFIDENTIAL."""
        wanted = set(roles)
        return not self.roles.isdisjoint(wanted if wanted <= CONFIDENTIAL else wanted | {"supervisor"})

    def need(self, *roles: str) -> None:
        """Raise NOT_ALLOWED unless the operator ``allows`` one of ``roles``."""
        if not self.allows(*roles):
            raise Problem(problems.NOT_ALLOWED, role=ROLES.get(roles[0], roles[0]))
