"""Those who carry a referential write it: groups, how many of each, what may be read of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from lms.core.access import Role
from lms.referential.rules.content import Gap, Missing


class Group(StrEnum):
    """Who speaks: nobody is ever said by more than this."""

    FRONTLINE = "frontline"
    MANAGERS = "managers"
    BRAND = "brand"


_BRAND: Final = {
    Role.LEARNING_AUTHOR,
    Role.LABEL_OFFICER,
    Role.ADMINISTRATOR,
    Role.PRIVACY_OFFICER,
}
_MANAGERS: Final = {Role.UNIT_MANAGER, Role.DEPUTY, Role.COACH, Role.REGIONAL_LEAD}
GAPS: Final = {
    Group.FRONTLINE: Gap.VOICES_FRONTLINE,
    Group.MANAGERS: Gap.VOICES_MANAGERS,
    Group.BRAND: Gap.VOICES_BRAND,
}


def group_of(roles: Iterable[Role]) -> Group:
    """Return the group somebody speaks for today; head office first, then who leads."""
    held = frozenset(roles)
    if held & _BRAND:
        return Group.BRAND
    return Group.MANAGERS if held & _MANAGERS else Group.FRONTLINE


@dataclass(frozen=True, slots=True)
class Heard:
    """How many people of a group took part: each on their own, and in workshops."""

    own: int = 0
    room: int = 0

    @property
    def people(self) -> int:
        """Return everybody together."""
        return self.own + self.room


def voice_gaps(heard: Mapping[Group, Heard], needed: Mapping[Group, int]) -> list[Missing]:
    """Return the groups that were not heard enough; ``about`` says how many people are missing."""
    return [
        Missing(GAPS[group], str(needed[group] - people))
        for group in Group
        if (people := heard.get(group, Heard()).people) < needed[group]
    ]


def readable(heard: Mapping[Group, Heard], least: int) -> frozenset[Group]:
    """Return the groups whose own words may be read: enough people that none is recognised.

    What was said aloud in a workshop was heard by the room: it is not concerned.
    """
    return frozenset(group for group, one in heard.items() if one.own >= least)


def end_of_consultation(begins: date, days: int) -> date:
    """Return the last day on which a consultation of ``days`` days may be answered."""
    return begins + timedelta(days=max(days, 1) - 1)


def consultation_gap(ends: date | None, today: date, days: int) -> list[Missing]:
    """Return what lacks when everybody has not had ``days`` days to read; 0 asks for nothing."""
    if not days or (ends is not None and today > ends):
        return []
    return [Missing(Gap.NOT_CONSULTED, ends.isoformat() if ends else "")]
