"""Pilots lived by support teams, regions that lead their own project, two decisions on waves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select, text

from lms.core import clock
from lms.core.access import Capability, Role
from lms.core.db import session
from lms.core.ids import Chance
from lms.core.practised import Practice
from lms.demo.network import World
from lms.demo.projects import words
from lms.network.models import Mandate
from lms.network.rules import DEFAULT_ZONE
from lms.projects.models import Pilot, Project
from lms.projects.queries import places
from lms.projects.queries.plan import Told
from lms.projects.queries.projects import find_project
from lms.projects.queries.there import team_of
from lms.projects.rules.governance import Check
from lms.projects.rules.sections import REGION_SECTIONS
from lms.projects.services import actions, own, pilots, projects, sections, waves
from lms.projects.services.actions import Draft
from lms.projects.services.moving import By
from lms.projects.services.projects import Frame

TEAM: Final = 4
STAGES: Final = 4
"""Regions it takes to show each stage."""
DAY: Final = timedelta(days=1)
_WELCOME = text(
    "UPDATE accounts_person p SET welcomed_at = c.first FROM (SELECT person_id,"
    " min(received_at) AS first FROM courses_completion GROUP BY person_id) c"
    " WHERE c.person_id = p.id AND p.welcomed_at IS NULL"
)


@dataclass(frozen=True, slots=True)
class Region:
    """A region, the store it lives first, who leads it."""

    id: UUID
    unit_id: UUID
    lead: UUID
    office: UUID
    """Who acts for the head office."""
    chance: Chance
    moment: datetime

    def ago(self, weeks: float) -> datetime:
        """Return the moment so many weeks ago."""
        return self.moment - timedelta(days=round(weeks * 7))

    def by(self, who: UUID | None = None, role: Role = Role.REGIONAL_LEAD) -> By:
        """Return who acts at the moment the clock says, the lead unless told."""
        now = clock.now()
        day = clock.business_date(now, DEFAULT_ZONE)
        return By(person_id=who or self.lead, roles=frozenset({role}), today=day, now=now)

    def team(self) -> list[UUID]:
        """Return who lives the pilot: the lead, and some of the support team."""
        found = team_of(self.id, clock.business_date(clock.now(), DEFAULT_ZONE))
        return [self.lead, *sorted(found - {self.lead})][:TEAM]


def choose(regions: Sequence[Region]) -> None:
    """Give each region the store it lives first; one of them had chosen another before.

    Where two stores of a region lead a project at once, the head office lifted its pilot.
    """
    known: set[UUID] = set()
    for place, one in enumerate(regions):
        if one.id in known:
            with clock.frozen(one.ago(31)):
                by = one.by(one.office, Role.ADMINISTRATOR)
                pilots.waive(region_id=one.id, reason=words.LIFTED, by=by)
            continue
        known.add(one.id)
        if place == 2:  # noqa: PLR2004 - the third one
            _try_another_first(one)
        with clock.frozen(one.ago(31)):
            pilots.choose(region_id=one.id, unit_id=one.unit_id, people=one.team(), by=one.by())


def _try_another_first(one: Region) -> None:
    with clock.frozen(one.ago(38)):
        by = one.by()
        others = [
            unit.id for unit in places.units_of_region(one.id, by.today) if unit.id != one.unit_id
        ]
        if not others:
            return
        made = pilots.choose(region_id=one.id, unit_id=others[0], people=one.team(), by=by)
    with clock.frozen(one.ago(32)):
        pilots.fail(pilot_id=made.id, reason=words.FAILED, by=one.by())


def live(world: World, regions: Sequence[Region]) -> None:
    """Live pilots, own projects and decisions, each at its stage; the second region has none."""
    session.execute(_WELCOME)
    if len({one.id for one in regions}) < STAGES:
        return
    first, second, third, fourth = regions[:STAGES]
    _live_pilot(first, whole=False)
    _live_pilot(fourth, whole=True)
    _lead(first, weeks=34, to="running")
    _lead(third, weeks=5, to="diagnosing")
    _lead(fourth, weeks=44, to="closed")
    _decide(first, "go", weeks=33)
    _decide(second, "no_go", weeks=2)
    _lift(world, regions)


def _live_pilot(one: Region, *, whole: bool) -> None:
    """Let the team live its pilot; ``whole``: everybody wrote, and it was reviewed."""
    pilot = session.scalars(
        select(Pilot).where(Pilot.region_id == one.id, Pilot.unit_id == one.unit_id)
    ).one()
    project = find_project(one.unit_id)
    assert project is not None  # noqa: S101 - scenes opened it
    since = project.running_since
    assert since is not None  # noqa: S101 - scenes let it run
    pilots.follow(project_id=project.id, now=clock.now())
    with clock.frozen(one.ago(3)):
        team = one.team()
        for rank, who in enumerate(team if whole else team[:-1]):
            days = {
                practice: since + timedelta(days=7 + rank * 3 + step)
                for step, practice in enumerate(Practice)
            }
            said = words.CHANGES[rank % len(words.CHANGES)]
            pilots.tell(pilot_id=pilot.id, days=days, change=said, by=one.by(who))
        if whole:
            pilots.review(pilot_id=pilot.id, changes=words.TEAM_CHANGES, by=one.by())


def _lead(one: Region, *, weeks: float, to: str) -> None:
    """Let a region lead its own project, from so many weeks ago up to a state."""
    with clock.frozen(one.ago(weeks)):
        by = one.by()
        made = projects.open_region_project(region_id=one.id, by=by)
        given = Frame(
            meaning=words.MEANING, metric=words.METRIC, count=one.chance.randint(20, 26), of=40,
            target=90, due_on=by.today + timedelta(weeks=40),
        )  # fmt: skip
        projects.frame(project_id=made.id, given=given, by=by)
        projects.move_project(project_id=made.id, action="diagnose", by=by)
    with clock.frozen(one.ago(weeks - 2)):
        codes = REGION_SECTIONS[:2] if to == "diagnosing" else REGION_SECTIONS
        for code in codes:
            sections.validate(project_id=made.id, code=code, words=words.PARTS[code], by=one.by())
    if to != "diagnosing":
        _run(one, made, weeks - 3, to)


def _run(one: Region, made: Project, weeks: float, to: str) -> None:
    with clock.frozen(one.ago(weeks)):
        by = one.by()
        projects.move_project(project_id=made.id, action="plan", by=by)
        for rank, (about, when, do) in enumerate(words.ACTIONS):
            draft = Draft(
                when_words=when, do_words=do, gap="part", about=about,
                owner_id=one.team()[rank % 2], due_on=by.today + timedelta(weeks=34),
            )  # fmt: skip
            actions.add(project_id=made.id, draft=draft, by=by)
        projects.move_project(project_id=made.id, action="run", by=by)
    _answer(one, made)
    _see(one, made, weeks - 6, every=to == "closed")
    if to == "closed":
        with clock.frozen(one.ago(3)):
            by = one.by()
            projects.move_project(project_id=made.id, action="review", by=by)
            projects.review(project_id=made.id, count=37, of=40, kept=words.KEPT, changed="", by=by)
            projects.move_project(project_id=made.id, action="close", by=by)


def _see(one: Region, made: Project, weeks: float, *, every: bool) -> None:
    """Do the actions; a store manager of the region says what the first ones changed."""
    rows = session.execute(
        text(
            "SELECT id, owner_id FROM projects_action WHERE project_id = :id ORDER BY created_at, id"
        ),
        {"id": made.id},
    ).all()
    for action_id, owner_id in rows if every else rows[:1]:
        with clock.frozen(one.ago(weeks)):
            for step in ("begin", "finish"):
                actions.move_action(action_id=action_id, action=step, by=one.by(owner_id))
        with clock.frozen(one.ago(weeks - 1)):
            judge = places.managers_of([one.unit_id], one.by().today)[0]
            told = Told(effect=words.EFFECT)
            by = one.by(judge, Role.UNIT_MANAGER)
            actions.move_action(action_id=action_id, action="verify", told=told, by=by)


def _answer(one: Region, made: Project) -> None:
    """Let the stores say what it changes, in a quarter that is over, then in the present one."""
    for weeks in (15, 2):
        with clock.frozen(one.ago(weeks)):
            by = one.by()
            known = dict(
                session.execute(
                    select(Mandate.unit_id, Mandate.person_id).where(
                        Mandate.kind == Role.UNIT_MANAGER.value, Mandate.during.contains(by.today)
                    )
                ).all()
            )
            for unit in places.units_of_region(one.id, by.today):
                who = known.get(unit.id)
                values = {1: one.chance.randint(3, 5), 2: one.chance.randint(2, 5)}
                if who is not None and (weeks > 2 or one.chance.random() < 0.4):  # noqa: PLR2004
                    own.answer(
                        unit_id=unit.id,
                        project_id=made.id,
                        values=values,
                        by=one.by(who, Role.UNIT_MANAGER),
                    )


def _decide(one: Region, decision: str, *, weeks: float) -> None:
    with clock.frozen(one.ago(weeks)):
        by = one.by()
        for code, cause, num, den, source in words.CHECKS[decision]:
            waves.check(
                region_id=one.id, capability=Capability.PROJECT, code=Check(code), num=num, den=den,
                source=source, cause=cause, by=by,
            )  # fmt: skip
        waves.decide(
            region_id=one.id,
            capability=Capability.PROJECT,
            live_on=by.today + timedelta(weeks=6),
            decision=decision,
            reason=words.REASONS[decision],
            by=one.by(one.office, Role.ADMINISTRATOR) if decision == "go" else by,
        )


def _lift(world: World, regions: Sequence[Region]) -> None:
    """Let one more region begin without a pilot."""
    first = regions[0]
    known = {one.id for one in regions}
    left = sorted({one.region for one in world.stores})
    other = next((world.regions[name] for name in left if world.regions[name] not in known), None)
    if other is not None:
        with clock.frozen(first.ago(20)):
            by = first.by(first.office, Role.ADMINISTRATOR)
            pilots.waive(region_id=other, reason=words.LIFTED, by=by)
