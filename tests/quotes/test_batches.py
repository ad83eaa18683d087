"""The weekly hour: all or nothing, once, completed from the reserve, opened with enough cards."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from lms.core import clock, jobs, policy
from lms.core.db import session
from lms.core.errors import Refused
from lms.core.models import FactRow
from lms.core.notices.models import Notice
from lms.network.models import Mandate
from lms.quotes.models import Batch, Card, Draft, Release
from lms.quotes.services import batches
from tests.factories.quotes import Ground, agree, make_ready, read_again, send, talk, tell

pytestmark = pytest.mark.usefixtures("english")

TUESDAY = datetime(2026, 3, 24, 9, 0, tzinfo=UTC)


def published() -> int:
    return session.scalar(select(func.count()).select_from(Card)) or 0


def reserve(ground: Ground, count: int) -> None:
    for number in range(count):
        make_ready((ground.omar, ground.nora)[number % 2], title=f"Fiche {number}")


@pytest.fixture
def begun(ground: Ground) -> Ground:
    """The calendar runs since the present week."""
    batches.publish_week(clock.now())
    return ground


def test_the_first_look_only_starts_the_calendar(ground: Ground):
    reserve(ground, 12)
    with clock.frozen(TUESDAY):
        assert batches.publish_week(clock.now()) == 0
    assert session.get_one(Release, 1).week == "2026-W13"


def test_a_batch_comes_at_its_hour_and_once(begun: Ground):
    reserve(begun, 12)
    before, hour = TUESDAY - timedelta(minutes=1), TUESDAY
    with clock.frozen(before):
        batches.publish_week(before)
    assert published() in (0, 3), "last week's hour may have been caught up"
    with clock.frozen(hour):
        done = published()
        batches.publish_week(hour)
        assert published() == done + 3
        batches.publish_week(hour + timedelta(minutes=1))
        assert published() == done + 3


def test_three_days_late_it_still_comes_once(begun: Ground):
    reserve(begun, 12)
    friday = TUESDAY + timedelta(days=3)
    with clock.frozen(friday):
        assert batches.publish_week(friday) == 3
        assert batches.publish_week(friday) == 0


def test_too_few_cards_wait_for_another_week(begun: Ground):
    reserve(begun, 2)
    with clock.frozen(TUESDAY):
        assert batches.publish_week(TUESDAY) == 0
    assert published() == 0


def test_one_author_alone_does_not_come_out(begun: Ground):
    for number in range(12):
        make_ready(begun.omar, title=f"Fiche {number}")
    with clock.frozen(TUESDAY):
        assert batches.publish_week(TUESDAY) == 0


def test_coaches_are_asked_for_more_when_the_reserve_runs_low(begun: Ground):
    reserve(begun, 9)
    with clock.frozen(TUESDAY):
        batches.publish_week(TUESDAY)
        assert session.scalar(select(Notice).where(Notice.kind == "quotes.reserve")) is None
    one = tell(begun)
    draft = talk(one)
    read_again(send(draft), begun.nora)
    agree(one)
    with clock.frozen(TUESDAY + timedelta(days=7)):
        assert batches.publish_week(clock.now()) == 3
        told = session.scalars(select(Notice).where(Notice.kind == "quotes.reserve")).all()
    assert {row.values["left"] for row in told} == {4}
    coaches = set(session.scalars(select(Mandate.person_id).where(Mandate.kind == "coach")))
    assert {row.person_id for row in told} == coaches


def test_a_card_whose_crowd_shrank_stays(begun: Ground):
    reserve(begun, 2)
    one = tell(begun)
    read_again(send(talk(one)), begun.nora)
    agree(one)
    policy.decide("quotes.crowd.people", 60, decided_by=None, reason="Essai.")
    with clock.frozen(TUESDAY):
        assert batches.publish_week(TUESDAY) == 0
    assert published() == 0
    assert session.scalar(select(func.count()).select_from(Draft)) == 3


def test_words_changed_behind_the_reporters_back_go_back_to_the_author(begun: Ground):
    """A row changed by hand after the yes: the release sees it."""
    reserve(begun, 12)
    one = tell(begun)
    draft = talk(one)
    read_again(send(draft), begun.nora)
    agree(one)
    draft.say = "Autre chose que ce qui fut accepté."
    with clock.frozen(TUESDAY):
        assert batches.publish_week(TUESDAY) == 3
    assert draft.state == "changes"


def test_the_library_opens_with_twenty_cards_and_keeps_the_rest(ground: Ground):
    reserve(ground, 19)
    with pytest.raises(Refused, match="19"):
        batches.open_library(actor_id=ground.cast.henri.id)
    reserve(ground, 6)
    assert batches.open_library(actor_id=ground.cast.henri.id) == 20
    assert published() == 20
    assert session.scalar(select(func.count()).select_from(Draft)) == 5
    assert batches.publish_week(clock.now()) == 0, "this week is done"
    reserve(ground, 20)
    with pytest.raises(Refused, match="before"):
        batches.open_library(actor_id=ground.cast.henri.id)


def test_a_library_opens_neither_on_cards_that_may_not_come_out_nor_on_one_author(ground: Ground):
    for number in range(20):
        make_ready(ground.omar, title=f"Fiche {number}")
    with pytest.raises(Refused, match="coaches"):
        batches.open_library(actor_id=ground.cast.henri.id)
    make_ready(ground.nora)
    policy.decide("quotes.crowd.people", 60, decided_by=None, reason="Essai.")
    with pytest.raises(Refused, match=r"^0 cards"):
        batches.open_library(actor_id=ground.cast.henri.id)
    policy.decide("quotes.crowd.people", 20, decided_by=None, reason="Essai.")
    assert batches.open_library(actor_id=ground.cast.henri.id) == 20
    assert set(session.scalars(select(Draft.coach_id))) == {ground.omar.id}, "Nora's came out"


def test_a_batch_tells_a_quarter_and_a_number(begun: Ground):
    reserve(begun, 12)
    with clock.frozen(TUESDAY):
        batches.publish_week(TUESDAY)
        jobs.drain(strict=True)
    fact = session.scalars(select(FactRow).where(FactRow.kind == "CardsPublished")).one()
    assert (fact.payload, fact.thread) == ({"quarter": "2026-Q1", "count": 3}, None)
    assert session.scalar(select(func.count()).select_from(Batch)) == 1


def test_a_rule_changed_later_does_not_reach_back(begun: Ground):
    one = tell(begun)
    promised = one.interview_by
    policy.decide("quotes.interview.days", 10, decided_by=None, reason="Vacances.")
    assert one.interview_by == promised
    assert (tell(begun, begun.cast.bruno).interview_by or TUESDAY) > (promised or TUESDAY)
