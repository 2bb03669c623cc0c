"""The key file: the right passphrase gives the key; anything wrong, weakened or edited gives nothing."""

import json
import os
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import pytest
from argon2.exceptions import HashingError
from argon2.low_level import hash_secret_raw
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldkit.vault import keyfile, keyring, problems
from fieldkit.vault.keyfile import CEILING, FLOOR, Cost
from sync import sealed
from sync.errors import Problem
from tests.support.damage import with_bit_flipped
from tests.support.problems import raises

SOAK = bool(os.environ.get("FIELDKIT_SOAK"))
HQ = sealed.generate()
ANA, LUZ = "caballo correcto pila", "otra frase muy larga"


def make(path: Path, operator: str = "ana", passphrase: str = ANA) -> bytes:
    return keyring.create(path, operator=operator, passphrase=passphrase, recovery=[HQ.recipient], cost=FLOOR)


@pytest.fixture(scope="session")
def two(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes]:
    """The bytes of a key file for ana and luz, and its key."""
    path = tmp_path_factory.mktemp("vault") / "keys.json"
    key = make(path)
    keyring.add_operator(path, key, "luz", LUZ, FLOOR)
    return path.read_bytes(), key


@pytest.fixture
def keys(tmp_path: Path, two: tuple[bytes, bytes]) -> Path:
    """A fresh copy of that file."""
    path = tmp_path / "keys.json"
    path.write_bytes(two[0])
    return path


