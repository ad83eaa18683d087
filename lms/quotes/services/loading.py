"""Rows loaded by whose they are, and locked: a foreign one answers like a missing one.

Drafts are locked before their difficulties, everywhere: two people acting at once wait in line.
"""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import select

from lms.accounts.models import Person
from lms.core import clock
from lms.core.access import Role
from lms.core.db import session
from lms.core.errors import NotFound
from lms.core.i18n import _
from lms.network.models import Unit
from lms.network.rules import DEFAULT_ZONE
from lms.quotes.models import Difficulty, Draft

REPORTER = frozenset({Role.EMPLOYEE})
COACH = frozenset({Role.COACH})


def lock_draft(draft_id: UUID) -> Draft:
    """Return a draft, locked; raises NotFound when it is gone."""
    draft = session.get(Draft, draft_id, with_for_update=True, populate_existing=True)
    if draft is None or draft.state == "dropped":
        raise NotFound(_("This card does not exist, or you cannot see it."))
    return draft


def lock_own_draft(coach_id: UUID, draft_id: UUID) -> Draft:
    """Return a coach's own draft, locked."""
    draft = lock_draft(draft_id)
    if draft.coach_id != coach_id:
        raise NotFound(_("This card does not exist, or you cannot see it."))
    return draft


def lock_difficulty(difficulty_id: UUID) -> Difficulty:
    """Return a difficulty, locked after its draft; raises NotFound when it is gone."""
    draft_id = session.scalar(select(Difficulty.draft_id).where(Difficulty.id == difficulty_id))
    if draft_id is not None:
        session.get(Draft, draft_id, with_for_update=True, populate_existing=True)
    found = session.get(Difficulty, difficulty_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound(_("This message does not exist, or you cannot see it."))
    return found


def lock_mine(person_id: UUID, difficulty_id: UUID) -> Difficulty:
    """Return a person's own difficulty, locked; NotFound for somebody else's."""
    found = lock_difficulty(difficulty_id)
    if found.reporter_id != person_id:
        raise NotFound(_("This message does not exist, or you cannot see it."))
    return found


def lock_assigned(coach_id: UUID, difficulty_id: UUID) -> Difficulty:
    """Return a difficulty told to this coach, locked; NotFound for any other."""
    found = lock_difficulty(difficulty_id)
    if found.coach_id != coach_id or found.state == "draft":
        raise NotFound(_("This message does not exist, or you cannot see it."))
    return found


def behind(draft_id: UUID) -> list[Difficulty]:
    """Return the difficulties a draft is drawn from, locked, in a fixed order."""
    return list(
        session.scalars(
            select(Difficulty)
            .where(Difficulty.draft_id == draft_id)
            .order_by(Difficulty.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    )


def zone_of(unit_id: UUID) -> str:
    """Return the time zone of a unit."""
    return session.scalar(select(Unit.zone).where(Unit.id == unit_id)) or DEFAULT_ZONE


def day_in(zone: str) -> date:
    """Return today's date in a zone."""
    return clock.business_date(clock.now(), zone)


def language_of(person_id: UUID) -> str:
    """Return the language somebody uses the product in."""
    return session.scalar(select(Person.locale).where(Person.id == person_id)) or "fr"


def unique(person_ids: Iterable[UUID | None]) -> list[UUID]:
    """Return each person once, nobody left out."""
    return list(dict.fromkeys(one for one in person_ids if one is not None))
