"""Headquarters fills in the privacy notice before an event is prepared, and shows it to the public."""

from pathlib import Path

import pytest

from fieldkit.cli import main
from fieldkit.domain.catalog.load import load
from fieldkit.office import event_plan, problems
from tests.support.office_world import PLAN
from tests.support.problems import raises


def without(folder: Path, section: str) -> Path:
    text = PLAN.read_text(encoding="utf-8")
    begin = text.index(f"[{section}]")
    end = text.index("\n#", begin)
    path = folder / "plan.toml"
    path.write_text(text[:begin] + text[end:], encoding="utf-8")
    return path


def test_a_plan_without_the_consulates_facts_is_refused_in_words(tmp_path: Path) -> None:
    with raises(problems.BAD_PLAN) as refused:
        event_plan.read(without(tmp_path, "privacy"), load())
    assert "aviso de privacidad" in str(refused.value)


def test_the_command_shows_the_notice_and_says_that_it_is_the_examples(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["office", "notice", str(PLAN)]) == 1
    shown = capsys.readouterr().out
    assert "El Consulado de México en Raleigh (EJEMPLO) es responsable de sus datos personales." in shown
    assert "palabras del ejemplo" in shown
