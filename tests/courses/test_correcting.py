"""A key was wrong: it is made right, lessons follow, a pass is gained and none is lost."""

from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.assessment.models import Correction, Step
from lms.assessment.queries import bank, find_attempt
from lms.assessment.rules.keys import with_key
from lms.assessment.rules.responses import Chosen
from lms.assessment.services import figures, save_answer, start_attempt, submit_attempt
from lms.assessment.services.correcting import correct_key, regrade_late
from lms.assessment.services.regrading import forecast, present
from lms.core import clock, policy
from lms.core.db import session
from lms.core.errors import Invalid, Refused
from lms.core.jobs import drain
from lms.courses import queries
from lms.courses.models import Completion
from lms.courses.services import assigning
from tests.cast import NOW, Cast
from tests.courses.test_lesson_quiz import _package
from tests.factories import make_membership, make_person
from tests.factories.courses import KNOWN, publish, uid
from tests.pages import Statements, page, post

QUESTION = uid("check/q")


def answer(person_id: UUID, option: str, *, send: bool = True) -> None:
    """Take the quiz and choose an option."""
    version = queries.get_at_lesson(person_id, KNOWN.check).lesson.quiz_version_id
    assert version is not None
    attempt = start_attempt(
        person_id=person_id, quiz_uid=KNOWN.check_quiz, quiz_version_id=version, now=clock.now()
    )
    save_answer(
        attempt=attempt,
        question_uid=QUESTION,
        response=Chosen((option,)),
        client_id="phone",
        seq=1,
        is_final=True,
        now=clock.now(),
    )
    if send:
        submit_attempt(person_id=person_id, quiz_uid=KNOWN.check_quiz, now=clock.now())


@pytest.fixture
def people(cast: Cast) -> Cast:
    """Alice answered by the key, Bruno and Dina otherwise; Dina has no try left."""
    for one in cast.people.values():
        one.locale = "en"
    publish(_package())
    assigning.assign_path(
        path_uid=KNOWN.path,
        person_ids=[cast.people[n].id for n in ("alice", "bruno", "dina", "yann")],
        due_on=None,
        actor_id=cast.henri.id,
    )
    answer(cast.alice.id, "eyes")
    answer(cast.bruno.id, "shelf")
    answer(cast.dina.id, "shelf")
    answer(cast.dina.id, "shelf")
    return cast


def correct(cast: Cast, *right: str, reason: str = "The shelf was right") -> Correction:
    changed = with_key(present(QUESTION), {"right": list(right)})
    return correct_key(question=changed, reason=reason, actor_id=cast.henri.id, now=clock.now())


def state(person_id: UUID) -> str:
    session.expire_all()
    return queries.get_at_lesson(person_id, KNOWN.check).state


def test_the_forecast_says_who_passes_and_changes_nothing(people: Cast) -> None:
    told = forecast(with_key(present(QUESTION), {"right": ["shelf"]}))
    assert (told.total, told.raised, told.kept, told.open) == (4, 3, 1, 0)
    assert set(told.gained) == {people.bruno.id, people.dina.id}
    assert state(people.bruno.id) == "started"


def test_a_pass_is_gained_by_a_row_that_says_regrade_and_none_is_lost(
    people: Cast, app: Flask
) -> None:
    assert (state(people.alice.id), state(people.dina.id)) == ("passed", "failed")
    made = correct(people, "shelf")
    drain(app, strict=True)
    assert [state(people.people[n].id) for n in ("alice", "bruno", "dina")] == ["passed"] * 3
    told = select(Completion).where(Completion.source == "regrade")
    rows = session.scalars(told).all()
    assert {(r.person_id, r.state, r.actor_id, r.reason) for r in rows} == {
        (one.id, "passed", people.henri.id, "The shelf was right")
        for one in (people.bruno, people.dina)
    }
    done = session.get_one(Correction, made.id)
    assert (done.state, done.total, done.done, done.raised, done.gained) == ("applied", 4, 4, 3, 3)
    best = find_attempt(people.alice.id, KNOWN.check_quiz)
    assert best is not None
    assert best.passed, "right by the old key: kept"
    assert len(session.scalars(select(Step).where(Step.kind == "regraded")).all()) == 3


def test_lessons_ask_by_the_new_key_and_people_follow_by_themselves(
    people: Cast, app: Flask
) -> None:
    correct(people, "shelf")
    drain(app, strict=True)
    session.expire_all()
    answer(people.yann.id, "shelf")
    assert state(people.yann.id) == "passed"


def test_a_try_open_meanwhile_ends_on_its_version_and_is_looked_at_later(
    people: Cast, app: Flask
) -> None:
    answer(people.yann.id, "shelf", send=False)
    correct(people, "shelf")
    drain(app, strict=True)
    with clock.frozen(NOW + timedelta(hours=1)):
        submit_attempt(person_id=people.yann.id, quiz_uid=KNOWN.check_quiz, now=clock.now())
        assert state(people.yann.id) == "started"
        assert regrade_late(now=clock.now()) == 1
        assert state(people.yann.id) == "passed"
        assert regrade_late(now=clock.now()) == 0, "twice changes nothing"


