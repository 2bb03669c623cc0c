"""Where commands take a passphrase from: the keyboard, or a variable for programs that run unattended."""

import getpass
import os
import sys

from fieldkit.errors import KitProblem
from fieldkit.locale import N_, _

VARIABLE = "FIELDKIT_PASSPHRASE"


class NoKeyboard(KitProblem):
    title = N_("Falta la contraseña")
    cause = N_("No hay teclado para escribirla.")
    remedy = N_("Abra una terminal, o póngala en la variable {variable}.")


def passphrase(prompt: str = "") -> str:
    """The passphrase, never shown and never in the command's arguments. Raises NoKeyboard."""
    given = os.environ.get(VARIABLE)
    if given is not None:
        return given
    if not sys.stdin.isatty():
        raise NoKeyboard(variable=VARIABLE)
    return getpass.getpass(prompt or _("Contraseña: "))
