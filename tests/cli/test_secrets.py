"""Where commands take passphrases from: never shown, new ones twice, nobody gets another's."""

import sys

import pytest

from fieldkit.cli import problems, secrets
from tests.support.problems import raises


@pytest.fixture
def keyboard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A keyboard that types these answers one after another."""
    answers: list[str] = []
    monkeypatch.delenv(secrets.VARIABLE, raising=False)
    monkeypatch.delenv(secrets.NEW_VARIABLE, raising=False)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr("getpass.getpass", lambda _prompt: answers.pop(0))
    return answers


def test_a_new_passphrase_is_asked_twice_and_must_be_the_same(keyboard: list[str]) -> None:
    keyboard += ["una frase larga", "una frase larga", "una frase larga", "una frase larha"]
    assert secrets.new_passphrase("?") == "una frase larga"
    with raises(problems.NOT_THE_SAME):
        secrets.new_passphrase("?")


def test_somebody_elses_new_passphrase_is_never_ones_own(keyboard: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(secrets.VARIABLE, "la de quien supervisa")
    keyboard += ["la de beto", "la de beto"]
    assert secrets.passphrase() == "la de quien supervisa"
    assert secrets.new_passphrase("?") == "la de beto"


def test_without_keyboard_or_variable_it_is_said_which_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(secrets.NEW_VARIABLE, raising=False)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False)
    with raises(problems.NO_KEYBOARD, match=secrets.NEW_VARIABLE):
        secrets.new_passphrase("?")
