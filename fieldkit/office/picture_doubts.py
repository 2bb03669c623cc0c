"""What an officer should know of an application's pictures: one file in two places, one sent back as it came."""

from collections.abc import Iterable, Iterator

from fieldkit.domain import journal as j
from fieldkit.domain.catalog.findings import Finding
from fieldkit.domain.catalog.model import Slot
from fieldkit.domain.forms.application import Package
from fieldkit.domain.forms.pictures import picture_label, slot_and_place
from fieldkit.locale import _
from fieldkit.office.keys import Office


def twice(slots: Iterable[Slot], package: Package) -> Iterator[Finding]:
    """A warning for each picture that is also in another place."""
    first: dict[str, j.PackedFile] = {}
    for file in package.files:
        other = first.setdefault(file.plain_sha256, file)
        if other is not file:
            names = picture_label(slots, other.slot), picture_label(slots, file.slot)
            sentence = _("La misma imagen está en {one} y en {other}.").format(one=names[0], other=names[1])
            yield Finding(slot_and_place(file.slot)[0], "warn", sentence)


def sent_back_unchanged(office: Office, slots: Iterable[Slot], package: Package) -> Iterator[str]:
    """Pictures that were taken anew after a return, and are what was returned."""
    before = _returned(office, package) if package.revision > 1 else {}
    for file in package.files:
        if before.get(file.plain_sha256, file.sealed_sha256) != file.sealed_sha256:
            yield _("otra vez se envió, sin cambios, la imagen que se devolvió: {what}").format(
                what=picture_label(slots, file.slot)
            )


def _returned(office: Office, package: Package) -> dict[str, str]:
    """What was sent back before: hash of the plain file, hash of the sealed one."""
    bodies = [fact.body for fact in office.store.log.facts(package.application)]
    back = [body for body in bodies if isinstance(body, j.Returned) and body.revision < package.revision]
    return {file.plain_sha256: file.sealed_sha256 for body in back for file in body.files}
