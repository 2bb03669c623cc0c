"""What is said between the decoding child and whoever asks it.

A question is a head of four numbers and the file; an answer is the length of a JSON text, the text, and the pixels of
each page.
"""

import struct
from typing import IO, NamedTuple

import msgspec

# Width and height of the room that a page must fit into, how many pages, and the length of the file in bytes.
ASKED = struct.Struct("<IIIQ")
LENGTH = struct.Struct("<I")
MOST_TEXT = 10_000


class Answer(NamedTuple):
    """What is sent back before the pixels: each page's width, height, and those before it was made smaller.

    ``refused`` is a code of a wording in ``fieldkit.photos``, with its ``facts``; ``of``: how many pages there are.
    """

    refused: str = ""
    facts: dict[str, int] = {}
    pages: list[tuple[int, int, int, int]] = []
    of: int = 0


def read_answer(answers: IO[bytes], room: tuple[int, int], most_pages: int) -> tuple[Answer, list[bytes]]:
    """What the child said, and the RGB pixels of each page.

    Raises EOFError when it ended before that, and ValueError for what was not asked for: the child is not believed.
    """
    (length,) = LENGTH.unpack(_exactly(answers, LENGTH.size))
    if length > MOST_TEXT:
        raise ValueError("too long an answer")
    answer = msgspec.json.decode(_exactly(answers, length), type=Answer)
    if len(answer.pages) > most_pages or any(
        width > room[0] or height > room[1] for width, height, *_was in answer.pages
    ):
        raise ValueError("more than was asked for")
    return answer, [_exactly(answers, 3 * width * height) for width, height, *_was in answer.pages]


def _exactly(answers: IO[bytes], size: int) -> bytes:
    found = answers.read(size)
    if len(found) < size:
        raise EOFError
    return found
