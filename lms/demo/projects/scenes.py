"""Stores lead their projects through the services, at the hours they would have."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import text, update

from lms.core import clock, ids
from lms.core.access import Role
from lms.core.db import session
from lms.core.ids import Chance
from lms.core.notices.models import Notice
from lms.core.notices.telling import ALERT
from lms.demo.network import Store, Worker, World
from lms.demo.projects import flows, governance, mornings, texts
from lms.network.models import Unit
from lms.projects.models import Irritant, Project
from lms.projects.queries.diagnostic import heard, moments, zones_of
from lms.projects.queries.plan import Told
from lms.projects.queries.projects import find_project
from lms.projects.queries.rituals import rule_of
from lms.projects.rules.rituals import Told as Ritually
from lms.projects.rules.walks import Sense
from lms.projects.services import actions, projects, rituals, sections, voice, walks
from lms.projects.services.actions import Draft
from lms.projects.services.moving import By
from lms.projects.services.projects import Frame
from lms.projects.services.walks import Said

DAY: Final = timedelta(days=1)
WEEK: Final = timedelta(weeks=1)
LIT: Final = timedelta(weeks=40)
HELD: Final = 0.8
"""Chance that a ritual was held on a day it fell on."""
STAGES: Final = 4
"""Stores far enough to be the pilot of their region; one more begins."""


@dataclass(slots=True)
class Team:
    """A store, who runs it, who works there."""

    store: Store
    unit: Unit
    manager: UUID
    people: list[UUID]
    lead: UUID
    chance: Chance
    moment: datetime = field(default_factory=clock.now)

    def by(self, who: UUID | None = None, role: Role = Role.UNIT_MANAGER) -> By:
        """Return who acts at the moment the clock says, the manager unless told."""
        now = clock.now()
        day = clock.business_date(now, self.unit.zone, self.unit.day_cut)
        held = frozenset({role} if who is None or who == self.manager else {Role.EMPLOYEE})
        held = frozenset({role}) if role is not Role.UNIT_MANAGER else held
        return By(person_id=who or self.manager, roles=held, today=day, now=now)

    def ago(self, weeks: float) -> datetime:
        """Return the moment so many weeks ago, at the hour the demo runs."""
        return self.moment - timedelta(days=round(weeks * 7))


NOTED: Final = 0.15
"""How often somebody writes a word about a place, on a walk."""


def live(world: World, chance: Chance, players: Mapping[str, Worker]) -> None:
    """Open projects everywhere, then live five of them at five stages; nothing of it is mailed."""
    _light(world)
    teams = list(_teams(world, chance, players))
    office = players["henri"].id
    regions = [
        governance.Region(
            world.regions[one.store.region], one.store.id, one.lead, office, chance, one.moment
        )
        for one in teams[:STAGES]
    ]
    governance.choose(regions)
    stages = (_run, _diagnose, _plan, _review, _begin)
    for team, stage in zip(teams, stages, strict=False):
        stage(team)
    governance.live(world, regions)
    mornings.compose(teams[0].unit, teams[0].by())
    _put_away()


def _light(world: World) -> None:
    """Make projects live where they are dark."""
    dark = text(
        "SELECT id FROM network_unit u WHERE u.kind = 'store' AND NOT EXISTS (SELECT 1 FROM network_wave w"
        " WHERE w.unit_id = u.id AND w.capability = 'project') ORDER BY code"
    )
    lit = text(
        "INSERT INTO network_wave (id, unit_id, capability, during)"
        " VALUES (:id, :unit, 'project', daterange(:since, NULL))"
    )
    since = world.today - LIT
    rows = [{"id": ids.new_id(), "unit": one, "since": since} for one in session.scalars(dark)]
    if rows:
        session.execute(lit, rows)


def _teams(world: World, chance: Chance, players: Mapping[str, Worker]) -> Iterator[Team]:
    """Yield the stores that have a project: Marion's, one of each next region, one more of hers."""
    managers = {row[4]: row[1] for row in world.rows["network_mandate"] if row[2] == "unit_manager"}
    leads = {row[4]: row[1] for row in world.rows["network_mandate"] if row[2] == "regional_lead"}
    first = players["marion"].unit_id
    order = sorted(world.stores, key=lambda one: (one.id != first, world.stores.index(one)))
    seen: set[str] = set()
    chosen = [order[0]]
    seen.add(order[0].region)
    for store in order[1:]:
        if store.region not in seen and managers.get(store.id):
            seen.add(store.region)
            chosen.append(store)
    left = [one for one in order[1:] if one not in chosen and managers.get(one.id)]
    chosen = (chosen + left)[:STAGES]
    left = [one for one in order if one not in chosen and managers.get(one.id)]
    near = [one for one in left if one.region == order[0].region] or left
    for store in chosen + near[:1]:
        people = [
            one.id
            for one in world.workers
            if one.left_on is None
            and one.unit_id == store.id
            and one.jobs[-1][2][0] <= world.today - LIT
        ]
        manager = managers[store.id]
        lead = leads.get(world.regions[store.region]) or players["rachel"].id
        yield Team(
            store, session.get_one(Unit, store.id), manager,
            [one for one in people if one != manager] or [manager], lead, chance,
        )  # fmt: skip


