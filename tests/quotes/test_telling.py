"""Telling a difficulty: who may hear it, how soon, and how it is taken back."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from lms.core import clock
from lms.core.access import Role
from lms.core.db import session
from lms.core.errors import Invalid, NotFound, Refused, TooMany
from lms.core.models import FactRow, Thread
from lms.core.notices.models import Notice
from lms.quotes.models import Absence, Difficulty, Draft, Interview
from lms.quotes.queries import coaches, follow
from lms.quotes.rules.facets import Asked, Reach, Urgency
from lms.quotes.services import absences, coaching, telling
from lms.quotes.services.telling import Told
from tests.cast import NOW, TODAY
from tests.factories import make_mandate
from tests.factories.quotes import WORDS, Ground, send, talk, tell

pytestmark = pytest.mark.usefixtures("english")


def test_the_usual_coach_is_alerted_at_once_without_a_word_of_it(ground: Ground):
    one = tell(ground)
    told = session.scalars(select(Notice).where(Notice.thread == one.thread)).one()
    assert (told.kind, told.person_id, told.values) == ("quotes.told", ground.karim.id, {})
    assert told.due_at == one.acknowledge_by == datetime(2026, 3, 16, 8, 41, tzinfo=UTC)
    assert one.interview_by == datetime(2026, 3, 19, 8, 41, tzinfo=UTC)


def test_two_taps_are_enough(ground: Ground):
    one = telling.submit(person_id=ground.alice.id, told=Told(asked=Asked.CALL))
    assert (one.state, one.words, one.coach_id) == ("submitted", "", ground.karim.id)


def test_what_cannot_wait_is_promised_sooner(ground: Ground):
    one = tell(ground, urgency=Urgency.SOON)
    assert one.interview_by == one.acknowledge_by == datetime(2026, 3, 13, 8, 41, tzinfo=UTC)


def test_nothing_told_in_confidence_is_a_fact(ground: Ground):
    before = session.scalar(select(func.count()).select_from(FactRow))
    talk(tell(ground))
    assert session.scalar(select(func.count()).select_from(FactRow)) == before


def test_a_coach_in_the_management_line_is_never_chosen(ground: Ground):
    """Karim also manages Alice's store: three coaches elsewhere are offered instead."""
    make_mandate(ground.karim.id, Role.DEPUTY, ground.cast.nantes.id)
    ground_offers = coaches.get_choices(ground.alice.id, TODAY)
    assert ground_offers.usual is not None
    assert (ground_offers.usual.coach_id, ground_offers.usual.is_backup) == (ground.lise.id, True)
    assert ground.karim.id not in {one.coach_id for one in ground_offers.elsewhere}
    with pytest.raises(Invalid):
        tell(ground, coach_id=ground.karim.id)


def test_a_regional_lead_above_is_in_the_line_at_any_height(ground: Ground):
    make_mandate(ground.nora.id, Role.REGIONAL_LEAD, ground.cast.france.id)
    offers = coaches.get_choices(ground.alice.id, TODAY)
    assert ground.nora.id not in {one.coach_id for one in offers.elsewhere}
    assert ground.cast.rachel.id in coaches.management_line(ground.alice.id, TODAY)


def test_somebody_else_than_the_usual_coach_may_be_wanted(ground: Ground):
    one = tell(ground, not_usual=True)
    assert one.coach_id in {ground.nora.id, ground.omar.id}


def test_coaches_elsewhere_come_by_the_first_day_they_are_there(ground: Ground):
    absences.say_away(
        person_id=ground.nora.id, first=TODAY + timedelta(days=1), after=TODAY + timedelta(days=6)
    )
    offers = coaches.get_choices(ground.alice.id, TODAY).elsewhere
    assert [one.coach_id for one in offers] == [ground.omar.id, ground.nora.id]
    assert offers[0].first_free < offers[1].first_free


def test_what_a_coach_has_been_told_moves_nothing_in_the_list_of_others(ground: Ground):
    """Otherwise anybody who looks at it every hour learns that somebody has just told something."""
    before = coaches.get_choices(ground.alice.id, TODAY)
    for who in (ground.cast.bruno, ground.cast.dina):
        for _ in range(4):
            tell(ground, who, coach_id=ground.nora.id)
    assert coaches.get_choices(ground.alice.id, TODAY) == before


def test_each_coach_elsewhere_comes_first_for_somebody(ground: Ground):
    people = [
        ground.alice,
        ground.cast.bruno,
        ground.cast.dina,
        ground.cast.marion,
        ground.cast.yann,
    ]
    offers = [coaches.get_choices(who.id, TODAY).elsewhere for who in people]
    days = [
        coaches.get_choices(ground.alice.id, TODAY + timedelta(days=n)).elsewhere for n in range(12)
    ]
    first = {one[0].coach_id for one in (*offers, *days)}
    assert {ground.nora.id, ground.omar.id} <= first


def test_a_coach_away_is_replaced_by_whoever_stands_in(ground: Ground):
    absences.say_away(person_id=ground.karim.id, first=TODAY, after=TODAY + timedelta(days=5))
    offers = coaches.get_choices(ground.alice.id, TODAY)
    assert offers.usual is not None
    assert (offers.usual.coach_id, offers.usual.is_backup) == (ground.lise.id, True)


