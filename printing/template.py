"""Papers whose layout is data: ``papers.toml`` says what stands where, in both languages; facts fill it in."""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Literal

import msgspec

from printing.blocks import (
    REPRINT,
    Amount,
    Banner,
    Block,
    Code,
    Item,
    Line,
    Number,
    Role,
    Rule,
    Say,
    Sheet,
    Space,
    Words,
    enlarged,
    fill,
)

_FILE = Path(__file__).parent / "papers.toml"
Facts = Mapping[str, Words]
Lists = Mapping[str, tuple[Words, ...]]


class PaperPiece(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A line of the file: one of the kinds of block, how it is said, and when it is there at all."""

    say: Words | None = None
    banner: Words | None = None
    item: Words | None = None
    amount: Words | None = None
    number: str = ""
    line: str = ""
    each: str = ""
    code: str = ""
    long: bool = False
    rule: bool = False
    space: bool = False
    value: str = ""
    mark: str = ""
    role: Role = "body"
    centred: bool = False
    when: str = ""
    unless: str = ""


class PaperLayout(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One paper: what it is called, what its files are named after, whom it is offered to, and its pieces."""

    name: Words
    offered: Literal["waiting", "lacking", "sealed", "receipt", "permit", "here", "paid"]
    face: tuple[PaperPiece, ...]
    rest: tuple[PaperPiece, ...] = ()
    title: str = ""


@cache
def layouts() -> dict[str, PaperLayout]:
    """Every paper of the file, by name."""
    return msgspec.convert(tomllib.loads(_FILE.read_text(encoding="utf-8")), dict[str, PaperLayout])


def named(layout: PaperLayout) -> frozenset[str]:
    """Every fact and list that a paper shows or asks about."""
    found = {name for piece in (*layout.face, *layout.rest) for name in _named(piece)}
    return frozenset(found - {""})


def _named(piece: PaperPiece) -> Iterator[str]:
    yield from (piece.code, piece.each, piece.when, piece.unless)
    words = [piece.number, piece.line, piece.value]
    for said in (piece.say, piece.banner, piece.item, piece.amount):
        words += [said.es, said.en] if said else []
    yield from (name for text in words for _, name, _, _ in Formatter().parse(text) if name)


def compose(
    layout: str, number: str, facts: Facts, lists: Lists | None = None, *, reprint: int = 0, large: bool = False
) -> Sheet:
    """A visit's paper with its facts; an empty fact or list is not there. ``large``: in large letters.

    Raises KeyError for a paper that the file lacks, and for a fact that the paper needs.
    """
    found = layouts()[layout]
    there = {name for name, words in facts.items() if words.es} | {name for name, rows in (lists or {}).items() if rows}
    marked = (Banner(fill(REPRINT, n=reprint)),) if reprint else ()
    face, rest = (
        tuple(
            block
            for piece in pieces
            if (not piece.when or piece.when in there) and piece.unless not in there
            for block in _blocks(piece, facts, lists or {})
        )
        for pieces in (found.face, found.rest)
    )
    sheet = Sheet("-".join(part for part in (number, found.title) if part), (*marked, *face), rest)
    return enlarged(sheet) if large else sheet


def _blocks(piece: PaperPiece, facts: Facts, lists: Lists) -> Iterator[Block]:
    if piece.say is not None:
        yield Say(_filled(piece.say, facts), piece.role, piece.centred)
    elif piece.banner is not None:
        yield Banner(_filled(piece.banner, facts))
    elif piece.item is not None:
        yield Item(_filled(piece.item, facts), piece.mark, piece.role)
    elif piece.amount is not None:
        yield Amount(_filled(piece.amount, facts), _spanish(piece.value, facts), piece.role)
    elif piece.number:
        yield Number(_spanish(piece.number, facts))
    elif piece.line:
        yield Line(_spanish(piece.line, facts))
    elif piece.each:
        yield from (Item(words, piece.mark, piece.role) for words in lists[piece.each])
    elif piece.code:
        yield Code(facts[piece.code].es, long=piece.long)
    elif piece.rule:
        yield Rule()
    elif piece.space:
        yield Space()


def _filled(words: Words, facts: Facts) -> Words:
    """In both languages; a fact that needs no translation reads the same in English."""
    english = {name: told.en or told.es for name, told in facts.items()}
    return Words(_spanish(words.es, facts), words.en.format_map(english))


def _spanish(template: str, facts: Facts) -> str:
    return template.format_map({name: told.es for name, told in facts.items()})
