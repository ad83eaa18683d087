"""What goes with a person: the words about them, and their tries; figures keep their count."""

from typing import Final
from uuid import UUID

from sqlalchemy import delete, update

from lms.coaching.models import Goal, Observation
from lms.core.db import session

GONE: Final = "…"
"""In the place of words about somebody who was erased: the observation still took place."""


def clear_observed(person_id: UUID) -> int:
    """Empty what observations say of a person; return how many. Those they held stay."""
    words = {"facts": GONE, "strength": GONE, "try_words": GONE}
    theirs = update(Observation).where(Observation.observed_id == person_id).values(**words)
    return int(session.execute(theirs).rowcount)  # type: ignore[attr-defined]


def delete_goals(person_id: UUID) -> int:
    """Delete a person's tries, not those they proposed to others; return how many."""
    theirs = delete(Goal).where(Goal.person_id == person_id)
    return int(session.execute(theirs).rowcount)  # type: ignore[attr-defined]
