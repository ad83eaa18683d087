"""One way to move along a machine, with the business date the ledgers keep."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import func, select

from lms.core import workflow
from lms.core.access import Role
from lms.core.db import session
from lms.core.workflow import Machine, Subject


class Moved(Protocol):
    """A row with an identifier and a state."""

    id: Any
    state: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class By:
    """Who acts, with what roles over the place, on what business date."""

    person_id: UUID | None
    roles: frozenset[Role]
    today: date
    now: datetime


def move(machine: Machine, row: Moved, action: str, facts: object, by: By) -> str:
    """Do ``action`` on ``row``, its guards reading ``facts``; return the new state.

    The row is flushed by the caller, once all it needs in its new state is written. Raises
    MoveUndeclared, MoveNotYours or MoveHeldBack, all in words.
    """
    with session.no_autoflush:
        return workflow.apply(
            machine, Subject(row, facts), action, actor_id=by.person_id, roles=by.roles
        )


def next_number(column: Any, *which: Any) -> int:
    """Return the number of the next row of a ledger among those that answer ``which``."""
    return int(session.scalar(select(func.coalesce(func.max(column), 0)).where(*which)) or 0) + 1


def everybody(roles: Iterable[Role] = tuple(Role)) -> frozenset[Role]:
    """Return all roles: the application itself acts."""
    return frozenset(roles)
