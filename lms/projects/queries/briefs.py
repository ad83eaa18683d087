"""The morning brief of a unit as it stands today, and what else could be in it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Date, bindparam, select
from sqlalchemy.dialects.postgresql import distinct_on

from lms.core import briefs, clock
from lms.core.access import Capability, Viewer
from lms.core.asking import TODAY, UNIT, Question, Wanted, ask
from lms.core.briefs import Asked, Line, Part
from lms.core.db import session
from lms.network.models import Wave
from lms.projects.models import Brief, Occurrence, Ritual
from lms.projects.queries import places
from lms.projects.queries.places import Place, Seen
from lms.projects.queries.rituals import OPEN_UNITS, Opened, open_days, open_span
from lms.projects.rules.briefs import BRIEF, TOLD_AGAIN, ranked, seed_of
from lms.projects.rules.rituals import Told

EVERYWHERE = frozenset(Capability)
Chosen = Mapping[Part, Line | None]


def live_in(unit_id: UUID, day: date) -> frozenset[str]:
    """Return the capabilities open in a unit on ``day``."""
    return frozenset(
        session.scalars(
            select(Wave.capability).where(Wave.unit_id == unit_id, Wave.during.contains(day))
        )
    )


def day_began(unit: Place, day: date) -> datetime:
    """Return the instant a business day of a unit began."""
    local = datetime.combine(day, unit.day_cut, tzinfo=clock.zone_info(unit.zone))
    return local.astimezone(UTC)


def candidates(
    unit: Place, day: date, parts: Collection[Part], live: frozenset[str] | None = None
) -> dict[Part, list[Line]]:
    """Return what could be said of each of ``parts`` that day, in its order.

    ``live``: the capabilities open there that day, where they are known.
    """
    seed = seed_of(unit.id, day)
    asked = Asked(
        unit_id=unit.id, day=day, now=clock.now(), seed=seed, parts=frozenset(parts)
    )  # fmt: skip
    found: dict[Part, list[Line]] = {part: [] for part in parts}
    for line in briefs.lines(asked, live_in(unit.id, day) if live is None else live):
        found[line.part].append(line)
    since = day_began(unit, day)
    return {part: ranked(lines, seed, since) for part, lines in found.items()}


def first_of(
    unit: Place, day: date, parts: Collection[Part] = BRIEF, live: frozenset[str] | None = None
) -> dict[Part, Line | None]:
    """Return the first line of each of ``parts``: what the day composes by itself."""
    found = candidates(unit, day, parts, live)
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


def lines_of(
    unit: Place, day: date, row: Brief | None, live: frozenset[str] | None = None
) -> dict[Part, Line | None]:
    """Return what a brief shows: what was composed, less what was taken back since.

    A card or a thank-you taken back, or that was not there yet, gives its place to what there is
    now; the rest holds all day.
    """
    if row is None:
        return first_of(unit, day, live=live)
    kept = row.parts
    found: dict[Part, Line | None] = dict.fromkeys(BRIEF)
    found |= {
        part: _read(part, kept[part]) for part in BRIEF if part in kept and part not in TOLD_AGAIN
    }
    keys = {kept[part]["key"] for part in TOLD_AGAIN if part in kept}
    if keys:
        found |= {line.part: line for line in _again(unit, day, keys)}
    missing = [part for part in BRIEF if part in TOLD_AGAIN and found[part] is None]
    return found | first_of(unit, day, missing, live) if missing else found


def _read(part: Part, kept: Mapping[str, Any]) -> Line:
    return Line(
        part=part,
        key=kept["key"],
        words=kept["words"],
        body=tuple(kept["body"]),
        about=kept["about"],
        url=kept["url"],
    )


def _again(unit: Place, day: date, keys: Iterable[str]) -> list[Line]:
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


MINUTES = 3
"""What a brief takes, when its ritual is set up by itself."""


def find_ritual(unit_id: UUID, day: date) -> Ritual | None:
    """Return the ritual a unit holds by reading its brief, None without one."""
    return session.scalar(_rituals(Ritual), {"asked_unit": unit_id, "asked_today": day})


AHEAD = timedelta(days=14)
"""How far the next opening day is looked for."""


@dataclass(frozen=True, slots=True)
class Morning:
    """A brief as its page and its paper show it: today's, or that of the next opening day."""

    here: Seen
    on: date | None
    """None: the store is closed for long."""
    lines: Mapping[Part, Line | None]
    held: Held

    @property
    def is_today(self) -> bool:
        """Tell whether it is to hold today."""
        return self.on == self.here.today


