"""The only source of chance: identifiers, tokens, codes, shuffles; all seedable for twin worlds."""

import base64
import hashlib
import random
import secrets
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar
from uuid import UUID

T = TypeVar("T")
Chance = random.Random
"""A source of chance as :func:`seeded` gives it."""

_random: random.Random = secrets.SystemRandom()

COMPTOIR = UUID("6f1c1f0e-6b9b-5d0a-9c55-6c6d7a1f2b10")
"""Namespace of the identifiers derived from names by this product."""


def new_id() -> UUID:
    """Return a fresh random identifier (uuid4: neither time nor order can be read from it)."""
    return UUID(int=_random.getrandbits(128), version=4)


def derived(namespace: UUID, name: str) -> UUID:
    """Return the identifier that ``name`` always has under ``namespace`` (uuid5)."""
    return uuid.uuid5(namespace, name)


def uuid_of(said: str) -> UUID | None:
    """Return the identifier written in ``said``, None when it is not one."""
    try:
        return UUID(said)
    except ValueError:
        return None


def token(nbytes: int = 32) -> str:
    """Return an unguessable URL-safe token of ``nbytes`` bytes of chance."""
    raw = _random.getrandbits(8 * nbytes).to_bytes(nbytes, "big")
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def digits(count: int) -> str:
    """Return ``count`` decimal digits, each equally likely."""
    return "".join(str(_random.randrange(10)) for _ in range(count))


def pick(choices: Sequence[T]) -> T:
    """Return one of ``choices``, each equally likely."""
    return _random.choice(choices)


def shuffled(items: Sequence[T], seed: str) -> list[T]:
    """Return ``items`` in the order that ``seed`` always gives, whatever the Python version."""
    keyed = (
        (hashlib.sha256(f"{seed}:{place}".encode()).digest(), item)
        for place, item in enumerate(items)
    )
    return [item for _, item in sorted(keyed, key=lambda pair: pair[0])]


@contextmanager
def seeded(seed: int | str) -> Iterator[random.Random]:
    """Make every identifier and token of the process follow from ``seed`` until the block ends."""
    global _random  # noqa: PLW0603 - the one door of chance is a process-wide switch
    before = _random
    _random = random.Random(seed)  # noqa: S311 - only for tests and demo data
    try:
        yield _random
    finally:
        _random = before
