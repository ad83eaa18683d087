"""Crowds counted a moment ago, for an editor that asks again at each pause of the typing.

Only what is shown while somebody types may be a few seconds old: what is sent, read and published
counts anew.
"""

from datetime import datetime, timedelta
from threading import Lock
from typing import NamedTuple
from uuid import UUID

from lms.quotes.queries.candidates import Crowds

HELD = timedelta(seconds=20)
MOST = 64


class _Held(NamedTuple):
    crowds: Crowds
    since: datetime


_lock = Lock()
_held: dict[UUID, _Held] = {}


def crowds_of(card_id: UUID, *, now: datetime) -> Crowds:
    """Return the crowds counted for a card being written, none of them older than ``HELD``.

    ``card_id`` is that of the draft, or of the difficulty talked about. This process keeps those of
    ``MOST`` cards at a time.
    """
    with _lock:
        held = _held.get(card_id)
        if held is None or not timedelta() <= now - held.since < HELD:
            held = _held[card_id] = _Held(Crowds(), now)
            while len(_held) > MOST:
                del _held[min(_held, key=lambda one: _held[one].since)]
        return held.crowds


def forget() -> None:
    """Drop what this process holds."""
    with _lock:
        _held.clear()
