"""An event as people write it: a TOML file, and a table of appointments. Read strictly, with the place of a mistake."""

import csv
import hmac
import io
import tomllib
from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import chain, pairwise
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from fieldkit.domain.catalog import privacy_notice
from fieldkit.domain.catalog.catalog import Catalog
from fieldkit.domain.catalog.load import load
from fieldkit.domain.catalog.model import Bilingual
from fieldkit.domain.catalog.privacy_notice import SPA, ConsulateDetails
from fieldkit.domain.queue.appointment import Appointment
from fieldkit.domain.queue.calling_order import CallingRule
from fieldkit.errors import Problem, toml_reason
from fieldkit.event.approval_rules import ApprovalRules
from fieldkit.locale import _
from fieldkit.office import problems
from fieldkit.people import names

MAX_FILE_BYTES = 8 << 20
MAX_DEVICES = 26
_COLUMNS = ("day", "time", "services", "given", "surname1", "surname2", "curp", "born", "phone")
_PASSPORT = "passport"  # may follow as a last column

CODE = r"\A[a-z0-9][a-z0-9-]{2,39}\Z"
Code = Annotated[str, msgspec.Meta(pattern=CODE)]
Short = Annotated[str, msgspec.Meta(min_length=1, max_length=120)]
StaffId = Annotated[str, msgspec.Meta(pattern=r"\A[a-z0-9][a-z0-9._-]{0,39}\Z")]
Role = Literal["reception", "line", "capture", "cashier", "protection", "supervisor"]
Form = Literal["cash", "card", "money_order"]
Receipts = Literal["kit", "typed"]


