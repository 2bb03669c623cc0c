"""Who can read what a day left behind: every file is searched for people, sealed files are tried with wrong keys."""

import base64
from collections.abc import Iterator, Sequence
from pathlib import Path

from sync import sealed

_READ_BYTES = 4 << 20
_OVERLAP = 256


def opens(content: bytes, identity: str) -> bool:
    """Whether a sealed file opens with this identity."""
    try:
        sealed.open_bytes(content, [identity])
    except (sealed.NotForUs, sealed.Damaged):
        return False
    return True


def files_with(folder: Path, needles: Sequence[bytes], *, but: Path) -> Iterator[Path]:
    """Files under ``folder``, except those under ``but``, that hold one of ``needles``; case does not matter."""
    wanted = [needle.lower() for needle in needles]
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_relative_to(but) and _holds(path, wanted):
            yield path.relative_to(folder)


def spellings(canary: str) -> list[bytes]:
    """How a canary may lie in a file: as text of several encodings, as figures, in base 64."""
    plain = canary.encode()
    both = [plain.hex().encode()]
    for start in range(3):
        # Of each alignment, only the letters that depend on nothing but the canary.
        encoded = base64.b64encode(bytes(start) + plain)
        both.append(encoded[-(-start * 8 // 6) : (start + len(plain)) * 8 // 6].lower())
    return [plain.lower(), canary.lower().encode("utf-16-le"), canary.lower().encode("utf-16-be"), *both]


def _holds(path: Path, needles: Sequence[bytes]) -> bool:
    tail = b""
    with path.open("rb") as file:
        while piece := file.read(_READ_BYTES):
            text = (tail + piece).lower()
            if any(needle in text for needle in needles):
                return True
            tail = piece[-_OVERLAP:]
    return False
