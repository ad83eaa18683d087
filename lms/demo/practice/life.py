"""Draw a year of practice store by store, as rows to be copied in bulk.

Every week a coach or a manager watches somebody, most of them talk within a day, and skills rise
as they do. Nothing depends on anything but the seed.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import text

from lms.coaching.queries.skills import month_of
from lms.core import ids
from lms.core.db import session
from lms.core.ids import Chance
from lms.demo.network import Store, Worker, World
from lms.demo.practice.texts import ANSWERS, OWN_TRIES, SEEN, THANKS
from lms.referential.queries import list_items

COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "coaching_observer": ("person_id", "opened_at"),
    "coaching_observation": (
        "id", "unit_id", "observed_id", "observer_id", "planned_on", "state", "observed_at",
        "debriefed_at", "acknowledged_at", "facts", "strength", "try_words", "try_on", "created_at",
    ),
    "coaching_observation_entry": (
        "id", "observation_id", "number", "action", "state", "actor_id", "unit_id", "planned_on",
        "occurred_at", "occurred_on", "received_at",
    ),
    "coaching_tap": ("observation_id", "kind", "uid", "seen", "missed"),
    "coaching_reply": ("id", "observation_id", "author_id", "words", "at"),
    "coaching_goal": (
        "id", "person_id", "unit_id", "on_date", "words", "origin", "observation_id", "state",
        "answer", "why", "created_at", "answered_at",
    ),
    "coaching_skill_measure": (
        "id", "person_id", "skill_uid", "number", "kind", "level", "measured_on", "observer_id",
        "observation_id", "unit_id", "received_at",
    ),
    "coaching_focus": ("id", "unit_id", "month", "place", "skill_uid", "chosen_by", "chosen_at"),
    "coaching_bravo": (
        "id", "author_id", "unit_id", "attitude_uid", "words", "visibility", "sent_at",
        "occurred_on",
    ),
    "coaching_bravo_person": ("bravo_id", "person_id", "place", "screen_consent_at"),
}  # fmt: skip

WEEKS: Final = 52
LAST_DRAWN: Final = timedelta(days=8)
"""The very last days belong to the cast's scenes."""
TALKED, READ, ANSWERED = 0.86, 0.8, 0.15
BRAVO: Final = 0.6
"""Chance of a bravo in a store in a week."""
ON_THE_WALL, ON_SCREEN = 0.7, 0.8
OF_ONESELF, TAKEN, RISES = 0.3, 0.7, 0.45
OPENED: Final = time(8)


def _at(day: date, minutes: int) -> datetime:
    return datetime.combine(day, OPENED, UTC) + timedelta(minutes=minutes)


@dataclass(slots=True)
class Year:
    """What drawing a store needs, and what is already taken."""

    world: World
    chance: Chance
    skills: dict[str, UUID]
    attitudes: list[UUID]
    moments: list[UUID]
    coaches: dict[UUID, UUID]
    managers: dict[UUID, UUID]
    teams: dict[UUID, list[Worker]]
    """Who ever worked in a store, in the order they were drawn."""
    numbers: Counter[tuple[UUID, UUID]] = field(default_factory=Counter)
    levels: dict[tuple[UUID, UUID], int] = field(default_factory=dict)
    tries: set[tuple[UUID, date]] = field(default_factory=set)
    observers: set[UUID] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Talk:
    """An exchange that took place; ``observer`` None stands for the person on their own."""

    store: Store
    observed: Worker
    observation: UUID
    code: str
    at: datetime
    on: date
    words: str
    observer: UUID | None


def draw(world: World, chance: Chance) -> None:
    """Open coaching in every store and keep a year of its life in ``world``, ready to be copied."""
    _light(world)
    items = list_items()
    holders = {
        kind: {row[4]: row[1] for row in world.rows["network_mandate"] if row[2] == kind}
        for kind in ("coach", "unit_manager")
    }
    year = Year(
        world,
        chance,
        skills={one.code: one.uid for one in items if one.kind == "skill" and one.code in SEEN},
        attitudes=[one.uid for one in items if one.kind == "attitude"],
        moments=[one.uid for one in items if one.kind == "moment"][:5],
        coaches=holders["coach"],
        managers=holders["unit_manager"],
        teams=_teams(world),
    )
    for store in world.stores:
        _draw_store(year, store)


