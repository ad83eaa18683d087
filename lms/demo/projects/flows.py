"""The demo's painted weeks, a till's counts, functions and who holds them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from lms.core import clock
from lms.demo.projects import texts
from lms.projects.rules.flows.painting import Shade
from lms.projects.rules.flows.reference import Place
from lms.projects.rules.flows.slots import Slot
from lms.projects.rules.staffing import Able
from lms.projects.services import flows, rituals

if TYPE_CHECKING:
    from lms.demo.projects.scenes import Team

OPEN, SHUT = 20, 38
"""Half hours: from 10:00 to 19:00."""
SATURDAY: Final = 6
SUNDAY: Final = 7
USUAL: Final = {Shade.CALM: 7, Shade.NORMAL: 14, Shade.BUSY: 22, Shade.PEAK: 31}
"""Customers in half an hour."""


def shade_of(weekday: int, slot: int) -> Shade:
    """Return how busy the demo's stores are: evenings, Saturday afternoons."""
    if weekday == SATURDAY:
        return Shade.PEAK if 28 <= slot < 36 else Shade.BUSY  # noqa: PLR2004 - 14:00 to 18:00
    if slot >= 34:  # noqa: PLR2004 - from 17:00
        return Shade.BUSY if weekday < 5 else Shade.PEAK  # noqa: PLR2004 - Friday
    return Shade.CALM if slot < 24 else Shade.NORMAL  # noqa: PLR2004 - before noon


def paint(team: Team, at: datetime, samples: int = 3) -> None:
    """Paint the week in four strokes, and count a few hours."""
    with clock.frozen(at):
        by = team.by()
        rituals.set_opening(unit_id=team.store.id, weekdays=frozenset(range(1, SUNDAY)), by=by)
        channel = _channel(team)
        strokes: dict[Shade, list[Place]] = {}
        for weekday in range(1, SUNDAY):
            for slot in range(OPEN, SHUT):
                strokes.setdefault(shade_of(weekday, slot), []).append((weekday, slot))
        for shade, places in strokes.items():
            flows.paint(unit=team.unit, channel=channel, places=places, shade=shade, by=by)
        for slot in (20, 26, 34)[:samples]:
            on = by.today - timedelta(days=3)
            on -= timedelta(days=on.isoweekday() == SUNDAY)
            n = 2 * USUAL[shade_of(on.isoweekday(), slot)] + team.chance.randint(-2, 3)
            flows.sample(unit=team.unit, channel=channel, on=on, slot=slot, count=n, by=by)


def _channel(team: Team) -> str:
    from lms.projects.queries.flows import channels_of

    return channels_of(team.unit)[0]


def count(team: Team, weeks: int) -> None:
    """Bring a till's counts of so many weeks; the third one was unlike the others."""
    with clock.frozen(team.ago(18)):
        by = team.by()
        monday = by.today - timedelta(days=by.today.isoweekday() - 1)
        counts = {}
        for week in range(1, weeks + 1):
            for weekday in range(1, SUNDAY):
                on = monday - timedelta(weeks=week) + timedelta(days=weekday - 1)
                for slot in range(OPEN, SHUT):
                    usual = USUAL[shade_of(weekday, slot)] * (2 if week == 3 else 1)  # noqa: PLR2004
                    counts[Slot(on, slot)] = max(0, usual + team.chance.randint(-4, 6))
        flows.count(unit=team.unit, channel=_channel(team), counts=counts, by=by, source="csv")
        strange = (monday - timedelta(weeks=3)).isocalendar()
        flows.set_apart(
            unit_id=team.store.id,
            iso_week=f"{strange.year}-W{strange.week:02d}",
            reason="Soldes",
            by=by,
        )
        flows.agree(unit=team.unit, by=by)


def name_posts(team: Team, at: datetime) -> None:
    """Name the functions, and who holds each: nearly everybody the till, one person the pick-up."""
    with clock.frozen(at):
        by = team.by()
        for place, (name, handling, share) in enumerate(texts.FUNCTIONS):
            given = flows.Post(name=name, channel=_channel(team), handling=handling, share=share)
            made = flows.add_function(unit=team.unit, given=given, by=by)
            for rank, person in enumerate(team.people):
                able = Able.ALONE if rank % (place + 1) == 0 and rank < 8 - 3 * place else None
                if rank == 1 and place == 2:  # noqa: PLR2004 - somebody learns the pick-up
                    able = Able.LEARNING
                if able is not None:
                    flows.hold(function_id=made.id, person_id=person, able=able, by=by)
