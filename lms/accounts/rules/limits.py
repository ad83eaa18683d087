"""How long a door stays open, by kind of session and by what the person is today."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from lms.core.access import Role

HEAD_OFFICE = frozenset(
    {Role.LEARNING_AUTHOR, Role.LABEL_OFFICER, Role.ADMINISTRATOR, Role.PRIVACY_OFFICER}
)
IN_CHARGE = frozenset({Role.UNIT_MANAGER, Role.DEPUTY, Role.COACH, Role.REGIONAL_LEAD})


class Kind(StrEnum):
    """On what a session lives."""

    OWN = "own"
    DESK = "desk"
    SHARED = "shared"


@dataclass(frozen=True, slots=True)
class Limit:
    """Longest life and longest rest of a session."""

    absolute: timedelta
    idle: timedelta


@dataclass(frozen=True, slots=True)
class Limits:
    """The limit of each kind of session, and the one head office adds."""

    own: Limit
    desk: Limit
    shared: Limit
    head: Limit


TOUCH_EVERY = timedelta(minutes=1)
TOUCH_SHARED = timedelta(seconds=15)


def limit_for(kind: Kind, roles: Iterable[Role], limits: Limits) -> Limit:
    """Return the shortest limit that applies: the kind's own, then what the roles demand."""
    found = [{Kind.OWN: limits.own, Kind.DESK: limits.desk, Kind.SHARED: limits.shared}[kind]]
    held = frozenset(roles)
    if held & IN_CHARGE:
        found.append(limits.desk)
    if held & HEAD_OFFICE:
        found.append(limits.head)
    return Limit(min(one.absolute for one in found), min(one.idle for one in found))


def is_open(limit: Limit, *, created_at: datetime, last_seen_at: datetime, now: datetime) -> bool:
    """Tell whether a session is still good at ``now`` under ``limit``."""
    return now < created_at + limit.absolute and now < last_seen_at + limit.idle


def roles_on(kind: Kind, roles: Iterable[Role]) -> frozenset[Role]:
    """Return the roles that count on a session: four digits on a shared tablet open no desk."""
    held = frozenset(roles)
    return held & {Role.EMPLOYEE} if kind is Kind.SHARED else held


def asks_again(roles: Iterable[Role]) -> bool:
    """Tell whether somebody with these roles types their secret again before weighty acts."""
    return bool(frozenset(roles) & HEAD_OFFICE)


def needs_touch(last_seen_at: datetime, now: datetime, *, shared: bool) -> bool:
    """Tell whether the last sight is old enough to be written again.

    At most once a minute; every 15 seconds on a shared tablet, which closes after two minutes.
    """
    return now - last_seen_at >= (TOUCH_SHARED if shared else TOUCH_EVERY)
