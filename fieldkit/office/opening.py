"""Opening a sealed form: its sheet and its files are those that the signed entry named, or it is set aside."""

import re
from collections.abc import Sequence
from typing import Any, ClassVar, Generic, TypeVar

import msgspec

from fieldkit.domain import journal as j
from fieldkit.locale import _
from fieldkit.office.keys import Office
from fieldkit.office.store.claims import Claim, Claims, OpenedFile
from fieldkit.office.unsealing import MAX_SHEET_BYTES, NotAsSaid, is_id, unseal
from sync.archive.archive import Archive
from sync.journal import chain

Said = TypeVar("Said", j.Submitted, j.CaseSealed | j.CaseFollowed)
Sheet = TypeVar("Sheet", bound=msgspec.Struct)
_SLOT = re.compile(r"[a-z0-9_-]{1,40}", re.ASCII)
MEDIA = {"image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf"}


class SealedForm(Generic[Said, Sheet]):
    """A kind of form at headquarters: the entries that tell of it, and what must agree between entry and sheet.

    ``unknown`` stands for an entry of a later version: the entry is kept, and the form set aside when it is opened.
    """

    kinds: ClassVar[frozenset[str]]
    sheet_role: ClassVar[str]
    bodies: tuple[type[Said], ...]
    unknown: Said

    def claims(self, office: Office) -> Claims[Said, Sheet]:
        """Where they are kept."""
        raise NotImplementedError

    def read(self, raw: bytes) -> Sheet:
        """The sheet in an opened file. Raises msgspec.DecodeError."""
        raise NotImplementedError

    def check(self, claim: Claim[Said], sheet: Sheet) -> None:
        """Raise NotAsSaid unless the sheet says what was signed."""
        raise NotImplementedError

    def pictures(self, sheet: Sheet) -> Sequence[j.PackedFile]:
        """The files that a sheet says belong to it."""
        return ()

    def claim(self, event: str, entry: chain.Entry) -> Claim[Said] | None:
        """The form that an entry tells of, None when it tells of none of this kind."""
        fact = j.read(entry)
        header = fact.header
        if header.kind not in self.kinds:
            return None
        said = fact.body if isinstance(fact.body, self.bodies) else self.unknown
        sha256 = next((ref.sha256 for ref in said.files if ref.role == self.sheet_role), "")
        return Claim(header.subject, getattr(said, "revision", 1), sha256, header.device, header.operator, event, said)


def open_claim(office: Office, archive: Archive, form: SealedForm[Any, Any], claim: Claim[Any]) -> None:
    """Open a form and its files, and keep them if all agree with the signed entry.

    Raises NotAsSaid or what ``unseal`` does.
    """
    if not is_id(claim.subject):
        raise NotAsSaid(reason=_("El número del formulario no es válido."))
    refs = {ref.sha256: ref for ref in claim.said.files}
    if claim.sha256 not in refs or len(refs) != len(claim.said.files):
        raise NotAsSaid(reason=_("El formulario no dice cuál es su hoja o cuáles son sus archivos."))
    plain = unseal(office, archive, refs.pop(claim.sha256))
    if len(plain) > MAX_SHEET_BYTES:
        raise NotAsSaid(reason=_("El formulario es demasiado grande."))
    try:
        sheet = form.read(plain)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise NotAsSaid(reason=_("El formulario no se entiende; quizá es de otra versión.")) from error
    form.check(claim, sheet)
    pictures = form.pictures(sheet)
    if {file.sealed_sha256: (file.slot, file.size) for file in pictures} != {
        sha256: (ref.role, ref.size) for sha256, ref in refs.items()
    }:
        raise NotAsSaid(reason=_("Los archivos del formulario no son los que se anotaron."))
    files = [_open_file(office, archive, file, refs[file.sealed_sha256]) for file in pictures]
    with office.store.atomic():
        form.claims(office).keep(claim, sheet, files)


def _open_file(office: Office, archive: Archive, file: j.PackedFile, ref: j.FileRef) -> OpenedFile:
    if not _SLOT.fullmatch(file.slot) or file.media not in MEDIA:
        raise NotAsSaid(reason=_("Un archivo no es foto, imagen ni PDF."))
    content = unseal(office, archive, ref)
    if chain.sha256(content) != file.plain_sha256:
        raise NotAsSaid(reason=_("Una foto o un escaneo no es el que se selló."))
    return OpenedFile(file.slot, file.media, content)
