"""Choosing from a list by keyboard: a number, a key, or the first letters. Pure."""

from collections.abc import Sequence
from typing import NamedTuple

from fieldkit.people.names import search_key


class Option(NamedTuple):
    """One answer: what is kept, and the words that are shown; ``group``: the heading it stands under, if any."""

    key: str
    label: str
    group: str = ""


def pick(options: Sequence[Option], text: str) -> Option | None:
    """The one answer that ``text`` means; None when there is none, or more than one."""
    typed = text.strip()
    if typed.isdecimal() and 1 <= int(typed) <= len(options):
        return options[int(typed) - 1]
    exact = [one for one in options if typed in {one.key, one.label} or search_key(typed) == search_key(one.label)]
    found = exact[:1] or matching(options, typed)
    return found[0] if len(found) == 1 else None


def matching(options: Sequence[Option], text: str) -> list[Option]:
    """The answers that ``text`` may be the beginning of; all of them for a number or for nothing."""
    typed = search_key(text)
    if not typed or typed.isdecimal():
        return list(options)
    starts = [one for one in options if search_key(one.label).startswith(typed) or search_key(one.key) == typed]
    found = starts or [one for one in options if typed in search_key(one.label)]
    return found or [one for one in options if one.group and search_key(one.group).startswith(typed)]


def pick_many(options: Sequence[Option], text: str) -> tuple[list[Option], list[str]]:
    """The answers of a line such as ``1, 3`` or ``PAS-AR MCAS-1``, each once, and the words that are none."""
    picked: list[Option] = []
    strange: list[str] = []
    for word in text.replace(",", " ").split():
        one = pick(options, word)
        if one is None:
            strange.append(word)
        elif one not in picked:
            picked.append(one)
    return picked, strange


def listed(options: Sequence[Option], among: Sequence[Option], width: int) -> str:
    """``1 Soltera   2 Casada``: the answers in ``among`` with their numbers, no answer broken over two lines."""
    lines = [""]
    for one in among:
        words = f"{options.index(one) + 1} {one.label}"
        fits = not lines[-1] or len(lines[-1]) + 3 + len(words) <= width
        if fits:
            lines[-1] += f"   {words}" if lines[-1] else words
        else:
            lines.append(words)
    return "\n".join(lines)


def grouped(options: Sequence[Option], width: int) -> str:
    """All answers with their numbers and without their keys, every group on lines of its own."""
    bare = [one._replace(label=one.label.removeprefix(one.key).strip() or one.label) for one in options]
    groups = dict.fromkeys(one.group for one in bare)
    return "\n".join(listed(bare, [one for one in bare if one.group == group], width) for group in groups)
