"""The morning brief of a unit as it stands today, and what else could be in it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from lms.core import briefs, clock
from lms.core.briefs import Asked, Line, Part
from lms.core.db import session
from lms.network.models import Unit, Wave
from lms.projects.models import Brief, Ritual
from lms.projects.queries.rituals import calendars, told_of
from lms.projects.rules.briefs import BRIEF, TOLD_AGAIN, ranked, seed_of
from lms.projects.rules.rituals import Told

EVERYWHERE = frozenset({"learning", "practice", "quotes", "label", "coaching", "project"})
Chosen = Mapping[Part, Line | None]


def live_in(unit_id: UUID, day: date) -> frozenset[str]:
    """Return the capabilities open in a unit on ``day``."""
    return frozenset(
        session.scalars(
            select(Wave.capability).where(Wave.unit_id == unit_id, Wave.during.contains(day))
        )
    )


def day_began(unit: Unit, day: date) -> datetime:
    """Return the instant a business day of a unit began."""
    local = datetime.combine(day, unit.day_cut, tzinfo=clock.zone_info(unit.zone))
    return local.astimezone(UTC)


def candidates(unit: Unit, day: date, parts: Collection[Part]) -> dict[Part, list[Line]]:
    """Return what could be said of each of ``parts`` that day, in its order."""
    seed = seed_of(unit.id, day)
    asked = Asked(
        unit_id=unit.id, day=day, now=clock.now(), seed=seed, parts=frozenset(parts)
    )  # fmt: skip
    found: dict[Part, list[Line]] = {part: [] for part in parts}
    for line in briefs.lines(asked, live_in(unit.id, day)):
        found[line.part].append(line)
    since = day_began(unit, day)
    return {part: ranked(lines, seed, since) for part, lines in found.items()}


def first_of(unit: Unit, day: date, parts: Collection[Part] = BRIEF) -> dict[Part, Line | None]:
    """Return the first line of each of ``parts``: what the day composes by itself."""
    found = candidates(unit, day, parts)
    return {part: next(iter(found[part]), None) for part in parts}


def written(chosen: Chosen) -> dict[str, Any]:
    """Return what is kept of a brief: keys, and the words of what nobody may take back."""
    return {part.value: _written(line) for part, line in chosen.items() if line is not None}


def _written(line: Line) -> dict[str, Any]:
    if line.part in TOLD_AGAIN:
        return {"key": line.key}
    return {
        "key": line.key,
        "words": line.words,
        "body": list(line.body),
        "about": line.about,
        "url": line.url,
    }


def find_brief(unit_id: UUID, day: date, *, lock: bool = False) -> Brief | None:
    """Return the brief of a day, when it was composed already."""
    return session.get(Brief, (unit_id, day), with_for_update=lock or None)


def lines_of(unit: Unit, day: date, row: Brief | None) -> dict[Part, Line | None]:
    """Return what a brief shows: what was composed, less what was taken back since.

    A card or a thank-you taken back, or that was not there yet, gives its place to what there is
    now; the rest holds all day.
    """
    if row is None:
        return first_of(unit, day)
    kept = row.parts
    found: dict[Part, Line | None] = dict.fromkeys(BRIEF)
    found |= {
        part: _read(part, kept[part]) for part in BRIEF if part in kept and part not in TOLD_AGAIN
    }
    keys = {kept[part]["key"] for part in TOLD_AGAIN if part in kept}
    if keys:
        found |= {line.part: line for line in _again(unit, day, keys)}
    missing = [part for part in BRIEF if part in TOLD_AGAIN and found[part] is None]
    return found | first_of(unit, day, missing) if missing else found


def _read(part: Part, kept: Mapping[str, Any]) -> Line:
    return Line(
        part=part,
        key=kept["key"],
        words=kept["words"],
        body=tuple(kept["body"]),
        about=kept["about"],
        url=kept["url"],
    )


def _again(unit: Unit, day: date, keys: Iterable[str]) -> list[Line]:
    """Read again the lines that may have been taken back."""
    asked = Asked(
        unit_id=unit.id, day=day, now=clock.now(), seed=seed_of(unit.id, day), parts=TOLD_AGAIN,
        keys=frozenset(keys),
    )  # fmt: skip
    return briefs.lines(asked, EVERYWHERE)


@dataclass(frozen=True, slots=True)
class Held:
    """The brief as a ritual: whether there is one, whether it was held, how often this week."""

    ritual_id: UUID | None
    minutes: int
    is_held: bool
    this_week: int


def held_on(unit_id: UUID, day: date) -> Held:
    """Return what was said of the brief's ritual on ``day``."""
    ritual = find_ritual(unit_id, day)
    if ritual is None:
        return Held(None, MINUTES, is_held=False, this_week=0)
    monday = day - timedelta(days=day.weekday())
    told = told_of([ritual.id], monday, day).get(ritual.id, {})
    held = [on for on, said in told.items() if said is Told.HELD]
    return Held(ritual.id, ritual.minutes, is_held=day in held, this_week=len(held))


MINUTES = 3
"""What a brief takes, when its ritual is set up by itself."""


def find_ritual(unit_id: UUID, day: date) -> Ritual | None:
    """Return the ritual a unit holds by reading its brief, None without one."""
    return session.scalar(
        select(Ritual)
        .where(
            Ritual.unit_id == unit_id,
            Ritual.is_brief,
            Ritual.starts_on <= day,
            (Ritual.ends_on.is_(None)) | (Ritual.ends_on >= day),
        )
        .order_by(Ritual.created_at, Ritual.id)
        .limit(1)
    )


AHEAD = timedelta(days=14)
"""How far the next opening day is looked for."""


def next_open(unit_id: UUID, day: date) -> date | None:
    """Return ``day`` when a unit opens then, else its next opening day; None for a long closure."""
    calendar = calendars([unit_id], day, day + AHEAD)[unit_id]
    days = (day + timedelta(days=n) for n in range(AHEAD.days + 1))
    return next((one for one in days if calendar.is_open(one)), None)
