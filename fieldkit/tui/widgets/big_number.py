"""A ticket's number large enough to be read across the table."""

from textual.content import Content
from textual.widgets import Static

_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# Five rows of three columns for each sign, as bits: five digits a sign.
_BITS = (
    "7555726227717477171755711"
    "7471774757711117575775717"
    "7575565656744476555674647"
    "7464474557557557222711157"
    "5565544447577556555575557"
    "7574475571756557471772222"
    "5555755552557755525555222"
    "71247"
)
_HALVES = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}


def drawn(number: str) -> str:
    """The number in half blocks, three lines high; a sign that has no shape is left as a gap."""
    rows = ["".join(_row(sign, row) for sign in number.upper()) for row in range(5)]
    rows.append(" " * len(rows[0]))
    pairs = zip(rows[::2], rows[1::2], strict=True)
    return "\n".join(
        "".join(_HALVES[(up != " ", down != " ")] for up, down in zip(upper, lower, strict=True)).rstrip()
        for upper, lower in pairs
    )


def _row(sign: str, row: int) -> str:
    at = _SIGNS.find(sign)
    bits = int(_BITS[at * 5 + row]) if at >= 0 else 0
    return "".join("#" if bits & bit else " " for bit in (4, 4, 2, 2, 1, 1)) + "  "


class BigNumber(Static):
    """``A017`` in large signs; the same in small ones for whoever copies the screen."""

    def __init__(self, number: str = "") -> None:
        super().__init__("", classes="big-number", markup=False)
        if number:
            self.show(number)

    def show(self, number: str) -> None:
        """Show another number; none hides it."""
        self.display = bool(number)
        self.update(Content.styled(drawn(number), "bold"))
