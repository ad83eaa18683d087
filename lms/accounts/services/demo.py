"""The cast of a demo installation, offered on its door; others never fill it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class CastMember:
    """Somebody one may be with one click: name, what they are, where."""

    person_id: UUID
    name: str
    role: str
    place: str


_providers: list[Callable[[], Sequence[CastMember]]] = []


def offer_cast(provider: Callable[[], Sequence[CastMember]]) -> None:
    """Say who knows the cast; called once when the application is built."""
    _providers[:] = [provider]


def list_cast() -> Sequence[CastMember]:
    """Return the cast, one per role, or nothing."""
    return _providers[0]() if _providers else ()
