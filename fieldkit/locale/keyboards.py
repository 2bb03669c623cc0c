"""Keyboard layouts, and what a scanner's text becomes when scanner and computer are set to different ones.

A scanner that plays keyboard presses keys, not signs: set to one country's keys on a computer with another's, it types
other signs at the same places.
"""

from collections.abc import Iterator
from functools import cache
from itertools import permutations

# Every row of keys from the left, first without and then with Shift; places correspond from layout to layout.
LAYOUTS = {
    "us": ("`1234567890-=qwertyuiop[]\\asdfghjkl;'zxcvbnm,./", '~!@#$%^&*()_+QWERTYUIOP{}|ASDFGHJKL:"ZXCVBNM<>?'),
    "spain": ("º1234567890'¡qwertyuiop`+çasdfghjklñ´zxcvbnm,.-", 'ª!"·$%&/()=?¿QWERTYUIOP^*ÇASDFGHJKLÑ¨ZXCVBNM;:_'),
    "latin_america": (
        "|1234567890'¿qwertyuiop´+}asdfghjklñ{zxcvbnm,.-",
        '°!"#$%&/()=?¡QWERTYUIOP¨*]ASDFGHJKLÑ[ZXCVBNM;:_',
    ),
    "germany": ("^1234567890ß´qwertzuiopü+#asdfghjklöäyxcvbnm,.-", "°!\"§$%&/()=?`QWERTZUIOPÜ*'ASDFGHJKLÖÄYXCVBNM;:_"),
    "france": ("²&é\"'(-è_çà)=azertyuiop^$*qsdfghjklmùwxcvbn,;:!", "~1234567890°+AZERTYUIOP¨£µQSDFGHJKLM%WXCVBN?./§"),
}


def readings(text: str) -> Iterator[str]:
    """``text`` as it stands, then as each pair of layouts would have it meant, every reading once."""
    seen = {text}
    yield text
    for undo in _undone():
        meant = text.translate(undo)
        if meant not in seen:
            seen.add(meant)
            yield meant


@cache
def _undone() -> tuple[dict[int, str], ...]:
    """What was typed to what was meant, for every scanner's layout on every other computer's; no two alike.

    A figure is never undone to a punctuation mark: with Caps Lock on, a French keyboard gives its figures as they are.
    """
    tables: list[dict[int, str]] = []
    for computer, scanner in permutations(LAYOUTS, 2):
        typed, meant = LAYOUTS[computer], LAYOUTS[scanner]
        table = {
            ord(sign): there
            for row in (0, 1)
            for sign, there in zip(typed[row], meant[row], strict=True)
            if sign != there and not (sign.isdecimal() and not there.isalnum())
        }
        if computer == "us":  # other countries have < on a key of its own: on these computers it gives < or a backslash
            table = {sign: there for sign, there in table.items() if chr(sign) not in "<>"} | {ord("\\"): "<"}
        # With Caps Lock on, Linux gives É where the key has é.
        above = {chr(sign).upper(): there for sign, there in table.items() if not chr(sign).isascii()}
        table = {ord(sign): there for sign, there in above.items() if len(sign) == 1} | table
        if table not in tables:
            tables.append(table)
    return tuple(tables)
