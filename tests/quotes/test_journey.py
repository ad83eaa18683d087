"""From the first words to the library, and what is left behind: nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from lms.core import clock, jobs
from lms.core.db import session
from lms.core.errors import NotFound
from lms.core.models import AuditPrivate, FactRow, Thread
from lms.core.notices.models import Notice
from lms.quotes.models import Card, CardText, Difficulty, Draft, Interview, Receipt
from lms.quotes.queries import drafts, follow, inbox, library
from lms.quotes.services import batches, coaching, impact, previewing
from tests.cast import NOW
from tests.factories.quotes import CARD, Ground, agree, make_ready, read_again, send, talk, tell

TUESDAY = datetime(2026, 3, 24, 9, 0, tzinfo=UTC)
"""The hour of publication, twelve days after the cast's present."""


def count(model: type) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def first_week(ground: Ground) -> None:
    """Let the calendar begin, with a reserve of two authors."""
    batches.publish_week(clock.now())
    for who in (ground.omar, ground.nora):
        make_ready(who, title="Saluer quand les mains sont prises")


def test_a_difficulty_becomes_a_card_and_leaves_nothing_behind(ground: Ground):
    first_week(ground)
    one = tell(ground)
    assert one.coach_id == ground.karim.id
    coaching.acknowledge(coach_id=ground.karim.id, difficulty_id=one.id)
    draft = send(talk(one))
    assert read_again(draft, ground.nora)
    words = agree(one)
    assert draft.state == "scheduled"
    with clock.frozen(TUESDAY):
        assert batches.publish_week(clock.now()) == 3
    session.flush()
    for model in (Difficulty, Draft, Interview, Thread, AuditPrivate):
        assert count(model) == 0, model
    assert (
        session.scalar(select(func.count()).select_from(FactRow).where(FactRow.thread.is_not(None)))
        == 0
    )
    assert (
        session.scalar(select(func.count()).select_from(Notice).where(Notice.thread.is_not(None)))
        == 0
    )
    told = impact.open_receipt(words)
    assert told.title == CARD.title
    found = library.search_cards(library.Wish(words="file allonger échanges"))
    assert [row.title for row in found.rows] == [CARD.title]
    shown = library.get_card(found.rows[0].id)
    assert (shown.gesture, shown.theme, shown.quarter) == (CARD.gesture, "Apaiser", "2026-Q1")


def test_cards_of_a_report_and_of_the_reserve_look_the_same(ground: Ground):
    first_week(ground)
    one = tell(ground)
    draft = send(talk(one))
    read_again(draft, ground.nora)
    agree(one)
    with clock.frozen(TUESDAY):
        batches.publish_week(clock.now())
    per_card = session.execute(
        select(
            Receipt.card_id, Receipt.holder, func.count(), func.min(func.length(Receipt.hash))
        ).group_by(Receipt.card_id, Receipt.holder)
    ).all()
    assert {(row[1], row[2], row[3]) for row in per_card} == {("reporter", 3, 32), ("coach", 1, 32)}
    assert len({row[0] for row in per_card}) == 3
    assert {(c.kind, c.status, c.frequency) for c in session.scalars(select(Card))} == {
        ("anonymous", "published", "")
    }


def test_the_coach_writes_the_advice_once(ground: Ground):
    one = tell(ground)
    draft = talk(one)
    desk = drafts.get_desk(ground.karim.id, draft.id, NOW.date())
    assert (desk.draft.situation, desk.draft.say) == (CARD.situation, CARD.say)
    assert desk.may_send, (desk.to_fix, desk.copied, desk.missing, desk.standing)


def test_an_employee_follows_each_step(ground: Ground):
    def done() -> list[str]:
        session.flush()
        return [s.code for s in follow.get_mine(ground.alice.id, one.id).steps if s.is_done]

    one = tell(ground)
    assert done() == ["sent"]
    coaching.acknowledge(coach_id=ground.karim.id, difficulty_id=one.id)
    assert done() == ["sent", "seen"]
    draft = send(talk(one))
    assert done() == ["sent", "seen", "meeting", "talked"]
    read_again(draft, ground.nora)
    assert done()[-1] == "reread"
    agree(one)
    assert done()[-1] == "ready"


def test_a_card_read_aloud_and_accepted_waits_for_its_week(ground: Ground):
    one = tell(ground)
    draft = talk(one)
    coaching.accept_aloud(coach_id=ground.karim.id, difficulty_id=one.id)
    send(draft)
    read_again(draft, ground.nora)
    assert draft.state == "scheduled"
    previewing.refuse(person_id=ground.alice.id, difficulty_id=one.id)
    assert count(Draft) == count(Difficulty) == 0


def test_a_later_change_asks_again(ground: Ground):
    from dataclasses import replace

    from lms.quotes.services import drafting

    one = tell(ground)
    draft = talk(one)
    coaching.accept_aloud(coach_id=ground.karim.id, difficulty_id=one.id)
    drafting.keep_card(
        coach_id=ground.karim.id,
        draft_id=draft.id,
        card=replace(CARD, say="Bonjour, je vous écoute."),
    )
    send(draft)
    read_again(draft, ground.nora)
    assert draft.state == "preview"


def test_the_inbox_shows_the_oldest_first_with_what_was_promised(ground: Ground):
    first = tell(ground, ground.cast.bruno)
    with clock.frozen(NOW + timedelta(hours=1)):
        second = tell(ground)
    rows = inbox.list_inbox(ground.karim.id, NOW)
    assert [row.id for row in rows] == [first.id, second.id]
    assert (rows[0].clock.code, rows[0].clock.due) == (
        "acknowledge",
        datetime(2026, 3, 16, 8, 41, tzinfo=UTC),
    )
    assert rows[0].person == "Bruno Le Goff"


def test_everybody_gets_the_same_digest(ground: Ground):
    first_week(ground)
    one = tell(ground)
    draft = send(talk(one))
    read_again(draft, ground.nora)
    agree(one)
    with clock.frozen(TUESDAY):
        batches.publish_week(clock.now())
        jobs.drain(strict=True)
        told = session.scalars(select(Notice).where(Notice.kind == "quotes.digest")).all()
    people = {row.person_id for row in told}
    assert {ground.alice.id, ground.cast.yann.id} <= people
    assert {str(row.values) for row in told} == {"{'cards': 3}"}


def test_the_words_cannot_be_searched_any_more(ground: Ground):
    first_week(ground)
    one = tell(ground)
    draft = send(talk(one))
    read_again(draft, ground.nora)
    agree(one)
    with clock.frozen(TUESDAY):
        batches.publish_week(clock.now())
    with pytest.raises(NotFound):
        follow.get_mine(ground.alice.id, one.id)
    assert library.search_cards(library.Wish(words="dame lampe")).rows == []
    assert count(CardText) == 3
