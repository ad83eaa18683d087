"""The figures drafts are tried on, kept for a few minutes in each process: reading them is the slow part."""

from datetime import datetime, timedelta
from threading import Lock
from uuid import UUID

from lms.core import clock
from lms.labels.models import Season
from lms.labels.queries.simulation import board_of
from lms.labels.rules.grid import Grid
from lms.labels.rules.simulation import Board

KEPT = timedelta(minutes=5)
"""A figure that came meanwhile counts after it; a simulation that is kept reads them again."""
MOST = 4

Key = tuple[UUID, frozenset[tuple[str, str]]]
_boards: dict[Key, tuple[datetime, Board]] = {}
_lock = Lock()


def kept_board(season: Season, grid: Grid, *drafts: Grid) -> Board:
    """Return the units of a season with their answers to ``grid``, its own, and to the drafts.

    A threshold that moves keeps the board; a criterion the season does not know reads it again.
    """
    known = {one.uid for one in grid.criteria}
    asked = (one for draft in drafts for one in draft.criteria)
    new = frozenset((one.uid, one.measure.code) for one in asked if one.uid not in known)
    key, now = (season.id, new), clock.now()
    with _lock:
        found = _boards.get(key)
    if found and timedelta() <= now - found[0] < KEPT:
        return found[1]
    board = board_of(season, *drafts)
    with _lock:
        while len(_boards) >= MOST:
            del _boards[min(_boards, key=lambda one: _boards[one][0])]
        _boards[key] = (now, board)
    return board
