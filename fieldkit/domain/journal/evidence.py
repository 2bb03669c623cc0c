"""Facts about what a person brought and what was let pass; the subject is the visit's id, and none names a person."""

from enum import StrEnum

from fieldkit.domain.journal.base import Body


class Verdict(StrEnum):
    """What was said of a line of the list. ``UNREAD``: nobody looked yet."""

    UNREAD = ""
    SEEN = "seen"
    MISSING = "missing"
    DOUBTFUL = "doubtful"


class DocumentSeen(Body, frozen=True, tag="visit.document"):
    """Staff looked at a line of ``service``'s list, and gave a verdict.

    ``document``: which of the alternatives was shown. A later word about the same line replaces this one.
    """

    service: str
    requirement: str
    verdict: Verdict
    document: str = ""


class Excepted(Body, frozen=True, tag="visit.excepted"):
    """Supervisor ``by`` let ``service`` go on in spite of ``rule``, for ``reason``, a code; counted at close."""

    service: str
    rule: str
    reason: str
    by: str
