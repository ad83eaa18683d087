"""What a referential must hold before it is published, and the moves of its versions."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
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
    CONSULTATION = "consultation"
    """Read and commented by everybody, its words held still meanwhile."""
    PUBLISHED = "published"
    SUPERSEDED = "superseded"


OPEN: Final = (State.DRAFT, State.CONSULTATION)
"""Not published yet: a referential has one such version at most."""

MOVES: Final[dict[State, dict[str, State]]] = {
    State.DRAFT: {"consult": State.CONSULTATION, "publish": State.PUBLISHED},
    State.CONSULTATION: {"reopen": State.DRAFT, "publish": State.PUBLISHED},
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
    NO_CHANNEL = "no_channel"
    NO_EXPECTATION = "no_expectation"
    NO_FEELING = "no_feeling"
    NO_SERVICE = "no_service"
    NO_MIRROR = "no_mirror"
    MIRROR_UNKNOWN = "mirror_unknown"
    MIRROR_TWICE = "mirror_twice"
    MIRRORS_NOTHING = "mirrors_nothing"
    LINEAGE = "lineage"
    VOICES_FRONTLINE = "voices_frontline"
    VOICES_MANAGERS = "voices_managers"
    VOICES_BRAND = "voices_brand"
    NOT_CONSULTED = "not_consulted"
    LANGUAGE = "language"


@dataclass(frozen=True, slots=True)
class Missing:
    """A gap, and the name of the item it is about."""

    gap: Gap
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attitude:
    """One of the three: an adjective and what it means here."""

    code: str
    name: str
    meaning: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A moment of truth, with what the team does and what shows it."""

    code: str
    name: str
    expectation: str = ""
    emotion: str = ""
    rituals: tuple[str, ...] = ()
    clues: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A way customers meet the network, and its moments in order, by code."""

    code: str
    name: str
    moments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Skill:
    """Something one knows how to do, and the moments that call for it, by code."""

    code: str
    name: str
    moments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mirror:
    """What answers an item of the service referential, or why nothing does."""

    kind: str
    """attitude or moment"""
    service: str
    """Code of the item of the service referential."""
    by: str = ""
    """Code of the item that mirrors it, of the same kind; empty: no mirror."""
    reason: str = ""
    """Why there is no mirror, read by everybody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Said by who writes: an item comes from another of the version before (split, merged)."""

    kind: str
    """attitude, moment or skill"""
    before: str
    after: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Everything a version says."""

    language: str = "fr"
    promise: str = ""
    attitudes: tuple[Attitude, ...] = ()
    moments: tuple[Moment, ...] = ()
    channels: tuple[Channel, ...] = ()
    skills: tuple[Skill, ...] = ()
    mirrors: tuple[Mirror, ...] = ()
    """Empty in the service referential, which mirrors nothing."""
    origins: tuple[Origin, ...] = ()

    @property
    def digest(self) -> str:
        """Return the hash of all that can be read: same words, same hash.

        Where an item comes from is no word of the version; mirrors count once there are some.
        """
        said = asdict(replace(self, origins=()))
        del said["origins"]
        if not self.mirrors:
            del said["mirrors"]
        words = json.dumps(said, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(words.encode()).hexdigest()


def gaps(content: Content) -> list[Missing]:
    """Return what is missing, empty when the draft may be published."""
    found: list[Missing] = []
    if len(content.attitudes) != ATTITUDES:
        found.append(Missing(Gap.ATTITUDES))
    if not content.promise.strip():
        found.append(Missing(Gap.PROMISE))
    if not content.channels:
        found.append(Missing(Gap.CHANNELS))
    for channel in content.channels:
        if not channel.moments:
            found.append(Missing(Gap.TOO_FEW_MOMENTS, channel.name))
        if len(channel.moments) > MOST_MOMENTS:
            found.append(Missing(Gap.TOO_MANY_MOMENTS, channel.name))
    placed = {code for channel in content.channels for code in channel.moments}
    for moment in content.moments:
        if not moment.rituals and not moment.clues:
            found.append(Missing(Gap.NO_RITUAL, moment.name))
        if moment.code not in placed:
            found.append(Missing(Gap.NO_CHANNEL, moment.name))
        if not moment.expectation.strip():
            found.append(Missing(Gap.NO_EXPECTATION, moment.name))
        if not moment.emotion.strip():
            found.append(Missing(Gap.NO_FEELING, moment.name))
    return found


def code_of(name: str, taken: Iterable[str]) -> str:
    """Return a code made from ``name`` and not in ``taken``: "Au revoir" gives au-revoir."""
    flat = unicodedata.normalize("NFKD", name.casefold().replace("œ", "oe"))
    bare = "".join(sign for sign in flat if not unicodedata.combining(sign))
    base = re.sub(r"[^a-z0-9]+", "-", bare).strip("-")[:40] or "item"
    known, code, number = set(taken), base, 1
    while code in known:
        number += 1
        code = f"{base}-{number}"
    return code
