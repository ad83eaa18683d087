"""Kinds of notices, known by their code."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from flask_babel.speaklater import LazyString

from lms.core import wire
from lms.core.access import Capability, Role


class Urgency(StrEnum):
    """When a notice leaves by e-mail; in the app it is there at once, always."""

    AT_ONCE = "at_once"
    """Within seconds in working hours, else at the next working hour."""
    DAILY = "daily"
    """With the digest of the day."""
    WEEKLY = "weekly"
    """With the digest of the week, everybody at the same hour."""


class Channel(StrEnum):
    """Where a notice is told."""

    APP = "app"
    EMAIL = "email"


@dataclass(frozen=True, slots=True)
class About:
    """The page a notice leads to: an endpoint of ours and its arguments (identifiers only)."""

    endpoint: str
    args: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What a notice is about.

    ``name`` is the line of the screen where kinds are muted ("A path is given to me"). ``title`` is
    read on locked and shared screens and in the subject of mails: it names neither a person nor any
    content ("An answer waits for you"). ``body`` puts the values given to ``notify`` in words, for
    the person's own screen; it reads nothing. ``sample`` are values to show it with.
    """

    code: str
    name: LazyString
    title: LazyString
    body: Callable[..., str]
    audience: frozenset[Role]
    urgency: Urgency = Urgency.DAILY
    channels: frozenset[Channel] = frozenset(Channel)
    act: bool = False
    """It waits for the person: counted by the bell until settled."""
    mutable: bool = True
    confidential: bool = False
    """Its body is in no mail and on no shared screen; no page counts how many there are."""
    capability: Capability | None = None
    """Nothing is told where this is dark."""
    sample: Mapping[str, Any] = field(default_factory=dict)

    @property
    def limited(self) -> bool:
        """Tell whether it shares the person's one mail a day: all but alerts to those in charge."""
        return self.urgency is not Urgency.AT_ONCE or Role.EMPLOYEE in self.audience

    def put_in_words(self, values: Mapping[str, Any]) -> str:
        """Return the body for stored ``values``; those since renamed are ignored."""
        hints = wire.hints_of(self.body)
        known = {name: value for name, value in values.items() if name in hints}
        return self.body(**wire.decode_all(self.body, known))

    def example(self) -> str:
        """Return the body for the sample values."""
        return self.body(**self.sample)


KINDS: dict[str, Kind] = {}


def declare(kind: Kind) -> Kind:
    """Make ``kind`` known; raises ValueError for a code declared twice or an empty audience."""
    if kind.code in KINDS:
        message = f"notice {kind.code} is declared twice"
        raise ValueError(message)
    if not kind.audience or Channel.APP not in kind.channels:
        message = f"notice {kind.code}: nobody reads it, or not in the app"
        raise ValueError(message)
    KINDS[kind.code] = kind
    return kind
