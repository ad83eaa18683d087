"""Words and pure rules of the network: kinds, periods, mandates, what an act would change."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Final

from lms.core.access import Role

UNIT_KINDS: Final = ("store", "regional_office", "support_service", "head_office")
CHANNELS: Final = ("store", "phone", "online", "delivery")
DEFAULT_ZONE: Final = "Europe/Paris"
DEFAULT_DAY_CUT: Final = time(0)

UNIT_MANDATES: Final = (Role.UNIT_MANAGER, Role.DEPUTY, Role.COACH)
REGION_MANDATES: Final = (Role.REGIONAL_LEAD,)
NETWORK_MANDATES: Final = (
    Role.LEARNING_AUTHOR,
    Role.LABEL_OFFICER,
    Role.ADMINISTRATOR,
    Role.PRIVACY_OFFICER,
)
ONE_HOLDER: Final = frozenset({Role.UNIT_MANAGER, Role.COACH})

IMPORT_KINDS: Final = ("units", "people")
IMPORT_STATES: Final = ("read", "checked", "queued", "done", "failed", "undone")
OUTCOMES: Final = ("refused", "ended", "changed", "created")

UNDO_DAYS: Final = 7
"""Days during which an act or a whole import can be undone."""


@dataclass(frozen=True, slots=True)
class Period:
    """A half-open period of days: ``start`` included, ``end`` excluded, either may be open."""

    start: date | None
    end: date | None

    def holds(self, day: date) -> bool:
        """Tell whether ``day`` is inside."""
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)

    def overlaps(self, other: "Period") -> bool:
        """Tell whether one day at least is inside both."""
        starts = [d for d in (self.start, other.start) if d]
        ends = [d for d in (self.end, other.end) if d]
        return not starts or not ends or max(starts) < min(ends)


def scope_kind_of(kind: Role) -> str:
    """Return over what a mandate is held: unit, region or network; ValueError when over nothing."""
    if kind in UNIT_MANDATES:
        return "unit"
    if kind in REGION_MANDATES:
        return "region"
    if kind in NETWORK_MANDATES:
        return "network"
    message = f"{kind} is not given by mandate"
    raise ValueError(message)


def may_give(giver_roles: Iterable[Role], kind: Role) -> bool:
    """Tell whether holders of ``giver_roles`` may give a mandate of ``kind`` (scope aside).

    A manager chooses deputies, a regional lead also managers and coaches; only administrators
    give what reaches further.
    """
    held = frozenset(giver_roles)
    if Role.ADMINISTRATOR in held:
        return True
    if Role.REGIONAL_LEAD in held:
        return kind in UNIT_MANDATES
    return Role.UNIT_MANAGER in held and kind is Role.DEPUTY


def day_before(day: date) -> date:
    """Return the last day inside a period that ends on ``day``."""
    return day - timedelta(days=1)


def makes_a_loop(region: object, parent: object, parents: dict[object, object]) -> bool:
    """Tell whether putting ``region`` under ``parent`` would place it under itself."""
    seen: set[object] = set()
    above: object | None = parent
    while above is not None and above not in seen:
        if above == region:
            return True
        seen.add(above)
        above = parents.get(above)
    return False
