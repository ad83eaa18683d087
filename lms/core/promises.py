"""Promises kept across the network, as a share that passed disclosure: no count ever leaves (K7).

Where the numbers behind a promise are confidential, a feature answers with a share rounded for the
whole network, or with nothing when too few people are behind it. Others ask by code.
"""

from collections.abc import Callable
from datetime import datetime
from fractions import Fraction
from math import floor

Kept = Callable[[datetime], Fraction | None]
"""Takes an instant; returns a share, or None: too few to say."""

PROMISES: dict[str, Kept] = {}
TENTHS = 10


def promise(code: str) -> Callable[[Kept], Kept]:
    """Register who knows how a promise is kept (``quotes.acknowledged``)."""

    def register(find: Kept) -> Kept:
        if PROMISES.setdefault(code, find) is not find:
            message = f"promise {code} is declared twice"
            raise ValueError(message)
        return find

    return register


def kept(code: str, at: datetime) -> Fraction | None:
    """Return how a promise is kept, in whole tenths; None: nobody knows, or too few are behind."""
    find = PROMISES.get(code)
    share = find(at) if find else None
    return None if share is None else Fraction(floor(share * TENTHS), TENTHS)
