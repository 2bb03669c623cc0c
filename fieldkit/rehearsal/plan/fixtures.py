"""The files of an invented event, as headquarters would write them; for the drill and for the demo."""

import csv
import io
import json
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from fieldkit.domain.catalog.catalog import Catalog
from fieldkit.domain.catalog.load import load as load_catalog
from fieldkit.domain.catalog.tables import shipped
from fieldkit.office.keys import REHEARSAL_COST
from fieldkit.people.names import PersonName
from fieldkit.platform.config import PrinterConfig

_COLUMNS = ("day", "time", "services", "given", "surname1", "surname2", "curp", "born", "phone")
_MID_MORNING = 10
SECOND_LOOK = ("PAS-AR",)
_ROLES = ("supervisor", "reception", "line", "capture", "cashier")
_PROTECTION = "protection"
_TABLES = "tablas"


class MadeUpBooking(NamedTuple):
    """A made-up appointment, ``after_minutes`` from now."""

    name: PersonName
    services: tuple[str, ...]
    born: str
    phone: str
    after_minutes: int


class MadeUpEvent(NamedTuple):
    """A made-up event that happens now. ``operator`` may do everything; ``second``, if any, approves SECOND_LOOK.

    ``protector``: who alone gets into the protection room; without one the operator does.
    """

    code: str
    name: str
    consulate: str
    time_zone: str
    operator: str
    operator_name: str
    bookings: tuple[MadeUpBooking, ...]
    second: str = ""
    protector: str = ""

    def now(self, moment: datetime) -> datetime:
        """A moment as the venue's clocks show it."""
        return moment.astimezone(ZoneInfo(self.time_zone))


_PRIVACY = (
    "[privacy]",
    'responsible = "El consulado (EJEMPLO)"',
    'address = "su domicilio (EJEMPLO)"',
    'unit = "su unidad de transparencia (EJEMPLO)"',
    'full_at = "su página (EJEMPLO)"',
    'ground = { es = "EJEMPLO: el fundamento.", en = "EXAMPLE: the ground." }',
    'retention = { es = "EJEMPLO: el plazo.", en = "EXAMPLE: the term." }',
)


def write(event: MadeUpEvent, folder: Path, moment: datetime) -> tuple[Path, Path]:
    """The event's file and its table of appointments, for the day that ``moment`` (with a zone) is at the venue."""
    folder.mkdir(parents=True, exist_ok=True)
    now = event.now(moment)
    plan, table = folder / "evento.toml", folder / "citas.csv"
    catalog = load_catalog()
    own_tables = _demo_fees(catalog, folder / _TABLES, now.date())
    lines = [
        f"event = {json.dumps(event.code)}",
        f"name = {json.dumps(event.name, ensure_ascii=False)}",
        f"consulate = {json.dumps(event.consulate)}",
        'venue = "Salón parroquial (inventado)"',
        f"time_zone = {json.dumps(event.time_zone)}",
        f"services = {json.dumps(list(catalog.services))}",
        f"catalog = {json.dumps(own_tables)}",
        'tables = ["1", "2"]',
        "devices = 2",
        'appointments = "citas.csv"',
        *([f'[approval]\nroles = ["capture"]\nservices = {json.dumps(SECOND_LOOK)}'] if event.second else []),
        "[[days]]",
        f"date = {now.date().isoformat()}",
        "opens = 00:00:00",
        "closes = 23:59:00",
        *_PRIVACY,
        *_member(event.operator, event.operator_name, (*_ROLES, *(() if event.protector else (_PROTECTION,)))),
        *(_member(event.second, "Segunda persona", ("capture",)) if event.second else ()),
        *(_member(event.protector, "Persona de protección", (_PROTECTION,)) if event.protector else ()),
    ]
    plan.write_text("\n".join([*lines, ""]), encoding="utf-8")
    table.write_text(_csv(event.bookings, now), encoding="utf-8")
    return plan, table


def _member(operator: str, name: str, roles: Iterable[str]) -> list[str]:
    """A member of staff."""
    facts = {"id": operator, "name": name, "roles": list(roles)}
    return ["[[staff]]", *(f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in facts.items())]


def _demo_fees(catalog: Catalog, folder: Path, day: date) -> str:
    """A folder with an invented fee table when the kit has none for ``day``; empty when it has one.

    Rehearsals must go on when the year's fees are not published yet; a real event must not.
    """
    if any(table.first <= day <= table.last for table in catalog.fee_tables):
        return ""
    fees = max(catalog.fee_tables, key=lambda table: table.last).fees
    # TOML's inline tables look like JSON's but for the colon.
    rows = (f"{fee} = {json.dumps(price).replace(':', ' =')}" for fee, price in fees.items())
    table = [
        "# DEMOSTRACIÓN: tarifas inventadas, solo para ensayos.",
        "[[table]]",
        f"from = {day.replace(month=1, day=1)}",
        f"until = {day.replace(month=12, day=31)}",
        'source = "DEMOSTRACIÓN, inventada"',
        "demo = true",
        "[table.fees]",
        *rows,
    ]
    folder.mkdir(exist_ok=True)
    (folder / "fees.toml").write_text("\n".join([*table, "", shipped()["fees.toml"]]), encoding="utf-8")
    return folder.name


def mid_morning(moment: datetime) -> str:
    """A time zone in which it is the middle of the morning, so that no drill runs over midnight."""
    east = _MID_MORNING - moment.astimezone(ZoneInfo("UTC")).hour
    # Beyond twelve hours west there is nothing; the names of these zones carry the opposite sign.
    east = east + 24 if east < -12 else east
    return f"Etc/GMT{-east:+d}" if east else "Etc/GMT"


def write_settings(home: Path, printer: PrinterConfig, *, watch: Path | None = None) -> None:
    """A laptop's settings for a rehearsal: passphrases that cost the least allowed, a printer, a folder of pictures."""
    home.mkdir(parents=True, exist_ok=True)
    lines = [
        f"watch_folder = {json.dumps(str(watch or ''), ensure_ascii=False)}",
        "[printer]",
        *(f"{name} = {json.dumps(value)}" for name, value in msgspec.structs.asdict(printer).items()),
        "[passphrase]",
        f"memory_mib = {REHEARSAL_COST.memory_kib >> 10}",
        f"passes = {REHEARSAL_COST.time}",
        f"lanes = {REHEARSAL_COST.lanes}",
    ]
    (home / "config.toml").write_text("\n".join([*lines, ""]), encoding="utf-8")


def _csv(bookings: Iterable[MadeUpBooking], now: datetime) -> str:
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(_COLUMNS)
    latest = now.replace(hour=23, minute=55)
    for one in bookings:
        at = min(now + timedelta(minutes=one.after_minutes), latest)
        name = one.name
        row = [now.date().isoformat(), f"{at:%H:%M}", " ".join(one.services)]
        writer.writerow([*row, name.given, name.surname1, name.surname2, "", one.born, one.phone])
    return target.getvalue()
