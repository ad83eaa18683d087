"""Frozen dataclasses to plain JSON values and back, the same bytes for the same content."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import cache
from types import NoneType, UnionType
from typing import (
    Any,
    TypeAlias,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)
from uuid import UUID

Json: TypeAlias = "str | int | bool | list[Json] | dict[str, Json] | None"
_T = TypeVar("_T")


class UnreadableError(ValueError):
    """A JSON value does not have the shape of what it should be; `path` tells where."""

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(f"{path or 'value'}: {problem}")
        self.path = path
        self.problem = problem


def encode(value: object) -> Json:
    """Return `value` as JSON, without fields at default: a new field changes no old hash."""
    if isinstance(value, Enum):
        return cast("str", value.value)
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, UUID | Fraction):
        return str(value)
    if isinstance(value, Decimal):
        return _plain_decimal(value)
    if isinstance(value, tuple):
        return [encode(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        return _encode_dataclass(value)
    raise TypeError(type(value).__name__)


def decode(wanted: type[_T], value: object, path: str = "") -> _T:
    """Return `value` read as `wanted`. Raise `UnreadableError` naming the first fault."""
    return cast("_T", _decode(wanted, value, path))


def canonical(value: Json) -> bytes:
    """Return the one byte string of a JSON value: sorted keys, no spaces, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(value: Json) -> str:
    """SHA-256 of the canonical bytes, in hexadecimal."""
    return hashlib.sha256(canonical(value)).hexdigest()


def _plain_decimal(value: Decimal) -> str:
    """Write 3.10 and 3.1 alike, never with an exponent."""
    text = format(value, "f")
    return (text.rstrip("0").rstrip(".") or "0") if "." in text else text


def _encode_dataclass(value: Any) -> dict[str, Json]:
    out: dict[str, Json] = {}
    kind = getattr(type(value), "kind", None)
    if kind is not None:
        out["kind"] = str(kind)
    for field in fields(value):
        content = getattr(value, field.name)
        if field.default is MISSING or content != field.default:
            out[field.name] = encode(content)
    return out


@cache
def _hints(wanted: type) -> Mapping[str, Any]:
    return get_type_hints(wanted)


def _decode(wanted: Any, value: object, path: str) -> object:
    origin = get_origin(wanted)
    if origin is tuple:
        return _decode_tuple(get_args(wanted)[0], value, path)
    if origin in (Union, UnionType):
        return _decode_union(get_args(wanted), value, path)
    if is_dataclass(wanted):
        return _decode_dataclass(cast("type", wanted), value, path)
    return _decode_scalar(wanted, value, path)


def _decode_tuple(inner: Any, value: object, path: str) -> object:
    if not isinstance(value, list | tuple):
        raise UnreadableError(path, "a list is expected")
    return tuple(_decode(inner, item, f"{path}[{n}]") for n, item in enumerate(value))


def _decode_union(choices: tuple[Any, ...], value: object, path: str) -> object:
    if value is None and NoneType in choices:
        return None
    classes = [choice for choice in choices if is_dataclass(choice)]
    if not classes:
        return _decode(next(c for c in choices if c is not NoneType), value, path)
    kind = value.get("kind") if isinstance(value, Mapping) else None
    for choice in classes:
        if str(getattr(choice, "kind", "")) == kind:
            return _decode(choice, value, path)
    raise UnreadableError(path, f"unknown kind {kind!r}")


def _decode_dataclass(wanted: type, value: object, path: str) -> object:
    if not isinstance(value, Mapping):
        raise UnreadableError(path, "an object is expected")
    known = {field.name: field for field in fields(wanted)}
    foreign = sorted(str(key) for key in value if key not in known and key != "kind")
    if foreign:
        raise UnreadableError(path, f"unknown field {foreign[0]!r}")
    prefix = f"{path}." if path else ""
    found = {
        name: _decode(_hints(wanted)[name], value[name], prefix + name)
        for name in known
        if name in value
    }
    missing = [name for name, field in known.items() if name not in found and _is_needed(field)]
    if missing:
        raise UnreadableError(prefix + missing[0], "missing")
    return wanted(**found)


def _is_needed(field: Field[Any]) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _decode_scalar(wanted: Any, value: object, path: str) -> object:
    if wanted is bool or wanted is str or wanted is int:
        if type(value) is not wanted:
            raise UnreadableError(path, f"{wanted.__name__} expected, found {type(value).__name__}")
        return value
    if isinstance(value, bool | float) or not isinstance(value, str | int):
        raise UnreadableError(path, "a text or a whole number is expected")
    try:
        return wanted(str(value))
    except (ValueError, ArithmeticError) as error:
        raise UnreadableError(path, f"{value!r} is not readable") from error
