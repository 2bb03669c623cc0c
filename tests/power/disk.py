"""A disk that forgets: writes down all that SQLCipher does to its files, and shows what a power cut may leave of it.

The recorder stands in SQLite's own file layer (its VFS), under the encryption: it replaces ``xOpen`` and ``xDelete``
of the system's VFS, and ``xWrite``, ``xTruncate`` and ``xSync`` of every file that is opened. Structures and their
order: sqlite.org/c3ref/vfs.html and sqlite.org/c3ref/io_methods.html.
"""

import ctypes
import random
from _ctypes import CFuncPtr
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from sqlcipher3 import _sqlite3

from tests.support.narrowing import present

SECTOR = 512
_POINTER, _INT, _INT64 = ctypes.c_void_p, ctypes.c_int, ctypes.c_int64
_VERSION_BYTES = ctypes.sizeof(_POINTER)  # an int and its padding
_WRITE, _TRUNCATE, _SYNC = 2, 3, 4  # places in io_methods after the version
_METHODS = 18
# The name goes through as the pointer that it is: the file layer keeps it as long as the file is open.
_Open = ctypes.CFUNCTYPE(_INT, _POINTER, _POINTER, _POINTER, _INT, _POINTER)
_Delete = ctypes.CFUNCTYPE(_INT, _POINTER, ctypes.c_char_p, _INT)
_Write = ctypes.CFUNCTYPE(_INT, _POINTER, _POINTER, _INT, _INT64)
_Truncate = ctypes.CFUNCTYPE(_INT, _POINTER, _INT64)
_Sync = ctypes.CFUNCTYPE(_INT, _POINTER, _INT)


class _Vfs(ctypes.Structure):
    _fields_ = (
        ("version", _INT),
        ("file_size", _INT),
        ("path_size", _INT),
        ("next", _POINTER),
        ("name", ctypes.c_char_p),
        ("data", _POINTER),
        ("open", _POINTER),
        ("delete", _POINTER),
    )


class Act(NamedTuple):
    """One thing done: ``write``, ``truncate``, ``sync`` or ``delete`` of a file, or ``say``: a word to the world."""

    kind: str
    name: str
    offset: int = 0
    data: bytes = b""
    word: tuple[str, ...] = ()


def can_record() -> bool:
    """Whether this build of the library shows its file layer; the one from the Linux wheels does."""
    return hasattr(_library(), "sqlite3_vfs_find")


def _library() -> ctypes.CDLL:
    return ctypes.CDLL(_sqlite3.__file__)


@contextmanager
def recording() -> Iterator[list[Act]]:
    """Everything that is done to files opened from here on; the list also takes ``say`` from the test."""
    find = _library().sqlite3_vfs_find
    find.argtypes, find.restype = [ctypes.c_char_p], ctypes.POINTER(_Vfs)
    vfs = find(None).contents
    acts: list[Act] = []
    recorder = _Recorder(acts, vfs.open, vfs.delete)
    before = vfs.open, vfs.delete
    vfs.open = ctypes.cast(recorder.open, _POINTER).value
    vfs.delete = ctypes.cast(recorder.delete, _POINTER).value
    try:
        yield acts
    finally:
        vfs.open, vfs.delete = before
        _KEPT.append(recorder)  # a connection that is still open calls it


_KEPT: list[object] = []


