"""A path says something new: nobody loses anything unless somebody chose it, and says why."""

from collections import Counter
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from lms.assessment.queries import find_attempt
from lms.assessment.services import start_attempt, submit_attempt
from lms.core import clock
from lms.core.access import Role
from lms.core.db import session
from lms.core.errors import Forbidden, Invalid, NotFound, Refused
from lms.core.jobs import drain
from lms.courses import queries
from lms.courses.imports.sources import MemorySource
from lms.courses.models import Completion, Enrolment, LessonState, Path, Proposal, ProposalMove
from lms.courses.queries import proposals
from lms.courses.rules.content import Package
from lms.courses.rules.moving import Choice
from lms.courses.services import assigning, learning, moving
from lms.courses.services.bringing import bring_package
from lms.courses.services.learning import Place
from lms.courses.services.ledger import rebuild_states
from tests.cast import NOW, Cast
from tests.courses import editions
from tests.courses.editions import NEW, SECOND, edited, edited_basics, second_path
from tests.factories.courses import KNOWN, package
from tests.pages import Statements, page, post


@pytest.fixture
def people(cast: Cast) -> Cast:
    """Publish the path: Dina has not begun, Bruno is under way, Alice has finished."""
    for one in cast.people.values():
        one.locale = "en"
    editions.publish(package())
    with clock.frozen(NOW - timedelta(days=9)):
        assigning.assign_path(
            path_uid=KNOWN.path,
            person_ids=[cast.alice.id, cast.bruno.id, cast.dina.id],
            due_on=None,
            actor_id=cast.marion.id,
        )
    with clock.frozen(NOW - timedelta(days=5)):
        for lesson in (KNOWN.welcome, KNOWN.check, KNOWN.charter, KNOWN.till):
            do(cast.alice.id, lesson, cast)
        do(cast.bruno.id, KNOWN.welcome, cast)
    return cast


def do(person_id: UUID, lesson: UUID, cast: Cast) -> None:
    """Finish a lesson as a person does, whatever its kind."""
    place = Place(unit_id=cast.nantes.id, zone="Europe/Paris")
    at = queries.get_at_lesson(person_id, lesson)
    asked = {"person_id": person_id, "lesson_uid": lesson, "place": place}
    if at.lesson.quiz_uid:
        learning.finish_quiz(**asked, passed=True, exhausted=False, score=(1, 1))
    elif at.lesson.kind == "acknowledgement":
        learning.acknowledge(**asked, version_id=at.lesson.version_id)
    else:
        learning.finish_lesson(**asked)


def enrolment(person_id: UUID, path: UUID = KNOWN.path) -> Enrolment:
    session.expire_all()
    asked = select(Enrolment).where(Enrolment.person_id == person_id, Enrolment.path_uid == path)
    return session.scalars(asked).one()


def state(person_id: UUID) -> tuple[str, int]:
    found = enrolment(person_id)
    return found.state, found.done


def waiting(path: UUID = KNOWN.path) -> Proposal:
    asked = select(Proposal).where(Proposal.path_uid == path, Proposal.state == "waiting")
    return session.scalars(asked).one()


def choose(app: Flask, cast: Cast, choice: Choice, path: UUID = KNOWN.path) -> Proposal:
    made = moving.decide(
        proposal_id=waiting(path).id, choice=choice, reason="New law", actor_id=cast.henri.id
    )
    drain(app, strict=True)
    session.expire_all()
    return session.get_one(Proposal, made.id)


def version_of(path: UUID) -> UUID | None:
    session.expire_all()
    return session.get_one(Path, path).current_version_id


def test_a_change_of_content_waits_for_a_choice_and_moves_nobody(people: Cast) -> None:
    before = enrolment(people.bruno.id).path_version_id
    done = editions.publish(edited())
    assert done.proposals == [waiting().id]
    assert waiting().total == 3
    assert enrolment(people.bruno.id).path_version_id == before
    assert version_of(KNOWN.path) == done.path_version_id


def test_keep_moves_only_those_who_have_not_begun(people: Cast, app: Flask) -> None:
    before = enrolment(people.bruno.id).path_version_id
    editions.publish(edited(added=True))
    made = choose(app, people, Choice.KEEP)
    assert (made.state, made.done, made.total) == ("applied", 3, 3)
    assert enrolment(people.dina.id).path_version_id == made.version_id
    assert enrolment(people.bruno.id).path_version_id == before
    assert state(people.alice.id) == ("complete", 4)


