"""Dates and hours as files of version 0.1.0 hold them, and as its readers expect them.

0.1.0 wrote an unknown date as an empty text, a birth date as staff typed it even when it was none, and opening hours
without seconds. What is typed here reads both, and packs are written as 0.1.0 reads them.
"""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

import msgspec

from fieldkit.people.dates import iso_date

T = TypeVar("T")

_DATES = frozenset({"born", "day", "ready_day"})
_HOURS = frozenset({"opens", "closes", "pauses"})
_HOUR_LENGTH = len("09:00")


class DatedDecoder(Generic[T]):
    """Decodes ``kind`` from bytes of any version; JSON unless ``plain`` reads another form of bytes.

    What this version wrote is decoded in one step; only older bytes take the second.
    """

    def __init__(self, kind: type[T], plain: Callable[[bytes], Any] = msgspec.json.decode) -> None:
        self._kind, self._plain = kind, plain
        self._newest: msgspec.json.Decoder[T] | msgspec.msgpack.Decoder[T] = (
            msgspec.json.Decoder(kind) if plain is msgspec.json.decode else msgspec.msgpack.Decoder(kind)
        )

    def decode(self, raw: bytes) -> T:
        """The value that ``raw`` holds; raises msgspec.DecodeError."""
        try:
            return self._newest.decode(raw)
        except msgspec.ValidationError:
            return msgspec.convert(typed(self._plain(raw)), self._kind, builtin_types=(bytes,))


def typed(value: Any) -> Any:
    """Decoded bytes of any version, with dates and hours as this version types them."""
    return _walk(value, lambda text: text if iso_date(text) else None, _with_seconds)


def as_first_version(value: Any) -> Any:
    """The same as 0.1.0 writes it: an unknown date is an empty text, an hour has no seconds."""
    return _walk(value, lambda day: day or "", _without_seconds)


def _walk(value: Any, date: Callable[[Any], Any], hour: Callable[[Any], Any]) -> Any:
    match value:
        case dict():
            return {key: _field(key, one, date, hour) for key, one in value.items()}
        case list() | tuple():
            return [_walk(one, date, hour) for one in value]
        case _:
            return value


def _field(key: Any, value: Any, date: Callable[[Any], Any], hour: Callable[[Any], Any]) -> Any:
    if key in _DATES and (value is None or isinstance(value, str)):
        return date(value)
    if key in _HOURS:
        return hour(value)
    return _walk(value, date, hour)


def _with_seconds(value: Any) -> Any:
    if isinstance(value, str):
        return f"{value}:00" if len(value) == _HOUR_LENGTH else value
    return [_with_seconds(one) for one in value] if isinstance(value, list) else value


def _without_seconds(value: Any) -> Any:
    return value[:_HOUR_LENGTH] if isinstance(value, str) else [_without_seconds(one) for one in value]
