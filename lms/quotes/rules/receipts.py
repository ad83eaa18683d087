"""Receipts: six French words that prove a card is yours; only their hash is ever kept."""

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Final

from lms.core import ids
from lms.core.search import fold

WORDS: Final = 6
SIZE: Final = 2048
HOLDERS: Final = 3
"""Each card keeps this many hashes for reporters, real or drawn at random, so that none tells."""

_SALT: Final = b"comptoir:quotes:receipt"
_COST: Final = 1 << 12


@lru_cache(maxsize=1)
def lexicon() -> tuple[str, ...]:
    """Return the 2,048 words, each told apart by its folded form."""
    lines = (Path(__file__).parents[1] / "data" / "words.txt").read_text("utf-8").split("\n")
    words = tuple(line for line in lines if line and not line.startswith("#"))
    if len(words) != SIZE:
        message = f"{len(words)} words of receipts"
        raise ValueError(message)
    return words


def draw() -> str:
    """Return six words drawn at random, separated by spaces: 66 bits."""
    return " ".join(ids.pick(lexicon()) for _ in range(WORDS))


@lru_cache(maxsize=1)
def _known() -> dict[str, str]:
    return {fold(word): fold(word) for word in lexicon()}


def clean(typed: str) -> str | None:
    """Return what was typed as six folded words, or None when it cannot be a receipt.

    Accents, capitals, commas and line breaks do not matter.
    """
    told = fold(typed.replace("-", " ").replace(",", " ").replace(".", " ")).split()
    if len(told) != WORDS or any(word not in _known() for word in told):
        return None
    return " ".join(told)


def digest(words: str) -> bytes:
    """Return what is kept of a receipt; slow on purpose. Raises ValueError for no receipt."""
    cleaned = clean(words)
    if cleaned is None:
        message = "these words are no receipt"
        raise ValueError(message)
    return hashlib.scrypt(cleaned.encode(), salt=_SALT, n=_COST, r=8, p=1, dklen=32)


def decoy() -> bytes:
    """Return a hash that no words lead to, drawn like the others look."""
    return hashlib.sha256(ids.token(32).encode()).digest()
