"""The report of all events between two days, by consulate.

It is read from the office's own store, for only there what laptops sent is opened: the archive holds sealed batches
that nobody without the office's key can count. The archive only tells what has come and is not opened yet.
"""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from fieldkit.errors import Problem
from fieldkit.locale import _
from fieldkit.office import prepare, problems
from fieldkit.office.event_plan import EventPlan
from fieldkit.office.keys import Office
from fieldkit.office.store.claims import OpeningState
from fieldkit.report import age_bands, build, disclosure_control, sources
from fieldkit.report.build import CountedThing, Scope
from fieldkit.report.model import Report
from sync.archive.archive import Archive


class UncountedBatches(NamedTuple):
    """What a report cannot have counted yet: batches that came and are not opened, and batches that never came."""

    unopened: int
    holes: int


def report(
    office: Office, archive: Archive, first: date, last: date, *, consulate: str = "", shared: bool = False
) -> Report:
    """Everything between two days, both included, of one consulate or of all. Raises BAD_PERIOD, UNKNOWN_CONSULATE."""
    if last < first:
        raise Problem(problems.BAD_PERIOD)
    plans = {row.event: prepare.load(office, row.event)[1].plan for row in office.store.events.events()}
    of_device = {kit.device: plans[kit.event].consulate for kit in office.store.events.kits()}
    known = {code: str(one.name) for code, one in office.catalog.consulates.items()}
    known |= {plan.consulate: plan.consulate for plan in plans.values() if plan.consulate not in known}
    if consulate and consulate not in known:
        raise Problem(problems.UNKNOWN_CONSULATE, consulate=consulate, known=", ".join(sorted(known)))
    places = {consulate: known[consulate]} if consulate else known
    made = build.build(
        Scope(
            title=_("Informe de la oficina central"),
            place=known[consulate] if consulate else _("Todos los consulados"),
            first=first,
            last=last,
            places=places,
        ),
        (one for one in _things(office, plans, of_device, first, last) if not consulate or one.place == consulate),
        office.catalog,
        age_bands.shipped(),
        sources.words(),
        _notes(missing(office, archive)),
    )
    return disclosure_control.shared(made) if shared else made


def missing(office: Office, archive: Archive) -> UncountedBatches:
    """What came and is not in the office's store yet, and what the archive knows to be absent."""
    unopened = holes = 0
    for device in archive.devices.all():
        taken = {
            (batch.n, batch.sha256)
            for batch in office.store.opened.batches(device.device)
            if batch.state is OpeningState.OPENED
        }
        for batch in archive.batches.of(device.device):
            holes += batch.status == "hole"
            unopened += batch.status == "stored" and (batch.n, batch.sha256) not in taken
    return UncountedBatches(unopened, holes)


def _notes(lacking: UncountedBatches) -> list[str]:
    if not any(lacking):
        return [_("Todo lo que las computadoras enviaron está abierto y contado.")]
    return [
        _("No está todo: envíos recibidos y sin abrir {unopened}, envíos que faltan {holes}.").format(
            **lacking._asdict()
        )
    ]


def _things(
    office: Office, plans: dict[str, EventPlan], of_device: dict[str, str], first: date, last: date
) -> Iterator[CountedThing]:
    counting = office.store.counting
    for visit in counting.visits(first, last):
        yield CountedThing(of_device.get(visit.last_device, ""), visit)
    for application in counting.applications(first, last):
        yield CountedThing(of_device.get(application.device, ""), application)
    for device, work in sources.unnamed_work(counting, first, last):
        yield CountedThing(of_device.get(device, ""), work)
    for event, plan in plans.items():
        if plan.days[0].date <= last and plan.days[-1].date >= first:
            for one in sources.box_facts(counting, event, first, last):
                yield CountedThing(plan.consulate, one)
