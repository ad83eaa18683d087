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


OWN = Limit(timedelta(days=90), timedelta(days=30))
DESK = Limit(timedelta(hours=12), timedelta(hours=12))
SHARED = Limit(timedelta(hours=12), timedelta(minutes=2))
HEAD = Limit(timedelta(hours=12), timedelta(minutes=30))

TOUCH_EVERY = timedelta(minutes=1)
TOUCH_SHARED = timedelta(seconds=15)
SECRET_FRESH = timedelta(minutes=30)


def limit_for(kind: Kind, roles: Iterable[Role]) -> Limit:
    """Return the shortest limit that applies: the kind's own, then what the roles demand."""
    limits = [{Kind.OWN: OWN, Kind.DESK: DESK, Kind.SHARED: SHARED}[kind]]
    held = frozenset(roles)
    if held & IN_CHARGE:
        limits.append(DESK)
    if held & HEAD_OFFICE:
        limits.append(HEAD)
    return Limit(min(one.absolute for one in limits), min(one.idle for one in limits))


def is_open(
    kind: Kind,
    roles: Iterable[Role],
    *,
    created_at: datetime,
    last_seen_at: datetime,
    now: datetime,
) -> bool:
    """Tell whether a session is still good at ``now`` for somebody who holds ``roles`` today.

    Somebody named manager this morning has a manager's limits at their next page.
    """
    limit = limit_for(kind, roles)
    return now < created_at + limit.absolute and now < last_seen_at + limit.idle


def roles_on(kind: Kind, roles: Iterable[Role]) -> frozenset[Role]:
    """Return the roles that count on a session: four digits on a shared tablet open no desk."""
    held = frozenset(roles)
    return held & {Role.EMPLOYEE} if kind is Kind.SHARED else held


def secret_is_fresh(
    roles: Iterable[Role], secret_checked_at: datetime | None, now: datetime
) -> bool:
    """Tell whether head-office people typed their secret recently enough for a weighty act."""
    if not frozenset(roles) & HEAD_OFFICE:
        return True
    return secret_checked_at is not None and now < secret_checked_at + SECRET_FRESH


def needs_touch(last_seen_at: datetime, now: datetime, *, shared: bool) -> bool:
    """Tell whether the last sight is old enough to be written again.

    At most once a minute; every 15 seconds on a shared tablet, which closes after two minutes.
    """
    return now - last_seen_at >= (TOUCH_SHARED if shared else TOUCH_EVERY)
