"""What practice waits for from somebody: exchanges, and the try of the day; asked with the rest."""

from functools import lru_cache
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from lms.accounts.models import Person
from lms.coaching.models import Goal, Observation, Observer
from lms.coaching.queries.trying import ASKED, KNOWN
from lms.coaching.rules.goals import FRESH_DAYS
from lms.coaching.rules.observing import HEARD
from lms.core import todo
from lms.core.access import Viewer


def practice(viewer: Viewer) -> dict[str, todo.Wanted]:
    """Ask for exchanges, those whose try is due, and the tries of who works in a store."""
    found = {"talk": _talk(), "read": _read(), "beside": _beside()}
    return found | {"due": _due(), "goal": _goals()} if viewer.primary else found


def _lines(*which: ColumnElement[bool], other: InstrumentedAttribute[UUID]) -> todo.Wanted:
    who = aliased(Person)
    return (
        select(
            Observation.id,
            Observation.planned_on,
            Observation.observed_at,
            func.concat_ws(" ", who.given_name, who.family_name).label("name"),
        )
        .outerjoin(who, who.id == other)
        .where(*which)
        .order_by(Observation.planned_on.desc(), Observation.created_at.desc())
        .limit(20)
    )


@lru_cache
def _talk() -> todo.Wanted:
    """Select what they watched and have still to talk about."""
    mine = Observation.observer_id == todo.ME
    return _lines(mine, Observation.state == "observed", other=Observation.observed_id)


@lru_cache
def _read() -> todo.Wanted:
    """Select what was shared with them and not read."""
    theirs = Observation.observed_id == todo.ME
    return _lines(theirs, Observation.state == "debriefed", other=Observation.observer_id)


@lru_cache
def _beside() -> todo.Wanted:
    """Select what was held beside them for the first time, which they have not said."""
    known = select(Observer.person_id).where(Observer.closed_at.is_(None))
    return _lines(
        and_(Observation.beside_id == todo.ME, Observation.state.in_(HEARD)),
        Observation.observer_id.not_in(known),
        other=Observation.observer_id,
    )


@lru_cache
def _due() -> todo.Wanted:
    """Select the exchanges whose try has come."""
    return select(
        Observation.id, Observation.try_on, Observation.try_words, Observation.debriefed_at
    ).where(
        Observation.observed_id == todo.ME,
        Observation.state.in_(HEARD),
        Observation.try_on >= todo.TODAY - FRESH_DAYS,
        Observation.try_on <= todo.TODAY,
    )


@lru_cache
def _goals() -> todo.Wanted:
    """Select their tries, the last first."""
    return (
        select(
            Goal.id,
            Goal.on_date,
            Goal.words,
            Goal.state,
            Goal.answer,
            Goal.proposed_by,
            Goal.created_at,
        )
        .where(
            Goal.person_id == todo.ME,
            Goal.state.in_(ASKED),
            Goal.on_date >= todo.TODAY - KNOWN.days,
        )
        .order_by(Goal.on_date.desc(), Goal.created_at.desc())
    )
