"""Bits of the lists of statuses that credentials point to: one place per award and decision.

A credential says the level of one decision. Judged again, the award has another decision, hence
another bit: a file that says the former level is not valid any more.
"""

import base64
import gzip
from collections.abc import Iterable
from typing import Final, NamedTuple

DECISIONS: Final = 16
"""Places kept for the decisions of one award; those beyond share the last one."""
SMALLEST: Final = 131_072
"""Bits: the least a list holds, so that one bit tells little of who is asked about."""
OVER: Final = frozenset({"withdrawn", "ended", "expired"})
SUSPENDED: Final = "suspended"
REVOCATION: Final = "revocation"
SUSPENSION: Final = "suspension"
PURPOSES: Final = (REVOCATION, SUSPENSION)


class Bit(NamedTuple):
    """An award: its place, its status today, the number of the decision that counts."""

    place: int
    status: str
    rev: int


def index_of(place: int, rev: int) -> int:
    """Return the bit of a credential."""
    return place * DECISIONS + min(rev, DECISIONS - 1)


def bits_of(awards: Iterable[Bit], purpose: str) -> bytes:
    """Return the list for ``purpose``: revocation (over for good) or suspension; bit 0 comes first."""
    rows = list(awards)
    most = max((index_of(one.place, DECISIONS) for one in rows), default=0)
    found = bytearray((most // SMALLEST + 1) * SMALLEST // 8)
    for one in rows:
        for index in _raised(one, purpose):
            found[index // 8] |= 0x80 >> index % 8
    return bytes(found)


def _raised(one: Bit, purpose: str) -> Iterable[int]:
    now = index_of(one.place, one.rev)
    if purpose == SUSPENSION:
        return [now] if one.status == SUSPENDED else []
    former = range(index_of(one.place, 0), now)
    return [*former, now] if one.status in OVER else former


def is_raised(bits: bytes, index: int) -> bool:
    """Tell whether a bit is set."""
    return bool(bits[index // 8] & 0x80 >> index % 8)


def encoded(bits: bytes) -> str:
    """Return a list as credentials carry it: compressed, base64url, with its multibase letter."""
    packed = gzip.compress(bits, compresslevel=9, mtime=0)
    return "u" + base64.urlsafe_b64encode(packed).rstrip(b"=").decode()


def decoded(words: str) -> bytes:
    """Return the list behind :func:`encoded`."""
    body = words[1:]
    return gzip.decompress(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
