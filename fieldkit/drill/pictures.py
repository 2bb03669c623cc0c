"""Invented photos and scans: different for every person and slot, the same for the same seed."""

import io
from random import Random

from PIL import Image

from fieldkit import photos

PHOTO = (720, 960)
SCAN = (800, 1040)
_GRAIN = 8
NEEDLE_BYTES = 24


def raw(seed: str, kind: str) -> bytes:
    """A JPEG as a camera (``photo``) or a scanner (``scan``) would leave it."""
    random = Random(seed)  # noqa: S311 - the same seed must give the same picture; nothing here is secret
    width, height = PHOTO if kind == "photo" else SCAN
    small = (width // _GRAIN, height // _GRAIN)
    noise = Image.frombytes("L", small, random.randbytes(small[0] * small[1]))
    page = Image.new("L", (width, height), 250)
    # A white strip on top: the background that a passport photo has.
    page.paste(noise.resize((width, height * 3 // 4)), (0, height // 4))
    out = io.BytesIO()
    page.convert("RGB").save(out, "JPEG", quality=70)
    return out.getvalue()


def reduced(seed: str, kind: str) -> bytes:
    """What the kit makes of it, and headquarters must get."""
    picture = raw(seed, kind)
    return (photos.photo(picture) if kind == "photo" else photos.scan(picture)).content


def needle(content: bytes) -> bytes:
    """Bytes from the middle of a picture, which nothing else holds."""
    middle = len(content) // 2
    return content[middle : middle + NEEDLE_BYTES]