def test_add_keeps_what_is_done_and_asks_only_what_is_new(people: Cast, app: Flask) -> None:
    editions.publish(edited(added=True))
    choose(app, people, Choice.ADD)
    assert state(people.dina.id) == ("not_started", 0)
    assert state(people.bruno.id) == ("started", 1)
    alice = enrolment(people.alice.id)
    assert (alice.state, alice.done, alice.total, alice.completed_at) == ("started", 4, 5, None)
    next_lesson = queries.get_on_path(people.alice.id, KNOWN.path).standing.next_lesson
    assert next_lesson is not None
    assert next_lesson.uid == NEW
    do(people.alice.id, NEW, people)
    assert state(people.alice.id) == ("complete", 5)


def test_void_takes_changed_lessons_back_by_rows_and_deletes_none(people: Cast, app: Flask) -> None:
    rows = session.scalar(select(func.count(Completion.id))) or 0
    editions.publish(edited())
    made = choose(app, people, Choice.VOID)
    assert state(people.alice.id) == ("started", 3)
    assert state(people.bruno.id) == ("not_started", 0)
    taken = session.scalars(select(Completion).where(Completion.state == "void")).all()
    assert {(row.element_uid, row.source, row.reason, row.actor_id) for row in taken} == {
        (KNOWN.welcome, "version", "New law", people.henri.id)
    }
    assert (session.scalar(select(func.count(Completion.id))) or 0) > rows
    effects = dict(session.execute(select(ProposalMove.person_id, ProposalMove.effect)).all())
    assert effects == {
        people.alice.id: "again",
        people.bruno.id: "again",
        people.dina.id: "moves",
    }
    assert made.undo_until is not None
    do(people.alice.id, KNOWN.welcome, people)
    assert state(people.alice.id) == ("complete", 4)


def test_states_rebuilt_after_a_void_are_the_same(people: Cast, app: Flask) -> None:
    editions.publish(edited())
    choose(app, people, Choice.VOID)
    columns = (LessonState.lesson_uid, LessonState.state, LessonState.voided_at)
    before = set(session.execute(select(*columns)).all())
    rebuild_states([people.alice.id, people.bruno.id, people.dina.id])
    session.expire_all()
    assert set(session.execute(select(*columns)).all()) == before


def test_undoing_a_void_gives_each_day_and_version_back(people: Cast, app: Flask) -> None:
    before = enrolment(people.alice.id)
    was = (before.path_version_id, before.state, before.completed_at)
    days = queries.get_on_path(people.alice.id, KNOWN.path).days
    editions.publish(edited())
    made = choose(app, people, Choice.VOID)
    moving.undo(proposal_id=made.id, actor_id=people.henri.id)
    drain(app, strict=True)
    after = enrolment(people.alice.id)
    assert (after.path_version_id, after.state, after.completed_at) == was
    assert queries.get_on_path(people.alice.id, KNOWN.path).days == days
    assert state(people.bruno.id) == ("started", 1)
    assert session.get_one(Proposal, made.id).state == "undone"
    ends = select(Completion.state).where(
        Completion.person_id == people.alice.id, Completion.element_kind == "path"
    )
    assert sorted(session.scalars(ends)) == ["complete", "complete", "started"]


def test_what_was_done_since_survives_the_undo(people: Cast, app: Flask) -> None:
    editions.publish(edited())
    made = choose(app, people, Choice.VOID)
    do(people.bruno.id, KNOWN.welcome, people)
    moving.undo(proposal_id=made.id, actor_id=people.henri.id)
    drain(app, strict=True)
    assert state(people.bruno.id) == ("started", 1)


def test_it_is_undone_once_and_within_the_days(people: Cast, app: Flask) -> None:
    editions.publish(edited())
    made = choose(app, people, Choice.ADD)
    with clock.frozen(NOW + timedelta(days=8)), pytest.raises(Refused):
        moving.undo(proposal_id=made.id, actor_id=people.henri.id)
    moving.undo(proposal_id=made.id, actor_id=people.henri.id)
    with pytest.raises(Refused):
        moving.undo(proposal_id=made.id, actor_id=people.henri.id)


def test_an_editorial_change_moves_people_by_itself(people: Cast, app: Flask) -> None:
    done = editions.publish(edited(), change="editorial")
    drain(app, strict=True)
    assert enrolment(people.bruno.id).path_version_id == done.path_version_id
    assert state(people.bruno.id) == ("started", 1)
    assert state(people.alice.id) == ("complete", 4)


