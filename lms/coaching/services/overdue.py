"""Observations that wait to be talked about: a reminder, then an end that counts nowhere."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from lms.coaching.models import Observation
from lms.coaching.policies import EXCHANGE_HOURS
from lms.coaching.rules.machines.facts import ObservationFacts
from lms.coaching.rules.machines.practice import OBSERVATION
from lms.coaching.rules.observing import debrief_by
from lms.coaching.services.moving import move
from lms.coaching.services.observations import enter
from lms.core.db import session
from lms.core.notices import About, notify, settle
from lms.core.policy import duration

REMIND: Final = timedelta(hours=12)
"""How long before the end of the time to talk the observer is reminded."""


def due(now: datetime, before: timedelta) -> list[Observation]:
    """Return the observations whose time to talk ends within ``before`` from ``now``, held."""
    within = duration(EXCHANGE_HOURS)
    return list(
        session.scalars(
            select(Observation)
            .where(
                Observation.state == "observed", Observation.observed_at <= now - within + before
            )
            .order_by(Observation.observed_at, Observation.id)
            .with_for_update(skip_locked=True)
        )
    )


def expire_due(now: datetime) -> int:
    """End what nobody talked about in time: it is kept and counts nowhere. Return how many."""
    ended = 0
    for row in due(now, timedelta(0)):
        facts = ObservationFacts(
            None,
            row.observer_id,
            row.observed_id,
            now,
            row.observed_at,
            within=duration(EXCHANGE_HOURS, row.observed_at),
        )
        if not _is_over(facts):
            continue
        move(OBSERVATION, row, "expire", facts, actor_id=None)
        enter(row, "expire", None, now)
        settle("coaching.debrief_due", key=str(row.id))
        ended += 1
    return ended


def _is_over(facts: ObservationFacts) -> bool:
    return facts.observed_at is not None and facts.now > debrief_by(facts.observed_at, facts.within)


def remind_due(now: datetime) -> int:
    """Remind, once, those who watched and have not talked yet when 12 hours are left."""
    told = 0
    for row in due(now, REMIND):
        assert row.observed_at is not None  # noqa: S101 - the state says so
        until = debrief_by(row.observed_at, duration(EXCHANGE_HOURS, row.observed_at))
        if until >= now:
            told += notify(
                "coaching.debrief_due",
                [row.observer_id],
                key=str(row.id),
                about=About("coaching.observe", {"observation_id": row.id}),
                due=until,
            )
    return told
