"""Values on the wire: what facts, job arguments and audit rows may hold, as JSON and back.

Only identifiers and plain values pass; an object of the database or a sentence with structure is a
programming error and raises TypeError before anything is written.
"""

import types
from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import Enum
from fractions import Fraction
from functools import lru_cache
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]

_READERS: dict[type, Callable[[Any], Any]] = {
    UUID: UUID,
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
    Fraction: Fraction,
}


def encode(value: object) -> Json:
    """Return ``value`` as JSON; raises TypeError for anything but identifiers and plain values."""
    if isinstance(value, Enum):
        return encode(value.value)
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, datetime):
        return _instant(value)
    if isinstance(value, UUID | Fraction):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [encode(item) for item in value]
    if isinstance(value, set | frozenset):
        return sorted((encode(item) for item in value), key=str)
    if isinstance(value, Mapping):
        return {str(key): encode(item) for key, item in value.items()}
    message = f"{type(value).__name__} cannot travel: send its id"
    raise TypeError(message)


def _instant(value: datetime) -> str:
    if value.tzinfo is None:
        message = "only aware instants travel"
        raise TypeError(message)
    return value.isoformat()


def decode(hint: Any, value: Any) -> Any:
    """Return the JSON ``value`` as the type its annotation ``hint`` announces."""
    if value is None:
        return None
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return decode(next(a for a in get_args(hint) if a is not type(None)), value)
    if origin in (list, tuple, set, frozenset):
        inner = (get_args(hint) or (Any,))[0]
        return origin(decode(inner, item) for item in value)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint(value)
    reader = _READERS.get(hint)
    return reader(value) if reader else value


@lru_cache(maxsize=1024)
def hints_of(shape: Any) -> Mapping[str, Any]:
    """Return the annotations of a dataclass or a function, resolved once."""
    return get_type_hints(shape)


def decode_all(shape: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``values`` decoded by the annotations of ``shape``."""
    hints = hints_of(shape)
    return {name: decode(hints.get(name, Any), value) for name, value in values.items()}
