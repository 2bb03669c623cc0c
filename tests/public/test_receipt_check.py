"""``fieldkit check-slip`` with headquarters' published key, and headquarters' page: the same answer, in words."""

import asyncio
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fieldkit.cli import main
from fieldkit.desk.session import Session
from fieldkit.locale import DEFAULT, speak
from fieldkit.office import prepare, revocation, server
from fieldkit.public.web import ticket_page
from fieldkit.tokens import receipt_code
from fieldkit.tokens.receipt_code import ReceiptFacts
from tests.support import office_world as world

SAID = ReceiptFacts("A001", "00ff112233", "PAS-AR", 20_900, world.DAY)
STRANGER = Ed25519PrivateKey.from_private_bytes(bytes(32))


@pytest.fixture(autouse=True)
def _spanish() -> Iterator[None]:
    yield
    speak(DEFAULT)


@pytest.fixture(scope="module")
def hq(tmp_path_factory: pytest.TempPathFactory) -> Iterator[world.World]:
    with world.world(tmp_path_factory.mktemp("slips")) as made:
        yield made


@pytest.fixture(scope="module")
def laptop(hq: world.World) -> Session:
    return hq.join("A")


@pytest.fixture(scope="module")
def code(laptop: Session) -> str:
    """What the laptop signs with nothing but what its pack gave it."""
    return receipt_code.sign(laptop.pack.slip_endorsement, SAID, laptop.store.key)


@pytest.fixture(scope="module")
def published(hq: world.World) -> str:
    return str(hq.office.places.public)


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    status = main(list(arguments))
    said = capsys.readouterr()
    return status, said.out + said.err


def test_a_genuine_slip_is_told_with_event_number_service_paid_and_day(
    capsys: pytest.CaptureFixture[str], code: str, published: str
) -> None:
    status, said = run(capsys, "check-slip", f"HTTPS://HOST/S/{code}", "--key", published)
    assert status == 0
    for words in ("✓ Genuino", "raleigh-2026-12-12", "A001", "00FF1-12233", "US$ 209.00", "12/12/2026", "renovación"):
        assert words in said


def test_the_events_invitation_serves_as_the_published_key_and_a_file_as_the_text(
    capsys: pytest.CaptureFixture[str], hq: world.World, code: str, tmp_path: Path
) -> None:
    invitation, _codes = prepare.write(hq.ready, tmp_path)
    text = tmp_path / "scanned.txt"
    text.write_text("\n".join(re.findall(".{1,48}", code)), encoding="utf-8")
    status, said = run(capsys, "check-slip", "--file", str(text), "--key", str(invitation))
    assert (status, "✓ Genuino" in said) == (0, True)


def test_an_altered_slip_another_key_and_half_a_code_are_three_different_answers(
    capsys: pytest.CaptureFixture[str], laptop: Session, code: str, published: str
) -> None:
    # The last 103 characters are the laptop's signature; what was paid stands a little before.
    at = len(code) - 110
    altered = code[:at] + ("0" if code[at] != "0" else "1") + code[at + 1 :]
    event, first, last = laptop.pack.event, world.DAY, world.DAY
    forged = receipt_code.endorse(event, first, last, STRANGER.public_key().public_bytes_raw(), STRANGER)
    foreign = receipt_code.sign(forged, SAID, STRANGER)
    answers = [run(capsys, "check-slip", text, "--key", published) for text in (altered, foreign, code[:200])]
    assert [status for status, _said in answers] == [1, 1, 1]
    for words, (_status, said) in zip(("✗ Alterado", "✗ Otra llave", "no se leyó"), answers, strict=True):
        assert words in said
        assert "Genuino" not in said


def test_a_slip_of_a_day_long_after_the_event_is_refused(
    capsys: pytest.CaptureFixture[str], laptop: Session, published: str
) -> None:
    late = msgspec.structs.replace(SAID, day=world.DAY + timedelta(days=90))
    text = receipt_code.sign(laptop.pack.slip_endorsement, late, laptop.store.key)
    status, said = run(capsys, "check-slip", text, "--key", published)
    assert (status, "Fuera de fecha" in said) == (1, True)


@pytest.mark.parametrize("content", [b"", b"{}", b'{"office_key":"AAAA"}', b"\xff\xfe", b"[1]"])
def test_a_file_that_is_no_published_key_is_told_and_checks_nothing(
    capsys: pytest.CaptureFixture[str], code: str, tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "public.json"
    file.write_bytes(content)
    status, said = run(capsys, "check-slip", code, "--key", str(file))
    assert (status, "public.json" in said, "Genuino" in said) == (1, True, False)


def test_without_a_text_and_without_a_file_nothing_is_checked(
    capsys: pytest.CaptureFixture[str], published: str, tmp_path: Path
) -> None:
    assert run(capsys, "check-slip", "--key", published)[0] == 1
    status, said = run(capsys, "check-slip", "--file", str(tmp_path / "nowhere.txt"), "--key", published)
    assert (status, "nowhere.txt" in said) == (1, True)


def get(hq: world.World, path: str) -> httpx.Response:
    web = httpx.ASGITransport(server.application(hq.office.places, hq.archive, lambda: world.NINE_MS))

    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(transport=web, base_url="https://hq.example") as client:
            return await client.get(path)

    return asyncio.run(ask())


def test_the_page_says_the_same_in_both_languages_and_asks_nothing_from_elsewhere(hq: world.World, code: str) -> None:
    for path in (f"/S/{code}", f"/s/{code.lower()}"):
        answer = get(hq, path)
        assert answer.status_code == 200
        for words in ("✓ Acuse auténtico", "A001", "00FF1-12233", "US$ 209.00", "12/12/2026", "2026-12-12", "renewal"):
            assert words in answer.text
        assert answer.headers["content-security-policy"] == ticket_page.HEADERS["Content-Security-Policy"]
        assert not re.search(r"(src|href)=\"(?!#)", answer.text)


def test_the_page_refuses_what_is_altered_foreign_or_no_code(hq: world.World, code: str) -> None:
    altered = code[:-1] + ("0" if code[-1] != "0" else "1")
    assert "✗ Alterado" in get(hq, f"/S/{altered}").text
    for path in ("/S/A017", f"/S/{code[:99]}", "/S/<script>alert(1)</script>"[:11]):
        answer = get(hq, path)
        assert (answer.status_code, "auténtico</h1>" in answer.text) == (404, False)


def test_the_page_does_not_vouch_for_a_laptop_that_was_stolen(tmp_path: Path) -> None:
    with world.world(tmp_path) as hq:
        laptop = hq.join("A")
        text = receipt_code.sign(laptop.pack.slip_endorsement, SAID, laptop.store.key)
        assert "✓ Acuse auténtico" in get(hq, f"/S/{text}").text
        revocation.revoke(hq.archive, laptop.store.device)
        stolen = get(hq, f"/S/{text}").text
        assert "✗ No lo acepte" in stolen
        assert "Acuse auténtico" not in stolen
