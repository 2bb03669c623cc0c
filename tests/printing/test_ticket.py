"""Tickets as they leave the printer: decoded from the picture, read from the PDF."""

import random

import pypdfium2
import pytest
import zxingcpp
from PIL import Image, ImageDraw, ImageFilter

from fieldkit.tokens.ticket_token import encode, url
from printing.blocks import Amount, Banner, Code, Sheet, Words
from printing.fonts import text_width
from printing.layout import ROLL_58, ROLL_80, Roll, Square, Text, lay_out, wrap
from printing.pdf import letter_pdf, roll_pdf
from printing.picture import draw
from printing.plain import COLUMNS_58, COLUMNS_80, write
from printing.template import compose
from tests.support.narrowing import of_kind

URL = url("127.0.0.1:8443", encode(bytes(range(10)), bytes(32)))
SERVICES = (Words("Renovar el pasaporte (adulto)", "Renew passport (adult)"),)
DOCUMENTS = (
    Words("Pasaporte anterior, el original", "Previous passport, the original"),
    Words("Acta de nacimiento certificada: ¿está legible?", "Certified birth certificate"),
    Words("Comprobante de domicilio de los últimos tres meses", "Proof of address, last three months"),
)
BOTH_ROLLS = pytest.mark.parametrize("roll", [ROLL_58, ROLL_80], ids=["58mm", "80mm"])


def ticket(
    number: str = "A017", address: str = URL, *, priority: bool = False, reprint: int = 0, copies: int = 1
) -> Sheet:
    return ticket_of(DOCUMENTS * copies, number, address, priority=priority, reprint=reprint)


def ticket_of(
    documents: tuple[Words, ...],
    number: str = "A017",
    address: str = URL,
    *,
    priority: bool = False,
    reprint: int = 0,
) -> Sheet:
    facts = {
        "number": Words(number),
        "code": Words(address),
        "event": Words("Consulado Móvil en Fresno"),
        "venue": Words("Salón parroquial San José, 1420 Fulton St"),
        "date": Words("sábado 5 de diciembre de 2026", "Saturday, December 5, 2026"),
        "priority": Words("elderly" if priority else ""),
        "p50": Words("35 minutos", "35 minutes"),
        "p80": Words("50 minutos", "50 minutes"),
        "help": Words("1-855-463-6395"),
        "notice_at": Words("citas.example.org/aviso/jornada"),
    }
    return compose("ticket", number, facts, {"services": SERVICES, "documents": documents}, reprint=reprint)


def decoded(picture: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(picture.convert("L"))]


@BOTH_ROLLS
@pytest.mark.parametrize("host", ["fila.mx", "127.0.0.1:8443", "h" * 60])
def test_the_code_on_the_ticket_is_read_back(roll: Roll, host: str) -> None:
    address = url(host, encode(bytes(range(10)), bytes(32)))
    picture = draw(ticket(address=address), roll)
    assert (picture.mode, picture.width) == ("1", roll.dots)
    assert decoded(picture) == [address]


@BOTH_ROLLS
@pytest.mark.parametrize("degrees", [3, -7, 90, 180, 270])
def test_a_ticket_held_at_any_angle_is_read(roll: Roll, degrees: int) -> None:
    picture = draw(ticket(), roll).convert("L")
    assert decoded(picture.rotate(degrees, expand=True, fillcolor=255)) == [URL]


@BOTH_ROLLS
@pytest.mark.parametrize("radius", [1, 2, 4])
def test_a_blurred_ticket_is_read(roll: Roll, radius: int) -> None:
    picture = draw(ticket(), roll).convert("L")
    assert decoded(picture.filter(ImageFilter.GaussianBlur(radius))) == [URL]


@BOTH_ROLLS
@pytest.mark.parametrize("place", [0.30, 0.45, 0.6, 0.75])
def test_a_ticket_from_a_head_with_dead_dots_is_read(roll: Roll, place: float) -> None:
    # A burnt heater leaves a white line down the whole ticket: here, eight of them side by side (1 mm).
    picture = draw(ticket(), roll)
    left = round(roll.dots * place)
    ImageDraw.Draw(picture).rectangle((left, 0, left + 7, picture.height), fill=1)
    assert decoded(picture) == [URL]


