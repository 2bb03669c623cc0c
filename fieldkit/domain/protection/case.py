"""Protection cases: the fold of what everybody may know of one, and the sheet that is sealed for headquarters."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from enum import StrEnum

import msgspec

from fieldkit.domain import journal as j
from fieldkit.people import ages
from fieldkit.people.dates import iso_date

# Left out of the bytes while there are none, so that a sheet reads as one of version 0.1.0.
More = dict[str, str] | msgspec.UnsetType


class CaseState(StrEnum):
    """Where a case is, as far as anybody is told."""

    UNKNOWN = "unknown"
    SEALED = "sealed"
    FOLLOWED = "followed"
    RETURNED = "returned"
    CLOSED = "closed"
    DISCARDED = "discarded"


class Case(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A case as the journal tells of it. ``hague`` is the return asked for, ``returned`` the one that took place.

    ``sent_back``: sheets that headquarters sent back and nothing corrects yet, with the reasons.
    """

    id: str
    state: CaseState = CaseState.UNKNOWN
    number: str = ""
    day: date | None = None
    field: str = ""
    persons: tuple[j.CasePerson, ...] = ()
    hague: str = ""
    returned: str = ""
    referrals: tuple[str, ...] = ()
    sheets: dict[int, tuple[j.FileRef, ...]] = {}
    sent_back: dict[int, tuple[str, ...]] = {}
    conflicts: tuple[str, ...] = ()

    @property
    def revision(self) -> int:
        """The newest sheet's, 0 when none is known."""
        return max(self.sheets, default=0)


def fold(subject: str, facts: Iterable[j.Fact]) -> Case:
    """The case that ``facts`` tell of, whatever their order and repeats."""
    case = Case(id=subject)
    told = j.in_order(facts)
    corrected = corrected_sheets(told)
    for fact in told:
        case = _apply(case, fact.body, corrected)
    return msgspec.structs.replace(case, state=CaseState.RETURNED) if case.sent_back else case


def corrected_sheets(facts: Iterable[j.Fact]) -> frozenset[int]:
    """The sheets that later ones replace: what they said counts no longer."""
    bodies = (fact.body for fact in facts)
    return frozenset(body.corrects for body in bodies if isinstance(body, j.CaseSealed | j.CaseFollowed))


def fold_all(facts: Iterable[j.Fact]) -> list[Case]:
    """Every case that ``facts`` tell of, by number; facts about anything else are left out."""
    subjects = defaultdict(list)
    for fact in facts:
        if isinstance(fact.body, j.CaseKind):
            subjects[fact.header.subject].append(fact)
    cases = [fold(subject, told) for subject, told in subjects.items()]
    return sorted(cases, key=lambda case: (len(case.number), case.number, case.id))


def _apply(case: Case, body: j.Kind | None, corrected: frozenset[int]) -> Case:
    match body:
        case j.CaseSealed() | j.CaseFollowed() if body.revision in corrected:
            day = iso_date(body.day) if isinstance(body, j.CaseSealed) else case.day
            return msgspec.structs.replace(_sheet(case, body.revision, body.files), day=day)
        case j.CaseSealed():
            fresh = case.state in {CaseState.UNKNOWN, CaseState.DISCARDED}
            return msgspec.structs.replace(
                _sheet(case, body.revision, body.files),
                state=CaseState.SEALED if fresh else case.state,
                number=body.number,
                day=(case.day if body.corrects else None) or iso_date(body.day),
                field=body.field,
                persons=body.persons,
                hague=body.hague,
                referrals=_referred(case, body.referral),
            )
        case j.CaseFollowed():
            return msgspec.structs.replace(
                _sheet(case, body.revision, body.files),
                state=CaseState.CLOSED if body.closed else CaseState.FOLLOWED,
                returned=body.hague or case.returned,
                referrals=_referred(case, body.referral),
            )
        case j.CaseReturned() if body.revision in case.sheets and body.revision not in corrected:
            return msgspec.structs.replace(case, sent_back={**case.sent_back, body.revision: body.reasons})
        case j.CaseDiscarded() if case.state is CaseState.UNKNOWN:
            return msgspec.structs.replace(case, state=CaseState.DISCARDED)
        case _:
            return case


def _sheet(case: Case, revision: int, files: tuple[j.FileRef, ...]) -> Case:
    """With one more sheet; two of one revision with different contents are told, not overwritten unseen."""
    before = case.sheets.get(revision, files)
    conflicts = case.conflicts if before == files else (*case.conflicts, f"case.sealed@{revision}")
    return msgspec.structs.replace(case, sheets={**case.sheets, revision: files}, conflicts=conflicts)


def _referred(case: Case, referral: str) -> tuple[str, ...]:
    return (*case.referrals, referral) if referral else case.referrals


class CasePersonSheet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody in a case. ``counted``: the case is about this person. ``us_status`` stands nowhere else at all.

    ``more``: answers to questions that only the table of the event has; the same holds for the other sheets.
    """

    role: str
    counted: bool
    given: str = ""
    surname1: str = ""
    surname2: str = ""
    sex: str = ""
    born: date | None = None
    nationality: str = ""
    marks: tuple[str, ...] = ()
    us_status: str = ""
    more: More = msgspec.UNSET


class Intake(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="form", tag="intake"):
    """What is told when a case is opened. ``visit`` is the visit it came from, empty when it came another way."""

    field: str
    kind: str
    persons: tuple[CasePersonSheet, ...]
    actions: tuple[str, ...]
    hague: str = ""
    place: str = ""
    referral: str = ""
    follow_up: date | None = None
    notes: str = ""
    visit: str = ""
    language: str = ""
    more: More = msgspec.UNSET


class FollowUp(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="form", tag="follow_up"):
    """What was done later. ``hague`` is the return that took place."""

    actions: tuple[str, ...]
    referral: str = ""
    hague: str = ""
    closed: bool = False
    notes: str = ""
    more: More = msgspec.UNSET


class CaseSheet(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What headquarters opens: sheet ``revision`` of a case, from 1 on, and what is told on it.

    ``corrects`` is the sheet that it replaces. What is not there is left out: the sheet reads as one of 0.1.0.
    """

    case: str
    revision: j.Count
    number: str
    event: str
    device: str
    operator: str
    day: str
    captured_ms: j.Count
    told: Intake | FollowUp
    v: j.Count = 1
    files: tuple[j.PackedFile, ...] = ()
    corrects: j.Count = 0
    approved_by: str = ""


_sheet_decoder = msgspec.json.Decoder(CaseSheet)


def read_sheet(raw: bytes) -> CaseSheet:
    """Parse an opened sheet; raises msgspec.DecodeError (a ValueError) when it is not one."""
    return _sheet_decoder.decode(raw)


def counted(
    persons: Iterable[CasePersonSheet], day: date, sealed_marks: Collection[str] = ()
) -> tuple[j.CasePerson, ...]:
    """Whom the case is about, as the journal may carry it: no name, no date. Raises NOT_YET_BORN."""
    return tuple(
        j.CasePerson(
            sex=one.sex,
            age=ages.age_on(one.born, day) if one.born else None,
            marks=tuple(mark for mark in one.marks if mark not in sealed_marks),
        )
        for one in persons
        if one.counted
    )
