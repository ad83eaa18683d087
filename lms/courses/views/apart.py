"""What a manager settles for one person: a lesson that is not asked, more time for questions."""

from uuid import UUID

from flask import Response, url_for

from lms.accounts.models import Person
from lms.assessment.services import end_extra_time, grant_extra_time
from lms.core import clock, pages
from lms.core.access import Permission, current_viewer, me, requires
from lms.core.errors import Invalid, NotFound
from lms.core.i18n import _
from lms.courses import queries
from lms.courses.forms import ExtraTimeForm, WaiverForm
from lms.courses.queries import apart
from lms.courses.queries.learner import AtLesson
from lms.courses.rules.progress import DONE, WAIVED, stand
from lms.courses.services import waiving
from lms.courses.services.learning import NOWHERE, Place
from lms.courses.services.moving import places_of
from lms.courses.views import bp

Answer = str | Response | tuple[str, int]


def _place(person_id: UUID) -> Place:
    return places_of([person_id], clock.now()).get(person_id, NOWHERE)


def _back(person_id: UUID) -> Response:
    return pages.after_post(url_for("courses.team_person", person_id=person_id))


@bp.get("/team/people/<uuid:person_id>/lessons/<uuid:lesson_uid>/waive")
@requires(Permission.LESSON_WAIVE)
def waive(person_id: UUID, lesson_uid: UUID) -> str:
    """Say what freeing somebody from a lesson changes, before doing it."""
    person, at = _at(person_id, lesson_uid)
    return _waive_page(person, at, WaiverForm())


def _at(person_id: UUID, lesson_uid: UUID) -> tuple[Person, AtLesson]:
    person = apart.get_person_for(current_viewer(), Permission.LESSON_WAIVE, person_id)
    return person, queries.get_at_lesson(person_id, lesson_uid)


def _waive_page(person: Person, at: AtLesson, form: WaiverForm) -> str:
    after = stand(at.path.outline, {**at.path.states, at.lesson.uid: WAIVED})
    return pages.render(
        "courses/waive.html",
        person=person,
        at=at,
        form=form,
        after=after,
        is_done=at.state in DONE,
        errors=bool(form.errors),
    )


@bp.post("/team/people/<uuid:person_id>/lessons/<uuid:lesson_uid>/waive")
@requires(Permission.LESSON_WAIVE)
def waive_save(person_id: UUID, lesson_uid: UUID) -> Answer:
    """Free somebody from a lesson; the flash has the way back."""
    person, at = _at(person_id, lesson_uid)
    form = WaiverForm()
    if not form.validate():
        return _waive_page(person, at, form), 422
    try:
        row = waiving.waive_lesson(
            person_id=person_id,
            lesson_uid=lesson_uid,
            actor_id=me(),
            reason=form.reason.data or "",
            place=_place(person_id),
        )
    except Invalid as error:
        form.reason.errors = [*error.errors.values()]
        return _waive_page(person, at, form), 422
    undo = url_for("courses.waive_undo", person_id=person_id, completion_id=row.id)
    pages.say(_("The lesson %(title)s counts as done.", title=at.lesson.title), undo_url=undo)
    return _back(person_id)


@bp.post("/team/people/<uuid:person_id>/waivers/<uuid:completion_id>/undo")
@requires(Permission.LESSON_WAIVE)
def waive_undo(person_id: UUID, completion_id: UUID) -> Response:
    """Ask for the lesson after all."""
    apart.get_person_for(current_viewer(), Permission.LESSON_WAIVE, person_id)
    if not apart.is_waiver_of(completion_id, person_id):
        raise NotFound(_("This does not exist, or you cannot see it."))
    waiving.unwaive_lesson(
        completion_id=completion_id, actor_id=me(), reason="", place=_place(person_id)
    )
    pages.say(_("The lesson is asked again. What was done before counts."))
    return _back(person_id)


@bp.get("/team/people/<uuid:person_id>/time")
@requires(Permission.TIME_GRANT)
def extra_time(person_id: UUID) -> str:
    """Give somebody more time for questions."""
    person = apart.get_person_for(current_viewer(), Permission.TIME_GRANT, person_id)
    return _time_page(person, ExtraTimeForm())


def _time_page(person: Person, form: ExtraTimeForm) -> str:
    quizzes = apart.timed_quizzes(queries.list_paths_of(person.id))
    return pages.render(
        "courses/extra_time.html",
        person=person,
        form=form,
        quizzes=quizzes,
        errors=bool(form.errors),
    )


@bp.post("/team/people/<uuid:person_id>/time")
@requires(Permission.TIME_GRANT)
def extra_time_save(person_id: UUID) -> Answer:
    """Give the time; a quiz open now ends later."""
    person = apart.get_person_for(current_viewer(), Permission.TIME_GRANT, person_id)
    form = ExtraTimeForm()
    known = {one.quiz_uid for one in apart.timed_quizzes(queries.list_paths_of(person_id))}
    if not form.validate() or (form.quiz_uid is not None and form.quiz_uid not in known):
        return _time_page(person, form), 422
    try:
        made = grant_extra_time(
            person_id=person_id,
            quiz_uid=form.quiz_uid,
            percent=form.amount.data if form.unit.data == "percent" else None,
            minutes=form.amount.data if form.unit.data == "minutes" else None,
            reason=form.reason.data or "",
            granted_by=me(),
            now=clock.now(),
        )
    except Invalid as error:
        for name, message in error.errors.items():
            form[name].errors = [message]
        return _time_page(person, form), 422
    undo = url_for("courses.extra_time_end", person_id=person_id, extra_id=made.id)
    pages.say(_("%(name)s has more time from now on.", name=person.given_name), undo_url=undo)
    return _back(person_id)


@bp.post("/team/people/<uuid:person_id>/time/<uuid:extra_id>/end")
@requires(Permission.TIME_GRANT)
def extra_time_end(person_id: UUID, extra_id: UUID) -> Response:
    """End the extra time; quizzes open now keep their end."""
    apart.get_person_for(current_viewer(), Permission.TIME_GRANT, person_id)
    end_extra_time(extra_id=extra_id, person_id=person_id, actor_id=me(), now=clock.now())
    pages.say(_("The extra time has ended. A quiz open now keeps its end."))
    return _back(person_id)
