"""The small-network profile: proposed with its consequences, never applied silently."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import func, or_, select

from lms.core import clock, policy
from lms.core.db import session
from lms.core.errors import Refused
from lms.core.i18n import _
from lms.network.models import Unit, UnitRegion
from lms.network.rules import DEFAULT_ZONE

REGIONS: Final = 3
UNITS: Final = 20
NOTICE: Final = timedelta(days=30)
"""Everybody reads the new rules this long before they hold."""


@dataclass(frozen=True, slots=True)
class Change:
    """A rule the profile would change, and what follows."""

    code: str
    value: policy.Value
    consequence: str


def is_small() -> bool:
    """Tell whether the network has fewer than three regions or twenty units open today."""
    day = clock.today(DEFAULT_ZONE)
    units = session.scalar(
        select(func.count())
        .select_from(Unit)
        .where(Unit.kind == "store", or_(Unit.closed_on.is_(None), Unit.closed_on > day))
    )
    regions = session.scalar(
        select(func.count(UnitRegion.region_id.distinct())).where(UnitRegion.during.contains(day))
    )
    return (units or 0) < UNITS or (regions or 0) < REGIONS


def propose() -> tuple[Change, ...]:
    """Return what the profile would change. The size of crowds and batches never falls."""
    return (
        Change(
            "quotes.reader.elsewhere",
            False,
            _(
                "The second reader may be of the same region: they know more stores, "
                "so that they recognise more easily where a card comes from."
            ),
        ),
        Change(
            "quotes.reader.months",
            6,
            _("The second reader may have coached the store more than six months ago."),
        ),
        Change(
            "quotes.committee.people",
            1,
            _("One person may take a card out, with a reason that is kept."),
        ),
    )


def adopt(*, actor_id: UUID, reason: str) -> None:
    """Decide the profile, in force in thirty days. Raises Refused for a network that is not small.

    Raises Invalid without a reason.
    """
    if not is_small():
        raise Refused(_("This profile is for fewer than three regions or twenty stores."))
    start = clock.now() + NOTICE
    for change in propose():
        policy.decide(
            change.code, change.value, decided_by=actor_id, reason=reason, valid_from=start
        )
