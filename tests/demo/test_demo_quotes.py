"""Quotes in the demo: a library tied to nobody, and a chain that can be played today."""

from datetime import timedelta
from itertools import pairwise
from uuid import UUID

import pytest
import sqlalchemy as sa

from lms.accounts.models import Person
from lms.core import clock
from lms.core.db import session
from lms.core.notices.models import Notice
from lms.core.policy import number
from lms.demo.quotes.library import OPENING
from lms.demo.quotes.texts import read_library
from lms.quotes.models import (
    Batch,
    Card,
    CardText,
    CardUse,
    CoachYear,
    Difficulty,
    Draft,
    Gap,
    Receipt,
    Signature,
    Tally,
    UseToken,
)
from lms.quotes.queries import drafts, follow, inbox
from lms.quotes.queries.candidates import stand
from lms.quotes.queries.coaches import management_line
from lms.quotes.queries.findings import hash_of
from lms.quotes.rules.facets import Facets
from lms.quotes.rules.machines import DIFFICULTY
from lms.quotes.services import batches, coaching, gaps, previewing, reading
from tests.demo.conftest import NOW, TODAY

pytestmark = [pytest.mark.usefixtures("today"), pytest.mark.xdist_group("demo")]


def who(name: str) -> UUID:
    return session.scalars(sa.select(Person.id).where(Person.email == f"{name}@exemple.fr")).one()


def count(model: type, *where: sa.ColumnElement[bool]) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(model).where(*where)) or 0


def facets_of(card: Card) -> Facets:
    return Facets(card.theme_uid, card.moment_uid, card.channel, card.level)


def test_the_library_came_out_in_batches_over_eighteen_months() -> None:
    rows = session.execute(
        sa.select(Card.batch_id, sa.func.count(), sa.func.count(Card.quarter.distinct()))
        .where(Card.kind == "anonymous")
        .group_by(Card.batch_id)
    ).all()
    assert sum(row[1] for row in rows) == len(read_library())
    assert max(row[1] for row in rows) == OPENING
    assert all(row[1] >= 3 and row[2] == 1 for row in rows)
    assert count(Batch) == len(rows)
    assert len(set(session.scalars(sa.select(Card.quarter)))) >= 6
    assert count(CardText, CardText.locale == "fr") == count(CardUse) == count(Card)


def test_no_published_card_leaves_a_thread_or_more_than_any_other() -> None:
    titles = set(session.scalars(sa.select(CardText.title)))
    assert titles.isdisjoint(session.scalars(sa.select(Draft.title)))
    per_card = session.execute(
        sa.select(Receipt.card_id, sa.func.count()).group_by(Receipt.card_id)
    ).all()
    assert {row[1] for row in per_card} == {4}
    assert len(per_card) == count(Card, Card.kind == "anonymous")
    used = count(Difficulty) + count(Draft)
    threads = session.scalar(
        sa.text(
            "SELECT count(*) FROM core_thread t WHERE EXISTS (SELECT 1 FROM quotes_difficulty d "
            "WHERE d.thread = t.id) OR EXISTS (SELECT 1 FROM quotes_draft d WHERE d.thread = t.id)"
        )
    )
    assert threads == used


def test_where_a_card_lies_on_the_disk_tells_nothing_of_when() -> None:
    lying = session.scalars(
        sa.select(Card.quarter).where(Card.kind == "anonymous").order_by(sa.text("ctid"))
    ).all()
    changes = sum(a != b for a, b in pairwise(lying))
    assert changes > len(lying) / 2
    in_order = sorted(lying)
    assert sum(a != b for a, b in pairwise(in_order)) < len(lying) / 2


def test_enough_people_could_have_lived_each_card() -> None:
    cards = session.scalars(sa.select(Card).where(Card.kind == "anonymous")).all()
    for facets, quarter in {(facets_of(card), card.quarter) for card in cards}:
        standing = stand(facets, TODAY, quarter)
        assert standing.is_wide
        assert not standing.dropped
    assert "channel" in stand(Facets(channel="delivery"), TODAY).dropped


def test_a_report_is_in_each_state_and_none_in_the_line_of_its_coach() -> None:
    found = set(session.scalars(sa.select(Difficulty.state)))
    assert found >= set(DIFFICULTY.states) - {"withdrawn", "interviewing"}
    assert set(session.scalars(sa.select(Draft.state))) == {
        "writing",
        "in_review",
        "changes",
        "preview",
        "scheduled",
    }
    for one in session.scalars(sa.select(Difficulty).where(Difficulty.coach_id.is_not(None))):
        assert one.coach_id not in management_line(one.reporter_id, TODAY)


