"""The week's batch: real cards first, completed from the reserve, thresholds never falling."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from lms.quotes.rules.batch import Needs, Ready, compose, week_due

NOW = datetime(2026, 3, 17, 9, tzinfo=UTC)
NEEDS = Needs(cards=3, coaches=2, wait=timedelta(days=4))
A, B, C = UUID(int=1), UUID(int=2), UUID(int=3)


def ready(number: int, coach: UUID, *, days: int = 5, reserve: bool = False) -> Ready:
    return Ready(UUID(int=100 + number), coach, NOW - timedelta(days=days), reserve)


def reserve(count: int, coach: UUID = B) -> list[Ready]:
    return [ready(50 + n, coach, days=30, reserve=True) for n in range(count)]


def test_real_cards_come_out_all_at_once_when_they_are_enough():
    batch = compose([ready(1, A), ready(2, B), ready(3, A), *reserve(9)], NEEDS, NOW)
    assert [one.is_reserve for one in batch] == [False, False, False]


def test_one_real_card_is_completed_from_the_reserve():
    batch = compose([ready(1, A), *reserve(2)], NEEDS, NOW)
    assert [one.is_reserve for one in batch] == [False, True, True]


def test_the_reserve_brings_a_second_author_first():
    batch = compose([ready(1, A), *reserve(3, A), ready(90, C, days=9, reserve=True)], NEEDS, NOW)
    assert {one.coach_id for one in batch} == {A, C}


def test_which_cards_of_the_reserve_come_out_does_not_tell_who_wrote_the_real_one():
    """A coach who sees their own card of the reserve come out learns nothing from it."""
    kept = [*reserve(3, A), ready(90, B, days=20, reserve=True), ready(91, C, days=9, reserve=True)]
    chosen = [
        [one for one in compose([ready(1, author), *kept], NEEDS, NOW) if one.is_reserve]
        for author in (A, B, C)
    ]
    assert chosen[0] == chosen[1] == chosen[2]


def test_a_card_that_did_not_wait_long_enough_stays():
    assert compose([ready(1, A, days=3), *reserve(2)], NEEDS, NOW) == ()


def test_without_a_second_author_nothing_comes_out():
    assert compose([ready(1, A), ready(2, A), *reserve(5, A)], NEEDS, NOW) == ()


def test_a_week_without_real_card_still_has_its_batch():
    assert len(compose([*reserve(4), ready(1, A, reserve=True)], NEEDS, NOW)) == 3


coaches = st.sampled_from([A, B, C])
waiting = st.lists(
    st.builds(
        Ready,
        st.uuids(),
        coaches,
        st.integers(0, 20).map(lambda d: NOW - timedelta(days=d)),
        st.booleans(),
    ),
    unique_by=lambda one: one.draft_id,
    max_size=12,
)


@given(waiting)
def test_a_batch_always_meets_its_thresholds_and_leaves_no_ripe_real_card(cards):
    batch = compose(cards, NEEDS, NOW)
    assert set(batch) <= set(cards)
    if batch:
        assert len(batch) >= 3
        assert len({one.coach_id for one in batch}) >= 2
        assert all(NOW - one.ready_at >= NEEDS.wait for one in batch)
        ripe = {one for one in cards if not one.is_reserve and NOW - one.ready_at >= NEEDS.wait}
        assert ripe <= set(batch)


def test_canary_a_batch_of_one_author_would_be_seen():
    loose = Needs(cards=3, coaches=1, wait=timedelta(days=4))
    batch = compose([ready(1, A), *reserve(3, A)], loose, NOW)
    assert len({one.coach_id for one in batch}) == 1


def test_the_week_turns_at_its_hour_in_paris():
    tuesday = datetime(2026, 3, 10, 8, 59, tzinfo=UTC)  # 9:59 in Paris
    assert week_due(tuesday, "Europe/Paris", 1, 10) == "2026-W10"
    assert week_due(tuesday + timedelta(minutes=1), "Europe/Paris", 1, 10) == "2026-W11"
    assert week_due(datetime(2027, 1, 1, 12, tzinfo=UTC), "Europe/Paris", 1, 10) == "2026-W53"
