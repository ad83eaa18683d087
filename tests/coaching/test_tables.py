"""Promises the tables keep by themselves, whatever the code above them does."""

from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.exc import DBAPIError, IntegrityError

from lms.coaching.models import Block, Goal, Observation, Rating
from lms.core import clock, ids, privacy
from lms.core.db import session
from tests.cast import TODAY, Cast
from tests.factories.store import (
    keep,
    make_conflict,
    make_day,
    make_day_coach,
    make_goal,
    make_observation,
    make_rating,
)


def test_a_store_has_one_live_day_on_a_date_and_another_once_it_is_called_off(cast: Cast):
    day = make_day(cast)
    with pytest.raises(IntegrityError, match="uq_coaching_day_live"):
        make_day(cast)
    day.state, day.reason = "cancelled", "snow"
    session.flush()
    make_day(cast)


def test_nobody_changes_a_rating_they_add_another_state_of_it(cast: Cast):
    coach = make_day_coach(cast, make_day(cast))
    make_rating(cast, coach)
    make_rating(cast, coach, number=2, prep=5)
    with pytest.raises(IntegrityError, match="uq_coaching_rating_number"):
        make_rating(cast, coach, number=2)
    with pytest.raises(IntegrityError, match="ck_coaching_rating_prep"):
        make_rating(cast, coach, number=3, prep=6)
    with pytest.raises(DBAPIError, match="permission denied"), session.begin_nested():
        session.execute(sa.update(Rating).values(prep=1))


@pytest.mark.parametrize("pot", [{"n": 4, "units": 4}, {"n": 9, "units": 2}])
def test_no_pot_smaller_than_promised_is_ever_written(cast: Cast, pot: dict[str, int]):
    means = dict.fromkeys(("prep", "listening", "usefulness", "follow_through", "score"), "4")
    quarters = {"first_quarter": "2025-Q4", "last_quarter": "2025-Q4"}
    row = Block(id=ids.new_id(), coach_id=cast.karim.id, published_at=clock.now(), **pot, **quarters, **means)  # fmt: skip
    with pytest.raises(IntegrityError, match="ck_coaching_block_pot"):
        keep(row)


def test_a_conflict_between_two_people_is_declared_once_at_a_time(cast: Cast):
    make_conflict(cast, Range(date(2026, 1, 1), date(2026, 3, 1)))
    make_conflict(cast, Range(date(2026, 3, 1), None), kind="family")
    with pytest.raises(IntegrityError, match="ex_coaching_conflict_pair"):
        make_conflict(cast, Range(date(2026, 5, 1), None))


def test_nobody_observes_themselves_and_an_exchange_is_whole(cast: Cast):
    with pytest.raises(IntegrityError, match="two_people"):
        make_observation(cast, observer_id=cast.alice.id)
    for missing in ({"facts": " "}, {"strength": ""}, {"try_words": ""}, {"try_on": None}):
        with pytest.raises(IntegrityError, match="whole"):
            make_observation(cast, **missing)


def test_a_person_has_one_try_a_day_and_any_number_of_proposals(cast: Cast):
    make_goal(cast)
    make_goal(cast, state="proposed", origin="debrief")
    with pytest.raises(IntegrityError, match="uq_coaching_goal_day"):
        make_goal(cast)


def test_words_about_somebody_go_with_them_and_the_observation_still_took_place(cast: Cast):
    make_observation(cast)
    make_goal(cast)
    make_goal(cast, person_id=cast.bruno.id, proposed_by=cast.alice.id, origin="coach")
    privacy.erase_person(cast.alice.id)
    session.expire_all()
    kept = session.scalars(sa.select(Observation)).one()
    assert (kept.facts, kept.strength, kept.try_words, kept.try_on) == ("…", "…", "…", TODAY)
    assert [goal.person_id for goal in session.scalars(sa.select(Goal))] == [cast.bruno.id]
