"""Protection as the Ministry counts it: cases by field, persons by field and sex, minors by age, returns of children.

At an event whoever supervises sees how many cases there are and no more: of two cases a table would tell both.
"""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from fieldkit.domain import journal as j
from fieldkit.domain.protection import case as cases
from fieldkit.locale import N_, _
from fieldkit.people.ages import band_of
from fieldkit.people.dates import iso_date
from fieldkit.report import age_bands
from fieldkit.report.crosstab import Crosstab, Dimensions
from fieldkit.report.dimensions import Book, listed
from fieldkit.report.model import Section

UNACCOMPANIED = "unaccompanied"
_CASES = N_("casos abiertos, cada uno una vez, por el día en que se abrieron")
_PERSONS = N_("personas afectadas de los casos abiertos; un caso puede tener varias")
_MINORS = N_("personas con la seña «menor sin compañía»; edad en años cumplidos el día del caso")
_MARKS = N_("señas anotadas de las personas afectadas; una persona puede tener varias")
_RETURNS = N_("restituciones logradas, por el día en que se anotaron; cada caso una vez")
_WORK = N_("hojas de casos selladas en el periodo")


class CaseWork(NamedTuple):
    """What happened to one case in the period: opened, followed up so many times, returned a child, closed."""

    case: cases.Case
    opened: bool
    followed: int
    returned: str
    closed: bool


def work(subject: str, facts: Iterable[j.Fact], first: date, last: date) -> CaseWork | None:
    """What ``facts`` tell of a case between two days, both included; None when nothing happened to it then."""
    told = list(facts)
    case = cases.fold(subject, told)
    unique = {body.revision: body for fact in j.in_order(told) if isinstance(body := fact.body, j.CaseFollowed)}
    standing = [body for revision, body in unique.items() if revision not in cases.corrected_sheets(told)]
    later = [body for body in standing if _within(iso_date(body.day), first, last)]
    returned = next((body.hague for body in later if body.hague), "")
    done = CaseWork(case, _within(case.day, first, last), len(later), returned, any(body.closed for body in later))
    return done if done.opened or later else None


class Protection:
    """Counts cases and the persons in them."""

    def __init__(self, book: Book) -> None:
        self._book = book
        lists = book.catalog.protection
        field, sex = listed("field", _("Ámbito"), lists.fields, _("Otro ámbito")), book.sex()
        direction = listed("direction", _("Restitución"), lists.hague, _("Otra"))
        happened = Dimensions(
            "work", _("Casos"), {"1": _("Abiertos"), "2": _("Seguimientos"), "3": _("Concluidos")}, ""
        )
        self.work = Crosstab("casework", happened)
        self.cases = Crosstab("cases", book.place(), field)
        self.persons = Crosstab("protected", book.place(), field, sex)
        self.minors = Crosstab("minors", book.minor_age(), sex)
        self.marks = Crosstab("marks", listed("mark", _("Seña"), lists.marks, _("Otra")), sex)
        self.asked, self.returned = Crosstab("asked", direction), Crosstab("returned", direction)

    def add(self, place: str, one: CaseWork) -> None:
        """One case."""
        for kind, n in (("1", int(one.opened)), ("2", one.followed), ("3", int(one.closed))):
            if n:
                self.work.add(kind, n=n)
        if one.returned:
            self.returned.add(one.returned)
        case = one.case
        if not one.opened or case.day is None:
            return
        self.cases.add(place, case.field)
        if case.hague:
            self.asked.add(case.hague)
        starts = age_bands.on(self._book.bands.minors, case.day)
        for person in case.persons:
            self.persons.add(place, case.field, person.sex)
            for mark in person.marks:
                self.marks.add(mark, person.sex)
            if UNACCOMPANIED in person.marks:
                self.minors.add("" if person.age is None else band_of(person.age, starts), person.sex)

    def sections(self, *, totals_only: bool) -> list[Section]:
        """All of it, or no more than how many cases there were."""
        if not self.work:
            return []
        tables = [self.work.listing("case-work", _("Casos de protección"), "work", _(_WORK))]
        if totals_only:
            return [Section(_("Protección"), tuple(tables))]
        if self.cases:
            tables.append(self.cases.listing("cases", _("Casos por ámbito"), "field", _(_CASES)))
        if self.persons:
            title = _("Personas protegidas por ámbito y sexo")
            tables.append(self.persons.crossing("protected", title, "field", "sex", _(_PERSONS)))
        if self.minors:
            title = _("Menores sin compañía por edad y sexo")
            tables.append(self.minors.crossing("minors", title, "age", "sex", _(_MINORS)))
        if self.marks:
            title = _("Señas de vulnerabilidad por sexo")
            tables.append(self.marks.crossing("marks", title, "mark", "sex", _(_MARKS)))
        if self.asked:
            title = _("Restitución de menores pedida (La Haya)")
            tables.append(self.asked.listing("hague-asked", title, "direction", _(_CASES)))
        if self.returned:
            title = _("Restitución de menores lograda (La Haya)")
            tables.append(self.returned.listing("hague-returned", title, "direction", _(_RETURNS)))
        return [Section(_("Protección"), tuple(tables))]


def _within(day: date | None, first: date, last: date) -> bool:
    """Whether a day lies in a period; one that is not known lies in none."""
    return day is not None and first <= day <= last
