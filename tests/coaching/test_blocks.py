"""What stores said together: published once, on closed quarters, with nothing to subtract (T08)."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
import sqlalchemy as sa

from lms.coaching.models import Block
from lms.coaching.queries import figures
from lms.coaching.services import blocks, ratings
from lms.core import clock
from lms.core.db import session
from lms.core.notices.models import Notice
from lms.network.models import UnitRegion
from tests.cast import Cast
from tests.coaching.rules.solver import small_groups_solved
from tests.factories.coaching import Visit, finish, light, lived, manager_of, planned, rate

Q1 = datetime(2026, 4, 14, 22, 0, tzinfo=UTC)
"""The start of 15 April in Paris: the first quarter is drawn."""
Q2 = datetime(2026, 7, 14, 22, 0, tzinfo=UTC)
JANUARY, APRIL = date(2026, 1, 6), date(2026, 4, 7)


@pytest.fixture
def trio(lit: Cast) -> list[tuple[Any, Any]]:
    """Three stores and who speaks for each."""
    return [
        (lit.nantes, lit.marion),
        (lit.rennes, manager_of(lit.rennes, "Rita")),
        (lit.brest, manager_of(lit.brest, "Bertrand")),
    ]


def live(
    cast: Cast, trio: list[tuple[Any, Any]], answers: list[int], first: date = JANUARY
) -> list[Visit]:
    """Live a day a week, store after store."""
    return [
        lived(cast, first + timedelta(days=7 * place), *trio[place % len(trio)], answer)
        for place, answer in enumerate(answers)
    ]


def published(at: datetime) -> list[tuple[str, str, int, int, str]]:
    with clock.frozen(at):
        blocks.publish_due(at)
    rows = session.scalars(sa.select(Block).order_by(Block.last_quarter))
    return [(row.first_quarter, row.last_quarter, row.n, row.units, row.prep) for row in rows]


def test_five_opinions_of_three_stores_are_drawn_on_the_day_and_told(lit: Cast, trio: Any):
    live(lit, trio, [5, 4, 3, 4, 4])
    assert published(Q1 - timedelta(seconds=1)) == []
    assert published(Q1) == [("2026-Q1", "2026-Q1", 5, 3, "4")]
    assert published(Q1 + timedelta(days=40)) == [("2026-Q1", "2026-Q1", 5, 3, "4")]
    told = session.scalars(sa.select(Notice.person_id).where(Notice.kind == "coaching.block"))
    assert list(told) == [lit.karim.id]
    (shown,) = figures.blocks_of([lit.karim.id])[lit.karim.id]
    assert shown.means["prep"] == 4
    assert shown.score == 4


@pytest.mark.parametrize("stores", [1, 2])
def test_five_opinions_of_fewer_stores_wait(lit: Cast, trio: Any, stores: int):
    live(lit, trio[:stores], [5, 4, 3, 4, 4])
    assert published(Q1) == []


def test_a_short_quarter_waits_for_the_next_and_is_drawn_with_it(lit: Cast, trio: Any):
    live(lit, trio, [5, 4, 3])
    assert published(Q1) == []
    live(lit, trio, [4, 4], APRIL)
    assert published(Q2) == [("2026-Q1", "2026-Q2", 5, 3, "4")]


def test_a_sweeper_that_slept_half_a_year_draws_what_it_would_have_drawn(lit: Cast, trio: Any):
    live(lit, trio, [5, 4, 3, 4, 4])
    live(lit, trio, [1, 1, 1, 1, 1], APRIL)
    assert published(Q2) == [
        ("2026-Q1", "2026-Q1", 5, 3, "4"),
        ("2026-Q2", "2026-Q2", 5, 3, "1"),
    ]


def test_what_comes_after_the_day_never_enters_a_published_block(lit: Cast, trio: Any):
    live(lit, trio, [5, 4, 3, 4, 4])
    late = finish(_day(lit, date(2026, 3, 24)), datetime(2026, 3, 24, 17, tzinfo=UTC))
    assert len(published(Q1)) == 1
    rate(late, lit.marion, 1, at=Q1)
    assert published(Q2) == [("2026-Q1", "2026-Q1", 5, 3, "4")]
    spread = figures.spreads(Q2)
    assert [one.network.n for one in spread] == [5]


def _day(cast: Cast, on: date) -> Visit:
    with clock.frozen(datetime(on.year, on.month, on.day, 8, tzinfo=UTC)):
        return planned(cast, on=on)


def test_opinions_between_people_who_are_close_are_in_no_figure(lit: Cast, trio: Any):
    (first, *_more) = live(lit, trio, [5, 4, 3, 4, 4])
    with clock.frozen(datetime(2026, 1, 6, 18, tzinfo=UTC)):
        ratings.declare_conflict(
            day_coach_id=first.id,
            kind="friend",
            actor_id=lit.marion.id,
            rater_id=lit.marion.id,
        )
    assert published(Q1) == []
    known = figures.known_ratings()
    assert sum(one.rule.conflict for one in known) == 2


def test_a_friendship_declared_later_changes_nothing_that_was_drawn(lit: Cast, trio: Any):
    (first, *_more) = live(lit, trio, [5, 4, 3, 4, 4])
    before = figures.spreads(Q1)
    with clock.frozen(Q1 + timedelta(days=1)):
        ratings.declare_conflict(
            day_coach_id=first.id, kind="friend", actor_id=lit.karim.id, rater_id=lit.marion.id
        )
    assert figures.spreads(Q1 + timedelta(days=2)) == before


def test_what_a_coach_is_shown_gives_no_smaller_group_away(lit: Cast, trio: Any):
    """T08: each figure shown is a sum over opinions; no group of fewer than five follows from them."""
    live(lit, trio, [5, 4, 3, 4, 4, 2, 2])
    live(lit, trio, [1, 2], APRIL)
    live(lit, trio, [1, 1, 2, 3, 5], date(2026, 7, 7))
    published(datetime(2026, 12, 1, tzinfo=UTC))
    assert small_groups_solved(_rows(lit), 14, 5) == []


def _rows(cast: Cast) -> list[list[int]]:
    """Return, for every figure on the coach's page, which opinions are in it."""
    everything = figures.known_ratings(before=datetime(2027, 1, 1, tzinfo=UTC))
    known = sorted(everything, key=lambda one: one.row.occurred_on)
    return [
        [int(shown.first <= one.rule.quarter <= shown.last) for one in known]
        for shown in figures.blocks_of([cast.karim.id]).get(cast.karim.id, [])
    ]


