"""The drill's papers beside the tickets: one of each that somebody may ask for, and one printed again."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from fieldkit.desk.printing import print_jobs, printable
from fieldkit.desk.printing.application_documents import standing
from fieldkit.desk.printing.print_jobs import PaperOrder
from fieldkit.desk.session import Session
from fieldkit.domain.journal import TICKET, PrintState
from fieldkit.domain.queue.visit import ENDED, Visit
from fieldkit.platform.paths import Home
from fieldkit.rehearsal.plan.plan import DrillPlan
from fieldkit.rehearsal.play.steps import Step
from printing import template
from printing.job import Job, Printer, Readiness, Sent
from printing.printers.folder import FolderPrinter

AGAIN = "again"
_ABOUT_APPLICATIONS = ("sealed", "receipt", "permit")


class Due(NamedTuple):
    """A paper to print now."""

    kind: str
    visit: Visit
    paper: str


def wanted(plan: DrillPlan, issuing: set[str]) -> set[str]:
    """The kinds of which a day must give one; ``issuing``: the services that hand out a document with a term."""
    sealed = {filing.service for _person, filing in plan.filings()}
    some = {
        **dict.fromkeys(("waiting", "lacking", "here"), bool(plan.coming)),
        "sealed": bool(sealed),
        "receipt": bool(sealed - issuing),
        "permit": bool(sealed & issuing),
        "paid": False,  # asked for at the till, which the drill's hands leave before they print
    }
    made = {kind for kind, layout in template.layouts().items() if kind != TICKET and some[layout.offered]}
    made |= {printable.LARGE_TICKET} if plan.coming else set()
    return made | ({AGAIN} if some["receipt"] else set())


def done(visits: Sequence[Visit]) -> set[str]:
    """The kinds that came out, and were seen, at least once."""
    seen = {
        (name.partition("/")[0], last.copy)
        for visit in visits
        for name, last in visit.prints.items()
        if last.state is PrintState.CONFIRMED
    }
    large = {printable.LARGE_TICKET for visit in visits if visit.large and visit.paper is PrintState.CONFIRMED}
    again = {AGAIN for kind, copy in seen if kind == printable.ACKNOWLEDGEMENT and copy}
    return {kind for kind, _copy in seen} | large | again


class Paperwork:
    """Prints through the desk and the printer, like everybody."""

    def __init__(self, session: Session, plan: DrillPlan) -> None:
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
        if due.kind == printable.LARGE_TICKET:
            print_jobs.queue(session, visit, large=True)
            print_jobs.print_ticket(session, visit)
            print_jobs.confirm(session, visit)
            return Step("paper", f"{due.visit.number}.{due.paper}")
        print_jobs.queue(session, visit, due.paper)
        paper = print_jobs.take(session, *PaperOrder(visit, due.paper, self._to))
        if paper is not None:
            print_jobs.send(session, paper)
            print_jobs.note(session, paper, PrintState.CONFIRMED)
        return Step("paper", f"{due.visit.number}.{due.paper}")

    @staticmethod
    def held(visits: Sequence[Visit]) -> Iterator[Step]:
        """Every paper that the store holds."""
        for visit in visits:
            if visit.large and visit.paper is PrintState.CONFIRMED:
                yield Step("paper", f"{visit.number}.{printable.LARGE_TICKET}")
            for name, last in visit.prints.items():
                if last.state is PrintState.CONFIRMED or last.copy:
                    yield Step("paper", f"{visit.number}.{name}")

    def _of(self, kind: str, visit: Visit) -> str:
        """The paper of that kind that a person may ask for now; empty when there is none."""
        if kind == AGAIN:
            own = (name for name in visit.prints if name.startswith(printable.ACKNOWLEDGEMENT))
            return next(own, "")
        layout = template.layouts().get(kind)
        offered = layout.offered if layout else "waiting"
        if offered in _ABOUT_APPLICATIONS:
            fits = (
                code
                for code in visit.services
                if offered == "sealed" or (code in self._issuing) == (offered == "permit")
            )
            code = next((code for code in fits if standing(self._session, visit, code)), "")
            return f"{kind}/{code}" if code else ""
        if offered == "here":
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
