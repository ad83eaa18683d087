"""One way to move along a machine: the act's own roles unless the caller names those held."""

from collections.abc import Iterable
from typing import Any, Protocol
from uuid import UUID

from lms.core import workflow
from lms.core.access import Role
from lms.core.db import session
from lms.core.workflow import Machine
from lms.labels.rules.machines import Subject


class Moved(Protocol):
    """A row with an identifier and a state."""

    id: Any
    state: Any


def move(
    machine: Machine,
    row: Moved,
    action: str,
    facts: object = None,
    *,
    actor_id: UUID | None,
    roles: Iterable[Role] | None = None,
) -> str:
    """Do ``action`` on ``row``, its guards reading ``facts``; return the new state.

    Raises MoveUndeclared, MoveNotYours or MoveHeldBack, all in words.
    """
    known = machine.states.get(str(row.state), {}).get(action)
    held = roles if roles is not None else (known.roles if known else ())
    after = workflow.apply(machine, Subject(row, facts), action, actor_id=actor_id, roles=held)
    session.flush()
    return after
