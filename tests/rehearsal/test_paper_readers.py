"""The drill's own small readers of codes and PDFs, held against real ones; what it finds with them: test_drill."""

import string

import pypdfium2
import pytest
import zxingcpp
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from fieldkit.platform.paths import Home
from fieldkit.rehearsal.check import paper_code, paper_words
from fieldkit.rehearsal.play import paperwork
from printing.blocks import Amount, Banner, Code, Item, Number, Say, Sheet, Words
from printing.job import READY, Job, Sent
from printing.layout import ROLL_58, ROLL_80, roll
from printing.pdf import letter_pdf, roll_pdf
from printing.picture import draw

ROLLS = (ROLL_80, ROLL_58, roll(80, 180), roll(58, 180))
# A code with what looks like eyes in its first rows.
TWO_MORE_EYES = (
    "HTTPS://QTEEFN42CGZAERQTQBEF5WCY8HQ8DFV7SAY402KCSTSRY6YGC171M9D2R8D37ZNWEZ5Z2NAKXD8XKWG2HKF2XAX3ZWC6X8ZT0CSWXWDY3EQ"
    "NX266HNACFRTG1XFJ5MJ3XTGKAGNFF8H3YRV860WXFTQGFA4J6SEADM2Y6D0DR32RGP9AYNHYC9KN0GFJAZNHYH6JK1TFJSXX9012XRCESQHBPDP48G"
    "0D2BEG1DV3GGMZEDJ47AHM2VN63ZYY3ZBBQC8BJ8E5W5Q1K2FVF6DVX2WH3C74Y7YNBPBM01J5HWD0"
)
ADDRESS = st.text(string.ascii_uppercase + string.digits + "/:.-", min_size=1, max_size=250)


def sheet(code: str, *, long: bool = False) -> Sheet:
    said = Say(Words("¿Vió (usted) el \\ ñandú? €", "what ✓"))
    item = Item(Words("uno dos tres", "one two"), "✓")
    return Sheet("A001", (Banner(Words("III █", "n")), Number("A001"), Code(code, long=long), said), (item,))


@settings(max_examples=25, deadline=None)
@example(TWO_MORE_EYES, ROLL_80)
@given(ADDRESS, st.sampled_from(ROLLS))
def test_the_drills_reader_of_codes_reads_what_a_real_one_reads(text, paper):
    picture = draw(sheet(text, long=True), paper)
    assert paper_code.read(picture) == text == zxingcpp.read_barcodes(picture.convert("L"))[0].text


@pytest.mark.parametrize("text", ["A", "HTTPS://HOST/T/0123456789ABCDEFGHJKMNPQRSTVW"])
def test_one_wrong_dot_in_a_code_is_seen_and_no_code_is_none(text):
    picture = draw(sheet(text))
    assert paper_code.read(picture) == text
    left, top = next(
        (x, y) for y in range(420, picture.height) for x in range(120, 400) if not picture.getpixel((x, y))
    )
    picture.putpixel((left + 60, top + 60), 1 - picture.getpixel((left + 60, top + 60)))
    with pytest.raises(paper_code.CodeError):
        paper_code.read(picture)
    with pytest.raises(paper_code.CodeError):
        paper_code.read(draw(Sheet("A", (Number("A001"), Banner(Words("III"))))))
    with pytest.raises(paper_code.CodeError):
        paper_code.read(Image.new("1", (576, 40), 1))


@settings(max_examples=25, deadline=None)
@given(st.text("ABÁÉÑñü¿¡€()\\ 0123456789•✓…", min_size=1, max_size=60).map(lambda text: " ".join(text.split())))
def test_the_drills_reader_of_pdfs_reads_what_a_real_one_reads(text):
    made = Sheet("A001", (Say(Words(text or "x")), Amount(Words("Pagado"), "US$ 2.00")), (Item(Words("fin"), "1."),))
    for pdf in (roll_pdf(made), letter_pdf(made)):
        document = pypdfium2.PdfDocument(pdf)
        there = "".join(page.get_textpage().get_text_range() for page in document)
        document.close()
        assert "".join(squeezed(line.text) for line in paper_words.lines(pdf)) == squeezed(there)


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_what_is_no_pdf_of_this_kit_is_refused():
    whole = roll_pdf(sheet("A"))
    for raw in (
        b"",
        b"%PDF-1.3\n1 0 obj\n<<>>\nendobj\n",
        whole[: len(whole) // 2],
        whole.replace(b"stream", b"strxxx"),
    ):
        with pytest.raises(paper_words.PaperError):
            paper_words.lines(raw)


class Mine:
    """A printer of the laptop's own."""

    name = "escpos"

    def __init__(self) -> None:
        self.jobs: list[Job] = []

    def ready(self):
        return READY

    def send(self, job: Job) -> Sent:
        self.jobs.append(job)
        return Sent(job.id, self.name, "")


def test_a_real_printer_leaves_a_copy_of_every_paper_to_be_looked_at(tmp_path):
    mine, home = Mine(), Home(tmp_path)
    printer = paperwork.copying(mine, home)
    job = Job("0a", sheet("A"))
    printer.send(job)
    assert mine.jobs == [job]
    assert len(list(home.printed.glob("A001-0a*"))) == 3
    assert (printer.name, printer.ready()) == ("escpos", READY)
