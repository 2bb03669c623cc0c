"""One operator at one laptop: the workplace with its open store."""

from dataclasses import dataclass, fields

from fieldkit.desk import problems
from fieldkit.desk.workplace import Workplace
from fieldkit.domain import journal as j
from fieldkit.domain.queue.visit import Visit
from fieldkit.errors import Problem
from fieldkit.store import Store


@dataclass(frozen=True)
class Session(Workplace):
    """What an unlocked laptop can do, as whom. The store is used in the thread that opened it, and in no other."""

    store: Store

    def workplace(self) -> Workplace:
        """The session without its store, for other threads."""
        return Workplace(**{one.name: getattr(self, one.name) for one in fields(Workplace)})

    def append(self, subject: str, *bodies: j.Body, by: str = "") -> list[j.Fact]:
        """Write facts about a subject, durably, as this operator, or as ``by`` who gave a passphrase for them."""
        return self.store.log.append(subject, *bodies, operator=by or self.operator)

    def visit(self, visit: str) -> Visit:
        """A visit by its id; raises NO_SUCH_VISIT."""
        found = self.store.people.visit(visit)
        if found is None:
            raise Problem(problems.NO_SUCH_VISIT)
        return found
