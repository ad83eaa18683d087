"""How many people could have lived a card: the crowd behind its facets (A3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.dialects.postgresql import Range

from lms.accounts.models import Person
from lms.core.access import Capability, Role
from lms.core.db import session
from lms.core.periods import PeriodKind, period_named, period_of
from lms.network.models import Mandate, Membership, Unit, Wave
from lms.network.rules import CHANNELS
from lms.quotes.policies import wanted
from lms.quotes.rules.facets import Crowd, Facets, Wanted
from lms.referential.models import Channel, ChannelMoment, Moment, Version

SPOKEN: Final = {
    "magasin": "store",
    "boutique": "store",
    "telephone": "phone",
    "en-ligne": "online",
    "internet": "online",
    "livraison": "delivery",
}
"""Channels of a referential, by their code, as units name theirs."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The crowd behind some facets, and those to be dropped until it is wide enough."""

    facets: Facets
    """What may be shown: the facets asked, or fewer."""
    crowd: Crowd
    asked: Crowd
    """The crowd behind the facets as asked."""
    wanted: Wanted
    dropped: tuple[str, ...]

    @property
    def is_wide(self) -> bool:
        """Tell whether the card may come out, with the facets that are left."""
        return self.wanted.met_by(self.crowd)


class Crowds:
    """Crowds counted once each, while the network stays as it is: within one command or page.

    Only channels tell crowds apart: a moment by those where it is lived, themes and levels not.
    """

    def __init__(self) -> None:
        """Begin with nothing counted."""
        self._channels: dict[UUID, frozenset[str]] = {}
        self._counted: dict[tuple[frozenset[str], str], Crowd] = {}

    def count(self, facets: Facets, during: Range[date]) -> Crowd:
        """Count who could have been the reporter of a card with ``facets`` in a period."""
        channels = self._where(facets)
        key = channels, str(during)
        if key not in self._counted:
            self._counted[key] = _count(channels, during)
        return self._counted[key]

    def _where(self, facets: Facets) -> frozenset[str]:
        if facets.channel:
            return frozenset({facets.channel})
        if facets.moment_uid is None:
            return frozenset()
        if facets.moment_uid not in self._channels:
            self._channels[facets.moment_uid] = frozenset(_channels_of(facets.moment_uid))
        return self._channels[facets.moment_uid]


def stand(
    facets: Facets, day: date, quarter: str | None = None, crowds: Crowds | None = None
) -> Standing:
    """Return the widest set of ``facets`` that keeps the crowd large enough in the quarter.

    Facets are dropped one by one until it is; when even none is enough, the card may not come out.
    ``day`` bounds the quarter: nobody hired later could have been the reporter. With ``crowds``,
    what was counted for other facets serves again.
    """
    period = period_named(quarter) if quarter else period_of(day, PeriodKind.QUARTER)
    during = Range(period.first, min(period.after, day + timedelta(days=1)))
    known = crowds or Crowds()
    asked = None
    for kept, dropped in facets.generalised():
        crowd = known.count(kept, during)
        asked = asked or crowd
        standing = Standing(kept, crowd, asked, wanted(), dropped)
        if standing.is_wide:
            return standing
    return standing


def _count(channels: frozenset[str], during: Range[date]) -> Crowd:
    units = _units(channels, during)
    people, places = session.execute(
        select(
            func.count(Membership.person_id.distinct()), func.count(Membership.unit_id.distinct())
        )
        .join(Person, Person.id == Membership.person_id)
        .where(
            Membership.unit_id.in_(units),
            *_meets(Membership.during, during),
            Person.erased_at.is_(None),
        )
    ).one()
    coaches = session.scalar(
        select(func.count(Mandate.person_id.distinct())).where(
            Mandate.kind == Role.COACH.value,
            Mandate.unit_id.in_(units),
            *_meets(Mandate.during, during),
        )
    )
    return Crowd(people, places, coaches or 0)


def _meets(column: Any, during: Range[date]) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that a period has a day in ``during``, as plain comparisons.

    With ``&&`` and values it does not know, the planner expects so few rows that it reads the whole
    index of periods again for each unit: seconds instead of a tenth in a large network.
    """
    return (
        or_(func.lower_inf(column), func.lower(column) < during.upper),
        or_(func.upper_inf(column), func.upper(column) > during.lower),
    )


def _units(channels: frozenset[str], during: Range[date]) -> Select[UUID]:
    """Select the units where Quotes was live and that have one of ``channels``, if any is said."""
    found = (
        select(Unit.id)
        .join(Wave, Wave.unit_id == Unit.id)
        .where(Wave.capability == Capability.QUOTES.value, *_meets(Wave.during, during))
    )
    return found.where(Unit.channels.overlap(sorted(channels))) if channels else found


def _channels_of(moment_uid: UUID) -> set[str]:
    """Return the channels where a moment is lived; empty: anywhere, or not said in our words."""
    codes = session.scalars(
        select(Channel.code)
        .join(ChannelMoment, ChannelMoment.channel_id == Channel.id)
        .join(Moment, Moment.id == ChannelMoment.moment_id)
        .join(Version, Version.id == Moment.version_id)
        .where(Moment.uid == moment_uid, Version.state == "published")
    )
    return _as_units_say(codes)


def _as_units_say(codes: Iterable[str]) -> set[str]:
    said = {SPOKEN.get(code, code) for code in codes}
    return said if said <= set(CHANNELS) else set()
