"""The day's and the event's report of this laptop, for whoever supervises."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from fieldkit.desk.closing import problems
from fieldkit.desk.session import Session
from fieldkit.errors import Problem, disk_reason
from fieldkit.locale import _
from fieldkit.platform.paths import Home
from fieldkit.report import age_bands, build, disclosure_control, sources
from fieldkit.report.build import CountedThing, Scope
from fieldkit.report.formats import FORMATS, SUFFIXES
from fieldkit.report.model import Report
from sync import durable_files


def of_day(session: Session, day: date | None = None, *, shared: bool = False) -> Report:
    """One day's report, today's by default. Raises NOT_ALLOWED."""
    when = day or session.today()
    return _report(session, _("Informe del día"), when, when, shared=shared)


def of_event(session: Session, *, shared: bool = False) -> Report:
    """The whole event's, as far as this laptop knows it. Raises NOT_ALLOWED."""
    planned = [day.date for day in session.pack.days]
    seen = session.store.counting.days() or (session.today(), session.today())
    return _report(session, _("Informe del evento"), min(planned[0], seen[0]), max(planned[-1], seen[1]), shared=shared)


def save(made: Report, home: Home) -> list[Path]:
    """Write a report as PDF and as CSV into the laptop's folder of reports, for its owner only. Raises NOT_WRITTEN."""
    use = "compartir" if made.shared else "interno"
    days = f"{made.first}" if made.first == made.last else f"{made.first}_{made.last}"
    stem = f"informe-{days}-{use}"
    try:
        home.reports.mkdir(parents=True, exist_ok=True, mode=0o700)
        return [
            durable_files.write(home.reports / f"{stem}.{SUFFIXES[form]}", content(made, form))
            for form in ("pdf", "csv")
        ]
    except OSError as error:
        raise Problem(problems.NOT_WRITTEN, reason=disk_reason(error)) from error


def content(made: Report, form: str) -> bytes:
    """The report as text, csv, json or pdf."""
    return FORMATS[form](made)


def _report(session: Session, title: str, first: date, last: date, *, shared: bool) -> Report:
    session.need("supervisor")
    pack = session.pack
    named = session.catalog.consulates.get(pack.consulate)
    report = build.build(
        Scope(
            title=title,
            place=f"{pack.name} · {pack.venue}",
            first=first,
            last=last,
            places={pack.consulate: str(named.name) if named else pack.consulate},
            cases_in_full=session.allows("protection"),
        ),
        _things(session, first, last),
        session.catalog,
        age_bands.shipped(),
        sources.words(),
        [_("Cuenta lo que esta computadora sabe; la oficina central junta las de todas.")],
    )
    return disclosure_control.shared(report) if shared else report


def _things(session: Session, first: date, last: date) -> Iterator[CountedThing]:
    place, counting = session.pack.consulate, session.store.counting
    for visit in counting.visits(first, last):
        yield CountedThing(place, visit)
    for application in counting.applications(first, last):
        yield CountedThing(place, application)
    for _device, work in sources.unnamed_work(counting, first, last):
        yield CountedThing(place, work)
    for one in sources.box_facts(counting, session.pack.event, first, last):
        yield CountedThing(place, one)