def test_an_open_attempt_finishes_on_its_own_version(people: Cast, app: Flask) -> None:
    at = queries.get_at_lesson(people.bruno.id, KNOWN.check)
    assert at.lesson.quiz_version_id is not None
    old = start_attempt(
        person_id=people.bruno.id,
        quiz_uid=KNOWN.check_quiz,
        quiz_version_id=at.lesson.quiz_version_id,
        now=NOW,
    )
    editions.publish(editions.other_question(), change="editorial")
    drain(app, strict=True)
    new = queries.get_at_lesson(people.bruno.id, KNOWN.check).lesson.quiz_version_id
    assert new != old.quiz_version_id
    still = find_attempt(people.bruno.id, KNOWN.check_quiz)
    assert still is not None
    assert (still.is_open, still.quiz_version_id) == (True, old.quiz_version_id)
    outcome = submit_attempt(person_id=people.bruno.id, quiz_uid=KNOWN.check_quiz, now=NOW)
    assert outcome.quiz_version_id == old.quiz_version_id


def test_what_adds_a_lesson_is_never_editorial_whatever_is_said(people: Cast) -> None:
    editions.publish(edited(added=True), change="editorial")
    assert waiting().change == "content"


def test_every_path_that_holds_the_course_is_asked(people: Cast) -> None:
    editions.publish(second_path())
    assigning.assign_path(
        path_uid=SECOND, person_ids=[people.dina.id], due_on=None, actor_id=people.marion.id
    )
    given = version_of(SECOND)
    done = editions.publish(edited())
    assert len(done.proposals) == 2
    assert waiting(SECOND).course_uid == edited_basics().uid
    assert version_of(SECOND) == given, "given as before until somebody chooses"


def test_a_course_brought_again_alone_is_proposed_to_its_paths(people: Cast) -> None:
    editions.publish(second_path())
    paths = session.scalar(select(func.count(Path.uid)))
    alone = Package(path=None, courses=(edited_basics(),))
    done = bring_package(alone, MemorySource({}, name="alone"), actor_id=people.henri.id)
    assert session.scalar(select(func.count(Path.uid))) == paths
    assert len(done.proposals) == 2
    assert waiting(SECOND).proposed_by == people.henri.id


def test_a_course_nobody_holds_still_gets_a_path_of_its_own(cast: Cast) -> None:
    alone = Package(path=None, courses=(edited_basics(),))
    done = bring_package(alone, MemorySource({}, name="alone"), actor_id=cast.henri.id)
    assert done.path_version_id is not None
    assert done.proposals == []
    again = Package(path=None, courses=(edited_basics(words="Souriez."),))
    assigning.assign_path(
        path_uid=done.path_uid or KNOWN.path,
        person_ids=[cast.alice.id],
        due_on=None,
        actor_id=cast.marion.id,
    )
    more = bring_package(again, MemorySource({}, name="alone"), actor_id=cast.henri.id)
    assert more.path_uid == done.path_uid
    assert len(more.proposals) == 1


def test_a_newer_version_takes_the_place_of_the_one_that_waits(people: Cast, app: Flask) -> None:
    editions.publish(edited())
    first = waiting()
    editions.publish(edited(added=True))
    session.expire_all()
    assert session.get_one(Proposal, first.id).state == "superseded"
    assert waiting().from_version_id == first.from_version_id
    made = choose(app, people, Choice.ADD)
    assert enrolment(people.alice.id).path_version_id == made.version_id


def test_going_back_to_the_words_of_before_asks_nothing(people: Cast) -> None:
    editions.publish(second_path())
    editions.publish(edited())
    editions.publish(package())
    open_ones = select(func.count(Proposal.id)).where(Proposal.state == "waiting")
    assert session.scalar(open_ones) == 0


def test_a_path_nobody_follows_is_published_without_a_question(cast: Cast) -> None:
    editions.publish(package())
    assert editions.publish(edited()).proposals == []


def test_asking_again_needs_a_reason_and_a_known_choice(people: Cast) -> None:
    editions.publish(edited())
    for choice, reason in ((Choice.VOID, " "), (Choice.MOVE, "Because"), (Choice.ADD, "x" * 301)):
        with pytest.raises(Invalid):
            moving.decide(
                proposal_id=waiting().id, choice=choice, reason=reason, actor_id=people.henri.id
            )
    with pytest.raises(NotFound):
        moving.decide(
            proposal_id=KNOWN.path, choice=Choice.KEEP, reason="", actor_id=people.henri.id
        )


def test_only_a_learning_author_chooses(people: Cast) -> None:
    editions.publish(edited())
    with pytest.raises(Forbidden):
        moving.decide(
            proposal_id=waiting().id,
            choice=Choice.KEEP,
            reason="",
            actor_id=people.marion.id,
            roles={Role.UNIT_MANAGER},
        )


