"""Sealed files: what other implementations wrote opens or fails as listed, and nothing altered ever opens."""

import hashlib
import io
import json
import os
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync import sealed
from sync.age import bech32, payload
from sync.age import header as age_header
from sync.age.header import Stanza
from sync.errors import Problem
from tests.support.damage import with_bit_flipped

VECTORS = Path(os.environ.get("FIELDKIT_VECTORS", Path(__file__).parents[1] / "vectors")) / "age"
CASES = json.loads((VECTORS / "vectors.json").read_text(encoding="utf-8"))
KEYS = json.loads((VECTORS / "identities.json").read_text(encoding="utf-8"))
SOAK = bool(os.environ.get("FIELDKIT_SOAK"))
OURS = sealed.generate()
THEIRS = sealed.generate()
SMALL = sealed.seal_bytes(b"una solicitud", [OURS.recipient])
HEADER_BYTES = SMALL.index(b"\n--- ") + 1 + len("--- ") + 43 + 1
FILE_KEY = bytes(range(16))


class Dribble(io.BytesIO):
    """A source that gives at most seven bytes at a time, like a slow pipe."""

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(7 if size is None or size < 0 else min(size, 7))


class Endless(io.RawIOBase):
    """A source without an end that counts what was taken from it."""

    def __init__(self, pattern: bytes, start: bytes = b"") -> None:
        self.pattern = pattern
        self.pending = start
        self.taken = 0

    def readable(self) -> bool:
        return True

    def readline(self, size: int | None = -1, /) -> bytes:
        if not self.pending:
            self.pending = self.pattern
        end = self.pending.find(b"\n") + 1 or len(self.pending)
        end = min(end, size) if size is not None and size >= 0 else end
        line, self.pending = self.pending[:end], self.pending[end:]
        self.taken += len(line)
        return line


def own_header(*stanzas: Stanza) -> bytes:
    """A header around FILE_KEY with a right seal, whatever its stanzas are."""
    return age_header.write(FILE_KEY, stanzas)


def own_stanza() -> Stanza:
    header = age_header.read(io.BytesIO(sealed.seal_bytes(b"", [OURS.recipient], random=lambda n: FILE_KEY[:n])))
    return header.stanzas[0]


def own_payload(data: bytes = b"") -> bytes:
    target = io.BytesIO()
    payload.seal(io.BytesIO(data), target, FILE_KEY, bytes(16))
    return target.getvalue()


# --- files of another implementation ---


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["file"])
def test_files_of_another_implementation_open_or_fail_as_listed(case: dict[str, str]) -> None:
    data = (VECTORS / case["file"]).read_bytes()
    if "must_fail" in case:
        with pytest.raises(sealed.Damaged):
            sealed.open_bytes(data, [KEYS["hybrid"]])
        return
    for name in case["opens_with"].split(", "):
        plain = sealed.open_bytes(data, [KEYS[name]])
        assert hashlib.sha256(plain).hexdigest() == case["plain_sha256"]
    if "must_fail_with" in case:
        name = case["must_fail_with"].split(":")[0]
        with pytest.raises(sealed.NotForUs):
            sealed.open_bytes(data, [KEYS[name]])


@pytest.mark.parametrize("name", ["hybrid", "other_hybrid"])
def test_a_recipient_follows_from_its_identity(name: str) -> None:
    assert sealed.recipient_of(KEYS[name]) == KEYS[f"{name}_recipient"]


def test_a_key_of_the_older_type_is_refused() -> None:
    with pytest.raises(sealed.BadKey):
        sealed.open_bytes(SMALL, [KEYS["x25519"]])
    with pytest.raises(sealed.BadKey):
        sealed.seal_bytes(b"", [KEYS["x25519_recipient"]])


# --- round trips ---