def _teams(world: World) -> dict[UUID, list[Worker]]:
    found: dict[UUID, list[Worker]] = {}
    for worker in world.workers:
        for unit_id in dict.fromkeys(unit for unit, _job, _span in worker.jobs):
            found.setdefault(unit_id, []).append(worker)
    return found


def _light(world: World) -> None:
    """Make coaching live since a year ago where it is dark."""
    dark = text(
        "SELECT id FROM network_unit u WHERE NOT EXISTS (SELECT 1 FROM network_wave w"
        " WHERE w.unit_id = u.id AND w.capability = 'coaching') ORDER BY code"
    )
    lit = text(
        "INSERT INTO network_wave (id, unit_id, capability, during)"
        " VALUES (:id, :unit, 'coaching', daterange(:since, NULL))"
    )
    since = world.today - timedelta(weeks=WEEKS + 4)
    rows = [
        {"id": ids.new_id(), "unit": unit_id, "since": since} for unit_id in session.scalars(dark)
    ]
    if rows:
        session.execute(lit, rows)


def _draw_store(year: Year, store: Store) -> None:
    manager, coach = year.managers.get(store.id), year.coaches.get(store.id)
    observers = [one for one in (coach, coach, manager) if one is not None]
    if not observers:
        return
    opened = year.world.today - timedelta(weeks=WEEKS)
    if manager is not None and manager not in year.observers:
        year.observers.add(manager)
        year.world.add("coaching_observer", manager, _at(opened, 60))
    zeal = year.chance.uniform(0.35, 0.95)
    for day in _weeks(year, store):
        team = [one for one in year.teams.get(store.id, ()) if _is_here(one, store.id, day)]
        served = [one for one in team if one.id not in {manager, coach}]
        if served and year.chance.random() < zeal:
            _observe(year, store, year.chance.choice(observers), year.chance.choice(served), day)
        if served and year.chance.random() < BRAVO:
            _thank(year, store, team, day)
        if served and year.chance.random() < zeal:
            _try(year, store, year.chance.choice(served), day)
    _focus(year, store, manager or coach)


def _weeks(year: Year, store: Store) -> Iterator[date]:
    """Yield one working day a week since the store opened."""
    for week in range(WEEKS):
        day = (
            year.world.today
            - timedelta(weeks=WEEKS - week)
            + timedelta(days=year.chance.randrange(6))
        )
        if store.opened_on <= day <= year.world.today - LAST_DRAWN:
            yield day


def _is_here(worker: Worker, unit_id: UUID, day: date) -> bool:
    return any(
        unit == unit_id and start <= day and (end is None or day < end)
        for unit, _job, (start, end) in worker.jobs
    )


def _observe(year: Year, store: Store, observer: UUID, observed: Worker, day: date) -> None:
    chance, observation = year.chance, ids.new_id()
    if observer == observed.id:
        return
    code = chance.choice(sorted(year.skills))
    facts, strength, wanted = chance.choice(SEEN[code])
    begun = _at(day, chance.randrange(30, 540))
    told = begun + timedelta(minutes=chance.choice((15, 20, 40, 300, 1300)))
    talked = chance.random() < TALKED
    read = told + timedelta(hours=chance.randrange(1, 40)) if talked else None
    acknowledged = read if read and chance.random() < READ else None
    on = day + timedelta(days=chance.randrange(1, 5))
    state = "acknowledged" if acknowledged else "debriefed" if talked else "expired"
    words = (facts, strength, wanted, on) if talked else (facts, "", "", None)
    year.world.add(
        "coaching_observation", observation, store.id, observed.id, observer, day, state, begun,
        told if talked else None, acknowledged, *words, begun,
    )  # fmt: skip
    steps: list[tuple[str, str, UUID | None, datetime]] = [
        ("plan", "planned", observer, begun),
        ("observe", "observed", observer, begun),
    ]
    if talked:
        steps.append(("debrief", "debriefed", observer, told))
    else:
        steps.append(("expire", "expired", None, begun + timedelta(hours=48, minutes=9)))
    if acknowledged:
        steps.append(("acknowledge", "acknowledged", observed.id, acknowledged))
    for number, (action, after, actor, moment) in enumerate(steps, 1):
        year.world.add(
            "coaching_observation_entry", ids.new_id(), observation, number, action, after, actor,
            store.id, day, moment, moment.date(), moment,
        )  # fmt: skip
    _count(year, observation)
    if talked:
        talk = Talk(store, observed, observation, code, told, on, wanted, observer)
        _after(year, talk)
    if acknowledged and chance.random() < ANSWERED:
        year.world.add(
            "coaching_reply", ids.new_id(), observation, observed.id, chance.choice(ANSWERS),
            acknowledged + timedelta(minutes=3),
        )  # fmt: skip