def test_a_quiz_taken_back_is_taken_again_with_all_its_tries(
    people: Cast, app: Flask, client: FlaskClient
) -> None:
    do(people.bruno.id, KNOWN.check, people)
    at = queries.get_at_lesson(people.bruno.id, KNOWN.check)
    version = at.lesson.quiz_version_id
    assert version is not None
    for _again in range(2):
        start_attempt(
            person_id=people.bruno.id, quiz_uid=KNOWN.check_quiz, quiz_version_id=version, now=NOW
        )
        submit_attempt(person_id=people.bruno.id, quiz_uid=KNOWN.check_quiz, now=NOW)
    editions.publish(editions.other_question())
    with clock.frozen(NOW + timedelta(hours=1)):
        choose(app, people, Choice.VOID)
        people.sign_in(client, people.bruno)
        html = client.get(f"/quizzes/{KNOWN.check_quiz}").get_data(as_text=True)
        assert f'action="/quizzes/{KNOWN.check_quiz}/start"' in html
        at = queries.get_at_lesson(people.bruno.id, KNOWN.check)
        assert at.lesson.quiz_version_id is not None
        made = start_attempt(
            person_id=people.bruno.id,
            quiz_uid=KNOWN.check_quiz,
            quiz_version_id=at.lesson.quiz_version_id,
            now=clock.now(),
        )
    assert made.number == 3


def test_a_choice_applied_in_batches_leaves_nobody_out(
    people: Cast, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving, "BATCH", 1)
    editions.publish(edited(added=True))
    made = choose(app, people, Choice.ADD)
    assert (made.done, made.state) == (3, "applied")


def test_a_run_twice_changes_nothing_more(people: Cast, app: Flask) -> None:
    editions.publish(edited())
    made = choose(app, people, Choice.VOID)
    rows = session.scalar(select(func.count(Completion.id)))
    moving.apply_batch(proposal_id=made.id, now=NOW)
    assert session.scalar(select(func.count(Completion.id))) == rows


def test_the_author_finds_it_on_their_home_page(people: Cast, app: Flask) -> None:
    editions.publish(edited())
    author, manager = app.test_client(), app.test_client()
    people.sign_in(author, people.henri)
    people.sign_in(manager, people.marion)
    url = f"/training/versions/{waiting().id}"
    assert url in page(author, "/")
    assert url not in page(manager, "/")


def test_consequences_come_first_then_what_was_done(
    people: Cast, app: Flask, client: FlaskClient
) -> None:
    editions.publish(edited(added=True))
    people.sign_in(client, people.henri)
    url = f"/training/versions/{waiting().id}"
    html = page(client, url)
    assert "Lesson welcome" in html
    assert "Lesson new" in html
    table = proposals.consequences(proposals.get_proposal(waiting().id))
    assert table["keep"]["started"] == {"stays": 1}
    assert table["add"]["complete"] == {"more": 1}
    assert table["void"]["started"] == table["void"]["complete"] == {"again": 1}
    assert "Bruno" in page(client, f"{url}/people?choice=void&state=started")
    assert post(client, url, choice="void", reason="").status_code == 422
    assert post(client, url, choice="void", reason="New law").status_code == 303
    drain(app, strict=True)
    assert "New law" in page(client, url)
    assert "Alice" in page(client, f"{url}/people?choice=again")
    assert post(client, f"{url}/undo").status_code == 303
    assert page(client, "/training/versions")


def test_the_table_says_what_the_job_then_does(people: Cast, app: Flask) -> None:
    """Counted before, counted after: the same, for each choice."""
    for choice in (Choice.KEEP, Choice.ADD, Choice.VOID):
        with session.begin_nested() as point:
            editions.publish(edited(added=True, words=f"Pour {choice}."))
            told = proposals.consequences(proposals.get_proposal(waiting().id))[choice]
            made = choose(app, people, choice)
            assert sum(told.values(), Counter()) == proposals.applied(made.id)
            point.rollback()


def test_only_the_author_opens_new_versions(people: Cast, client: FlaskClient) -> None:
    editions.publish(edited())
    people.sign_in(client, people.marion)
    assert client.get("/training/versions").status_code == 403
    assert client.get(f"/training/versions/{waiting().id}").status_code == 403


def test_the_page_of_a_new_version_keeps_its_budget(people: Cast, client: FlaskClient) -> None:
    editions.publish(edited())
    people.sign_in(client, people.henri)
    url = f"/training/versions/{waiting().id}"
    client.get(url)
    with Statements() as sent:
        client.get(url)
    assert len(sent) <= 6, sent.sent
