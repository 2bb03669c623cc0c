"""The screens' pure parts: choosing by keyboard, large numbers, the table of actions, words for problems."""

import string

from hypothesis import given
from hypothesis import strategies as st

from fieldkit.desk.queue import problems
from fieldkit.tui import choices
from fieldkit.tui.app import DeskApp
from fieldkit.tui.choices import Option
from fieldkit.tui.desk_screen import DeskScreen
from fieldkit.tui.feedback import SIGNS, trouble
from fieldkit.tui.keys import EVERYWHERE
from fieldkit.tui.widgets.big_number import drawn
from sync.errors import Problem

STATES = [
    Option("MC", "Estado de México"),
    Option("MN", "Michoacán"),
    Option("MS", "Morelos"),
    Option("OC", "Oaxaca"),
    Option("PAS-AR", "PAS-AR Pasaporte"),
]


def test_an_answer_is_picked_by_number_key_first_letters_or_a_part() -> None:
    assert [choices.pick(STATES, text) for text in ("4", "OC", "oaxaca", "mich", "MEXICO")] == [
        STATES[3],
        STATES[3],
        STATES[3],
        STATES[1],
        STATES[0],
    ]


def test_what_means_two_answers_or_none_picks_none() -> None:
    assert choices.pick(STATES, "m") is None
    assert choices.pick(STATES, "9") is None
    assert choices.pick(STATES, "zz") is None


def test_several_answers_are_kept_once_each_and_strange_words_are_named() -> None:
    picked, strange = choices.pick_many(STATES, "pas-ar, 4 oc qq")
    assert [one.key for one in picked] == ["PAS-AR", "OC"]
    assert strange == ["qq"]


@given(st.text(max_size=40))
def test_choosing_takes_any_text(text: str) -> None:
    assert choices.pick(STATES, text) in [None, *STATES]
    picked, strange = choices.pick_many(STATES, text)
    assert len(picked) == len(set(picked))
    assert all(word in text for word in strange)


@given(st.integers(min_value=8, max_value=120))
def test_a_list_of_answers_breaks_between_answers_only(width: int) -> None:
    lines = choices.listed(STATES, STATES, width).split("\n")
    assert "   ".join(lines) == choices.listed(STATES, STATES, 10_000)


def test_every_sign_of_a_number_has_its_own_shape() -> None:
    shapes = {drawn(sign) for sign in string.ascii_uppercase + string.digits}
    # O and zero look alike, as they do on paper; so do S and 5.
    assert len(shapes) == 34
    assert all(len(shape.split("\n")) == 3 for shape in shapes)


def test_no_key_means_two_things_on_one_screen() -> None:
    screens = [screen for screen in _all(DeskScreen) if screen.ACTIONS]
    assert len(screens) >= 9
    for screen in screens:
        keys = [one.key for one in (*EVERYWHERE, *screen.ACTIONS, *getattr(screen, "MORE", ()))]
        assert len(keys) == len(set(keys)), screen


def test_every_key_that_is_shown_does_something() -> None:
    for screen in _all(DeskScreen):
        for one in screen.ACTIONS:
            if one.name != "none":
                assert hasattr(screen, f"action_{one.name}"), (screen, one)
    for one in EVERYWHERE:
        assert hasattr(DeskApp, f"action_{one.name.split('(')[0]}"), one


def test_every_screen_explains_itself() -> None:
    for screen in _all(DeskScreen):
        # A form's own screen says what it is about; the one they share is never opened itself.
        assert screen.ABOUT or screen.__name__ in {"HelpScreen", "FormScreen"}, screen


def test_a_problem_is_told_whole_with_a_sign() -> None:
    said = trouble(Problem(problems.RECALL_FIRST, number="A007", n=1, needed=2))
    assert SIGNS[said.tone] == "✗"
    assert "A007" in said.words
    assert "1 de 2" in said.more


def test_the_tones_differ_without_colour() -> None:
    assert len(set(SIGNS.values())) == len(SIGNS)


def _all(kind: type[DeskScreen]) -> list[type[DeskScreen]]:
    below = [one for child in kind.__subclasses__() for one in _all(child)]
    return below if kind is DeskScreen else [kind, *below]
