"""The independent count of protection cases, sessions, contacts, legal advice and referrals."""

from collections import Counter, defaultdict
from datetime import date

from fieldkit.domain.catalog.catalog import Catalog
from fieldkit.people.ages import age_on
from fieldkit.rehearsal.check.expected_hall import SEXES
from fieldkit.rehearsal.check.report_cells import Cells
from fieldkit.rehearsal.plan.other_work import CasePart, OutreachPart
from fieldkit.rehearsal.plan.plan import DrillPlan

_COUNTED_ROLES = {"affected", "child"}
_MINORS = ((12, "menos de 12 años"), (17, "12 a 16 años"), (18, "17 años"), (999, "18 años o más"))
_TOTAL = "Total"


def count(plan: DrillPlan, catalog: Catalog, *, cases: bool) -> dict[str, Cells]:
    """What names nobody; ``cases``: protection in full, else no more than how many cases there were."""
    tables: dict[str, Cells] = defaultdict(Cells)
    told = [case for _person, case in plan.cases]
    later = [case.follow_up for case in told if case.follow_up]
    closed = sum(one["standing"] == "closed" for one in later)
    done = {"Abiertos": len(told), "Seguimientos": len(later), "Concluidos": closed}
    tables["case-work"].update(Counter({(what, _TOTAL): n for what, n in done.items() if n}))
    for case in told if cases else ():
        _case(tables, case, catalog, plan.day)
    for one in plan.activities:
        if not one.wrong:
            (_session if one.session else _contact)(tables, one, catalog)
    matters = {one.key: one.label.es for one in catalog.fields["advice_matter"].choices}
    for _person, filing in plan.filings():
        if filing.service == "PALE":
            tables["advice"][matters[filing.final["advice_matter"]], "Con turno"] += 1
    return tables


def _case(tables: dict[str, Cells], case: CasePart, catalog: Catalog, day: date) -> None:
    lists, told = catalog.protection, case.answers
    field = lists.fields[told["field"]].name.es
    tables["cases"][field, _TOTAL] += 1
    if told.get("referral"):
        tables["referrals"][lists.referrals[told["referral"]].name.es, "Casos"] += 1
    if told.get("hague"):
        tables["hague-asked"][lists.hague[told["hague"]].name.es, _TOTAL] += 1
    if case.follow_up.get("hague"):
        tables["hague-returned"][lists.hague[case.follow_up["hague"]].name.es, _TOTAL] += 1
    for nth in ("p1", "p2"):
        if told.get(f"{nth}-role") not in _COUNTED_ROLES:
            continue
        sex = SEXES[told[f"{nth}-sex"]]
        tables["protected"][field, sex] += 1
        marks = told.get(f"{nth}-marks", "").split()
        for mark in marks:
            if not lists.marks[mark].sealed:
                tables["marks"][lists.marks[mark].name.es, sex] += 1
        if "unaccompanied" in marks:
            age = age_on(date.fromisoformat(told[f"{nth}-born"]), day)
            tables["minors"][next(words for below, words in _MINORS if age < below), sex] += 1


def _session(tables: dict[str, Cells], one: OutreachPart, catalog: Catalog) -> None:
    lists = catalog.outreach
    name, way = lists.sessions[one.place].name.es, "Virtual" if one.virtual else "Presencial"
    tables["sessions"][name, way] += 1
    tables["reached"][name, way] += one.people
    if one.consultations:
        tables["consultations"][name, _TOTAL] += one.consultations
    for where, people in one.referrals:
        tables["referrals"][lists.referrals[where].name.es, "Sesiones"] += people


def _contact(tables: dict[str, Cells], one: OutreachPart, catalog: Catalog) -> None:
    lists = catalog.outreach
    topic = lists.topics[one.topic].name.es
    tables["contacts"][lists.desks[one.place].name.es, _TOTAL] += one.people
    if one.place == "DACA":
        tables["daca"][topic, _TOTAL] += one.people
    if one.place == "PALE":
        tables["advice"][topic, "Sin turno"] += one.people
    for where, people in one.referrals:
        tables["referrals"][lists.referrals[where].name.es, "Ventanillas"] += people
