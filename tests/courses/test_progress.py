"""Progress is a pure function of the outline and of lesson states."""

from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.core.ids import derived
from lms.courses.rules import progress as rules
from lms.courses.rules.progress import Lock, Outline, OutlineCourse, OutlineLesson, OutlineSet

SPACE = UUID("00000000-0000-4000-8000-000000000001")


def lesson(name: str, *, required: bool = True) -> OutlineLesson:
    return OutlineLesson(
        uid=derived(SPACE, name),
        version_id=derived(SPACE, f"v{name}"),
        title=name,
        kind="text",
        minutes=3,
        required=required,
        steps=1,
    )


def course(name: str, count: int, rule: str = "all_in_order", at_least: int = 0) -> OutlineCourse:
    return OutlineCourse(
        uid=derived(SPACE, f"c{name}"),
        version_id=derived(SPACE, f"cv{name}"),
        title=name,
        language="fr",
        level="beginner",
        rule=rule,
        at_least=at_least,
        lessons=tuple(lesson(f"{name}{k}") for k in range(count)),
    )


def outline(*sets: OutlineSet) -> Outline:
    return Outline(
        path_uid=SPACE,
        version_id=SPACE,
        title="",
        language="fr",
        level="beginner",
        brand="",
        summary="",
        minutes=0,
        skills=(),
        sets=sets,
    )


def group(rule: str, *courses: OutlineCourse, at_least: int = 0) -> OutlineSet:
    return OutlineSet(title="", rule=rule, at_least=at_least, courses=courses)


@st.composite
def outlines(draw: st.DrawFn) -> Outline:
    sets = []
    for s in range(draw(st.integers(1, 3))):
        courses = [
            course(f"{s}-{c}-", draw(st.integers(1, 3))) for c in range(draw(st.integers(1, 3)))
        ]
        rule = draw(st.sampled_from(["all_in_order", "all_any_order", "at_least", "optional"]))
        sets.append(group(rule, *courses, at_least=draw(st.integers(1, len(courses)))))
    return outline(*sets)


@given(outlines(), st.data())
def test_progress_stays_between_0_and_100_and_never_falls_as_lessons_are_done(
    shape: Outline, data: st.DataObject
) -> None:
    lessons = list(shape.lessons)
    order = data.draw(st.permutations(lessons))
    states: dict[UUID, str] = {}
    seen = [rules.stand(shape, states).progress]
    for one in order:
        states[one.uid] = rules.COMPLETE
        seen.append(rules.stand(shape, states).progress)
    assert all(0 <= value <= 100 for value in seen)
    assert all(before <= after for before, after in pairwise(seen))
    assert seen[-1] == 100


@given(outlines())
def test_following_the_next_lesson_always_ends_the_path(shape: Outline) -> None:
    states: dict[UUID, str] = {}
    for _turn in range(40):
        standing = rules.stand(shape, states)
        if standing.tally.is_done:
            return
        assert standing.next_lesson is not None
        assert standing.next_lesson.uid not in standing.locks
        states[standing.next_lesson.uid] = rules.COMPLETE
    pytest.fail("the path never ends")


def test_a_set_opens_after_the_one_before_and_an_optional_one_closes_nothing() -> None:
    first, extra, last = course("a", 2), course("x", 1), course("b", 1)
    shape = outline(
        group("all_in_order", first), group("optional", extra), group("all_in_order", last)
    )
    standing = rules.stand(shape, {})
    assert standing.locks[last.lessons[0].uid] is Lock.PREVIOUS_SET
    assert extra.lessons[0].uid not in standing.locks
    done = {x.uid: rules.COMPLETE for x in first.lessons}
    assert last.lessons[0].uid not in rules.stand(shape, done).locks


def test_at_least_counts_the_most_advanced_courses_and_no_more() -> None:
    a, b, c = course("a", 2), course("b", 2), course("c", 2)
    shape = outline(group("at_least", a, b, c, at_least=1))
    half = rules.stand(shape, {b.lessons[0].uid: rules.COMPLETE})
    assert (half.tally.done, half.tally.total, half.progress) == (1, 2, 50)
    everything = {x.uid: rules.COMPLETE for one in (a, b, c) for x in one.lessons}
    assert rules.stand(shape, everything).progress == 100


WORDS = st.sampled_from([w for w in rules.LESSON_STATES if w != rules.NOT_STARTED])


@given(st.lists(WORDS, max_size=12), st.lists(WORDS, max_size=4))
def test_replay_gives_the_same_state_however_it_is_cut(told: list[str], more: list[str]) -> None:
    state = rules.replay(told)
    for word in more:
        state = rules.next_state(state, word)
    assert state == rules.replay([*told, *more])


@given(st.lists(WORDS, max_size=12))
def test_what_is_done_stays_done_unless_it_expires(told: list[str]) -> None:
    done = False
    for place in range(len(told)):
        state = rules.replay(told[: place + 1])
        if done and told[place] != rules.EXPIRED:
            assert state in rules.DONE
        done = state in rules.DONE
