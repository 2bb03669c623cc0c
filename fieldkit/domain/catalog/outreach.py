"""What is counted at sessions and desks: the lists of outreach.toml, in typed values."""

from collections.abc import Mapping
from typing import Annotated

import msgspec

from fieldkit.domain.catalog.named_codes import NamedCode
from fieldkit.domain.catalog.tables import TableFile

Codes = Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]


class SessionKind(NamedCode, frozen=True, forbid_unknown_fields=True):
    """A kind of session and what it may be about; some cannot be held virtually."""

    topics: Codes
    in_person_only: bool = False


class OutreachDesk(NamedCode, frozen=True, forbid_unknown_fields=True):
    """A desk whose contacts are counted; of ``totals`` nothing is kept but how many and about what."""

    topics: Codes
    totals: bool = False


class OutreachTables(msgspec.Struct, frozen=True):
    """The lists by code."""

    sessions: Mapping[str, SessionKind]
    topics: Mapping[str, NamedCode]
    desks: Mapping[str, OutreachDesk]
    referrals: Mapping[str, NamedCode]
    sexes: Mapping[str, NamedCode]


TABLES = frozenset({"session", "topic", "desk", "referral", "sex"})


def read(sheet: TableFile) -> OutreachTables:
    """The lists of outreach.toml; what is wrong is noted as a fault of the sheet."""
    sessions, desks = sheet.each("session", SessionKind), sheet.each("desk", OutreachDesk)
    for table, rows in (("session", sessions), ("desk", desks)):
        for code, row in rows.items():
            sheet.known(f"{table}.{code}", row.topics, sheet.names("topic"))
    return OutreachTables(
        sessions=sessions,
        topics=sheet.each("topic", NamedCode),
        desks=desks,
        referrals=sheet.each("referral", NamedCode),
        sexes=sheet.each("sex", NamedCode),
    )
