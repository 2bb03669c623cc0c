"""Preparing an event: its ticket key, the invitation that laptops join with, and a one-time code for each of them."""

from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import msgspec

from fieldkit.domain.catalog import privacy_notice
from fieldkit.domain.catalog.catalog import Catalog
from fieldkit.domain.catalog.load import parse, whole
from fieldkit.domain.queue.appointment import Appointment
from fieldkit.domain.stored_dates import DatedDecoder
from fieldkit.errors import Problem
from fieldkit.event import invitation as inv
from fieldkit.office import event_plan as plans
from fieldkit.office import problems
from fieldkit.office.event_plan import EventPlan
from fieldkit.office.keys import Office
from fieldkit.office.paths import write_private
from fieldkit.office.store.events import CodeRow, EventRow
from fieldkit.public import privacy_notices
from sync.archive.archive import Archive
from sync.journal import chain

TICKET_KEY_BYTES = 32
# From when and until when laptops take the event's pack and believe their own clocks.
BEFORE, AFTER = timedelta(days=30), timedelta(days=60)


class PreparedEvent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A plan with its appointments and its tables, as the office keeps it."""

    plan: EventPlan
    appointments: tuple[Appointment, ...]
    catalog: dict[str, str] = {}

    def valid_ms(self) -> tuple[int, int]:
        """From when and until when the event's pack is good."""
        first, last = self.plan.days[0], self.plan.days[-1]
        return (
            self.plan.moment(first.date - BEFORE, first.opens),
            self.plan.moment(last.date + AFTER, last.closes),
        )


class JoiningPapers(NamedTuple):
    """What is handed to the people of the event: the public invitation, and a secret code a laptop, by letter."""

    event: str
    number: int
    invitation: bytes
    codes: dict[str, str]


_prepared = DatedDecoder(PreparedEvent, msgspec.msgpack.decode)


def prepare(office: Office, archive: Archive, plan_file: Path) -> JoiningPapers:
    """Prepare the event of ``plan_file``, or prepare it again: keys, codes and appointments' ids stay as they were.

    A crash in between is mended by running it again. Raises BAD_PLAN, BadCatalog.
    """
    plan = plans.read(plan_file, office.catalog)
    random = office.store.random
    before = office.store.events.event(plan.event)
    ticket_key = before.ticket_key if before else random(TICKET_KEY_BYTES)
    invitation = before.invitation if before else _invitation(office, plan)
    booked = (
        plans.read_appointments(plan_file.parent / plan.appointments, plan, ticket_key) if plan.appointments else ()
    )
    tables = whole(plan_file.parent / plan.catalog) if plan.catalog else {}
    prepared = PreparedEvent(plan, booked, tables)
    number = before.number + 1 if before else 1
    held = {row.letter for row in office.store.events.codes(plan.event)}
    with office.store.atomic():
        office.store.events.put_event(
            EventRow(plan.event, number, ticket_key, invitation, msgspec.msgpack.encode(prepared))
        )
        for letter in plan.letters:
            if letter not in held:
                code = inv.make_code(invitation, random(inv.SECRET_BYTES))
                read = inv.read_code(code, invitation)
                office.store.events.add_code(CodeRow(read.id, plan.event, letter, code))
    notice = privacy_notice.every(catalog(office, plan.event).notices, plan.days[0].date, plan.privacy)
    write_private(office.places.notice(plan.event), privacy_notices.write(plan.event, notice))
    _, until_ms = prepared.valid_ms()
    codes = office.store.events.codes(plan.event)
    for row in codes:
        auth = inv.auth(inv.read_code(row.code, invitation))
        archive.devices.add_code(
            row.code_id, chain.sha256(auth), event=plan.event, letter=row.letter, expires_ms=until_ms
        )
    return JoiningPapers(plan.event, number, invitation, {row.letter: row.code for row in codes})


def write(ready: JoiningPapers, folder: Path) -> tuple[Path, Path]:
    """The invitation, to be copied freely, and the codes, each to be told to one person only."""
    invitation, codes = folder / f"{ready.event}.invitation.json", folder / f"{ready.event}.codes.txt"
    write_private(invitation, ready.invitation)
    lines = (f"{letter}  {code}\n" for letter, code in ready.codes.items())
    write_private(codes, "".join(lines).encode())
    return invitation, codes


def load(office: Office, event: str) -> tuple[EventRow, PreparedEvent]:
    """An event as it was last prepared. Raises NO_SUCH_EVENT."""
    row = office.store.events.event(event)
    if row is None:
        raise Problem(problems.NO_SUCH_EVENT, event=event)
    return row, _prepared.decode(row.plan)


def catalog(office: Office, event: str) -> Catalog:
    """The tables of an event as it was last prepared; the kit's own for an event that has none."""
    row = office.store.events.event(event)
    return (_tables_in(row.plan) if row else None) or office.catalog


@lru_cache(maxsize=16)
def _tables_in(plan: bytes) -> Catalog | None:
    files = _prepared.decode(plan).catalog
    return parse(files) if files else None


def _invitation(office: Office, plan: EventPlan) -> bytes:
    public = office.public
    return msgspec.json.encode(
        inv.Invitation(
            event=plan.event,
            name=plan.name,
            hq_url=public.url,
            hq_ca_pem=public.ca_pem,
            hq_receipt_key=public.receipt_key,
            office_key=public.office_key,
            recovery_recipients=public.recovery_recipients,
        )
    )
