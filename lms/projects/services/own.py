"""A region's own project: what its stores say of it, and its end when it has none any more."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from lms.core import clock, ids
from lms.core.db import session
from lms.core.errors import Invalid, NotFound
from lms.core.i18n import _
from lms.core.notices import About, notify, settle
from lms.core.periods import PeriodKind, period_of
from lms.network.models import Unit
from lms.network.rules import DEFAULT_ZONE
from lms.projects.models import Action, Answer, Project
from lms.projects.queries.own import ASKED_BEFORE, ASKED_IN, QUESTIONS, asked_of, quarter_of, silent
from lms.projects.queries.there import has_no_store
from lms.projects.rules.machines.projects import LIVE
from lms.projects.services.moving import By, everybody, next_number
from lms.projects.services.projects import move_project

LOWEST, HIGHEST = 1, 5


def answer(*, unit_id: UUID, project_id: UUID, values: Mapping[int, int], by: By) -> list[Answer]:
    """Keep what a store says of its region's project; until the quarter ends it may say otherwise.

    Raises Invalid for a question without an answer, NotFound where nothing is asked.
    """
    session.get(Unit, unit_id, with_for_update=True)
    asked = asked_of(unit_id, by.today)
    if asked is None or asked[0].id != project_id:
        raise NotFound
    errors = {
        f"q{one}": _("Choose one of the answers.")
        for one in QUESTIONS
        if not LOWEST <= values.get(one, 0) <= HIGHEST
    }
    if errors:
        raise Invalid(errors)
    quarter = quarter_of(by.today)
    made = []
    for one in QUESTIONS:
        which = (
            Answer.project_id == project_id,
            Answer.unit_id == unit_id,
            Answer.question == one,
            Answer.quarter == quarter,
        )
        row = Answer(
            id=ids.new_id(),
            project_id=project_id,
            unit_id=unit_id,
            question=one,
            quarter=quarter,
            number=next_number(Answer.number, *which),
            value=values[one],
            actor_id=by.person_id,
            at=by.now,
        )
        session.add(row)
        session.flush()
        made.append(row)
    settle("projects.region_asked", key=_key(project_id, unit_id))
    return made


def _key(project_id: UUID, unit_id: UUID) -> str:
    return f"{project_id}:{unit_id}"


def ask(now: datetime) -> int:
    """Ask those who run a store, once a quarter, what their region's project changes; how many."""
    today = clock.business_date(now, DEFAULT_ZONE)
    quarter = period_of(today, PeriodKind.QUARTER)
    if today < quarter.after - ASKED_BEFORE:
        return 0
    rows = session.scalars(
        select(Project)
        .where(Project.region_id.is_not(None), Project.state.in_(ASKED_IN))
        .order_by(Project.id)
    ).all()
    told = 0
    for one in rows:
        for unit_id, person_id in silent(one, today).items():
            told += notify(
                "projects.region_asked",
                [person_id],
                key=_key(one.id, unit_id),
                turn=quarter.key,
                about=About("projects.region_answer", {"unit_id": unit_id}),
            )
    return told


def archive(now: datetime) -> int:
    """Keep, to be read only, the projects of regions that have no store any more; return how many.

    They are suspended: a region that is given stores again takes its own up from where it stood.
    """
    today = clock.business_date(now, DEFAULT_ZONE)
    rows = session.scalars(
        select(Project)
        .where(Project.region_id.is_not(None), Project.state.in_(LIVE))
        .order_by(Project.id)
    ).all()
    gone = [one for one in rows if one.region_id and has_no_store(one.region_id, today)]
    for one in gone:
        by = By(person_id=None, roles=everybody(), today=today, now=now)
        reason = _("The region has no store any more.")
        move_project(project_id=one.id, action="suspend", reason=reason, by=by)
        for action_id in session.scalars(select(Action.id).where(Action.project_id == one.id)):
            settle(
                "projects.action_yours",
                "projects.action_due",
                "projects.action_unowned",
                key=str(action_id),
            )
    return len(gone)
