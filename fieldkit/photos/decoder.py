"""The child process that opens pictures: ``python -m fieldkit.photos.decoder``, asked over its standard input.

Whatever a file does to the libraries that read it, it does here: with little memory, little time, no file to write to
and no key in memory. Only sizes and plain RGB pixels leave it.
"""

import sys
import warnings
from collections.abc import Iterator

import msgspec
from PIL import Image

from fieldkit.photos import upright_rgb
from fieldkit.photos.decoder_protocol import ASKED, LENGTH, Answer
from fieldkit.photos.upright_rgb import RefusedError
from fieldkit.platform import process_limits

MEMORY_BYTES = 1280 << 20
CPU_SECONDS = 20


def main() -> None:
    """Answer until nobody asks any more."""
    Image.init()
    Image.MAX_IMAGE_PIXELS = None  # ours is checked before
    warnings.simplefilter("ignore")
    process_limits.no_files()
    process_limits.most_memory(MEMORY_BYTES)
    asked, answers = sys.stdin.buffer, sys.stdout.buffer
    while head := asked.read(ASKED.size):
        width, height, most, length = ASKED.unpack(head)
        raw = asked.read(length)
        with process_limits.most_seconds(CPU_SECONDS):
            for part in _answer(raw, (width, height), most):
                answers.write(part)
        answers.flush()


def _answer(raw: bytes, room: tuple[int, int], most: int) -> Iterator[bytes]:
    try:
        of, pages = upright_rgb.pages(raw, room, most)
        answer = Answer(pages=[(*page.image.size, *page.was) for page in pages], of=of)
    except RefusedError as refused:
        answer, pages = Answer(refused.code, refused.facts), []
    except MemoryError:
        answer, pages = Answer("too-hard"), []
    except Exception:  # noqa: BLE001 - the libraries raise whatever they like about a bent file
        answer, pages = Answer("not-a-picture"), []
    text = msgspec.json.encode(answer)
    yield LENGTH.pack(len(text))
    yield text
    for page in pages:
        yield page.image.tobytes()


if __name__ == "__main__":
    main()
