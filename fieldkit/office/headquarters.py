"""Headquarters at work: the office, which opens what came, and the archive, which took it in."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from fieldkit.office import inbox_delivery, keys, publish_progress
from fieldkit.office.keys import Office
from sync.archive.archive import Archive


class Headquarters(NamedTuple):
    """Both halves, open."""

    office: Office
    archive: Archive

    def announce(self, now_ms: int) -> None:
        """Bring what was decided to the laptops' inboxes and to the applicants' page."""
        inbox_delivery.post(self.office, self.archive)
        publish_progress.tell(self.office, self.archive, now_ms)


@contextmanager
def opened(
    folder: Path, operator: str, passphrase: str, *, archive_url: str = "", wall: Callable[[], int]
) -> Iterator[Headquarters]:
    """Headquarters in ``folder``, closed at the end of the block. Raises as ``keys.open_office`` does."""
    office = keys.open_office(folder, operator, passphrase, wall=wall)
    try:
        archive = office.places.open_archive(archive_url)
        try:
            yield Headquarters(office, archive)
        finally:
            archive.close()
    finally:
        office.close()