def _frame(team: Team, weeks: float) -> Project:
    with clock.frozen(team.ago(weeks)):
        by = team.by()
        made = projects.open_project(unit_id=team.store.id, by=by)
        given = Frame(
            meaning=texts.MEANING,
            metric=texts.METRIC,
            count=team.chance.randint(14, 22),
            of=40,
            target=70,
            due_on=by.today + timedelta(weeks=26),
        )
        projects.frame(project_id=made.id, given=given, by=by)
        return projects.move_project(project_id=made.id, action="diagnose", by=by)


def _hear(team: Team, project: Project, weeks: float, points: int = 4) -> None:
    uids = {one.code: one.uid for one in moments()}
    for place, (moment, words, count, said) in enumerate(texts.POINTS[:points]):
        who = team.people[place % len(team.people)]
        with clock.frozen(team.ago(weeks) + place * DAY / 4):
            made = voice.tell(
                project_id=project.id,
                words=words,
                moment_uid=uids.get(moment) or next(iter(uids.values())),
                count=count,
                example=said,
                is_checked=True,
                by=team.by(who),
            )
            if place < points - 1:
                voice.keep(irritant_id=made.id)


def _walk(team: Team, project: Project, weeks: float, walkers: int = 2) -> None:
    with clock.frozen(team.ago(weeks)):
        walks.draw_zones(project_id=project.id, names=texts.ZONES)
    for turn, who in enumerate(team.people[:walkers]):
        for rank, sense in enumerate(Sense):
            with clock.frozen(team.ago(weeks) + (turn + 1) * DAY + rank * DAY / 24):
                said = {
                    one.id: Said(
                        max(-2, min(2, team.chance.choice((-1, 0, 1)) + (rank % 2) - turn)),
                        team.chance.choice(texts.NOTES[sense])
                        if team.chance.random() < NOTED
                        else "",
                    )
                    for one in zones_of(project.id)
                }
                walks.give(project_id=project.id, sense=sense, said=said, by=team.by(who))


def _conclude(team: Team, project: Project, weeks: float) -> None:
    """Validate what is whole; what is not is lifted by the region."""
    with clock.frozen(team.ago(weeks)):
        by = team.by()
        for code in ("voice", "walk", "flows", "skills"):
            section = sections.open_part(project.id, code)[1]
            section.words = texts.SYNTHESIS if code == "voice" else ""
            if sections.fault_of(project, section, by.today) is None:
                sections.validate(project_id=project.id, code=code, by=by)
            else:
                projects.waive(
                    project_id=project.id,
                    gate="section",
                    item=code,
                    reason=texts.WAIVED,
                    by=team.by(team.lead, Role.REGIONAL_LEAD),
                )
        projects.move_project(project_id=project.id, action="plan", by=by)


def _act(team: Team, project: Project, weeks: float, seen: int) -> None:
    """Write an action for each point kept; ``seen`` of them worked, the next one is done."""
    points = [one.row for one in heard(project.id) if one.row.place is not None]
    for place, point in enumerate(points):
        _moment, when, do, effect = texts.ACTIONS[place % len(texts.ACTIONS)]
        owner = team.people[place % len(team.people)]
        start = team.ago(weeks) + place * DAY
        with clock.frozen(start):
            due = team.by().today + timedelta(days=28 if place < seen else 60)
            one = actions.add(
                project_id=project.id,
                draft=_draft(point, when, do, owner, due),
                by=team.by(),
            )
        if place <= seen:
            with clock.frozen(start + 2 * WEEK):
                actions.move_action(action_id=one.id, action="begin", by=team.by(owner))
            with clock.frozen(min(start + 4 * WEEK - DAY, team.moment - DAY)):
                actions.move_action(action_id=one.id, action="finish", by=team.by(owner))
        if place < seen:
            with clock.frozen(min(start + 5 * WEEK, team.moment)):
                judge = team.by(team.lead, Role.REGIONAL_LEAD)
                told = Told(effect=effect or texts.ACTIONS[0][3])
                actions.move_action(action_id=one.id, action="verify", told=told, by=judge)


