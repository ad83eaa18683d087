"""Customers by half hour of a unit: painted, sampled, counted; what each function asks for."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by, distinct_on

from lms.core.asking import UNIT, Row, ask
from lms.core.db import session
from lms.core.errors import NotFound
from lms.core.policy import number
from lms.network.models import Unit
from lms.projects import policies
from lms.projects.models import (
    Count,
    Function,
    Holder,
    Paint,
    Reference,
    ReferenceSlot,
    Sample,
    Week,
)
from lms.projects.rules import staffing
from lms.projects.rules.flows.painting import Sample as Sampled
from lms.projects.rules.flows.painting import Shade, as_sampled, calibrate, estimated, filled_in
from lms.projects.rules.flows.reference import Cell, Origin, Place, Quality, usual_week, week_of
from lms.projects.rules.flows.slots import Customers, Slot, averaged
from lms.projects.rules.staffing import Able, Need, Peak

DEFAULT_CHANNEL = "store"


def channels_of(unit: Unit) -> tuple[str, ...]:
    """Return the channels customers come by, the store's floor where nobody said."""
    return tuple(unit.channels) or (DEFAULT_CHANNEL,)


@dataclass(frozen=True, slots=True)
class Usual:
    """The week of one channel to work with: counted where it was, painted elsewhere."""

    channel: str
    quality: Quality
    """What the counted part rests on."""
    weeks: tuple[str, ...]
    painted: Mapping[Place, Shade]
    per_point: Fraction | None
    """Customers for a point of shade in half an hour; None until three hours are sampled."""
    samples: int
    cells: Mapping[Place, Cell]
    sampled: tuple[Sample, ...]
    """Hours somebody counted, the first first."""
    days: int
    """How many days something was counted."""
    is_served: bool
    """Some function of the unit serves customers who come by this channel."""

    @property
    def is_estimated(self) -> bool:
        """Tell whether some half hour is painted only."""
        return any(one.is_guess for one in self.cells.values())

    @property
    def is_sampled(self) -> bool:
        """Tell whether some half hour was counted in a few hours only."""
        return any(one.is_sampled for one in self.cells.values())

    @property
    def is_begun(self) -> bool:
        """Tell whether anybody painted, sampled or counted anything."""
        return bool(self.painted or self.sampled or self.days)


_PAINTED = select(Paint.channel, Paint.weekday, Paint.slot, Paint.shade).where(
    Paint.unit_id == UNIT
)
_APART = (
    select(Week.iso_week, Week.reason).where(Week.unit_id == UNIT).order_by(Week.iso_week.desc())
)
_SERVED = select(Function.channel).where(Function.unit_id == UNIT).distinct()
_KNOWN = {"painted": _PAINTED, "apart": _APART, "served": _SERVED}


def weeks_of(unit: Unit) -> dict[str, Usual]:
    """Return the usual week of each channel of a unit, in three statements."""
    known = ask(_KNOWN, {"asked_unit": unit.id})
    painted, strange = _by_channel(known["painted"]), {one.iso_week for one in known["apart"]}
    served = {one.channel for one in known["served"]}
    sampled, counted = _sampled(unit.id), _walls(unit.id)
    return {
        channel: _usual(
            channel,
            painted.get(channel, {}),
            sampled.get(channel, ()),
            counted.get(channel, {}),
            strange,
            is_served=channel in served,
        )
        for channel in channels_of(unit)
    }


def _usual(
    channel: str,
    shades: Mapping[Place, Shade],
    sampled: Sequence[Sample],
    counted: Mapping[date, Mapping[int, Customers]],
    strange: Collection[str],
    *,
    is_served: bool,
) -> Usual:
    """Return the usual week of a channel: counted where it was, sampled, then guessed."""
    seen = _on_shades(sampled, shades)
    samples = [Sampled(tuple(shades[one] for one in where), n) for where, n in seen]
    per_point = calibrate(samples, number(policies.SAMPLES))
    usual = usual_week(counted, strange, weeks=number(policies.WEEKS))
    guessed = {place: shade for place, shade in shades.items() if shade is not Shade.CLOSED}
    known = estimated(guessed, per_point) | (as_sampled(seen) if per_point else {})
    return Usual(
        channel=channel,
        quality=usual.quality,
        weeks=usual.weeks,
        painted=shades,
        per_point=per_point,
        samples=len(samples),
        cells=filled_in(usual.cells, known),
        sampled=tuple(sampled),
        days=len(counted),
        is_served=is_served,
    )