def test_what_waits_for_its_week_was_agreed_to_word_for_word() -> None:
    waiting = session.scalars(
        sa.select(Draft).where(Draft.state == "scheduled", Draft.kind == "report")
    ).all()
    assert len(waiting) >= 3
    for draft in waiting:
        for one in session.scalars(sa.select(Difficulty).where(Difficulty.draft_id == draft.id)):
            assert one.answered_hash == hash_of(draft)


def test_karim_has_messages_of_different_ages() -> None:
    asked = [
        one for one in inbox.list_inbox(who("karim"), NOW) if one.clock and not one.clock.is_late
    ]
    assert [one.state for one in asked] == ["coached", "acknowledged", "submitted", "submitted"]
    assert len({one.submitted_at.date() for one in asked}) == 4
    coaching.acknowledge(coach_id=who("karim"), difficulty_id=asked[-1].id)


def test_the_chain_can_be_played_to_the_end() -> None:
    alice, nora = who("alice"), who("nora")
    (trail,) = follow.list_mine(alice)
    assert trail.may_reread
    assert trail.coach == "Karim Benali"
    previewing.show(person_id=alice, difficulty_id=trail.id)
    hers = previewing.accept(person_id=alice, difficulty_id=trail.id)
    assert hers.state == "scheduled"
    taken = reading.take_next(reader_id=nora)
    assert taken is not None
    draft = session.get_one(Draft, taken)
    for one in drafts.get_reading(nora, taken, TODAY).to_judge:
        reading.keep_passage(reader_id=nora, draft_id=taken, key=one.key, reason="Mot courant.")
    assert draft.coach_id == who("karim")
    assert reading.pass_on(reader_id=nora, draft_id=taken, guess="impossible")
    before = count(Card)
    with clock.frozen(NOW + timedelta(days=5)):
        assert batches.publish_week(clock.now()) >= 4
    assert count(Card) >= before + 4
    assert follow.list_mine(alice) == []


def test_leaders_signed_their_own_cards() -> None:
    signed = set(session.scalars(sa.select(Signature.person_id)))
    assert signed == {who("marion"), who("rachel"), who("henri")}
    assert count(Card, Card.kind == "signed") == 3


def test_figures_agree_with_one_another() -> None:
    told = session.scalar(sa.select(sa.func.sum(Tally.told)))
    assert told == session.scalar(sa.select(sa.func.sum(CoachYear.ended)))
    assert told is not None
    assert told > count(Card)
    for use in session.scalars(sa.select(CardUse)):
        assert use.read >= use.helped
        assert use.read >= use.me_too
    assert count(UseToken) == 0


def test_course_gaps_are_those_the_rule_would_open() -> None:
    states = dict(session.execute(sa.select(Gap.theme_uid, Gap.state)).all())
    assert sorted(states.values()) == ["open", "released", "taken"]
    for theme, state in states.items():
        assert gaps.is_covered(theme) is (state == "released")
    for cards, me_too in session.execute(sa.select(Gap.cards, Gap.me_too)):
        assert cards >= number("quotes.gap.cards") or me_too >= number("quotes.gap.me_too")
    assert gaps.open_gaps(NOW) == 0
    session.execute(sa.delete(Gap))
    assert gaps.open_gaps(NOW) >= 1


def test_nothing_of_it_is_mailed_nor_asked_of_a_job() -> None:
    kinds = Notice.kind.startswith("quotes.")
    assert count(Notice, kinds) > 10
    assert count(Notice, kinds, Notice.mail != "skipped") == 0
    waiting = session.scalar(
        sa.text(
            "SELECT count(*) FROM procrastinate_jobs WHERE task_name LIKE 'quotes%' "
            "OR task_name LIKE 'notifications%'"
        )
    )
    assert waiting == 0


def test_nothing_happened_after_today() -> None:
    for column in (Difficulty.submitted_at, Difficulty.last_activity_at, Draft.ready_at):
        latest = session.scalar(sa.select(sa.func.max(column)))
        assert latest is not None
        assert latest <= NOW
    for one in session.scalars(sa.select(Difficulty)):
        steps = [one.submitted_at, one.acknowledged_at, one.talked_at, one.preview_at]
        moments = [at for at in steps if at is not None]
        assert moments == sorted(moments), one.state


def test_head_office_has_looked_after_the_shelves() -> None:
    assert count(CardText, CardText.locale == "en") == 3
    (old,) = session.scalars(sa.select(Card).where(Card.status == "superseded"))
    better = session.get_one(Card, old.superseded_by)
    assert better.status == "published"
    assert better.theme_uid == old.theme_uid
    assert better.quarter > old.quarter
    assert count(Card, Card.status == "retired") == 1
