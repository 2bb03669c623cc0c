"""Words in the operator's language.

Message ids are Spanish, the first language of screens and paper; ``en.po`` beside this file gives the English.
A further language is one more ``.po`` file and nothing else.
"""

import io
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

HERE = Path(__file__).parent
DEFAULT = "es"
_active: list[str] = [DEFAULT]


@cache
def catalogue(language: str) -> NullTranslations:
    """The translations into ``language`` (ISO 639-1); Spanish itself needs none."""
    source = HERE / f"{language}.po"
    if not source.exists():
        return NullTranslations()
    from babel.messages.mofile import write_mo  # the first language starts without them
    from babel.messages.pofile import read_po

    compiled = io.BytesIO()
    with source.open("rb") as file:
        write_mo(compiled, read_po(file))
    compiled.seek(0)
    return GNUTranslations(compiled)


def languages() -> tuple[str, ...]:
    """Every language that screens can be shown in, Spanish first."""
    return (DEFAULT, *sorted(file.stem for file in HERE.glob("*.po") if file.stem != DEFAULT))


def speak(language: str) -> None:
    """Set the language of this process's screens."""
    _active[0] = language


def speaking() -> str:
    """The language in use."""
    return _active[0]


def translate(message: str, language: str) -> str:
    """``message`` in ``language``, for paper that carries two languages at once."""
    return catalogue(language).gettext(message) if message else ""


def _(message: str) -> str:
    """``message`` in the operator's language."""
    return translate(message, _active[0])


def N_(message: str) -> str:  # noqa: N802 - gettext's own name
    """Mark ``message`` for extraction; it is translated where it is shown."""
    return message