@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 65_537, 131_072, 200_000])
def test_what_was_sealed_opens_at_every_chunk_border(size: int) -> None:
    data = os.urandom(size)
    closed = sealed.seal_bytes(data, [OURS.recipient])
    assert sealed.open_bytes(closed, [OURS.identity]) == data
    chunks = max(1, -(-size // 65_536))
    assert len(closed) == HEADER_BYTES + 16 + size + 16 * chunks


def test_either_of_two_recipients_opens_alone() -> None:
    closed = sealed.seal_bytes(b"para dos", [OURS.recipient, THEIRS.recipient])
    for identities in ([OURS.identity], [THEIRS.identity], [THEIRS.identity, OURS.identity]):
        assert sealed.open_bytes(closed, identities) == b"para dos"


def test_a_stranger_and_nobody_cannot_open() -> None:
    for identities in ([THEIRS.identity], []):
        with pytest.raises(sealed.NotForUs):
            sealed.open_bytes(SMALL, identities)


def test_sealing_twice_never_gives_the_same_bytes() -> None:
    fixed = [sealed.seal_bytes(b"x", [OURS.recipient], random=bytes).split(b"\n")[1] for _ in "ab"]
    assert fixed[0] != fixed[1]
    assert sealed.seal_bytes(b"x", [OURS.recipient]) != sealed.seal_bytes(b"x", [OURS.recipient])


def test_a_source_that_gives_little_at_a_time_changes_nothing() -> None:
    data = os.urandom(70_000)
    target, plain = io.BytesIO(), io.BytesIO()
    sealed.seal(Dribble(data), target, [OURS.recipient])
    sealed.open_(Dribble(target.getvalue()), plain, [OURS.identity])
    assert plain.getvalue() == data


def test_a_file_is_read_from_where_it_stands() -> None:
    source, plain = io.BytesIO(b"antes" + SMALL), io.BytesIO()
    source.seek(5)
    sealed.open_(source, plain, [OURS.identity])
    assert plain.getvalue() == b"una solicitud"


def test_memory_stays_bounded_for_a_large_file(tmp_path: Path) -> None:
    clear, closed, again = (tmp_path / name for name in ("clear", "closed", "again"))
    clear.write_bytes(os.urandom(1 << 20) * 16)
    tracemalloc.start()
    with clear.open("rb") as source, closed.open("wb") as target:
        sealed.seal(source, target, [OURS.recipient])
    with closed.open("rb") as source, again.open("wb") as target:
        sealed.open_(source, target, [OURS.identity])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2 << 20
    assert again.read_bytes() == clear.read_bytes()


@pytest.mark.parametrize("count", [0, 65])
def test_nobody_and_a_crowd_are_refused_before_anything_is_written(count: int) -> None:
    target = io.BytesIO()
    with pytest.raises(sealed.BadKey):
        sealed.seal(io.BytesIO(b"x"), target, [OURS.recipient] * count)
    assert target.getvalue() == b""


# --- altered files ---


@pytest.mark.soak
def test_every_flipped_byte_is_refused() -> None:
    for at in range(len(SMALL)):
        for mask in (0x01, 0x20, 0x80) if SOAK else (1 << at % 8,):
            with pytest.raises((sealed.Damaged, sealed.NotForUs)):
                sealed.open_bytes(with_bit_flipped(SMALL, at, mask=mask), [OURS.identity])


def test_a_file_cut_at_any_byte_is_refused() -> None:
    for length in range(len(SMALL)):
        with pytest.raises(sealed.Damaged):
            sealed.open_bytes(SMALL[:length], [OURS.identity])


@pytest.mark.parametrize("size", [0, 13, 65_536])
def test_a_byte_more_at_the_end_is_refused(size: int) -> None:
    closed = sealed.seal_bytes(bytes(size), [OURS.recipient])
    with pytest.raises(sealed.Damaged):
        sealed.open_bytes(closed + b"\x00", [OURS.identity])


def test_chunks_cannot_be_dropped_swapped_or_repeated() -> None:
    closed = sealed.seal_bytes(os.urandom(65_536 * 3), [OURS.recipient])
    head, rest = closed[: HEADER_BYTES + 16], closed[HEADER_BYTES + 16 :]
    one, two, three = (rest[at : at + 65_552] for at in range(0, len(rest), 65_552))
    assert sealed.open_bytes(head + one + two + three, [OURS.identity])
    for chunks in (
        (one, two),
        (one, three),
        (two, one, three),
        (one, two, two, three),
        (one, two, three, three),
    ):
        with pytest.raises(sealed.Damaged):
            sealed.open_bytes(head + b"".join(chunks), [OURS.identity])


def test_a_cut_file_raises_after_its_good_part_and_never_gives_unverified_bytes() -> None:
    data = os.urandom(150_000)
    closed = sealed.seal_bytes(data, [OURS.recipient])
    plain = io.BytesIO()
    with pytest.raises(sealed.Damaged):
        sealed.open_(io.BytesIO(closed[:-1]), plain, [OURS.identity])
    assert plain.getvalue() == data[: 2 * 65_536]


def test_an_empty_last_chunk_is_refused_unless_the_whole_is_empty() -> None:
    cipher = payload._cipher(FILE_KEY, bytes(16))
    full = cipher.encrypt(bytes(12), bytes(65_536), None)
    empty = cipher.encrypt((1).to_bytes(11) + b"\x01", b"", None)
    head = own_header(own_stanza())
    assert sealed.open_bytes(head + own_payload(), [OURS.identity]) == b""
    with pytest.raises(sealed.Damaged):
        sealed.open_bytes(head + bytes(16) + full + empty, [OURS.identity])


# --- headers ---


def test_stanzas_of_other_types_are_skipped() -> None:
    grease = Stanza(("x%y-grease", "!", "~~"), bytes(100))
    header = own_header(grease, Stanza(("X25519", "abc"), b""), own_stanza(), Stanza(("z",), bytes(48)))
    assert sealed.open_bytes(header + own_payload(b"si"), [OURS.identity]) == b"si"


@pytest.mark.parametrize("length", [0, 1, 47, 48, 49, 96, 100])
def test_a_header_reads_back_as_written(length: int) -> None:
    stanzas = (Stanza(("a", "b"), bytes(length)), Stanza(("c",), b""))
    header = age_header.read(io.BytesIO(own_header(*stanzas)))
    assert header.stanzas == stanzas
    header.check(FILE_KEY)
    with pytest.raises(sealed.Damaged):
        header.check(bytes(16))


def bent_stanzas() -> dict[str, tuple[Stanza, ...]]:
    kind, enc = own_stanza().arguments
    body = own_stanza().body
    good = Stanza((kind, enc), body)
    loose = enc[:-1] + chr(ord(enc[-1]) + 1)
    return {
        "no key": (Stanza((kind,), body),),
        "an argument more": (Stanza((kind, enc, "x"), body),),
        "a key split in two": (Stanza((kind, enc[:700], enc[700:]), body),),
        "a short key": (Stanza((kind, enc[:-4]), body),),
        "padding": (Stanza((kind, enc + "="), body),),
        "loose bits": (Stanza((kind, loose), body),),
        "a short body": (Stanza((kind, enc), body[:-1]),),
        "a long body": (Stanza((kind, enc), body + b"\0"),),
        "a bad one after a good one": (good, Stanza((kind, enc), b"")),
        "a passphrase beside it": (good, Stanza(("scrypt", "c2FsdA", "10"), bytes(32))),
        "none": (),
        "too many": (good,) * 65,
    }


@pytest.mark.parametrize("name", bent_stanzas())
def test_a_stanza_that_is_not_exact_is_refused_although_its_seal_is_right(name: str) -> None:
    header = own_header(*bent_stanzas()[name])
    with pytest.raises(sealed.Damaged):
        sealed.open_bytes(header + own_payload(), [OURS.identity])


def resealed(header: bytes) -> bytes:
    """``header`` with a right seal over its altered lines, so that only the grammar can refuse it."""
    signed = header[: header.rindex(b"---") + 3]
    return signed + b" " + age_header.to_base64(age_header._hmac(FILE_KEY, signed).finalize()) + b"\n"


def bent_headers() -> dict[str, bytes]:
    good = own_header(own_stanza())
    padded = own_header(own_stanza(), Stanza(("z",), bytes(60)))
    lines = {
        "another version": good.replace(b"/v1\n", b"/v2\n"),
        "carriage returns": good.replace(b"\n", b"\r\n"),
        "two spaces": good.replace(b"-> ml", b"->  ml"),
        "a space at the end": good.replace(b"\n---", b" \n---"),
        "a control character": good.replace(b"mlkem", b"ml\x07kem"),
        "an early end of a body line": good.replace(b"\n---", b"\nAAAA\n---"),
        "an empty line": good.replace(b"\n---", b"\n\n---"),
        "a long body line": padded.replace(b"A" * 64 + b"\n" + b"A" * 16, b"A" * 80 + b"\n"),
        "a comment before it": b"# hola\n" + good,
        "an armoured file": b"-----BEGIN AGE ENCRYPTED FILE-----\n" + good,
    }
    ends = {
        "no space before the seal": good.replace(b"--- ", b"---"),
        "a padded seal": good[:-1] + b"=\n",
        "a word after the seal": good[:-1] + b" x\n",
    }
    return {name: resealed(header) for name, header in lines.items()} | ends


@pytest.mark.parametrize("name", bent_headers())
def test_a_header_with_a_second_spelling_is_refused(name: str) -> None:
    with pytest.raises(sealed.Damaged):
        sealed.open_bytes(bent_headers()[name] + own_payload(), [OURS.identity])


def test_a_right_header_with_its_seal_made_again_opens() -> None:
    header = resealed(own_header(own_stanza()))
    assert sealed.open_bytes(header + own_payload(b"si"), [OURS.identity]) == b"si"


@pytest.mark.parametrize(
    "source",
    [
        Endless(b"A" * 4_096),
        Endless(b"-> x\n\n", b"age-encryption.org/v1\n"),
        Endless(b"A" * 64 + b"\n", b"age-encryption.org/v1\n-> x\n"),
        Endless(b"-> " + b"x" * 4_000, b"age-encryption.org/v1\n"),
    ],
    ids=["no line end", "stanzas without end", "a body without end", "an argument without end"],
)
def test_a_header_without_end_is_given_up_early(source: Endless) -> None:
    with pytest.raises(sealed.Damaged):
        age_header.read(source)  # type: ignore[arg-type]
    assert source.taken <= age_header.MAX_HEADER_BYTES + age_header.MAX_LINE_BYTES


# --- keys ---


def test_bech32_follows_its_public_examples() -> None:
    for text in ("A12UEL5L", "a12uel5l", "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw"):
        prefix, data = bech32.decode(text)
        assert bech32.encode(prefix, data) == text


@given(st.binary(max_size=100), st.sampled_from(["age1pq", "AGE-SECRET-KEY-PQ-", "x1y"]))
def test_bech32_reads_back_as_written(data: bytes, prefix: str) -> None:
    assert bech32.decode(bech32.encode(prefix, data)) == (prefix, data)


@pytest.mark.parametrize("values", [[0], [0, 1], [31] * 52, [0] * 51], ids=str)
def test_bech32_has_one_spelling_for_each_key(values: list[int]) -> None:
    residue = bech32._polymod([*bech32._expanded("x"), *values, *[0] * 6]) ^ 1
    values = values + [residue >> 5 * (5 - place) & 31 for place in range(6)]
    with pytest.raises(ValueError, match="spare bits"):
        bech32.decode("x1" + "".join(bech32._ALPHABET[value] for value in values))


def test_a_letter_that_only_looks_like_another_is_refused() -> None:
    head, mark, tail = KEYS["hybrid"].partition("-1")
    assert "K" in tail
    with pytest.raises(sealed.BadKey):
        sealed.recipient_of(head + mark + tail.replace("K", "\u212a"))


def spoilt(key: str) -> dict[str, str]:
    return {
        "empty": "",
        "short": key[:-1],
        "long": key + key[-1],
        "a character changed": key[:40] + ("q" if key[40].lower() != "q" else "p") + key[41:],
        "mixed case": key[:30] + key[30:].swapcase(),
        "the other case": key.swapcase(),
        "a space around": f" {key}",
        "a line end": f"{key}\n",
        "no mark": key.replace("1", ""),
        "very long": key + "q" * 1_000_000,
        "another prefix": bech32.encode("age", bytes(32)),
        "another length": bech32.encode("AGE-SECRET-KEY-PQ-" if key[0] == "A" else "age1pq", bytes(31)),
    }


@pytest.mark.parametrize("name", spoilt(OURS.identity))
def test_a_spoilt_key_is_refused_and_never_repeated(name: str) -> None:
    identity, recipient = spoilt(OURS.identity)[name], spoilt(OURS.recipient)[name]
    with pytest.raises(sealed.BadKey) as secret:
        sealed.recipient_of(identity)
    with pytest.raises(sealed.BadKey):
        sealed.open_bytes(SMALL, [identity])
    with pytest.raises(sealed.BadKey):
        sealed.seal_bytes(b"", [recipient])
    assert len(identity) < 20 or identity[5:25] not in str(secret.value)
    assert secret.value.__cause__ is None


def test_a_recipient_off_the_curve_or_lattice_is_refused() -> None:
    _, good = bech32.decode(OURS.recipient)
    for data in (b"\xff" * 1_184 + good[1_184:], good[:1_184] + bytes(32)):
        with pytest.raises(sealed.BadKey):
            sealed.seal_bytes(b"", [bech32.encode("age1pq", data)])


# --- anything at all ---

HEADER_LIKE = st.lists(
    st.sampled_from([b"age-encryption.org/v1\n", b"-> mlkem768x25519 ", b"\n", b"A" * 64, b"--- ", b"A" * 43])
    | st.binary(max_size=8),
    max_size=12,
).map(b"".join)


@pytest.mark.soak
@settings(max_examples=20_000 if SOAK else 300)
@given(st.binary(max_size=300) | HEADER_LIKE | HEADER_LIKE.map(lambda tail: b"age-encryption.org/v1\n" + tail))
def test_any_bytes_only_raise_problems(data: bytes) -> None:
    with pytest.raises(Problem):
        sealed.open_bytes(data, [OURS.identity])


@pytest.mark.soak
@settings(max_examples=20_000 if SOAK else 300)
@given(st.integers(0, len(SMALL)), st.integers(0, 40), st.binary(max_size=40))
def test_any_patch_of_a_good_file_only_raises_problems(at: int, drop: int, patch: bytes) -> None:
    altered = SMALL[:at] + patch + SMALL[at + drop :]
    if altered == SMALL:
        return
    with pytest.raises(Problem):
        sealed.open_bytes(altered, [OURS.identity])


@pytest.mark.soak
@settings(max_examples=20_000 if SOAK else 300)
@given(st.text(max_size=120) | st.text("QPZRY9X8qpzry1AGE-SECRTKY", max_size=90).map("AGE-SECRET-KEY-PQ-1".__add__))
def test_any_text_as_a_key_only_raises_bad_key(text: str) -> None:
    with pytest.raises(sealed.BadKey):
        sealed.recipient_of(text)
    with pytest.raises(sealed.BadKey):
        sealed.seal_bytes(b"", [text])
