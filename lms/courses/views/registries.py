"""What learning offers by code: conditions, next acts, search, references."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from flask import url_for

from lms.core import conditions, references, search, todo
from lms.core.access import Permission, Viewer
from lms.core.asking import Row
from lms.core.conditions import Answer
from lms.core.errors import NotFound
from lms.core.i18n import _, ngettext
from lms.core.references import Reference
from lms.core.search import Hit
from lms.courses import queries
from lms.courses.queries import proposals
from lms.courses.queries.assigning import count_open_paths
from lms.courses.rules.progress import COMPLETE, DONE
from lms.network.queries.consequences import Consequence, teller


@conditions.condition("courses.lesson_completed")
def lesson_completed(person_id: UUID, argument: str, *, now: datetime) -> Answer:
    """Tell whether a lesson (by uid) is finished, passed or waived."""
    try:
        at = queries.get_at_lesson(person_id, UUID(argument))
    except NotFound:
        return Answer(met=False, explanation=_("This lesson is on none of your paths."))
    return Answer(
        met=at.state in DONE,
        explanation=_("The lesson %(title)s is finished.", title=at.lesson.title)
        if at.state in DONE
        else _("The lesson %(title)s is to be finished first.", title=at.lesson.title),
        next_act=at.lesson.title,
        next_url=url_for("courses.learn_lesson", lesson_uid=at.lesson.uid),
    )


@conditions.condition("courses.path_completed")
def path_completed(person_id: UUID, argument: str, *, now: datetime) -> Answer:
    """Tell whether every required lesson of a path (by uid) is done."""
    try:
        path = queries.get_on_path(person_id, UUID(argument))
    except NotFound:
        return Answer(met=False, explanation=_("This path is not one of yours."))
    return Answer(
        met=path.state == COMPLETE,
        explanation=_(
            "The path %(title)s: %(n)s %% done.", title=path.outline.title, n=path.progress
        ),
        next_act=path.outline.title,
        next_url=url_for("courses.learn_path", path_uid=path.outline.path_uid),
    )


@todo.finder("courses.next_lesson", needs=(Permission.LEARN,))
def next_lessons(_rows: Sequence[Row], viewer: Viewer, _now: datetime) -> Iterable[todo.Act]:
    """Yield the next lesson of each path, the sooner due first."""
    if viewer.person_id is None:
        return
    for path in queries.list_paths_of(viewer.person_id):
        lesson = path.standing.next_lesson
        if path.state == COMPLETE or lesson is None:
            continue
        extra = {"due": path.due_on} if path.due_on else {}
        yield todo.Act(
            rank=20,
            title=lesson.title,
            url=url_for("courses.learn_lesson", lesson_uid=lesson.uid),
            code="courses.next_lesson",
            detail=path.outline.title,
            minutes=lesson.minutes,
            **extra,
        )


@todo.finder("courses.proposals", lambda _: proposals.waiting(), needs=(Permission.PATHS_WRITE,))
def waiting_versions(rows: Sequence[Row], _viewer: Viewer, _now: datetime) -> Iterable[todo.Act]:
    """Yield one act for the new versions that wait for the author's choice, the oldest first."""
    one, alone = rows[0], len(rows) == 1
    yield todo.Act(
        rank=10,
        title=_("A new version waits for your choice"),
        url=url_for("courses.proposal", proposal_id=one.id)
        if alone
        else url_for("courses.proposal_list"),
        code="courses.proposals",
        detail=one.title if alone else ngettext("%(num)s path", "%(num)s paths", len(rows)),
    )


@search.searcher("courses.lessons")
def find_lessons(viewer: Viewer, words: str, limit: int) -> Iterable[Hit]:
    """Yield the lessons of the viewer's own paths whose title or path has all the words."""
    if viewer.person_id is None or not viewer.may(Permission.LEARN):
        return
    asked = set(search.stems(words))
    found = 0
    for path in queries.list_paths_of(viewer.person_id):
        for lesson in path.outline.lessons:
            said = set(search.stems(f"{lesson.title} {lesson.summary}", path.outline.language))
            if asked <= said and found < limit:
                found += 1
                yield Hit(
                    source=_("Lessons"),
                    label=lesson.title,
                    url=url_for("courses.learn_lesson", lesson_uid=lesson.uid),
                    detail=path.outline.title,
                )


@teller("courses.paths")
def open_paths(verb: str, people: Sequence[UUID], on: date) -> Iterable[Consequence]:
    """Tell how many unfinished paths a move, a departure or a dark unit leaves where."""
    del on
    count = count_open_paths(people)
    if not count:
        return
    if verb == "move":
        words = ngettext(
            "%(num)s path under way goes with them.",
            "%(num)s paths under way go with them.",
            count,
        )
    else:
        words = ngettext(
            "%(num)s path under way stops where it is; nothing is lost.",
            "%(num)s paths under way stop where they are; nothing is lost.",
            count,
        )
    yield Consequence("path", words)


@references.source("courses.lessons")
def lessons_for(item: UUID, viewer: Viewer) -> Iterable[Reference]:
    """Yield the published lessons that work on an item of the referential.

    The link opens the lesson for who follows it, the list of paths for who may read them all.
    """
    mine = _own_lessons(viewer)
    elsewhere = url_for("courses.path_list") if viewer.may(Permission.PATHS_READ) else ""
    for row in queries.list_lessons_for(item):
        own = row.lesson_uid in mine
        url = url_for("courses.learn_lesson", lesson_uid=row.lesson_uid) if own else elsewhere
        yield Reference(source=_("Lessons"), label=row.title, url=url)


def _own_lessons(viewer: Viewer) -> frozenset[UUID]:
    if viewer.person_id is None or not viewer.may(Permission.LEARN):
        return frozenset()
    paths = queries.list_paths_of(viewer.person_id)
    return frozenset(lesson.uid for path in paths for lesson in path.outline.lessons)
