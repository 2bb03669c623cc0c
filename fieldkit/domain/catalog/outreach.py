"""What is counted at sessions and desks: the lists of outreach.toml, in typed values."""

from collections.abc import Mapping
from typing import Annotated

import msgspec

from fieldkit.domain.catalog.named_codes import Named
from fieldkit.domain.catalog.tables import Sheet

Codes = Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]


class SessionKind(Named, frozen=True, forbid_unknown_fields=True):
    """A kind of session and what it may be about; some cannot be held virtually."""

    topics: Codes
    in_person_only: bool = False


class Desk(Named, frozen=True, forbid_unknown_fields=True):
    """A desk whose contacts are counted; of ``totals`` nothing is kept but how many and about what."""

    topics: Codes
    totals: bool = False


class Outreach(msgspec.Struct, frozen=True):
    """The lists by code."""

    sessions: Mapping[str, SessionKind]
    topics: Mapping[str, Named]
    desks: Mapping[str, Desk]
    referrals: Mapping[str, Named]
    sexes: Mapping[str, Named]


TABLES = frozenset({"session", "topic", "desk", "referral", "sex"})


def read(sheet: Sheet) -> Outreach:
    """The lists of outreach.toml; what is wrong is noted as a fault of the sheet."""
    sessions, desks = sheet.each("session", SessionKind), sheet.each("desk", Desk)
    for table, rows in (("session", sessions), ("desk", desks)):
        for code, row in rows.items():
            sheet.known(f"{table}.{code}", row.topics, sheet.names("topic"))
    return Outreach(
        sessions=sessions,
        topics=sheet.each("topic", Named),
        desks=desks,
        referrals=sheet.each("referral", Named),
        sexes=sheet.each("sex", Named),
    )
