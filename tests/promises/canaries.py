"""Words that stand nowhere but in an invented person's data, and the search for them in whatever a run wrote."""

import base64
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pypdfium2
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from fieldkit import photos
from fieldkit.people.names import PersonName, search_key
from tests.promises import hall

NAME = PersonName("Quetzalynda", "Vexmorraz", "Ñoquibárriga")
BOOKED = PersonName("Wuxtrelina", "Zambrovich", "Çhlorofeld")
CURP = "HELX040817MZSRPMA5"
BORN = "2004-08-17"
PHONE = "(919) 555-0147"
FIELDS = {
    "given": NAME.given,
    "surname1": NAME.surname1,
    "surname2": NAME.surname2,
    "curp": CURP,
    "born": BORN,
    "phone": PHONE,
    "email": "zorbifex@example.org",
    "birth_municipality": "Xochiquilpantzin",
    "occupation": "Trombofonista",
    "marks": "Lunarzuelo",
    "us_street": "4711 Wexlorbane Ave",
    "us_city": "Grumblewick",
    "father_given": "Hieronimox",
    "father_surname1": "Pterofante",
    "mother_given": "Yolotzinda",
    "mother_surname1": "Krakelund",
    "emergency_name": "Umbrellina",
    "emergency_phone": "(919) 555-0188",
    "prev_number": "QZ7430189",
    "prev_office": "Nimbopolis",
}
PICTURE = hall.picture(7)
WORDS = (*FIELDS.values(), *(part for part in (BOOKED.given, BOOKED.surname1, BOOKED.surname2)), "9195550147")

PAGE, RESERVED, IV, SALT, FRAME, WAL_HEADER = 4096, 80, 16, 16, 24, 32


ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "latin-1", "cp850")


def needles(encodings: Sequence[str] = ENCODINGS) -> dict[bytes, str]:
    """Every spelling of every canary as bytes, and which canary it is."""
    found: dict[bytes, str] = {}
    for word in WORDS:
        for form in {word, word.upper(), word.casefold(), search_key(word)}:
            for spelled in _spelled(form, encodings):
                found[spelled] = word
    for name, content in (("picture as given", PICTURE), ("picture as kept", photos.photo(PICTURE).content)):
        for at in range(len(content) // 4, len(content) - 24, max(len(content) // 16, 1)):
            found[content[at : at + 24]] = name
    return found


def _spelled(text: str, encodings: Sequence[str]) -> Iterator[bytes]:
    for encoding in encodings:
        try:
            yield text.encode(encoding)
        except UnicodeEncodeError:
            continue
    plain = text.encode()
    yield plain.hex().encode()
    yield plain.hex().upper().encode()
    for shift in range(3):  # base64 spells a word in three ways, by where it begins
        whole = base64.b64encode(bytes(shift) + plain)
        yield whole[(shift * 4 + 2) // 3 + (shift > 0) : len(whole) - 4]


def hits(pieces: Iterable[bytes], wanted: dict[bytes, str]) -> set[str]:
    """The canaries that stand in any of ``pieces``."""
    found: set[str] = set()
    for piece in pieces:
        found |= {word for needle, word in wanted.items() if word not in found and needle in piece}
    return found


def unpacked(content: bytes) -> Iterator[bytes]:
    """A file as it lies there, and whatever in it can be unpacked: compressed streams and a PDF's words."""
    yield content
    for found in re.finditer(rb"stream\r?\n(.*?)endstream", content, re.DOTALL):
        stream = found[1].strip()
        for packed in (stream, _ascii85(stream)):
            yield from _inflated(packed)
    if content.startswith(b"\x89PNG"):
        yield from _inflated(b"".join(re.findall(rb"IDAT(.*?)....(?:.{4}IDAT|\0{4}IEND)", content, re.DOTALL)))
    if content.startswith(b"%PDF"):
        with pypdfium2.PdfDocument(content) as document:
            for page in document:
                yield page.get_textpage().get_text_bounded().encode()


def _ascii85(stream: bytes) -> bytes:
    try:
        return base64.a85decode(stream.removesuffix(b"~>"))
    except ValueError:
        return b""


def _inflated(packed: bytes) -> Iterator[bytes]:
    try:
        yield zlib.decompressobj().decompress(packed)
    except zlib.error:
        return


def scan(folder: Path, wanted: dict[bytes, str]) -> dict[str, set[str]]:
    """Canaries by file, in everything below ``folder``; the names of files count as well."""
    found = {}
    for path in sorted(folder.rglob("*")):
        pieces = [str(path).encode(), *(unpacked(path.read_bytes()) if path.is_file() else ())]
        if seen := hits(pieces, wanted):
            found[path.name] = seen
    return found


def decrypted(store: Path, key: bytes) -> Iterator[bytes]:
    """Every page of a store and of its write-ahead log in clear, free and old ones too, for whoever has the key.

    SQLCipher 4 with a raw key: AES-256-CBC a page, whose last 80 bytes hold the IV (16) and the HMAC-SHA512 (64);
    the first 16 bytes of the file are the salt.
    """
    content = store.read_bytes()
    for at in range(0, len(content), PAGE):
        yield _page(content[at : at + PAGE], key, first=at == 0)
    wal = store.with_name(f"{store.name}-wal")
    if wal.exists():
        content = wal.read_bytes()
        for at in range(WAL_HEADER, len(content), FRAME + PAGE):
            first = content[at : at + 4] == b"\0\0\0\1"
            yield _page(content[at + FRAME : at + FRAME + PAGE], key, first=first)


def _page(page: bytes, key: bytes, *, first: bool) -> bytes:
    if len(page) < PAGE:
        return b""
    sealed = page[SALT if first else 0 : PAGE - RESERVED]
    iv = page[PAGE - RESERVED : PAGE - RESERVED + IV]
    reader = Cipher(algorithms.AES256(key), modes.CBC(iv)).decryptor()
    return reader.update(sealed) + reader.finalize()
