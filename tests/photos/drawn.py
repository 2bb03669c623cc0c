"""Drawn pages and photographs, as files of every kind."""

import io
import math
from random import Random
from typing import Any

from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

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


def certificate(size: tuple[int, int] = (1275, 1650), ground: int = 248, ink: int = 60) -> Image.Image:
    """An acta: print and a frame over a fine pattern, on light paper."""
    drawn = Image.new("RGB", size, (ground, ground, max(ground - 8, 0)))
    pen = ImageDraw.Draw(drawn)
    for row in range(0, size[1], 18):
        wave = [(x, row + 8 * math.sin(x / 30 + row)) for x in range(0, size[0], 6)]
        pen.line(wave, fill=(max(ground - 24, 0), max(ground - 12, 0), max(ground - 26, 0)))
    pen.rectangle((45, 45, size[0] - 45, size[1] - 45), outline=(150, 110, 60), width=5)
    pen.text((220, 90), "ACTA DE NACIMIENTO", fill=(ink, ink, ink), font_size=48)
    random = Random(3)
    for y in range(220, size[1] - 250, 44):
        line = "".join(random.choices("abcdefghijlmnopqrstuv   ABCDE1234", k=64))
        pen.text((110, y), line, fill=(ink, ink, ink), font_size=22)
    return drawn


def card(table: int = 250) -> Image.Image:
    """A card like the INE's, a quarter of a page that is otherwise empty."""
    drawn = Image.new("RGB", (1275, 1650), (table, table, table))
    drawn.paste(certificate((760, 480)).crop((0, 0, 760, 480)), (150, 200))
    drawn.paste(portrait().resize((150, 200)), (180, 330))
    return drawn


def portrait(skin: tuple[int, int, int] = (198, 134, 66), ground: int = 240) -> Image.Image:
    """A head with hair, eyes and mouth, soft shades and a patterned shirt, before a plain wall."""
    drawn = Image.new("RGB", (900, 1200), (ground, ground, ground))
    pen = ImageDraw.Draw(drawn)
    random = Random(7)
    pen.ellipse((90, 800, 810, 1700), fill=(70, 80, 110))
    for at in range(0, 900, 14):
        pen.line((at, 1050, at + 60, 1200), fill=(30, 30, 40), width=3)
    pen.ellipse((230, 170, 670, 760), fill=(25, 18, 14))
    shade = Image.radial_gradient("L").resize((380, 520))
    face = Image.composite(
        Image.new("RGB", (380, 520), tuple(part // 2 for part in skin)), Image.new("RGB", (380, 520), skin), shade
    )
    mask = Image.new("L", (380, 520))
    ImageDraw.Draw(mask).ellipse((0, 0, 379, 519), fill=255)
    drawn.paste(face, (260, 280), mask)
    for _hair in range(900):
        x, y = random.randrange(240, 660), random.randrange(180, 300)
        pen.line((x, y, x + random.randrange(-20, 20), y + 40), fill=(random.randrange(20, 90),) * 3)
    for left in (350, 500):
        pen.ellipse((left, 480, left + 60, 510), fill="white", outline="black")
        pen.ellipse((left + 20, 481, left + 42, 509), fill=(60, 30, 10))
        for lash in range(left, left + 60, 6):
            pen.line((lash, 478, lash - 4, 468), fill="black", width=2)
    pen.line((450, 520, 440, 610, 465, 615), fill=(90, 50, 30), width=5)
    pen.arc((385, 630, 525, 700), 20, 160, fill=(120, 40, 40), width=9)
    return drawn


def blurred(image: Image.Image, dots: float) -> Image.Image:
    """Out of focus by so many dots of 1200."""
    return image.filter(ImageFilter.GaussianBlur(dots * max(image.size) / 1200))


def darkened(image: Image.Image, part: float = 0.2) -> Image.Image:
    """With so much of its light, and the noise that a camera adds in the dark."""
    dim = ImageEnhance.Brightness(image).enhance(part)
    noise = Image.frombytes("L", image.size, Random(5).randbytes(image.width * image.height))
    return Image.blend(dim, noise.convert("RGB"), 0.02)


def camera_file(image: Image.Image) -> bytes:
    """As a camera or scanner leaves it."""
    return file(image, "JPEG", quality=85)
