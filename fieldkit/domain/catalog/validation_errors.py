"""Every place where a value read from TOML is not of the kind it must be: not the first one only."""

import inspect
from collections.abc import Iterator
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import msgspec

from fieldkit.locale import _

Complaint = tuple[str, str]


def complaints(value: object, kind: Any, path: str) -> Iterator[Complaint]:
    """Pairs of a dotted path, which begins with ``path``, and a reason; none for a value that converts to ``kind``."""
    try:
        msgspec.convert(value, kind, str_keys=True)
    except msgspec.ValidationError as error:
        parts = list(_of_parts(value, kind, path))
        yield from parts or [(path, _reason(value, str(error)))]


def _of_parts(value: object, kind: Any, path: str) -> Iterator[Complaint]:
    """What the parts of a structure, a table or a list complain of."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Annotated:
        yield from _of_parts(value, arguments[0], path)
    elif origin in {Union, UnionType}:
        for option in arguments:
            yield from _of_parts(value, option, path)
    elif isinstance(value, dict) and inspect.isclass(kind) and issubclass(kind, msgspec.Struct):
        fields = {field.encode_name: field for field in msgspec.structs.fields(kind)}
        yield from ((f"{path}.{key}", _("no se conoce")) for key in value if key not in fields)
        for name, field in fields.items():
            if name in value:
                yield from complaints(value[name], field.type, f"{path}.{name}")
            elif field.required:
                yield f"{path}.{name}", _("falta")
    elif isinstance(value, dict) and origin is dict:
        for key, item in value.items():
            yield from complaints(item, arguments[1], f"{path}.{key}")
    elif isinstance(value, list) and origin in {tuple, list}:
        for at, item in enumerate(value, 1):
            yield from complaints(item, arguments[0], f"{path}[{at}]")


def _reason(value: object, told: str) -> str:
    if isinstance(value, float):
        return _("los números van enteros, y los precios en centavos: {value} no vale").format(value=value)
    if value is None:
        return _("falta")
    if value in ("", [], {}):
        return _("está vacío")
    return told
