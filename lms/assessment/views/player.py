"""Taking a quiz: start, question, draft, end, result, disagreement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Response, request, url_for

from lms.assessment import forms, queries, services
from lms.assessment.permissions import Gate, find_gate
from lms.assessment.queries import AttemptView
from lms.assessment.rules.questions import Question
from lms.assessment.rules.quiz import Feedback, is_late, may_show_outcome
from lms.assessment.rules.responses import Problem, UnreadableResponseError
from lms.assessment.rules.responses import Response as Given
from lms.assessment.services.attempts import explain, retry_of
from lms.assessment.services.closing import earned_in, reaches_mark
from lms.assessment.views import bp
from lms.assessment.views.shown import ShownQuestion, show_question
from lms.core import clock, ids, pages
from lms.core.access import Permission, current_viewer, requires
from lms.core.errors import Forbidden, NotFound
from lms.core.i18n import _


@dataclass(frozen=True, slots=True)
class Door:
    """A quiz the viewer may look at: its gate, and their present or last attempt."""

    quiz_uid: UUID
    person_id: UUID
    gate: Gate
    attempt: AttemptView | None

    @property
    def next_url(self) -> str:
        """Return where the quiz leads once done."""
        return self.gate.next_url or self.gate.back_url

    def begun(self) -> AttemptView:
        """Return the attempt. Raise NotFound when the person never started."""
        if self.attempt is None:
            raise NotFound(_("You have not started this quiz."))
        return self.attempt

    def question(self, step: int) -> tuple[AttemptView, Question]:
        """Return the attempt and its question number `step`, from 1. Raise NotFound."""
        attempt = self.begun()
        order = attempt.order()
        if not 1 <= step <= len(order):
            raise NotFound(_("This quiz has no such question."))
        return attempt, order[step - 1]


def enter(quiz_uid: UUID) -> Door:
    """Load the quiz in the viewer's own scope. Raise NotFound for a quiz that is not for them."""
    viewer = current_viewer()
    gate = find_gate(viewer, quiz_uid)
    if gate is None or viewer.person_id is None:
        raise NotFound(_("This quiz does not exist."))
    attempt = queries.find_attempt(viewer.person_id, quiz_uid, gate.since)
    if not gate.allowed and (attempt is None or attempt.is_open):
        if not gate.explanation:
            raise NotFound(_("This quiz does not exist."))
        raise Forbidden(gate.explanation)
    return Door(quiz_uid, viewer.person_id, gate, attempt)


def posted() -> Mapping[str, Sequence[str]]:
    """Return the posted fields, each with all its values."""
    return {name: request.form.getlist(name) for name in request.form}


def _time_is_over(attempt: AttemptView) -> bool:
    return is_late(attempt.quiz.spec.settings, attempt.deadline, clock.now())


def _to_step(quiz_uid: UUID, step: int) -> str:
    return url_for("assessment.question", quiz_uid=quiz_uid, step=step)


def first_unanswered(attempt: AttemptView) -> int | None:
    """Return the number of the first question without a given answer, from 1, or None."""
    settings = attempt.quiz.spec.settings
    for number, question in enumerate(attempt.order(), 1):
        saved = attempt.answers.get(question.uid)
        if saved is None or (settings.feedback is Feedback.IMMEDIATE and not saved.is_checked):
            return number
    return None


@bp.get("/quizzes/<uuid:quiz_uid>")
@bp.get("/quizzes/<uuid:quiz_uid>/<int:step>")
@requires(Permission.LEARN)
def question(quiz_uid: UUID, step: int | None = None) -> Any:
    """L5: one question; without `step`, the first that waits for an answer."""
    door = enter(quiz_uid)
    attempt = door.attempt
    if attempt is None:
        return _start_page(door)
    if attempt.is_open and _time_is_over(attempt):
        return pages.render("assessment/over.html", door=door, attempt=attempt)
    if step is None:
        return pages.after_post(_resume_url(door, attempt))
    if not attempt.is_open and not may_show_outcome(
        attempt.quiz.spec.settings, attempt.state, checked=True
    ):
        return pages.after_post(url_for("assessment.result", quiz_uid=quiz_uid))
    _, asked = door.question(step)
    return _question_page(door, attempt, asked, step)


def _resume_url(door: Door, attempt: AttemptView) -> str:
    if not attempt.is_open:
        return url_for("assessment.result", quiz_uid=door.quiz_uid)
    waiting = first_unanswered(attempt)
    if waiting is None:
        return url_for("assessment.end", quiz_uid=door.quiz_uid)
    return _to_step(door.quiz_uid, waiting)


