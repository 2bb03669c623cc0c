"""A new kind of printer is one file: with it, it can be chosen, named, set up and printed on."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldkit.desk.printing import printer_setup
from fieldkit.desk.printing.printer import printer_of
from fieldkit.platform.config import PrinterConfig
from fieldkit.platform.paths import Home
from printing import printers

NOVELTY = """
import msgspec

from printing.errors import N_
from printing.job import READY, Job, Printer, Readiness, Sent


class Novelty(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    path: str

    @property
    def name(self) -> str:
        return "novelty"

    def ready(self) -> Readiness:
        return READY

    def send(self, job: Job) -> Sent:
        return Sent(job.id, self.name, self.path)


def find() -> list[Printer]:
    return [Novelty("here")]


WORDS = N_("de luz")
PRINTER = Novelty
"""


@pytest.fixture
def novelty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PrinterConfig]:
    """The settings of a printer whose one file was added."""
    (tmp_path / "novelty.py").write_text(NOVELTY, encoding="utf-8")
    monkeypatch.setattr(printers, "__path__", [*printers.__path__, str(tmp_path)])
    yield PrinterConfig(kind="novelty", path="here")
    monkeypatch.delattr(printers, "novelty", raising=False)
    monkeypatch.delitem(sys.modules, "printing.printers.novelty", raising=False)


def test_a_new_printer_touches_one_file(novelty: PrinterConfig, tmp_path: Path) -> None:
    assert "novelty" in printers.kinds()
    assert novelty in printer_setup.choices()
    assert printer_setup.words(novelty) == "here (de luz)"
    assert printer_of(Home(tmp_path), novelty).ready().ok
    assert printer_setup.try_out(Home(tmp_path), novelty) is False


def test_every_kind_of_printer_has_words_for_people() -> None:
    assert {kind for kind in printers.kinds() if not printers.words_of(kind)} == set()
