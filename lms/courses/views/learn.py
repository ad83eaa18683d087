"""The learner's pages: my paths, a path, a lesson step by step, its end, the notebook."""

from typing import Any
from uuid import UUID

from flask import Response, request, url_for

from lms.assessment.services import start_at_once
from lms.core import clock, pages, slots
from lms.core.access import Permission, current_viewer, me, requires
from lms.core.errors import NotFound, Refused
from lms.core.i18n import _
from lms.core.ids import uuid_of
from lms.courses import queries
from lms.courses.queries import AtLesson, ShownStep
from lms.courses.queries.apart import list_waivers
from lms.courses.rules import progress as rules
from lms.courses.rules.content import ScenarioBlock
from lms.courses.services import learning, tries
from lms.courses.services.learning import NOWHERE, Place
from lms.courses.views import bp


def place_of_viewer() -> Place:
    """Return where the viewer works today, as the ledger notes it."""
    job = current_viewer().primary
    return Place(unit_id=job.unit_id, zone=job.zone) if job else NOWHERE


@bp.get("/paths")
@requires(Permission.LEARN)
def my_paths() -> str:
    """L2: the paths I follow, the most pressing first."""
    return pages.render("courses/my_paths.html", paths=queries.list_paths_of(me()))


@bp.get("/paths/<uuid:path_uid>")
@requires(Permission.LEARN)
def learn_path(path_uid: UUID) -> str:
    """L3: the sets of a path, where I stand, what opens what is closed."""
    path = queries.get_on_path(me(), path_uid)
    freed = rules.WAIVED in path.states.values()
    return pages.render(
        "courses/learn_path.html",
        path=path,
        outline=path.outline,
        rules=rules,
        waivers=list_waivers(me()) if freed else {},
    )


@bp.get("/lessons/<uuid:lesson_uid>")
@requires(Permission.LEARN)
def learn_lesson(lesson_uid: UUID) -> Any:
    """L4: one step of a lesson; without ``step`` it opens at the very step left."""
    at = queries.get_at_lesson(me(), lesson_uid)
    if at.lock:
        return pages.render("courses/locked.html", at=at, path=at.path)
    if not at.lesson.steps:
        return pages.after_post(_quiz_url(at))
    asked = request.args.get("step", type=int)
    number = at.step if asked is None else asked - 1
    number = min(max(number, 0), at.lesson.steps - 1)
    shown = queries.step_of(at.lesson.version_id, number)
    return pages.page_or_block(
        "courses/lesson.html",
        "step",
        at=at,
        lesson=at.lesson,
        shown=shown,
        number=number,
        node=_node(shown),
        said=_said(shown),
        second=at.second,
        last=number + 1 == at.lesson.steps,
        offers=_offers("courses.lesson", at) if number + 1 == at.lesson.steps else [],
    )


def _offers(place: str, at: AtLesson) -> list[slots.Offer]:
    """Return what other features offer on what a lesson works on."""
    lesson = queries.ready_lesson(at.lesson.version_id).lesson
    topic = slots.Topic(skills=lesson.skills, moments=lesson.moments)
    return slots.offers(place, current_viewer(), topic)


def _node(shown: ShownStep) -> Any:
    """Return the moment of a scenario asked by ``node``, the first one by default."""
    for block in shown.blocks:
        if isinstance(block.source, ScenarioBlock):
            asked = request.args.get("node", "")
            nodes = {node.uid: node for node in block.source.nodes}
            return nodes.get(asked, block.source.nodes[0])
    return None


def _said(shown: ShownStep) -> Any:
    """Return what the choice just made in a scenario gives to think about."""
    by = request.args.get("by", "").partition(":")
    for block in shown.blocks:
        if block.kind == "scenario":
            return block.html.get(f"choice {by[0]} {by[2]}")
    return None


def _quiz_url(at: AtLesson) -> str:
    return url_for("assessment.question", quiz_uid=at.lesson.quiz_uid)


def _next_url(at: AtLesson, number: int) -> str:
    if number + 1 < at.lesson.steps:
        return url_for("courses.learn_lesson", lesson_uid=at.lesson.uid, step=number + 2)
    if at.lesson.quiz_version_id:
        return _quiz_url(at)
    return url_for("courses.lesson_end", lesson_uid=at.lesson.uid)


