"""The connection to the store's file: what the disk or a damaged page does to it is told in the operator's words."""

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

import sqlcipher3

from fieldkit.errors import Problem, Wording
from fieldkit.locale import N_

P = ParamSpec("P")
T = TypeVar("T")

# Primary result codes, sqlite.org/rescode.html.
_BUSY, _READONLY, _IOERR, _CORRUPT, _FULL, _CANTOPEN, _NOTADB = 5, 8, 10, 11, 13, 14, 26


class StoreDamaged(Problem):
    wording = Wording(
        title=N_("El archivo de datos está dañado"),
        cause=N_("{reason}"),
        remedy=N_("No se cambió nada. Haga una copia de la carpeta y avise a la oficina central."),
    )


class DiskTrouble(Problem):
    wording = Wording(
        title=N_("No se pudo guardar en el disco"),
        cause=N_("{reason}"),
        remedy=N_("Lo guardado antes está completo. Libere espacio en el disco y repita la última acción."),
    )


_DISK = {
    _FULL: N_("el disco está lleno"),
    _READONLY: N_("el disco no permite escribir"),
    _BUSY: N_("otro programa tiene abierto el archivo"),
    _IOERR: N_("el disco no respondió bien"),
    _CANTOPEN: N_("el disco no respondió bien"),
}


# A function that fails inside, as SQLCipher's export does, hands on the message and loses the code.
_BY_MESSAGE = {"disk I/O error": _IOERR, "database or disk is full": _FULL}


def _told(ask: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    try:
        return ask(*args, **kwargs)
    except sqlcipher3.DatabaseError as error:
        code = _BY_MESSAGE.get(str(error), getattr(error, "sqlite_errorcode", 0) & 0xFF)
        if code in _DISK:
            raise DiskTrouble(reason=_DISK[code]) from error
        if code in {_CORRUPT, _NOTADB}:
            raise StoreDamaged(reason=N_("una página no se puede leer")) from error
        raise  # a mistake of this program: no words would help


class Cursor(sqlcipher3.Cursor):  # type: ignore[misc]  # the library has no types
    """A cursor that raises DiskTrouble and StoreDamaged."""

    def execute(self, *args: Any) -> Any:
        return _told(super().execute, *args)

    def fetchone(self) -> Any:
        return _told(super().fetchone)

    def fetchall(self) -> Any:
        return _told(super().fetchall)


class Connection(sqlcipher3.Connection):  # type: ignore[misc]  # the library has no types
    """A connection that raises DiskTrouble and StoreDamaged, also at the end of a transaction."""

    def cursor(self, factory: type[Cursor] = Cursor) -> Any:
        return super().cursor(factory)

    def commit(self) -> None:
        _told(super().commit)
