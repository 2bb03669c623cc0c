"""Reads the tables of services for ``pybabel extract``; Python sources it reads itself."""

import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import BinaryIO


def words(
    file: BinaryIO,
    keywords: Collection[str],
    comment_tags: Sequence[str],  # noqa: ARG001 - babel gives them to every extractor
    options: Mapping[str, object],  # noqa: ARG001
) -> Iterator[tuple[int, None, str, list[str]]]:
    """The texts of one table in the languages that are among ``keywords``, as babel takes them."""
    for text in _texts(tomllib.load(file), keywords):
        yield 1, None, text, []


def _texts(value: object, languages: Collection[str]) -> Iterator[str]:
    match value:
        case dict() if value.keys() == {"es", "en"}:
            yield from (str(text) for language, text in value.items() if language in languages)
        case dict():
            for part in value.values():
                yield from _texts(part, languages)
        case list():
            for part in value:
                yield from _texts(part, languages)
        case _:
            pass
