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
    "sex": "M",
    "born": BORN,
    "birth_municipality": "Xochiquilpantzin",
    "acta_municipality": "Tlalpujahuita",
    "acta_year": "2004",
    "acta_book": "Libro-Zq41",
    "acta_number": "Acta-Zq9907",
    "occupation": "Trombofonista",
    "marks": "Lunarzuelo",
    "us_street": "4711 Wexlorbane Ave",
    "us_unit": "Depto Quorvex",
    "us_city": "Grumblewick",
    "us_zip": "60085-7319",
    "phone": PHONE,
    "phone_other": "(919) 555-0163",
    "email": "zorbifex@example.org",
    "emergency_name": "Umbrellina",
    "emergency_phone": "(919) 555-0188",
    "father_given": "Hieronimox",
    "father_surname1": "Pterofante",
    "father_surname2": "Wamburguez",
    "father_born": "1971-04-13",
    "mother_given": "Yolotzinda",
    "mother_surname1": "Krakelund",
    "mother_surname2": "Fjordález",
    "mother_born": "1973-09-28",
    "prev_number": "QZ7430189",
    "prev_office": "Nimbopolis",
    "mcas_number": "MZQ5518230",
    "op7_office": "Consulado de Brumalia",
    "report_place": "Callejón Zurrumbel",
    "report_number": "Denuncia-Zq3321",
    "child_given": "Ixquipanda",
    "child_surname1": "Vexmorrita",
    "child_surname2": "Ñoquitlán",
    "child_born": "2025-02-19",
    "where_used": "Delegación Quxtepeque",
    "foreign_acta": "Wexford County 8812-Zq",
    "holder": "Titularesa Bromquist",
    "proxy_given": "Apoderindo",
    "proxy_surname1": "Gwynfarro",
    "proxy_surname2": "Plimsolínez",
    "proxy_address": "Cerrada Zambullón 77",
    "power_about": "Vender la parcela Quebradizol",
}
# What is told in the protection room, and what a second person writes when a form goes back.
CASE = {
    "field": "immigration",
    "kind": "detention",
    "actions": "advice family_notified",
    "referral": "shelter",
    "place": "Centro Grimwaldo",
    "notes": "La detuvieron en Zarzamorelia",
    "p1-role": "affected",
    "p1-given": "Quillonea",
    "p1-surname1": "Drubetzkoy",
    "p1-surname2": "Ñandutiño",
    "p1-sex": "M",
    "p1-born": "1994-12-07",
    "p1-nationality": "Zemblana",
    "p1-marks": "detained",
    "p1-us_status": "expired_visa",
    "p2-role": "mother",
    "p2-given": "Brunhildeja",
    "p2-surname1": "Oxtotipac",
    "p2-born": "1969-03-22",
}
FOLLOW_UP = {"actions": "consular_visit", "standing": "open", "notes": "Su hermana vive en Wolfsburgo Chico"}
REFUSAL = "El acta de Vexmorraz dice otra cosa: pregunte por Trapisondia"
PASSPHRASE = "zurcido batracio yunque"
_CODES = {"sex", "acta_year", "p1-role", "p1-sex", "p1-marks", "p1-us_status", "p2-role", "field", "kind", "referral"}
PICTURE = hall.picture(7)
WORDS = (
    *(value for key, value in FIELDS.items() if key not in _CODES),
    *(value for key, value in CASE.items() if key not in _CODES | {"actions"}),
    *(BOOKED.given, BOOKED.surname1, BOOKED.surname2, "9195550147"),
    *(FOLLOW_UP["notes"], REFUSAL, PASSPHRASE),
)

PAGE, RESERVED, IV, SALT, FRAME, WAL_HEADER = 4096, 80, 16, 16, 24, 32


START = 5  # no spelling of a canary is shorter
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
    """The canaries that stand in any of ``pieces``: each place is looked at once, however many canaries there are."""
    starting: dict[bytes, list[bytes]] = {}
    for needle in wanted:
        starting.setdefault(needle[:START], []).append(needle)
    found: set[str] = set()
    for piece in pieces:
        for at in range(len(piece) - START + 1):
            if (first := piece[at : at + START]) in starting:
                found |= {wanted[needle] for needle in starting[first] if piece.startswith(needle, at)}
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
