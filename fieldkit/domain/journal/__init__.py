"""This program's kinds of entry, and the facts that folds are made of.

A kind is a frozen Struct whose tag is written into the entry's header; its JSON is the entry's body. Kinds marked
personal are purged from a laptop when the day is closed: everything else must never hold a word about a person.
One module holds the kinds of one subject; this one puts them together.
"""

from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from fieldkit.domain.journal.application import Accepted, Discarded, FileRef, PackedFile, Ready, Returned, Submitted
from fieldkit.domain.journal.base import Body, Count
from fieldkit.domain.journal.case import CaseDiscarded, CaseFollowed, CasePerson, CaseReturned, CaseSealed
from fieldkit.domain.journal.device import ClockDoubted, DayClosed, DeviceResumed, OperatorChanged
from fieldkit.domain.journal.evidence import DocumentSeen, Excepted, Verdict
from fieldkit.domain.journal.money import (
    CashReceived,
    Paid,
    Refunded,
    TillCounted,
    TillHandedOver,
    TillNotCounted,
    TillSigned,
)
from fieldkit.domain.journal.outreach import ContactCounted, OutreachWithdrawn, SessionHeld
from fieldkit.domain.journal.stock import (
    StockCounted,
    StockFreed,
    StockMissing,
    StockReceived,
    StockReturned,
    StockSigned,
    StockSpoiled,
    StockUsed,
)
from fieldkit.domain.journal.visit import (
    TICKET,
    Called,
    CameBack,
    Cancelled,
    CheckedIn,
    Distinct,
    EstimateShown,
    Expired,
    Held,
    Identified,
    Left,
    LineDone,
    Missed,
    NoShow,
    NoticeGiven,
    NoticeWay,
    Outcome,
    PaperPrint,
    PrintState,
    Recalled,
    Resumed,
    Started,
    TicketPrint,
    Transferred,
    Undone,
)
from sync.journal import chain
from sync.journal.chain import Hlc, hlc_at

__all__ = [
    "PERSONAL",
    "TICKET",
    "Accepted",
    "ApplicationKind",
    "Body",
    "Called",
    "CameBack",
    "Cancelled",
    "CaseDiscarded",
    "CaseFollowed",
    "CaseKind",
    "CasePerson",
    "CaseReturned",
    "CaseSealed",
    "CashReceived",
    "CheckedIn",
    "ClockDoubted",
    "ContactCounted",
    "Count",
    "DayClosed",
    "DeviceResumed",
    "Discarded",
    "Distinct",
    "DocumentSeen",
    "EstimateShown",
    "Excepted",
    "Expired",
    "Fact",
    "FileRef",
    "Held",
    "Hlc",
    "Identified",
    "Kind",
    "Left",
    "LineDone",
    "Missed",
    "NoShow",
    "NoticeGiven",
    "NoticeWay",
    "OperatorChanged",
    "Outcome",
    "OutreachKind",
    "OutreachWithdrawn",
    "PackedFile",
    "Paid",
    "PaperPrint",
    "PrintState",
    "Ready",
    "Recalled",
    "Refunded",
    "Resumed",
    "Returned",
    "SessionHeld",
    "Started",
    "StockCounted",
    "StockFreed",
    "StockKind",
    "StockMissing",
    "StockReceived",
    "StockReturned",
    "StockSigned",
    "StockSpoiled",
    "StockUsed",
    "Submitted",
    "TicketPrint",
    "TillCounted",
    "TillHandedOver",
    "TillKind",
    "TillNotCounted",
    "TillSigned",
    "Transferred",
    "Undone",
    "Verdict",
    "VisitKind",
    "encode",
    "hlc_at",
    "in_order",
    "read",
    "tag",
]

VisitKind = (
    CheckedIn | Identified | Distinct | Called | Recalled | Started | Missed | CameBack | Held | Resumed | Transferred
    | LineDone | Left | Cancelled | NoShow | Expired | Undone | TicketPrint | EstimateShown | Paid | Refunded
    | DocumentSeen | Excepted | PaperPrint | NoticeGiven | CashReceived
)  # fmt: skip
ApplicationKind = Submitted | Accepted | Returned | Ready | Discarded
TillKind = TillCounted | TillHandedOver | TillSigned | TillNotCounted
StockKind = (
    StockReceived | StockUsed | StockFreed | StockSpoiled | StockMissing | StockReturned | StockCounted | StockSigned
)
CaseKind = CaseSealed | CaseFollowed | CaseDiscarded | CaseReturned
OutreachKind = SessionHeld | ContactCounted | OutreachWithdrawn
Kind = (
    VisitKind | ApplicationKind | TillKind | StockKind | CaseKind | OutreachKind
    | DayClosed | ClockDoubted | DeviceResumed | OperatorChanged
)  # fmt: skip

PERSONAL: frozenset[str] = frozenset({"visit.identified", "application.returned", "case.returned"})

_decoder: msgspec.json.Decoder[Kind] = msgspec.json.Decoder(Kind)


class Fact(NamedTuple):
    """An entry as folds see it; ``body`` is None when it was purged or is of a kind this version does not know."""

    header: chain.Header
    body: Kind | None

    @property
    def at_ms(self) -> int:
        """When it was written, in milliseconds since 1970 UTC, by the hybrid clock."""
        return chain.clock_ms(self.header.hlc)


def tag(body: Body | type[Body]) -> str:
    """The kind's name as it stands in a header."""
    return str(body.__struct_config__.tag)


def encode(body: Body) -> bytes:
    """The JSON of a body."""
    return msgspec.json.encode(body)


def read(entry: chain.Entry) -> Fact:
    """Parse an entry that was checked before; a body that is not understood is kept and reads as None."""
    header = chain.read_header(entry.header)
    payload = chain.payload(entry)
    if payload is None:
        return Fact(header, None)
    try:
        body = _decoder.decode(payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return Fact(header, None)
    return Fact(header, body if tag(body) == header.kind else None)


def standing(facts: Iterable[Fact]) -> list[Fact]:
    """Facts as they came, without those that another one of them takes back."""
    facts = list(facts)
    undone = {(fact.body.device, fact.body.seq) for fact in facts if isinstance(fact.body, Undone)}
    return [fact for fact in facts if (fact.header.device, fact.header.seq) not in undone]


def in_order(facts: Iterable[Fact]) -> list[Fact]:
    """Facts in the one order in which every laptop folds them, each once."""
    unique = {(fact.header.device, fact.header.seq, fact.header.body_sha256): fact for fact in facts}
    return sorted(unique.values(), key=lambda fact: (*chain.order(fact.header), fact.header.body_sha256))
