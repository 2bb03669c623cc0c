"""The messages of the program as ``make messages`` takes them: the very commands of the Makefile, in this process."""

import re
import shlex
from pathlib import Path

import pytest
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
_COMMAND = re.compile(r"^\t\$\(BIN\)/python -m babel\.messages\.frontend (.*)$", re.MULTILINE)
_TABLES = "$(if $(filter en,$(LANGUAGE)),,--keyword es)"


def _run(command: str, language: str, pot: Path, po: Path) -> None:
    filled = {_TABLES: "" if language == "en" else "--keyword es", "$(LANGUAGE)": language, "$(POT)": str(pot)}
    for name, value in (filled | {"$(PO)": str(po)}).items():
        command = command.replace(name, value)
    with pytest.MonkeyPatch.context() as here:
        here.chdir(ROOT)
        CommandLineInterface().run(["pybabel", *shlex.split(command)])


def update(po: Path) -> None:
    """Bring a translator's file up to date, or begin it; its name is the language."""
    text = (ROOT / "Makefile").read_text(encoding="utf-8").replace("\\\n\t\t", "")
    extract, merge = _COMMAND.findall(text)
    pot = po.with_suffix(".pot")
    _run(extract, po.stem, pot, po)
    if not po.exists():
        po.write_bytes(pot.read_bytes())
    _run(merge, po.stem, pot, po)


def read(po: Path) -> dict[str, str]:
    """Each message with its translation, empty where there is none."""
    with po.open("rb") as source:
        return {str(message.id): str(message.string or "") for message in read_po(source) if message.id}