class _Recorder:
    """The functions that stand in for the system's, and what they need to call it."""

    def __init__(self, acts: list[Act], real_open: int, real_delete: int) -> None:
        self._acts = acts
        self._names: dict[int, str] = {}
        self._tables: dict[int, ctypes.Array[ctypes.c_char]] = {}
        self._calls: list[object] = []
        opens, deletes = _Open(real_open), _Delete(real_delete)

        def open_(vfs: int, name: int | None, file: int, flags: int, out: int) -> int:
            result = int(opens(vfs, name, file, flags, out))
            if result == 0 and name is not None:
                self._names[file] = Path(ctypes.string_at(name).decode()).name
                methods = ctypes.cast(file, ctypes.POINTER(_POINTER))
                methods[0] = ctypes.addressof(self._table(methods[0]))
            return result

        def delete(vfs: int, name: bytes, sync: int) -> int:
            acts.append(Act("delete", Path(name.decode()).name))
            return int(deletes(vfs, name, sync))

        self.open, self.delete = _Open(open_), _Delete(delete)

    def _table(self, real: int) -> ctypes.Array[ctypes.c_char]:
        """The real table of a file's functions with three replaced."""
        if real not in self._tables:
            size = _VERSION_BYTES + _METHODS * ctypes.sizeof(_POINTER)
            copy = ctypes.create_string_buffer(ctypes.string_at(real, size), size)
            slots = (_POINTER * _METHODS).from_buffer(copy, _VERSION_BYTES)
            replaced: tuple[tuple[int, Callable[[int], CFuncPtr]], ...] = (
                (_WRITE, self._write),
                (_TRUNCATE, self._truncate),
                (_SYNC, self._sync),
            )
            for place, make in replaced:
                call = make(present(slots[place]))
                self._calls.append(call)
                slots[place] = ctypes.cast(call, _POINTER).value
            self._tables[real] = copy
        return self._tables[real]

    def _write(self, real: int) -> CFuncPtr:
        writes = _Write(real)

        def write(file: int, data: int, size: int, offset: int) -> int:
            self._acts.append(Act("write", self._names[file], offset, ctypes.string_at(data, size)))
            return int(writes(file, data, size, offset))

        return _Write(write)

    def _truncate(self, real: int) -> CFuncPtr:
        truncates = _Truncate(real)

        def truncate(file: int, size: int) -> int:
            self._acts.append(Act("truncate", self._names[file], size))
            return int(truncates(file, size))

        return _Truncate(truncate)

    def _sync(self, real: int) -> CFuncPtr:
        syncs = _Sync(real)

        def sync(file: int, flags: int) -> int:
            result = int(syncs(file, flags))
            self._acts.append(Act("sync", self._names[file]))
            return result

        return _Sync(sync)


Files = dict[str, bytes]


class Cut(NamedTuple):
    """What a power cut left: the files, and what had been said by then."""

    files: Files
    said: list[tuple[str, ...]]


def cuts(start: Files, acts: Sequence[Act], points: int, dice: random.Random) -> Iterator[Cut]:
    """``points`` power cuts at random moments, in the order of time.

    What was synced is there. Of each later write or truncation there may be all, nothing, or some of its sectors,
    whatever became of those before it: a disk writes in any order it likes.
    """
    durable = {name: bytearray(content) for name, content in start.items()}
    pending: list[Act] = []
    said: list[tuple[str, ...]] = []
    at = 0
    for moment in sorted(dice.randrange(1, len(acts) + 1) for _ in range(points)):
        for act in acts[at:moment]:
            if act.kind == "say":
                said.append(act.word)
            elif act.kind == "sync":
                for earlier in (one for one in pending if one.name == act.name):
                    _apply(durable, earlier)
                pending = [one for one in pending if one.name != act.name]
            else:
                pending.append(act)
        at = moment
        left = {name: bytearray(content) for name, content in durable.items()}
        fate = dice.choice(("all", "none", "some", "some"))
        for act in pending:
            for part in _survives(act, fate, dice):
                _apply(left, part)
        yield Cut({name: bytes(content) for name, content in left.items()}, list(said))


def _survives(act: Act, fate: str, dice: random.Random) -> list[Act]:
    if fate == "none":
        return []
    if fate == "all" or act.kind != "write":
        return [act] if fate == "all" or dice.random() < 0.5 else []
    lot = dice.random()
    if lot < 0.4:
        return [act]
    if lot < 0.7:
        return []
    edges = [*range(0, len(act.data), SECTOR)]
    return [
        act._replace(offset=act.offset + edge, data=act.data[edge : edge + SECTOR])
        for edge in edges
        if dice.random() < 0.5
    ]


def _apply(files: dict[str, bytearray], act: Act) -> None:
    if act.kind == "delete":
        files.pop(act.name, None)
        return
    content = files.setdefault(act.name, bytearray())
    if act.kind == "truncate":
        del content[act.offset :]
        return
    content.extend(bytes(max(act.offset - len(content), 0)))
    content[act.offset : act.offset + len(act.data)] = act.data
