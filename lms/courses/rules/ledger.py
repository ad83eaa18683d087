"""The ledger of completions: rows that stand, rows taken back, and what they say together.

Nothing is ever deleted: a row with ``voids`` takes another one back. A row that takes back a row
that took back gives the first one its say again, with its own day.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, TypeVar
from uuid import UUID

from lms.courses.rules.progress import COMPLETE, FAILED, LESSON_STATES, PASSED

VOID = "void"
VERSION, UNDO = "version", "undo"
"""Sources of rows: a choice made for a new version of the content, and its being undone."""
LEDGER_STATES = (*LESSON_STATES, VOID)
VOIDABLE = frozenset({COMPLETE, PASSED, FAILED})
"""What a new version may take back. A lesson freed by a manager stays freed."""


class Told(Protocol):
    """A row of the ledger, as its meaning needs it."""

    @property
    def id(self) -> UUID:
        """Return its identifier."""

    @property
    def voids(self) -> UUID | None:
        """Return the row that this one takes back."""


R = TypeVar("R", bound=Told)


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a row is written: where it comes from, who decided, for what reason."""

    source: str = "player"
    actor_id: UUID | None = None
    reason: str | None = None


def standing_rows(rows: Iterable[R]) -> list[R]:
    """Return the rows that have their say, in the order given: neither taken back nor takers."""
    told = list(rows)
    taken_back_by = {row.voids: row for row in told if row.voids}
    known: dict[UUID, bool] = {}

    def stands(row: R) -> bool:
        if row.id not in known:
            taker = taken_back_by.get(row.id)
            known[row.id] = taker is None or not stands(taker)
        return known[row.id]

    return [row for row in told if row.voids is None and stands(row)]
