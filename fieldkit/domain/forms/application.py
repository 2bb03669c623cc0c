"""Applications: the fold of what happened to one, and the package that is sealed for headquarters."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

import msgspec

from fieldkit.domain import journal as j
from fieldkit.people.dates import iso_date

# What an application is called among the forms of the store.
KIND = "application"


class ApplicationState(StrEnum):
    """Where an application is on its way."""

    SEALED = "sealed"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    DISCARDED = "discarded"


class Application(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a laptop knows of an application after submit: nothing about the person but what statistics need.

    ``ready_day`` and ``ready_where``: from when and where its document can be collected; empty until HQ said so.
    """

    id: str
    state: ApplicationState = ApplicationState.SEALED
    visit: str = ""
    number: str = ""
    service: str = ""
    day: date | None = None
    device: str = ""
    sex: str = ""
    age_band: str = ""
    language: str = ""
    topic: str = ""
    revision: int = 0
    years: int = 0
    fee_cents: int = 0
    files: tuple[j.FileRef, ...] = ()
    reasons: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    ready_day: date | None = None
    ready_where: str = ""


def fold(subject: str, facts: Iterable[j.Fact]) -> Application:
    """The application that ``facts`` tell of; a decision counts only for the revision it was made on."""
    application = Application(id=subject)
    for fact in j.in_order(facts):
        application = _apply(application, fact)
    return application


def _apply(application: Application, fact: j.Fact) -> Application:
    body = fact.body
    match body:
        case j.Submitted():
            same = body.revision == application.revision and body.files != application.files
            return msgspec.structs.replace(
                application,
                state=ApplicationState.SEALED,
                visit=body.visit,
                number=body.number,
                service=body.service,
                day=iso_date(body.day),
                device=fact.header.device,
                sex=body.sex,
                age_band=body.age_band,
                language=body.language,
                topic=body.topic,
                revision=max(body.revision, application.revision),
                years=body.years,
                fee_cents=body.fee_cents,
                files=body.files,
                reasons=(),
                ready_day=None,
                ready_where="",
                conflicts=(*application.conflicts, "submitted_twice") if same else application.conflicts,
            )
        case j.Accepted() if body.revision == application.revision:
            return msgspec.structs.replace(application, state=ApplicationState.ACCEPTED)
        case j.Returned() if body.revision == application.revision:
            return msgspec.structs.replace(application, state=ApplicationState.RETURNED, reasons=body.reasons)
        case j.Ready() if body.revision == application.revision and application.state is ApplicationState.ACCEPTED:
            return msgspec.structs.replace(application, ready_day=body.day, ready_where=body.where)
        case j.Discarded():
            return msgspec.structs.replace(
                application, state=ApplicationState.DISCARDED, visit=body.visit, service=body.service
            )
        case _:
            return application


class EvidenceNote(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A line of the list of what to bring: what staff said about it, and which document they saw."""

    requirement: str
    verdict: str
    document: str = ""


class ExceptionNote(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A rule that supervisor ``by`` let pass, for ``reason``, a code."""

    rule: str
    reason: str
    by: str


class Package(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What HQ opens: every field as typed, and which sealed files belong to it.

    ``documents``: what was said of each line of the list; ``exceptions``: the rules that a supervisor let pass.
    """

    application: str
    revision: j.Count
    visit: str
    number: str
    event: str
    device: str
    operator: str
    service: str
    day: str
    captured_ms: j.Count
    fields: dict[str, str]
    files: tuple[j.PackedFile, ...]
    years: j.Count = 0
    fee_cents: j.Count = 0
    language: str = ""
    notice: bool = False
    documents: tuple[EvidenceNote, ...] = ()
    exceptions: tuple[ExceptionNote, ...] = ()
    approved_by: str = ""
    v: j.Count = 1


_package_decoder = msgspec.json.Decoder(Package)


def read_package(raw: bytes) -> Package:
    """Parse an opened package; raises msgspec.DecodeError (a ValueError) when it is not one."""
    return _package_decoder.decode(raw)
