"""The ticket's token and the code that carries it."""

import hashlib
from itertools import permutations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fieldkit.locale.keyboards import LAYOUTS
from fieldkit.tokens.errors import BadScan, ForgedTicket
from fieldkit.tokens.ticket_token import TOKEN_LENGTH, encode, find, parse_scan, url, verify
from printing import problems
from printing.qr import module_dots, modules
from tests.support.keyboards import on_keys
from tests.support.problems import raises

KEY = bytes(range(32))
VISIT = bytes.fromhex("00ff1122334455667788")
TOKEN = encode(VISIT, KEY)
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

visit_ids = st.binary(min_size=10, max_size=10)


@given(visit_ids, st.binary(min_size=16, max_size=32))
def test_a_token_gives_back_its_visit(visit_id: bytes, key: bytes) -> None:
    token = encode(visit_id, key)
    assert len(token) == TOKEN_LENGTH
    assert set(token) <= set(ALPHABET)
    assert verify(parse_scan(url("fila.example.mx", token)), key) == visit_id


def test_a_token_is_the_visit_and_the_first_eight_bytes_of_the_hmac() -> None:
    # Computed apart, with openssl: HMAC-SHA-256 of the ten bytes under the key.
    number = 0
    for character in TOKEN:
        number = number * 32 + ALPHABET.index(character)
    assert number.to_bytes(18, "big").hex() == "00ff11223344556677889ed492839d80c9e1"


@given(st.integers(0, TOKEN_LENGTH - 1), st.sampled_from(ALPHABET))
def test_one_mistyped_character_is_refused(place: int, typed: str) -> None:
    assume(TOKEN[place] != typed)
    mistyped = TOKEN[:place] + typed + TOKEN[place + 1 :]
    with pytest.raises((BadScan, ForgedTicket)):
        verify(parse_scan(mistyped), KEY)


@given(st.integers(0, TOKEN_LENGTH - 2))
def test_two_swapped_neighbours_are_refused(place: int) -> None:
    assume(TOKEN[place] != TOKEN[place + 1])
    swapped = TOKEN[:place] + TOKEN[place + 1] + TOKEN[place] + TOKEN[place + 2 :]
    with pytest.raises((BadScan, ForgedTicket)):
        verify(parse_scan(swapped), KEY)


def test_the_ticket_of_another_event_is_refused() -> None:
    with pytest.raises(ForgedTicket):
        verify(TOKEN, bytes(32))


@pytest.mark.parametrize(
    "scan",
    [
        TOKEN,
        TOKEN.lower(),
        f"  {TOKEN}\r\n",
        TOKEN.replace("0", "O").replace("1", "I"),
        TOKEN.replace("0", "o").replace("1", "l"),
        f"HTTPS://HOST/T/{TOKEN}",
        f"https://127.0.0.1:8443/t/{TOKEN.lower()}\t",
        f"HTTPSÑ--HOST-T-{TOKEN}",  # a scanner that believes the keyboard is another
    ],
)
def test_any_way_a_ticket_is_scanned_gives_the_same_token(scan: str) -> None:
    assert parse_scan(scan) == TOKEN


@pytest.mark.parametrize(
    "scan",
    [
        "",
        "A017",
        TOKEN[1:],
        TOKEN + "?",
        TOKEN[:-1] + "U",
        "HTTPS://HOST/T/" + TOKEN[:10],
        "Ñ" * 29,
        "٣" * 29,
    ],
)
def test_what_is_not_a_ticket_is_refused(scan: str) -> None:
    with pytest.raises(BadScan):
        parse_scan(scan)


def test_a_token_has_one_spelling_only() -> None:
    other = ALPHABET[ALPHABET.index(TOKEN[0]) + 16] + TOKEN[1:]
    with pytest.raises(BadScan):
        parse_scan(other)
    with pytest.raises(BadScan):
        verify(other, KEY)
    with pytest.raises(BadScan):
        verify(TOKEN.lower(), KEY)


@given(st.one_of(st.text(), st.text(ALPHABET + "oil", min_size=29, max_size=29)))
def test_no_text_at_all_makes_the_parser_crash_or_pass(scan: str) -> None:
    with pytest.raises((BadScan, ForgedTicket)):
        verify(parse_scan(scan), KEY)


def test_a_refused_scan_is_not_repeated_in_the_message() -> None:
    with pytest.raises(ForgedTicket) as refused:
        verify(TOKEN, bytes(32))
    assert TOKEN not in str(refused.value)
    assert refused.value.facts == {}


def test_a_visit_id_of_another_length_is_a_programming_error() -> None:
    with pytest.raises(ValueError, match="10 bytes"):
        encode(b"short", KEY)


@pytest.mark.parametrize(
    ("host", "side"),
    [("h.mx", 33), ("127.0.0.1:8443", 33), ("h" * 27, 33), ("h" * 28, 37), ("h" * 140, 53)],
)
def test_the_code_is_version_4_and_grows_only_with_the_host(host: str, side: int) -> None:
    square = modules(url(host, TOKEN))
    assert len(square) == side
    assert all(len(row) == side for row in square)


@pytest.mark.parametrize("width", [360, 384, 512, 576])
@pytest.mark.parametrize("host", ["fila.sre.gob.mx", "h" * 140])
def test_every_module_has_at_least_six_dots_at_203_to_the_inch_and_the_quiet_zone_fits(host: str, width: int) -> None:
    side = len(modules(url(host, TOKEN)))
    dots = module_dots(side, width)
    assert dots >= (6 if width in {384, 576} else 5)
    assert dots * (side + 8) <= width


@pytest.mark.parametrize("text", ["HTTPS://" + "H" * 300, "HTTPS://" + "H" * 9000, "https://minúsculas", ""])
def test_what_no_readable_code_can_hold_is_refused_in_words(text: str) -> None:
    with raises(problems.CODE_TOO_LONG):
        modules(text)


def test_paper_too_narrow_for_the_code_is_refused() -> None:
    with raises(problems.CODE_TOO_LONG):
        module_dots(33, 200)


@pytest.mark.parametrize(("scanner", "computer"), list(permutations(LAYOUTS, 2)))
@pytest.mark.parametrize("suffix", ["", "#", "/", ";"])
def test_a_ticket_is_found_on_any_keyboard_and_before_any_suffix(scanner: str, computer: str, suffix: str) -> None:
    """For every token of many, also those with Y and Z."""
    for n in range(20):
        visit = hashlib.sha256(bytes([n])).digest()[:10]
        typed = on_keys(url("citas.example.org", encode(visit, KEY)), scanner, computer) + suffix
        assert find(typed, KEY) == visit
        assert find(typed.lower(), KEY) == visit
