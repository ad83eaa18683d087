"""What a referential must hold before it is published, and the moves of its versions."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

ATTITUDES: Final = 3
MOST_MOMENTS: Final = 5


class Kind(StrEnum):
    """What a referential speaks of; the last two mirror the first."""

    SERVICE = "service"
    MANAGEMENT = "management"
    COOPERATION = "cooperation"


class State(StrEnum):
    """Where a version is in its life."""

    DRAFT = "draft"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"


MOVES: Final[dict[State, dict[str, State]]] = {
    State.DRAFT: {"publish": State.PUBLISHED},
    State.PUBLISHED: {"supersede": State.SUPERSEDED},
    State.SUPERSEDED: {},
}


class Gap(StrEnum):
    """What keeps a draft from being published."""

    ATTITUDES = "attitudes"
    PROMISE = "promise"
    CHANNELS = "channels"
    TOO_FEW_MOMENTS = "too_few_moments"
    TOO_MANY_MOMENTS = "too_many_moments"
    NO_RITUAL = "no_ritual"
    BLANK = "blank"


@dataclass(frozen=True, slots=True)
class Missing:
    """A gap, and the name of the item it is about."""

    gap: Gap
    about: str = ""


@dataclass(frozen=True, slots=True)
class MomentShape:
    """What publication looks at in a moment."""

    name: str
    rituals: int


@dataclass(frozen=True, slots=True)
class ChannelShape:
    """What publication looks at in a channel."""

    name: str
    moments: Sequence[MomentShape]


def gaps(attitudes: Sequence[str], promise: str, channels: Sequence[ChannelShape]) -> list[Missing]:
    """Return what is missing, empty when the draft may be published."""
    found: list[Missing] = []
    if len([name for name in attitudes if name.strip()]) != ATTITUDES:
        found.append(Missing(Gap.ATTITUDES))
    if not promise.strip():
        found.append(Missing(Gap.PROMISE))
    if not channels:
        found.append(Missing(Gap.CHANNELS))
    for channel in channels:
        if not channel.moments:
            found.append(Missing(Gap.TOO_FEW_MOMENTS, channel.name))
        if len(channel.moments) > MOST_MOMENTS:
            found.append(Missing(Gap.TOO_MANY_MOMENTS, channel.name))
    bare = {m.name for c in channels for m in c.moments if not m.rituals}
    return found + [Missing(Gap.NO_RITUAL, name) for name in sorted(bare)]
