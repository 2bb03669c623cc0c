"""consulates.toml: who sends events out, and what is printed for everybody."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fieldkit.domain.catalog.model import Consulate, Contact
from fieldkit.domain.catalog.tables import TableFile
from fieldkit.locale import _


def consulates(sheet: TableFile) -> dict[str, Consulate]:
    """The consulates; each has a time zone that exists."""
    found = sheet.each("consulate", Consulate)
    for key, one in found.items():
        try:
            ZoneInfo(one.zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            sheet.fault(f"consulate.{key}.zone", _("no existe esa zona horaria"))
    return found


def contact(sheet: TableFile) -> Contact | None:
    """The help line and how appointments are made."""
    return sheet.read("contact", sheet.content.get("contact", {}), Contact)
