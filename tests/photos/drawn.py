"""Drawn pages and photographs, as files of every kind."""

import io
from random import Random
from typing import Any

from PIL import Image, ImageDraw

VECTORS = "tests/vectors/pictures"


def page(size: tuple[int, int] = (850, 1100), seed: int = 1) -> Image.Image:
    """A page of print on white, as grey."""
    random = Random(seed)
    drawn = Image.new("L", size, 250)
    pen = ImageDraw.Draw(drawn)
    high = size[1] // 60
    for y in range(high * 3, size[1] - high * 3, high * 2):
        words = " ".join("".join(random.choices("aeioumnrstlpcd", k=random.randrange(2, 11))) for _ in range(9))
        pen.text((size[0] // 12, y), words, fill=40, font_size=high)
    return drawn


def quarters(mode: str = "RGB") -> Image.Image:
    """Red at the top left, green at the top right, blue at the bottom left, white at the bottom right."""
    drawn = Image.new("RGB", (60, 40), "white")
    for corner, colour in (((0, 0), "red"), ((30, 0), "lime"), ((0, 20), "blue")):
        drawn.paste(colour, (*corner, corner[0] + 30, corner[1] + 20))
    return drawn.convert(mode)


def file(image: Image.Image, kind: str, **more: Any) -> bytes:
    """An image as a file of that kind."""
    out = io.BytesIO()
    image.save(out, kind, **more)
    return out.getvalue()


def seen(content: bytes, mode: str = "L") -> Image.Image:
    """A kept picture opened again."""
    return Image.open(io.BytesIO(content)).convert(mode)
