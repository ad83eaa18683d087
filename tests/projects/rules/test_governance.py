"""Gates hold unit projects and nothing else; waivers say why; figures inform, people decide."""

from datetime import date, timedelta
from fractions import Fraction
from itertools import product

import pytest

from lms.core.access import Capability, Role
from lms.projects.rules.governance import (
    TARGETS,
    Check,
    Figure,
    Lived,
    Verdict,
    decision_fault,
    heard,
    may_review,
    not_lived,
    pilot_gate,
    region_is_done,
    verdicts,
    waiver_fault,
)

pytestmark = pytest.mark.usefixtures("english")

TODAY = date(2026, 11, 20)


def wrongly_held(gate) -> list:
    """Return the situations in which a gate answers otherwise than the promise."""
    found = []
    for capability, is_pilot, waived, reviewed in product(Capability, *[(False, True)] * 3):
        pilots = ["failed", "reviewed"] if reviewed else ["failed", "lived"]
        held = gate(capability, is_pilot=is_pilot, pilots=pilots, waived=waived) is not None
        promised = capability is Capability.PROJECT and not (is_pilot or waived or reviewed)
        if held != promised:
            found.append((capability, is_pilot, waived, reviewed))
    return found


def test_a_store_waits_for_the_pilot_and_learning_never_does():
    assert wrongly_held(pilot_gate) == []


def test_canary_a_gate_before_learning_is_seen():
    def planted(_capability, **given):
        return pilot_gate(Capability.PROJECT, **given)

    assert {one[0] for one in wrongly_held(planted)} == set(Capability) - {Capability.PROJECT}


def test_a_pilot_is_reviewed_from_its_sixth_week():
    since = TODAY
    assert not may_review(since, since + timedelta(days=34))
    assert may_review(since, since + timedelta(days=35))
    assert not may_review(None, since)


@pytest.mark.parametrize(
    ("gate", "role", "may"),
    [
        ("pilot", Role.ADMINISTRATOR, True),
        ("pilot", Role.REGIONAL_LEAD, False),
        ("section", Role.REGIONAL_LEAD, True),
        ("gap", Role.ADMINISTRATOR, True),
        ("section", Role.UNIT_MANAGER, False),
        ("gap", Role.COACH, False),
    ],
)
def test_a_gate_is_lifted_by_somebody_above_with_a_reason(gate, role, may):
    assert (waiver_fault(gate, {role}, "the store is a kiosk") is None) is may
    assert waiver_fault(gate, {role}, "  ") is not None


def test_a_gate_nobody_may_lift_is_no_gate():
    with pytest.raises(KeyError):
        waiver_fault("objective", {Role.ADMINISTRATOR}, "why")


def test_each_member_visits_observes_talks_and_writes_a_change():
    whole = Lived(visited=True, observed=True, debriefed=True, change="fewer calls")
    assert not_lived([whole]) == 0
    assert not_lived([whole, Lived(visited=True, observed=True, debriefed=True)]) == 1
    assert not_lived([]) == 1
    for missing in ("visited", "observed", "debriefed"):
        partly = {"visited": True, "observed": True, "debriefed": True, missing: False}
        assert not Lived(**partly, change="fewer calls").is_whole


@pytest.mark.parametrize(
    ("own", "pilots", "waived", "done"),
    [
        ("closed", ["reviewed"], False, True),
        ("closed", ["lived"], True, True),
        ("closed", ["lived"], False, False),
        ("running", ["reviewed"], False, False),
        (None, ["reviewed"], True, False),
    ],
)
def test_a_region_is_never_done_without_its_own_project(own, pilots, waived, done):
    assert region_is_done(own, pilots, waived=waived) is done


def test_thresholds_are_reached_exactly_and_a_missing_figure_is_not_met():
    found = verdicts({Check.SIGNED_IN: Figure(8, 10), Check.FIRST_LESSON: Figure(599, 1000), Check.TABLETS: Figure(0, 0)})  # fmt: skip
    assert found[Check.SIGNED_IN] is Verdict.MET
    assert found[Check.FIRST_LESSON] is Verdict.NOT_MET
    assert found[Check.TABLETS] is Verdict.NOT_APPLICABLE
    assert found[Check.OBSERVED] is Verdict.NOT_MET
    assert set(found) == set(Check)


def test_targets_are_those_of_the_page_and_none_is_a_number_of_difficulties():
    assert TARGETS[Check.SIGNED_IN] == Fraction(4, 5)
    assert TARGETS[Check.FIRST_LESSON] == Fraction(3, 5)
    assert set(TARGETS) == set(Check)
    assert not any("difficult" in check.value for check in Check)


def test_a_decision_is_signed_by_who_may_and_says_why_whatever_the_figures():
    assert decision_fault("all stores have lived it", {Role.REGIONAL_LEAD}) is None
    assert decision_fault("yes", {Role.ADMINISTRATOR}) is not None
    assert decision_fault("all stores have lived it", {Role.UNIT_MANAGER}) is not None


def test_words_tried_with_fewer_than_five_people_say_nothing():
    asked = {den: verdicts({Check.UNDERSTOOD: Figure(4, den)}) for den in (4, 5)}
    assert asked[4][Check.UNDERSTOOD] is Verdict.NOT_MET
    assert asked[5][Check.UNDERSTOOD] is Verdict.MET


def test_a_region_reads_five_stores_together_or_nothing():
    assert heard([1, 2, 3, 4]) is None
    assert heard([1, 2, 3, 4], stores=1) is None
    found = heard([1, 2, 3, 4, 4])
    assert found is not None
    assert (found.stores, found.mean) == (5, Fraction(14, 5))
