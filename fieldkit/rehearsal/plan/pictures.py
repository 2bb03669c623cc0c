"""Invented photos and scans: different for every person and slot, the same for the same seed."""

import io
from random import Random

from PIL import Image, ImageDraw

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
    return _jpeg(page.convert("RGB"))


def reduced(seed: str, kind: str) -> bytes:
    """What the kit makes of it, and headquarters must get."""
    picture = raw(seed, kind)
    return (photos.photo(picture) if kind == "photo" else photos.scan(picture)).content


def portrait(seed: str) -> bytes:
    """A drawn face, upright on white, for people who try the program."""
    random = Random(seed)  # noqa: S311 - nothing here is secret
    width, height = PHOTO
    page = Image.new("RGB", PHOTO, "white")
    pen = ImageDraw.Draw(page)
    skin = random.choice(((224, 172, 105), (198, 134, 66), (141, 85, 36)))
    shirt = tuple(random.randrange(40, 200) for _part in range(3))
    pen.ellipse((width // 8, height * 7 // 10, width * 7 // 8, height * 13 // 10), fill=shirt)
    for at in range(0, width, 9):
        pen.line((at, height * 9 // 10, at, height), fill="black", width=2)
    pen.ellipse((width // 4, height // 6, width * 3 // 4, height * 2 // 3), fill=(40, 26, 13))
    pen.ellipse((width * 3 // 10, height * 9 // 40, width * 7 // 10, height * 7 // 10), fill=skin)
    for left in (width * 2 // 5, width * 3 // 5):
        pen.ellipse((left - 22, height * 2 // 5, left + 22, height * 2 // 5 + 24), fill="white", outline="black")
        pen.ellipse((left - 9, height * 2 // 5 + 3, left + 9, height * 2 // 5 + 21), fill="black")
    pen.line((width // 2, height * 17 // 40, width // 2, height // 2), fill=(90, 50, 20), width=6)
    pen.arc((width * 2 // 5, height // 2, width * 3 // 5, height * 3 // 5), 20, 160, fill=(120, 30, 30), width=8)
    return _jpeg(page)


def document(title: str) -> bytes:
    """A drawn paper that says that it is invented."""
    page = Image.new("RGB", SCAN, (244, 240, 230))
    pen = ImageDraw.Draw(page)
    pen.rectangle((30, 30, SCAN[0] - 30, SCAN[1] - 30), outline="black", width=4)
    pen.text((60, 70), title, fill="black", font_size=40)
    for row, y in enumerate(range(180, SCAN[1] - 80, 34)):
        pen.text((60, y), f"{row:02} documento inventado " * 3, fill=(60, 60, 60), font_size=18)
    return _jpeg(page)


def needle(content: bytes) -> bytes:
    """Bytes from the middle of a picture, which nothing else holds."""
    middle = len(content) // 2
    return content[middle : middle + NEEDLE_BYTES]


def _jpeg(page: Image.Image) -> bytes:
    out = io.BytesIO()
    page.save(out, "JPEG", quality=70)
    return out.getvalue()