@BOTH_ROLLS
def test_a_phone_photo_of_the_ticket_is_read(roll: Roll) -> None:
    # Small, tilted, unsharp, badly lit, grainy: what a telephone sees in a church hall.
    grain = random.Random(17)
    photo = draw(ticket(), roll).convert("L").rotate(4, expand=True, fillcolor=230)
    photo = photo.resize((photo.width // 2, photo.height // 2), Image.Resampling.BILINEAR)
    photo = photo.filter(ImageFilter.GaussianBlur(1)).point(lambda light: 70 + light // 3)
    photo.putdata([of_kind(int, light) + grain.randint(-12, 12) for light in photo.get_flattened_data()])
    assert decoded(photo) == [URL]


@BOTH_ROLLS
@pytest.mark.parametrize("number", ["A017", "B9", "ZZ12345"])
def test_nothing_stands_outside_the_paper(roll: Roll, number: str) -> None:
    sheet = ticket(number, priority=True, reprint=12)
    for strip in lay_out(sheet.face + sheet.rest, roll.dots):
        for mark in strip.marks:
            if isinstance(mark, Text):
                assert mark.x >= 0
                assert mark.x + text_width(mark.text, mark.size, bold=mark.bold) <= roll.dots
                assert 0 < mark.y <= strip.height


@BOTH_ROLLS
def test_four_modules_of_white_are_left_around_the_code(roll: Roll) -> None:
    (strip,) = lay_out([Code(URL)], roll.dots)
    (mark,) = strip.marks
    assert isinstance(mark, Square)
    side = mark.dots * len(mark.modules)
    room = (mark.x, mark.y, roll.dots - mark.x - side, strip.height - mark.y - side)
    assert min(room) >= 4 * mark.dots


def test_a_banner_is_white_letters_on_black() -> None:
    picture = draw(Sheet("A017", (Banner(Words("REIMPRESIÓN 2", "REPRINT 2")),)))
    black, white = (picture.crop((0, 30, picture.width, 60)).convert("L").histogram()[ink] for ink in (0, 255))
    assert black > white > 1000


def test_a_word_wider_than_the_paper_is_cut_and_not_lost() -> None:
    long = "https://" + "abcdefghij" * 12
    lines = wrap(f"ver {long} hoy", 30, 360, bold=False)
    assert "".join(lines).replace(" ", "") == f"ver{long}hoy"
    assert all(text_width(line, 30, bold=False) <= 360 for line in lines)


def said(sheet: Sheet) -> str:
    marks = [mark for strip in lay_out(sheet.face + sheet.rest, ROLL_80.dots) for mark in strip.marks]
    return " ".join(mark.text for mark in marks if isinstance(mark, Text))


def test_a_reprint_says_so_in_both_languages_and_a_first_print_does_not() -> None:
    assert "REIMPRESIÓN 2 REPRINT 2" in said(ticket(reprint=2))
    assert "REPRINT" not in said(ticket())


def test_spanish_comes_first_and_larger() -> None:
    sheet = ticket()
    for strip in lay_out(sheet.rest, ROLL_80.dots):
        sizes = [mark.size for mark in strip.marks if isinstance(mark, Text)]
        assert sizes == sorted(sizes, reverse=True)
    text = said(ticket())
    assert text.index("Pasaporte anterior") < text.index("Previous passport")


def test_help_and_the_warning_are_on_every_ticket() -> None:
    assert "1-855-463-6395" in said(ticket())
    assert "Nadie puede venderle un lugar" in said(ticket())


def test_the_same_ticket_gives_the_same_dots() -> None:
    assert draw(ticket()).tobytes() == draw(ticket()).tobytes()


def pdf_pages(pdf: bytes) -> list[tuple[str, Image.Image, tuple[float, float]]]:
    """Text, picture at 200 dots to the inch, and size in points of every page."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [
            (
                page.get_textpage().get_text_bounded().replace("\r\n", "\n"),
                page.render(scale=200 / 72).to_pil(),
                page.get_size(),
            )
            for page in document
        ]
    finally:
        document.close()


def test_the_text_of_the_pdf_can_be_searched_in_both_languages() -> None:
    for pdf in (letter_pdf(ticket()), roll_pdf(ticket())):
        ((text, _, _),) = pdf_pages(pdf)
        words = " ".join(text.split())
        assert "A017" in text
        for document in DOCUMENTS:
            assert document.es in words
            assert document.en in words


def test_the_code_of_the_pdf_is_read_back() -> None:
    for pdf in (letter_pdf(ticket()), roll_pdf(ticket(), ROLL_58)):
        ((_, picture, _),) = pdf_pages(pdf)
        assert decoded(picture) == [URL]


@pytest.mark.parametrize(("roll", "points"), [(ROLL_58, 164.4), (ROLL_80, 226.8)], ids=["58mm", "80mm"])
def test_the_pdf_for_a_roll_is_as_wide_as_the_paper_and_one_page_long(roll: Roll, points: float) -> None:
    ((_, _, (width, height)),) = pdf_pages(roll_pdf(ticket(copies=9), roll))
    assert width == pytest.approx(points, abs=0.1)
    assert height > 800


def test_a_long_checklist_goes_on_to_the_next_page_and_nothing_is_lost() -> None:
    pages = pdf_pages(letter_pdf(ticket(copies=12)))
    assert len(pages) > 1
    assert all(size == (612, 792) for _, _, size in pages)
    words = " ".join(" ".join(text for text, _, _ in pages).split())
    assert words.count("Pasaporte anterior, el original") == 12
    assert "viajan cifrados a la oficina consular." in words


def test_no_heading_stands_alone_at_the_foot_of_a_page() -> None:
    # Each document moves what follows by one line's height, so that every place on the page comes by.
    for count in range(8, 30):
        for text, _, _ in pdf_pages(letter_pdf(ticket_of(DOCUMENTS[:1] * count))):
            assert text.strip().split("\n")[-1].strip() not in {"Have ready in your hand", "What happens next"}


def test_the_pdf_says_nothing_of_when_or_where_it_was_made() -> None:
    first, second = (letter_pdf(ticket()) for _ in range(2))
    assert first == second
    document = pypdfium2.PdfDocument(first)
    try:
        assert document.get_metadata_value("Title") == "A017"
        assert document.get_metadata_value("CreationDate").startswith("D:2000")
    finally:
        document.close()


@pytest.mark.parametrize("columns", [COLUMNS_58, COLUMNS_80])
def test_the_plain_text_says_everything_and_fits_a_printer_of_letters(columns: int) -> None:
    text = write(ticket(priority=True, reprint=3), columns)
    assert all(len(line) <= columns for line in text.splitlines())
    words = " ".join(text.split())
    for said_in_words in ("A017", "REIMPRESIÓN 3", "[ ] Pasaporte anterior, el original", "1-855-463-6395"):
        assert said_in_words in words
    assert URL in text.replace("\n", "")
    assert text.encode("cp858").decode("cp858") == text


@BOTH_ROLLS
def test_every_figure_stands_at_the_right_edge_beside_its_label(roll: Roll) -> None:
    figures = (
        Amount(Words("Costo", "Fee"), "$165.00"),
        Amount(Words("Efectivo que debe haber en la caja al cierre", "Cash due in the drawer"), "$12,345.00"),
    )
    for block, strip in zip(figures, lay_out(figures, roll.dots), strict=True):
        texts = [mark for mark in strip.marks if isinstance(mark, Text)]
        figure = texts.pop()
        assert figure.text == block.value
        assert figure.x + text_width(figure.text, figure.size, bold=True) == roll.dots - 12
        assert all(mark.x + text_width(mark.text, mark.size, bold=mark.bold) < figure.x for mark in texts)
