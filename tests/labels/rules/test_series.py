"""Three series, and the sentence that says whether the bar moved or service did."""

from dataclasses import replace
from fractions import Fraction

import pytest

from lms.labels.rules.grid import LEVELS, Level
from lms.labels.rules.lineage import Link, Relation, propose
from lms.labels.rules.scoring import evaluate
from lms.labels.rules.series import (
    Sentence,
    Story,
    Trend,
    TwoYears,
    UnitYears,
    common_core,
    constant_grid,
    coverage,
    network_story,
    story,
)
from tests.labels.rules.building import BRONZE, GOLD, SILVER, criterion, grid, said

BEFORE = grid(
    criterion("a", 2, bronze=1, silver=2, gold=3),
    criterion("b", 2, bronze=10, silver=20, gold=30),
    criterion("c", 1, bronze=1, silver=1, gold=1, na=True),
)
RAISED = replace(
    BEFORE,
    year=2027,
    criteria=(
        replace(BEFORE.criteria[0], weight=Fraction(4)),
        replace(
            BEFORE.criteria[1],
            thresholds={level: v + 10 for level, v in BEFORE.criteria[1].thresholds.items()},
        ),
        BEFORE.criteria[2],
    ),
)
LINKS = propose(BEFORE, RAISED)
BEST = said(a=3, b=30, c=1)


def test_the_common_core_is_what_stayed_equal():
    core = common_core(BEFORE, RAISED, LINKS, said(a=2, b=30, c=1), said(a=3, b=40, c=1))
    assert core.uids == ("a", "c")
    # weights: a is (2 + 4) / 2 = 3, c is 1; the whole is (5 + 7) / 2 = 6.
    assert core.coverage == Fraction(4, 6)
    assert (core.before, core.after) == ((3 * Fraction(2, 3) + 1) / 4, 1)
    assert core.delta == Fraction(1, 4)


def test_under_sixty_percent_in_common_there_is_no_delta():
    thin = propose(BEFORE, RAISED)
    links = tuple(
        replace(link, relation=Relation.REWORDED) if link.after == "c" else link for link in thin
    )
    core = common_core(BEFORE, RAISED, links, BEST, BEST)
    assert (core.coverage, core.delta) == (Fraction(1, 2), None)
    at = grid(criterion("a", 3, bronze=1), criterion("b", 2, bronze=1))
    kept = (Link("a", "a", Relation.EQUAL), Link("b", "b", Relation.REWORDED))
    assert coverage(at, at, kept) == Fraction(3, 5)
    assert common_core(at, at, kept, said(a=1), said(a=1)).delta == 0


def test_what_was_set_aside_in_one_year_is_not_in_common():
    core = common_core(BEFORE, RAISED, LINKS, said(a=3, b=30, na=["c"]), BEST)
    assert core.uids == ("a",)


def test_a_split_criterion_leaves_the_common_core():
    after = grid(
        criterion("a", 2, bronze=1, silver=2, gold=3),
        criterion("b1", bronze=1),
        criterion("b2", bronze=1),
    )
    links = (
        Link("a", "a", Relation.EQUAL),
        Link("b", "b1", Relation.SPLIT),
        Link("b", "b2", Relation.SPLIT),
        Link("c", None, Relation.RETIRED),
    )
    assert common_core(BEFORE, after, links, BEST, said(a=3, b1=1, b2=1)).uids == ("a",)
    assert not constant_grid(BEST, BEFORE, after, links).assessable


def test_the_constant_grid_says_what_last_year_would_be_worth():
    assert evaluate(BEFORE, BEST).level is GOLD
    constant = constant_grid(BEST, BEFORE, RAISED, LINKS)
    assert constant.level is SILVER
    assert constant == evaluate(RAISED, BEST)


def test_a_criterion_that_changed_name_is_followed():
    renamed = replace(
        RAISED, criteria=(*RAISED.criteria[:2], replace(RAISED.criteria[2], uid="z", code="z"))
    )
    links = (*LINKS[:2], Link("c", "z", Relation.EQUAL))
    assert constant_grid(BEST, BEFORE, renamed, links).scores[BRONZE].share == 1


