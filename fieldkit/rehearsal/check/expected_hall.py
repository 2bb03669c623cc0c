"""The independent count of the hall and of documents, person by person of the drill's list."""

from collections import defaultdict
from datetime import date

from fieldkit.domain.catalog.catalog import Catalog
from fieldkit.domain.journal.code_words import EXCEPTION_REASONS
from fieldkit.people.ages import age_on
from fieldkit.rehearsal.check.report_cells import Cells
from fieldkit.rehearsal.plan.plan import DrillPlan, Filing, PlannedPerson
from fieldkit.rehearsal.plan.roles import EXCEPTIONS

NOTHING = "Sin dato"
SEXES = {"H": "Hombre", "M": "Mujer", "": NOTHING}
_AGES = ((3, "menos de 3 años"), (12, "3 a 11 años"), (18, "12 a 17 años"), (30, "18 a 29 años"))
_OLDER = ((45, "30 a 44 años"), (60, "45 a 59 años"), (999, "60 años o más"))


def count(plan: DrillPlan, catalog: Catalog) -> dict[str, Cells]:
    """Visits, services, languages, waits, exceptions and documents."""
    tables: dict[str, Cells] = defaultdict(Cells)
    for person in plan.people:
        _visit(tables, person, catalog)
    for person, filing in plan.filings():
        if catalog.services[filing.service].privacy == "identity":
            _document(tables, person, filing, catalog, plan.day)
    return tables


def service_name(catalog: Catalog, code: str) -> str:
    """What a service is called in a report."""
    return f"{code} {catalog.services[code].name.es}"


def _visit(tables: dict[str, Cells], person: PlannedPerson, catalog: Catalog) -> None:
    role = person.role
    kind = "Con cita" if role.booked else "Sin cita"
    tables["visits"]["Terminó" if role.comes else "Tenía cita y no llegó", kind] += 1
    if not role.comes:
        return
    spoken = {one.key: one.label.es for one in catalog.fields["language"].choices}
    helped = "Sin intérprete" if role.language == "spa" else "Con intérprete"
    tables["languages"][spoken[role.language], helped] += 1
    for group in ("Con prioridad" if role.priority else kind, "Todos"):
        tables["waits"][group, "Visitas"] += 1
    tables["served"]["Todos", "Visitas"] += 1
    for code in role.services:
        name = service_name(catalog, code)
        counted = catalog.services[code].hq == "totals"
        tables["services"][name, "Total"] += 1
        tables["outcomes"][name, "Atendidas" if counted else "Solicitud sellada"] += 1
        for rule in _let_pass(person, code, catalog):
            tables["exceptions"][EXCEPTION_REASONS[EXCEPTIONS[rule]], "Total"] += 1
            tables["exceptions-service"][name, "Total"] += 1


def _let_pass(person: PlannedPerson, code: str, catalog: Catalog) -> list[str]:
    """The rules that a supervisor let pass for a service."""
    service = catalog.services[code]
    rules = ["approval"] if service.approval is not None else []
    if person.role.lacks in service.requirements and code == _first_that_asks(person, catalog):
        rules.append(f"document.{person.role.lacks}")
    return rules


def _first_that_asks(person: PlannedPerson, catalog: Catalog) -> str:
    asking = [code for code in person.role.services if person.role.lacks in catalog.services[code].requirements]
    return asking[0] if asking else ""


def _document(tables: dict[str, Cells], person: PlannedPerson, filing: Filing, catalog: Catalog, day: date) -> None:
    answers = filing.final
    sex, years = SEXES[answers.get("sex", "")], answers.get("years", "")
    offered = "1 año" if years == "1" else f"{years} años" if years else "Sin vigencia"
    age = age_on(person.born, day) if "born" in answers else None
    band = NOTHING if age is None else next(words for below, words in (*_AGES, *_OLDER) if age < below)
    tables["documents-type"][service_name(catalog, filing.service), sex] += 1
    tables["documents-validity"][offered, sex] += 1
    tables["documents-age"][band, sex] += 1
