"""Every paper that the kit printed, read back: its words, its letters' size, its code, and that it names nobody.

What must stand there is worked out from the plan, the catalogue and the store's facts, not from the layouts.
"""

import re
from collections.abc import Iterator, Sequence, Set
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import NamedTuple

import msgspec
from PIL import Image, UnidentifiedImageError

from fieldkit.desk.accounts import cashier
from fieldkit.desk.printing import printable
from fieldkit.domain.accounts.money import money
from fieldkit.domain.catalog.catalog import Catalog
from fieldkit.domain.forms.application import Application, ApplicationState
from fieldkit.domain.journal import TICKET, PrintState
from fieldkit.domain.queue.visit import Visit
from fieldkit.locale import _
from fieldkit.platform.paths import Home
from fieldkit.rehearsal.check import paper_reader
from fieldkit.rehearsal.check.device_contents import Laptop
from fieldkit.rehearsal.play import paperwork
from fieldkit.rehearsal.play.drill import PlayedDrill
from fieldkit.tokens import receipt_code, ticket_token
from fieldkit.tokens.errors import TokenProblem
from printing import template

_LARGE_POINTS = 12.5  # what half of the letters on a large-type ticket's roll must reach: 4.4 mm
_REPRINT = "REIMPRESIÓN"
_FOLIO = 10
_WORDS = re.compile(r"\w+")
# What must stand on a paper of these kinds; of any other kind, what its layout names.
_SHOWN = {
    TICKET: {"event", "services", "code"},
    printable.CHECKLIST: {"event"},
    printable.ACKNOWLEDGEMENT: {"event", "service", "folio", "code"},
    printable.PERMIT: {"event", "service", "folio", "code"},
    printable.LABEL: {"event", "folio"},
    printable.REFERRAL: {"event"},
}


class PaperComparison(NamedTuple):
    """How many papers were read back, and what is wrong with them, in words."""

    read: int
    wrong: list[str]


class _Paper(NamedTuple):
    visit: Visit
    name: str  # as the journal names it
    job: str
    copy: int

    @property
    def kind(self) -> str:
        return self.name.partition("/")[0]

    @property
    def service(self) -> str:
        return self.name.partition("/")[2]


class _Published(msgspec.Struct):
    office_key: bytes


class _Titled(msgspec.Struct):
    title: str


class _Section(msgspec.Struct):
    tables: tuple[_Titled, ...]


class _Report(msgspec.Struct):
    sections: tuple[_Section, ...]


def compare(played: PlayedDrill, kit: Laptop) -> PaperComparison:
    """Look at every paper of the day, and for those that never came."""
    catalog = kit.pack.tables_of_services()
    issuing = {code for code, service in catalog.services.items() if service.issues}
    wrong = [
        _("el papel «{what}» no salió").format(what=kind)
        for kind in sorted(paperwork.wanted(played.plan, issuing) - paperwork.done(kit.visits))
    ]
    reader = _Reader(played, kit, catalog)
    papers = [paper for visit in kit.visits for paper in _printed(visit)]
    for paper in papers:
        what = f"{paper.visit.number} · {paper.name}"
        wrong += [_("papel {what}: {wrong}").format(what=what, wrong=words) for words in reader.wrong(paper)]
    of_day = _report(played)
    return PaperComparison(len(papers) + 1, [*wrong, *of_day])


def _printed(visit: Visit) -> Iterator[_Paper]:
    for name, last in visit.printed.items():
        if last.state is PrintState.CONFIRMED:
            yield _Paper(visit, name, last.job, last.copy)