def _draft(point: Irritant, when: str, do: str, owner: UUID, due: object) -> Draft:
    return Draft(
        when_words=when,
        do_words=do,
        irritant_id=point.id,
        owner_id=owner,
        due_on=due,  # type: ignore[arg-type]
    )


def _hold(team: Team, weeks: int) -> None:
    """Set rituals up and tell of each day they fell on, but today."""
    rows = []
    with clock.frozen(team.ago(weeks)):
        for name, minutes, weekdays in texts.RITUALS:
            draft = rituals.Draft(
                name=name, minutes=minutes, weekdays=weekdays, is_brief=name == texts.RITUALS[0][0]
            )
            rows.append(rituals.set_up(unit_id=team.store.id, draft=draft, by=team.by()))
    rules = {one.id: rule_of(one) for one in rows}
    for day in range(weeks * 7, 0, -1):
        with clock.frozen(team.moment - day * DAY + timedelta(hours=3)):
            by = team.by(team.people[day % len(team.people)])
            for ritual_id, rule in rules.items():
                if rule.falls_on(by.today):
                    held = team.chance.random() < HELD
                    rituals.mark(
                        ritual_id=ritual_id,
                        on=by.today,
                        told=Ritually.HELD if held else Ritually.SKIPPED,
                        reason="" if held else team.chance.choice(texts.SKIPPED),
                        by=by,
                    )


def _run(team: Team) -> None:
    """Marion's: running for ten weeks, an action to see, another under way, rituals held."""
    project = _frame(team, 24)
    _hear(team, project, 22)
    _walk(team, project, 21)
    flows.paint(team, team.ago(20))
    flows.count(team, weeks=8)
    _conclude(team, project, 16)
    with clock.frozen(team.ago(15)):
        for words in texts.EFFORTS:
            actions.add_effort(project_id=project.id, words=words, by=team.by())
    _act(team, project, 11, seen=1)
    with clock.frozen(team.ago(10)):
        projects.move_project(project_id=project.id, action="run", by=team.by())
    _hold(team, 9)
    flows.name_posts(team, team.ago(8))


def _diagnose(team: Team) -> None:
    """In the middle of its diagnostic: points heard, two walks, a painted week without numbers."""
    project = _frame(team, 4)
    _hear(team, project, 3, points=3)
    _walk(team, project, 2, walkers=1)
    flows.paint(team, team.ago(1), samples=2)


def _plan(team: Team) -> None:
    """At the passage to the plan, where teams get stuck."""
    project = _frame(team, 12)
    _hear(team, project, 10)
    _walk(team, project, 9)
    flows.paint(team, team.ago(8))
    _conclude(team, project, 5)


def _review(team: Team) -> None:
    """At its review: everything was seen to work, the objective is counted again."""
    project = _frame(team, 30)
    _hear(team, project, 28)
    _walk(team, project, 27)
    flows.paint(team, team.ago(26))
    _conclude(team, project, 24)
    _act(team, project, 22, seen=3)
    with clock.frozen(team.ago(21)):
        projects.move_project(project_id=project.id, action="run", by=team.by())
    _hold(team, 6)
    with clock.frozen(team.ago(1)):
        projects.move_project(project_id=project.id, action="review", by=team.by())
        found = find_project(team.store.id)
        assert found is not None  # noqa: S101 - it was opened above
        projects.review(
            project_id=found.id,
            count=31,
            of=44,
            kept=texts.KEPT,
            changed=texts.CHANGED,
            by=team.by(),
        )


def _begin(team: Team) -> None:
    """In its framing since a week: why is written, the objective is not."""
    with clock.frozen(team.ago(1)):
        made = projects.open_project(unit_id=team.store.id, by=team.by())
        given = Frame(
            meaning=texts.BEGINNING, metric="", count=None, of=None, target=None, due_on=None
        )
        projects.frame(project_id=made.id, given=given, by=team.by())


def _put_away() -> None:
    """Nothing of it is mailed."""
    mine = Notice.kind.startswith("projects.")
    session.execute(update(Notice).where(mine).values(mail="skipped"))
    session.execute(text("DELETE FROM procrastinate_jobs WHERE task_name = :name"), {"name": ALERT})
    session.expire_all()