def test_canary_a_year_to_date_beside_the_blocks_gives_four_opinions_away(lit: Cast, trio: Any):
    live(lit, trio, [5, 4, 3, 4, 4])
    live(lit, trio, [1, 2, 3, 4], APRIL)
    published(Q2)
    year_to_date = [1] * 9
    assert small_groups_solved([*_rows(lit), year_to_date], 9, 5) != []


def test_a_block_is_alike_in_two_worlds_that_differ_by_who_said_what(lit: Cast, trio: Any):
    """Twin worlds: below the threshold nothing of who rated, or what, reaches the coach."""
    live(lit, trio, [5, 1])
    first = figures.blocks_of([lit.karim.id])
    with clock.frozen(Q1):
        blocks.publish_due(Q1)
    assert figures.blocks_of([lit.karim.id]) == first == {}
    assert figures.spreads(Q1) == []
    told = session.scalars(sa.select(Notice.id).where(Notice.kind == "coaching.block"))
    assert list(told) == []


def test_head_office_reads_distributions_of_enough_stores_and_no_hidden_region(
    lit: Cast, trio: Any
):
    live(lit, trio, [5, 4, 3, 4, 4, 1])
    (spread,) = figures.spreads(Q1)
    assert (spread.quarter, spread.network.n) == ("2026-Q1", 6)
    assert spread.network.answers["prep"] == (1, 0, 1, 3, 1)
    assert [name for name, _drawn in spread.regions] == ["West"]
    link = session.scalars(sa.select(UnitRegion).where(UnitRegion.unit_id == lit.brest.id)).one()
    link.region_id = lit.east.id
    session.flush()
    (moved,) = figures.spreads(Q1)
    assert moved.network == spread.network
    assert moved.regions == ()


def test_a_store_that_changed_region_stays_where_its_day_was(lit: Cast, trio: Any):
    live(lit, trio, [5, 4, 3, 4, 4, 1])
    before = figures.spreads(Q1)
    link = session.scalars(sa.select(UnitRegion).where(UnitRegion.unit_id == lit.nantes.id)).one()
    moved_on = date(2026, 4, 1)
    link.during = type(link.during)(link.during.lower, moved_on)
    session.flush()
    from lms.core import ids

    session.add(
        UnitRegion(
            id=ids.new_id(),
            unit_id=lit.nantes.id,
            region_id=lit.east.id,
            during=type(link.during)(moved_on, None),
        )
    )
    session.flush()
    assert figures.spreads(Q1) == before


def test_the_score_is_on_the_blocks_own_opinions(lit: Cast, trio: Any):
    """5 own of 4 everywhere, and nobody else: the centre is 4, whatever came in other quarters."""
    live(lit, trio, [1, 1, 1, 1, 1])
    live(lit, trio, [4, 4, 4, 4, 4], APRIL)
    published(Q2)
    later, _earlier = figures.blocks_of([lit.karim.id])[lit.karim.id]
    assert (later.first, later.score) == ("2026-Q2", Fraction(4))


def test_rules_of_rated_coaches_are_lit(cast: Cast):
    light(cast)
    assert blocks.rated_coaches() == []
