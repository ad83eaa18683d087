"""Every state x action x role of the three machines, against a table written by hand; every guard."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from lms.core.access import Role
from lms.core.workflow import Machine, Move, MoveHeldBack
from lms.projects.rules.machines import (
    ACTION,
    PILOT,
    PROJECT,
    ActionFacts,
    PilotFacts,
    ProjectFacts,
)
from tests.core.machines import answers, attempt, guarded, wanted

pytestmark = pytest.mark.usefixtures("english")

ALL = ",".join(sorted(Role))
H, L, V = (
    "deputy,regional_lead,unit_manager",
    "regional_lead",
    "coach,deputy,regional_lead,unit_manager",
)
LIVE = ("framing", "diagnosing", "planning", "running", "reviewing")
S = f"suspend:{H}>suspended"

EXPECTED = {
    "projects_project": {
        "framing": f"diagnose:{H}>diagnosing {S}",
        "diagnosing": f"plan:{H}>planning {S}",
        "planning": f"run:{H}>running rework:{H}>diagnosing {S}",
        "running": f"review:{H}>reviewing {S}",
        "reviewing": f"close:{H}>closed run_on:{H}>running {S}",
        "suspended": " ".join(f"resume_{state}:{H}>{state}" for state in LIVE),
        "closed": "",
    },
    "projects_action": {
        "proposed": f"accept:{H}>accepted abandon:{H}>abandoned",
        "accepted": f"assign:{H}>accepted begin:{ALL}>in_progress release:{H}>accepted abandon:{H}>abandoned",
        "in_progress": f"finish:{ALL}>done release:{H}>accepted abandon:{H}>abandoned",
        "done": f"verify:{V}>verified fail:{V}>ineffective",
        "ineffective": f"try_again:{H}>accepted abandon:{H}>abandoned",
        "verified": "",
        "abandoned": "",
    },
    "projects_pilot": {
        "chosen": f"live:{L}>lived fail:{L}>failed",
        "lived": f"review:{L}>reviewed fail:{L}>failed",
        "failed": f"replace:{L}>replaced",
        "reviewed": "",
        "replaced": "",
    },
}
MACHINES = [PROJECT, ACTION, PILOT]


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.name)
def test_every_state_action_and_role_is_as_the_table_says(machine: Machine):
    assert set(machine.states) == set(EXPECTED[machine.name])
    assert answers(machine) == wanted(EXPECTED[machine.name])


def test_canary_a_coach_who_may_close_a_project_is_seen():
    states = {**PROJECT.states, "reviewing": {"close": Move("closed", {Role.COACH})}}
    assert answers(Machine(PROJECT.name, states)) != wanted(EXPECTED[PROJECT.name])


ALICE, MARION, KARIM = (UUID(int=n) for n in (1, 2, 3))
TODAY = date(2026, 11, 20)
GOOD = ProjectFacts(
    meaning="Our regulars wait",
    has_objective=True,
    sections=frozenset({"voice", "walk", "flows", "skills"}),
    validated=frozenset({"voice", "walk", "flows"}),
    gaps=frozenset({"g1", "g2", "g3"}),
    answered=frozenset({"g1", "g2"}),
    waived=frozenset({"skills", "g3"}),
    is_reviewed=True,
    reason="works in the street",
)
TAKEN = ActionFacts(
    actor=ALICE,
    owner=ALICE,
    when_words="When three people wait",
    do_words="I open the second till",
    due_on=TODAY,
    today=TODAY,
    open_actions=2,
    reason="the till is gone",
)
JUDGED = replace(TAKEN, actor=KARIM, done_by=MARION, effect="nobody waits over 5 minutes")
GONE = replace(TAKEN, owner_is_here=False)
PILOTED = PilotFacts(
    reason="the manager left",
    project_runs=True,
    may_review=True,
    changes="we visit on Saturdays",
    next_unit=ALICE,
)

Case = tuple[Machine, str, str, Any, dict[str, Any], str]
CASES: list[Case] = [
    (PROJECT, "framing", "diagnose", GOOD, {"meaning": " "}, "why you do it"),
    (PROJECT, "framing", "diagnose", GOOD, {"has_objective": False}, "one objective"),
    (PROJECT, "framing", "diagnose", GOOD, {"pilot_gate": "A pilot first"}, "A pilot first"),
    (PROJECT, "diagnosing", "plan", GOOD, {"waived": frozenset({"g3"})}, "parts of the diagnostic"),
    (PROJECT, "diagnosing", "plan", GOOD, {"sections": frozenset()}, "parts of the diagnostic"),
    (PROJECT, "planning", "run", GOOD, {"answered": frozenset({"g1"})}, "Each point"),
    (PROJECT, "planning", "run", GOOD, {"waived": frozenset()}, "Each point"),
    (PROJECT, "planning", "run", GOOD, {"gaps": frozenset(), "answered": frozenset()}, "first action"),
    (PROJECT, "planning", "rework", GOOD, {"reason": ""}, "Say why"),
    (PROJECT, "reviewing", "close", GOOD, {"is_reviewed": False}, "Look at the objective"),
    *[(PROJECT, state, "suspend", GOOD, {"reason": " "}, "Say why") for state in LIVE],
    *[
        (PROJECT, "suspended", f"resume_{state}", replace(GOOD, held_state=state), {"held_state": other}, "where it stopped")
        for state in LIVE
        for other in LIVE
        if other != state
    ],
    (ACTION, "proposed", "accept", TAKEN, {"when_words": ""}, "when it happens"),
    (ACTION, "proposed", "accept", TAKEN, {"do_words": " "}, "when it happens"),
    (ACTION, "proposed", "accept", TAKEN, {"owner": None}, "who takes it"),
    (ACTION, "proposed", "accept", TAKEN, {"due_on": None}, "a date"),
    (ACTION, "proposed", "accept", TAKEN, {"due_on": date(2026, 11, 19)}, "to come"),
    (ACTION, "proposed", "accept", TAKEN, {"open_actions": 3}, "A few actions"),
    (ACTION, "accepted", "assign", TAKEN, {"owner": None}, "who takes it"),
    (ACTION, "accepted", "begin", TAKEN, {"actor": MARION}, "Who took it"),
    (ACTION, "accepted", "begin", TAKEN, {"owner": None}, "who takes it"),
    (ACTION, "in_progress", "finish", TAKEN, {"actor": MARION}, "Who took it"),
    *[(ACTION, state, "release", GONE, {"owner_is_here": True}, "still here") for state in ("accepted", "in_progress")],
    *[
        (ACTION, state, "abandon", TAKEN, {"reason": ""}, "Say why")
        for state in ("proposed", "accepted", "in_progress", "ineffective")
    ],
    *[
        (ACTION, "done", action, JUDGED, bad, words)
        for action in ("verify", "fail")
        for bad, words in (
            ({"actor": ALICE}, "Somebody else"),
            ({"actor": MARION}, "Somebody else"),
            ({"actor": None}, "Somebody else"),
            ({"effect": " "}, "what changed"),
            ({"staff": 1}, "one person"),
        )
    ],
    (ACTION, "ineffective", "try_again", TAKEN, {"due_on": None}, "a date"),
    (PILOT, "chosen", "live", PILOTED, {"project_runs": False}, "does not run"),
    (PILOT, "lived", "review", PILOTED, {"may_review": False}, "too early"),
    (PILOT, "lived", "review", PILOTED, {"not_lived": 1}, "Each member"),
    (PILOT, "lived", "review", PILOTED, {"changes": " "}, "your team changes"),
    *[(PILOT, state, "fail", PILOTED, {"reason": ""}, "Say why") for state in ("chosen", "lived")],
    (PILOT, "failed", "replace", PILOTED, {"next_unit": None}, "another store"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[1]}-{case[2]}-{case[5]}")
def test_a_guard_lets_through_or_says_why_not(case: Case):
    machine, state, action, good, bad, words = case
    assert attempt(machine, state, action, good) == machine.states[state][action].to
    with pytest.raises(MoveHeldBack, match=words):
        attempt(machine, state, action, replace(good, **bad))


def test_every_guarded_move_has_a_case():
    assert {(one[0].name, one[1], one[2]) for one in CASES} == guarded(MACHINES)


def test_alone_in_a_store_the_region_verifies():
    assert attempt(ACTION, "done", "verify", replace(JUDGED, staff=1, is_lead=True)) == "verified"


def test_later_on_any_number_of_actions_may_be_open():
    many = replace(TAKEN, open_actions=50, most_open=None)
    assert attempt(ACTION, "proposed", "accept", many) == "accepted"


def test_a_guarded_move_without_its_facts_does_not_run():
    with pytest.raises(TypeError, match="ActionFacts"):
        attempt(ACTION, "done", "verify", GOOD)