def _count(year: Year, observation: UUID) -> None:
    for kind, uids in (("attitude", year.attitudes), ("moment", year.moments)):
        for uid in uids:
            seen = year.chance.choice((0, 1, 1, 2, 3, 4, 6))
            if seen:
                year.world.add("coaching_tap", observation, kind, uid, seen, 0)


def _after(year: Year, talk: Talk) -> None:
    """Measure what was seen, and let the try be taken on its day."""
    _measure(year, talk)
    if year.chance.random() < OF_ONESELF:
        _measure(year, replace(talk, observer=None, at=talk.at + timedelta(hours=2)))
    if year.chance.random() < TAKEN and _is_here(talk.observed, talk.store.id, talk.on):
        _try(year, talk.store, talk.observed, talk)


def _measure(year: Year, talk: Talk) -> None:
    """Add a measure: by the observer, or by the person where there is none."""
    skill = year.skills[talk.code]
    key = talk.observed.id, skill
    before = year.levels.get(key, year.chance.choice((0, 1, 1, 1, 2)))
    level = min(3, before + (year.chance.random() < RISES))
    if talk.observer is None:
        level = min(3, before + year.chance.choice((0, 0, 1)))
    else:
        year.levels[key] = level
    year.numbers[key] += 1
    year.world.add(
        "coaching_skill_measure", ids.new_id(), talk.observed.id, skill, year.numbers[key],
        "observer" if talk.observer else "self", level, talk.at.date(), talk.observer,
        talk.observation, talk.store.id, talk.at,
    )  # fmt: skip


def _try(year: Year, store: Store, who: Worker, agreed: Talk | date) -> None:
    """Take the try agreed in a talk on its day, or one's own on a day; one a day."""
    is_agreed = isinstance(agreed, Talk)
    day = agreed.on if isinstance(agreed, Talk) else agreed
    words = agreed.words if isinstance(agreed, Talk) else year.chance.choice(OWN_TRIES)
    if (who.id, day) in year.tries or day >= year.world.today:
        return
    year.tries.add((who.id, day))
    answer = year.chance.choice(("done", "done", "done", "partly", "partly", "no", None))
    year.world.add(
        "coaching_goal", ids.new_id(), who.id, store.id, day, words,
        "debrief" if is_agreed else "own",
        agreed.observation if isinstance(agreed, Talk) else None,
        "answered" if answer else "active", answer, "", _at(day, 20),
        _at(day, 560) if answer else None,
    )  # fmt: skip


def _thank(year: Year, store: Store, team: list[Worker], day: date) -> None:
    chance, bravo = year.chance, ids.new_id()
    author, *others = chance.sample(team, min(len(team), chance.choice((2, 2, 3))))
    if not others:
        return
    sent, is_team = _at(day, chance.randrange(600)), chance.random() < ON_THE_WALL
    year.world.add(
        "coaching_bravo", bravo, author.id, store.id if is_team else None,
        chance.choice(year.attitudes), chance.choice(THANKS), "team" if is_team else "private",
        sent, day,
    )  # fmt: skip
    for place, one in enumerate(others, 1):
        agreed = sent + timedelta(hours=5) if is_team and chance.random() < ON_SCREEN else None
        year.world.add("coaching_bravo_person", bravo, one.id, place, agreed)


def _focus(year: Year, store: Store, chooser: UUID | None) -> None:
    """Choose three skills for this month and the two before."""
    day = year.world.today.replace(day=1)
    for _month in range(3):
        uids = year.chance.sample(sorted(year.skills.values(), key=str), 3)
        for place, uid in enumerate(uids, 1):
            row = (ids.new_id(), store.id, month_of(day), place, uid, chooser, _at(day, 45))
            year.world.add("coaching_focus", *row)
        day = (day - timedelta(days=1)).replace(day=1)
