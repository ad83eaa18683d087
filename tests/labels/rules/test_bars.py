"""One figure against one threshold: exact at the edge, and the interval without an interval."""

from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.labels.rules.bars import (
    Z_SQUARED,
    Bar,
    Figure,
    Reading,
    bar_of,
    is_met,
    reading_of,
    value_of,
)
from lms.labels.rules.grid import Decision, Direction, Scale
from tests.labels.rules.building import BRONZE, GOLD, counted, criterion

BOUND = dict.fromkeys((BRONZE, GOLD), Decision.LOWER_BOUND)


def wilson_lower(k: int, n: int) -> Decimal:
    """Return the lower end at 80 % with 60 digits, by its formula."""
    with localcontext() as context:
        context.prec = 60
        z2 = Decimal(Z_SQUARED.numerator) / Decimal(Z_SQUARED.denominator)
        p, m = Decimal(k) / n, Decimal(n)
        spread = (z2 * (p * (1 - p) / m + z2 / (4 * m * m))).sqrt()
        return (p + z2 / (2 * m) - spread) / (1 + z2 / m)


@given(
    st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    st.integers(0, 1000),
)
@settings(deadline=None, max_examples=150)
def test_the_bound_is_wilson_s_without_a_root(kn, t):
    k, n = kn
    bar = Bar(t, 1000, down=False, bound=True, balance=False)
    lower = wilson_lower(k, n)
    if abs(lower - Decimal(t) / 1000) > Decimal("1e-40"):
        assert bar.cleared(Figure(k, n, n)) == (lower >= Decimal(t) / 1000)


def test_the_bound_is_exact_where_wilson_s_end_is_rational():
    # p = 0: the lower end is 0; p = 1 on n answers: n / (n + z2).
    assert Bar(0, 1, down=False, bound=True, balance=False).cleared(Figure(0, 9, 9))
    edge = Fraction(9) / (9 + Z_SQUARED)
    at = Bar(edge.numerator, edge.denominator, down=False, bound=True, balance=False)
    assert at.cleared(Figure(9, 9, 9))
    above = edge + Fraction(1, 10**30)
    assert not Bar(
        above.numerator, above.denominator, down=False, bound=True, balance=False
    ).cleared(Figure(9, 9, 9))


def test_no_number_of_answers_proves_a_hundred_percent():
    asked = criterion("x", gold=100, scale=Scale.PERCENT, decision=BOUND)
    assert not is_met(asked, GOLD, counted(10**6, 10**6).reading)


def test_more_answers_prove_the_same_share():
    asked = criterion("x", gold=80, scale=Scale.PERCENT, decision=BOUND)
    assert not is_met(asked, GOLD, counted(9, 10).reading)
    assert is_met(asked, GOLD, counted(90, 100).reading)
    assert is_met(criterion("x", gold=80, scale=Scale.PERCENT), GOLD, counted(9, 10).reading)


def test_a_balance_is_taken_at_its_widest():
    asked = criterion("nps", gold=20, scale=Scale.POINTS, decision=BOUND)
    assert not is_met(asked, GOLD, counted(30, 100).reading)
    assert is_met(asked, GOLD, counted(300, 1000).reading)
    assert is_met(
        criterion("nps", bronze=-20, scale=Scale.POINTS), BRONZE, counted(-10, 50).reading
    )


def test_where_down_is_better_the_upper_end_is_looked_at():
    asked = criterion(
        "late", gold=20, scale=Scale.PERCENT, direction=Direction.DOWN, decision=BOUND
    )
    mirror = criterion("on_time", gold=80, scale=Scale.PERCENT, decision=BOUND)
    for k in range(51):
        bad = is_met(asked, GOLD, counted(k, 50).reading)
        assert bad == is_met(mirror, GOLD, counted(50 - k, 50).reading)


@pytest.mark.parametrize(("num", "met"), [(86, True), (85, False)])
def test_the_edge_itself_is_met(num, met):
    asked = criterion("x", gold=86, scale=Scale.PERCENT)
    assert is_met(asked, GOLD, counted(num, 100).reading) is met
    third = criterion("x", gold=Fraction(100, 3), scale=Scale.PERCENT)
    assert is_met(third, GOLD, counted(1, 3).reading)


def test_canary_floats_miss_the_edge():
    """Three tenths, thrice: what floats say of 0.3 >= 0.1 + 0.2 is why there are none."""
    asked = criterion("x", gold="0.3")
    assert is_met(asked, GOLD, Reading(Fraction("0.3")))
    assert not 0.3 >= 0.1 + 0.2
    assert is_met(asked, GOLD, Reading(Fraction("0.1") + Fraction("0.2")))


def test_a_level_that_asks_nothing_is_met_and_no_figure_is_not():
    asked = criterion("x", gold=1)
    assert bar_of(asked, BRONZE) is None
    assert is_met(asked, BRONZE, Reading(Fraction(0)))
    assert not is_met(asked, GOLD, Reading(Fraction(5), Fraction(0)))
    assert value_of(asked, Reading(Fraction(5), Fraction(0))) is None


def test_a_typed_value_is_read_in_its_scale():
    asked = criterion("x", gold=80, scale=Scale.PERCENT)
    assert value_of(asked, reading_of(Fraction(80), Scale.PERCENT)) == 80
    assert reading_of(Fraction(7), Scale.NUMBER).figure == Figure(7, 1, 1)


@pytest.mark.parametrize("wrong", [{"den": Fraction(-1)}, {"n": -1}])
def test_what_cannot_be_a_figure_is_refused(wrong):
    with pytest.raises(ValueError, match="never below 0"):
        Reading(Fraction(1), **wrong)


@given(
    st.lists(
        st.one_of(
            st.none(),
            st.builds(Figure, st.integers(-60, 60), st.integers(1, 60), st.integers(1, 60)),
        )
    ),
    st.integers(-100, 100),
    st.booleans(),
    st.sampled_from([(False, False), (True, False), (True, True)]),
)
def test_a_column_says_what_each_figure_says(figures, t, down, how):
    bar = Bar(t, 100, down=down, bound=how[0], balance=how[1])
    assert bar.clearing(figures) == [one is not None and bar.cleared(one) for one in figures]
