"""Photos and scans as plain files in the folder of an export."""

from collections.abc import Iterable
from pathlib import Path

import msgspec

from fieldkit.office.opening import MEDIA
from fieldkit.office.paths import write_private
from fieldkit.office.store.claims import OpenedFile
from sync.journal import chain


class ExportedFile(msgspec.Struct, frozen=True):
    """A photo or scan: its slot, where it lies from the export's folder, media type, hash and size in bytes."""

    slot: str
    path: str
    media: str
    sha256: str
    size: int


def write(out: Path, folder: Path, files: Iterable[OpenedFile]) -> tuple[ExportedFile, ...]:
    """Write files into ``folder`` of the export ``out``, for its owner's eyes only."""
    return tuple(_write(out, folder / f"{file.slot}.{MEDIA[file.media]}", file) for file in files)


def _write(out: Path, path: Path, file: OpenedFile) -> ExportedFile:
    write_private(out / path, file.content)
    return ExportedFile(file.slot, path.as_posix(), file.media, chain.sha256(file.content), len(file.content))