def _by_channel(rows: Iterable[Row]) -> dict[str, dict[Place, Shade]]:
    found: dict[str, dict[Place, Shade]] = {}
    for one in rows:
        found.setdefault(one.channel, {})[one.weekday, one.slot] = Shade(one.shade)
    return found


def _sampled(unit_id: UUID) -> dict[str, list[Sample]]:
    found: dict[str, list[Sample]] = {}
    asked = select(Sample).where(Sample.unit_id == unit_id).order_by(Sample.at, Sample.id)
    for one in session.scalars(asked):
        found.setdefault(one.channel, []).append(one)
    return found


def _on_shades(
    samples: Iterable[Sample], shades: Mapping[Place, Shade]
) -> list[tuple[list[Place], int]]:
    """Return the samples whose half hours are painted open: only those say what a shade is worth."""
    found = []
    for one in samples:
        places = [(one.on_date.isoweekday(), one.slot + more) for more in range(one.slots)]
        if all(shades.get(place, Shade.CLOSED) is not Shade.CLOSED for place in places):
            found.append((places, one.count))
    return found


KEY = (Count.channel, Count.on_date, Count.slot, Count.fold)


def _last(*which: ColumnElement[bool]) -> Select[str, date, int, int, int]:
    """Return the last number of each half hour counted."""
    asked = select(*KEY, Count.count).where(*which)
    return asked.ext(distinct_on(*KEY)).order_by(*KEY, Count.number.desc())


def _walls(unit_id: UUID) -> dict[str, dict[date, dict[int, Customers]]]:
    """Return the customers of each channel by day and half hour.

    A row a day is read, not 48; the days in which a number was said again are then read one by one.
    """
    day, is_again = (Count.channel, Count.on_date), func.max(Count.number) > 1
    # In the order of the index: sorted nowhere, and no table of arrays is built aside.
    slots_of, counts_of = (
        func.array_agg(aggregate_order_by(one, Count.slot, Count.fold, Count.number))
        for one in (Count.slot, Count.count)
    )
    asked = select(*day, slots_of, counts_of, is_again)
    days: dict[str, list[tuple[date, Sequence[int], Sequence[int]]]] = {}
    again: list[date] = []
    rows = session.execute(asked.where(Count.unit_id == unit_id).group_by(*day))
    for channel, on, slots, counts, twice in rows:
        if twice:
            again.append(on)
        days.setdefault(channel, []).append((on, slots, counts))
    found = {channel: averaged(known) for channel, known in days.items()}
    for channel, walls in _said_again(unit_id, again).items():
        found[channel] |= walls
    return found


def _said_again(
    unit_id: UUID, days: Collection[date]
) -> dict[str, dict[date, dict[int, Customers]]]:
    """Return some days with the last number of each of their half hours only."""
    if not days:
        return {}
    kept: dict[str, dict[date, tuple[list[int], list[int]]]] = {}
    rows = session.execute(_last(Count.unit_id == unit_id, Count.on_date.in_(days)))
    for row in rows:
        slots, counts = kept.setdefault(row[0], {}).setdefault(row[1], ([], []))
        slots.append(row[2])
        counts.append(row[4])
    return {
        channel: averaged((on, *held) for on, held in known.items())
        for channel, known in kept.items()
    }


def known_counts(unit_id: UUID, channel: str) -> dict[Slot, int]:
    """Return what was counted in a channel."""
    rows = session.execute(_last(Count.unit_id == unit_id, Count.channel == channel))
    return {Slot(row[1], row[2], row[3]): row[4] for row in rows}


def exceptional(unit_id: UUID) -> dict[str, str]:
    """Return the weeks set apart, with why, the last first."""
    return {row[0]: row[1] for row in session.execute(_APART, {"asked_unit": unit_id})}


def weeks_counted(unit_id: UUID) -> list[str]:
    """Return the ISO weeks in which something was counted, the last first."""
    days = session.scalars(select(Count.on_date).where(Count.unit_id == unit_id).distinct())
    return sorted({week_of(day) for day in days}, reverse=True)


@dataclass(frozen=True, slots=True)
class Frozen:
    """A usual week that was agreed on."""

    row: Reference
    cells: Mapping[str, Mapping[Place, Cell]]