def test_nobody_to_hear_means_nothing_is_sent(ground: Ground):
    for who in (ground.karim, ground.nora, ground.omar, ground.lise):
        absences.say_away(person_id=who.id, first=TODAY, after=TODAY + timedelta(days=5))
    with pytest.raises(Refused, match="outside your management line"):
        tell(ground)


def test_a_dark_store_has_no_difficulty(ground: Ground):
    with pytest.raises(Refused, match="not open"):
        tell(ground, ground.cast.gael)


def test_five_an_hour_and_ten_a_day(ground: Ground):
    for hour in range(2):
        with clock.frozen(NOW + timedelta(hours=2 * hour)):
            for _ in range(5):
                tell(ground)
            with pytest.raises(TooMany):
                tell(ground)
    with clock.frozen(NOW + timedelta(hours=5)), pytest.raises(TooMany):
        tell(ground)
    with clock.frozen(NOW + timedelta(hours=25)):
        tell(ground)


def test_what_is_typed_is_kept_and_sent_once(ground: Ground):
    kept = telling.keep_unsent(person_id=ground.alice.id, told=Told(words="Une dame"))
    telling.keep_unsent(person_id=ground.alice.id, told=Told(words=WORDS, reach=Reach.BREAK))
    unsent = follow.find_unsent(ground.alice.id)
    assert unsent is not None
    assert (unsent.id, unsent.words, unsent.reach) == (kept.id, WORDS, "break")
    assert follow.list_mine(ground.alice.id) == []
    one = telling.submit(person_id=ground.alice.id, told=Told(words=WORDS))
    assert one.id == kept.id
    assert follow.find_unsent(ground.alice.id) is None


def test_a_draft_dropped_leaves_nothing(ground: Ground):
    telling.keep_unsent(person_id=ground.alice.id, told=Told(words=WORDS))
    telling.drop_unsent(person_id=ground.alice.id)
    telling.drop_unsent(person_id=ground.alice.id)
    assert session.scalar(select(func.count()).select_from(Thread)) == 0


def test_too_many_words_are_refused_by_field(ground: Ground):
    with pytest.raises(Invalid) as refused:
        tell(ground, words="a" * 4001, reach_note="b" * 201)
    assert set(refused.value.errors) == {"words", "reach_note"}


def test_taken_back_it_is_destroyed_at_once(ground: Ground):
    one = tell(ground)
    draft = talk(one)
    telling.withdraw(person_id=ground.alice.id, difficulty_id=one.id)
    session.flush()
    for model in (Difficulty, Interview, Thread, Draft):
        assert session.scalar(select(func.count()).select_from(model)) == 0, model
    assert session.get(Draft, draft.id) is None


def test_taken_back_from_a_merged_card_the_card_goes_back_to_its_author(ground: Ground):
    first, second = tell(ground), tell(ground, ground.cast.bruno)
    draft = talk(first)
    coaching.merge(coach_id=ground.karim.id, difficulty_id=second.id, draft_id=draft.id)
    send(draft)
    telling.withdraw(person_id=ground.cast.bruno.id, difficulty_id=second.id)
    assert session.get_one(Draft, draft.id).state == "changes"
    assert follow.get_mine(ground.alice.id, first.id).state == "carded"


def test_another_coach_gets_only_the_reporters_words(ground: Ground):
    one = tell(ground)
    talk(one)
    with clock.frozen(NOW + timedelta(days=1)):
        telling.choose_coach(
            person_id=ground.alice.id, difficulty_id=one.id, coach_id=ground.omar.id
        )
    session.flush()
    assert (one.state, one.coach_id, one.draft_id) == ("submitted", ground.omar.id, None)
    assert session.get(Interview, one.id) is None
    assert session.scalar(select(func.count()).select_from(Draft)) == 0
    assert one.acknowledge_by == datetime(2026, 3, 17, 8, 41, tzinfo=UTC)


@pytest.mark.parametrize("who", ["bruno", "marion", "karim", "rachel", "henri", "zoe"])
def test_a_foreign_difficulty_is_like_none(ground: Ground, who: str):
    one = tell(ground)
    person = ground.cast.people[who]
    with pytest.raises(NotFound):
        follow.get_mine(person.id, one.id)
    with pytest.raises(NotFound):
        telling.withdraw(person_id=person.id, difficulty_id=one.id)


def test_the_person_says_when_they_can_be_reached(ground: Ground):
    one = tell(ground)
    telling.set_reach(
        person_id=ground.alice.id, difficulty_id=one.id, reach=Reach.EVENING, note="Après 18 h"
    )
    assert follow.get_mine(ground.alice.id, one.id).reach_note == "Après 18 h"


def test_an_absence_ends_and_can_be_taken_back(ground: Ground):
    made = absences.say_away(
        person_id=ground.alice.id, first=TODAY, after=TODAY + timedelta(days=2)
    )
    assert [a.id for a in absences.list_absences(ground.alice.id, TODAY)] == [made.id]
    absences.be_back(person_id=ground.cast.bruno.id, absence_id=made.id)
    assert session.scalar(select(func.count()).select_from(Absence)) == 1, "not somebody else's"
    absences.be_back(person_id=ground.alice.id, absence_id=made.id)
    assert absences.list_absences(ground.alice.id, TODAY) == []
    with pytest.raises(Invalid):
        absences.say_away(person_id=ground.alice.id, first=TODAY, after=TODAY)