def morning(viewer: Viewer, unit_id: UUID) -> Morning:
    """Return the brief of a store the viewer may read; raises NotFound, foreign and missing."""
    given = places.seen_values(viewer, unit_id)
    told = ask(
        {"unit": places.seen_asked(viewer), **_day_asked()},
        given | _day_given(unit_id, given["asked_today"]),
    )
    here = places.seen(viewer, unit_id, told["unit"])
    if here.today != given["asked_today"]:
        told |= ask(_day_asked(), _day_given(unit_id, here.today))
    row: Any = next(iter(told["brief"]), None)
    calendar = Opened(told["open"])
    on = here.today if row is not None else _next_open(calendar, unit_id, here.today)
    live = frozenset(one.capability for one in told["live"]) if on == here.today else None
    lines = lines_of(here.unit, on, row, live) if on is not None else {}
    return Morning(here, on, lines, _held(told["ritual"], told["said"], here.today))


def _next_open(opened: Opened, unit_id: UUID, day: date) -> date | None:
    """Return ``day`` when a unit opens then, else its next opening day; None for a long closure."""
    calendar = opened.calendar(unit_id, day, day + AHEAD)
    days = (day + timedelta(days=n) for n in range(AHEAD.days + 1))
    return next((one for one in days if calendar.is_open(one)), None)


def _held(rituals: Sequence[Any], said: Sequence[Any], day: date) -> Held:
    """Return what was said of the brief's ritual on ``day``."""
    if not rituals:
        return Held(None, MINUTES, is_held=False, this_week=0)
    ritual = rituals[0]
    held = [
        one.on_date for one in said if one.ritual_id == ritual.id and one.state == Told.HELD.value
    ]
    return Held(ritual.id, ritual.minutes, is_held=day in held, this_week=len(held))


MONDAY = bindparam("projects_monday", type_=Date)


def _day_given(unit_id: UUID, day: date) -> dict[str, Any]:
    return {
        "asked_unit": unit_id,
        "asked_today": day,
        "projects_monday": day - timedelta(days=day.weekday()),
        "open_units": [unit_id],
        **open_span(day, day + AHEAD),
    }


@lru_cache
def _day_asked() -> dict[str, Question]:
    """Ask for the brief of a day, its ritual, what was said of it that week, opening days, waves."""
    own = select(Ritual.id).where(Ritual.unit_id == UNIT, Ritual.is_brief)
    key = (Occurrence.ritual_id, Occurrence.on_date)
    said = (
        select(*key, Occurrence.state)
        .where(Occurrence.ritual_id.in_(own), Occurrence.on_date.between(MONDAY, TODAY))
        .ext(distinct_on(*key))
        .order_by(*key, Occurrence.number.desc())
    )
    return {
        "brief": select(Brief.parts).where(Brief.unit_id == UNIT, Brief.on_date == TODAY),
        "ritual": _rituals(Ritual.id, Ritual.minutes),
        "said": said,
        "open": open_days(OPEN_UNITS),
        "live": select(Wave.capability).where(Wave.unit_id == UNIT, Wave.during.contains(TODAY)),
    }


def _rituals(*columns: Any) -> Wanted:
    """Select the ritual a unit holds by reading its brief on a day."""
    return (
        select(*columns)
        .where(
            Ritual.unit_id == UNIT,
            Ritual.is_brief,
            Ritual.starts_on <= TODAY,
            (Ritual.ends_on.is_(None)) | (Ritual.ends_on >= TODAY),
        )
        .order_by(Ritual.created_at, Ritual.id)
        .limit(1)
    )
