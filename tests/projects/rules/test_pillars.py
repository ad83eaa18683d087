"""Each pillar worked by hand, the weighted whole, and what is not applicable named."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.projects.rules.actions import (
    IrritantState,
    Line,
    Worked,
    done_over_due,
    irritant_state,
    is_left,
    worked_elsewhere,
)
from lms.projects.rules.pillars import (
    MEASURE_OF,
    Pillar,
    Share,
    Trainee,
    Unit,
    diagnostic,
    pooled,
    progress,
    training,
    who_to_help,
)

TODAY = date(2026, 11, 20)
SECTIONS = ("voice", "walk", "flows", "skills")


def share(num: int, den: int) -> Share:
    return Share(Fraction(num), Fraction(den))


def test_training_weighs_people_and_not_steps():
    people = [
        Trainee(TODAY - timedelta(days=400), 1, 1),
        Trainee(TODAY - timedelta(days=400), 0, 9),
        Trainee(TODAY - timedelta(days=30), 5, 4),
        Trainee(TODAY - timedelta(days=29), 0, 9),
        Trainee(TODAY - timedelta(days=90), 0, 0),
    ]
    assert training(people, TODAY) == share(2, 3)
    assert training([], TODAY).value is None


def test_the_diagnostic_is_sections_over_four():
    assert diagnostic(["voice", "walk", "walk", "mood"], SECTIONS) == share(2, 4)


def test_actions_done_or_verified_by_their_date_over_due():
    due = TODAY
    lines = [
        Line("verified", due, due),
        Line("done", due, due - timedelta(days=1)),
        Line("done", due, due + timedelta(days=1)),
        Line("in_progress", due),
        Line("ineffective", due, due),
        Line("abandoned", due),
        Line("proposed", due),
        Line("verified", due + timedelta(days=1), due),
    ]
    assert done_over_due(lines, TODAY) == (2, 5)
    assert done_over_due([], TODAY) == (0, 0)


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ((), IrritantState.OPEN),
        (("proposed", "abandoned"), IrritantState.OPEN),
        (("accepted",), IrritantState.IN_HAND),
        (("verified", "done"), IrritantState.IN_HAND),
        (("verified",), IrritantState.EASED),
        (("verified", "abandoned"), IrritantState.EASED),
        (("ineffective",), IrritantState.OPEN),
        (("verified", "ineffective"), IrritantState.OPEN),
        (("ineffective", "in_progress"), IrritantState.IN_HAND),
    ],
)
def test_what_bothers_customers_is_eased_only_when_somebody_saw_it(states, expected):
    assert irritant_state(states) is expected


def test_an_action_left_alone_is_told_after_three_days():
    assert not is_left(TODAY, TODAY + timedelta(days=2))
    assert is_left(TODAY, TODAY + timedelta(days=3))
    assert not is_left(None, TODAY)


def test_the_whole_is_the_weighted_mean_of_what_applies_and_the_rest_is_named():
    shares = {
        Pillar.TRAINING: share(1, 2),
        Pillar.DIAGNOSTIC: share(1, 1),
        Pillar.ACTIONS: share(0, 0),
        Pillar.RITUALS: share(0, 4),
    }
    found = progress(shares, {Pillar.TRAINING: 3, Pillar.RITUALS: 0})
    assert found.value == Fraction(5, 8)
    assert [(part.pillar, part.weight) for part in found.parts] == [
        (Pillar.TRAINING, 3), (Pillar.DIAGNOSTIC, 1),
    ]  # fmt: skip
    assert found.not_applicable == (
        Pillar.ACTIONS, Pillar.RITUALS, Pillar.OBSERVATIONS, Pillar.LOOP, Pillar.READINESS,
    )  # fmt: skip


def test_canary_na_counted_as_zero_lowers_the_whole():
    known = {Pillar.TRAINING: share(1, 1), Pillar.ACTIONS: share(0, 0)}
    planted = {**known, Pillar.ACTIONS: share(0, 1)}
    assert progress(known, {}).value == 1 != progress(planted, {}).value


def test_nothing_applicable_is_no_progress_rather_than_zero():
    found = progress({}, {})
    assert found.value is None
    assert found.not_applicable == tuple(Pillar)


SHARES = st.dictionaries(
    st.sampled_from(Pillar),
    st.integers(0, 9).flatmap(lambda den: st.integers(0, den).map(lambda num: share(num, den))),
)
WEIGHTS = st.dictionaries(st.sampled_from(Pillar), st.integers(0, 5))


@given(SHARES, WEIGHTS)
def test_the_whole_is_within_its_parts_and_nothing_is_lost(shares, weights):
    found = progress(shares, weights)
    assert {part.pillar for part in found.parts} | set(found.not_applicable) == set(Pillar)
    if found.value is not None:
        values = [part.value for part in found.parts]
        assert min(values) <= found.value <= max(values)


def test_a_share_out_of_bounds_and_a_weight_below_zero_are_refused():
    for num, den in ((2, 1), (-1, 1), (0, -1)):
        with pytest.raises(ValueError, match="no share"):
            share(num, den)
    with pytest.raises(ValueError, match="0 or more"):
        progress({}, {Pillar.TRAINING: -1})


def test_several_in_one_pot():
    assert pooled([share(1, 4), share(3, 4), share(0, 0)]) == share(4, 8)


def test_each_pillar_has_one_measure_and_none_counts_difficulties_or_people():
    assert set(MEASURE_OF) == set(Pillar)
    assert len(set(MEASURE_OF.values())) == len(Pillar)
    assert not any(
        "difficult" in code or code.startswith("quotes.") for code in MEASURE_OF.values()
    )


def unit(code: str, now: int, before: int | None, visit: int | None) -> Unit:
    past = None if before is None else Fraction(before, 100)
    return Unit(code, Fraction(now, 100), past, visit)


def test_who_to_help_is_who_goes_down_then_who_was_not_visited_and_no_ranking():
    units = [
        unit("well", 90, 90, 3),
        unit("low and steady", 10, 10, 3),
        unit("down", 80, 90, 1),
        unit("further down", 50, 90, 1),
        unit("far", 70, 70, 20),
        unit("never", 70, None, None),
        unit("new", 5, None, 2),
    ]
    assert [one.code for one in who_to_help(units)] == ["further down", "down", "never", "far"]


def test_three_actions_that_worked_elsewhere_for_the_same_moment_one_a_store():
    day = TODAY
    known = [
        Worked("own", "nantes", "queue", day),
        Worked("other moment", "brest", "hello", day),
        Worked("old", "brest", "queue", day - timedelta(days=9)),
        Worked("twice", "brest", "queue", day - timedelta(days=20)),
        Worked("alike", "vannes", "queue", day - timedelta(days=90), same_format=True),
        Worked("new", "rennes", "queue", day),
        Worked("fourth", "quimper", "queue", day - timedelta(days=30)),
    ]
    assert worked_elsewhere(known, "queue", "nantes") == ("alike", "new", "old")
    assert worked_elsewhere([], "queue", "nantes") == ()


def test_what_two_stores_did_alike_is_one_idea():
    known = [
        Worked("a", "brest", "queue", TODAY, words="Ouvrir une caisse dès trois clients"),
        Worked("b", "rennes", "queue", TODAY, words="ouvrir  une caisse dès trois clients."),
        Worked("c", "vannes", "queue", TODAY, words="Prévenir de l’attente"),
    ]
    assert worked_elsewhere(known, "queue", "nantes") == ("a", "c")
