"""The try of the day: one a day, proposed, taken and answered in one tap."""

from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.coaching.models import Goal
from lms.coaching.queries import trying
from lms.coaching.services import goals
from lms.coaching.services.goals import Proposed
from lms.core import clock
from lms.core.db import session
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.workflow import MoveHeldBack
from tests.cast import NOW, TODAY
from tests.factories.practice import WORDS, Floor, share, watch
from tests.pages import post

DAY = timedelta(days=1)
pytestmark = pytest.mark.usefixtures("english")


def take(floor: Floor, words: str = "I look up first") -> Goal:
    return goals.take(person_id=floor.alice.id, words=words)


def proposed(floor: Floor, words: str = "Say the name", **given: object) -> Goal:
    whole = {
        "person_id": floor.alice.id,
        "proposer_id": floor.marion.id,
        "origin": "manager",
        "words": words,
    }
    return goals.propose(Proposed(**{**whole, **given}))  # type: ignore[arg-type]


def test_a_day_has_one_live_try_and_leaving_it_frees_the_day(floor: Floor):
    first = take(floor)
    with pytest.raises(MoveHeldBack, match="One try a day"):
        take(floor, "Another")
    goals.drop(goal_id=first.id, person_id=floor.alice.id)
    assert take(floor, "Another").state == "active"


def test_a_try_is_the_persons_own(floor: Floor):
    row = take(floor)
    for who in (floor.marion, floor.karim, floor.bruno):
        with pytest.raises(NotFound):
            goals.answer(goal_id=row.id, person_id=who.id, said="done")
        with pytest.raises(NotFound):
            goals.drop(goal_id=row.id, person_id=who.id)


@pytest.mark.parametrize("words", ["", "   ", "x" * 121])
def test_words_of_a_try_are_few(floor: Floor, words: str):
    with pytest.raises(Invalid):
        take(floor, words)


def test_a_try_is_answered_on_its_day_or_on_the_next_one(floor: Floor):
    row = take(floor)
    with clock.frozen(NOW + DAY):
        goals.answer(goal_id=row.id, person_id=floor.alice.id, said="partly", why=" busy ")
        goals.answer(goal_id=row.id, person_id=floor.alice.id, said="partly")
    assert (row.state, row.answer, row.why) == ("answered", "partly", "busy")
    late = goals.take(person_id=floor.bruno.id, words="Wait")
    with clock.frozen(NOW + 2 * DAY), pytest.raises(Refused, match="over"):
        goals.answer(goal_id=late.id, person_id=floor.bruno.id, said="done")
    assert session.get_one(Goal, late.id).state == "active"


def test_the_day_is_the_stores_own(floor: Floor):
    """Half past midnight in Paris is the next day there, whatever the server's zone."""
    with clock.frozen(datetime(2026, 3, 12, 23, 30, tzinfo=UTC)):
        assert take(floor).on_date == TODAY + DAY


def test_the_try_agreed_in_an_exchange_is_taken_in_one_tap_from_its_day(floor: Floor):
    row = share(watch(floor))
    assert trying.board_of(floor.alice.id, TODAY).offers == ()
    with clock.frozen(NOW + DAY):
        [offer] = trying.board_of(floor.alice.id, TODAY + DAY).offers
        assert (offer.words, offer.observation_id) == (WORDS.try_words, row.id)
        taken = goals.take(person_id=floor.alice.id, observation_id=row.id)
        assert (taken.words, taken.origin) == (WORDS.try_words, "debrief")
        assert trying.board_of(floor.alice.id, TODAY + DAY).offers == ()
        goals.answer(goal_id=taken.id, person_id=floor.alice.id, said="done")
    assert trying.board_of(floor.alice.id, TODAY + 2 * DAY).offers == ()


def test_nobody_takes_the_try_of_somebody_elses_exchange(floor: Floor):
    row = share(watch(floor))
    with pytest.raises(NotFound):
        goals.take(person_id=floor.bruno.id, observation_id=row.id)


def test_a_proposal_waits_for_the_person_and_a_new_one_takes_its_place(floor: Floor):
    proposed(floor, "First idea")
    second = proposed(floor)
    [offer] = trying.board_of(floor.alice.id, TODAY).offers
    assert (offer.goal_id, offer.by) == (second.id, "Marion")
    with pytest.raises(NotFound):
        goals.accept(goal_id=second.id, person_id=floor.marion.id)
    goals.accept(goal_id=second.id, person_id=floor.alice.id)
    goals.accept(goal_id=second.id, person_id=floor.alice.id)
    assert (second.state, second.on_date) == ("active", TODAY)


def test_a_proposal_taken_days_later_is_a_try_of_that_day(floor: Floor):
    row = proposed(floor)
    with clock.frozen(NOW + 3 * DAY):
        goals.accept(goal_id=row.id, person_id=floor.alice.id)
    assert row.on_date == TODAY + 3 * DAY


def test_days_nobody_opened_leave_no_row(floor: Floor):
    share(watch(floor))
    with clock.frozen(NOW + 9 * DAY):
        trying.board_of(floor.alice.id, TODAY + 9 * DAY)
    assert session.scalars(select(Goal)).all() == []


def test_who_has_no_store_has_no_try(floor: Floor):
    with pytest.raises(Refused):
        goals.take(person_id=floor.noor.id, words="Try")


FRIDAY = datetime(2026, 3, 13, 17, tzinfo=UTC)
MONDAY = FRIDAY + timedelta(days=3)


def bring(floor: Floor, client: FlaskClient, path: str, **fields: str) -> int:
    """Bring on Monday what Alice told her phone on Friday, where there was no network."""
    with clock.frozen(MONDAY):
        alice = floor.cast.sign_in(client, floor.alice)
        return post(alice, f"/coaching/me/{path}", **fields).status_code


@pytest.mark.parametrize(("told_at", "status"), [(FRIDAY.isoformat(), 303), ("", 409)])
def test_an_answer_told_in_time_without_a_network_is_in_time(
    floor: Floor, client: FlaskClient, told_at: str, status: int
):
    with clock.frozen(FRIDAY):
        row = take(floor)
    sent = bring(floor, client, f"tries/{row.id}/answer", answer="done", told_at=told_at)
    assert sent == status
    session.refresh(row)
    assert row.state == ("answered" if status == 303 else "active")


def test_a_try_taken_without_a_network_is_of_its_day(floor: Floor, client: FlaskClient):
    assert bring(floor, client, "try", words="Je salue", told_at=FRIDAY.isoformat()) == 303
    assert session.scalars(select(Goal.on_date)).one() == FRIDAY.date()


def test_a_phone_is_not_believed_about_the_future_nor_beyond_a_week(
    floor: Floor, client: FlaskClient
):
    ahead = (MONDAY + DAY).isoformat()
    assert bring(floor, client, "try", words="Je salue", told_at=ahead) == 303
    old = (MONDAY - 40 * DAY).isoformat()
    assert bring(floor, client, "try", words="Je salue", told_at=old) == 303
    days = sorted(session.scalars(select(Goal.on_date)))
    assert days == [(MONDAY - 7 * DAY).date(), MONDAY.date()]
