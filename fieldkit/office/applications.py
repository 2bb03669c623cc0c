"""Applications at headquarters: what a package must say so that it is the one that was signed."""

from collections.abc import Sequence
from datetime import date

from fieldkit.domain import journal as j
from fieldkit.domain.forms.application import Package, read_package
from fieldkit.locale import _
from fieldkit.office.keys import Office
from fieldkit.office.opening import SealedForm
from fieldkit.office.store.claims import Claim, Claims
from fieldkit.office.unsealing import NotAsSaid


class SealedApplication(SealedForm[j.Submitted, Package]):
    """An application's package."""

    kinds = frozenset({"application.submitted"})
    sheet_role = "package"
    bodies = (j.Submitted,)
    unknown = j.Submitted(visit="", number="", service="", revision=0, day="", files=())

    def claims(self, office: Office) -> Claims[j.Submitted, Package]:
        """Beside the batches."""
        return office.store.opened

    def read(self, raw: bytes) -> Package:
        """The package."""
        return read_package(raw)

    def pictures(self, sheet: Package) -> Sequence[j.PackedFile]:
        """Photos and scans."""
        return sheet.files

    def check(self, claim: Claim[j.Submitted], sheet: Package) -> None:
        """Raise NotAsSaid unless it is of the same person, service, day, fee and approval."""
        said = claim.said
        entry = (claim.subject, claim.device, claim.operator, claim.event, said.revision, said.visit, said.number)
        inside = (sheet.application, sheet.device, sheet.operator, sheet.event, sheet.revision)
        if entry != (*inside, sheet.visit, sheet.number):
            raise NotAsSaid(reason=_("La solicitud sellada es de otra persona o de otra computadora."))
        rest = (said.service, said.day, said.years, said.fee_cents, said.approved_by)
        if rest != (sheet.service, sheet.day, sheet.years, sheet.fee_cents, sheet.approved_by):
            raise NotAsSaid(reason=_("La solicitud sellada dice otro servicio, día, vigencia, derechos o revisión."))
        if not _is_date(sheet.day):
            raise NotAsSaid(reason=_("El día de la solicitud no es una fecha."))


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
