"""Draw a year of visits store by store, as rows to be copied in bulk; only the seed decides."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from lms.coaching.rules.dashboards import PARTS, Entry, Part, Stage
from lms.core import ids
from lms.core.ids import Chance
from lms.demo.network import Store, Worker, World
from lms.demo.visits import texts

COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "coaching_day": (
        "id", "unit_id", "business_date", "goals", "state", "reason", "missed_by", "created_by",
        "created_at", "finished_at", "closed_at", "sequence",
    ),
    "coaching_day_coach": ("id", "day_id", "coach_id", "is_replacement", "added_at", "left_at"),
    "coaching_day_entry": (
        "id", "day_id", "number", "action", "state", "actor_id", "reason", "unit_id",
        "occurred_at", "occurred_on", "received_at",
    ),
    "coaching_rating": (
        "id", "day_coach_id", "number", "rater_id", "unit_id", "prep", "listening", "usefulness",
        "follow_through", "is_late", "occurred_on", "received_at",
    ),
    "coaching_rating_words": ("rating_id", "rater_id", "signed", "confidential", "received_at"),
    "coaching_entry": (
        "id", "day_coach_id", "number", "coach_id", "unit_id", "obstacle", "next_words",
        "next_owner_id", "next_due", "content_hash", "is_late", "occurred_on", "received_at",
    ),
    "coaching_entry_part": ("entry_id", "part", "stage", "seen_on"),
}  # fmt: skip

WEEKS: Final = 52
EVERY: Final = 3
"""Weeks between two visits of a store."""
LAST_DRAWN: Final = timedelta(days=9)
"""The very last days belong to the cast's scenes."""
MORNING, EVENING = time(8), time(16)
OFF, RATED, LATE, FILLED = 0.06, 0.86, 0.08, 0.93
HAS_STEP, SIGNS, CONFIDES, MOVES_ON = 0.7, 0.35, 0.15, 0.28
CENTRE: Final = 3.7


def _at(day: date, hour: time, minutes: int = 0) -> datetime:
    return datetime.combine(day, hour, UTC) + timedelta(minutes=minutes)


@dataclass(frozen=True, slots=True)
class Place:
    """A store with who runs it and who coaches it."""

    store: Store
    coach: UUID
    manager: UUID
    since: date


@dataclass(slots=True)
class Project:
    """What was last seen of each part of a store's project, and when."""

    stages: dict[str, Stage]
    seen: dict[str, date]


@dataclass(slots=True)
class Year:
    """What drawing needs: how good each coach is, how generous each manager."""

    world: World
    chance: Chance
    talent: dict[UUID, float]
    kindness: dict[UUID, float]


def draw(world: World, chance: Chance) -> None:
    """Keep a year of visits in ``world``, ready to be copied."""
    places = _places(world)
    year = Year(
        world,
        chance,
        talent={one.coach: chance.uniform(-0.7, 0.8) for one in places},
        kindness={one.manager: chance.uniform(-0.8, 0.8) for one in places},
    )
    for place in places:
        _draw_store(year, place)


def _places(world: World) -> list[Place]:
    """Return the stores that have a manager and a coach, in the order they were drawn."""
    held = {
        kind: {row[4]: row[1] for row in world.rows["network_mandate"] if row[2] == kind}
        for kind in ("coach", "unit_manager")
    }
    known: dict[UUID, Worker] = {one.id: one for one in world.workers}
    found = []
    for store in world.stores:
        coach, manager = held["coach"].get(store.id), held["unit_manager"].get(store.id)
        if coach is not None and manager is not None:
            since = max(store.opened_on, known[manager].since, known[coach].since)
            found.append(Place(store, coach, manager, since))
    return found


