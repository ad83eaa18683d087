"""What a manager settles for one person: in their scope, with a reason, and with a way back."""

from datetime import timedelta
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.assessment.models import Attempt, ExtraTime
from lms.assessment.queries import find_attempt, get_override
from lms.assessment.services import end_extra_time, grant_extra_time, start_attempt
from lms.core import clock
from lms.core.db import session
from lms.core.errors import Forbidden, Invalid, NotFound, Refused
from lms.courses import queries
from lms.courses.models import Completion, Enrolment
from lms.courses.services import assigning, learning, waiving
from lms.courses.services.learning import Place
from tests.cast import NOW, Cast
from tests.courses.test_lesson_quiz import _package
from tests.factories.courses import KNOWN, publish
from tests.pages import Statements, page, post


@pytest.fixture
def place(cast: Cast) -> Place:
    for one in cast.people.values():
        one.locale = "en"
    publish(_package(time_limit_minutes=10))
    assigning.assign_path(
        path_uid=KNOWN.path,
        person_ids=[cast.alice.id, cast.yann.id, cast.marion.id],
        due_on=None,
        actor_id=cast.henri.id,
    )
    return Place(unit_id=cast.nantes.id, zone="Europe/Paris")


def waive(cast: Cast, place: Place, **changes: object) -> Completion:
    asked = {
        "person_id": cast.alice.id,
        "lesson_uid": KNOWN.check,
        "actor_id": cast.marion.id,
        "reason": "Ten years of tills",
        "place": place,
        **changes,
    }
    return waiving.waive_lesson(**asked)


def state(person_id: UUID, lesson: UUID = KNOWN.check) -> str:
    return queries.get_at_lesson(person_id, lesson).state


def test_a_lesson_not_asked_counts_as_done_and_says_who_and_why(cast: Cast, place: Place) -> None:
    waive(cast, place)
    row = session.scalars(select(Completion).where(Completion.state == "waived")).one()
    assert (row.actor_id, row.reason, row.source) == (
        cast.marion.id,
        "Ten years of tills",
        "manager",
    )
    done = select(Enrolment.done).where(Enrolment.person_id == cast.alice.id)
    assert session.scalar(done) == 1


def test_asking_after_all_takes_the_row_back_and_keeps_both(cast: Cast, place: Place) -> None:
    learning.record_step(person_id=cast.alice.id, lesson_uid=KNOWN.check, step=0, place=place)
    row = waive(cast, place)
    waiving.unwaive_lesson(completion_id=row.id, actor_id=cast.marion.id, reason="", place=place)
    session.expire_all()
    assert state(cast.alice.id) == "started", "as before"
    told = select(Completion.state).where(Completion.element_uid == KNOWN.check)
    assert sorted(session.scalars(told)) == ["started", "void", "waived"]
    with pytest.raises(Refused):
        waiving.unwaive_lesson(
            completion_id=row.id, actor_id=cast.marion.id, reason="", place=place
        )


def test_it_can_be_asked_again_for_a_few_days_only(cast: Cast, place: Place) -> None:
    row = waive(cast, place)
    with clock.frozen(NOW + timedelta(days=8)), pytest.raises(Refused):
        waiving.unwaive_lesson(
            completion_id=row.id, actor_id=cast.marion.id, reason="", place=place
        )


def test_nobody_frees_themselves_nor_without_a_reason_nor_twice(cast: Cast, place: Place) -> None:
    with pytest.raises(Forbidden):
        waive(cast, place, person_id=cast.marion.id)
    with pytest.raises(Invalid):
        waive(cast, place, reason=" ")
    with pytest.raises(NotFound):
        waive(cast, place, person_id=cast.bruno.id)
    waive(cast, place)
    with pytest.raises(Refused):
        waive(cast, place)


def test_the_screen_says_what_it_changes_then_does_it_then_undoes_it(
    cast: Cast, place: Place, client: FlaskClient
) -> None:
    cast.sign_in(client, cast.marion)
    url = f"/team/people/{cast.alice.id}/lessons/{KNOWN.check}/waive"
    assert url in page(client, f"/team/people/{cast.alice.id}")
    assert "0 of 4 becomes 1" in page(client, url)
    assert state(cast.alice.id) == "not_started"
    assert post(client, url, reason="").status_code == 422
    assert post(client, url, reason="Ten years of tills").status_code == 303
    shown = page(client, f"/team/people/{cast.alice.id}")
    assert "Ten years of tills" in shown
    row = session.scalars(select(Completion).where(Completion.state == "waived")).one()
    undo = f"/team/people/{cast.alice.id}/waivers/{row.id}/undo"
    assert post(client, undo).status_code == 303
    session.expire_all()
    assert state(cast.alice.id) == "not_started"


def test_the_person_reads_the_reason(cast: Cast, place: Place, client: FlaskClient) -> None:
    waive(cast, place)
    cast.sign_in(client, cast.alice)
    assert "Ten years of tills" in page(client, f"/paths/{KNOWN.path}")


