"""Every state x action x role of the three machines, against a table written by hand; every guard."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from lms.coaching.rules.machines import (
    DAY,
    GOAL,
    OBSERVATION,
    DayFacts,
    GoalFacts,
    ObservationFacts,
)
from lms.core.access import Role
from lms.core.workflow import Machine, Move, MoveHeldBack
from tests.core.machines import answers, attempt, guarded, wanted

pytestmark = pytest.mark.usefixtures("english")

ALL = ",".join(sorted(Role))
C, CL, ANY = "coach", "coach,regional_lead", "coach,deputy,regional_lead,unit_manager"

EXPECTED = {
    "coaching_day": {
        "planned": f"move:{C}>planned replace:{CL}>planned finish:{C}>done cancel:{ANY}>cancelled miss:{ANY}>no_show",
        "done": f"replace:{CL}>done close:{C}>closed lapse:{C}>closed",
        "closed": "",
        "cancelled": "",
        "no_show": "",
    },
    "coaching_observation": {
        "planned": f"observe:{ALL}>observed cancel:{ALL}>cancelled",
        "observed": f"debrief:{ALL}>debriefed expire:{ALL}>expired",
        "debriefed": f"correct:{ALL}>debriefed acknowledge:{ALL}>acknowledged",
        "acknowledged": "",
        "expired": "",
        "cancelled": "",
    },
    "coaching_goal": {
        "proposed": f"accept:{ALL}>active drop:{ALL}>dropped",
        "active": f"answer:{ALL}>answered drop:{ALL}>dropped",
        "answered": "",
        "dropped": "",
    },
}
MACHINES = [DAY, OBSERVATION, GOAL]


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.name)
def test_every_state_action_and_role_is_as_the_table_says(machine: Machine):
    assert set(machine.states) == set(EXPECTED[machine.name])
    assert answers(machine) == wanted(EXPECTED[machine.name])


def test_canary_a_store_that_may_close_the_coachs_day_is_seen():
    planted = Machine(
        DAY.name, {**DAY.states, "done": {"close": Move("closed", {Role.UNIT_MANAGER})}}
    )
    assert answers(planted) != wanted(EXPECTED[DAY.name])


ALICE, KARIM, ZOE = (UUID(int=n) for n in (1, 2, 3))
TODAY = date(2026, 11, 20)
AT = datetime(2026, 11, 20, 10, tzinfo=UTC)
DAY_FACTS = DayFacts(
    TODAY,
    date(2026, 11, 2),
    reason="snow",
    moved_to=TODAY,
    replacement=ZOE,
    coaches=frozenset({KARIM}),
)
SEEN = ObservationFacts(
    KARIM,
    KARIM,
    ALICE,
    AT,
    observed_at=AT - timedelta(hours=48),
    facts="She looked up at once",
    strength="Her smile",
    try_words="Say the name of the shop",
    try_on=TODAY,
    today=TODAY,
)
LATE = replace(SEEN, now=AT + timedelta(seconds=1))
READ = replace(SEEN, actor=ALICE)
TRY = GoalFacts(ALICE, ALICE, words="Look up")

CASES: list[tuple[Machine, str, str, Any, dict[str, Any], str]] = [
    (DAY, "planned", "move", DAY_FACTS, {"moved_to": None}, "Choose the new day"),
    (DAY, "planned", "move", DAY_FACTS, {"moved_to": date(2026, 11, 19)}, "to come"),
    (DAY, "planned", "replace", DAY_FACTS, {"replacement": None}, "who comes"),
    (DAY, "planned", "replace", DAY_FACTS, {"replacement": KARIM}, "already"),
    (DAY, "done", "replace", DAY_FACTS, {"replacement": KARIM}, "already"),
    (DAY, "planned", "finish", DAY_FACTS, {"business_date": date(2026, 11, 21)}, "not come"),
    (DAY, "planned", "miss", DAY_FACTS, {"business_date": date(2026, 11, 21)}, "not come"),
    (DAY, "planned", "cancel", DAY_FACTS, {"reason": " "}, "Say why"),
    (DAY, "done", "close", DAY_FACTS, {"missing_entries": 1}, "not filled"),
    (DAY, "done", "lapse", DAY_FACTS, {"business_date": date(2026, 11, 6)}, "still time"),
    (OBSERVATION, "planned", "observe", SEEN, {"actor": ALICE}, "Somebody else"),
    (OBSERVATION, "planned", "observe", SEEN, {"observed": KARIM}, "Nobody observes"),
    (OBSERVATION, "planned", "cancel", SEEN, {"actor": ALICE}, "Somebody else"),
    (OBSERVATION, "observed", "debrief", SEEN, {"now": LATE.now}, "has passed"),
    (OBSERVATION, "observed", "debrief", SEEN, {"observed_at": None}, "has passed"),
    (OBSERVATION, "observed", "debrief", SEEN, {"actor": ALICE}, "Somebody else"),
    (OBSERVATION, "observed", "debrief", SEEN, {"facts": " "}, "what you saw"),
    (OBSERVATION, "observed", "debrief", SEEN, {"strength": ""}, "one strength"),
    (OBSERVATION, "observed", "debrief", SEEN, {"try_words": ""}, "one try"),
    (OBSERVATION, "observed", "debrief", SEEN, {"try_on": None}, "one try"),
    (OBSERVATION, "observed", "debrief", SEEN, {"try_on": date(2026, 11, 19)}, "to come"),
    (OBSERVATION, "observed", "expire", LATE, {"now": AT}, "still time"),
    (OBSERVATION, "debriefed", "correct", LATE, {"actor": ALICE}, "Somebody else"),
    (OBSERVATION, "debriefed", "correct", LATE, {"facts": ""}, "what you saw"),
    (OBSERVATION, "debriefed", "acknowledge", READ, {"actor": KARIM}, "Somebody else"),
    (GOAL, "proposed", "accept", TRY, {"actor": KARIM}, "chosen by the person"),
    (GOAL, "proposed", "accept", TRY, {"others_live": 1}, "One try a day"),
    (GOAL, "proposed", "accept", TRY, {"words": " "}, "Write your try"),
    (GOAL, "proposed", "accept", TRY, {"words": "x" * 121}, "at most 120"),
    (GOAL, "proposed", "accept", TRY, {"in_time": False}, "is over"),
    (GOAL, "active", "answer", TRY, {"actor": KARIM}, "chosen by the person"),
    (GOAL, "active", "answer", TRY, {"in_time": False}, "is over"),
    (GOAL, "active", "drop", TRY, {"actor": KARIM}, "chosen by the person"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[2]}-{case[5]}")
def test_a_guard_lets_through_or_says_why_not(case):
    machine, state, action, good, bad, words = case
    assert attempt(machine, state, action, good) == machine.states[state][action].to
    with pytest.raises(MoveHeldBack, match=words):
        attempt(machine, state, action, replace(good, **bad))


def test_every_guarded_move_has_a_case():
    assert {(one[0].name, one[1], one[2]) for one in CASES} == guarded(MACHINES)


def test_a_guarded_move_without_its_facts_does_not_run():
    with pytest.raises(TypeError, match="DayFacts"):
        attempt(DAY, "done", "close", TRY)


def test_once_read_the_observer_changes_nothing_any_more():
    assert OBSERVATION.states["acknowledged"] == {}
