"""Every state x action x role of the five machines, against a table written by hand; every guard."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from lms.core.access import Role
from lms.core.workflow import Machine, Move, MoveHeldBack, MoveNotYours, MoveUndeclared
from lms.labels.rules.grid import Level
from lms.labels.rules.machines import (
    APPEAL,
    APPLICATION,
    AWARD,
    EVIDENCE,
    GRID,
    AppealFacts,
    ApplicationFacts,
    AwardFacts,
    EvidenceFacts,
    GridFacts,
    Subject,
)
from lms.labels.rules.separation import Hands

pytestmark = pytest.mark.usefixtures("english")

OFFICE, M, U = "label_officer", "unit_manager", "deputy,unit_manager"
P = "administrator,label_officer"
A = "coach,label_officer,regional_lead,unit_manager"
B = "label_officer,regional_lead"

EXPECTED: dict[str, dict[str, str]] = {
    "labels_grid": {
        "draft": f"simulate:{OFFICE}>simulated",
        "simulated": f"simulate:{OFFICE}>simulated edit:{OFFICE}>draft endorse:{P}>simulated approve:{P}>approved",
        "approved": f"edit:{OFFICE}>draft publish:{P}>published",
        "published": f"enter_force:{OFFICE}>in_force",
        "in_force": f"archive:{OFFICE}>archived",
        "archived": "",
    },
    "labels_application": {
        "open": f"self_assess:{U}>self_assessed lapse:{OFFICE}>lapsed",
        "self_assessed": f"self_assess:{U}>self_assessed submit:{M}>submitted lapse:{OFFICE}>lapsed",
        "submitted": f"take_back:{M}>self_assessed audit:{A}>audited",
        "audited": f"propose:{OFFICE}>proposed audit_again:{OFFICE}>submitted",
        "proposed": f"decide:{B}>decided audit_again:{OFFICE}>submitted",
        "decided": f"appeal:{M}>appealed finalise:{OFFICE}>final revise:{OFFICE}>proposed",
        "appealed": f"judge:{B}>decided readmit:{B}>submitted keep_out:{B}>lapsed take_back:{M}>decided",
        "lapsed": f"appeal:{M}>appealed",
        "final": f"revise:{OFFICE}>proposed",
    },
    "labels_award": {
        "active": f"suspend:{OFFICE}>suspended expire:{OFFICE}>expired withdraw:{OFFICE}>withdrawn end:{OFFICE}>ended",
        "suspended": f"resume:{OFFICE}>active expire:{OFFICE}>expired withdraw:{OFFICE}>withdrawn end:{OFFICE}>ended",
        "expired": "",
        "withdrawn": "",
        "ended": "",
    },
    "labels_evidence": {
        "sent": f"approve:{A}>approved reject:{A}>rejected expire:{OFFICE}>expired withdraw:{U}>withdrawn",
        "approved": f"reject:{A}>rejected expire:{OFFICE}>expired",
        "rejected": f"approve:{A}>approved",
        "expired": "",
        "withdrawn": "",
    },
    "labels_appeal": {
        "filed": f"hear:{B}>heard take_back:{M}>taken_back",
        "heard": f"uphold:{B}>upheld dismiss:{B}>dismissed",
        "upheld": "",
        "dismissed": "",
        "taken_back": "",
    },
}

MACHINES = [GRID, APPLICATION, AWARD, EVIDENCE, APPEAL]


def answers(machine: Machine) -> set[tuple[str, str, str, str]]:
    """Ask every question of the machine, guards content: may this role do this from here?"""
    found = set()
    for state, moves in machine.states.items():
        free = {action: Move(move.to, move.roles) for action, move in moves.items()}
        bare = Machine(machine.name, {**{each: {} for each in machine.states}, state: free})
        for action in machine.actions:
            for role in Role:
                try:
                    to = bare.step(state, action, {role})
                except (MoveUndeclared, MoveNotYours):
                    continue
                found.add((state, action, role.value, to))
    return found


def wanted(name: str) -> set[tuple[str, str, str, str]]:
    """Return what the table allows."""
    return {
        (state, action, role, to)
        for state, words in EXPECTED[name].items()
        for word in words.split()
        for act, to in (word.split(">"),)
        for action, roles in (act.split(":"),)
        for role in roles.split(",")
    }


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.name)
def test_every_state_action_and_role_is_as_the_table_says(machine: Machine):
    assert set(machine.states) == set(EXPECTED[machine.name])
    assert answers(machine) == wanted(machine.name)


def test_canary_one_more_move_is_seen():
    planted = Machine(
        "labels_award", {**AWARD.states, "expired": {"renew": Move("active", {Role.LABEL_OFFICER})}}
    )
    assert answers(planted) != wanted("labels_award")


def person(n: int) -> UUID:
    return UUID(int=n)


MARION, KARIM, RACHEL, HENRI, ZOE, NORA = map(person, range(1, 7))
HANDS = Hands(
    submitter=MARION,
    auditors=frozenset({ZOE}),
    deciders=frozenset({HENRI}),
    coaches=frozenset({KARIM}),
    in_charge=frozenset({MARION}),
)
DAY = date(2026, 9, 1)

GRID_FACTS = GridFacts(
    actor=HENRI,
    today=DAY,
    in_force_from=date(2027, 1, 1),
    simulated_on=date(2026, 8, 20),
    is_simulated_as_is=True,
    endorsers=frozenset({NORA}),
    ends_on=date(2027, 1, 1),
)
FACTS = ApplicationFacts(
    people=frozenset({NORA, RACHEL}),
    hands=HANDS,
    before_cut_off=True,
    computed=Level.SILVER,
    decided=Level.SILVER,
)
AWARD_FACTS = AwardFacts(
    DAY, date(2027, 1, 1), reason="fraud", audited_again=True, unit_closed=True
)
EVIDENCE_FACTS = EvidenceFacts(
    ZOE, MARION, HANDS, before_cut_off=True, is_expired=True, reason="blurred"
)
APPEAL_FACTS = AppealFacts(frozenset({NORA}), HANDS, answer="the photo is of March")

CASES: list[tuple[Machine, str, str, Any, dict[str, Any] | None, str]] = [
    (GRID, "simulated", "endorse", GRID_FACTS, {"endorsers": frozenset({HENRI})}, "Somebody else"),
    (GRID, "simulated", "endorse", GRID_FACTS, {"faults": 1}, "missing or wrong"),
    (GRID, "simulated", "approve", GRID_FACTS, {"endorsers": frozenset()}, "One more person"),
    (
        GRID,
        "simulated",
        "approve",
        GRID_FACTS,
        {"endorsers": frozenset({HENRI})},
        "One more person",
    ),
    (GRID, "simulated", "approve", GRID_FACTS, {"simulated_on": None}, "Simulate"),
    (GRID, "simulated", "approve", GRID_FACTS, {"is_simulated_as_is": False}, "as it stands"),
    (GRID, "simulated", "approve", GRID_FACTS, {"faults": 2}, "missing or wrong"),
    (GRID, "approved", "publish", GRID_FACTS, {"simulated_on": date(2026, 8, 2)}, "too old"),
    (
        GRID,
        "approved",
        "publish",
        GRID_FACTS,
        {"today": date(2026, 10, 4), "simulated_on": date(2026, 10, 1)},
        "earlier",
    ),
    (
        GRID,
        "published",
        "enter_force",
        replace(GRID_FACTS, today=date(2027, 1, 1)),
        {"today": date(2026, 12, 31)},
        "not come",
    ),
    (
        GRID,
        "in_force",
        "archive",
        replace(GRID_FACTS, today=date(2027, 1, 1)),
        {"today": date(2026, 12, 31)},
        "not over",
    ),
    (APPLICATION, "open", "self_assess", FACTS, {"before_cut_off": False}, "last day"),
    (APPLICATION, "self_assessed", "submit", FACTS, {"before_cut_off": False}, "last day"),
    (APPLICATION, "self_assessed", "submit", FACTS, {"missing_evidence": 1}, "evidence"),
    (
        APPLICATION,
        "self_assessed",
        "lapse",
        replace(FACTS, before_cut_off=False),
        {"before_cut_off": True},
        "still time",
    ),
    (APPLICATION, "submitted", "take_back", FACTS, {"before_cut_off": False}, "last day"),
    (APPLICATION, "submitted", "audit", FACTS, {"people": frozenset()}, "who audits"),
    (APPLICATION, "submitted", "audit", FACTS, {"people": frozenset({MARION})}, "submitted"),
    (APPLICATION, "submitted", "audit", FACTS, {"people": frozenset({KARIM})}, "coached"),
    (APPLICATION, "submitted", "audit", FACTS, {"same_region": True}, "another region"),
    (APPLICATION, "submitted", "audit", FACTS, {"unseen": 1}, "looked at"),
    (APPLICATION, "audited", "audit_again", replace(FACTS, reason="x"), {"reason": " "}, "Say why"),
    (APPLICATION, "proposed", "decide", FACTS, {"people": frozenset({NORA})}, "More people"),
    (
        APPLICATION,
        "proposed",
        "decide",
        FACTS,
        {"people": frozenset({NORA, ZOE})},
        "audits does not decide",
    ),
    (
        APPLICATION,
        "proposed",
        "decide",
        FACTS,
        {"people": frozenset({NORA, KARIM})},
        "run or coach",
    ),
    (
        APPLICATION,
        "proposed",
        "decide",
        FACTS,
        {"people": frozenset({NORA, MARION})},
        "run or coach",
    ),
    (APPLICATION, "proposed", "decide", FACTS, {"decided": Level.GOLD}, "Say why"),
    (
        APPLICATION,
        "proposed",
        "decide",
        replace(FACTS, decided=Level.GOLD, reason="x"),
        {"decided": None, "reason": "x"},
        "one level",
    ),
    (
        APPLICATION,
        "decided",
        "appeal",
        replace(FACTS, may_appeal=True),
        {"may_appeal": False},
        "time to appeal",
    ),
    (APPLICATION, "decided", "finalise", FACTS, {"may_appeal": True}, "may still appeal"),
    (
        APPLICATION,
        "lapsed",
        "appeal",
        replace(FACTS, may_appeal=True),
        {"may_appeal": False},
        "time to appeal",
    ),
    (
        APPLICATION,
        "appealed",
        "judge",
        FACTS,
        {"people": frozenset({HENRI})},
        "neither audited nor decided",
    ),
    (
        APPLICATION,
        "appealed",
        "judge",
        FACTS,
        {"people": frozenset({ZOE})},
        "neither audited nor decided",
    ),
    (APPLICATION, "appealed", "judge", FACTS, {"was_lapsed": True}, "Nothing was decided"),
    (APPLICATION, "appealed", "take_back", FACTS, {"was_lapsed": True}, "Nothing was decided"),
    (
        APPLICATION,
        "appealed",
        "readmit",
        replace(FACTS, was_lapsed=True),
        {"was_lapsed": False},
        "A decision was taken",
    ),
    (
        APPLICATION,
        "appealed",
        "keep_out",
        replace(FACTS, was_lapsed=True),
        {"people": frozenset({KARIM})},
        "run or coach",
    ),
    (
        APPLICATION,
        "final",
        "revise",
        replace(FACTS, reason="a measure was wrong"),
        {"reason": ""},
        "Say why",
    ),
    (AWARD, "active", "suspend", AWARD_FACTS, {"reason": ""}, "Say why"),
    (AWARD, "active", "withdraw", AWARD_FACTS, {"reason": ""}, "Say why"),
    (AWARD, "active", "end", AWARD_FACTS, {"unit_closed": False}, "open"),
    (
        AWARD,
        "active",
        "expire",
        replace(AWARD_FACTS, today=date(2027, 1, 1)),
        {"today": date(2026, 12, 31)},
        "not over",
    ),
    (AWARD, "suspended", "resume", AWARD_FACTS, {"audited_again": False}, "new audit"),
    (AWARD, "suspended", "resume", AWARD_FACTS, {"today": date(2027, 1, 1)}, "is over"),
    (EVIDENCE, "sent", "approve", EVIDENCE_FACTS, {"actor": MARION}, "they gave"),
    (EVIDENCE, "sent", "approve", EVIDENCE_FACTS, {"actor": NORA, "uploader": NORA}, "they gave"),
    (EVIDENCE, "sent", "reject", EVIDENCE_FACTS, {"reason": ""}, "Say why"),
    (EVIDENCE, "approved", "expire", EVIDENCE_FACTS, {"is_expired": False}, "still good"),
    (EVIDENCE, "sent", "withdraw", EVIDENCE_FACTS, {"before_cut_off": False}, "last day"),
    (APPEAL, "filed", "hear", APPEAL_FACTS, {"people": frozenset({ZOE})}, "neither audited"),
    (APPEAL, "heard", "uphold", APPEAL_FACTS, {"people": frozenset({HENRI})}, "neither audited"),
    (APPEAL, "heard", "dismiss", APPEAL_FACTS, {"answer": ""}, "Say why"),
    (APPEAL, "heard", "dismiss", APPEAL_FACTS, {"people": frozenset()}, "More people"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0].name}-{case[2]}")
def test_a_guard_lets_through_and_holds_back(case):
    machine, state, action, facts, change, words = case
    row = SimpleNamespace(id=person(99), state=state)
    roles = machine.states[state][action].roles
    assert (
        machine.step(state, action, roles, Subject(row, facts)) == machine.states[state][action].to
    )
    with pytest.raises(MoveHeldBack, match=words):
        machine.step(state, action, roles, Subject(row, replace(facts, **change)))


def test_every_guarded_move_has_a_case():
    guarded = {
        (m.name, s, a)
        for m in MACHINES
        for s, moves in m.states.items()
        for a, move in moves.items()
        if move.guard
    }
    tried = {(m.name, action) for m, _, action, *_ in CASES}
    assert {(name, action) for name, _, action in guarded} == tried


def test_a_guarded_move_without_its_facts_never_passes():
    for machine in MACHINES:
        for state, moves in machine.states.items():
            for action, move in moves.items():
                if move.guard:
                    with pytest.raises(TypeError):
                        machine.step(state, action, move.roles, SimpleNamespace(id=1, state=state))


def test_an_erratum_needs_no_notice():
    soon = replace(GRID_FACTS, in_force_from=DAY, is_erratum=True)
    row = SimpleNamespace(id=person(99), state="approved")
    assert GRID.step("approved", "publish", {Role.LABEL_OFFICER}, Subject(row, soon)) == "published"


def test_a_small_network_publishes_alone():
    alone = replace(GRID_FACTS, endorsers=frozenset(), needed=1)
    row = SimpleNamespace(id=person(99), state="simulated")
    assert (
        GRID.step("simulated", "approve", {Role.LABEL_OFFICER}, Subject(row, alone)) == "approved"
    )


def test_a_subject_moves_its_row():
    row = SimpleNamespace(id=person(99), state="open")
    subject = Subject(row, FACTS)
    subject.state = "submitted"
    assert (row.state, subject.id) == ("submitted", person(99))


def test_nothing_renews_itself():
    """No move leads back to an active award but a suspended one of the same year."""
    back = [
        (state, action)
        for state, moves in AWARD.states.items()
        for action, move in moves.items()
        if move.to == "active"
    ]
    assert back == [("suspended", "resume")]


def test_an_award_has_no_move_out_of_its_end():
    assert all(not AWARD.states[state] for state in ("expired", "withdrawn", "ended"))
