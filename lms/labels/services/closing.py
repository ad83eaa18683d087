"""Closing a season: asked once, done once, all or nothing; killed in the middle, it is done again.

The act marks the season and asks for the job, in one transaction. The job writes every award in a
constant number of statements and one commit: whoever stops it leaves the season "closing", and the
sweeper asks again.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text, update
from sqlalchemy.orm import aliased

from lms.core import audit, clock
from lms.core.db import session
from lms.core.errors import Refused
from lms.core.facts import record
from lms.core.i18n import _, ngettext
from lms.core.jobs import enqueue
from lms.labels.events import SeasonClosed
from lms.labels.models import Application, Decision, Season
from lms.labels.queries.applications import get_season
from lms.labels.queries.calendars import appeal_until
from lms.labels.services.applying import lapse_late
from lms.labels.services.awarding import add_awards, award_row, next_place
from lms.network.models import Unit

CLOSE = "labels.season.close"
AGAIN = timedelta(minutes=15)
OVER = ("decided", "appealed", "final", "lapsed")
_HELD = text("SELECT pg_advisory_xact_lock(hashtextextended('labels.season.close', 0))")


@dataclass(frozen=True, slots=True)
class Closing:
    """What closing would write: levels by name, and what still waits."""

    awards: int
    by_level: dict[str, int]
    lapsed: int
    waiting: int


def foresee(season_id: UUID) -> Closing:
    """Return what closing a season would do now; nothing is written."""
    rows = session.execute(
        select(Application.state, Decision.decided_level, Application.flag, func.count())
        .select_from(Application)
        .outerjoin(Decision, Decision.id == _last_decision())
        .where(Application.season_id == season_id)
        .group_by(Application.state, Decision.decided_level, Application.flag)
    ).all()
    levels: dict[str, int] = {}
    for _state, level, _flag, count in rows:
        if level is not None:
            levels[level] = levels.get(level, 0) + count
    return Closing(
        awards=sum(count for level, count in levels.items() if level != "none"),
        by_level=levels,
        lapsed=sum(count for state, _level, _flag, count in rows if state == "lapsed"),
        waiting=sum(
            count for state, _level, flag, count in rows if state not in OVER and flag != "closed"
        ),
    )


def _last_decision() -> Any:
    other = Decision.__table__.alias("latest")
    return (
        select(other.c.id)
        .where(other.c.application_id == Application.id)
        .order_by(other.c.rev.desc())
        .limit(1)
        .correlate(Application)
        .scalar_subquery()
    )


def ask_to_close(*, season_id: UUID, actor_id: UUID) -> Season:
    """Ask for a season to be closed; the first to ask wins, the others are told (409).

    Raises NotFound, Refused when somebody asked already or applications still wait for a decision.
    """
    season = get_season(season_id, lock=True)
    if season.state in {"closing", "closed"}:
        raise Refused(_("This season is closed already: somebody else asked for it."))
    if season.state != "open":
        raise Refused(_("This season is not open."))
    lapse_late(clock.now())
    waiting = foresee(season_id).waiting
    if waiting:
        raise Refused(
            ngettext(
                "%(num)s store still waits for its decision.",
                "%(num)s stores still wait for their decision.",
                waiting,
            )
        )
    season.state, season.closing_by, season.closing_at = "closing", actor_id, clock.now()
    session.flush()
    audit.note("labels.season:close", "labels_season", season.id, actor_id=actor_id)
    enqueue(CLOSE, season_id=season.id)
    return season


def close(*, season_id: UUID, now: datetime) -> int:
    """Write the awards of a season that is closing, once; return how many.

    Run again it does nothing. All of it is in the caller's one transaction.
    """
    session.execute(_HELD)
    season = get_season(season_id, lock=True)
    if season.state != "closing":
        return 0
    rows = [] if season.is_trial else _award_rows(season, now)
    made = add_awards(rows, "season", season.closing_by)
    season.state, season.closed_at = "closed", now
    session.flush()
    record(SeasonClosed(season_id=season_id, year=season.year, awards=made), source=season_id)
    return made


def _award_rows(season: Season, now: datetime) -> list[dict[str, Any]]:
    place = next_place()
    found = session.execute(
        select(
            Application,
            Unit,
            Decision.id,
            Decision.decided_level.label("level"),
            Decision.rev,
            Decision.grid_id,
            Decision.grid_hash,
            Decision.effective_on,
        )
        .join(Unit, Unit.id == Application.unit_id)
        .join(Decision, Decision.id == _last_decision())
        .where(Application.season_id == season.id, Decision.decided_level != "none")
        .order_by(Unit.code)
    )
    return [
        award_row(row["Application"], row, season, row["Unit"], place=place + count, now=now)
        for count, row in enumerate(found.mappings())
    ]


def make_final(now: datetime) -> int:
    """Make final what nobody may appeal against any more; return how many."""
    last = aliased(Decision)
    rows = session.execute(
        select(Application.id, Season, Unit, last.decided_at)
        .join(Season, Season.id == Application.season_id)
        .join(Unit, Unit.id == Application.unit_id)
        .join(last, last.id == _last_decision())
        .where(Application.state == "decided", Season.state == "closed")
    )
    over = [row[0] for row in rows if now >= appeal_until(row[1], row[2], row[3])]
    if over:
        session.execute(
            update(Application)
            .where(Application.id.in_(over), Application.state == "decided")
            .values(state="final"),
            execution_options={"synchronize_session": False},
        )
        session.expire_all()
    return len(over)


def ask_again(now: datetime) -> int:
    """Ask again for closings that stopped on the way; return how many."""
    stuck = session.scalars(
        select(Season.id).where(Season.state == "closing", Season.closing_at < now - AGAIN)
    ).all()
    for season_id in stuck:
        enqueue(CLOSE, season_id=season_id)
    return len(stuck)
