"""What opens pictures is another process, with limits of its own, and one that ended is replaced."""

import io
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from fieldkit import photos
from fieldkit.photos import decoder_child
from fieldkit.photos.decoder_child import DecoderChild
from fieldkit.photos.decoder_protocol import LENGTH, read_answer
from tests.photos.drawn import file, page, quarters
from tests.support.problems import raises

linux = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


def process_of(child: DecoderChild) -> int:
    child.start()
    assert child._process is not None
    return child._process.pid


def test_a_child_that_ended_is_replaced() -> None:
    child = DecoderChild()
    os.kill(process_of(child), signal.SIGTERM)
    child._process.wait()  # type: ignore[union-attr]
    answer, pixels = child.ask(file(quarters(), "PNG"), (900, 900), 1)
    assert answer.pages == [(60, 40, 60, 40)]
    assert pixels == [quarters().tobytes()]
    child.end()


def test_a_file_that_takes_too_long_ends_the_child_and_is_told_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    slow = file(Image.new("RGBA", (7000, 7000)), "PNG")
    monkeypatch.setattr(decoder_child, "WALL_SECONDS", 0.2)
    monkeypatch.setattr(photos, "CHILD", child := DecoderChild())
    child.start()
    with raises(photos.TOO_HARD):
        photos.scan(slow)
    monkeypatch.setattr(decoder_child, "WALL_SECONDS", 60)
    assert photos.scan(file(page(), "PNG")).width == 850
    child.end()


def test_a_child_that_cannot_be_started_is_told_in_words(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "none"))
    monkeypatch.setattr(photos, "CHILD", DecoderChild())
    with raises(photos.TOO_HARD):
        photos.scan(file(page(), "PNG"))


@linux
def test_the_child_has_no_secrets_no_terminal_and_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIELDKIT_SECRET", "clave de Ana")
    child = DecoderChild()
    process = Path("/proc", str(process_of(child)))
    child.ask(file(quarters(), "PNG"), (900, 900), 1)  # it has set its limits
    assert b"clave de Ana" not in process.joinpath("environ").read_bytes()
    assert (process / "fd" / "2").readlink() == Path(os.devnull)
    limits = {line[:26].strip(): line[26:47].strip() for line in (process / "limits").read_text().splitlines()}
    assert limits["Max address space"] == str(1280 << 20)
    assert limits["Max file size"] == "0"
    assert os.getsid(child._process.pid) == child._process.pid  # type: ignore[union-attr]
    child.end()


def ended(code: str) -> int:
    """How a process ends that runs ``code`` with the limits at hand."""
    start = "from fieldkit.platform import process_limits as limits\n"
    return subprocess.run([sys.executable, "-c", start + code], stderr=subprocess.DEVNULL, check=False).returncode


@linux
def test_limits_hold() -> None:
    assert ended("limits.most_memory(400 << 20)\nbytearray(100 << 20)") == 0
    assert ended("limits.most_memory(400 << 20)\nbytearray(500 << 20)") == 1
    assert ended("with limits.most_seconds(0):\n while True: pass") == -signal.SIGXCPU
    assert ended("limits.no_files()\nopen('/dev/shm/fieldkit-limit', 'w').write('x' * 9999)") != 0


@pytest.mark.parametrize(
    "said",
    [
        b"",
        LENGTH.pack(4) + b"{}",
        LENGTH.pack(20_000_000),
        LENGTH.pack(2) + b"[[",
        LENGTH.pack(52) + b'{"refused":"","facts":{},"pages":[[1,1]],"of":1}    ',
        LENGTH.pack(13) + b'["",{},[],""]',
    ],
)
def test_a_child_is_not_believed(said: bytes) -> None:
    with pytest.raises((EOFError, ValueError)):
        read_answer(io.BytesIO(said), (10, 10), 1)


def test_more_pixels_than_were_asked_for_are_not_taken() -> None:
    answer = b'["",{},[[10,11,10,11]],1]'
    with pytest.raises(ValueError, match="more than was asked for"):
        read_answer(io.BytesIO(LENGTH.pack(len(answer)) + answer + bytes(330)), (10, 10), 1)
    with pytest.raises(EOFError):
        read_answer(io.BytesIO(LENGTH.pack(len(answer)) + answer + bytes(329)), (10, 11), 1)
