"""What the drill reads printed papers with; what it finds with them: test_drill."""

from pathlib import Path

import pytest
from PIL import Image

from fieldkit.platform.paths import Home
from fieldkit.rehearsal.check import paper_reader
from fieldkit.rehearsal.play import paperwork
from printing.blocks import Amount, Banner, Code, Item, Number, Say, Sheet, Words, enlarged
from printing.job import READY, Job, Readiness, Sent
from printing.layout import ROLL_58, ROLL_80, Roll, roll
from printing.pdf import letter_pdf, roll_pdf
from printing.picture import draw
from sync import durable_files

ROLLS = (ROLL_80, ROLL_58, roll(80, 180), roll(58, 180))


def sheet(code: str, *, long: bool = False) -> Sheet:
    said = Say(Words("¿Vió (usted) el \\ ñandú? €", "what ✓"))
    item = Item(Words("uno dos tres", "one two"), "✓")
    return Sheet("A001", (Banner(Words("III █", "n")), Number("A001"), Code(code, long=long), said), (item,))


@pytest.mark.parametrize("paper", ROLLS)
def test_a_code_is_read_and_no_code_is_none(paper: Roll) -> None:
    for text in ("A", "HTTPS://HOST/T/0123456789ABCDEFGHJKMNPQRSTVW"):
        assert paper_reader.code(draw(sheet(text, long=True), paper)) == text
    for blank in (draw(Sheet("A", (Number("A001"), Banner(Words("III"))))), Image.new("1", (576, 40), 1)):
        with pytest.raises(paper_reader.PaperError):
            paper_reader.code(blank)


def test_lines_are_read_with_their_letters_and_their_size() -> None:
    text = "ABÁÉÑñü¿¡€()\\ 0123456789•✓…"
    made = Sheet("A001", (Say(Words(text)), Amount(Words("Pagado"), "US$ 2.00")), (Item(Words("fin"), "1."),))
    for pdf in (roll_pdf(made), letter_pdf(made)):
        found = paper_reader.lines(pdf)
        assert squeezed("".join(line.text for line in found)) == squeezed(f"{text}PagadoUS$ 2.001.fin")
        assert all(line.size > 5 for line in found)
    small, large = (
        next(line.size for line in paper_reader.lines(roll_pdf(one)) if line.text.startswith("AB"))
        for one in (made, enlarged(made))
    )
    assert large > small * 1.2


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("raw", [b"", b"%PDF-1.3\n1 0 obj\n<<>>\nendobj\n", b"no PDF"])
def test_what_is_no_pdf_is_refused(raw: bytes) -> None:
    with pytest.raises(paper_reader.PaperError):
        paper_reader.lines(raw)


class Mine:
    """A printer of the laptop's own."""

    name = "escpos"

    def __init__(self) -> None:
        self.jobs: list[Job] = []

    def ready(self) -> Readiness:
        return READY

    def send(self, job: Job) -> Sent:
        self.jobs.append(job)
        return Sent(job.id, self.name, "")


def test_a_real_printer_leaves_a_copy_of_every_paper_to_be_looked_at(tmp_path: Path) -> None:
    mine, home = Mine(), Home(tmp_path)
    printer = paperwork.copying(mine, home)
    job = Job("0a", sheet("A"), durable_files.write)
    printer.send(job)
    assert mine.jobs == [job]
    assert len(list(home.printed.glob("A001-0a*"))) == 3
    assert (printer.name, printer.ready()) == ("escpos", READY)
