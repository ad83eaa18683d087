"""Reminders of one thing: each has its own key, so that the last one alone waits for the person."""

from collections.abc import Iterable
from uuid import UUID

from lms.core.notices import settle

TURNS = 2


def key_of(row_id: UUID, turn: int) -> str:
    """Return the key of a reminder; ``turn`` counts from 1."""
    return str(row_id) if turn == 1 else f"{row_id}:{turn}"


def settle_earlier(kind: str, row_id: UUID, turn: int) -> None:
    """Mark the reminders before ``turn`` done: the one that follows says the same."""
    for before in range(1, turn):
        settle(kind, key=key_of(row_id, before))


def settle_all(kind: str, row_id: UUID, person_ids: Iterable[UUID] | None = None) -> None:
    """Mark every reminder of one thing done, for everybody or for ``person_ids``."""
    people = None if person_ids is None else list(person_ids)
    for turn in range(1, TURNS + 1):
        settle(kind, key=key_of(row_id, turn), person_ids=people)
