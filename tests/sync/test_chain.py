"""The chain, its signatures and its clock: what was written cannot be changed unseen."""

import contextlib
import os

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from sync.errors import Problem
from sync.journal import chain as log
from sync.journal.chain import Hlc
from tests.support.damage import with_bit_flipped

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()
SALT = b"s" * log.SALT_BYTES


def chain(length: int) -> list[log.Entry]:
    head, entries = log.EMPTY, []
    for n in range(length):
        entry, head = log.write(
            head, KEY, hlc=log.tick(head.hlc, 1_000 + n), operator="ana", kind="visit.left",
            subject=f"{n}", body=b'{"kind":"visit.left"}', salt=SALT,
        )  # fmt: skip
        entries.append(entry)
    return entries


def test_an_untouched_chain_verifies_to_its_head() -> None:
    entries = chain(5)
    head = log.check_chain(entries, PUBLIC)
    assert head.seq == 5
    assert head.sha256 == log.sha256(entries[-1].header)


def test_a_purged_body_leaves_the_chain_verifiable() -> None:
    entries = [log.Entry(e.header, e.signature, None) for e in chain(3)]
    assert log.check_chain(entries, PUBLIC).seq == 3


@pytest.mark.parametrize("part", ["header", "signature", "body"])
def test_every_flipped_byte_of_an_entry_is_refused(part: str) -> None:
    entry = chain(1)[0]
    original = getattr(entry, part)
    for at in range(len(original)):
        broken = msgspec.structs.replace(entry, **{part: with_bit_flipped(original, at)})
        with pytest.raises(Problem):
            log.check(broken, PUBLIC)


@pytest.mark.parametrize("missing", range(4))
def test_a_removed_entry_breaks_the_chain_unless_it_was_the_last(missing: int) -> None:
    entries = chain(5)
    del entries[missing]
    with pytest.raises(log.BrokenLog):
        log.check_chain(entries, PUBLIC)


def test_swapped_entries_break_the_chain() -> None:
    first, second = chain(2)
    with pytest.raises(log.BrokenLog):
        log.check_chain([second, first], PUBLIC)


def test_an_entry_of_another_device_is_refused() -> None:
    other = Ed25519PrivateKey.from_private_bytes(b"o" * 32).public_key().public_bytes_raw()
    with pytest.raises(log.BrokenLog):
        log.check(chain(1)[0], other)


def test_the_salt_hides_a_guessable_body() -> None:
    plain = b'{"kind":"visit.left"}'
    assert log.read_header(chain(1)[0].header).body_sha256 != log.sha256(plain)


@given(st.lists(st.integers(min_value=-(2**40), max_value=2**45), min_size=2, max_size=30))
def test_the_clock_only_grows_whatever_the_wall_says(walls: list[int]) -> None:
    last, seen = 0, []
    for wall in walls:
        last = log.tick(Hlc(last), wall)
        seen.append(last)
    assert seen == sorted(set(seen))


def test_the_clock_tells_the_wall_time_when_it_is_ahead() -> None:
    assert log.clock_ms(log.tick(Hlc(0), 1_795_000_000_000)) == 1_795_000_000_000


@given(st.binary(max_size=300))
def test_any_bytes_as_header_are_read_or_refused_in_words(raw: bytes) -> None:
    with contextlib.suppress(log.BadEntry):
        assert log.read_header(raw).seq >= 1


def test_a_body_that_is_too_long_is_refused_before_it_is_signed() -> None:
    with pytest.raises(log.BadEntry):
        log.write(log.EMPTY, KEY, hlc=Hlc(1), operator="a", kind="k", subject="s", body=os.urandom(1 << 20), salt=SALT)
