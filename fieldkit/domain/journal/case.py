"""Facts about a protection case; the subject is the case's id.

Whoever has a passphrase can read the journal, so these name nobody and point at no visit: what was told stands in
the sealed sheet, and, while a sheet is sent back to be corrected, in a personal body that is purged afterwards. They
carry codes that statistics are made of, and an age in completed years on the day of the sheet, for the laptop's own
report. Headquarters' tables count by bands that change from year to year, so headquarters computes those from the
birth dates in the sheets that it opens.
"""

import msgspec

from fieldkit.domain.journal.application import FileRef, PackedFile
from fieldkit.domain.journal.base import Body, Count


class CasePerson(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Somebody whom a case is about: sex, age in completed years on that day (None: not known), codes of marks."""

    sex: str = ""
    age: Count | None = None
    marks: tuple[str, ...] = ()


class CaseSealed(Body, frozen=True, tag="case.sealed"):
    """A case was opened and its sheet sealed. ``number`` is the case's own, no ticket's; the rest are codes.

    ``corrects`` is the sheet that this one replaces, 0 when it is the first; ``approved_by`` the second person.
    """

    number: str
    day: str
    field: str
    persons: tuple[CasePerson, ...]
    files: tuple[FileRef, ...]
    hague: str = ""
    referral: str = ""
    revision: Count = 1
    corrects: Count = 0
    approved_by: str = ""


class CaseFollowed(Body, frozen=True, tag="case.followed"):
    """Something more was done: sheet ``revision``, from 2 on, was sealed. ``hague`` is a return that took place.

    ``corrects`` and ``approved_by`` as above.
    """

    revision: Count
    day: str
    files: tuple[FileRef, ...]
    hague: str = ""
    referral: str = ""
    closed: bool = False
    corrects: Count = 0
    approved_by: str = ""


class CaseReturned(Body, frozen=True, tag="case.returned"):
    """HQ sent sheet ``revision`` back with ``reasons``, what was told on it, its ``files`` and its ``visit``. Personal.

    Only a desk with the role shows it, and its content goes when the correction is sealed.
    """

    revision: Count
    reasons: tuple[str, ...]
    fields: dict[str, str] = {}
    files: tuple[PackedFile, ...] = ()
    visit: str = ""


class CaseDiscarded(Body, frozen=True, tag="case.discarded"):
    """A case that was never sealed was thrown away on purpose, for ``reason``, a code; its content is gone."""

    reason: str
