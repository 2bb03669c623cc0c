"""The ticket just given out: its number, how long the wait, and whether the paper is in a hand."""

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from fieldkit.domain.journal import PrintState
from fieldkit.domain.queue.visit import Visit
from fieldkit.domain.queue.wait_estimate import Estimate
from fieldkit.locale import _
from fieldkit.tui import labels
from fieldkit.tui.widgets.big_number import BigNumber

PAPER_SIGNS = {PrintState.CONFIRMED: "✓", PrintState.FAILED: "✗"}


class TicketCard(Horizontal):
    """Hidden until there is a ticket to show. The person's name is not on it: it can be seen across the table."""

    def __init__(self) -> None:
        super().__init__(id="card")
        self.display = False
        self.estimate: Estimate | None = None

    def compose(self) -> ComposeResult:
        """The number on the left, words on the right."""
        yield BigNumber()
        with Vertical(id="card-words"):
            yield Static("", id="card-wait", markup=False)
            yield Static("", id="card-paper", markup=False)
            yield Static("", id="card-state", markup=False)

    def show(self, visit: Visit | None, estimate: Estimate | None = None) -> None:
        """Show a visit's ticket; None hides the card."""
        self.display = visit is not None
        self.estimate = estimate
        if visit is None:
            return
        self.query_one(BigNumber).show(visit.number)
        self.query_one("#card-wait", Static).update(labels.wait(estimate) if estimate else labels.state(visit))
        sign = PAPER_SIGNS.get(visit.paper, "!")
        copies = _(" (reimpresión {n})").format(n=visit.copies) if visit.copies else ""
        self.query_one("#card-paper", Static).update(f"{sign} {_(labels.PAPERS[visit.paper])}{copies}")
        self.query_one("#card-state", Static).update(_("★ atención preferente") if visit.priority else "")