def _draw_store(year: Year, place: Place) -> None:
    project = Project(dict.fromkeys(PARTS, Stage.NOT_BEGUN), dict.fromkeys(PARTS, place.since))
    first = year.world.today - timedelta(weeks=WEEKS) + timedelta(days=year.chance.randrange(14))
    for visit in range(WEEKS // EVERY):
        day = first + timedelta(weeks=EVERY * visit, days=year.chance.randrange(-1, 2))
        if place.since <= day <= year.world.today - LAST_DRAWN and day.weekday() < 6:  # noqa: PLR2004 - stores are open six days
            _visit(year, place, day, project)


def _visit(year: Year, place: Place, day: date, project: Project) -> None:
    chance, day_id, side = year.chance, ids.new_id(), ids.new_id()
    planned = _at(day - timedelta(days=chance.randrange(5, 20)), MORNING)
    is_off = chance.random() < OFF
    rated, filled = chance.random() < RATED, chance.random() < FILLED
    over = _at(day, EVENING, chance.randrange(90))
    closed = over + timedelta(hours=3 if rated and filled else 110 if filled else 15 * 24)
    is_closed = closed.date() < year.world.today
    state = "cancelled" if is_off else "closed" if is_closed else "done"
    reason = chance.choice(texts.CALLED_OFF) if is_off else ""
    year.world.add(
        "coaching_day", day_id, place.store.id, day, chance.choice(texts.GOALS),
        state, reason, None, place.coach, planned, None if is_off else over,
        closed if state == "closed" else None, int(is_off),
    )  # fmt: skip
    year.world.add("coaching_day_coach", side, day_id, place.coach, False, planned, None)
    steps: list[tuple[str, str, UUID | None, datetime, str]] = [
        ("plan", "planned", place.coach, planned, "")
    ]
    if is_off:
        steps.append(("cancel", "cancelled", place.coach, planned + timedelta(days=3), reason))
    else:
        steps.append(("finish", "done", place.coach, over, ""))
    if state == "closed":
        steps.append(("close" if filled else "lapse", "closed", None, closed, ""))
    for number, (action, after, actor, at, why) in enumerate(steps, 1):
        year.world.add(
            "coaching_day_entry", ids.new_id(), day_id, number, action, after, actor, why,
            place.store.id, at, at.date(), at,
        )  # fmt: skip
    if not is_off and rated:
        _rate(year, place, side, day, over)
    if not is_off and filled:
        _fill(year, place, side, project, over)


def _rate(year: Year, place: Place, side: UUID, day: date, over: datetime) -> None:
    """Let the manager answer: the coach's talent, the manager's kindness, and the day."""
    chance = year.chance
    middle = CENTRE + year.talent[place.coach] + year.kindness[place.manager]
    answers = [
        min(5, max(1, round(chance.gauss(middle + shift, 0.7)))) for shift in (0.1, 0.2, -0.1, -0.3)
    ]
    is_late = chance.random() < LATE
    at = over + (timedelta(days=6) if is_late else timedelta(minutes=chance.randrange(20, 180)))
    rating = ids.new_id()
    year.world.add(
        "coaching_rating",
        rating,
        side,
        1,
        place.manager,
        place.store.id,
        *answers,
        is_late,
        day,
        at,
    )
    signed = chance.choice(texts.SIGNED) if chance.random() < SIGNS else ""
    confidential = chance.choice(texts.CONFIDENTIAL) if chance.random() < CONFIDES else ""
    if signed or confidential:
        year.world.add("coaching_rating_words", rating, place.manager, signed, confidential, at)


def _fill(year: Year, place: Place, side: UUID, project: Project, over: datetime) -> None:
    """Write what the coach saw: most parts as last time, one or two further on."""
    chance, day, stages, seen = year.chance, over.date(), project.stages, project.seen
    for part in PARTS:
        if chance.random() < MOVES_ON:
            drift = 1 if chance.random() < 0.8 else -1  # noqa: PLR2004 - now and then it slips back
            stages[part] = Stage(min(3, max(0, stages[part] + drift)))
            seen[part] = day
        elif chance.random() < 0.5:  # noqa: PLR2004 - every other part is looked at again
            seen[part] = day
    words = chance.choice(texts.STEPS) if chance.random() < HAS_STEP else ""
    parts = {part: Part(stages[part], seen[part]) for part in PARTS}
    said = Entry(parts, chance.choice(texts.OBSTACLES), words)
    entry, at = ids.new_id(), over + timedelta(minutes=chance.randrange(5, 150))
    owner = chance.choice((place.manager, place.manager, place.coach)) if words else None
    due = day + timedelta(days=chance.choice((7, 10, 14))) if words else None
    year.world.add(
        "coaching_entry", entry, side, 1, place.coach, place.store.id, said.obstacle, words, owner,
        due, said.content_hash, False, day, at,
    )  # fmt: skip
    for code, one in parts.items():
        year.world.add("coaching_entry_part", entry, code, one.stage.value, one.seen_on)
