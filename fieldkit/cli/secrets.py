"""Where commands take a passphrase from: the keyboard, or a variable for programs that run unattended."""

import getpass
import os

from fieldkit.locale import _

VARIABLE = "FIELDKIT_PASSPHRASE"


def passphrase(prompt: str = "") -> str:
    """The passphrase, never shown and never in the command's arguments."""
    given = os.environ.get(VARIABLE)
    return given if given is not None else getpass.getpass(prompt or _("Frase de acceso: "))
