"""No hidden figure can be worked out from those that are shown."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.core import disclosure
from lms.core.disclosure import Group, disclose, only_shown, suppress

K = 5


def rank(rows: list[list[int]]) -> int:
    """Return the rank of a matrix of whole numbers, by exact elimination."""
    left = [[Fraction(x) for x in row] for row in rows]
    found = 0
    for column in range(len(left[0]) if left else 0):
        pivot = next((r for r in range(found, len(left)) if left[r][column]), None)
        if pivot is None:
            continue
        left[found], left[pivot] = left[pivot], left[found]
        for r in range(found + 1, len(left)):
            share = left[r][column] / left[found][column]
            left[r] = [a - share * b for a, b in zip(left[r], left[found], strict=True)]
        found += 1
    return found


def derivable(tree: Group, shown: frozenset[str]) -> list[str]:
    """Return the hidden groups that linear algebra gets out of the shown ones.

    Unknowns are the leaves; a shown group is the sum of its leaves, and so is a hidden one: it can
    be worked out when its row is a combination of the shown rows.
    """
    leaves = [group.key for group in tree.walk() if not group.parts]
    below = {g.key: {x.key for x in g.walk() if not x.parts} for g in tree.walk()}
    row = {key: [int(leaf in held) for leaf in leaves] for key, held in below.items()}
    known = [row[key] for key in below if key in shown]
    size = rank(known)
    return [key for key in below if key not in shown and known and rank([*known, row[key]]) == size]


def small_sums(tree: Group, shown: frozenset[str], k: int) -> list[str]:
    """Return the shown groups whose hidden parts hold fewer than ``k`` people together."""
    found = []
    for group in tree.walk():
        hidden = [part for part in group.parts if part.key not in shown]
        if group.key in shown and hidden and sum(part.n for part in hidden) < k:
            found.append(group.key)
    return found


def flat(sizes) -> Group:
    parts = tuple(Group(f"p{i}", n) for i, n in enumerate(sizes))
    return Group("all", sum(sizes), parts)


ALL_SMALL = [sizes for count in range(1, 6) for sizes in product(range(9), repeat=count)]


def violations(trees, k=K) -> int:
    wrong = 0
    for tree in trees:
        shown = disclose(tree, k)
        small = [group.key for group in tree.walk() if group.n < k and group.key in shown]
        wrong += bool(small or small_sums(tree, shown, k))
    return wrong


def test_no_violation_on_all_trees_of_one_to_five_groups_of_zero_to_eight_people():
    assert len(ALL_SMALL) == 66_429
    assert violations(flat(sizes) for sizes in ALL_SMALL) == 0


def test_no_hidden_group_is_a_combination_of_shown_ones():
    for sizes in product((0, 1, 4, 5, 8), repeat=4):
        tree = flat(sizes)
        assert derivable(tree, disclose(tree, K)) == []


def test_canary_without_its_complement_a_hidden_group_is_found_by_subtraction(monkeypatch):
    monkeypatch.setattr(
        disclosure, "suppress", lambda parts, k: frozenset(key for key, n in parts.items() if n < k)
    )
    tree = flat((12, 9, 1))
    assert derivable(tree, disclose(tree, K)) == ["p2"]
    assert violations(flat(sizes) for sizes in product(range(9), repeat=3)) > 0


def group_of(depth: int) -> st.SearchStrategy:
    leaf = st.integers(0, 12)
    return st.recursive(
        leaf, lambda inner: st.lists(inner, min_size=1, max_size=4), max_leaves=depth
    )


def grown(shape, key="r") -> Group:
    if isinstance(shape, int):
        return Group(key, shape)
    parts = tuple(grown(inner, f"{key}.{i}") for i, inner in enumerate(shape))
    return Group(key, sum(part.n for part in parts), parts)


@settings(max_examples=300, deadline=None)
@given(shape=group_of(14), k=st.integers(5, 9))
def test_trees_of_any_depth_keep_their_secrets(shape, k):
    tree = grown(shape)
    shown = disclose(tree, k)
    assert derivable(tree, shown) == []
    assert small_sums(tree, shown, k) == []
    assert all(group.n >= k for group in tree.walk() if group.key in shown)


def test_what_can_be_shown_is_shown():
    assert suppress({"A": 12, "B": 9, "C": 8}, 8) == frozenset()
    assert suppress({"A": 12, "B": 9, "C": 1}, 5) == {"B", "C"}
    assert suppress({"A": 12, "B": 2, "C": 2}, 5) == {"A", "B", "C"}
    assert suppress({"A": 3}, 5) == {"A"}
    assert suppress({"A": 20, "B": 20}, 5) == frozenset()


def test_a_hidden_region_hides_its_stores():
    west = Group("west", 9, (Group("nantes", 9),))
    tree = Group("all", 21, (west, Group("east", 12), Group("south", 0)))
    assert disclose(tree, 5) == {"all", "east"}


def test_figures_not_shown_are_not_in_the_answer():
    tree = flat((12, 9, 1))
    assert only_shown({"all": 1, "p0": 2, "p1": 3, "p2": 4}, tree, K) == {"all": 1, "p0": 2}


def test_a_total_too_small_shows_nothing_at_all():
    assert disclose(flat((2, 2)), K) == frozenset()


def test_k_has_a_floor():
    with pytest.raises(ValueError, match="floor"):
        disclose(flat((12,)), 4)


def test_a_total_that_is_not_its_parts_is_refused():
    with pytest.raises(ValueError, match="whole"):
        Group("all", 10, (Group("a", 4),))
