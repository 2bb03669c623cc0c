"""The day's and the event's report of this laptop, for whoever supervises."""

from collections.abc import Iterator
from datetime import date

from fieldkit.desk import cashier, line
from fieldkit.desk.session import Session
from fieldkit.locale import _
from fieldkit.report import bands, sharing, whole
from fieldkit.report.tree import Report
from fieldkit.report.whole import Counted, Scope, Words

WORDS = Words(forms=cashier.FORMS, overrides=line.OVERRIDE_REASONS)


def of_day(session: Session, day: date | None = None, *, shared: bool = False) -> Report:
    """One day's report, today's by default. Raises NotAllowed."""
    when = day or session.today()
    return _report(session, _("Informe del día"), when, when, shared=shared)


def of_event(session: Session, *, shared: bool = False) -> Report:
    """The whole event's, as far as this laptop knows it. Raises NotAllowed."""
    planned = [date.fromisoformat(day.date) for day in session.pack.days]
    seen = session.store.counting.days() or (session.today(), session.today())
    return _report(session, _("Informe del evento"), min(planned[0], seen[0]), max(planned[-1], seen[1]), shared=shared)


def _report(session: Session, title: str, first: date, last: date, *, shared: bool) -> Report:
    session.need("supervisor")
    pack = session.pack
    named = session.catalog.consulates.get(pack.consulate)
    report = whole.build(
        Scope(
            title=title,
            place=f"{pack.name} · {pack.venue}",
            first=first,
            last=last,
            places={pack.consulate: str(named.name) if named else pack.consulate},
        ),
        _things(session, first, last),
        session.catalog,
        bands.shipped(),
        WORDS,
        [_("Cuenta lo que esta computadora sabe; la oficina central junta las de todas.")],
    )
    return sharing.shared(report) if shared else report


def _things(session: Session, first: date, last: date) -> Iterator[Counted]:
    place, counting = session.pack.consulate, session.store.counting
    for visit in counting.visits(first, last):
        yield Counted(place, visit)
    for application in counting.applications(first, last):
        yield Counted(place, application)
