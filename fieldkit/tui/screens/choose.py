"""A question with a few answers, each with its number; of many, typing leaves those that fit."""

from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static

from fieldkit.locale import _
from fieldkit.tui.choices import Option, matching
from fieldkit.tui.desk import Desk
from fieldkit.tui.questions import Question, answer

FEW = 9


class Choose(Question[str]):
    """Returns the key of the answer, or None when nothing was chosen."""

    def __init__(self, question: str, options: Sequence[Option], more: str = "") -> None:
        super().__init__()
        self._question = question
        self._options = list(options)
        self._more = more
        self._shown = self._options
        self._typed = ""
        self.writes = len(self._options) > FEW

    def compose(self) -> ComposeResult:
        """The question and its answers."""
        with Vertical(id="choose"):
            yield Static(self._question, id="choose-question", markup=False)
            if self._more:
                yield Static(self._more, id="choose-more", markup=False)
            yield OptionList(*self._rows(), id="choose-options")
            yield Static(self._keys(), id="choose-keys", markup=False)

    def on_mount(self) -> None:
        """The list has the keys, and nothing in it is marked: an Enter that nobody meant answers nothing."""
        answers = self.query_one(OptionList)
        self.set_focus(answers)
        answers.highlighted = None

    def on_key(self, event: events.Key) -> None:
        """A number answers at once; among many answers letters leave those that fit."""
        if event.key.isdecimal() and 1 <= int(event.key) <= len(self._shown):
            event.stop()
            self.answer(self._shown[int(event.key) - 1].key)
        elif len(self._options) > FEW and (event.key == "backspace" or (event.character or "").isprintable()):
            if event.key == "backspace":
                self._narrow(self._typed[:-1])
            elif event.character and event.key not in {"enter", "escape"}:
                self._narrow(self._typed + event.character)

    def _narrow(self, typed: str) -> None:
        self._typed = typed
        self._shown = matching(self._options, typed)
        answers = self.query_one(OptionList)
        answers.clear_options()
        answers.add_options(self._rows())
        answers.highlighted = 0 if self._shown and typed else None
        self.query_one("#choose-keys", Static).update(self._keys())

    def _rows(self) -> list[Content]:
        return [
            Content.assemble((f" {n if n <= FEW else ' '} ", "bold $primary"), f" {one.label}")
            for n, one in enumerate(self._shown, 1)
        ]

    def _keys(self) -> str:
        if len(self._options) <= FEW:
            return _("Número, o ↑↓ y Enter · Esc no cambia nada")
        return _("Escriba para buscar: {typed} · número, o ↑↓ y Enter · Esc no cambia nada").format(typed=self._typed)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter answers with the highlighted one."""
        self.answer(self._shown[event.option_index].key)


async def sure(desk: Desk, question: str, no: str, yes: str) -> bool:
    """Whether somebody says yes by intent; in a worker only."""
    return await answer(desk, Choose(question, [Option("no", no), Option("yes", yes)])) == "yes"