def last_reference(unit_id: UUID) -> Frozen | None:
    """Return the usual week a unit agreed on last, None before the first."""
    row = session.scalar(
        select(Reference)
        .where(Reference.unit_id == unit_id)
        .order_by(Reference.version.desc())
        .limit(1)
    )
    if row is None:
        return None
    found: dict[str, dict[Place, Cell]] = {}
    for one in session.scalars(select(ReferenceSlot).where(ReferenceSlot.reference_id == row.id)):
        cell = Cell(Fraction(one.median), Fraction(one.p80), one.weeks, Origin(one.origin))
        found.setdefault(one.channel, {})[one.weekday, one.slot] = cell
    return Frozen(row, found)


def functions_of(unit_id: UUID) -> list[Function]:
    """Return what people do for customers in a unit, in its order."""
    return list(
        session.scalars(
            select(Function)
            .where(Function.unit_id == unit_id)
            .order_by(Function.place, Function.name, Function.id)
        )
    )


def channels_asked(weeks: Mapping[str, Usual]) -> tuple[str, ...]:
    """Return the channels whose usual week a diagnostic waits for, never none.

    Those begun, and those a function of the unit serves; another one does not apply yet.
    """
    found = tuple(one for one, usual in weeks.items() if usual.is_begun or usual.is_served)
    return found or tuple(weeks)[:1]


def get_function(function_id: UUID) -> Function:
    """Return a function; raises NotFound."""
    found = session.get(Function, function_id)
    if found is None:
        raise NotFound
    return found


def as_rule(row: Function) -> staffing.Function:
    """Return a function as staffing counts it."""
    return staffing.Function(
        code=row.code,
        handling=row.handling_s,
        share=Fraction(row.share_pct, 100),
        served=Fraction(row.target_pct, 100),
        within=row.target_s,
        occupancy=Fraction(row.occupancy_pct, 100),
    )


def holders_of(function_ids: Iterable[UUID]) -> list[Holder]:
    """Return who is able to hold each function, or learns it."""
    return list(session.scalars(select(Holder).where(Holder.function_id.in_(list(function_ids)))))


@dataclass(frozen=True, slots=True)
class Post:
    """A function over the usual week: people asked for, its peaks, who holds it alone."""

    row: Function
    week: Mapping[Place, Need]
    peaks: tuple[Peak, ...]
    alone: frozenset[UUID]
    is_told: bool
    """Somebody said of at least one person how they hold it."""


def posts_of(unit: Unit, weeks: Mapping[str, Usual] | None = None) -> list[Post]:
    """Return what each function of a unit asks for, and who is able to hold it alone.

    It starts from customers: nothing here knows who is planned, and nothing asks.
    """
    known = weeks if weeks is not None else weeks_of(unit)
    rows = functions_of(unit.id)
    alone: dict[UUID, set[UUID]] = {}
    for one in holders_of(row.id for row in rows):
        known_of = alone.setdefault(one.function_id, set())
        if one.able == Able.ALONE.value:
            known_of.add(one.person_id)
    found = []
    for row in rows:
        usual = known.get(row.channel)
        week = staffing.needs(usual.cells, as_rule(row)) if usual else {}
        held = frozenset(alone.get(row.id, ()))
        found.append(Post(row, week, staffing.peaks(week), held, is_told=row.id in alone))
    return found


@dataclass(frozen=True, slots=True)
class Chosen:
    """A half hour: customers in an hour, people each function asks for and who lacks."""

    weekday: int
    slot: int
    customers: Fraction
    is_estimated: bool
    is_sampled: bool
    """Counted by somebody in an hour or two, which is no habit of weeks."""
    lines: tuple[tuple[Post, int, int], ...]
    """Each post, people asked for, and how many are missing though all the team were there."""


def chosen_slot(
    posts: Iterable[Post], weeks: Mapping[str, Usual], asked: Place | None = None
) -> Chosen | None:
    """Return what a half hour asks for; by default the busiest of the week, None without figures."""
    known = list(posts)
    cells = {place: cell for one in weeks.values() for place, cell in one.cells.items()}
    if not cells:
        return None
    place = asked if asked in cells else max(cells, key=lambda one: (cells[one].p80, one))
    asks = {one.row.code: one.week[place].people for one in known if place in one.week}
    able = {one.row.code: [str(person) for person in one.alone] for one in known}
    missing = staffing.shortage(asks, able)
    here = [one.cells[place] for one in weeks.values() if place in one.cells]
    return Chosen(
        weekday=place[0],
        slot=place[1],
        customers=2 * sum((one.p80 for one in here), Fraction()),
        is_estimated=any(one.is_guess for one in here),
        is_sampled=any(one.is_sampled for one in here),
        lines=tuple(
            (one, asks[one.row.code], missing.get(one.row.code, 0))
            for one in known
            if one.row.code in asks
        ),
    )
