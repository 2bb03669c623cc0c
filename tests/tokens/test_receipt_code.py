"""The code on an acknowledgement: genuine, altered or of another key; and read back from paper as people treat it."""

import random
from datetime import date

import msgspec
import pytest
import zxingcpp
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import assume, given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFilter

from fieldkit.tokens import crockford, problems
from fieldkit.tokens.errors import TokenProblem, UnreadableSlip
from fieldkit.tokens.receipt_code import ReceiptFacts, check, endorse, sign, url
from printing.blocks import Code, Sheet
from printing.layout import ROLL_58, ROLL_80, Roll, Square, lay_out, roll
from printing.picture import draw
from tests.support.damage import with_bit_flipped
from tests.support.narrowing import of_kind
from tests.support.problems import raises

OFFICE, LAPTOP, STRANGER = (Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32) for n in (1, 2, 3))
PUBLISHED = OFFICE.public_key().public_bytes_raw()
FIRST, LAST = date(2026, 11, 12), date(2027, 2, 10)
SAID = ReceiptFacts("A017", "0123456789", "PAS-AR", 20_900, date(2026, 12, 12))
EVENT = "raleigh-2026-12-12"


def public(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes_raw()


def endorsement(office: Ed25519PrivateKey = OFFICE, event: str = EVENT) -> bytes:
    return endorse(event, FIRST, LAST, public(LAPTOP), office)


CODE = sign(endorsement(), SAID, LAPTOP)
LONGEST = sign(endorsement(event="e" * 40), ReceiptFacts("ZZ123456", "ff" * 5, "S" * 12, 2**32 - 1, LAST), LAPTOP)
HOST = "fila.consulmex.sre.gob.mx:8443"


@given(
    st.from_regex(r"[A-Z]{1,2}[0-9]{1,5}", fullmatch=True),
    st.binary(min_size=5, max_size=5),
    st.from_regex(r"[A-Z0-9][A-Z0-9-]{1,11}", fullmatch=True),
    st.integers(0, 2**32 - 1),
    st.dates(FIRST, LAST),
)
def test_what_was_signed_is_what_is_read_with_the_published_key_alone(
    number: str, application: bytes, service: str, cents: int, day: date
) -> None:
    said = ReceiptFacts(number, application.hex(), service, cents, day)
    genuine = check(sign(endorsement(), said, LAPTOP), PUBLISHED)
    assert (genuine.event, genuine.said, genuine.laptop) == (EVENT, said, public(LAPTOP))


@given(st.integers(0, len(CODE) - 1), st.sampled_from(crockford.ALPHABET))
def test_no_letter_can_be_another(place: int, letter: str) -> None:
    assume(CODE[place] != letter)
    with raises(problems.ALTERED_SLIP, problems.FOREIGN_SLIP, UnreadableSlip):
        check(CODE[:place] + letter + CODE[place + 1 :], PUBLISHED)


def test_every_changed_byte_of_what_is_said_is_called_altered() -> None:
    raw = crockford.decode(CODE)
    said = slice(len(endorsement()) + 1, len(raw) - 64)  # from the number's letters on: lengths make it unreadable
    for place in range(said.start, said.stop):
        with raises(problems.ALTERED_SLIP, UnreadableSlip):
            check(crockford.encode(with_bit_flipped(raw, place)), PUBLISHED)
    paid = raw.index((20_900).to_bytes(4, "big"), said.start)
    dearer = raw[:paid] + (99_900).to_bytes(4, "big") + raw[paid + 4 :]
    with raises(problems.ALTERED_SLIP):
        check(crockford.encode(dearer), PUBLISHED)


def test_a_slip_of_another_headquarters_is_told_apart_from_an_altered_one() -> None:
    with raises(problems.FOREIGN_SLIP):
        check(sign(endorsement(STRANGER), SAID, LAPTOP), PUBLISHED)
    with raises(problems.FOREIGN_SLIP):
        check(CODE, public(STRANGER))


def test_a_forger_who_copies_the_name_of_the_key_or_a_genuine_endorsement_gains_nothing() -> None:
    forged = endorsement(STRANGER)
    claiming = forged[:1] + endorsement()[1:5] + forged[5:]
    with raises(problems.ALTERED_SLIP):
        check(sign(claiming, SAID, LAPTOP), PUBLISHED)
    with raises(problems.ALTERED_SLIP):
        check(sign(endorsement(), SAID, STRANGER), PUBLISHED)


def test_a_laptop_signs_only_within_its_days() -> None:
    for day in (date(2026, 11, 11), date(2027, 2, 11)):
        with raises(problems.SLIP_OUT_OF_DATE) as problem:
            check(sign(endorsement(), msgspec.structs.replace(SAID, day=day), LAPTOP), PUBLISHED)
        assert day.isoformat() in str(problem.value)


@pytest.mark.parametrize(
    "scan",
    [
        CODE.lower(),
        CODE.replace("0", "O").replace("1", "l"),
        url(HOST, CODE),
        f"https://hq.example/s/{CODE.lower()}\r\n",
        f"HTTPSÑ--HOST-S-{CODE}",  # a scanner that believes the keyboard is another
        "\n".join(CODE[at : at + 48] for at in range(0, len(CODE), 48)),  # copied from a paper of letters
    ],
)
def test_any_way_a_slip_is_scanned_or_typed_is_read(scan: str) -> None:
    assert check(scan, PUBLISHED).said == SAID


@pytest.mark.parametrize("scan", ["", "A017", CODE[:-1], CODE[1:], CODE + "0", "0" * 400, "Ñ", "Z" * 5000, "0" * 9999])
def test_what_is_not_a_whole_code_is_unreadable(scan: str) -> None:
    with pytest.raises(UnreadableSlip):
        check(scan, PUBLISHED)


@given(st.one_of(st.text(), st.text(crockford.ALPHABET), st.binary().map(crockford.encode)))
def test_no_text_at_all_makes_the_check_crash_or_pass(scan: str) -> None:
    with pytest.raises(TokenProblem):
        check(scan, PUBLISHED)


@given(st.binary(max_size=300))
def test_bytes_have_one_spelling_and_come_back(raw: bytes) -> None:
    assert crockford.decode(crockford.encode(raw)) == raw


def test_a_slip_says_only_what_fits() -> None:
    for wrong in ({"application": "00"}, {"cents": -1}, {"cents": 2**32}, {"number": "A" * 41}):
        with pytest.raises(ValueError, match=r"slip|long"):
            sign(endorsement(), msgspec.structs.replace(SAID, **wrong), LAPTOP)


BOTH_ROLLS = pytest.mark.parametrize("paper", [ROLL_58, ROLL_80], ids=["58mm", "80mm"])
ADDRESS = url(HOST, CODE)


def decoded(picture: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(picture.convert("L"))]


def printed(paper: Roll, address: str = ADDRESS) -> Image.Image:
    return draw(Sheet("A017", (Code(address, long=True),)), paper)


@pytest.mark.parametrize(("millimetres", "dpi", "dots"), [(80, 203, 7), (80, 180, 6), (58, 203, 4), (58, 180, 4)])
@pytest.mark.parametrize("code", [CODE, LONGEST])
def test_the_longest_code_fits_every_roll_in_modules_that_a_phone_resolves(
    millimetres: int, dpi: int, dots: int, code: str
) -> None:
    paper = roll(millimetres, dpi)
    (strip,) = lay_out([Code(url(HOST, code), long=True)], paper.dots)
    (mark,) = strip.marks
    assert isinstance(mark, Square)
    assert mark.dots >= dots
    assert mark.dots / dpi * 25.4 >= 0.5  # millimetres
    assert decoded(printed(paper, url(HOST, code))) == [url(HOST, code)]


@BOTH_ROLLS
@pytest.mark.parametrize("degrees", [4, -9, 90, 180])
def test_a_slip_held_at_any_angle_is_read(paper: Roll, degrees: int) -> None:
    assert decoded(printed(paper).convert("L").rotate(degrees, expand=True, fillcolor=255)) == [ADDRESS]


@BOTH_ROLLS
@pytest.mark.parametrize("radius", [1, 2])
def test_a_blurred_slip_is_read_also_in_pure_black_and_white(paper: Roll, radius: int) -> None:
    blurred = printed(paper).convert("L").filter(ImageFilter.GaussianBlur(radius))
    assert decoded(blurred) == decoded(blurred.point(lambda light: 255 * (light > 110), "1")) == [ADDRESS]


@pytest.mark.parametrize(("paper", "lost"), [(ROLL_58, 2), (ROLL_80, 4)], ids=["58mm", "80mm"])
@pytest.mark.parametrize(("across", "down"), [(0.5, 0.5), (0.33, 0.6), (0.6, 0.33)])
def test_a_slip_folded_twice_is_read(paper: Roll, lost: int, across: float, down: float) -> None:
    # Thermal ink breaks off along a fold: a white line of a quarter of a millimetre, on the wide roll of a half.
    picture = printed(paper)
    pen = ImageDraw.Draw(picture)
    row, column = round(picture.height * across), round(picture.width * down)
    pen.rectangle((0, row, picture.width, row + lost - 1), fill=1)
    pen.rectangle((column, 0, column + lost - 1, picture.height), fill=1)
    assert decoded(picture) == [ADDRESS]


@BOTH_ROLLS
def test_a_phone_photo_of_the_slip_in_bad_light_is_read(paper: Roll) -> None:
    grain = random.Random(17)
    photo = printed(paper).convert("L").rotate(4, expand=True, fillcolor=230)
    photo = photo.resize((photo.width * 2 // 3, photo.height * 2 // 3), Image.Resampling.BILINEAR)
    photo = photo.filter(ImageFilter.GaussianBlur(0.7)).point(lambda light: 70 + light // 3)
    photo.putdata([of_kind(int, light) + grain.randint(-12, 12) for light in photo.get_flattened_data()])
    assert decoded(photo) == [ADDRESS]


def test_the_bytes_are_those_that_the_protocol_lists() -> None:
    raw = crockford.decode(CODE)
    assert raw[:1] == b"\x01"
    assert raw[5 : 6 + len(EVENT)] == bytes([len(EVENT)]) + EVENT.encode()
    days = raw[6 + len(EVENT) :][:4]
    assert [int.from_bytes(days[at : at + 2], "big") for at in (0, 2)] == [
        (day - date(1970, 1, 1)).days for day in (FIRST, LAST)
    ]
    assert raw[10 + len(EVENT) :][:32] == public(LAPTOP)
    said = raw[len(endorsement()) : -64]
    assert said[:13] == b"\x04A017" + bytes.fromhex("0123456789") + b"\x06PA"
    OFFICE.public_key().verify(endorsement()[-64:], b"fieldkit slip endorsement v1\n" + raw[: 42 + len(EVENT)])
    LAPTOP.public_key().verify(raw[-64:], b"fieldkit slip v1\n" + raw[:-64])
