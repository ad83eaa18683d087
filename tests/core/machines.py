"""T23: any machine tried in every state, by every role, with every action (house.md).

``enumerate_moves`` gives every case with what must happen; ``walk`` drives an object at random
through :func:`lms.core.workflow.apply` beside a model that knows the table only. A feature's test
reads: ``@pytest.mark.parametrize("case", enumerate_moves(MACHINE), ids=str)`` then ``check(case)``.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from lms.core import ids
from lms.core.access import Role
from lms.core.workflow import Machine, Move, MoveHeldBack, MoveNotYours, MoveUndeclared, apply
from lms.core.workflow import Subject as Guarded

STRANGE = "an action nobody declared"


@dataclass(frozen=True, slots=True)
class Case:
    """One state, one action, one role; ``to`` is where it must lead, None when refused."""

    machine: Machine
    state: str
    action: str
    role: Role
    to: str | None
    declared: bool

    def __str__(self) -> str:
        """Read as "draft-publish-learning_author"."""
        return f"{self.state}-{self.action}-{self.role}"


@dataclass
class Subject:
    """The least a machine moves: an identifier and a state."""

    state: str
    id: UUID = field(default_factory=ids.new_id)


def enumerate_moves(machine: Machine) -> list[Case]:
    """Return state x action x role, an undeclared action included."""
    return list(_cases(machine))


def _cases(machine: Machine) -> Iterator[Case]:
    for state, moves in machine.states.items():
        for action in sorted({*machine.actions, STRANGE}):
            move = moves.get(action)
            for role in Role:
                to = move.to if move and role in move.roles else None
                yield Case(machine, state, action, role, to, move is not None)


def check(case: Case, make: Callable[[str], Any] = Subject) -> None:
    """Try one case on an object made by ``make(state)`` that no guard holds back."""
    subject = make(case.state)
    try:
        after = apply(case.machine, subject, case.action, actor_id=None, roles={case.role})
    except MoveUndeclared:
        assert not case.declared
    except MoveNotYours:
        assert case.declared
        assert case.to is None
    else:
        assert after == case.to
    assert str(subject.state) == (case.to or case.state)


def attempts(machine: Machine) -> st.SearchStrategy[list[tuple[str, Role]]]:
    """Return a strategy of action and role sequences, strange ones included."""
    actions = st.sampled_from(sorted({*machine.actions, STRANGE}))
    return st.lists(st.tuples(actions, st.sampled_from(list(Role))), max_size=25)


def walk(machine: Machine, subject: Any, tries: Sequence[tuple[str, Role]]) -> list[str]:
    """Try each action in turn; the object moves exactly when the table says so."""
    path = [str(subject.state)]
    for action, role in tries:
        move = machine.states[path[-1]].get(action)
        legal = move is not None and role in move.roles
        try:
            apply(machine, subject, action, actor_id=None, roles={role})
        except (MoveUndeclared, MoveNotYours):
            assert not legal
        except MoveHeldBack:
            assert move is not None
            assert move.guard is not None
        else:
            assert legal
            assert move is not None
            path.append(move.to)
        assert str(subject.state) == path[-1]
    return path


def answers(machine: Machine) -> set[tuple[str, str, str, str]]:
    """Return (state, action, role, to) for all the machine allows, guards content."""
    found = set()
    for state, moves in machine.states.items():
        free = {action: Move(move.to, move.roles) for action, move in moves.items()}
        bare = Machine(machine.name, {**{each: {} for each in machine.states}, state: free})
        for action in machine.actions:
            for role in Role:
                try:
                    found.add((state, action, role.value, bare.step(state, action, {role})))
                except (MoveUndeclared, MoveNotYours):
                    continue
    return found


def wanted(table: Mapping[str, str]) -> set[tuple[str, str, str, str]]:
    """Return what a table written by hand allows: ``{state: "action:role,role>to ..."}``."""
    return {
        (state, action, role, to)
        for state, words in table.items()
        for word in words.split()
        for act, to in (word.split(">"),)
        for action, roles in (act.split(":"),)
        for role in roles.split(",")
    }


def attempt(machine: Machine, state: str, action: str, facts: Any) -> str:
    """Try a move with ``facts``, by somebody who may do it."""
    subject = Guarded(Subject(state), facts)
    return machine.step(state, action, machine.states[state][action].roles, subject)


def guarded(machines: Sequence[Machine]) -> set[tuple[str, str, str]]:
    """Return (machine, state, action) of every move with a guard."""
    return {
        (machine.name, state, action)
        for machine in machines
        for state, moves in machine.states.items()
        for action, move in moves.items()
        if move.guard
    }
