"""Standings written down and read back exactly, and regions that add up to their network."""

import json
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from lms.projects.rules.pillars import Pillar, Share
from lms.projects.rules.standings import (
    Mean,
    Standing,
    Whole,
    read_standing,
    read_whole,
    whole_of,
)

SHARES = st.fractions(0, 1, max_denominator=97)


@st.composite
def pillars(draw: st.DrawFn) -> dict[Pillar, Share]:
    """Draw some pillars, each with a denominator that may be no whole number."""
    found = {}
    for pillar in draw(st.sets(st.sampled_from(Pillar))):
        den = draw(st.fractions(Fraction(1, 9), 60, max_denominator=9))
        found[pillar] = Share(den * draw(SHARES), den)
    return found


STANDINGS = st.builds(
    Standing,
    st.sampled_from(["none", "framing", "running"]),
    st.none() | SHARES,
    st.none() | st.fractions(-1, 1, max_denominator=97),
    st.none() | st.integers(0, 900),
    pillars(),
)


@given(STANDINGS)
def test_a_standing_comes_back_from_json_as_it_was(one: Standing):
    assert read_standing(json.loads(json.dumps(one.plain()))) == one


@given(st.lists(STANDINGS, max_size=5))
def test_a_whole_comes_back_from_json_as_it_was(known: list[Standing]):
    whole = whole_of(known)
    assert read_whole(json.loads(json.dumps(whole.plain()))) == whole


@given(st.lists(STANDINGS, max_size=6), st.integers(0, 6))
def test_regions_add_up_to_their_network_however_stores_are_shared_out(
    known: list[Standing], cut: int
):
    assert whole_of(known[:cut]) + whole_of(known[cut:]) == whole_of(known)


def test_each_store_weighs_the_same_in_the_progress_of_a_region():
    big = Standing(
        "running", Fraction(1), None, 3, {Pillar.ACTIONS: Share(Fraction(9), Fraction(9))}
    )
    small = Standing(
        "none", Fraction(0), None, 3, {Pillar.ACTIONS: Share(Fraction(0), Fraction(1))}
    )
    whole = whole_of([big, small, Standing("none", None, None, None, {})])
    assert (whole.units, whole.with_project) == (3, 1)
    assert whole.progress == Fraction(1, 2)
    assert whole.before is None
    # A pillar is one pot: nine actions of ten.
    assert whole.pillars[Pillar.ACTIONS].value == Fraction(9, 10)


def test_nothing_is_no_figure():
    assert whole_of([]) == Whole()
    assert Mean().value is None
