"""What became of each criterion: proposed from figures, checked, shown side by side."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.labels.rules.grid import Decision, EvidenceRule, EvidenceType, Level, NaRule, Scale
from lms.labels.rules.lineage import (
    Link,
    Relation,
    check_erratum,
    check_lineage,
    difference,
    propose,
    relation_of,
)
from tests.labels.rules.building import REFERENCE, criterion, grid

OLD = criterion("calls", 2, bronze=50, silver=70, gold=85, scale=Scale.PERCENT, n_min=10)


def with_thresholds(**levels):
    return replace(
        OLD, thresholds=OLD.thresholds | {Level(k): Fraction(v) for k, v in levels.items()}
    )


@pytest.mark.parametrize(
    ("new", "relation"),
    [
        (replace(OLD, title={"fr": "Rappels"}, help={"fr": "x"}), Relation.EQUAL),
        (replace(OLD, weight=Fraction(5)), Relation.EQUAL),
        (with_thresholds(gold=90), Relation.TIGHTENED),
        (with_thresholds(gold=80), Relation.LOOSENED),
        (with_thresholds(gold=90, bronze=40), Relation.REWORDED),
        (replace(OLD, knockouts=frozenset({Level.GOLD})), Relation.TIGHTENED),
        (replace(OLD, na=NaRule(allowed=True)), Relation.LOOSENED),
        (replace(OLD, n_min=30), Relation.TIGHTENED),
        (replace(OLD, decision={Level.GOLD: Decision.LOWER_BOUND}), Relation.TIGHTENED),
        (replace(OLD, evidence=EvidenceRule((EvidenceType.PHOTO,), None, 1)), Relation.REWORDED),
        (replace(OLD, evidence=EvidenceRule((), 90, 0)), Relation.TIGHTENED),
        (replace(OLD, scale=Scale.NUMBER), Relation.REWORDED),
    ],
)
def test_figures_suggest_the_relation(new, relation):
    assert relation_of(OLD, new) is relation


def test_a_proposal_covers_everything_and_has_no_fault():
    after = grid(with_thresholds(gold=90), criterion("fresh", bronze=1))
    before = grid(OLD, criterion("old", bronze=1))
    links = propose(before, after)
    assert [(link.before, link.after, link.relation) for link in links] == [
        ("calls", "calls", Relation.TIGHTENED),
        (None, "fresh", Relation.NEW),
        ("old", None, Relation.RETIRED),
    ]
    assert check_lineage(before, after, links) == []


BEFORE = grid(OLD, criterion("old", bronze=1))
AFTER = grid(OLD, criterion("left", bronze=1), criterion("right", bronze=1))
SPLIT = (
    Link("calls", "calls", Relation.EQUAL),
    Link("old", "left", Relation.SPLIT),
    Link("old", "right", Relation.SPLIT, "cut in two"),
)


def codes(links, before=BEFORE, after=AFTER):
    return [(fault.path, fault.code) for fault in check_lineage(before, after, links)]


def test_a_criterion_is_split_in_two():
    assert codes(SPLIT) == []


def test_two_criteria_are_merged():
    back = tuple(
        Link(
            link.after,
            link.before,
            Relation.MERGED if link.relation is Relation.SPLIT else link.relation,
        )
        for link in SPLIT
    )
    assert codes(back, AFTER, BEFORE) == []


def test_what_is_removed_or_added_without_a_word_is_refused():
    assert codes(SPLIT[:1]) == [
        ("before.old", "lineage_missing"),
        ("after.left", "lineage_missing"),
        ("after.right", "lineage_missing"),
    ]


@pytest.mark.parametrize(
    ("links", "code"),
    [
        ((*SPLIT[:2], Link(None, "right", Relation.NEW)), "lineage_split"),
        ((*SPLIT, Link("calls", None, Relation.RETIRED)), "lineage_twice"),
        (
            (SPLIT[0], Link("old", "left", Relation.SPLIT), Link("zzz", "right", Relation.SPLIT)),
            "lineage_unknown",
        ),
        ((*SPLIT[1:], Link("calls", "calls", Relation.RETIRED)), "lineage_side"),
        ((*SPLIT[1:], Link("calls", None, Relation.EQUAL)), "lineage_side"),
        ((*SPLIT[1:], Link("calls", "calls", Relation.TIGHTENED)), "lineage_tightened"),
    ],
)
def test_links_that_cannot_hold_are_refused(links, code):
    assert code in [found for _, found in codes(links)]


@pytest.mark.usefixtures("english")
def test_equal_is_refused_when_a_figure_changed():
    after = grid(with_thresholds(gold=90))
    (fault,) = check_lineage(grid(OLD), after, [Link("calls", "calls", Relation.EQUAL)])
    assert "thresholds.gold" in fault.words()
    (loosened,) = check_lineage(grid(OLD), after, [Link("calls", "calls", Relation.LOOSENED)])
    assert loosened.code == "lineage_loosened"


def test_side_by_side_shows_what_changed_only():
    after = replace(
        AFTER,
        criteria=(with_thresholds(gold=90), *AFTER.criteria[1:]),
        quotas=AFTER.quotas | {Level.GOLD: Fraction(1)},
    )
    links = (Link("calls", "calls", Relation.TIGHTENED, "asked by clients"), *SPLIT[1:])
    shown = difference(BEFORE, after, links)
    first = shown.rows[0]
    assert [(one.field, one.before, one.after) for one in first.changes] == [
        ("thresholds.gold", 85, 90)
    ]
    assert first.note == "asked by clients"
    assert [(one.field, one.before, one.after) for one in shown.grid] == [
        ("quotas.gold", Fraction("0.9"), 1)
    ]
    assert shown.counts == {Relation.TIGHTENED: 1, Relation.SPLIT: 2}


def test_retired_criteria_come_last():
    after = grid(OLD)
    shown = difference(BEFORE, after, propose(BEFORE, after))
    assert [row.relation for row in shown.rows] == [Relation.EQUAL, Relation.RETIRED]
    assert shown.rows[1].after is None


def test_an_erratum_clarifies_or_loosens():
    clearer = replace(
        REFERENCE,
        minor=1,
        criteria=tuple(replace(one, help={"fr": "clair"}) for one in REFERENCE.criteria),
    )
    assert check_erratum(REFERENCE, clearer) == []
    softer = replace(
        clearer, quotas={level: quota - Fraction(1, 10) for level, quota in clearer.quotas.items()}
    )
    assert check_erratum(REFERENCE, softer) == []


@pytest.mark.parametrize(
    "change",
    [
        {"quotas": REFERENCE.quotas | {Level.GOLD: Fraction(1)}},
        {"criteria": REFERENCE.criteria[1:]},
        {"criteria": (replace(REFERENCE.criteria[0], weight=Fraction(9)), *REFERENCE.criteria[1:])},
        {"criteria": (replace(REFERENCE.criteria[0], n_min=5), *REFERENCE.criteria[1:])},
        {"quota_by_tenure": {1: Fraction(1, 20)}},
        {"na_limit": Fraction(1, 10)},
    ],
)
def test_canary_an_erratum_that_tightens_is_refused(change):
    assert check_erratum(REFERENCE, replace(REFERENCE, minor=1, **change)) != []


@given(st.integers(-20, 20), st.integers(-20, 20), st.integers(-20, 20))
@settings(deadline=None)
def test_what_is_proposed_is_never_refused(b, s, g):
    moved = with_thresholds(bronze=50 + b, silver=70 + s, gold=85 + g)
    assert check_lineage(grid(OLD), grid(moved), propose(grid(OLD), grid(moved))) == []
