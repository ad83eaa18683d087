"""MP4 and M4A boxes: which tracks they hold, and the place and device they tell, blanked.

A telephone writes where a film was shot in ``udta``, ``meta`` or ``uuid`` boxes. They become
``free`` boxes full of zeros: no offset moves, so the film plays as before.
"""

import os
import struct
from dataclasses import dataclass, field
from typing import BinaryIO

_INSIDE = frozenset({b"moov", b"trak", b"mdia", b"moof", b"traf"})
_TELLING = frozenset({b"udta", b"meta", b"uuid"})
_HEADER = 8
_LONG_HEADER = 16
_MOST = 100_000
_ZEROS = bytes(1 << 16)


@dataclass(slots=True)
class Boxes:
    """What a walk found: kinds of tracks, and (offset, header, size) of what tells too much."""

    handlers: set[str] = field(default_factory=set)
    telling: list[tuple[int, int, int]] = field(default_factory=list)
    count: int = 0
    whole: bool = True


def walk(stream: BinaryIO, found: Boxes) -> None:
    """Go through the boxes of ``stream``; ``found.whole`` is False when they do not add up."""
    end = stream.seek(0, os.SEEK_END)
    _walk(stream, 0, end, found, depth=0)


def _walk(stream: BinaryIO, start: int, end: int, found: Boxes, depth: int) -> None:
    at = start
    while at + _HEADER <= end and found.count < _MOST:
        found.count += 1
        stream.seek(at)
        size, kind = struct.unpack(">I4s", stream.read(_HEADER))
        header = _HEADER
        if size == 1:
            size, header = struct.unpack(">Q", stream.read(8))[0], _LONG_HEADER
        elif size == 0:
            size = end - at
        if size < header or at + size > end:
            found.whole = False
            return
        if kind == b"hdlr":
            stream.seek(at + header + 8)
            found.handlers.add(stream.read(4).decode("latin-1"))
        elif kind in _TELLING:
            found.telling.append((at, header, size))
        elif kind in _INSIDE and depth < 6:  # noqa: PLR2004 - moov/trak/mdia is three deep
            _walk(stream, at + header, at + size, found, depth + 1)
        at += size


def forget_place(stream: BinaryIO) -> int:
    """Blank what tells where and with what a film was made; return how many boxes were."""
    found = Boxes()
    walk(stream, found)
    for at, header, size in found.telling:
        stream.seek(at + 4)
        stream.write(b"free")
        stream.seek(at + header)
        left = size - header
        while left > 0:
            left -= stream.write(_ZEROS[:left])
    return len(found.telling)
