"""What stands in a PDF of this kit's own, read back from its bytes: no reader of PDFs ships with the kit.

Understands no more of ISO 32000-1 than printing writes: compressed streams, TrueType subsets of one byte a letter with
a table of what each means, and strings that are shown whole.
"""

import base64
import binascii
import re
import zlib
from collections.abc import Iterator, Mapping
from typing import NamedTuple

_OBJECT = re.compile(rb"(?:^|\n)(\d+) 0 obj(.*?)endobj", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\n?endstream", re.DOTALL)
_FONT_NAMES = re.compile(rb"/(F\d+\+\d+) (\d+) 0 R")
_MEANING = re.compile(rb"/ToUnicode (\d+) 0 R")
_LETTER = re.compile(rb"<([0-9A-F]{2})> <([0-9A-F]{4})>")
_PAGE = re.compile(rb"/Contents (\d+) 0 R")
# A font with its size, or a string that is shown.
_SHOWN = re.compile(rb"/(F[\d+]+) ([\d.]+) Tf|\(((?:[^()\\]|\\.)*)\) Tj", re.DOTALL)
_ESCAPE = re.compile(rb"\\(\d{3}|.)", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_LARGEST = 8 << 20


class PaperError(Exception):
    """Not a PDF as this kit writes it."""


class Line(NamedTuple):
    """A string as it is shown, and the size of its letters in points, before any scaling of the page."""

    text: str
    size: float


def lines(pdf: bytes) -> list[Line]:
    """Every line of text, in the order in which it is drawn. Raises PaperError."""
    objects = {int(number): body for number, body in _OBJECT.findall(pdf)}
    fonts = _fonts(objects)
    pages = [int(number) for body in objects.values() for number in _PAGE.findall(body)]
    if not pages:
        raise PaperError
    return [line for page in pages for line in _shown(_stream(objects, page), fonts)]


def _fonts(objects: Mapping[int, bytes]) -> dict[bytes, dict[int, str]]:
    """What each byte means in each font."""
    found = {}
    for body in objects.values():
        for name, number in _FONT_NAMES.findall(body):
            for meaning in _MEANING.findall(objects.get(int(number), b"")):
                letters = _LETTER.findall(_stream(objects, int(meaning)))
                found[name] = {int(code, 16): chr(int(letter, 16)) for code, letter in letters}
    return found


def _shown(content: bytes, fonts: Mapping[bytes, Mapping[int, str]]) -> Iterator[Line]:
    letters: Mapping[int, str] = {}
    size = 0.0
    for name, points, string in _SHOWN.findall(content):
        if name:
            letters, size = fonts.get(name, {}), float(points)
        else:
            raw = _ESCAPE.sub(_unescaped, string)
            yield Line("".join(letters.get(code, "\N{REPLACEMENT CHARACTER}") for code in raw), size)


def _unescaped(found: re.Match[bytes]) -> bytes:
    escaped = found[1]
    return bytes([int(escaped, 8)]) if escaped.isdigit() else _ESCAPED.get(escaped, escaped)


def _stream(objects: Mapping[int, bytes], number: int) -> bytes:
    body = objects.get(number, b"")
    found = _STREAM.search(body)
    if found is None:
        raise PaperError
    raw = found[1]
    try:
        if b"/ASCII85Decode" in body:
            raw = base64.a85decode(raw.strip().removesuffix(b"~>"))
        return zlib.decompressobj().decompress(raw, _LARGEST)
    except (zlib.error, ValueError, binascii.Error) as error:
        raise PaperError from error
