"""One way to move along a machine of coaching: its guards read facts, refusals come in words."""

from collections.abc import Iterable
from typing import Any, Protocol
from uuid import UUID

from lms.core import workflow
from lms.core.access import Role
from lms.core.db import session
from lms.core.workflow import Machine, Subject


class Moved(Protocol):
    """A row with an identifier and a state."""

    id: Any
    state: Any


def move(
    machine: Machine,
    row: Moved,
    action: str,
    facts: object,
    *,
    actor_id: UUID | None,
    roles: Iterable[Role] | None = None,
) -> str:
    """Do ``action`` on ``row``; return the new state. Without ``roles`` it happens by itself.

    Raises MoveUndeclared, MoveNotYours or MoveHeldBack, all in words.
    """
    held = check(machine, row, action, facts, roles)
    after = workflow.apply(machine, Subject(row, facts), action, actor_id=actor_id, roles=held)
    session.flush()
    return after


def check(
    machine: Machine, row: Moved, action: str, facts: object, roles: Iterable[Role] | None
) -> Iterable[Role]:
    """Return the roles to move with; raises as :func:`move` does, and changes nothing."""
    known = machine.states.get(str(row.state), {}).get(action)
    held = roles if roles is not None else (known.roles if known else ())
    machine.step(str(row.state), action, held, Subject(row, facts))
    return held
