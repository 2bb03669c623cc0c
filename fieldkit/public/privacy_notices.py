"""An event's privacy notice as a public file: every language that it exists in, ready to be shown."""

from collections.abc import Iterable
from pathlib import Path

import msgspec

from fieldkit.domain.catalog.privacy_notice import PrivacyNotice

MAX_BYTES = 256 << 10


class NoticeFile(msgspec.Struct, frozen=True):
    """What stands in the file."""

    event: str
    notices: tuple[PrivacyNotice, ...]


_decoder = msgspec.json.Decoder(NoticeFile)


def write(event: str, notices: Iterable[PrivacyNotice]) -> bytes:
    """The file's bytes."""
    return msgspec.json.encode(NoticeFile(event, tuple(notices)))


def of_event(path: Path, event: str) -> tuple[PrivacyNotice, ...]:
    """The notices of ``event`` in a file; none where nothing was published there yet."""
    try:
        return read(path.read_bytes(), event)
    except OSError:
        return ()


def read(raw: bytes, event: str) -> tuple[PrivacyNotice, ...]:
    """The notices of ``event``; none where the bytes are another event's or no such file."""
    if len(raw) > MAX_BYTES:
        return ()
    try:
        found = _decoder.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ()
    return found.notices if found.event == event else ()
