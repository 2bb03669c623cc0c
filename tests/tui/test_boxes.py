"""The boxes of a form under the keys: what replaces, what keeps, and where the cursor goes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.widgets import Static

from fieldkit.tui.choices import Option
from fieldkit.tui.widgets.choice_field import ChoiceField
from fieldkit.tui.widgets.form import FieldWidget, Form
from tests.support.narrowing import present

pytestmark = pytest.mark.anyio
TOPICS = [
    Option("salud", "Salud"),
    Option("salud-mental", "Salud mental"),
    Option("vacunas", "Vacunas"),
    Option("banco", "Banco"),
]


def under(answer: str) -> list[Option]:
    """At the money desk there is one topic only."""
    return [one for one in TOPICS if one.key == "banco"] if answer == "dinero" else TOPICS


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class OneForm(App[None]):
    """A form of three boxes, of which two are filled; what is left is kept as it is."""

    def compose(self) -> ComposeResult:
        with Form():
            yield FieldWidget("language", "Idioma", "Español")
            topic = ChoiceField("topic", "Tema", "salud", options=TOPICS)
            topic.narrowed_by, topic.under = "language", under
            yield topic
            yield FieldWidget("place", "Lugar")

    def on_field_widget_left(self, event: FieldWidget.Left) -> None:
        event.field.set_value(event.value)


class Keys:
    """What stands in the boxes, and the keys that are pressed in them."""

    def __init__(self, app: OneForm, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot
        self.form = app.query_one(Form)

    def kept(self) -> dict[str, str]:
        return {one.key: one.kept for one in self.form.fields}

    def at(self) -> str:
        return next(one.key for one in self.form.fields if one.line is self.app.focused)


@asynccontextmanager
async def one_form(*keys: str) -> AsyncIterator[Keys]:
    app = OneForm()
    async with app.run_test() as pilot:
        hands = Keys(app, pilot)
        app.set_focus(hands.form.field("language").line)
        await pilot.pause()
        for key in keys:
            await pilot.press(key)
            await pilot.pause()
        yield hands


async def test_the_first_sign_replaces_what_stands_in_a_box() -> None:
    async with one_form(*"mix", "enter") as hands:
        assert hands.kept()["language"] == "mix"
        assert hands.at() == "topic"


@pytest.mark.parametrize(
    ("key", "then"), [("right", "Españolmix"), ("end", "Españolmix"), ("home", "mixEspañol"), ("left", "mixEspañol")]
)
async def test_an_arrow_keeps_what_stands_in_a_box(key: str, then: str) -> None:
    async with one_form(key, *"mix", "enter") as hands:
        assert hands.kept()["language"] == then


async def test_a_box_that_is_passed_keeps_its_value() -> None:
    async with one_form("enter", "enter", "up", "up", "down") as hands:
        assert hands.kept() == {"language": "Español", "topic": "salud", "place": ""}
        assert hands.at() == "topic"


@pytest.mark.parametrize("back", ["up", "shift+tab"])
async def test_one_key_goes_back_and_what_was_written_is_kept(back: str) -> None:
    async with one_form("enter", "enter", *"Fresno", back) as hands:
        assert hands.at() == "topic"
        assert hands.kept()["place"] == "Fresno"


async def test_up_stays_in_the_first_box() -> None:
    async with one_form("up") as hands:
        assert hands.at() == "language"


async def test_a_paste_replaces_what_stands_in_a_box() -> None:
    async with one_form() as hands:
        present(hands.app.focused).post_message(events.Paste("mixteco\n"))
        await hands.pilot.pause()
        await hands.pilot.pause()
        assert hands.kept()["language"] == "mixteco"
        assert hands.at() == "topic"


async def test_the_numbers_on_the_screen_are_those_that_are_taken() -> None:
    async with one_form(*"dinero", "enter") as hands:
        says = hands.form.field("topic").query_one(".field-says", Static)
        assert str(says.render()) == "1 Banco"
        await hands.pilot.press("1", "enter")
        await hands.pilot.pause()
        assert hands.kept()["topic"] == "banco"


async def test_a_narrowed_list_leaves_what_is_being_written() -> None:
    async with one_form("enter", "1") as hands:
        hands.form.narrow("language", "dinero")
        await hands.pilot.press("enter")
        await hands.pilot.pause()
        assert hands.kept()["topic"] == "banco"
