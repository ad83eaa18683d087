"""State machines as data: what is not declared cannot happen.

``Machine("lesson", {"draft": {"publish": Move("published", {Role.LEARNING_AUTHOR})}})``. The one
:func:`apply` checks the state, the role and the guard, changes the state and writes the audit; an
undeclared move is a 409 whoever asks.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from lms.core import audit
from lms.core.access import Role
from lms.core.errors import Forbidden, Refused
from lms.core.i18n import _

Guard = Callable[[Any], str | None]
"""Takes the object; returns None when the move is allowed, else the sentence that says why not."""

F = TypeVar("F")


@dataclass
class Subject:
    """A row and what its guards have to know: services gather ``facts``, guards read them."""

    row: Any
    facts: Any

    @property
    def id(self) -> UUID:
        """Return the row's identifier."""
        found: UUID = self.row.id
        return found

    @property
    def state(self) -> str:
        """Return the row's state."""
        found: str = self.row.state
        return found

    @state.setter
    def state(self, value: str) -> None:
        self.row.state = value


def asking(kind: type[F], *guards: Callable[[F], str | None]) -> Guard:
    """Return a guard that asks ``guards`` about the subject's facts; the first fault is said.

    A guarded move without its facts raises TypeError: nothing is allowed by forgetting.
    """

    def guard(subject: Any) -> str | None:
        facts = getattr(subject, "facts", None)
        if not isinstance(facts, kind):
            message = f"this move needs {kind.__name__}"
            raise TypeError(message)
        return next((fault for one in guards if (fault := one(facts))), None)

    return guard


class MoveUndeclared(Refused):
    """The machine knows no such action in the present state."""


class MoveNotYours(Forbidden):
    """The action exists in this state, for other roles."""


class MoveHeldBack(Refused):
    """The object is not ready for this move."""


@dataclass(frozen=True, slots=True)
class Move:
    """Where an action leads, who may do it, what must hold."""

    to: str
    roles: frozenset[Role]
    guard: Guard | None = None

    def __init__(self, to: str, roles: Iterable[Role], guard: Guard | None = None) -> None:
        """Keep the roles as a set."""
        object.__setattr__(self, "to", to)
        object.__setattr__(self, "roles", frozenset(roles))
        object.__setattr__(self, "guard", guard)


@dataclass(frozen=True)
class Machine:
    """A named machine; every state it leads to is one of its states, ends included."""

    name: str
    states: Mapping[str, Mapping[str, Move]]

    def __post_init__(self) -> None:
        """Refuse a machine that leads out of itself, or a move nobody may do."""
        for state, moves in self.states.items():
            for action, move in moves.items():
                if move.to not in self.states:
                    message = f"{self.name}: {state} --{action}--> {move.to}, which is no state"
                    raise ValueError(message)
                if not move.roles:
                    message = f"{self.name}: nobody may {action} from {state}"
                    raise ValueError(message)

    @property
    def actions(self) -> frozenset[str]:
        """Return every action the machine knows, in any state."""
        return frozenset(action for moves in self.states.values() for action in moves)

    def allowed(self, state: str, roles: Iterable[Role]) -> list[str]:
        """Return the actions open to ``roles`` from ``state``, guards aside, sorted."""
        held = frozenset(roles)
        return sorted(a for a, move in self.states.get(state, {}).items() if move.roles & held)

    def step(self, state: str, action: str, roles: Iterable[Role], subject: Any = None) -> str:
        """Return the state ``action`` leads to.

        Raises MoveUndeclared (409), MoveNotYours (403) or MoveHeldBack (409, the guard's sentence).
        """
        move = self.states.get(state, {}).get(action)
        if move is None:
            raise MoveUndeclared(_("This cannot be done at this stage."))
        if not move.roles & frozenset(roles):
            raise MoveNotYours(_("Somebody else has to do this."))
        held_back = move.guard(subject) if move.guard else None
        if held_back:
            raise MoveHeldBack(held_back)
        return move.to


def apply(
    machine: Machine,
    subject: Any,
    action: str,
    *,
    actor_id: UUID | None,
    roles: Iterable[Role],
    reason: str = "",
    thread: UUID | None = None,
) -> str:
    """Do ``action`` on ``subject`` (it has ``id`` and ``state``), audit it, return the new state.

    ``reason`` is a code. The caller holds the row's lock when two people may act at once.
    """
    before = str(subject.state)
    after = machine.step(before, action, roles, subject)
    subject.state = after
    audit.note(
        f"{machine.name}:{action}",
        machine.name,
        subject.id,
        actor_id=actor_id,
        fields=("state",),
        state_from=before,
        state_to=after,
        reason=reason,
        thread=thread,
    )
    return after
