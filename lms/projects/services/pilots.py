"""A region's pilot: chosen with its team, lived, reviewed; failed, replaced, or lifted."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import delete, func, select, update

from lms.core import ids
from lms.core.db import session
from lms.core.errors import Forbidden, Invalid, NotFound, Refused
from lms.core.facts import record
from lms.core.i18n import _
from lms.core.notices import About, notify, settle
from lms.core.policy import number
from lms.core.practised import Practice
from lms.network.models import Region, Unit
from lms.projects.events import PilotReviewed
from lms.projects.models import Pilot, PilotMember, Project, Waiver
from lms.projects.policies import PILOT_WEEKS
from lms.projects.queries import places
from lms.projects.queries.pilots import (
    COLUMNS,
    LIVE,
    RUNS,
    chosen_on,
    facts_of,
    get_pilot,
    members_of,
)
from lms.projects.queries.there import leads_of, team_of
from lms.projects.rules.governance import may_review
from lms.projects.rules.machines import PILOT
from lms.projects.rules.machines.facts import LEAD
from lms.projects.services.moving import By, everybody, move
from lms.projects.services.waiving import lift

LONGEST = 2000
MOST = 30
"""People of a support team that live a pilot."""


def choose(*, region_id: UUID, unit_id: UUID | None, people: Collection[UUID], by: By) -> Pilot:
    """Choose the store a region lives first, and who lives it; a failed one is replaced by it.

    Raises Invalid, Refused while one is lived or after one was reviewed, Forbidden to others.
    """
    _leads(by)
    session.get(Region, region_id, with_for_update=True)
    known = session.scalars(select(Pilot).where(Pilot.region_id == region_id)).all()
    if any(one.state in LIVE for one in known):
        raise Refused(_("Your region lives a pilot already."))
    if any(one.state == "reviewed" for one in known):
        raise Refused(_("Your region has lived its pilot."))
    errors = _faults(region_id, unit_id, people, by)
    if unit_id in {one.unit_id for one in known if one.state in {"failed", "replaced"}}:
        errors["unit"] = _("Choose another store: this one was tried.")
    if errors or unit_id is None:
        raise Invalid(errors)
    for one in known:
        if one.state == "failed":
            move(PILOT, one, "replace", facts_of(one, by.today, next_unit=unit_id), by)
    made = Pilot(
        id=ids.new_id(),
        region_id=region_id,
        unit_id=unit_id,
        state="chosen",
        reason="",
        changes="",
        chosen_by=by.person_id,
        chosen_at=by.now,
    )
    session.add(made)
    session.flush()
    _put(made, set(people), by.person_id)
    _live_if_running(made, by.today, by.now)
    return made


def _leads(by: By) -> None:
    if not LEAD & by.roles:
        raise Forbidden(_("Somebody else has to do this."))


def _faults(
    region_id: UUID, unit_id: UUID | None, people: Collection[UUID], by: By
) -> dict[str, str]:
    errors = {}
    if unit_id not in {one.id for one in places.units_of_region(region_id, by.today)}:
        errors["unit"] = _("Choose a store of the region.")
    if not people:
        errors["people"] = _("Choose at least one person of the support team.")
    elif len(people) > MOST or not set(people) <= team_of(region_id, by.today):
        errors["people"] = _("Choose people of the support team.")
    return errors


def _put(pilot: Pilot, people: set[UUID], actor: UUID | None) -> None:
    known = set(
        session.scalars(select(PilotMember.person_id).where(PilotMember.pilot_id == pilot.id))
    )
    for one in sorted(people - known):
        session.add(PilotMember(pilot_id=pilot.id, person_id=one, change=""))
    gone = known - people
    if gone:
        session.execute(
            delete(PilotMember).where(
                PilotMember.pilot_id == pilot.id, PilotMember.person_id.in_(gone)
            )
        )
        settle("projects.pilot_team", key=str(pilot.id), person_ids=gone)
    session.flush()
    notify(
        "projects.pilot_team",
        sorted(people - known - {actor}),
        key=str(pilot.id),
        about=_about(pilot),
    )


def _about(pilot: Pilot) -> About:
    return About("projects.pilots", {"region_id": pilot.region_id})


def set_team(*, pilot_id: UUID, people: Collection[UUID], by: By) -> Pilot:
    """Change who lives a pilot; what those who stay lived is kept. Raises Invalid, Refused."""
    _leads(by)
    pilot = get_pilot(pilot_id, lock=True)
    if pilot.state not in LIVE:
        raise Refused(_("This pilot is over."))
    errors = _faults(pilot.region_id, pilot.unit_id, people, by)
    errors.pop("unit", None)
    if errors:
        raise Invalid(errors)
    _put(pilot, set(people), by.person_id)
    return pilot


def tell(
    *, pilot_id: UUID, days: Mapping[Practice, date | None], change: str, by: By
) -> PilotMember:
    """Write what one lived in the pilot and what one changes; one's own line, nobody else's.

    A day is declared once and may be corrected. Raises NotFound to who is not of the team, Invalid
    for a day to come or before the choice, Refused once the pilot is over.
    """
    pilot = get_pilot(pilot_id, lock=True)
    mine = session.get(PilotMember, (pilot_id, by.person_id)) if by.person_id else None
    if mine is None:
        raise NotFound
    if pilot.state not in LIVE:
        raise Refused(_("This pilot is over."))
    first = chosen_on(pilot)
    errors = {
        one.value: _("A day since the store was chosen, today at the latest.")
        for one, on in days.items()
        if on is not None and not first <= on <= by.today
    }
    if errors:
        raise Invalid(errors)
    for one, column in COLUMNS.items():
        if one in days:
            setattr(mine, column, days[one])
    mine.change = change.strip()[:LONGEST]
    session.flush()
    if _is_whole(pilot, by.person_id):
        settle("projects.pilot_team", key=str(pilot.id), person_ids=[mine.person_id])
    return mine


def _is_whole(pilot: Pilot, person_id: UUID | None) -> bool:
    return any(one.lived.is_whole for one in members_of(pilot) if one.person_id == person_id)


def review(*, pilot_id: UUID, changes: str, by: By) -> Pilot:
    """Close a pilot with what the team changes: the other stores may begin.

    What was recognised of the team is written down as it stood. Raises what the machine says.
    """
    pilot = get_pilot(pilot_id, lock=True)
    lived = members_of(pilot)
    with session.no_autoflush:
        move(PILOT, pilot, "review", facts_of(pilot, by.today, changes=changes), by)
        pilot.changes = changes.strip()[:LONGEST]
        pilot.reviewed_at = by.now
    for one in lived:
        values = {COLUMNS[practice]: on for practice, on in one.days.items()}
        session.execute(
            update(PilotMember)
            .where(PilotMember.pilot_id == pilot.id, PilotMember.person_id == one.person_id)
            .values(**values)
        )
    session.flush()
    settle("projects.pilot_due", "projects.pilot_team", key=str(pilot.id))
    fact = PilotReviewed(pilot_id=pilot.id, region_id=pilot.region_id)
    record(fact, source=pilot.id, at=by.now)
    return pilot


def fail(*, pilot_id: UUID, reason: str, by: By) -> Pilot:
    """Say that a pilot does not go on, and why; raises what the machine says."""
    pilot = get_pilot(pilot_id, lock=True)
    move(PILOT, pilot, "fail", facts_of(pilot, by.today, reason=reason), by)
    pilot.reason = reason.strip()[:LONGEST]
    session.flush()
    settle("projects.pilot_due", "projects.pilot_team", key=str(pilot.id))
    return pilot


def waive(*, region_id: UUID, reason: str, by: By) -> Waiver:
    """Let a region's stores begin without a pilot: the head office alone, with a reason.

    It holds unit projects only, so it lifts nothing else. Raises Refused or Invalid.
    """
    if session.get(Region, region_id, with_for_update=True) is None:
        raise NotFound
    return lift(gate="pilot", reason=reason, by=by, region_id=region_id)


def _live_if_running(pilot: Pilot, today: date, now: datetime) -> None:
    facts = facts_of(pilot, today)
    if pilot.state == "chosen" and facts.project_runs:
        by = By(person_id=None, roles=everybody(), today=today, now=now)
        move(PILOT, pilot, "live", facts, by)
        session.flush()


def follow(*, project_id: UUID, now: datetime) -> None:
    """Let a chosen pilot be lived as soon as its project runs; done already, nothing happens."""
    project = session.get(Project, project_id)
    if project is None or project.unit_id is None:
        return
    pilot = session.scalar(
        select(Pilot)
        .where(Pilot.unit_id == project.unit_id, Pilot.state == "chosen")
        .with_for_update()
    )
    unit = session.get_one(Unit, project.unit_id)
    if pilot is not None:
        _live_if_running(pilot, places.unit_day(unit, now), now)


def end_closed(now: datetime) -> int:
    """Let the pilots of stores that closed fail; return how many."""
    rows = session.execute(
        select(Pilot.id, Unit)
        .join(Unit, Unit.id == Pilot.unit_id)
        .where(Pilot.state.in_(LIVE), Unit.closed_on.is_not(None))
        .order_by(Pilot.id)
    ).all()
    ended = 0
    for pilot_id, unit in rows:
        today = places.unit_day(unit, now)
        if unit.closed_on is not None and unit.closed_on <= today:
            by = By(person_id=None, roles=everybody(), today=today, now=now)
            fail(pilot_id=pilot_id, reason=_("The store closed."), by=by)
            ended += 1
    return ended


def tell_due(now: datetime) -> int:
    """Tell whoever leads a region, once, that its pilot may be reviewed; return how many."""
    rows = session.execute(
        select(Pilot, Unit, func.max(Project.running_since))
        .join(Unit, Unit.id == Pilot.unit_id)
        .join(Project, Project.unit_id == Unit.id)
        .where(Pilot.state == "lived", Project.state.in_(RUNS))
        .group_by(Pilot.id, Unit.id)
        .order_by(Pilot.id)
    ).all()
    told = 0
    for pilot, unit, since in rows:
        today = places.unit_day(unit, now)
        if may_review(since, today, number(PILOT_WEEKS)):
            told += notify(
                "projects.pilot_due",
                leads_of(pilot.region_id, today),
                key=str(pilot.id),
                about=_about(pilot),
            )
    return told
