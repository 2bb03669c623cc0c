"""References: the same work with nothing of this program around it."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from argon2.low_level import Type, hash_secret_raw

from fieldkit.store import DraftFile
from fieldkit.store.file import open_file
from fieldkit.store.schema import LAPTOP
from fieldkit.vault.keyfile import Cost
from tests.bench.disk import forced

RECORD = 4096 + 24  # a page and its header in the write-ahead log


def argon2id(cost: Cost) -> None:
    """One derivation at ``cost``."""
    hash_secret_raw(b"correct horse battery", b"0123456789abcdef", cost.time, cost.memory_kib, cost.lanes, 32, Type.ID)


def one_row_commit(folder: Path) -> Callable[[], object]:
    """One row replaced and committed in a SQLCipher file with the store's own pragmas."""
    database = open_file(folder / "plain.store", os.urandom(32), LAPTOP, create=True)
    database.execute("CREATE TABLE one (id INTEGER PRIMARY KEY, value TEXT)")
    return lambda: database.execute("INSERT OR REPLACE INTO one VALUES (1, ?)", [os.urandom(8).hex()])


def durable_files(folder: Path, files: Sequence[DraftFile]) -> Callable[[], object]:
    """Each file written anew and forced to the disk."""

    def write() -> None:
        for file in files:
            forced(folder / f"{file.slot}.bytes", file.content)

    return write


def durable_write(folder: Path) -> Callable[[], object]:
    """One page appended to a file and forced to the disk."""
    descriptor = os.open(folder / "plain.bytes", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    page = os.urandom(RECORD)
    force = getattr(os, "fdatasync", os.fsync)  # macOS and Windows have fsync only

    def write() -> None:
        os.write(descriptor, page)
        force(descriptor)

    return write
