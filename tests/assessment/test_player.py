"""Pages of a quiz, with and without JavaScript."""

from collections.abc import Callable
from datetime import timedelta
from fractions import Fraction

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from lms.assessment import queries
from lms.assessment.models import Dispute, QuizVersion
from lms.assessment.rules.questions import Kind, Question
from lms.assessment.rules.quiz import Feedback, Solutions
from lms.core import clock
from lms.core.db import session
from tests.assessment.makers import NOW, choice, free, publish
from tests.assessment.pages import PARTIAL, Player, allow, form_on
from tests.assessment.samples import one_of_each, right_form
from tests.cast import Cast
from tests.pages import faults

Sit = Callable[..., Player]


@pytest.fixture
def sit(cast: Cast, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> Sit:
    """Put Alice in front of a quiz."""

    def seated(
        *asked: Question, gate: dict[str, object] | None = None, **settings: object
    ) -> Player:
        quiz: QuizVersion = publish(*asked, **settings)
        allow(monkeypatch, quiz, **(gate or {}))
        cast.sign_in(client, cast.alice)
        return Player(client, quiz.quiz_uid)

    return seated


def right(cast: Cast, player: Player, number: int = 0) -> dict[str, list[str]]:
    """Return the right fields for a question of the open attempt."""
    attempt = queries.find_attempt(cast.alice.id, player.quiz_uid)
    assert attempt is not None
    return right_form(attempt.order()[number], attempt.seed)


@pytest.mark.parametrize("kind", list(Kind))
def test_each_kind_is_answered_to_the_end_without_javascript(
    sit: Sit, cast: Cast, kind: Kind
) -> None:
    player = sit(one_of_each()[kind])
    page = player.begin()
    fields = right(cast, player)
    form = form_on(page, "/1")
    for name, values in fields.items():
        offered = form.offered[name]
        assert not offered or set(values) <= set(offered)
    answered = player.press(page, "/1", **fields)
    assert answered.status_code == 303, answered.get_data(as_text=True)
    told = player.client.get(answered.location)
    for seen in (page, told, player.open("/end"), player.open("/1/disagree")):
        assert faults(seen.get_data(as_text=True)) == []
    assert 'id="sheet"' in told.get_data(as_text=True)
    sent = player.press(told, "/submit")
    assert sent.status_code == 303
    assert player.client.get(sent.location).status_code == 200
    score = queries.find_attempt(cast.alice.id, player.quiz_uid)
    assert score is not None
    assert score.score == (None if kind is Kind.FREE_TEXT else 1)


@pytest.mark.parametrize("kind", list(Kind))
def test_each_kind_says_what_is_missing(sit: Sit, kind: Kind) -> None:
    player = sit(one_of_each()[kind])
    form = form_on(player.begin(), "/1")
    kept = {k: v for k, v in form.sent().items() if k in {"csrf_token", "_key", "sending"}}
    answered = player.client.post(form.action, data=kept)
    words = answered.get_data(as_text=True)
    assert answered.status_code == 422
    assert "c-errsum" in words
    assert 'id="sheet"' not in words


@pytest.mark.parametrize("kind", list(Kind))
def test_a_draft_is_there_on_return(sit: Sit, cast: Cast, kind: Kind) -> None:
    player = sit(one_of_each()[kind])
    form = form_on(player.begin(), "/1")
    fields = right(cast, player)
    kept = player.client.post(
        f"{form.action}/draft", data=form.sent(**fields) | {"sequence": ["1"]}
    )
    assert kept.status_code == 204
    again = form_on(player.open("/1"), "/1").sent()
    for name, values in fields.items():
        assert sorted(again[name]) == sorted(values)


def test_a_part_is_swapped_when_only_a_part_is_asked(sit: Sit, cast: Cast) -> None:
    player = sit()
    form = form_on(player.begin(), "/1")
    answered = player.client.post(
        form.action, data=form.sent(**right(cast, player)), headers=PARTIAL
    )
    words = answered.get_data(as_text=True)
    assert answered.status_code == 200
    assert words.lstrip().startswith('<div id="question"')
    assert "<html" not in words
    assert 'id="sheet"' in words


def test_ordering_moves_by_buttons_without_javascript(sit: Sit, cast: Cast) -> None:
    player = sit(one_of_each()[Kind.ORDERING])
    form = form_on(player.begin(), "/1")
    before = form.sent()["order"]
    moved = player.client.post(form.action, data=form.sent(move=f"{before[0]}:down"))
    assert moved.status_code == 303
    after = form_on(player.open("/1"), "/1").sent()["order"]
    assert after == [before[1], before[0], *before[2:]]
    at_the_top = form_on(player.open("/1"), "/1")
    player.client.post(at_the_top.action, data=at_the_top.sent(move=f"{after[0]}:up"))
    assert form_on(player.open("/1"), "/1").sent()["order"] == after


def test_resuming_opens_the_first_question_that_waits(sit: Sit, cast: Cast) -> None:
    player = sit()
    player.press(player.begin(), "/1", **right(cast, player))
    assert player.open().location.endswith("/2")


def test_feedback_after_sending_goes_on_and_tells_only_then(sit: Sit, cast: Cast) -> None:
    player = sit(feedback=Feedback.AFTER_SUBMISSION, pass_mark=Fraction(1))
    page = player.begin()
    first = player.press(page, "/1", **right(cast, player))
    assert first.location.endswith("/2")
    assert 'id="sheet"' not in player.open("/1").get_data(as_text=True)
    second = player.press(player.client.get(first.location), "/2", **right(cast, player, 1))
    assert second.location.endswith("/end")
    sent = player.press(player.client.get(second.location), "/submit")
    result = player.client.get(sent.location).get_data(as_text=True)
    assert "2 bonnes" in result or "2 right" in result
    assert 'id="sheet"' in player.open("/1").get_data(as_text=True)


def test_the_end_page_says_what_waits(sit: Sit) -> None:
    player = sit()
    player.begin()
    page = player.open("/end")
    assert page.get_data(as_text=True).count("c-line") == 2
    assert player.press(page, "/submit").status_code == 303
    assert player.open("/end").location.endswith("/result")


def test_a_passed_quiz_leads_where_the_gate_says(sit: Sit, cast: Cast) -> None:
    player = sit(choice(), gate={"next_url": "/lessons/end"}, pass_mark=Fraction(1))
    told = player.client.get(player.press(player.begin(), "/1", **right(cast, player)).location)
    assert player.press(told, "/submit").location == "/lessons/end"


def test_a_failed_quiz_may_be_tried_again(sit: Sit) -> None:
    player = sit(choice(), pass_mark=Fraction(1), max_attempts=2)
    player.begin()
    result = player.client.get(player.press(player.open("/end"), "/submit").location)
    again = player.press(result, "/start")
    assert again.location.endswith("/1")
    result = player.client.get(player.press(player.open("/end"), "/submit").location)
    assert not [f for f in result.get_data(as_text=True).split() if "/start" in f]


def test_a_quiz_whose_time_is_over_takes_no_answer(sit: Sit, cast: Cast) -> None:
    player = sit(time_limit=60)
    page = player.begin()
    with clock.frozen(NOW + timedelta(minutes=5)):
        late = player.press(page, "/1", **right(cast, player))
        assert late.location.endswith("/result")
    attempt = queries.find_attempt(cast.alice.id, player.quiz_uid)
    assert attempt is not None
    assert (attempt.is_open, attempt.answers) == (False, {})


def test_a_late_page_offers_to_see_the_result(sit: Sit) -> None:
    player = sit(time_limit=60)
    player.begin()
    with clock.frozen(NOW + timedelta(minutes=5)):
        sent = player.press(player.open("/1"), "/submit")
    assert sent.location.endswith("/result")


def test_a_closed_gate_says_why(sit: Sit) -> None:
    player = sit(gate={"allowed": False, "explanation": "Finissez la leçon."})
    page = player.open()
    assert page.status_code == 403
    assert "Finissez la leçon." in page.get_data(as_text=True)
    assert player.client.post(player.url("/start"), data={"_key": "k"}).status_code in {400, 403}


def test_an_unknown_quiz_and_step_are_not_found(sit: Sit, cast: Cast) -> None:
    player = sit()
    player.begin()
    assert player.open("/9").status_code == 404
    assert Player(player.client, cast.alice.id).open().status_code == 404


def test_somebody_else_starts_their_own_attempt(sit: Sit, cast: Cast, client: FlaskClient) -> None:
    player = sit()
    player.press(player.begin(), "/1", **right(cast, player))
    cast.sign_in(client, cast.bruno)
    assert form_on(player.open(), "/start")
    bruno = player.begin()
    assert 'id="sheet"' not in bruno.get_data(as_text=True)
    stolen = right(cast, player, 1)
    assert player.press(bruno, "/1", **stolen).status_code == 422


def test_disagreement_reaches_the_author_and_the_answer_comes_back(
    sit: Sit, cast: Cast, client: FlaskClient
) -> None:
    player = sit()
    player.begin()
    assert player.press(player.open("/1/disagree"), "/disagree", text=" ").status_code == 422
    said = player.press(player.open("/1/disagree"), "/disagree", text="Les deux aident.")
    assert said.status_code == 303
    player.press(player.open("/1/disagree"), "/disagree", text="Les deux aident vraiment.")
    dispute = session.execute(sa.select(Dispute)).scalar_one()
    assert (dispute.text, dispute.person_id) == ("Les deux aident vraiment.", cast.alice.id)
    cast.sign_in(client, cast.henri)
    desk = client.get("/questions").get_data(as_text=True)
    assert "Les deux aident vraiment." in desk
    assert "Alice" not in desk
    page = client.get(f"/questions/disputes/{dispute.id}")
    form = form_on(page, str(dispute.id))
    assert client.post(form.action, data=form.sent(answer="")).status_code == 422
    form = form_on(client.get(form.action), str(dispute.id))
    assert client.post(form.action, data=form.sent(answer="Vous avez raison.")).status_code == 303
    cast.sign_in(client, cast.alice)
    assert "Vous avez raison." in player.open("/1/disagree").get_data(as_text=True)


def test_an_author_reads_free_texts_without_a_name(
    sit: Sit, cast: Cast, client: FlaskClient
) -> None:
    player = sit(free(), pass_mark=Fraction(1, 2))
    told = player.client.get(
        player.press(player.begin(), "/1", answer="J'ai levé les yeux.").location
    )
    player.press(told, "/submit")
    attempt = queries.find_attempt(cast.alice.id, player.quiz_uid)
    assert attempt is not None
    cast.sign_in(client, cast.henri)
    url = f"/questions/answers/{attempt.id}/{attempt.order()[0].uid}"
    assert url in client.get("/questions").get_data(as_text=True)
    page = client.get(url)
    words = page.get_data(as_text=True)
    assert "J&#39;ai levé les yeux." in words
    assert "Alice" not in words
    form = form_on(page, "")
    assert client.post(url, data=form.sent()).status_code == 422
    form = form_on(client.get(url), "")
    assert client.post(url, data=form.sent(mark="3/4")).status_code == 303
    assert client.get(url).status_code == 404
    after = queries.get_attempt(attempt.id)
    assert (after.score, after.passed) == (Fraction(3, 4), True)


def test_the_desk_is_for_authors(sit: Sit, cast: Cast, client: FlaskClient) -> None:
    sit()
    assert client.get("/questions").status_code == 403
    cast.sign_in(client, cast.marion)
    assert client.get("/questions").status_code == 403


def _statements(act: Callable[[], object]) -> list[str]:
    seen: list[str] = []
    engine = session.get_bind()

    def note(*arguments: object) -> None:
        if not str(arguments[2]).startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            seen.append(str(arguments[2]))

    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
    return [one for one in seen if "assessment_" in one]


@pytest.mark.parametrize("count", [2, 40])
def test_hot_pages_cost_the_same_whatever_the_number_of_questions(
    sit: Sit, cast: Cast, count: int
) -> None:
    player = sit(*(choice(n) for n in range(count)))
    page = player.begin()
    player.press(page, "/1", **right(cast, player))
    assert len(_statements(lambda: player.open("/2"))) == 1
    form = form_on(player.open("/2"), "/2")
    data = form.sent(**right(cast, player, 1))
    assert (
        len(_statements(lambda: player.client.post(form.action, data=data, headers=PARTIAL))) == 2
    )


def test_solutions_wait_until_no_try_is_left(sit: Sit, cast: Cast) -> None:
    player = sit(choice(), pass_mark=Fraction(1), max_attempts=2, solutions=Solutions.WHEN_OVER)
    wrong = {"answer": []}
    for left in (1, 0):
        page = (
            player.begin()
            if left
            else player.client.get(player.press(player.open("/result"), "/start").location)
        )
        form = form_on(page, "/1")
        wrong["answer"] = [
            t for t in form.offered["answer"] if t not in right(cast, player)["answer"]
        ]
        told = player.client.get(player.press(page, "/1", **wrong).location).get_data(as_text=True)
        assert "is-yes" not in told
        player.press(player.open("/1"), "/submit")
        assert ("is-yes" in player.open("/1").get_data(as_text=True)) is (left == 0)
