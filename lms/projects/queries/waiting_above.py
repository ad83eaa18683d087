"""What waits for somebody in pilots and regions, as questions sent with everybody else's."""

from datetime import date, timedelta
from functools import lru_cache
from uuid import UUID

from sqlalchemy import func, select

from lms.core import todo
from lms.core.access import Permission, Viewer
from lms.core.asking import TODAY, Wanted
from lms.core.periods import PeriodKind, period_of
from lms.core.policy import number
from lms.network.models import Unit, UnitRegion
from lms.network.queries import day_of, granted, reach_of
from lms.projects.models import Answer, Pilot, PilotMember, Project
from lms.projects.policies import PILOT_WEEKS
from lms.projects.queries.own import ASKED_BEFORE, ASKED_IN
from lms.projects.queries.pilots import LIVE, RUNS

MY_PILOT = (
    select(Pilot.region_id, Unit.name)
    .join(PilotMember, PilotMember.pilot_id == Pilot.id)
    .join(Unit, Unit.id == Pilot.unit_id)
    .where(PilotMember.person_id == todo.ME, PilotMember.change == "", Pilot.state.in_(LIVE))
    .order_by(Pilot.chosen_at, Pilot.id)
    .limit(1)
)


def my_pilot(_viewer: Viewer) -> Wanted:
    """Ask for the pilot whose change the viewer has not written."""
    return MY_PILOT


def ripe_pilot(viewer: Viewer) -> Wanted | None:
    """Ask for a pilot the viewer may review; None for who leads no region."""
    led = {one.scope_id for one in viewer.grants_for(Permission.REGION_LEAD) if one.scope_id}
    since = day_of(viewer) - timedelta(weeks=number(PILOT_WEEKS) - 1)
    return _ripe(tuple(sorted(led)), since) if led else None


@lru_cache(maxsize=256)
def _ripe(led: tuple[UUID, ...], since: date) -> Wanted:
    return (
        select(Pilot.region_id, Unit.name)
        .join(Unit, Unit.id == Pilot.unit_id)
        .join(Project, Project.unit_id == Unit.id)
        .where(
            Pilot.region_id.in_(led),
            Pilot.state == "lived",
            Project.state.in_(RUNS),
            Project.running_since <= since,
        )
        .order_by(Pilot.chosen_at, Pilot.id)
        .limit(1)
    )


def region_to_answer(viewer: Viewer) -> Wanted | None:
    """Ask, near the end of a quarter, for a store that said nothing of its region's project."""
    today = day_of(viewer)
    quarter = period_of(today, PeriodKind.QUARTER)
    runs = reach_of(viewer, Permission.REGION_ANSWER).units
    return _silent(quarter.key) if runs and today >= quarter.after - ASKED_BEFORE else None


@lru_cache(maxsize=8)
def _silent(quarter: str) -> Wanted:
    said = select(Answer.id).where(
        Answer.unit_id == UnitRegion.unit_id,
        Answer.project_id == Project.id,
        Answer.quarter == quarter,
    )
    return (
        select(UnitRegion.unit_id, Unit.name)
        .join(Project, Project.region_id == UnitRegion.region_id)
        .join(Unit, Unit.id == UnitRegion.unit_id)
        .where(
            UnitRegion.unit_id == func.any(granted(Permission.REGION_ANSWER)),
            UnitRegion.during.contains(TODAY),
            Project.state.in_(ASKED_IN),
            ~said.exists(),
        )
        .order_by(Unit.sort_key, Unit.id)
        .limit(1)
    )
