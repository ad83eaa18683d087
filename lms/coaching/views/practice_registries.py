"""What practice offers elsewhere by code: who may observe, next acts, lines before a visit."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from flask import url_for

from lms.coaching.policies import EXCHANGE_HOURS
from lms.coaching.queries import due_practice, practising, skills, trying
from lms.coaching.queries.people import is_coach
from lms.coaching.queries.trying import Board
from lms.coaching.queries.words import named_by
from lms.coaching.rules.observing import PATH_UID, Right, debrief_by
from lms.coaching.services import goals
from lms.core import clock, conditions, preparing, todo
from lms.core.access import Permission, Viewer
from lms.core.asking import Row
from lms.core.conditions import Answer
from lms.core.errors import Refused
from lms.core.i18n import _, format_day, ngettext
from lms.core.policy import duration
from lms.network.queries import day_of, zone_of
from lms.network.rules import DEFAULT_ZONE

TRY = 4


@conditions.condition("coaching.observer")
def observer(person_id: UUID, argument: str, *, now: datetime) -> Answer:
    """Tell whether a person may observe others on their own, and what comes first otherwise."""
    del argument
    try:
        day = goals.today_of(person_id, now).on
    except Refused:
        day = clock.business_date(now, DEFAULT_ZONE)
    right = practising.right_of_person(person_id, is_coach=is_coach(person_id, day))
    if right is Right.OPEN:
        return Answer(met=True, explanation=_("You observe others on your own."))
    if right is Right.PATH:
        path = conditions.is_met(practising.PATH, person_id, PATH_UID, now=now)
        return Answer(
            met=False,
            explanation=_("The path to observe and exchange comes first."),
            next_act=path.next_act,
            next_url=path.next_url,
        )
    return Answer(
        met=False,
        explanation=_("Hold your first observation beside your coach: say who is with you."),
        next_act=_("Observe beside my coach"),
        next_url=url_for("coaching.observe_start"),
    )


@todo.finder(
    "coaching.practice",
    due_practice.practice,
    needs=(Permission.OBSERVE, Permission.PRACTICE_OWN),
)
def practice_waiting(rows: Sequence[Row], viewer: Viewer, now: datetime) -> Iterable[todo.Act]:
    """Yield what exchanges wait for, then the try to take or to answer."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.part].append(row)
    yield from _exchanges(found, now, zone_of(viewer))
    if found["goal"] or found["due"]:
        yield from _tries(trying.read_board(found["goal"], found["due"], day_of(viewer), {}))


def _exchanges(found: Mapping[str, list[Row]], now: datetime, zone: str) -> Iterable[todo.Act]:
    for one in found["talk"]:
        until = debrief_by(one.observed_at, duration(EXCHANGE_HOURS, one.observed_at))
        if until >= now:
            yield todo.Act(
                rank=todo.PEOPLE,
                due=clock.business_date(until, zone),
                title=_("Talk with %(name)s about what you saw", name=one.name),
                url=url_for("coaching.observe", observation_id=one.id),
                code="coaching.debrief",
                minutes=10,
            )
    for one in found["beside"]:
        yield todo.Act(
            rank=todo.PEOPLE,
            title=_("Did %(name)s observe beside you?", name=one.name),
            url=url_for("coaching.observation", observation_id=one.id),
            code="coaching.beside",
        )
    for one in found["read"]:
        yield todo.Act(
            rank=todo.PEOPLE,
            title=_("Read your exchange with %(name)s", name=one.name),
            url=url_for("coaching.observation", observation_id=one.id),
            code="coaching.acknowledge",
            detail=format_day(one.planned_on),
            minutes=1,
        )


def _tries(board: Board) -> Iterable[todo.Act]:
    """Yield the try to answer or the one offered; nothing when nothing was agreed."""
    if board.to_answer is not None:
        title, detail = _("What became of your try?"), board.to_answer.words
    elif board.offers:
        title, detail = _("A try for today?"), board.offers[0].words
    else:
        return
    yield todo.Act(
        rank=TRY,
        title=title,
        url=url_for("coaching.mine"),
        code="coaching.goal",
        detail=detail,
        minutes=1,
    )


@preparing.source("coaching.skills", skills.short_asked, skills.team_given)
def skills_short(
    unit_id: UUID, found: preparing.Answers, viewer: Viewer, _now: datetime
) -> Iterable[preparing.Line]:
    """Yield the skills where most people of a store are short, to those who read the names."""
    names = named_by(found["service"]).skills
    chosen = {row.skill_uid for row in found["focus"]} & names.keys()
    shown = {uid: name for uid, name in names.items() if uid in chosen or not chosen}
    team = skills.team_from(found, viewer, shown)
    for uid in team.focus or team.proposed:
        short = sum(
            bool(one.gap)
            for _person, where in team.people
            for one in where
            if one.skill == str(uid)
        )
        if not short:
            continue
        yield preparing.Line(
            rank=2,
            title=_("Skill: %(name)s", name=names[uid]),
            detail=ngettext(
                "%(num)s person is not there yet", "%(num)s people are not there yet", short
            ),
            url=url_for("coaching.team", unit_id=unit_id),
        )
