"""The reporter re-reads: nothing comes out against them, nor without their eyes."""

from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import func, select

from lms.core import clock
from lms.core.db import session
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.notices.models import Notice
from lms.quotes import jobs
from lms.quotes.models import Difficulty, Draft
from lms.quotes.queries import follow
from lms.quotes.services import absences, coaching, previewing
from tests.cast import NOW, TODAY
from tests.factories.quotes import CARD, Ground, agree, read_again, send, talk, tell


@pytest.fixture
def ready(ground: Ground) -> Difficulty:
    """Alice's difficulty, whose card waits for her eyes."""
    one = tell(ground)
    read_again(send(talk(one)), ground.nora)
    return one


def draft_of(one: Difficulty) -> Draft:
    return session.get_one(Draft, one.draft_id)


def days(count: float):
    return NOW + timedelta(days=count)


def test_the_card_is_read_as_it_will_be(ground: Ground, ready: Difficulty):
    seen = follow.get_preview(ground.alice.id, ready.id)
    assert (seen.title, seen.gesture, seen.theme, seen.others) == (
        CARD.title,
        CARD.gesture,
        "Apaiser",
        0,
    )
    assert set(seen.actions) == {"accept", "let_pass", "ask_change", "refuse"}
    assert follow.count_to_reread(ground.alice.id) == 1
    told = session.scalars(select(Notice).where(Notice.kind == "quotes.reread")).one()
    assert (told.person_id, told.act) == (ground.alice.id, True)


@pytest.mark.parametrize("who", ["bruno", "marion", "karim", "nora"])
def test_nobody_else_re_reads_or_answers(ground: Ground, ready: Difficulty, who: str):
    person = ground.cast.people.get(who) or getattr(ground, who)
    both = {"person_id": person.id, "difficulty_id": ready.id}
    for act in (
        lambda: follow.get_preview(person.id, ready.id),
        lambda: previewing.show(**both),
        lambda: previewing.note_receipt(**both),
        lambda: previewing.accept(**both),
        lambda: previewing.ask_change(**both, note="Non"),
        lambda: previewing.refuse(**both),
    ):
        with pytest.raises(NotFound):
            act()
    assert draft_of(ready).state == "preview"


def test_the_receipt_is_shown_until_noted_and_kept_as_a_hash(ground: Ground, ready: Difficulty):
    both = {"person_id": ground.alice.id, "difficulty_id": ready.id}
    with pytest.raises(Refused):
        previewing.note_receipt(**both)
    first, second = previewing.show(**both), previewing.show(**both)
    assert first != second, "the former words are forgotten"
    previewing.note_receipt(**both)
    assert previewing.show(**both) is None
    session.flush()
    row = str(session.execute(select(Difficulty.__table__)).one())
    words = (second or "").split()
    assert len(words) > 2
    assert not any(" ".join(pair) in row for pair in pairwise(words)), "one short word may be there"


def test_a_card_is_accepted_after_it_was_seen(ground: Ground, ready: Difficulty):
    with pytest.raises(Refused):
        previewing.accept(person_id=ground.alice.id, difficulty_id=ready.id)
    agree(ready)
    assert draft_of(ready).state == "scheduled"
    assert follow.count_to_reread(ground.alice.id) == 0


def test_a_change_is_asked_and_everything_is_read_again(ground: Ground, ready: Difficulty):
    both = {"person_id": ground.alice.id, "difficulty_id": ready.id}
    agree(ready)
    with pytest.raises(Invalid):
        previewing.ask_change(**both, note=" ")
    draft = previewing.ask_change(**both, note="Moins précis.")
    assert (draft.state, draft.ready_at) == ("changes", None)
    send(draft)
    read_again(draft, ground.nora)
    assert draft.state == "preview"
    assert ready.answer == ""


def test_a_refusal_destroys_everything_and_says_no_more_to_the_coach(
    ground: Ground, ready: Difficulty
):
    previewing.show(person_id=ground.alice.id, difficulty_id=ready.id)
    previewing.refuse(person_id=ground.alice.id, difficulty_id=ready.id)
    for model in (Difficulty, Draft):
        assert session.scalar(select(func.count()).select_from(model)) == 0
    told = session.scalars(select(Notice).where(Notice.kind == "quotes.gone")).one()
    assert (told.person_id, told.values, told.thread) == (ground.karim.id, {}, None)


def test_silence_publishes_only_what_was_seen(ground: Ground, ready: Difficulty):
    jobs.watch_silences(now=days(8))
    assert draft_of(ready).state == "preview"
    with clock.frozen(days(8)):
        previewing.show(person_id=ground.alice.id, difficulty_id=ready.id)
    jobs.watch_silences(now=days(14))
    assert draft_of(ready).state == "preview"
    jobs.watch_silences(now=days(15.1))
    assert (draft_of(ready).state, ready.answer, ready.receipt) == ("scheduled", "silence", None)


def test_what_was_never_seen_is_destroyed_after_thirty_days(ground: Ground, ready: Difficulty):
    jobs.watch_silences(now=days(29))
    assert draft_of(ready).state == "preview"
    jobs.watch_silences(now=days(30.1))
    assert session.scalar(select(func.count()).select_from(Draft)) == 0
    assert session.scalar(select(func.count()).select_from(Difficulty)) == 0


def test_leave_stops_the_seven_days(ground: Ground, ready: Difficulty):
    previewing.show(person_id=ground.alice.id, difficulty_id=ready.id)
    absences.say_away(
        person_id=ground.alice.id, first=TODAY + timedelta(days=1), after=TODAY + timedelta(days=11)
    )
    jobs.watch_silences(now=days(16))
    assert draft_of(ready).state == "preview"
    jobs.watch_silences(now=days(17.1))
    assert draft_of(ready).state == "scheduled"


def test_silence_is_not_enough_after_a_failed_reading(ground: Ground):
    from lms.quotes.services import reading

    one = tell(ground)
    draft = send(talk(one))
    reading.take_next(reader_id=ground.nora.id)
    reading.send_back(reader_id=ground.nora.id, draft_id=draft.id, note="Plus court.")
    read_again(send(draft), ground.nora)
    previewing.show(person_id=ground.alice.id, difficulty_id=one.id)
    jobs.watch_silences(now=days(8))
    assert draft.state == "preview"


def test_everybody_behind_a_merged_card_is_asked(ground: Ground):
    first, second = tell(ground), tell(ground, ground.cast.bruno)
    draft = talk(first)
    coaching.merge(coach_id=ground.karim.id, difficulty_id=second.id, draft_id=draft.id)
    read_again(send(draft), ground.nora)
    agree(first)
    assert draft.state == "preview"
    previewing.show(person_id=ground.cast.bruno.id, difficulty_id=second.id)
    previewing.refuse(person_id=ground.cast.bruno.id, difficulty_id=second.id)
    assert (draft.state, first.answer) == ("changes", "")
    assert session.get(Difficulty, second.id) is None


def test_canary_a_silence_that_publishes_the_unseen_would_be_caught(
    ground: Ground, ready: Difficulty, monkeypatch: pytest.MonkeyPatch
):
    from lms.quotes.rules.preview import Silence

    monkeypatch.setattr(previewing, "silence", lambda *_a, **_k: Silence.PASSES)
    jobs.watch_silences(now=days(8))
    assert draft_of(ready).state == "scheduled", "planted: the test above would fail"