@bp.post("/lessons/<uuid:lesson_uid>/continue")
@requires(Permission.LEARN)
def lesson_continue(lesson_uid: UUID) -> Response:
    """Go on: keep the place, finish the lesson after its last step."""
    number = request.form.get("step", 1, type=int) - 1
    at = queries.get_at_lesson(me(), lesson_uid)
    number = min(max(number, 0), max(at.lesson.steps - 1, 0))
    is_last = number + 1 >= at.lesson.steps
    if not is_last or at.lesson.quiz_version_id:
        learning.record_step(
            person_id=me(),
            lesson_uid=lesson_uid,
            step=number if is_last else number + 1,
            place=place_of_viewer(),
        )
        if is_last and at.lesson.quiz_uid and at.lesson.quiz_version_id:
            start_at_once(
                person_id=me(),
                quiz_uid=at.lesson.quiz_uid,
                quiz_version_id=at.lesson.quiz_version_id,
                now=clock.now(),
                since=at.since,
            )
    elif at.lesson.kind == "acknowledgement":
        _acknowledge(at)
    else:
        learning.finish_lesson(person_id=me(), lesson_uid=lesson_uid, place=place_of_viewer())
    return pages.after_post(_next_url(at, number))


def _acknowledge(at: AtLesson) -> None:
    if request.form.get("accepted") != "yes":
        raise Refused(_("Tick the box to say that you have read this text."))
    version_id = uuid_of(request.form.get("version", ""))
    if version_id is None:
        raise NotFound(_("This version of the text does not exist."))
    learning.acknowledge(
        person_id=me(), lesson_uid=at.lesson.uid, version_id=version_id, place=place_of_viewer()
    )


@bp.post("/lessons/<uuid:lesson_uid>/second")
@requires(Permission.LEARN)
def lesson_second(lesson_uid: UUID) -> Response:
    """Keep the second of a film or recording (sent by the player as it plays)."""
    learning.save_second(
        person_id=me(),
        lesson_uid=lesson_uid,
        second=request.form.get("second", 0, type=int),
        place=place_of_viewer(),
    )
    return Response("", 204)


@bp.get("/lessons/<uuid:lesson_uid>/end")
@requires(Permission.LEARN)
def lesson_end(lesson_uid: UUID) -> Any:
    """L6: what I can do now, the try to choose, the next lesson."""
    at = queries.get_at_lesson(me(), lesson_uid)
    if at.state not in rules.DONE and at.state != rules.FAILED:
        return pages.after_post(url_for("courses.learn_lesson", lesson_uid=lesson_uid))
    ready = queries.ready_lesson(at.lesson.version_id)
    return pages.render(
        "courses/lesson_end.html",
        at=at,
        path=at.path,
        lesson=ready.lesson,
        open_try=queries.find_open_try(me()),
        following=at.path.standing.next_lesson,
        offers=_offers("courses.lesson_end", at),
    )


@bp.post("/lessons/<uuid:lesson_uid>/try")
@requires(Permission.LEARN)
def try_choose(lesson_uid: UUID) -> Response:
    """Choose a gesture to attempt in the store."""
    tries.choose_try(person_id=me(), lesson_uid=lesson_uid, title=request.form.get("title", ""))
    pages.say(_("Your try is on your home page. Tell there how it went."))
    return pages.after_post(url_for("home.index"))


@bp.post("/tries/<uuid:try_id>")
@requires(Permission.LEARN)
def try_answer(try_id: UUID) -> Response:
    """L7: done, or not yet."""
    done = request.form.get("done") == "yes"
    lesson_uid = tries.answer_try(person_id=me(), try_id=try_id, done=done)
    if done:
        pages.say(_("Well done for trying. That is how a gesture becomes yours."))
    else:
        pages.say(
            _("Not yet is fine. It stays here for another day."), link=_ask_for_help(lesson_uid)
        )
    return pages.after_post(url_for("home.index"))


def _ask_for_help(lesson_uid: UUID) -> tuple[str, str] | None:
    """Return where to tell what was hard in a try, when somebody may hear it."""
    try:
        at = queries.get_at_lesson(me(), lesson_uid)
    except NotFound:
        return None
    first = next(iter(_offers("courses.not_yet", at)), None)
    return (first.url, first.label) if first else None


@bp.get("/notebook")
@requires(Permission.LEARN)
def notebook() -> str:
    """L9: what I finished, what I can do, what I tried."""
    return pages.render("courses/notebook.html", book=queries.get_notebook(me()))
