"""Protection cases at headquarters held against the plan: each once, with every sheet as it was told."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

from fieldkit.domain.protection import case_form
from fieldkit.domain.protection.case import FollowUp, Intake
from fieldkit.locale import _
from fieldkit.rehearsal.plan.other_work import CasePart
from fieldkit.rehearsal.plan.plan import DrillPlan


class _Sheet(msgspec.Struct, frozen=True):
    operator: str
    told: Intake | FollowUp


class _Row(msgspec.Struct, frozen=True):
    """What is compared of a line of headquarters' export."""

    id: str
    sheets: tuple[_Sheet, ...]


class CaseComparison(NamedTuple):
    """How many cases headquarters opened, and in words what is lost and what came twice."""

    opened: int
    lost: list[str]
    doubled: list[str]


def compare(plan: DrillPlan, export: Path, protector: str) -> CaseComparison:
    """Headquarters' cases against the plan's; only ``protector`` wrote them."""
    path = export / "cases.jsonl"
    lines = path.read_bytes().splitlines() if path.exists() else []
    rows = [msgspec.json.decode(line, type=_Row) for line in lines]
    return CaseComparison(len(rows), list(_lost(plan, rows, protector)), list(_doubled(plan, rows)))


def _lost(plan: DrillPlan, rows: list[_Row], protector: str) -> Iterator[str]:
    for person, case in plan.cases:
        mine = [row for row in rows if _is_of(row, case)]
        if not mine:
            yield _("el caso de la persona {n} no llegó").format(n=person.at)
        elif [case_form.answers(sheet.told) for sheet in mine[0].sheets] != [one for one in case if one]:
            yield _("el caso de la persona {n} no es el que se contó").format(n=person.at)
        elif any(sheet.operator != protector for sheet in mine[0].sheets):
            yield _("el caso de la persona {n} lo vio alguien que no es de protección").format(n=person.at)


def _doubled(plan: DrillPlan, rows: list[_Row]) -> Iterator[str]:
    for person, case in plan.cases:
        times = sum(_is_of(row, case) for row in rows)
        if times > 1:
            yield _("el caso de la persona {n} llegó {times} veces").format(n=person.at, times=times)
    for row in rows:
        if not any(_is_of(row, case) for _person, case in plan.cases):
            yield _("llegó un caso que nadie contó: {what}").format(what=row.id)


def _is_of(row: _Row, case: CasePart) -> bool:
    return bool(row.sheets) and row.sheets[0].told.notes == case.answers["notes"]