def _start_page(door: Door) -> str:
    assert door.gate.quiz_version_id is not None  # noqa: S101 - an allowed gate names its version
    quiz = queries.load_quiz(door.gate.quiz_version_id)
    settings, limit, extra = quiz.spec.settings, None, []
    if settings.time_limit is not None:
        override = queries.get_override(door.person_id, door.quiz_uid)
        limit = override.limit(settings.time_limit)
        extra = [row.reason for row in queries.list_extra_time(door.person_id, door.quiz_uid)]
    return pages.render(
        "assessment/start.html", door=door, spec=quiz.spec, limit=limit, extra=extra
    )


def _question_page(
    door: Door,
    attempt: AttemptView,
    asked: Question,
    step: int,
    *,
    typed: Given | None = None,
    problems: Mapping[str, Problem] | None = None,
) -> str:
    shown = show_question(
        attempt,
        asked,
        asset_url=door.gate.asset_url,
        typed=typed,
        problems=problems,
        over=_is_over(attempt),
    )
    return pages.page_or_block(
        "assessment/question.html",
        "question",
        door=door,
        attempt=attempt,
        q=shown,
        step=step,
        total=len(attempt.quiz.spec.questions),
        done=_count_done(attempt),
        after=_after(door, attempt, step),
        immediate=attempt.quiz.spec.settings.feedback is Feedback.IMMEDIATE,
        sending=ids.token(9),
        errors=bool(problems),
    )


def _count_done(attempt: AttemptView) -> int:
    if attempt.quiz.spec.settings.feedback is Feedback.IMMEDIATE and attempt.is_open:
        return sum(answer.is_checked for answer in attempt.answers.values())
    return len(attempt.answers)


def _is_over(attempt: AttemptView) -> bool:
    standing = attempt.standing()
    retry = retry_of(attempt, attempt.override, clock.now())
    return bool(standing.passed) or retry.left == 0


def _after(door: Door, attempt: AttemptView, step: int) -> str:
    """Return the address after this question, or "" when everything is answered: time to send."""
    if not attempt.is_open:
        last = step >= len(attempt.quiz.spec.questions)
        if last:
            return url_for("assessment.result", quiz_uid=door.quiz_uid)
        return _to_step(door.quiz_uid, step + 1)
    if first_unanswered(attempt) is None:
        return ""
    if step < len(attempt.quiz.spec.questions):
        return _to_step(door.quiz_uid, step + 1)
    return url_for("assessment.end", quiz_uid=door.quiz_uid)


@bp.post("/quizzes/<uuid:quiz_uid>/start")
@requires(Permission.LEARN)
def start(quiz_uid: UUID) -> Response:
    """Start an attempt, or resume the one that is open."""
    door = enter(quiz_uid)
    if door.gate.quiz_version_id is None or not door.gate.allowed:
        raise Forbidden(door.gate.explanation or _("This quiz is not open to you."))
    attempt = services.start_attempt(
        person_id=door.person_id,
        quiz_uid=quiz_uid,
        quiz_version_id=door.gate.quiz_version_id,
        now=clock.now(),
    )
    return pages.after_post(_to_step(quiz_uid, first_unanswered(attempt) or 1))


@bp.post("/quizzes/<uuid:quiz_uid>/<int:step>")
@requires(Permission.LEARN)
def answer(quiz_uid: UUID, step: int) -> Any:
    """Take an answer as final; with `move`, only reorder what is on the page."""
    door = enter(quiz_uid)
    attempt, asked = door.question(step)
    form = posted()
    moving = bool(form.get("move"))
    try:
        response = forms.read_answer(asked, form, attempt.seed)
    except UnreadableResponseError as error:
        typed = _typed(asked, form, attempt)
        page = _question_page(door, attempt, asked, step, typed=typed, problems=error.problems)
        return page, 422
    saved = _save(attempt, asked, response, is_final=not moving)
    if saved.outcome is not None:
        return _closed(door)
    if moving or attempt.quiz.spec.settings.feedback is Feedback.IMMEDIATE:
        if pages.wants_fragment():
            return _question_page(door, saved.attempt, asked, step)
        return pages.after_post(_to_step(quiz_uid, step))
    return pages.after_post(
        _after(door, saved.attempt, step) or url_for("assessment.end", quiz_uid=quiz_uid)
    )


def _typed(
    asked: Question, form: Mapping[str, Sequence[str]], attempt: AttemptView
) -> Given | None:
    """Return what can be kept of an answer that cannot be taken."""
    try:
        return forms.read_answer(asked, form, attempt.seed, draft=True)
    except UnreadableResponseError:
        return None


def _save(
    attempt: AttemptView, asked: Question, response: Given, *, is_final: bool
) -> services.Saved:
    now = clock.now()
    sequence = request.form.get("sequence", type=int)
    if is_final or sequence is None:
        sequence = int(now.timestamp() * 1000)
    return services.save_answer(
        attempt=attempt,
        question_uid=asked.uid,
        response=response,
        client_id=request.form.get("sending", ""),
        seq=sequence,
        is_final=is_final,
        now=now,
    )


