"""A new printer: found, tried on paper, asked about, and kept in the laptop's settings."""

import tomllib
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from fieldkit.cli import main
from fieldkit.desk.printing import printer_setup as setup
from fieldkit.desk.printing.printer import printer_of
from fieldkit.platform import config, problems
from fieldkit.platform.config import PrinterConfig
from fieldkit.platform.paths import Home
from printing import calibration
from printing.blocks import Code, Number, Sheet
from printing.fonts import text_width
from printing.layout import ROLL_58, ROLL_80, LaidBar, Roll, Text, lay_out, roll
from printing.pdf import letter_pdf
from printing.picture import draw
from printing.plain import write
from printing.printers.escpos import NetworkPrinter
from tests.support.narrowing import of_kind
from tests.support.problems import raises
from tests.support.thermal_model import NetworkModel, burn, prints


def said_by(monkeypatch: pytest.MonkeyPatch, *answers: str) -> None:
    told = iter(answers)
    monkeypatch.setattr("builtins.input", lambda _question: next(told))


def test_the_slip_has_a_ruler_every_letter_and_three_codes_that_are_read_back() -> None:
    picture = draw(calibration.compose(), ROLL_80)
    for head in (ROLL_80.dots, ROLL_58.dots):  # a narrow head leaves out what is at the right
        seen = picture.crop((0, 0, head, picture.height)).convert("L")
        assert len(zxingcpp.read_barcodes(seen)) == 3
    assert "ÁÉÍÓÚÑ áéíóúñ ü ¿¡ €" in write(calibration.compose())
    assert letter_pdf(calibration.compose())


def test_on_narrow_paper_with_a_wide_setting_the_ticket_is_cut_and_the_slips_ruler_puts_it_right() -> None:
    ticket = Sheet("A017", (Number("A017"), Code("HTTPS://HOST/T/0123456789ABCDEFGHJKMNPQRSTVW")))

    def burned(wanted: PrinterConfig, sheet: Sheet) -> Image.Image:
        picture = draw(sheet, roll(wanted.width_mm, wanted.dpi))
        return picture.crop((0, 0, ROLL_58.dots, picture.height)).convert("L")

    wrong = PrinterConfig(kind="escpos", width_mm=80)
    assert zxingcpp.read_barcodes(burned(wrong, ticket)) == []
    ruler = lay_out(calibration.compose().face[2:3], ROLL_80.dots)[0]
    numbers = [mark for mark in ruler.marks if isinstance(mark, Text)]
    whole = [one for one in numbers if one.x + text_width(one.text, one.size, bold=True) <= ROLL_58.dots]
    right = setup.settled(wrong, setup.Answers(int(whole[-1].text), like_the_coin=True, cut=True))
    assert right.width_mm == 58
    assert zxingcpp.read_barcodes(burned(right, ticket))[0].text.startswith("HTTPS://HOST/T/")


@pytest.mark.parametrize("paper", [ROLL_58, ROLL_80])
def test_the_rulers_numbers_stand_on_their_millimetres(paper: Roll) -> None:
    strip = lay_out(calibration.compose().face[2:3], paper.dots)[0]
    numbers = [mark for mark in strip.marks if isinstance(mark, Text)]
    assert [int(mark.text) for mark in numbers] == list(range(10, int(paper.dots / 8), 10))
    assert calibration.paper_of(int(numbers[-1].text)) == paper.millimetres


def test_on_a_head_of_180_the_bar_is_clearly_longer_than_the_coin() -> None:
    (bar,) = lay_out(calibration.compose().face[4:5], 576)[0].marks
    assert isinstance(bar, LaidBar)
    assert bar.width / 203 * 25.4 == pytest.approx(24.26, abs=0.1)
    assert bar.width / 180 * 25.4 > 27


def test_the_command_prints_asks_and_keeps_and_the_next_start_uses_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "config.toml"
    file.write_text('# mine\ntable = "7"\n\n[printer]\nkind = "folder"\n\n[passphrase]\npasses = 4\n', encoding="utf-8")
    model = NetworkModel(prints)
    try:
        said_by(monkeypatch, f"127.0.0.1:{model.port}", "40", "n", "s")
        assert main(["--home", str(tmp_path), "printer"]) == 0
        (page,) = burn(model.hearing()).pages
        assert page.tobytes() == draw(calibration.compose(), ROLL_80).tobytes()
    finally:
        model.close()
    assert "✓ Impresora guardada: 127.0.0.1" in capsys.readouterr().out
    kept = config.load(file)
    assert (kept.table, kept.passphrase.passes) == ("7", 4)
    assert file.read_text(encoding="utf-8").startswith("# mine\n")
    opened = of_kind(NetworkPrinter, printer_of(Home(tmp_path), kept.printer))
    assert (opened.name, opened.roll, opened.cutter) == ("escpos", roll(58, 180), True)


def test_a_printer_that_does_not_answer_changes_no_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said_by(monkeypatch, "127.0.0.1:9")
    assert main(["--home", str(tmp_path), "printer"]) == 1
    assert "La impresora no contesta" in capsys.readouterr().err
    assert not (tmp_path / "config.toml").exists()


def test_the_folder_needs_no_questions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said_by(monkeypatch, "0")
    assert main(["--home", str(tmp_path), "printer"]) == 0
    assert sorted(path.suffix for path in (tmp_path / "printed").iterdir()) == [".pdf", ".pdf", ".png"]
    assert config.load(tmp_path / "config.toml").printer == PrinterConfig()


def test_settings_are_kept_for_every_kind_and_twice(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    for wanted in (
        PrinterConfig(kind="cups", queue='with "quotes"', language="escpos", cutter=False),
        PrinterConfig(kind="serial", path="COM3", baud=19200, dpi=180, width_mm=58),
        PrinterConfig(kind="device", path="\\\\.\\LPT1"),
    ):
        setup.keep(file, wanted)
        assert config.load(file).printer == wanted
        assert list(tomllib.loads(file.read_text(encoding="utf-8"))) == ["printer"]


def test_broken_settings_are_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text("[printer\n", encoding="utf-8")
    with raises(problems.BAD_CONFIG):
        setup.keep(file, PrinterConfig())
    assert file.read_text(encoding="utf-8") == "[printer\n"