def test_canary_a_regrade_that_lets_marks_fall_is_caught(
    people: Cast, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lms.assessment.services import regrading

    honest = regrading._regraded
    monkeypatch.setattr(
        regrading,
        "_regraded",
        lambda attempt, question, **_asked: honest(attempt, question, only_up=False),
    )
    correct(people, "shelf")
    drain(app, strict=True)
    fallen = find_attempt(people.alice.id, KNOWN.check_quiz)
    assert fallen is not None
    assert not fallen.passed


def test_a_correction_needs_a_reason_and_a_change(people: Cast) -> None:
    with pytest.raises(Invalid):
        correct(people, "shelf", reason=" ")
    with pytest.raises(Refused):
        correct(people, "eyes")


def test_the_key_is_corrected_on_the_screen_consequences_first(
    people: Cast, app: Flask, client: FlaskClient
) -> None:
    people.sign_in(client, people.henri)
    url = f"/questions/bank/{QUESTION}/key"
    assert "Nothing has changed yet" in page(client, url)
    shown = page(client, f"{url}?see=1&right=shelf&reason=Shelf")
    assert "Bruno" in shown
    assert session.scalars(select(Correction)).all() == []
    assert "c-err" in page(client, f"{url}?see=1")
    assert post(client, url, right="shelf", reason="").status_code == 422
    assert post(client, url, right="shelf", reason="Shelf").status_code == 303
    html = page(client, f"/questions/bank/{QUESTION}")
    assert 'hx-trigger="every 2s"' in html
    drain(app, strict=True)
    html = page(client, f"/questions/bank/{QUESTION}")
    assert "every 2s" not in html
    assert "3 results rose" in html


# ---- the bank -----------------------------------------------------------------------------------


def test_the_bank_is_found_by_words_kind_and_path(people: Cast, client: FlaskClient) -> None:
    people.sign_in(client, people.henri)
    html = page(client, "/questions/bank")
    assert "asked in 1 lesson" in html
    assert str(QUESTION) in page(client, "/questions/bank?q=faites")
    assert str(QUESTION) not in page(client, "/questions/bank?q=100%25")
    assert str(QUESTION) not in page(client, "/questions/bank?kind=numeric")
    assert str(QUESTION) in page(client, f"/questions/bank?path={KNOWN.path}&sort=hard")
    assert str(QUESTION) not in page(client, f"/questions/bank?path={uid('nothing')}")


def test_a_question_is_seen_as_a_learner_sees_it_its_key_folded(
    people: Cast, client: FlaskClient
) -> None:
    people.sign_in(client, people.henri)
    html = page(client, f"/questions/bank/{QUESTION}")
    before, _, after = html.partition(">The key, for authors only<")
    assert "finis mon" in before
    assert "Right" not in before
    assert "Right" in after


def crowd(cast: Cast, many: int, option: str) -> None:
    for number in range(many):
        one = make_person("Lou", f"{option}{number}")
        make_membership(one.id, cast.nantes)
        assigning.assign_path(
            path_uid=KNOWN.path, person_ids=[one.id], due_on=None, actor_id=cast.henri.id
        )
        answer(one.id, option)


def test_no_figure_is_shown_for_a_small_group_nor_by_subtraction(people: Cast) -> None:
    figures.compute([QUESTION], now=NOW)
    assert bank.get_bank_question(QUESTION).figures is None
    crowd(people, 9, "eyes")
    figures.compute([QUESTION], now=NOW)
    found = bank.get_bank_question(QUESTION).figures
    assert found is not None
    assert found.people == 12
    assert found.facility == pytest.approx(10 / 12)
    assert found.shares == {}, "two chose the shelf: neither share is shown"
    crowd(people, 8, "shelf")
    figures.compute([QUESTION], now=NOW)
    found = bank.get_bank_question(QUESTION).figures
    assert found is not None
    assert found.shares == {"eyes": 50, "shelf": 50}


def test_the_order_of_the_list_tells_nothing_of_small_groups(people: Cast) -> None:
    figures.compute([QUESTION], now=NOW)
    rows = bank.list_bank(sort="hard").rows
    by_name = bank.list_bank().rows
    assert [row.uid for row in rows] == [row.uid for row in by_name]


def test_canary_a_group_size_of_nothing_is_refused(
    people: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    figures.compute([QUESTION], now=NOW)
    monkeypatch.setattr(policy, "number", lambda *_asked: 1)
    with pytest.raises(ValueError, match="floor"):
        bank.get_bank_question(QUESTION)


def test_figures_follow_answers_by_a_sweep_safe_twice(people: Cast) -> None:
    with clock.frozen(NOW + timedelta(hours=2)):
        assert figures.recompute(now=clock.now()) == 1
        assert figures.recompute(now=clock.now()) == 0


def test_only_authors_open_the_bank(people: Cast, client: FlaskClient) -> None:
    for who in ("alice", "marion", "rachel"):
        people.sign_in(client, people.people[who])
        for url in ("/questions/bank", f"/questions/bank/{QUESTION}"):
            assert client.get(url).status_code == 403


def test_the_bank_keeps_its_budget(people: Cast, client: FlaskClient) -> None:
    people.sign_in(client, people.henri)
    for url, most in (("/questions/bank", 6), (f"/questions/bank/{QUESTION}", 8)):
        client.get(url)
        with Statements() as sent:
            client.get(url)
        assert len(sent) <= most, sent.sent
