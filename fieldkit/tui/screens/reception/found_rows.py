"""Who a search at the door may mean: an expected person, one who is here, or somebody to register; one line each."""

from collections.abc import Sequence

from textual.content import Content

from fieldkit.desk.reception import duplicates
from fieldkit.desk.workplace import Workplace
from fieldkit.domain.queue.appointment import Appointment
from fieldkit.domain.queue.visit import Visit
from fieldkit.locale import _
from fieldkit.people import licence
from fieldkit.people.matching import Identity, identity
from fieldkit.people.mrz import Mrz
from fieldkit.people.names import PersonName
from fieldkit.tui import labels
from fieldkit.tui.desk import Desk

Row = Appointment | Visit | Mrz | str


def certain(rows: Sequence[Row]) -> Row | None:
    """The one row that a scan or search can only mean."""
    people = [row for row in rows if not isinstance(row, str | Mrz)]
    if len(people) == 1:
        return people[0]
    return rows[-1] if rows and not people else None


async def alike(desk: Desk, who: Identity | None) -> tuple[list[Row], str]:
    """People here or booked who may be ``who``, and why the first may."""
    found = await desk.read(duplicates.find, who)
    people: list[Row] = [one for double in found for one in (double.visit, double.booking) if one is not None]
    return people, found[0].sentence if found else ""


async def of_zone(desk: Desk, read: Mrz) -> tuple[list[Row], str]:
    """Whose passport or card it may be, and why."""
    number = read.number if read.passport else ""
    return await alike(desk, identity(PersonName(read.given, read.surname), born=read.born, passport=number))


async def of_licence(desk: Desk, text: str) -> tuple[list[Row], str]:
    """Whose driving licence it may be, with the name to register last, and the surname. Raises LICENCE_UNREADABLE."""
    read = licence.parse(text)
    people, _why = await alike(desk, identity(PersonName(read.given, read.surname), born=read.born))
    return [*people, f"{read.given} {read.surname}".strip()], read.surname


def words(workplace: Workplace, row: Row) -> Content:
    """The line of one of them."""
    if isinstance(row, str | Mrz):
        text = row if isinstance(row, str) else f"{row.given} {row.surname}".strip()
        return Content.assemble((" + ", "bold $accent"), _("Registrar sin cita: «{text}»").format(text=text))
    what = labels.services(workplace.catalog, row.services)
    if isinstance(row, Appointment):
        at = workplace.clock.local(row.slot_ms)
        return Content.assemble((f" {at:%H:%M} ", "bold $primary"), str(row.name), (f"  {what}", "dim"))
    name = str(row.name) if row.name else _("sin nombre")
    return Content.assemble((f" {row.number} ", "bold"), name, (f"  {labels.state(row)} · {what}", "dim"))
