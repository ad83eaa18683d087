"""Nobody scores a sense after seeing how others did."""

from fractions import Fraction
from itertools import product

import pytest

from lms.projects.rules.walks import (
    Cell,
    Perception,
    Sense,
    heat_map,
    may_walk,
    sees,
    walkers_missing,
)

SMELL, SIGHT = Sense.SMELL, Sense.SIGHT
ALICE, MARION = "alice", "marion"
SCORES = [
    Perception(ALICE, SMELL, "tills", -2),
    Perception(MARION, SMELL, "tills", 1),
    Perception(ALICE, SIGHT, "tills", 1),
    Perception(ALICE, SMELL, "door", 2),
    Perception(MARION, SMELL, "door", 1),
]
BOTH = {(ALICE, SMELL), (MARION, SMELL), (ALICE, SIGHT)}


def test_a_cell_is_mean_n_and_spread_and_two_apart_is_to_discuss():
    found = heat_map(SCORES, BOTH, ALICE, done=False)
    assert found["tills", SMELL] == Cell(Fraction(-1, 2), 2, 3, to_discuss=True)
    assert found["door", SMELL] == Cell(Fraction(3, 2), 2, 1, to_discuss=False)
    assert found["tills", SIGHT] == Cell(Fraction(1), 1, 0, to_discuss=False)


@pytest.mark.parametrize(("scores", "apart"), [((0, 1), False), ((0, 2), True), ((-2, 2), True)])
def test_a_spread_of_two_is_to_discuss(scores, apart):
    told = [Perception(str(n), SMELL, "z", score) for n, score in enumerate(scores)]
    cell = heat_map(told, {("0", SMELL), ("1", SMELL)}, "0", done=False)["z", SMELL]
    assert cell.to_discuss is apart


def test_who_has_not_scored_a_sense_sees_nothing_of_it():
    assert set(heat_map(SCORES, BOTH, MARION, done=False)) == {("tills", SMELL), ("door", SMELL)}
    assert heat_map(SCORES, BOTH, "karim", done=False) == {}
    assert heat_map(SCORES, BOTH, "karim", done=True) == heat_map(SCORES, BOTH, ALICE, done=False)


def test_a_walk_under_way_is_in_no_figure_even_ones_own():
    assert heat_map(SCORES, {(MARION, SMELL)}, MARION, done=False)["tills", SMELL].n == 1
    assert heat_map(SCORES, {(MARION, SMELL)}, ALICE, done=False) == {}


def blind_faults(may, see) -> list:
    """Return the situations in which somebody could score what they already see."""
    return [
        (scored, done, sense)
        for given in product((False, True), repeat=4)
        for scored in [{one for one, there in zip(product((ALICE, MARION), (SMELL, SIGHT)), given, strict=True) if there}]
        for done in (False, True)
        for sense in (SMELL, SIGHT)
        if may(ALICE, sense, scored, done=done) and see(ALICE, sense, scored, done=done)
    ]  # fmt: skip


def test_in_no_situation_does_one_score_what_one_sees():
    assert blind_faults(may_walk, sees) == []


def test_canary_a_map_open_once_two_have_walked_is_seen():
    def open_at_two(_viewer, sense, scored, *, done):
        return done or sum(of is sense for _, of in scored) >= 1

    assert blind_faults(may_walk, open_at_two)


def test_two_walkers_a_sense_or_one_where_one_person_works():
    assert walkers_missing(BOTH, 9) == {SIGHT: 1, Sense.TOUCH: 2, Sense.HEARING: 2}
    assert walkers_missing(BOTH, 1) == {Sense.TOUCH: 1, Sense.HEARING: 1}


def test_a_score_off_the_scale_is_refused():
    for score in (-3, 3):
        with pytest.raises(ValueError, match="-2 to"):
            Perception(ALICE, SMELL, "z", score)
