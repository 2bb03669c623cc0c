"""Where commands take a passphrase from: the keyboard, or a variable for programs that run unattended."""

import getpass
import os
import sys

from fieldkit.errors import KitProblem
from fieldkit.locale import N_, _

VARIABLE = "FIELDKIT_PASSPHRASE"
# Never the same variable: nobody shall get somebody else's passphrase because it happens to be set.
NEW_VARIABLE = "FIELDKIT_NEW_PASSPHRASE"


class NoKeyboard(KitProblem):
    title = N_("Falta la contraseña")
    cause = N_("No hay teclado para escribirla.")
    remedy = N_("Abra una terminal, o póngala en la variable {variable}.")


class NotTheSame(KitProblem):
    title = N_("Las dos contraseñas no son iguales")
    cause = N_("Una de las dos se escribió mal.")
    remedy = N_("No se cambió nada. Repita la orden.")


def passphrase(prompt: str = "") -> str:
    """The passphrase, never shown and never in the command's arguments. Raises NoKeyboard."""
    given = os.environ.get(VARIABLE)
    if given is not None:
        return given
    if not sys.stdin.isatty():
        raise NoKeyboard(variable=VARIABLE)
    return getpass.getpass(prompt or _("Contraseña: "))


def new_passphrase(prompt: str, *, variable: str = NEW_VARIABLE) -> str:
    """A passphrase that is being chosen: asked twice, because it cannot be seen. Raises NoKeyboard, NotTheSame."""
    given = os.environ.get(variable)
    if given is not None:
        return given
    if not sys.stdin.isatty():
        raise NoKeyboard(variable=variable)
    chosen = getpass.getpass(prompt)
    if getpass.getpass(_("Otra vez, para comprobarla: ")) != chosen:
        raise NotTheSame
    return chosen
