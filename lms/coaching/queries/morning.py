"""What a whole team may hear of its practice: the month's skills, gestures, bravos agreed to be shown.

Nobody's own try, measure or exchange is here: those are theirs, their manager's and their coach's.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from lms.accounts.models import Person
from lms.coaching.models import Bravo, BravoPerson
from lms.coaching.queries.skills import focus_of
from lms.core.db import session
from lms.referential.queries import content_of, find_version, list_items
from lms.referential.rules import State

SHOWN_DAYS = 14
MOST = 12


@dataclass(frozen=True, slots=True)
class Thanked:
    """A team bravo whose people all agreed to be on the break room's screen."""

    id: UUID
    words: str
    attitude_uid: UUID
    people: tuple[str, ...]
    """Given names."""
    agreed_at: datetime


def thanked(
    unit_id: UUID, now: datetime, bravo_ids: Collection[UUID] | None = None
) -> list[Thanked]:
    """Return a store's latest team bravos that may be shown to all; ``bravo_ids``: among those only.

    Each person thanked said yes to the screen and works in this store today; nobody asked head
    office to look at it.
    """
    silent = (
        select(BravoPerson.bravo_id)
        .join(Person, Person.id == BravoPerson.person_id)
        .where(
            or_(
                BravoPerson.screen_consent_at.is_(None),
                Person.left_on.is_not(None),
                Person.erased_at.is_not(None),
            )
        )
    )
    names = func.array_agg(aggregate_order_by(Person.given_name, BravoPerson.place))
    asked = (
        select(
            Bravo.id,
            Bravo.words,
            Bravo.attitude_uid,
            names,
            func.greatest(Bravo.sent_at, func.max(BravoPerson.screen_consent_at)),
        )
        .join(BravoPerson, BravoPerson.bravo_id == Bravo.id)
        .join(Person, Person.id == BravoPerson.person_id)
        .where(
            Bravo.unit_id == unit_id,
            Bravo.visibility == "team",
            Bravo.sent_at >= now - timedelta(days=SHOWN_DAYS),
            Bravo.withdrawn_at.is_(None),
            Bravo.hidden_at.is_(None),
            Bravo.reported_at.is_(None),
            Bravo.id.not_in(silent),
        )
        .group_by(Bravo.id)
        .order_by(Bravo.sent_at.desc(), Bravo.id)
        .limit(MOST)
    )
    if bravo_ids is not None:
        asked = asked.where(Bravo.id.in_(bravo_ids))
    return [
        Thanked(row[0], row[1], row[2], tuple(row[3]), row[4]) for row in session.execute(asked)
    ]


def attitude_names() -> dict[UUID, str]:
    """Return the attitudes by name."""
    return {one.uid: one.name for one in list_items() if one.kind == "attitude"}


@dataclass(frozen=True, slots=True)
class Practised:
    """What a team works on: a skill of the month, and the gestures the referential has for it."""

    skills: tuple[tuple[UUID, str], ...]
    gestures: tuple[tuple[str, str, str], ...]
    """Key, words, and the moment they belong to."""


def practised(unit_id: UUID, day: date) -> Practised:
    """Return the skills a store chose for the month, with their gestures; without any, all gestures."""
    version = find_version(State.PUBLISHED)
    if version is None:
        return Practised((), ())
    names = {one.uid: one for one in list_items() if one.kind == "skill"}
    chosen = focus_of(unit_id, day, {uid: one.name for uid, one in names.items()})
    codes = {names[uid].code for uid in chosen}
    content = content_of(version)
    called = {code for one in content.skills if one.code in codes for code in one.moments}
    gestures = tuple(
        (f"gesture:{moment.code}:{place}", words, moment.name)
        for moment in content.moments
        if not called or moment.code in called
        for place, words in enumerate(moment.rituals)
    )
    return Practised(tuple((uid, names[uid].name) for uid in chosen), gestures)
