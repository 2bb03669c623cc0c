"""Where commands take a passphrase from: the keyboard, or a variable for programs that run unattended."""

import getpass
import os
import sys

from fieldkit.cli import problems
from fieldkit.errors import Problem
from fieldkit.locale import _

VARIABLE = "FIELDKIT_PASSPHRASE"
# Never the same variable: nobody shall get somebody else's passphrase because it happens to be set.
NEW_VARIABLE = "FIELDKIT_NEW_PASSPHRASE"


def passphrase(prompt: str = "") -> str:
    """The passphrase, never shown and never in the command's arguments. Raises NO_KEYBOARD."""
    given = os.environ.get(VARIABLE)
    if given is not None:
        return given
    if not sys.stdin.isatty():
        raise Problem(problems.NO_KEYBOARD, variable=VARIABLE)
    return getpass.getpass(prompt or _("Contraseña: "))


def new_passphrase(prompt: str, *, variable: str = NEW_VARIABLE) -> str:
    """A passphrase that is being chosen: asked twice, because it cannot be seen. Raises NO_KEYBOARD, NOT_THE_SAME."""
    given = os.environ.get(variable)
    if given is not None:
        return given
    if not sys.stdin.isatty():
        raise Problem(problems.NO_KEYBOARD, variable=variable)
    chosen = getpass.getpass(prompt)
    if getpass.getpass(_("Otra vez, para comprobarla: ")) != chosen:
        raise Problem(problems.NOT_THE_SAME)
    return chosen
