"""A sealed file of the archive, opened: it is the one that was named, or it is set aside with a reason."""

import re

from fieldkit.domain import journal as j
from fieldkit.errors import Problem, Wording
from fieldkit.locale import N_, _
from fieldkit.office.keys import Office
from sync import sealed
from sync.archive.archive import Archive
from sync.journal import chain
from sync.protocol import batches

MAX_SHEET_BYTES = 1 << 20
_ID = re.compile(r"[0-9a-f]{20}", re.ASCII)
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)


class NotAsSaid(Problem):
    wording = Wording(
        title=N_("Lo recibido no es lo que se anotó"),
        cause=N_("{reason}"),
        remedy=N_("Se guardó aparte. Pida a quien lo envió que lo revise."),
    )


def is_id(text: str) -> bool:
    """Whether it is the id of an application or a case."""
    return _ID.fullmatch(text) is not None


def unseal(office: Office, archive: Archive, ref: j.FileRef) -> bytes:
    """The plain bytes of a sealed file. Raises NotAsSaid, sealed.Damaged, sealed.NotForUs."""
    if not _SHA256.fullmatch(ref.sha256) or ref.size > batches.MAX_BLOB_BYTES:
        raise NotAsSaid(reason=_("Un archivo es demasiado grande o no tiene su nombre."))
    try:
        with archive.blobs.open(ref.sha256) as source:
            raw = source.read(ref.size + 1)
    except FileNotFoundError as error:
        raise NotAsSaid(reason=_("Falta un archivo; la computadora lo enviará otra vez.")) from error
    if len(raw) != ref.size or chain.sha256(raw) != ref.sha256:
        raise NotAsSaid(reason=_("Un archivo llegó dañado."))
    return sealed.open_bytes(raw, office.identities)