@pytest.mark.parametrize("who", ["karim", "dina", "zoe", "alice"])
def test_nobody_else_may(cast: Cast, place: Place, client: FlaskClient, who: str) -> None:
    """A coach reads the team, a deputy replaces, Zoe manages elsewhere: none of them decides."""
    cast.sign_in(client, cast.people[who])
    row = waive(cast, place)
    for url in (
        f"/team/people/{cast.alice.id}/lessons/{KNOWN.welcome}/waive",
        f"/team/people/{cast.alice.id}/waivers/{row.id}/undo",
        f"/team/people/{cast.alice.id}/time",
    ):
        assert post(client, url, reason="x", amount="5").status_code in {403, 404}, url
    if who == "karim":
        html = page(client, f"/team/people/{cast.alice.id}")
        assert "Ten years of tills" not in html, "the coach does not read why"


def test_another_persons_row_is_not_found(cast: Cast, place: Place, client: FlaskClient) -> None:
    row = waive(cast, place, person_id=cast.yann.id, actor_id=cast.zoe.id)
    cast.sign_in(client, cast.marion)
    url = f"/team/people/{cast.alice.id}/waivers/{row.id}/undo"
    assert post(client, url).status_code == 404


# ---- more time ----------------------------------------------------------------------------------


def give(cast: Cast, **changes: object) -> ExtraTime:
    asked = {
        "person_id": cast.alice.id,
        "quiz_uid": None,
        "percent": 33,
        "reason": "Reads slowly",
        "granted_by": cast.marion.id,
        "now": NOW,
        **changes,
    }
    return grant_extra_time(**asked)


def begin(cast: Cast) -> Attempt:
    version = queries.get_at_lesson(cast.alice.id, KNOWN.check).lesson.quiz_version_id
    assert version is not None
    made = start_attempt(
        person_id=cast.alice.id, quiz_uid=KNOWN.check_quiz, quiz_version_id=version, now=NOW
    )
    return session.get_one(Attempt, made.id)


def test_the_next_try_is_longer_by_a_share_or_by_minutes(cast: Cast, place: Place) -> None:
    give(cast)
    assert begin(cast).deadline == NOW + timedelta(seconds=600 + 198)
    assert get_override(cast.alice.id, KNOWN.check_quiz).extra_percent == 33
    give(cast, percent=None, minutes=5, quiz_uid=KNOWN.check_quiz)
    assert get_override(cast.alice.id, KNOWN.check_quiz).limit(600) == 900, "the larger counts"
    assert get_override(cast.yann.id, KNOWN.check_quiz).limit(600) == 600


def test_a_try_open_now_ends_later_and_never_earlier(cast: Cast, place: Place) -> None:
    begin(cast)
    given = give(cast, percent=None, minutes=5)
    attempt = find_attempt(cast.alice.id, KNOWN.check_quiz)
    assert attempt is not None
    assert attempt.deadline == NOW + timedelta(minutes=15)
    end_extra_time(extra_id=given.id, person_id=cast.alice.id, actor_id=cast.marion.id, now=NOW)
    session.expire_all()
    still = find_attempt(cast.alice.id, KNOWN.check_quiz)
    assert still is not None
    assert still.deadline == NOW + timedelta(minutes=15)
    assert get_override(cast.alice.id, KNOWN.check_quiz).limit(600) == 600


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reason": ""}, "reason"),
        ({"percent": None}, "amount"),
        ({"minutes": 5}, "amount"),
        ({"percent": 301}, "amount"),
        ({"percent": None, "minutes": 601}, "amount"),
    ],
)
def test_time_needs_one_amount_and_a_reason(
    cast: Cast, place: Place, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        give(cast, **changes)
    assert field in refused.value.errors


def test_nobody_gives_themselves_time(cast: Cast, place: Place) -> None:
    with pytest.raises(Forbidden):
        give(cast, person_id=cast.marion.id)


def test_time_is_given_read_and_ended_on_the_screen(
    cast: Cast, place: Place, client: FlaskClient
) -> None:
    cast.sign_in(client, cast.marion)
    url = f"/team/people/{cast.alice.id}/time"
    assert "Questions check" in page(client, url)
    assert post(client, url, unit="percent", amount="0", reason="x").status_code == 422
    assert post(client, url, unit="percent", amount="50", reason="x", quiz="?").status_code == 422
    sent = post(
        client, url, unit="minutes", amount="5", reason="Reads slowly", quiz=str(KNOWN.check_quiz)
    )
    assert sent.status_code == 303
    assert "Reads slowly" in page(client, f"/team/people/{cast.alice.id}")
    one = session.scalars(select(ExtraTime)).one()
    assert post(client, f"{url}/{one.id}/end").status_code == 303
    session.expire_all()
    assert session.get_one(ExtraTime, one.id).ended_by == cast.marion.id


def test_the_reason_is_for_the_person_and_those_who_give(
    cast: Cast, place: Place, client: FlaskClient
) -> None:
    give(cast)
    for who, reads in (("alice", True), ("marion", True), ("rachel", True), ("karim", False)):
        cast.sign_in(client, cast.people[who])
        own = who == "alice"
        url = f"/quizzes/{KNOWN.check_quiz}" if own else f"/team/people/{cast.alice.id}"
        assert ("Reads slowly" in page(client, url)) is reads, who


def test_the_persons_page_keeps_its_budget(cast: Cast, place: Place, client: FlaskClient) -> None:
    waive(cast, place)
    give(cast)
    cast.sign_in(client, cast.marion)
    url = f"/team/people/{cast.alice.id}"
    client.get(url)
    with Statements() as sent:
        client.get(url)
    assert len(sent) <= 9, sent.sent
