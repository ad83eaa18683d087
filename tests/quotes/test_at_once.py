"""Two people act at the same moment: one wins, the other is told, nothing is half done."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

from lms.core import clock
from lms.core.db import session
from lms.core.errors import NotFound, Problem, Refused
from lms.core.models import Thread
from lms.core.notices.models import Notice
from lms.quotes.models import Batch, Card, CardText, CardUse, Difficulty, Draft, Release, UseToken
from lms.quotes.services import batches, coaching, previewing, publishing, reading, telling, using
from tests.committed import at_once
from tests.factories.quotes import Ground, agree, make_ready, read_again, send, talk, tell
from tests.quotes.ground import committed

TUESDAY = datetime(2026, 3, 24, 9, 0, tzinfo=UTC)
World = tuple[Flask, Ground]


@pytest.fixture(scope="module")
def _apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with committed("quotes", tmp_path_factory.mktemp("quotes")) as (app, ground, _url):
        yield app, ground


@pytest.fixture
def apart(_apart: World) -> Iterator[World]:
    yield _apart
    session.rollback()
    session.expunge_all()
    from lms.core.threads import sever

    for thread in session.scalars(select(Thread.id)).all():
        sever(thread)
    for model in (CardText, CardUse, UseToken, Card, Batch, Release, Notice):
        if model is Card:
            from lms.quotes.models import Receipt

            session.execute(delete(Receipt))
        session.execute(delete(model))
    session.commit()


def count(model: type) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_seen_twice_at_once_is_seen_once(apart: World):
    app, ground = apart
    one = tell(ground)
    session.commit()
    both = {"coach_id": ground.karim.id, "difficulty_id": one.id}
    found = at_once(app, *[lambda: coaching.acknowledge(**both)] * 2)
    assert sum(isinstance(x, Refused) for x in found) == 1, found
    assert (
        session.scalar(select(func.count()).select_from(Notice).where(Notice.kind == "quotes.seen"))
        == 1
    )


def test_two_coaches_never_hold_the_same_difficulty(apart: World):
    """Alice takes another coach while Karim acknowledges: he wins or he is told it is not his."""
    app, ground = apart
    one = tell(ground)
    session.commit()
    found = at_once(
        app,
        lambda: coaching.acknowledge(coach_id=ground.karim.id, difficulty_id=one.id),
        lambda: telling.choose_coach(
            person_id=ground.alice.id, difficulty_id=one.id, coach_id=ground.omar.id
        ),
    )
    assert not isinstance(found[1], Exception), found
    row = session.get_one(Difficulty, one.id, populate_existing=True)
    assert (row.coach_id, row.state, row.acknowledged_at) == (ground.omar.id, "submitted", None)


def test_two_sends_of_the_same_draft_send_once(apart: World):
    app, ground = apart
    draft = talk(tell(ground))
    session.commit()
    found = at_once(app, *[lambda: send(draft)] * 2)
    assert sum(isinstance(x, Problem) for x in found) == 1, found


def test_two_readers_never_get_the_same_card(apart: World):
    app, ground = apart
    for who in (ground.alice, ground.cast.bruno):
        send(talk(tell(ground, who)))
    session.commit()
    found = at_once(
        app,
        lambda: reading.take_next(reader_id=ground.nora.id),
        lambda: reading.take_next(reader_id=ground.omar.id),
    )
    assert len(set(found)) == 2, found
    assert None not in found


def ready_week(ground: Ground) -> Difficulty:
    """One card drawn from a report and a reserve, the calendar begun."""
    batches.publish_week(clock.now())
    for number in range(12):
        make_ready((ground.omar, ground.nora)[number % 2], title=f"Fiche {number}")
    one = tell(ground)
    read_again(send(talk(one)), ground.nora)
    agree(one)
    session.commit()
    return one


def test_two_workers_publish_one_batch(apart: World):
    app, ground = apart
    ready_week(ground)
    with clock.frozen(TUESDAY):
        found = at_once(app, *[lambda: batches.publish_week(TUESDAY)] * 3)
    assert sorted(found) == [0, 0, 3], found  # type: ignore[type-var]
    assert (count(Card), count(Batch)) == (3, 1)


@pytest.mark.parametrize("turn", range(4))
def test_a_withdrawal_in_the_middle_of_a_batch_is_whole(apart: World, turn: int):
    """Either the report was taken back and no card came of it, or its card is out: never both."""
    app, ground = apart
    one = ready_week(ground)
    with clock.frozen(TUESDAY):
        found = at_once(
            app,
            lambda: batches.publish_week(TUESDAY),
            lambda: telling.withdraw(person_id=ground.alice.id, difficulty_id=one.id),
        )
    out = session.scalar(select(CardText.card_id).where(CardText.title.startswith("Quand la file")))
    withdrawn = found[1] is None
    assert withdrawn != (out is not None), found
    assert withdrawn or isinstance(found[1], NotFound)
    assert session.get(Difficulty, one.id, populate_existing=True) is None
    assert found[0] == 3


def test_a_refusal_in_the_middle_of_a_batch_is_whole(apart: World):
    app, ground = apart
    one = ready_week(ground)
    with clock.frozen(TUESDAY):
        found = at_once(
            app,
            lambda: batches.publish_week(TUESDAY),
            lambda: previewing.refuse(person_id=ground.alice.id, difficulty_id=one.id),
        )
    out = session.scalar(select(CardText.card_id).where(CardText.title.startswith("Quand la file")))
    assert (found[1] is None) != (out is not None), found


def test_the_same_reader_counts_once_from_two_screens(apart: World):
    app, ground = apart
    draft = make_ready(ground.omar)
    publishing.publish([draft], "2026-Q1")
    session.commit()
    card = session.scalars(select(Card.id)).one()
    found = at_once(
        app, *[lambda: using.say(person_id=ground.alice.id, card_id=card, saying="me_too")] * 3
    )
    assert sorted(found) == [False, False, True], found  # type: ignore[type-var]
    assert session.get_one(CardUse, card, populate_existing=True).me_too == 1


def test_canary_without_the_calendars_lock_a_batch_comes_twice(
    apart: World, monkeypatch: pytest.MonkeyPatch
):
    app, ground = apart
    ready_week(ground)
    for number in range(12):
        make_ready((ground.omar, ground.nora)[number % 2], title=f"Autre {number}")
    session.commit()
    monkeypatch.setattr(batches, "_take_week", lambda _week: True)
    with clock.frozen(TUESDAY):
        at_once(app, *[lambda: batches.publish_week(TUESDAY)] * 2)
    assert count(Batch) == 2, "planted: two batches in one week"
    assert count(Draft) < 22
