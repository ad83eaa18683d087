"""A person follows a path to its end; everything seen comes from the ledger."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from lms.core import clock
from lms.core.db import session
from lms.core.errors import Invalid, NotFound, Refused
from lms.courses import queries
from lms.courses.models import Completion, Enrolment, LessonState
from lms.courses.services import assigning, learning
from lms.courses.services.learning import Place
from tests.cast import NOW, Cast
from tests.factories.courses import KNOWN, package, publish


@pytest.fixture
def place(cast: Cast) -> Place:
    publish()
    assigning.assign_path(
        path_uid=KNOWN.path, person_ids=[cast.alice.id], due_on=None, actor_id=cast.marion.id
    )
    return Place(unit_id=cast.nantes.id, zone="Europe/Paris")


def enrolment(person_id: UUID) -> Enrolment:
    session.expire_all()
    return session.scalars(select(Enrolment).where(Enrolment.person_id == person_id)).one()


def finish(cast: Cast, lesson: UUID, place: Place) -> None:
    learning.finish_lesson(person_id=cast.alice.id, lesson_uid=lesson, place=place)


def pass_quiz(cast: Cast, place: Place, *, passed: bool = True, exhausted: bool = False) -> None:
    learning.finish_quiz(
        person_id=cast.alice.id,
        lesson_uid=KNOWN.check,
        passed=passed,
        exhausted=exhausted,
        score=(1, 1) if passed else (0, 1),
        place=place,
    )


def accept(cast: Cast, place: Place) -> None:
    at = queries.get_at_lesson(cast.alice.id, KNOWN.charter)
    learning.acknowledge(
        person_id=cast.alice.id,
        lesson_uid=KNOWN.charter,
        version_id=at.lesson.version_id,
        place=place,
    )


def test_a_whole_path_leads_from_not_started_to_complete(cast: Cast, place: Place) -> None:
    assert enrolment(cast.alice.id).state == "not_started"
    learning.record_step(person_id=cast.alice.id, lesson_uid=KNOWN.welcome, step=1, place=place)
    assert enrolment(cast.alice.id).state == "started"
    assert queries.get_at_lesson(cast.alice.id, KNOWN.welcome).step == 1
    finish(cast, KNOWN.welcome, place)
    pass_quiz(cast, place)
    accept(cast, place)
    before = enrolment(cast.alice.id)
    assert (before.state, before.progress, before.done, before.total) == ("started", 75, 3, 4)
    finish(cast, KNOWN.till, place)
    after = enrolment(cast.alice.id)
    assert (after.state, after.progress, after.completed_at) == ("complete", 100, NOW)
    told = session.scalars(select(Completion.state).where(Completion.element_kind == "path")).all()
    assert told == ["complete"]


def test_a_locked_lesson_is_refused_and_leaves_no_row(cast: Cast, place: Place) -> None:
    with pytest.raises(Refused):
        finish(cast, KNOWN.cabin, place)
    assert session.scalar(select(func.count()).select_from(Completion)) == 0


def test_a_lesson_with_questions_is_not_finished_by_reading(cast: Cast, place: Place) -> None:
    finish(cast, KNOWN.welcome, place)
    with pytest.raises(Refused):
        finish(cast, KNOWN.check, place)


def test_finishing_twice_writes_one_row_and_counts_once(cast: Cast, place: Place) -> None:
    finish(cast, KNOWN.welcome, place)
    finish(cast, KNOWN.welcome, place)
    rows = session.scalars(select(Completion).where(Completion.element_uid == KNOWN.welcome)).all()
    assert [row.state for row in rows] == ["complete"]
    assert enrolment(cast.alice.id).done == 1


def test_a_failed_quiz_without_a_try_left_is_failed_and_a_later_pass_wins(
    cast: Cast, place: Place
) -> None:
    finish(cast, KNOWN.welcome, place)
    pass_quiz(cast, place, passed=False, exhausted=True)
    assert queries.get_at_lesson(cast.alice.id, KNOWN.check).state == "failed"
    pass_quiz(cast, place)
    assert queries.get_at_lesson(cast.alice.id, KNOWN.check).state == "passed"


def test_an_acknowledgement_is_of_one_version_only(cast: Cast, place: Place) -> None:
    finish(cast, KNOWN.welcome, place)
    pass_quiz(cast, place)
    with pytest.raises(Refused):
        learning.acknowledge(
            person_id=cast.alice.id, lesson_uid=KNOWN.charter, version_id=uuid4(), place=place
        )


def test_states_rebuilt_from_the_ledger_are_the_same(cast: Cast, place: Place) -> None:
    finish(cast, KNOWN.welcome, place)
    pass_quiz(cast, place, passed=False, exhausted=True)
    pass_quiz(cast, place)
    columns = (LessonState.lesson_uid, LessonState.state, LessonState.completed_on)
    before = set(session.execute(select(*columns)).all())
    assert len(before) == 2
    learning.rebuild_states([cast.alice.id])
    session.expire_all()
    assert set(session.execute(select(*columns)).all()) == before


def test_the_ledger_can_be_neither_changed_nor_deleted_by_the_application(
    cast: Cast, place: Place
) -> None:
    finish(cast, KNOWN.welcome, place)
    for statement in (
        "UPDATE courses_completion SET state = 'waived'",
        "DELETE FROM courses_completion",
        "UPDATE courses_lesson_version SET title = 'x'",
    ):
        with pytest.raises(DBAPIError), session.begin_nested():
            session.execute(text(statement))


def test_a_device_may_date_a_step_seven_days_back_and_never_ahead(cast: Cast, place: Place) -> None:
    ahead, back = NOW + timedelta(days=1), NOW - timedelta(days=30)
    assert clock.clamped(ahead, NOW) == NOW
    assert clock.clamped(back, NOW) == NOW - timedelta(days=7)


def test_the_ledger_keeps_the_store_and_its_own_day(cast: Cast, place: Place) -> None:
    with clock.frozen(NOW.replace(month=12, day=31, hour=23, minute=30)):
        learning.finish_lesson(
            person_id=cast.alice.id,
            lesson_uid=KNOWN.welcome,
            place=Place(unit_id=cast.nantes.id, zone="Europe/Paris"),
        )
    row = session.scalars(select(Completion)).one()
    assert (row.unit_id, row.occurred_on.isoformat()) == (cast.nantes.id, "2027-01-01")


def test_publishing_the_same_content_makes_no_new_version(cast: Cast) -> None:
    first = publish()
    again = publish()
    assert again.created == again.updated == []
    assert again.path_version_id == first.path_version_id


def test_a_content_version_leaves_enrolments_where_they_are(cast: Cast, place: Place) -> None:
    pinned = enrolment(cast.alice.id).path_version_id
    changed = publish(package(title="Accueil, nouvelle édition"))
    assert changed.path_version_id != pinned
    assert enrolment(cast.alice.id).path_version_id == pinned


def test_work_done_before_counts_on_a_path_given_later(cast: Cast, place: Place) -> None:
    finish(cast, KNOWN.welcome, place)
    assigned = assigning.assign_path(
        path_uid=KNOWN.path,
        person_ids=[cast.alice.id, cast.bruno.id],
        due_on=clock.today() + timedelta(days=5),
        actor_id=cast.marion.id,
    )
    assert (assigned.enrolled, assigned.already) == (1, 1)
    assert enrolment(cast.alice.id).due_on == clock.today() + timedelta(days=5)
    assert enrolment(cast.alice.id).done == 1


def test_a_due_date_in_the_past_is_refused_in_words(cast: Cast, place: Place) -> None:
    with pytest.raises(Invalid) as refused:
        assigning.assign_path(
            path_uid=KNOWN.path,
            person_ids=[cast.bruno.id],
            due_on=clock.today() - timedelta(days=1),
            actor_id=cast.marion.id,
        )
    assert "due_on" in refused.value.errors


def test_taking_an_assignment_back_spares_those_who_began(cast: Cast, place: Place) -> None:
    given = assigning.assign_path(
        path_uid=KNOWN.path,
        person_ids=[cast.bruno.id, cast.dina.id],
        due_on=None,
        actor_id=cast.marion.id,
    )
    learning.record_step(person_id=cast.dina.id, lesson_uid=KNOWN.welcome, step=1, place=place)
    count = assigning.withdraw_assignment(
        assignment_id=given.assignment.id, actor_id=cast.marion.id
    )
    assert count == 1
    assert not queries.list_paths_of(cast.bruno.id)
    assert queries.list_paths_of(cast.dina.id)
    with pytest.raises(Refused):
        assigning.withdraw_assignment(assignment_id=given.assignment.id, actor_id=cast.marion.id)


def test_somebody_else_cannot_take_an_assignment_back(cast: Cast, place: Place) -> None:
    given = assigning.assign_path(
        path_uid=KNOWN.path, person_ids=[cast.bruno.id], due_on=None, actor_id=cast.marion.id
    )
    with pytest.raises(NotFound):
        assigning.withdraw_assignment(assignment_id=given.assignment.id, actor_id=cast.zoe.id)
