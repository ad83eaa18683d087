"""What a whole team may hear of its practice: the month's skills, gestures, bravos agreed to be shown.

Nobody's own try, measure or exchange is here: those are theirs, their manager's and their coach's.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Date, Uuid, bindparam, func, or_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import aliased

from lms.accounts.models import Person
from lms.coaching.models import Bravo, BravoPerson
from lms.coaching.queries.skills import focus_asked
from lms.core import clock
from lms.core.asking import UNIT, Wanted
from lms.core.db import session
from lms.core.standing import INSTANT
from lms.network.models import Membership
from lms.network.rules import DEFAULT_ZONE
from lms.referential.queries import list_items, service_asked, words_of

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


SENT_SINCE = bindparam("coaching_since", type_=INSTANT)
ON = bindparam("coaching_today", type_=Date)


def thanked(unit_id: UUID, now: datetime) -> list[Thanked]:
    """Return a store's latest team bravos that may be shown to all."""
    rows = session.execute(thanked_asked(), {"asked_unit": unit_id, **thanked_given(now)})
    return read_thanked(rows)


def thanked_given(now: datetime) -> dict[str, Any]:
    """Return the values of :func:`thanked_asked`."""
    today = clock.business_date(now, DEFAULT_ZONE)
    return {"coaching_since": now - timedelta(days=SHOWN_DAYS), "coaching_today": today}


def read_thanked(rows: Iterable[Any]) -> list[Thanked]:
    """Return :func:`thanked` from the rows of its question."""
    return [
        Thanked(one.id, one.words, one.attitude_uid, tuple(one.people), one.agreed_at)
        for one in rows
    ]


@lru_cache
def thanked_asked(*, among: bool = False) -> Wanted:
    """Ask for a store's latest team bravos that may be shown to all.

    Each person thanked said yes to the screen, and whoever worked in this store still does; nobody
    asked head office to look at it. ``among``: those of ``coaching_bravos`` only.
    """
    # Of each bravo: said of all of them at once, everybody ever thanked would be read.
    one, who = aliased(BravoPerson), aliased(Person)
    worked = (
        select(Membership.id)
        .where(Membership.person_id == who.id, Membership.unit_id == Bravo.unit_id)
        .correlate(who, Bravo)
    )
    went = worked.exists() & ~worked.where(Membership.during.contains(ON)).exists()
    silent = (
        select(one.bravo_id)
        .join(who, who.id == one.person_id)
        .where(
            one.bravo_id == Bravo.id,
            or_(
                one.screen_consent_at.is_(None),
                who.left_on.is_not(None),
                who.erased_at.is_not(None),
                went,
            ),
        )
        .correlate(Bravo)
    )
    names = func.array_agg(aggregate_order_by(Person.given_name, BravoPerson.place))
    last = func.max(BravoPerson.screen_consent_at)
    asked = (
        select(
            Bravo.id,
            Bravo.words,
            Bravo.attitude_uid,
            names.label("people"),
            func.greatest(Bravo.sent_at, last, type_=INSTANT).label("agreed_at"),
        )
        .join(BravoPerson, BravoPerson.bravo_id == Bravo.id)
        .join(Person, Person.id == BravoPerson.person_id)
        .where(
            Bravo.unit_id == UNIT,
            Bravo.visibility == "team",
            Bravo.sent_at >= SENT_SINCE,
            Bravo.withdrawn_at.is_(None),
            Bravo.hidden_at.is_(None),
            Bravo.reported_at.is_(None),
            ~silent.exists(),
        )
        .group_by(Bravo.id)
        .order_by(Bravo.sent_at.desc(), Bravo.id)
        .limit(MOST)
    )
    known = bindparam("coaching_bravos", type_=ARRAY(Uuid))
    return asked.where(Bravo.id == func.any(known)) if among else asked


def attitude_names() -> dict[UUID, str]:
    """Return the attitudes by name."""
    return {one.uid: one.name for one in list_items() if one.kind == "attitude"}


@dataclass(frozen=True, slots=True)
class Practised:
    """What a team works on: a skill of the month, and the gestures the referential has for it."""

    skills: tuple[tuple[UUID, str], ...]
    gestures: tuple[tuple[str, str, str], ...]
    """Key, words, and the moment they belong to."""


def practised_asked() -> dict[str, Wanted]:
    """Ask which words are published, and the skills a store chose for the month."""
    return {"version": service_asked(), "focus": focus_asked()}


def practised(version: Sequence[Any], focus: Sequence[Any]) -> Practised:
    """Return the skills a store chose for the month, with their gestures; without any, all gestures."""
    if not version:
        return Practised((), ())
    content, items = words_of(version[0])
    names = {one.uid: one for one in items if one.kind == "skill"}
    chosen = [one.skill_uid for one in focus if one.skill_uid in names]
    codes = {names[uid].code for uid in chosen}
    called = {code for one in content.skills if one.code in codes for code in one.moments}
    gestures = tuple(
        (f"gesture:{moment.code}:{place}", words, moment.name)
        for moment in content.moments
        if not called or moment.code in called
        for place, words in enumerate(moment.rituals)
    )
    return Practised(tuple((uid, names[uid].name) for uid in chosen), gestures)
