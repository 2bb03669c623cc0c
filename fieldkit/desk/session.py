"""One operator at one laptop: the store, the event, the clock and the printer that every post works with."""

from dataclasses import dataclass
from datetime import date

from fieldkit.desk.labels import ROLES
from fieldkit.domain import journal as j
from fieldkit.domain.catalog.catalog import Catalog
from fieldkit.domain.queue.visit import Visit
from fieldkit.errors import KitProblem
from fieldkit.event.pack import Pack
from fieldkit.locale import N_
from fieldkit.platform.clock import EventClock
from fieldkit.platform.config import Config
from fieldkit.platform.paths import Home
from fieldkit.store import Store
from printing.job import Printer

# What people tell there is for those who hold the role, whoever supervises them: the pack gives it by name.
CONFIDENTIAL = frozenset({"protection"})


class NotAllowed(KitProblem):
    title = N_("Usted no tiene permiso para esto")
    cause = N_("Eso lo hace el personal de «{role}».")
    remedy = N_("Llame a quien supervisa. No se cambió nada.")


class NoSuchVisit(KitProblem):
    title = N_("No se encontró a esa persona")
    cause = N_("No está entre las personas de esta computadora.")
    remedy = N_("Búsquela por nombre, o regístrela de nuevo en recepción.")


@dataclass(frozen=True)
class Session:
    """What an unlocked laptop can do, as whom. Everything happens in the thread that opened the store."""

    home: Home
    store: Store
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

    def append(self, subject: str, *bodies: j.Body) -> list[j.Fact]:
        """Write facts about a subject, durably, as this operator."""
        return self.store.log.append(subject, *bodies, operator=self.operator)

    def visit(self, visit: str) -> Visit:
        """A visit by its id; raises NoSuchVisit."""
        found = self.store.people.visit(visit)
        if found is None:
            raise NoSuchVisit
        return found

    def allows(self, *roles: str) -> bool:
        """Whether the operator has one of ``roles``. A supervisor has all of them but those of CONFIDENTIAL."""
        wanted = set(roles)
        return not self.roles.isdisjoint(wanted if wanted <= CONFIDENTIAL else wanted | {"supervisor"})

    def need(self, *roles: str) -> None:
        """Raise NotAllowed unless the operator ``allows`` one of ``roles``."""
        if not self.allows(*roles):
            raise NotAllowed(role=ROLES.get(roles[0], roles[0]))
