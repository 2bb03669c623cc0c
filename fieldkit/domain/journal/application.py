"""Facts about an application; the subject is the application's id."""

from datetime import date

import msgspec

from fieldkit.domain.journal.base import Body, Count


class FileRef(msgspec.Struct, frozen=True, forbid_unknown_fields=True, array_like=True):
    """A sealed file: its SHA-256 (hex), size in bytes, and what it is: ``package`` or a slot's key."""

    sha256: str
    size: Count
    role: str


class PackedFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file of an application: its slot, media type, the SHA-256 of its plain and of its sealed bytes, size."""

    slot: str
    media: str
    plain_sha256: str
    sealed_sha256: str
    size: Count


class Submitted(Body, frozen=True, tag="application.submitted"):
    """An application was sealed. Carries only what the event and the statistics need; ``topic`` of legal advice.

    The entry's operator captured it; ``approved_by`` is the second person where the event asks for one.
    """

    visit: str
    number: str
    service: str
    revision: Count
    day: str
    files: tuple[FileRef, ...]
    years: Count = 0
    fee_cents: Count = 0
    sex: str = ""
    age_band: str = ""
    language: str = ""
    topic: str = ""
    approved_by: str = ""


class Accepted(Body, frozen=True, tag="application.accepted"):
    """HQ accepted revision ``revision``."""

    revision: int


class Returned(Body, frozen=True, tag="application.returned"):
    """HQ sent revision ``revision`` back with ``reasons`` for staff, what was typed, and its ``files``. Personal.

    The files are named so that the correction can send them again unseen.
    """

    revision: int
    reasons: tuple[str, ...]
    fields: dict[str, str] = {}
    files: tuple[PackedFile, ...] = ()


class Ready(Body, frozen=True, tag="application.ready"):
    """The document of accepted revision ``revision`` can be collected: from ``day`` on, at ``where``."""

    revision: int
    day: date
    where: str


class Discarded(Body, frozen=True, tag="application.discarded"):
    """A draft was thrown away on purpose, for ``reason``, a code; its content is gone."""

    visit: str
    service: str
    reason: str