def years(then, since, before=BEFORE, after=RAISED, links=LINKS):
    two = TwoYears(before, after, links)
    return UnitYears(
        evaluate(before, then).level,
        evaluate(after, since).level,
        two.constant_grid(then),
        two.common_core(then, since),
    )


def told(one: UnitYears) -> Story:
    return story(one.before, one.after, one.constant, one.core)


def test_a_unit_that_loses_gold_while_doing_no_worse_reads_that_the_bar_rose():
    lost = years(BEST, BEST)
    assert (lost.before, lost.after) == (GOLD, SILVER)
    assert told(lost) == Story(Trend.ROSE, Trend.SAME)
    assert told(lost).sentence is Sentence.BAR_ROSE
    assert told(lost).bar_rose


def test_a_unit_that_does_worse_on_the_same_grid_is_not_told_of_the_bar():
    same = propose(BEFORE, BEFORE)
    one = years(BEST, said(a=1, b=10, c=1), BEFORE, BEFORE, same)
    assert told(one) == Story(Trend.SAME, Trend.FELL)
    assert told(one).sentence is Sentence.SERVICE_FELL


def test_what_a_unit_gained_is_the_bar_and_service_added():
    for then in (BEST, said(a=2, b=25, c=1), said(a=1, b=10, c=1)):
        for since in (BEST, said(a=3, b=45, c=1), said(a=1, b=12)):
            one = years(then, since)
            ranks = [
                LEVELS.index(level) + 1 if level else 0
                for level in (one.before, one.constant.level, one.after)
            ]
            assert ranks[2] - ranks[0] == (ranks[1] - ranks[0]) + (ranks[2] - ranks[1])


def test_without_a_constant_grid_only_the_common_core_speaks():
    blind = replace(years(BEST, BEST).constant, assessable=False, level=None)
    core = years(BEST, BEST).core
    assert story(GOLD, SILVER, blind, core).sentence is Sentence.BAR_ROSE
    assert story(GOLD, GOLD, blind, core).sentence is Sentence.CANNOT_COMPARE
    thin = replace(core, coverage=Fraction(1, 2))
    assert story(GOLD, SILVER, blind, thin).sentence is Sentence.CANNOT_COMPARE


def test_forty_gold_to_thirty_while_the_core_rises_says_the_bar_rose():
    quotas = dict.fromkeys(LEVELS, Fraction(3, 5))
    easy, hard = replace(BEFORE, quotas=quotas), replace(RAISED, quotas=quotas)
    same = said(a=2, b=30, c=1)
    stays = years(same, said(a=3, b=30, c=1), easy, hard)
    units = [stays] * 30 + [years(same, same, easy, hard)] * 10
    found = network_story(units)
    assert (found.before[GOLD], found.after[GOLD]) == (40, 30)
    assert found.delta is not None
    assert found.delta > 0
    assert found.story == Story(Trend.ROSE, Trend.ROSE)
    assert found.story.sentence is Sentence.BAR_ROSE_SERVICE_ROSE
    assert found.compared == 40


def test_canary_levels_alone_would_say_that_service_fell():
    lost = years(BEST, BEST)
    naive = (
        Trend.FELL if LEVELS.index(lost.after or Level.BRONZE) < LEVELS.index(GOLD) else Trend.SAME
    )
    assert naive is Trend.FELL
    assert told(lost).service is Trend.SAME


@pytest.mark.parametrize("bar", [Trend.ROSE, Trend.SAME, Trend.FELL])
@pytest.mark.parametrize("service", [Trend.ROSE, Trend.SAME, Trend.FELL])
def test_every_pair_of_trends_has_its_sentence(bar, service):
    assert Story(bar, service).sentence is not Sentence.CANNOT_COMPARE


def test_nobody_in_common_says_nothing():
    assert network_story([]).story.sentence is Sentence.CANNOT_COMPARE