def _closed(door: Door) -> Response:
    pages.say(_("The time was over. What you had answered is sent."), "info")
    return _go(url_for("assessment.result", quiz_uid=door.quiz_uid))


def _go(url: str) -> Response:
    """Send the whole page elsewhere, even when only a part of it was asked."""
    if pages.wants_fragment():
        return Response("", 200, headers={"HX-Location": url})
    return pages.after_post(url)


@bp.post("/quizzes/<uuid:quiz_uid>/<int:step>/draft")
@requires(Permission.LEARN)
def draft(quiz_uid: UUID, step: int) -> Response:
    """Keep an answer while it is being given; tells nothing back."""
    door = enter(quiz_uid)
    attempt, asked = door.question(step)
    if not attempt.is_open:
        return Response("", 204)
    try:
        response = forms.read_answer(asked, posted(), attempt.seed, draft=True)
    except UnreadableResponseError:
        return Response("", 422)
    _save(attempt, asked, response, is_final=False)
    return Response("", 204)


@bp.get("/quizzes/<uuid:quiz_uid>/end")
@requires(Permission.LEARN)
def end(quiz_uid: UUID) -> Any:
    """Show what is answered and what is not, before sending."""
    door = enter(quiz_uid)
    attempt = door.begun()
    if not attempt.is_open:
        return pages.after_post(url_for("assessment.result", quiz_uid=quiz_uid))
    waiting = [
        number
        for number, asked in enumerate(attempt.order(), 1)
        if asked.uid not in attempt.answers
    ]
    total = len(attempt.quiz.spec.questions)
    return pages.render(
        "assessment/end.html", door=door, waiting=waiting, total=total, attempt=attempt
    )


@bp.post("/quizzes/<uuid:quiz_uid>/submit")
@requires(Permission.LEARN)
def submit(quiz_uid: UUID) -> Response:
    """Send the attempt; sent twice, the first result stays."""
    door = enter(quiz_uid)
    outcome = services.submit_attempt(person_id=door.person_id, quiz_uid=quiz_uid, now=clock.now())
    settings = queries.load_quiz(outcome.quiz_version_id).spec.settings
    if outcome.passed and door.gate.next_url and settings.feedback is Feedback.IMMEDIATE:
        return pages.after_post(door.gate.next_url)
    return pages.after_post(url_for("assessment.result", quiz_uid=quiz_uid))


@bp.get("/quizzes/<uuid:quiz_uid>/result")
@requires(Permission.LEARN)
def result(quiz_uid: UUID) -> Any:
    """Show how the last attempt went, question by question if the quiz tells."""
    door = enter(quiz_uid)
    attempt = door.begun()
    if attempt.is_open:
        return pages.after_post(_resume_url(door, attempt))
    retry = retry_of(attempt, attempt.override, clock.now())
    told = may_show_outcome(attempt.quiz.spec.settings, attempt.state, checked=True)
    rows = _rows(door, attempt) if told else []
    return pages.render(
        "assessment/result.html",
        door=door,
        attempt=attempt,
        rows=rows,
        rights=sum(row.sheet is not None and row.sheet.outcome == "right" for row in rows),
        standing=attempt.standing(),
        retry=retry,
        refusal=explain(retry),
        onward=_onward(door, attempt),
    )


def _onward(door: Door, attempt: AttemptView) -> str:
    """Return what follows the result; the path when only a reader can open what follows."""
    waits = attempt.needs_review and not reaches_mark(attempt, earned_in(attempt))
    return door.gate.back_url if waits else door.next_url


def _rows(door: Door, attempt: AttemptView) -> list[ShownQuestion]:
    over = _is_over(attempt)
    return [
        show_question(attempt, asked, asset_url=door.gate.asset_url, over=over)
        for asked in attempt.order()
    ]


@bp.route("/quizzes/<uuid:quiz_uid>/<int:step>/disagree", methods=["GET", "POST"])
@requires(Permission.LEARN)
def disagree(quiz_uid: UUID, step: int) -> Any:
    """Disagree in a few words that reach the author of the question."""
    door = enter(quiz_uid)
    attempt, asked = door.question(step)
    version_id = attempt.quiz.question_versions[asked.uid]
    form = forms.DisputeForm(request.form)
    if request.method == "POST":
        if form.validate():
            services.dispute_question(
                person_id=door.person_id,
                question_version_id=version_id,
                attempt_id=attempt.id,
                text=form.text.data or "",
                now=clock.now(),
            )
            pages.say(_("Your words are with the author of this question. They will answer you."))
            return pages.after_post(_to_step(quiz_uid, step))
        status = 422
    else:
        status = 200
    said = queries.list_disputes_of(door.person_id, version_id)
    shown = show_question(attempt, asked, asset_url=door.gate.asset_url)
    page = pages.render(
        "assessment/disagree.html",
        door=door,
        q=shown,
        step=step,
        form=form,
        said=said,
        errors=status != 200,  # noqa: PLR2004
    )
    return page, status