class PlanDay(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A day, its hours and its pauses (from, until) on the venue's clocks."""

    date: date
    opens: time
    closes: time
    pauses: tuple[tuple[time, time], ...] = ()


class PlanStaff(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A member of staff: the name typed at unlock, the name shown, the roles."""

    id: StaffId
    name: Short
    roles: Annotated[tuple[Role, ...], msgspec.Meta(min_length=1)]


_DAY, _LONGEST_NIGHT = 24 * 60, 16 * 60  # minutes; doors open longer than that over midnight are a mistake


class EventPlan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file. ``time_zone`` empty means the consulate's; ``ticket_host`` empty means headquarters' own.

    ``catalog``: a folder of tables beside the file, which take the place of the kit's own at this event.
    ``collection``: when and where documents are collected; ``names_on_labels``: that envelopes may show a name.
    ``privacy``: what the consulate states in its privacy notice; plans of version 0.1.0 have none.
    """

    event: Code
    name: Short
    consulate: str
    venue: Short
    services: Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]
    tables: Annotated[tuple[Short, ...], msgspec.Meta(min_length=1, max_length=100)]
    devices: Annotated[int, msgspec.Meta(ge=1, le=MAX_DEVICES)]
    days: Annotated[tuple[PlanDay, ...], msgspec.Meta(min_length=1, max_length=60)]
    staff: Annotated[tuple[PlanStaff, ...], msgspec.Meta(min_length=1, max_length=200)]
    time_zone: str = ""
    ticket_host: str = ""
    appointments: str = ""
    catalog: str = ""
    payment_forms: tuple[Form, ...] = ("cash", "card", "money_order")
    receipts: Receipts = "kit"
    rule: CallingRule = CallingRule()
    approval: bool | ApprovalRules = False
    collection: Bilingual | None = None
    names_on_labels: bool = False
    privacy: ConsulateDetails | None = None

    @property
    def approval_rules(self) -> ApprovalRules | None:
        """Who looks at an application before it is sealed; None where nobody has to."""
        if isinstance(self.approval, ApprovalRules):
            return self.approval
        return ApprovalRules() if self.approval else None

    @property
    def letters(self) -> tuple[str, ...]:
        """One letter a device, the beginning of its ticket numbers."""
        return tuple(chr(ord("A") + at) for at in range(self.devices))

    def moment(self, day: date, at: time) -> int:
        """A time on the venue's clocks in milliseconds since 1970 UTC."""
        return int(datetime.combine(day, at, ZoneInfo(self.time_zone)).timestamp() * 1000)


def read(path: Path, catalog: Catalog) -> EventPlan:
    """The plan in ``path``, held against ``catalog`` or, when it names tables, against those.

    Raises BAD_PLAN, BadCatalog.
    """
    try:
        plan = msgspec.convert(tomllib.loads(_text(path)), EventPlan)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise Problem(problems.BAD_PLAN, file=path.name, place="-", reason=toml_reason(error, _text(path))) from error
    if plan.catalog:
        catalog = load(path.parent / plan.catalog)
    if not plan.time_zone and plan.consulate in catalog.consulates:
        plan = msgspec.structs.replace(plan, time_zone=catalog.consulates[plan.consulate].zone)
    mistake = next(_mistakes(plan, catalog), None)
    if mistake is not None:
        place, reason = mistake
        raise Problem(problems.BAD_PLAN, file=path.name, place=place, reason=reason)
    return plan


def _after(opens: time, hour: time) -> int:
    """Minutes from the opening of a day to an hour of it; an hour before it is after midnight."""
    return (hour.hour * 60 + hour.minute - opens.hour * 60 - opens.minute) % _DAY


def _mistakes(plan: EventPlan, catalog: Catalog) -> Iterator[tuple[str, str]]:
    if plan.consulate not in catalog.consulates:
        yield "consulate", _("no está en el catálogo: {what}").format(what=plan.consulate)
    try:
        ZoneInfo(plan.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        yield "time_zone", _("no existe: {what}").format(what=plan.time_zone)
    yield from _privacy_mistakes(plan, catalog)
    for code in plan.services:
        if code not in catalog.services:
            yield "services", _("no está en el catálogo: {what}").format(what=code)
    for day in plan.days:
        clocks = {"opens": (day.opens,), "closes": (day.closes,), "pauses": chain.from_iterable(day.pauses)}
        zoned = [key for key, told in clocks.items() if any(hour.tzinfo is not None for hour in told)]
        if zoned:
            yield f"days.{zoned[0]}", _("la hora va sin zona horaria, por ejemplo 08:00:00")
            continue
        if day.closes <= day.opens and _after(day.opens, day.closes) > _LONGEST_NIGHT:
            yield f"days {day.date}", _("cierra antes de abrir")
        hours = _after(day.opens, day.closes) or _DAY
        if any(not _after(day.opens, begin) < _after(day.opens, end) <= hours for begin, end in day.pauses):
            yield f"days {day.date}", _("una pausa no cabe en el horario")
    if any(later.date <= earlier.date for earlier, later in pairwise(plan.days)):
        yield "days", _("van en orden y sin repetir")
    yield from _staff_mistakes(plan, catalog)
    repeated = {"services": plan.services, "tables": plan.tables, "staff": [member.id for member in plan.staff]}
    for place, items in repeated.items():
        if len(set(items)) != len(items):
            yield place, _("hay uno repetido")


def _privacy_mistakes(plan: EventPlan, catalog: Catalog) -> Iterator[tuple[str, str]]:
    if plan.privacy is None:
        yield "privacy", _("faltan los datos del aviso de privacidad; vea [privacy] en el ejemplo")
        return
    if privacy_notice.in_force(catalog.notices, plan.days[0].date, SPA, plan.privacy) is None:
        yield "privacy", _("no hay un aviso de privacidad en vigor el {day}").format(day=plan.days[0].date)


def _staff_mistakes(plan: EventPlan, catalog: Catalog) -> Iterator[tuple[str, str]]:
    if not any("supervisor" in member.roles for member in plan.staff):
        yield "staff", _("falta quien supervisa")
    rules = plan.approval_rules
    if rules is None:
        return
    for code in rules.services:
        if code not in plan.services:
            yield "approval", _("el evento no lo da: {what}").format(what=code)
    capturing = {member.id for member in plan.staff if not {"capture", "supervisor"}.isdisjoint(member.roles)}
    approving = {member.id for member in plan.staff if rules.allow(member.roles)}
    if len(approving) < 2 and approving >= capturing:
        yield "approval", _("falta una segunda persona que pueda aprobar")
    words = _("faltan dos personas con el papel de protección para aprobar {what}")
    for code in unapproved_cases(plan, catalog):
        if code in rules.services:
            yield "approval", words.format(what=code)


def unapproved_cases(plan: EventPlan, catalog: Catalog) -> list[str]:
    """Services whose forms are cases that wait for a second person by the plan, and of whom there is nobody."""
    rules, holders = plan.approval_rules, sum("protection" in member.roles for member in plan.staff)
    if rules is None or holders > 1:
        return []
    known = [code for code in plan.services if code in catalog.services and catalog.services[code].hq == "case"]
    return [code for code in known if rules.cover(code)]


def read_appointments(path: Path, plan: EventPlan, ticket_key: bytes) -> tuple[Appointment, ...]:
    """The appointments of a CSV file with the columns day, time, services and what is known of the person.

    A passport's number may stand in one more column. An appointment's id is derived from the rest of its line under
    the event's secret key: preparing the event again gives it the same id, and nobody without the key can guess it.
    Raises BAD_PLAN.
    """
    table = csv.DictReader(io.StringIO(_text(path)), strict=True)
    found: dict[str, Appointment] = {}
    try:
        columns = tuple(table.fieldnames or ())
        if columns not in {_COLUMNS, (*_COLUMNS, _PASSPORT)}:
            raise Problem(
                problems.BAD_PLAN,
                file=path.name,
                place="1",
                reason=_("las columnas son {what}").format(what=",".join(_COLUMNS)),
            )
        for row in table:
            place = str(table.line_num)
            if None in row or None in row.values():
                raise Problem(problems.BAD_PLAN, file=path.name, place=place, reason=_("sobran o faltan columnas"))
            cells = tuple(row[column].strip() for column in _COLUMNS)
            known = dict(zip(_COLUMNS, cells, strict=True)) | {_PASSPORT: row.get(_PASSPORT, "").strip()}
            one = _appointment(path, place, plan, known, _id(ticket_key, cells))
            if one.id in found:
                raise Problem(problems.BAD_PLAN, file=path.name, place=place, reason=_("la cita está repetida"))
            found[one.id] = one
    except csv.Error as error:
        raise Problem(problems.BAD_PLAN, file=path.name, place=str(table.reader.line_num), reason=str(error)) from error
    return tuple(sorted(found.values(), key=lambda one: (one.slot_ms, one.id)))


def _appointment(path: Path, place: str, plan: EventPlan, row: dict[str, str], appointment: str) -> Appointment:
    services = tuple(row["services"].split())
    try:
        day, at = date.fromisoformat(row["day"]), time.fromisoformat(row["time"])
        born = date.fromisoformat(row["born"]) if row["born"] else None
        name = names.parse(row["given"], row["surname1"], row["surname2"])
    except ValueError as error:
        raise Problem(
            problems.BAD_PLAN, file=path.name, place=place, reason=_("una fecha, una hora o un nombre no se entiende")
        ) from error
    if not services or not set(services) <= set(plan.services):
        raise Problem(problems.BAD_PLAN, file=path.name, place=place, reason=_("pide un servicio que el evento no da"))
    if day not in {one.date for one in plan.days}:
        raise Problem(problems.BAD_PLAN, file=path.name, place=place, reason=_("no es un día del evento"))
    return Appointment(
        id=appointment,
        day=day,
        slot_ms=plan.moment(day, at),
        services=services,
        name=name,
        curp=row["curp"].upper(),
        born=born,
        phone=row["phone"],
        passport=row[_PASSPORT].upper(),
    )


def _id(key: bytes, cells: tuple[str, ...]) -> str:
    return hmac.digest(key, b"fieldkit appointment" + "\x00".join(cells).encode(), "sha256")[:10].hex()


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise Problem(problems.BAD_PLAN, file=path.name, place="-", reason=_("es demasiado grande"))
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Problem(
            problems.BAD_PLAN, file=path.name, place="-", reason=_("no se puede leer como texto UTF-8")
        ) from error
