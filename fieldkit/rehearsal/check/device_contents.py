"""The laptop after a drill's day: what it holds, what it sent, and what can still be read on it."""

from collections.abc import Iterator

import msgspec

from fieldkit.desk.access import unlock
from fieldkit.desk.forms.registry import FORMS
from fieldkit.domain import outreach
from fieldkit.domain.protection import case
from fieldkit.locale import _
from fieldkit.rehearsal.check import plaintext_scan
from fieldkit.rehearsal.play.drill import PlayedDrill
from fieldkit.store import Store
from fieldkit.store.outbox import BatchState

_ACTIVITIES = ("outreach.session", "outreach.contact", "outreach.withdrawn")
_SHEETS = ("case.sealed", "case.followed")


class Laptop:
    """The kit's store after the day, opened with everything that whoever has the laptop and the passphrase has."""

    def __init__(self, store: Store, played: PlayedDrill) -> None:
        self._store = store
        self._played = played
        self.pack = unlock.load_pack(store)
        people = store.people
        self.applications = people.applications()
        self.visits = [visit for visit in people.visits(played.plan.day) if visit.number]
        self.came_back = {
            step.ref.partition(".")[0] for step in played.ledger.steps("decided") if step.ref.endswith(".returned")
        }
        counted = (fact for kind in _ACTIVITIES for fact in store.log.facts_of_kind(kind))
        self.activities = len(outreach.standing(counted))
        self.unsent = len(store.outbox.batches(BatchState.WAITING, BatchState.QUARANTINED))
        held = store.outbox.batches(BatchState.SENT)
        self.received = {ref.sha256 for batch in held for ref in batch.blobs}
        self.payload = sum(batch.size + sum(ref.size for ref in batch.blobs) for batch in held)

    def readable(self) -> Iterator[str]:
        """What its own keys still open or its own lists still name."""
        canary = self._played.plan.canary.lower().encode()
        log_ = self._store.log
        texts = [msgspec.json.encode(fact.body) for name in log_.subjects() for fact in log_.facts(name)]
        texts += [msgspec.json.encode(one) for one in self._store.people.appointments(self._played.plan.day)]
        texts += [msgspec.json.encode(one.fields) for form in FORMS for one in self._store.drafts(form).all()]
        if any(canary in text.lower() for text in texts):
            yield _("la base de datos todavía nombra a alguien")
        outbox = self._store.outbox
        told = case.fold_all(fact for kind in _SHEETS for fact in log_.facts_of_kind(kind))
        sealed = [ref for one in self.applications for ref in one.files]
        sealed += [ref for case in told for files in case.sheets.values() for ref in files]
        for ref in sealed:
            if plaintext_scan.opens(outbox.blob(ref.sha256, 0, ref.size), self._store.identity):
                yield _("{what} se abre con las llaves de la computadora").format(what=ref.sha256[:12])
