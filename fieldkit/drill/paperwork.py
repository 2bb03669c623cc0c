"""The drill's papers beside the tickets: one of each that somebody may ask for, and one printed again."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from fieldkit.desk import papers, sheets
from fieldkit.desk.application_papers import standing
from fieldkit.desk.papers import Wanted
from fieldkit.desk.session import Session
from fieldkit.drill.plan import Plan
from fieldkit.drill.steps import Step
from fieldkit.home import Home
from fieldkit.visits import ENDED, Visit
from printing.job import Job, Printer, Readiness, Sent
from printing.printers.folder import FolderPrinter

AGAIN = "again"
_ABOUT_APPLICATIONS = (sheets.ACKNOWLEDGEMENT, sheets.LABEL, sheets.PERMIT)


class Due(NamedTuple):
    """A paper to print now."""

    kind: str
    visit: Visit
    paper: str


def wanted(plan: Plan, issuing: set[str]) -> set[str]:
    """The kinds of which a day must give one; ``issuing``: the services that hand out a document with a term."""
    sealed = {filing.service for _person, filing in plan.filings()}
    made = {sheets.LARGE_TICKET, sheets.CHECKLIST, sheets.REFERRAL} if plan.coming else set()
    if sealed:
        made.add(sheets.LABEL)
    if sealed - issuing:
        made |= {sheets.ACKNOWLEDGEMENT, AGAIN}
    return made | ({sheets.PERMIT} if sealed & issuing else set())


def done(visits: Sequence[Visit]) -> set[str]:
    """The kinds that came out, and were seen, at least once."""
    seen = {
        (name.partition("/")[0], last.copy)
        for visit in visits
        for name, last in visit.prints.items()
        if last.state == "confirmed"
    }
    large = {sheets.LARGE_TICKET for visit in visits if visit.large and visit.paper == "confirmed"}
    again = {AGAIN for kind, copy in seen if kind == sheets.ACKNOWLEDGEMENT and copy}
    return {kind for kind, _copy in seen} | large | again


class Paperwork:
    """Prints through the desk and the printer, like everybody."""

    def __init__(self, session: Session, plan: Plan) -> None:
        self._session = session
        services = session.catalog.services
        self._issuing = {code for code, service in services.items() if service.issues}
        self._wanted = wanted(plan, self._issuing)
        self._to = min(session.catalog.outreach.referrals)

    def due(self, here: Sequence[Visit]) -> Due | None:
        """The next paper, of the first person who may ask for it."""
        for kind in sorted(self._wanted - done(here)):
            for visit in here:
                paper = self._of(kind, visit)
                if paper:
                    return Due(kind, visit, paper)
        return None

    def print(self, due: Due) -> Step:
        """Print it and see it come out. What a cut left as sent nobody saw: it comes out once more, and says so.

        Raises PrintProblem.
        """
        visit, session = due.visit.id, self._session
        if due.kind == sheets.LARGE_TICKET:
            papers.queue(session, visit, large=True)
            papers.print_ticket(session, visit)
            papers.confirm(session, visit)
            return Step("paper", f"{due.visit.number}.{due.paper}")
        papers.queue(session, visit, due.paper)
        paper = papers.take(session, *Wanted(visit, due.paper, self._to))
        if paper is not None:
            papers.send(session, paper)
            papers.note(session, paper, "confirmed")
        return Step("paper", f"{due.visit.number}.{due.paper}")

    @staticmethod
    def held(visits: Sequence[Visit]) -> Iterator[Step]:
        """Every paper that the store holds."""
        for visit in visits:
            if visit.large and visit.paper == "confirmed":
                yield Step("paper", f"{visit.number}.{sheets.LARGE_TICKET}")
            for name, last in visit.prints.items():
                if last.state == "confirmed" or last.copy:
                    yield Step("paper", f"{visit.number}.{name}")

    def _of(self, kind: str, visit: Visit) -> str:
        """The paper of that kind that a person may ask for now; empty when there is none."""
        if kind == AGAIN:
            own = (name for name in visit.prints if name.startswith(sheets.ACKNOWLEDGEMENT))
            return next(own, "")
        if kind in _ABOUT_APPLICATIONS:
            fits = (
                code
                for code in visit.services
                if kind == sheets.LABEL or (code in self._issuing) == (kind == sheets.PERMIT)
            )
            code = next((code for code in fits if standing(self._session, visit, code)), "")
            return f"{kind}/{code}" if code else ""
        if kind == sheets.REFERRAL:
            return kind
        # A list is for who still lacks something, a ticket for who still waits.
        return kind if visit.state not in ENDED and visit.open_services else ""


class Copying(msgspec.Struct, frozen=True):
    """The laptop's printer, with a copy of every job in the laptop's folder, where it can be looked at afterwards."""

    real: Printer
    folder: FolderPrinter

    @property
    def name(self) -> str:
        """The real one's."""
        return self.real.name

    def ready(self) -> Readiness:
        """The real one's."""
        return self.real.ready()

    def send(self, job: Job) -> Sent:
        """Raises what either raises."""
        self.folder.send(job)
        return self.real.send(job)


def copying(printer: Printer, home: Home) -> Printer:
    """A printer of whose work files are left in the laptop's folder."""
    if isinstance(printer, FolderPrinter) and printer.folder == str(home.printed):
        return printer
    return Copying(printer, FolderPrinter(str(home.printed)))
