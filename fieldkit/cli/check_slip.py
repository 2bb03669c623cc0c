"""``fieldkit check-slip``: is this acknowledgement one of headquarters'? Needs its published key and no network."""

import argparse
from codecs import BOM_UTF8
from pathlib import Path

import msgspec

from fieldkit.cli import problems
from fieldkit.cli.arguments import Commands
from fieldkit.cli.output import say
from fieldkit.errors import Problem
from fieldkit.locale import _, speaking

MAX_BYTES = 64 << 10
KEY_BYTES = 32


class _Published(msgspec.Struct):
    """The one thing that is read of headquarters' public file, and of an invitation."""

    office_key: bytes


def add_commands(commands: Commands) -> None:
    """Add ``check-slip``."""
    check = commands.add_parser("check-slip", help=_("revisar el código de un acuse, sin red"))
    check.add_argument("text", nargs="?", default="", help=_("lo que dice el código, como lo da el lector"))
    check.add_argument("--file", type=Path, metavar="FILE", help=_("archivo con ese texto"))
    check.add_argument(
        "--key", type=Path, metavar="FILE", required=True, help=_("llave publicada por la oficina central")
    )
    check.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    """Say that it is genuine and what it says; whatever else it is comes as a problem, with status 1."""
    from fieldkit.domain.catalog.load import load
    from fieldkit.public import receipt_words

    text = _read(options.file) if options.file else options.text
    if not text.strip():
        raise Problem(problems.NOTHING_TO_CHECK)
    rows = receipt_words.checked(text, _published(options.key), load(), speaking())
    say(_("✓ Genuino: lo firmó una computadora que esta oficina central autorizó."))
    for label, value in rows:
        say(f"  {label}: {value}")
    say(_("  El papel no dice de quién es: compare el número y el folio con los de la persona."))
    return 0


def _read(path: Path) -> str:
    with path.open("rb") as file:
        return file.read(MAX_BYTES).decode("ascii", "replace")


def _published(path: Path) -> bytes:
    try:
        key = msgspec.json.decode(path.read_bytes().removeprefix(BOM_UTF8), type=_Published).office_key
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Problem(problems.BAD_PUBLISHED_KEY, file=path.name) from error
    if len(key) != KEY_BYTES:
        raise Problem(problems.BAD_PUBLISHED_KEY, file=path.name)
    return key
