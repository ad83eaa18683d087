"""Kinds of facts and their consumers, known by name."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any, TypeVar

from lms.core import wire

F = TypeVar("F", bound=Callable[..., None])


@dataclass(frozen=True)
class Fact:
    """Parent of every fact: a frozen dataclass in the past tense, identifiers and values only."""

    def __init_subclass__(cls, **options: Any) -> None:
        """Register the kind under its class name."""
        super().__init_subclass__(**options)
        known = KINDS.get(cls.__name__)
        # dataclass(slots=True) makes the class a second time: same module, same name.
        if known is not None and known.__module__ != cls.__module__:
            message = f"fact {cls.__name__} is declared in {known.__module__} already"
            raise ValueError(message)
        KINDS[cls.__name__] = cls

    @property
    def kind(self) -> str:
        """Return the name consumers and rows know this fact by."""
        return type(self).__name__


@dataclass(frozen=True, slots=True)
class Consumer:
    """Somebody who takes facts; ``extras`` are the keywords its function asks for."""

    name: str
    take: Callable[..., None]
    kinds: frozenset[str]
    extras: frozenset[str]


KINDS: dict[str, type[Fact]] = {}
CONSUMERS: dict[str, Consumer] = {}
EXTRAS = frozenset({"now", "fact_id", "at", "thread"})


def consumer(name: str, *kinds: type[Fact]) -> Callable[[F], F]:
    """Register ``def f(fact, ...)`` as a taker of ``kinds``.

    It may ask by keyword for ``now``, ``fact_id``, ``at`` (instant of the fact) and ``thread``. It
    runs in its own transaction, must not commit, and may be tried again after a failure.
    """
    if not kinds:
        message = f"consumer {name} takes nothing"
        raise ValueError(message)

    def register(take: F) -> F:
        if name in CONSUMERS:
            message = f"consumer {name} is declared twice"
            raise ValueError(message)
        asked = frozenset(inspect.signature(take).parameters) & EXTRAS
        CONSUMERS[name] = Consumer(name, take, frozenset(k.__name__ for k in kinds), asked)
        return take

    return register


def consumers_of(kind: str) -> list[str]:
    """Return the names of those who take ``kind``, sorted."""
    return sorted(name for name, one in CONSUMERS.items() if kind in one.kinds)


def pack(fact: Fact) -> dict[str, wire.Json]:
    """Return the fact's values as JSON; raises TypeError when it is not a frozen dataclass."""
    own = vars(type(fact))
    if "__dataclass_fields__" not in own or not own["__dataclass_params__"].frozen:
        message = f"{fact.kind} must be decorated with @dataclass(frozen=True)"
        raise TypeError(message)
    return {field.name: wire.encode(getattr(fact, field.name)) for field in fields(fact)}


def unpack(kind: str, payload: dict[str, Any]) -> Fact:
    """Return the fact of ``kind`` that ``payload`` holds; fields since removed are ignored."""
    shape = KINDS[kind]
    known = {field.name for field in fields(shape)}
    kept = {name: value for name, value in payload.items() if name in known}
    return shape(**wire.decode_all(shape, kept))
