"""The desk of those who answer for questions: disagreements, and free texts to read."""

from typing import Any
from uuid import UUID

from flask import Response, request, url_for

from lms.assessment import forms, queries, services
from lms.assessment.views import bp
from lms.assessment.views.shown import describe_response
from lms.core import clock, markdown, pages
from lms.core.access import Permission, current_viewer, requires
from lms.core.errors import NotFound
from lms.core.i18n import _, ngettext


@bp.get("/questions")
@requires(Permission.QUESTIONS_REVIEW)
def review_list() -> str:
    """List what waits for an author: disagreements first, then answers to read."""
    page, reading = pages.asked_page(), pages.asked_page("reading")
    disputes = queries.list_disputes(state=_state(), page=page)
    waiting = queries.list_waiting_reviews(current_viewer().person_id, reading)
    return pages.render(
        "assessment/review_list.html",
        disputes=disputes[: queries.PAGE],
        waiting=waiting[: queries.PAGE],
        state=_state(),
        page=page,
        more=len(disputes) > queries.PAGE,
        reading=reading,
        more_to_read=len(waiting) > queries.PAGE,
    )


def _state() -> str:
    return "answered" if request.args.get("state") == "answered" else "open"


@bp.route("/questions/disputes/<uuid:dispute_id>", methods=["GET", "POST"])
@requires(Permission.QUESTIONS_REVIEW)
def dispute(dispute_id: UUID) -> Any:
    """Show one disagreement with the question as it was asked, and answer it."""
    found = queries.get_dispute(dispute_id)
    form = forms.AnswerDisputeForm(request.form)
    if request.method == "POST" and form.validate():
        services.answer_dispute(
            dispute_id=dispute_id, actor_id=_me(), answer=form.answer.data or "", now=clock.now()
        )
        pages.say(_("Your answer is with the person."))
        return pages.after_post(url_for("assessment.review_list"))
    failed = request.method == "POST"
    page = pages.render(
        "assessment/dispute.html",
        dispute=found,
        form=form,
        prose=markdown.render,
        line=markdown.render_inline,
        errors=failed,
    )
    return page, 422 if failed else 200


@bp.route("/questions/answers/<uuid:attempt_id>/<uuid:question_uid>", methods=["GET", "POST"])
@requires(Permission.QUESTIONS_REVIEW)
def review(attempt_id: UUID, question_uid: UUID) -> Any:
    """Read one free text and give it a mark; no name is shown."""
    attempt = queries.get_attempt(attempt_id)
    asked = attempt.quiz.by_uid.get(question_uid)
    saved = attempt.answers.get(question_uid)
    if asked is None or saved is None or not saved.needs_review or attempt.is_open:
        raise NotFound(_("This answer waits for nobody."))
    form = forms.ReviewForm(request.form)
    if request.method == "POST" and form.validate():
        return _reviewed(attempt_id, question_uid, form)
    failed = request.method == "POST"
    page = pages.render(
        "assessment/review.html",
        question=asked,
        prose=markdown.render,
        marks=forms.MARKS,
        words=describe_response(asked, saved.response),
        own=attempt.person_id == current_viewer().person_id,
        form=form,
        errors=failed,
    )
    return page, 422 if failed else 200


def _reviewed(attempt_id: UUID, question_uid: UUID, form: forms.ReviewForm) -> Response:
    services.review_free_text(
        attempt_id=attempt_id,
        question_uid=question_uid,
        reviewer_id=_me(),
        fraction=form.fraction,
        comment=form.comment.data or "",
        now=clock.now(),
    )
    left = queries.count_waiting_reviews(_me())
    pages.say(
        ngettext("Noted. %(num)s answer to read.", "Noted. %(num)s answers to read.", left)
        if left
        else _("Noted. Nothing more to read.")
    )
    return pages.after_post(url_for("assessment.review_list"))


def _me() -> UUID:
    person_id = current_viewer().person_id
    assert person_id is not None  # noqa: S101 - @requires refused anybody else
    return person_id
