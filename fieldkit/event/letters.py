"""The letter under which a device numbers its tickets, after a restore."""

from fieldkit.errors import KitProblem
from fieldkit.locale import N_


class TooManyCopies(KitProblem):
    title = N_("Esta computadora ya se repuso demasiadas veces")
    cause = N_("No quedan letras para sus boletos.")
    remedy = N_("No se cambió nada. Pida a la oficina central dar de alta otra computadora.")


def next_letter(letter: str) -> str:
    """The letter of a successor: A → AA → AB … AZ; no other device of the event has it. Raises TooManyCopies."""
    if len(letter) == 1:
        return f"{letter}A"
    if letter[1] == "Z":
        raise TooManyCopies
    return f"{letter[0]}{chr(ord(letter[1]) + 1)}"
