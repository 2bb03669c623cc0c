"""Tickets as they leave the printer: decoded from the picture, read from the PDF."""

import random

import pytest
import zxingcpp
from PIL import Image, ImageDraw, ImageFilter

from printing.blocks import Words
from printing.fonts import text_width
from printing.layout import Text, lay_out, wrap
from printing.picture import ROLL_58, ROLL_80, draw
from printing.ticket import Ticket, compose
from printing.ticket_token import encode, url

URL = url("127.0.0.1:8443", encode(bytes(range(10)), bytes(32)))
SERVICES = (Words("Renovar el pasaporte (adulto)", "Renew passport (adult)"),)
DOCUMENTS = (
    Words("Pasaporte anterior, el original", "Previous passport, the original"),
    Words("Acta de nacimiento certificada: ¿está legible?", "Certified birth certificate"),
    Words("Comprobante de domicilio de los últimos tres meses", "Proof of address, last three months"),
)
BOTH_ROLLS = pytest.mark.parametrize("width", [ROLL_58, ROLL_80])


def ticket(
    number: str = "A017", address: str = URL, *, priority: bool = False, reprint: int = 0, copies: int = 1
) -> Ticket:
    return Ticket(
        number=number,
        url=address,
        event="Consulado Móvil en Fresno",
        venue="Salón parroquial San José, 1420 Fulton St",
        date=Words("sábado 5 de diciembre de 2026", "Saturday, December 5, 2026"),
        services=SERVICES,
        documents=DOCUMENTS * copies,
        next_steps=(Words("Espere a que llamen su número", "Wait until your number is called"),),
        privacy=Words("Sus datos viajan cifrados al consulado.", "Your data travels encrypted."),
        fraud=Words("Nadie puede vender un lugar en la fila.", "Nobody may sell a place in line."),
        wait=Words("12 personas antes que usted: unos 35 minutos", "12 people before you: about 35 minutes"),
        priority=priority,
        reprint=reprint,
    )


def decoded(picture: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(picture.convert("L"))]


@BOTH_ROLLS
@pytest.mark.parametrize("host", ["fila.mx", "127.0.0.1:8443", "h" * 60])
def test_the_code_on_the_ticket_is_read_back(width: int, host: str) -> None:
    address = url(host, encode(bytes(range(10)), bytes(32)))
    picture = draw(compose(ticket(address=address)), width)
    assert (picture.mode, picture.width) == ("1", width)
    assert decoded(picture) == [address]


@BOTH_ROLLS
@pytest.mark.parametrize("degrees", [3, -7, 90, 180, 270])
def test_a_ticket_held_at_any_angle_is_read(width: int, degrees: int) -> None:
    picture = draw(compose(ticket()), width).convert("L")
    assert decoded(picture.rotate(degrees, expand=True, fillcolor=255)) == [URL]


@BOTH_ROLLS
@pytest.mark.parametrize("radius", [1, 2, 4])
def test_a_blurred_ticket_is_read(width: int, radius: int) -> None:
    picture = draw(compose(ticket()), width).convert("L")
    assert decoded(picture.filter(ImageFilter.GaussianBlur(radius))) == [URL]


@BOTH_ROLLS
@pytest.mark.parametrize("place", [0.30, 0.45, 0.6, 0.75])
def test_a_ticket_from_a_head_with_dead_dots_is_read(width: int, place: float) -> None:
    # A burnt heater leaves a white line down the whole ticket: here, eight of them side by side (1 mm).
    picture = draw(compose(ticket()), width)
    left = round(width * place)
    ImageDraw.Draw(picture).rectangle((left, 0, left + 7, picture.height), fill=1)
    assert decoded(picture) == [URL]


@BOTH_ROLLS
def test_a_phone_photo_of_the_ticket_is_read(width: int) -> None:
    # Small, tilted, unsharp, badly lit, grainy: what a telephone sees in a church hall.
    grain = random.Random(17)
    photo = draw(compose(ticket()), width).convert("L").rotate(4, expand=True, fillcolor=230)
    photo = photo.resize((photo.width // 2, photo.height // 2), Image.Resampling.BILINEAR)
    photo = photo.filter(ImageFilter.GaussianBlur(1)).point(lambda light: 70 + light // 3)
    photo.putdata([light + grain.randint(-12, 12) for light in photo.get_flattened_data()])
    assert decoded(photo) == [URL]


@BOTH_ROLLS
@pytest.mark.parametrize("number", ["A017", "B9", "ZZ12345"])
def test_nothing_stands_outside_the_paper(width: int, number: str) -> None:
    sheet = compose(ticket(number, priority=True, reprint=12))
    for strip in lay_out(sheet.face + sheet.rest, width):
        for mark in strip.marks:
            if isinstance(mark, Text):
                assert mark.x >= 0
                assert mark.x + text_width(mark.text, mark.size, bold=mark.bold) <= width
                assert 0 < mark.y <= strip.height


def test_a_word_wider_than_the_paper_is_cut_and_not_lost() -> None:
    long = "https://" + "abcdefghij" * 12
    lines = wrap(f"ver {long} hoy", 30, 360, bold=False)
    assert "".join(lines).replace(" ", "") == f"ver{long}hoy"
    assert all(text_width(line, 30, bold=False) <= 360 for line in lines)


def said(paper: Ticket) -> str:
    sheet = compose(paper)
    marks = [mark for strip in lay_out(sheet.face + sheet.rest, ROLL_80) for mark in strip.marks]
    return " ".join(mark.text for mark in marks if isinstance(mark, Text))


def test_a_reprint_says_so_in_both_languages_and_a_first_print_does_not() -> None:
    assert "REIMPRESIÓN 2 REPRINT 2" in said(ticket(reprint=2))
    assert "REPRINT" not in said(ticket())


def test_spanish_comes_first_and_larger() -> None:
    sheet = compose(ticket())
    for strip in lay_out(sheet.rest, ROLL_80):
        sizes = [mark.size for mark in strip.marks if isinstance(mark, Text)]
        assert sizes == sorted(sizes, reverse=True)
    text = said(ticket())
    assert text.index("Pasaporte anterior") < text.index("Previous passport")


def test_help_and_the_warning_are_on_every_ticket() -> None:
    assert "1-855-463-6395" in said(ticket())
    assert "Nadie puede vender un lugar" in said(ticket())


def test_the_same_ticket_gives_the_same_dots() -> None:
    assert draw(compose(ticket())).tobytes() == draw(compose(ticket())).tobytes()
