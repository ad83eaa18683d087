"""Telling people what learning made happen; taking it back when it holds no more."""

from datetime import datetime, timedelta
from uuid import UUID

from lms.core.notices import About, notify, settle
from lms.core.policy import number
from lms.courses.models import Enrolment
from lms.courses.rules.progress import COMPLETE
from lms.network.rules import DEFAULT_ZONE
from lms.notifications import policies
from lms.notifications.queries import due, learning
from lms.notifications.queries.learning import Reminders, TeamWeek
from lms.notifications.rules.hours import last_weekly, local_day
from lms.notifications.services.words import FINISHED, GIVEN, LATE, SOON, TEAM

BATCH = 5000
AHEAD = timedelta(hours=2)
"""The figures of a team's week are read this long before they leave."""


def _path(path_uid: UUID) -> About:
    return About("courses.learn_path", {"path_uid": path_uid})


def tell_given(*, assignment_id: UUID, now: datetime) -> int:
    """Tell people that a path was given to them, where learning is live; return how many."""
    told = 0
    groups: dict[tuple[UUID, str, str], list[UUID]] = {}
    dates = {}
    for person, due_on, path, title in learning.list_given(
        assignment_id, local_day(now, DEFAULT_ZONE)
    ):
        place = (path, title, str(due_on or ""))
        groups.setdefault(place, []).append(person)
        dates[place] = due_on
    for place, people in groups.items():
        path, title, _date = place
        told += notify(
            GIVEN.code,
            people,
            key=str(path),
            turn=str(assignment_id),
            about=_path(path),
            path=title,
            until=dates[place],
        )
    return told


def tell_finished(*, person_id: UUID, path_uid: UUID, version_id: UUID) -> None:
    """Tell somebody that they finished a path; nothing is mailed."""
    notify(
        FINISHED.code,
        [person_id],
        key=str(path_uid),
        turn=str(version_id),
        about=_path(path_uid),
        path=learning.title_of(version_id) or "",
    )


def follow_enrolment(enrolment: Enrolment, *, now: datetime) -> None:
    """Settle what an enrolment finished, withdrawn or put off asks no more."""
    day = local_day(now, DEFAULT_ZONE)
    kinds = []
    over = enrolment.state == COMPLETE or enrolment.withdrawn_at is not None
    if over or enrolment.due_on is None or enrolment.due_on >= day:
        kinds.append(LATE.code)
    near = enrolment.due_on is not None and (enrolment.due_on - day).days <= number(policies.SOON)
    if over or not near:
        kinds.append(SOON.code)
    if kinds:
        settle(*kinds, key=str(enrolment.path_uid), person_ids=[enrolment.person_id])


def tell_dates(*, now: datetime) -> int:
    """Tell of dates that are near or have passed, on each unit's own day; return how many."""
    told = 0
    for zone in due.list_zones():
        day = local_day(now, zone)
        soon, times = number(policies.SOON), number(policies.LATE)
        near = learning.list_near(zone=zone, day=day, days=soon, limit=BATCH)
        late = learning.list_late(zone=zone, day=day, times=times, limit=BATCH)
        told += _remind(SOON.code, near) + _remind(LATE.code, late)
    return told


def _remind(kind: str, reminders: Reminders) -> int:
    """Tell again what was told before under another date or week: the older one counts no more."""
    told = 0
    for one, people in reminders.items():
        key = str(one.path_uid)
        settle(SOON.code, LATE.code, key=key, person_ids=people)
        told += notify(
            kind,
            people,
            key=key,
            turn=one.turn,
            about=_path(one.path_uid),
            path=one.title,
            until=one.due_on,
        )
    return told


def tell_weeks(*, now: datetime) -> int:
    """Tell managers the week of their team, shortly before the weekly digest; return how many."""
    hours = policies.week(now)
    told = 0
    for zone in due.list_zones():
        moment = last_weekly(now + AHEAD, zone, hours)
        if now >= moment + timedelta(days=1):
            continue
        day = local_day(now, zone)
        turn = str(local_day(moment, zone))
        for one in learning.list_team_weeks(zone=zone, day=day, turn=turn, now=now, limit=BATCH):
            told += _tell_week(one, turn)
    return told


def _tell_week(one: TeamWeek, turn: str) -> int:
    key = str(one.unit_id)
    settle(TEAM.code, key=key)
    return notify(
        TEAM.code,
        [one.manager_id],
        key=key,
        turn=turn,
        about=About("courses.team"),
        unit=one.unit_name,
        late=one.late,
        soon=one.soon,
        done=one.done,
    )