class _Reader:
    """Reads papers and says what is wrong with them."""

    def __init__(self, played: PlayedDrill, kit: Laptop, catalog: Catalog) -> None:
        self._folder = Home(played.kit).printed
        self._canary = played.plan.canary.lower()
        self._kit, self._catalog, self._pack = kit, catalog, kit.pack
        (invitation,) = (played.folder / "papers").glob("*.invitation.json")
        self._published = msgspec.json.decode(invitation.read_bytes(), type=_Published).office_key

    def wrong(self, paper: _Paper) -> Iterator[str]:
        """What is wrong with one paper."""
        pictures = list(self._folder.glob(f"{paper.visit.number}*-{paper.job}.png"))
        pages = list(self._folder.glob(f"{paper.visit.number}*-{paper.job}*.pdf"))
        if len(pictures) != 1 or len(pages) != 2:
            yield _("faltan sus archivos")
            return
        for page in pages:
            try:
                lines = paper_reader.lines(page.read_bytes())
            except paper_reader.PaperError:
                yield _("no se puede leer")
                continue
            yield from self._words(paper, " ".join(" ".join(line.text for line in lines).split()))
            if paper.kind == TICKET and paper.visit.large and page.stem.endswith("mm"):
                yield from _small(lines)
        yield from self._code(paper, pictures[0])

    def _words(self, paper: _Paper, text: str) -> Iterator[str]:
        for words in self._expected(paper):
            if words not in text:
                yield _("no dice «{words}»").format(words=words)
        mark = f"{_REPRINT} {paper.copy} REPRINT {paper.copy}"
        if bool(paper.copy) != (_REPRINT in text) or (paper.copy and mark not in text):
            yield _("no dice bien si es reimpresión")
        if self._canary in text.lower():
            yield _("nombra a alguien")

    def _expected(self, paper: _Paper) -> Iterator[str]:
        services, visit, shown = self._catalog.services, paper.visit, _shown(paper.kind)
        yield visit.number
        if "event" in shown:
            yield self._pack.name
        about = (paper.service,) if paper.service and "service" in shown else ()
        for code in visit.services if "services" in shown else about:
            yield services[code].name.es
            yield services[code].name.en
        application = self._application(paper)
        if application is not None and "folio" in shown:
            folio = application.id[:_FOLIO].upper()
            yield f"Folio {folio[:5]}-{folio[5:]}"
        if application is not None and paper.kind == printable.ACKNOWLEDGEMENT:
            yield f"Costo Fee {money(application.fee_cents)}"
            yield f"Pagado Paid {money(cashier.paid_cents(visit, paper.service))}"
            collection = self._pack.collection or services[paper.service].next
            yield f"Cuándo y dónde recoger When and where to collect {collection.es} {collection.en}"
        elif application is not None and application.day and paper.kind == printable.PERMIT:
            days = self._catalog.documents[services[paper.service].issues].days or 0
            last = application.day + timedelta(days=days)
            yield f"Sirve hasta el {last:%d/%m/%Y} Good until {last:%Y-%m-%d}"
        elif paper.kind == printable.LABEL:
            yield f"{paper.service} · {self._pack.name}"
        elif paper.kind == printable.REFERRAL:
            place = self._catalog.outreach.referrals[min(self._catalog.outreach.referrals)].name
            yield f"Pase con Please go to {place.es} {place.en}"
        elif paper.kind == printable.CHECKLIST:
            yield "Lo que le falta traer What you still have to bring"
            yield self._catalog.contact.help_line

    def _code(self, paper: _Paper, file: Path) -> Iterator[str]:
        """Tickets and what is signed carry a code; on the others there is none to read."""
        coded = "code" in _shown(paper.kind)
        try:
            with Image.open(file) as picture:
                text = paper_reader.code(picture)
        except (paper_reader.PaperError, UnidentifiedImageError):
            if coded:
                yield _("su código no se lee")
            return
        if not coded:
            yield _("lleva un código de más")
        elif self._canary in text.lower():
            yield _("nombra a alguien")
        elif paper.kind == TICKET:
            yield from self._ticket(paper, text)
        else:
            yield from self._signed(paper, text)

    def _ticket(self, paper: _Paper, text: str) -> Iterator[str]:
        try:
            visit = ticket_token.verify(ticket_token.parse_scan(text), self._pack.ticket_key).hex()
        except TokenProblem:
            visit = ""
        if visit != paper.visit.id:
            yield _("su código no es el de ese boleto")

    def _signed(self, paper: _Paper, text: str) -> Iterator[str]:
        try:
            said = receipt_code.check(text, self._published).said
        except TokenProblem:
            yield _("su firma no se comprueba con la llave publicada")
            return
        application = self._application(paper)
        told = (said.number, said.service, said.cents)
        held = (paper.visit.number, paper.service, cashier.paid_cents(paper.visit, paper.service))
        if application is None or not application.id.startswith(said.application) or told != held:
            yield _("su código no dice lo que el papel")

    def _application(self, paper: _Paper) -> Application | None:
        mine = (one for one in self._kit.applications if (one.visit, one.service) == (paper.visit.id, paper.service))
        return next((one for one in mine if one.state is not ApplicationState.DISCARDED), None)


def _shown(kind: str) -> Set[str]:
    return _SHOWN.get(kind) or template.named(template.layouts()[kind])


def _small(lines: Sequence[paper_reader.Line]) -> Iterator[str]:
    sizes = [line.size for line in lines for _letter in line.text]
    if not sizes or median(sizes) < _LARGE_POINTS:
        yield _("su letra no es grande")


def _report(played: PlayedDrill) -> Iterator[str]:
    """The day's report as it is handed on: every table that the program itself wrote down has its title there."""
    papers = list(Home(played.kit).reports.glob("*.pdf"))
    try:
        told = msgspec.json.decode(played.own_report.read_bytes(), type=_Report)
        lines = [line.text for paper in papers for line in paper_reader.lines(paper.read_bytes())]
    except (OSError, msgspec.DecodeError, paper_reader.PaperError):
        lines = []
    if not lines:
        yield _("papel {what}: {wrong}").format(what=_("Informe del día"), wrong=_("no se puede leer"))
        return
    there = set(_WORDS.findall(" ".join(lines)))
    for table in (table for section in told.sections for table in section.tables):
        if not there.issuperset(_WORDS.findall(table.title)):
            wrong = _("no dice «{words}»").format(words=table.title)
            yield _("papel {what}: {wrong}").format(what=_("Informe del día"), wrong=wrong)
    if played.plan.canary.lower() in " ".join(lines).lower():
        yield _("papel {what}: {wrong}").format(what=_("Informe del día"), wrong=_("nombra a alguien"))
