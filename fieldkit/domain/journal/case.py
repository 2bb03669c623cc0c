"""Facts about a protection case; the subject is the case's id.

Whoever has a passphrase can read the journal, so these name nobody and point at no visit: what was told stands in
the sealed sheet. They carry codes that statistics are made of, and an age in completed years on the day the case was
opened, for the laptop's own report. Headquarters' tables count by bands that change from year to year, so
headquarters computes those from the birth dates in the sheets that it opens.
"""

import msgspec

from fieldkit.domain.journal.application import FileRef
from fieldkit.domain.journal.base import Body, Count


class CasePerson(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Somebody whom a case is about: sex, age in completed years on that day (None: not known), codes of marks."""

    sex: str = ""
    age: Count | None = None
    marks: tuple[str, ...] = ()


class CaseSealed(Body, frozen=True, tag="case.sealed"):
    """A case was opened and its sheet sealed. ``number`` is the case's own, no ticket's; the rest are codes."""

    number: str
    day: str
    field: str
    persons: tuple[CasePerson, ...]
    files: tuple[FileRef, ...]
    hague: str = ""
    referral: str = ""


class CaseFollowed(Body, frozen=True, tag="case.followed"):
    """Something more was done: sheet ``revision``, from 2 on, was sealed. ``hague`` is a return that took place."""

    revision: Count
    day: str
    files: tuple[FileRef, ...]
    hague: str = ""
    referral: str = ""
    closed: bool = False


class CaseDiscarded(Body, frozen=True, tag="case.discarded"):
    """A case that was never sealed was thrown away on purpose, for ``reason``, a code; its content is gone."""

    reason: str