@pytest.fixture
def derivations(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Every derivation that was started."""
    started: list[object] = []

    def counted(*arguments: Any) -> bytes:
        started.append(arguments[1:])
        return hash_secret_raw(*arguments)

    monkeypatch.setattr("fieldkit.vault.passphrase.hash_secret_raw", counted)
    return started


def edit(path: Path, change: Callable[[Any], None]) -> None:
    """Change the file's values and write it in the one spelling that is read, as a careful attacker would."""
    content = json.loads(path.read_bytes())
    change(content)
    path.write_bytes(msgspec.json.format(msgspec.json.encode(content), indent=1) + b"\n")


# --- the right passphrase ---


def test_each_operator_gets_the_same_key(keys: Path, two: tuple[bytes, bytes]) -> None:
    assert keyring.unlock(keys, "ana", ANA) == keyring.unlock(keys, "luz", LUZ) == two[1]
    assert len(two[1]) == 32
    assert keyring.operators(keys) == ("ana", "luz")


def test_a_careful_rewrite_without_a_change_still_opens(keys: Path, two: tuple[bytes, bytes]) -> None:
    edit(keys, lambda _: None)
    assert keyring.unlock(keys, "ana", ANA) == two[1]


def test_the_file_holds_neither_key_nor_passphrase(two: tuple[bytes, bytes]) -> None:
    raw, key = two
    assert key not in raw
    assert key.hex().encode() not in raw.lower()
    assert msgspec.json.encode(key)[1:-2] not in raw
    assert ANA.encode() not in raw


def test_accents_typed_in_two_ways_are_the_same_passphrase(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    key = make(path, passphrase="canci\u00f3n \ufb01na de cuna")
    assert keyring.unlock(path, "ana", "cancio\u0301n fina de cuna") == key


def test_the_key_and_the_salt_come_from_the_randomness_given(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    sizes: list[int] = []

    def given_bytes(size: int) -> bytes:
        sizes.append(size)
        return bytes([len(sizes)]) * size

    key = keyring.create(path, operator="ana", passphrase=ANA, recovery=[HQ.recipient], cost=FLOOR, random=given_bytes)
    assert (key, sizes) == (b"\x01" * 32, [32, 16])
    assert keyfile.read(path).slots[0].salt == b"\x02" * 16


def test_the_default_cost_is_the_documented_one() -> None:
    assert (Cost(262_144, 3, 4), Cost(65_536, 3, 4)) == (keyring.DEFAULT, FLOOR)


@pytest.mark.only_soak
@pytest.mark.soak
def test_the_default_cost_works(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    key = keyring.create(path, operator="ana", passphrase=ANA, recovery=[HQ.recipient])
    assert keyring.unlock(path, "ana", ANA) == key


# --- the wrong passphrase ---


@pytest.mark.parametrize(
    ("operator", "passphrase"),
    [
        ("ana", ANA + " "),
        ("ana", ANA.upper()),
        ("ana", ""),
        ("ana", LUZ),
        ("ana", "x" * 10_000_000),
        ("ana", "media letra \ud800"),
        ("Anna", ANA),
        ("eva", ANA),
        ("", ""),
        ("\ud800", ANA),
    ],
)
def test_wrong_passphrase_and_unknown_operator_are_told_alike(keys: Path, operator: str, passphrase: str) -> None:
    with raises(problems.WRONG_PASSPHRASE) as told:
        keyring.unlock(keys, operator, passphrase)
    assert str(told.value) == str(Problem(problems.WRONG_PASSPHRASE))
    assert told.value.facts == {}


@pytest.mark.parametrize(
    "passphrase", ["", "corta 7", "        ", "aaaaaaaaaaaa", "abcabcabc", "media letra \ud800", "larga " * 200]
)
def test_a_weak_or_unusable_passphrase_is_refused_and_nothing_is_written(tmp_path: Path, passphrase: str) -> None:
    with raises(problems.WEAK_PASSPHRASE, match="al menos 8"):
        make(tmp_path / "keys.json", passphrase=passphrase)
    assert list(tmp_path.iterdir()) == []


def test_the_shortest_passphrase_is_a_setting(keys: Path, two: tuple[bytes, bytes]) -> None:
    with raises(problems.WEAK_PASSPHRASE, match="al menos 30"):
        keyring.add_operator(keys, two[1], "eva", ANA, FLOOR, min_length=30)


@pytest.mark.parametrize("operator", ["", "x" * 65, "a\nb", "a\x00", "\ud800", "ana"])
def test_an_unusable_or_taken_name_is_refused(keys: Path, two: tuple[bytes, bytes], operator: str) -> None:
    with raises(problems.BAD_OPERATOR):
        keyring.add_operator(keys, two[1], operator, ANA, FLOOR)
    assert keys.read_bytes() == two[0]


# --- what Argon2id may cost ---

ABSURD = {
    "memory below the floor": ("memory_kib", FLOOR.memory_kib - 1),
    "no memory": ("memory_kib", 0),
    "memory above the ceiling": ("memory_kib", CEILING.memory_kib + 1),
    "four terabytes": ("memory_kib", 2**32 - 1),
    "fewer passes": ("time", FLOOR.time - 1),
    "no pass": ("time", 0),
    "too many passes": ("time", CEILING.time + 1),
    "passes for ever": ("time", 2**32 - 1),
    "fewer lanes": ("lanes", FLOOR.lanes - 1),
    "no lane": ("lanes", 0),
    "too many lanes": ("lanes", CEILING.lanes + 1),
}


@pytest.mark.parametrize("place", [0, 1], ids=["own slot", "another slot"])
@pytest.mark.parametrize("name", ABSURD)
def test_a_weakened_or_absurd_cost_is_refused_without_deriving(
    keys: Path, derivations: list[object], name: str, place: int
) -> None:
    field, value = ABSURD[name]
    edit(keys, lambda content: content["slots"][place]["cost"].update({field: value}))
    started = time.monotonic()
    with raises(problems.KDF_REFUSED):
        keyring.unlock(keys, "ana", ANA)
    assert derivations == []
    assert time.monotonic() - started < 1


@pytest.mark.parametrize("name", ABSURD)
def test_no_slot_is_made_at_such_a_cost(tmp_path: Path, derivations: list[object], name: str) -> None:
    field, value = ABSURD[name]
    cost = msgspec.structs.replace(FLOOR, **{field: value})
    with raises(problems.KDF_REFUSED):
        keyring.create(tmp_path / "k", operator="ana", passphrase=ANA, recovery=[HQ.recipient], cost=cost)
    assert derivations == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("value", ["-1", "4294967296", "1e5", "3.0", "9" * 5_000, '"3"', "null", "true", "[]"])
def test_a_cost_that_is_no_plain_number_is_refused(keys: Path, derivations: list[object], value: str) -> None:
    keys.write_bytes(keys.read_bytes().replace(b'"time": 3', b'"time": ' + value.encode(), 1))
    with raises(problems.KEY_FILE_DAMAGED):
        keyring.unlock(keys, "ana", ANA)
    assert derivations == []


@pytest.mark.parametrize(("field", "value"), [("memory_kib", 65_544), ("time", 4), ("lanes", 5)])
def test_another_cost_within_the_bounds_is_refused_too(keys: Path, field: str, value: int) -> None:
    edit(keys, lambda content: content["slots"][0]["cost"].update({field: value}))
    with raises(problems.WRONG_PASSPHRASE):
        keyring.unlock(keys, "ana", ANA)
    with raises(problems.KEY_FILE_DAMAGED):
        keyring.unlock(keys, "luz", LUZ)


def test_memory_that_the_laptop_lacks_is_told_in_words(keys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object) -> bytes:
        raise HashingError("Memory allocation error")

    monkeypatch.setattr("fieldkit.vault.passphrase.hash_secret_raw", failing)
    with raises(problems.TOO_LITTLE_MEMORY, match="65536"):
        keyring.unlock(keys, "ana", ANA)


# --- edited files ---


@pytest.mark.soak
def test_an_edited_byte_is_refused_wherever_it_stands(keys: Path, two: tuple[bytes, bytes]) -> None:
    raw = two[0]
    for at in range(0, len(raw), 1 if SOAK else 131):
        keys.write_bytes(with_bit_flipped(raw, at))
        with pytest.raises(Problem):
            keyring.unlock(keys, "ana", ANA)


def test_a_cut_or_longer_file_is_refused(keys: Path, two: tuple[bytes, bytes]) -> None:
    raw = two[0]
    for altered in (b"", raw[:-1], raw[: len(raw) // 2], raw + b"\n", b" " + raw, raw.replace(b"\n", b"\r\n")):
        keys.write_bytes(altered)
        with raises(problems.KEY_FILE_DAMAGED):
            keyring.unlock(keys, "ana", ANA)


def swap_wrapped(content: Any) -> None:
    one, other = content["slots"]
    for field in ("salt", "wrapped"):
        one[field], other[field] = other[field], one[field]


def put_recovery(content: Any, recovery: bytes) -> None:
    content["recovery"] = msgspec.to_builtins(recovery)


EDITS: dict[str, Callable[[Any], object]] = {
    "the other slot removed": lambda content: content["slots"].pop(1),
    "the order changed": lambda content: content["slots"].reverse(),
    "the other slot renamed": lambda content: content["slots"][1].update(operator="eva"),
    "the own slot repeated": lambda content: content["slots"].append(content["slots"][0]),
    "the own slot under another name": lambda content: content["slots"].append(
        content["slots"][0] | {"operator": "eva"}
    ),
    "the other's salt": lambda content: content["slots"][1].update(salt=content["slots"][0]["salt"]),
    "the two wrappings exchanged": swap_wrapped,
    "no slot": lambda content: content.update(slots=[]),
    "no recovery": lambda content: content.update(recovery=""),
    "another recovery": lambda content: put_recovery(content, sealed.seal_bytes(bytes(32), [HQ.recipient])),
    "no seal": lambda content: content.update(mac=""),
    "an empty seal": lambda content: content.update(mac=msgspec.to_builtins(bytes(32))),
    "another version": lambda content: content.update(v=2),
    "a word more": lambda content: content.update(note="hola"),
    "a word less": lambda content: content.pop("v"),
    "a slot's word less": lambda content: content["slots"][0].pop("salt"),
    "a short salt": lambda content: content["slots"][1].update(salt="AAAA"),
    "a long wrapping": lambda content: content["slots"][1].update(wrapped=content["slots"][1]["wrapped"] + "AAAA"),
    "slots of another kind": lambda content: content.update(slots={"ana": 1}),
    "a crowd": lambda content: content["slots"].extend(
        content["slots"][1] | {"operator": f"x{n}"} for n in range(keyfile.MAX_SLOTS)
    ),
}


@pytest.mark.parametrize("name", EDITS)
def test_a_carefully_edited_file_opens_for_nobody(keys: Path, name: str) -> None:
    edit(keys, lambda content: (EDITS[name](content), None)[1])
    for operator, passphrase in (("ana", ANA), ("luz", LUZ), ("eva", ANA)):
        with raises(problems.KEY_FILE_DAMAGED, problems.WRONG_PASSPHRASE, problems.KEY_FILE_NEWER):
            keyring.unlock(keys, operator, passphrase)


def test_a_slot_from_another_laptop_is_refused(keys: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    make(other)
    slot = json.loads(other.read_bytes())["slots"][0]
    edit(keys, lambda content: content["slots"].__setitem__(0, slot))
    with raises(problems.KEY_FILE_DAMAGED):
        keyring.unlock(keys, "ana", ANA)
    with raises(problems.KEY_FILE_DAMAGED):
        keyring.unlock(keys, "luz", LUZ)


def test_a_slot_is_tied_to_its_operator_even_under_a_right_seal(keys: Path, two: tuple[bytes, bytes]) -> None:
    file = keyfile.read(keys)
    renamed = msgspec.structs.replace(file.slots[0], operator="eva")
    keyring._save(keys, two[1], msgspec.structs.replace(file, slots=(renamed, file.slots[1])))
    assert keyring.unlock(keys, "luz", LUZ) == two[1]
    with raises(problems.WRONG_PASSPHRASE):
        keyring.unlock(keys, "eva", ANA)


def test_a_change_on_top_of_an_edited_file_is_refused(keys: Path, two: tuple[bytes, bytes]) -> None:
    edit(keys, lambda content: content["slots"][1].update(operator="eva"))
    edited = keys.read_bytes()
    with raises(problems.KEY_FILE_DAMAGED):
        keyring.add_operator(keys, two[1], "luz", LUZ, FLOOR)
    with raises(problems.KEY_FILE_DAMAGED):
        keyring.remove_operator(keys, two[1], "eva")
    with raises(problems.KEY_FILE_DAMAGED):
        keyring.change_passphrase(keys, "ana", ANA, LUZ, FLOOR)
    assert keys.read_bytes() == edited


def test_a_file_beyond_the_limit_is_refused(keys: Path) -> None:
    with keys.open("ab") as file:
        file.truncate(1 << 34)  # sparse: takes no room on the disk
    started = time.monotonic()
    with raises(problems.KEY_FILE_DAMAGED):
        keyring.unlock(keys, "ana", ANA)
    assert time.monotonic() - started < 1


def test_a_missing_file_is_told_by_its_name(tmp_path: Path) -> None:
    for path in (tmp_path / "keys.json", tmp_path):
        with raises(problems.KEY_FILE_MISSING, match=path.name):
            keyring.unlock(path, "ana", ANA)


JSON_LIKE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["slots", "recovery", "mac", "v", "operator", "cost", "x"]), inner)
    ),
    max_leaves=12,
)


@pytest.mark.soak
@settings(max_examples=20_000 if SOAK else 300)
@given(content=st.binary(max_size=200) | JSON_LIKE.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_only_raise_problems(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.json"
    path.write_bytes(content)
    with pytest.raises(Problem):
        keyring.operators(path)


@pytest.mark.parametrize("content", [b"[" * 500_000, b'{"slots":' * 100_000, b'{"x":' + b"[" * 500_000])
def test_deep_nesting_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "keys.json"
    path.write_bytes(content)
    with raises(problems.KEY_FILE_DAMAGED):
        keyring.operators(path)


# --- coming, going, changing ---


def test_a_new_passphrase_keeps_the_key_and_ends_the_old_one(keys: Path, two: tuple[bytes, bytes]) -> None:
    before = keyfile.read(keys)
    keyring.change_passphrase(keys, "luz", LUZ, "una frase bien nueva", FLOOR)
    assert keyring.unlock(keys, "luz", "una frase bien nueva") == two[1]
    assert keyring.unlock(keys, "ana", ANA) == two[1]
    with raises(problems.WRONG_PASSPHRASE):
        keyring.unlock(keys, "luz", LUZ)
    after = keyfile.read(keys)
    assert after.slots[0] == before.slots[0]
    assert after.slots[1].salt != before.slots[1].salt
    assert keyring.recover(keys, HQ.identity) == two[1]


def test_a_passphrase_is_not_changed_without_the_old_one_nor_for_a_weak_one(
    keys: Path, two: tuple[bytes, bytes]
) -> None:
    with raises(problems.WRONG_PASSPHRASE):
        keyring.change_passphrase(keys, "luz", ANA, "una frase bien nueva", FLOOR)
    with raises(problems.WEAK_PASSPHRASE):
        keyring.change_passphrase(keys, "luz", LUZ, "corta", FLOOR)
    assert keys.read_bytes() == two[0]


def test_who_was_removed_cannot_come_in_and_the_last_one_stays(keys: Path, two: tuple[bytes, bytes]) -> None:
    keyring.remove_operator(keys, two[1], "ana")
    assert keyring.operators(keys) == ("luz",)
    with raises(problems.WRONG_PASSPHRASE):
        keyring.unlock(keys, "ana", ANA)
    with raises(problems.LAST_OPERATOR):
        keyring.remove_operator(keys, two[1], "luz")
    assert keyring.unlock(keys, "luz", LUZ) == two[1]


def test_a_stranger_to_the_key_changes_nothing(keys: Path, two: tuple[bytes, bytes]) -> None:
    with raises(problems.KEY_FILE_DAMAGED):
        keyring.add_operator(keys, bytes(32), "eva", LUZ, FLOOR)
    with raises(problems.KEY_FILE_DAMAGED):
        keyring.remove_operator(keys, bytes(32), "luz")
    assert keys.read_bytes() == two[0]


def test_a_list_that_is_full_takes_nobody_more(keys: Path, two: tuple[bytes, bytes]) -> None:
    file = keyfile.read(keys)
    slots = tuple(msgspec.structs.replace(file.slots[0], operator=f"x{n}") for n in range(keyfile.MAX_SLOTS))
    keyring._save(keys, two[1], msgspec.structs.replace(file, slots=slots))
    assert len(keyring.operators(keys)) == keyfile.MAX_SLOTS
    with raises(problems.BAD_OPERATOR):
        keyring.add_operator(keys, two[1], "eva", LUZ, FLOOR)


def test_an_existing_key_file_is_never_replaced_by_a_new_key(keys: Path, two: tuple[bytes, bytes]) -> None:
    with raises(problems.KEY_FILE_EXISTS):
        make(keys)
    assert keys.read_bytes() == two[0]


# --- headquarters' recovery ---


def test_only_headquarters_recovers_the_key(keys: Path, two: tuple[bytes, bytes]) -> None:
    assert keyring.recover(keys, HQ.identity) == two[1]
    with pytest.raises(sealed.NotForUs):
        keyring.recover(keys, sealed.generate().identity)
    with pytest.raises(sealed.BadKey):
        keyring.recover(keys, HQ.identity[:-1])


def test_a_recovery_that_was_exchanged_gives_no_key(keys: Path) -> None:
    for recovery in (sealed.seal_bytes(bytes(32), [HQ.recipient]), sealed.seal_bytes(b"", [HQ.recipient]), b"x"):
        edit(keys, partial(put_recovery, recovery=recovery))
        with raises(problems.KEY_FILE_DAMAGED):
            keyring.recover(keys, HQ.identity)


def test_a_key_file_without_recovery_is_never_made(tmp_path: Path) -> None:
    with pytest.raises(sealed.BadKey):
        keyring.create(tmp_path / "k", operator="ana", passphrase=ANA, recovery=[], cost=FLOOR)
    assert list(tmp_path.iterdir()) == []


# --- power cuts ---


class PowerCut(BaseException):
    """Ends the program where it stands: nothing that handles errors may run after it."""


@pytest.mark.parametrize("moment", ["fsync", "replace"])
def test_a_power_cut_before_the_rename_leaves_the_old_file_usable(
    keys: Path, two: tuple[bytes, bytes], monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    def cut(*_: object) -> None:
        raise PowerCut

    with monkeypatch.context() as patch:
        patch.setattr(os if moment == "fsync" else Path, moment, cut)
        with pytest.raises(PowerCut):
            keyring.change_passphrase(keys, "luz", LUZ, "una frase bien nueva", FLOOR)
    assert keys.with_name("keys.json.new").exists()
    assert keys.read_bytes() == two[0]
    assert keyring.unlock(keys, "luz", LUZ) == two[1]
    keyring.change_passphrase(keys, "luz", LUZ, "una frase bien nueva", FLOOR)
    assert keyring.unlock(keys, "luz", "una frase bien nueva") == two[1]
    assert [path.name for path in keys.parent.iterdir()] == ["keys.json"]


def test_the_new_file_is_synced_before_the_rename_and_its_folder_after(
    keys: Path, two: tuple[bytes, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    sync, replace = os.fsync, Path.replace

    def synced(descriptor: int) -> None:
        steps.append("fsync")
        sync(descriptor)

    def replaced(self: Path, target: Path) -> Path:
        steps.append("replace")
        return replace(self, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", replaced)
    keyring.remove_operator(keys, two[1], "ana")
    assert steps == ["fsync", "replace", "fsync"] if os.name != "nt" else ["fsync", "replace"]


def test_a_disk_that_does_not_take_the_file_leaves_the_old_one(
    keys: Path, two: tuple[bytes, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with raises(problems.KEY_FILE_NOT_SAVED):
        keyring.remove_operator(keys, two[1], "ana")
    assert keys.read_bytes() == two[0]
    assert [path.name for path in keys.parent.iterdir()] == ["keys.json"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_only_the_owner_may_read_the_file(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    make(path)
    assert path.stat().st_mode & 0o077 == 0


def test_headquarters_can_give_a_new_passphrase_when_the_old_one_is_forgotten(
    keys: Path, two: tuple[bytes, bytes]
) -> None:
    key = keyring.recover(keys, HQ.identity)
    keyring.add_operator(keys, key, "ana", "una frase que sí recuerda", FLOOR, anew=True)
    assert keyring.unlock(keys, "ana", "una frase que sí recuerda") == two[1]
    with raises(problems.WRONG_PASSPHRASE):
        keyring.unlock(keys, "ana", ANA)
    assert keyring.unlock(keys, "luz", LUZ) == two[1]
