"""Scans told from typing, and presses from bounces: pure, with the keys' times in."""

from hypothesis import given
from hypothesis import strategies as st

from fieldkit.desk import scan
from fieldkit.tui.bounce import Bounce
from fieldkit.tui.bursts import Bursts, Key, Scan

FRONT = object()
signs = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZabcxyz0123456789:/-<", min_size=6, max_size=60).filter(
    lambda text: len(set(text)) > 1 and not scan.goes_on(text)
)
edges = st.sampled_from(["", "ctrl+b", "ctrl+g"])
ends = st.sampled_from(
    [(), ("enter",), ("enter", "ctrl+j"), ("ctrl+j",), ("tab",), ("ctrl+c", "enter"), ("enter", "enter")]
)


def given_back(keys: list[Key], *, in_line: bool) -> list[Key | Scan]:
    bursts = Bursts(scan.goes_on)
    out: list[Key | Scan] = []
    for key in keys:
        for one in bursts.feed(key, in_line=in_line):
            out.append(one)
            if isinstance(one, Scan):
                bursts.taken(one.keys[-1].at)
    return out + bursts.rest()


@given(signs, edges, ends, st.floats(0, 0.029), st.booleans())
def test_a_burst_is_one_scan_whatever_its_edges(
    text: str, start: str, end: tuple[str, ...], gap: float, in_line: bool
) -> None:
    names = [*((start, "") for _ in (start,) if start), *((sign, sign) for sign in text), *((name, "") for name in end)]
    keys = [Key(name, sign, n * gap) for n, (name, sign) in enumerate(names)]
    out = given_back(keys, in_line=in_line)
    assert [one.text for one in out if isinstance(one, Scan)] == [text]
    assert in_line or not [one for one in out if isinstance(one, Key)]


@given(st.text("abcdefnrs019 ", min_size=1, max_size=30), st.floats(0.13, 2), st.booleans())
def test_what_a_hand_types_comes_back_key_by_key(text: str, gap: float, in_line: bool) -> None:
    keys = [Key(sign, sign, n * gap) for n, sign in enumerate(text)]
    assert given_back(keys, in_line=in_line) == keys


def test_a_held_key_is_no_scan_and_counts_once() -> None:
    keys = [Key("n", "n", at / 33) for at in range(40)]
    out = given_back(keys, in_line=False)
    assert out == keys
    bounce = Bounce()
    assert [bounce.counts(key, FRONT, writes=False) for key in keys].count(True) == 1


def test_an_enter_that_opened_a_screen_does_not_land_in_it() -> None:
    bounce, form = Bounce(), object()
    assert bounce.counts(Key("enter", "", 0), FRONT, writes=False)
    assert not bounce.counts(Key("enter", "", 0.2), form, writes=True)
    assert not bounce.counts(Key("enter", "", 0.4), form, writes=True)
    assert bounce.counts(Key("enter", "", 1.0), form, writes=True)
    assert bounce.counts(Key("enter", "", 1.1), form, writes=True)


def test_repeat_and_absent_in_half_a_second_are_one_repeat() -> None:
    bounce = Bounce()
    pressed = [("r", 0.0), ("R", 0.2), ("a", 0.4)]
    assert [bounce.counts(Key(name, name, at), FRONT, writes=False) for name, at in pressed] == [True, False, False]
