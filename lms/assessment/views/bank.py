"""The question bank: found, looked at as a learner sees it, its key corrected."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Response, request, url_for

from lms.assessment import forms
from lms.assessment.permissions import QuizPlace, list_places
from lms.assessment.queries import bank as queries
from lms.assessment.queries.desk import list_disputes_about
from lms.assessment.rules.keys import KeyFaultError, has_key, key_of, with_key
from lms.assessment.rules.questions import Kind, Question
from lms.assessment.services.correcting import correct_key
from lms.assessment.services.regrading import Forecast, forecast
from lms.assessment.views import bp
from lms.assessment.views.shown import preview_question
from lms.core import clock, pages
from lms.core.access import Permission, current_viewer, requires
from lms.core.errors import Invalid, NotFound
from lms.core.i18n import _
from lms.core.pages import asked_id


@bp.get("/questions/bank")
@requires(Permission.QUESTIONS_REVIEW)
def bank() -> str:
    """A4: every question, found by words, kind and path, with how it does."""
    places = list_places()
    owner = asked_id("path")
    kind = request.args.get("kind", "")
    kind = kind if kind in set(Kind) else ""
    sort = request.args.get("sort", "")
    sort = sort if sort in queries.SORTS else "name"
    words = request.args.get("q", "").strip()[:100]
    quizzes = {one.quiz_uid for one in places if one.owner_uid == owner} if owner else None
    found = queries.list_bank(
        words=words, kind=kind, quiz_uids=quizzes, sort=sort, page=pages.asked_page()
    )
    asked = {"q": words or None, "kind": kind or None, "path": owner, "sort": sort}
    return pages.page_or_block(
        "assessment/bank.html",
        "results",
        found=found,
        uses=_uses(places),
        kinds=kind_names(),
        owners=sorted({(str(one.owner_uid), one.owner) for one in places}, key=lambda o: o[1]),
        asked=asked,
        address=lambda **change: url_for("assessment.bank", **{**asked, **change}),
    )


def _uses(places: Sequence[QuizPlace]) -> Callable[[Sequence[UUID]], list[QuizPlace]]:
    """Return what gives the lessons where quizzes are asked today."""
    by_quiz: dict[UUID, list[QuizPlace]] = {}
    for place in places:
        by_quiz.setdefault(place.quiz_uid, []).append(place)
    return lambda quizzes: [place for uid in quizzes for place in by_quiz.get(uid, ())]


def kind_names() -> dict[str, str]:
    """Return the kinds of question as people say them."""
    return {
        Kind.SINGLE: _("One choice"),
        Kind.MULTIPLE: _("Several choices"),
        Kind.TRUE_FALSE: _("True or false"),
        Kind.SHORT_TEXT: _("A few words"),
        Kind.NUMERIC: _("A number"),
        Kind.MATCHING: _("Pairs"),
        Kind.ORDERING: _("An order"),
        Kind.CLOZE: _("Gaps to fill"),
        Kind.SCALE: _("A scale"),
        Kind.FREE_TEXT: _("Free words"),
    }


@bp.get("/questions/bank/<uuid:question_uid>")
@requires(Permission.QUESTIONS_REVIEW)
def bank_question(question_uid: UUID) -> str:
    """One question: as a learner sees it, where it is asked, how it does, what people say."""
    one = queries.get_bank_question(question_uid)
    uses = _uses(list_places())(one.quizzes)
    address = uses[0].asset_url if uses else None
    corrections = queries.list_corrections(question_uid)
    running = next((c for c in corrections if c.state == "applying"), None)
    return pages.page_or_block(
        "assessment/bank_question.html",
        "job",
        one=one,
        kinds=kind_names(),
        uses=uses,
        q=preview_question(one.question, asset_url=address),
        solved=preview_question(one.question, asset_url=address, solved=True),
        option_words=_option_words(one.question),
        disputes=list_disputes_about(question_uid),
        corrections=corrections,
        running=running,
        may_correct=has_key(one.question)
        and not one.is_retired
        and current_viewer().may(Permission.QUESTIONS_WRITE),
    )


def _option_words(question: Question) -> dict[str, str]:
    words = {option.uid: option.text for option in getattr(question, "options", ())}
    return words or {"true": _("True"), "false": _("False")}


@dataclass(frozen=True, slots=True)
class KeyPage:
    """What the page of a key shows: what was chosen, what is wrong with it, what it would do."""

    given: Mapping[str, Sequence[str]]
    reason: str = ""
    faults: Mapping[str, str] | None = None
    forecast: Forecast | None = None


@bp.get("/questions/bank/<uuid:question_uid>/key")
@requires(Permission.QUESTIONS_WRITE, fresh_secret=True)
def bank_key(question_uid: UUID) -> Any:
    """Choose another key, and read who it would change something for before anything is done."""
    one = _correctable(question_uid)
    if "see" not in request.args:
        return _key_page(one, KeyPage(_present(one.question)))
    given = {name: request.args.getlist(name) for name in request.args}
    reason = request.args.get("reason", "")
    try:
        changed = with_key(one.question, given)
    except KeyFaultError as error:
        faults = {name: str(forms.KEY_SAID[fault]) for name, fault in error.faults.items()}
        return _key_page(one, KeyPage(given, reason, faults))
    return _key_page(one, KeyPage(given, reason, None, forecast(changed)))


def _correctable(question_uid: UUID) -> queries.BankEntryView:
    one = queries.get_bank_question(question_uid)
    if one.is_retired or not has_key(one.question):
        raise NotFound(_("This question has no key to correct."))
    return one


def _present(question: Question) -> dict[str, list[str]]:
    return {part.field: list(part.chosen) for part in key_of(question)}


def _key_page(one: queries.BankEntryView, page: KeyPage) -> str:
    parts = key_of(one.question)
    return pages.render(
        "assessment/bank_key.html",
        one=one,
        parts=parts,
        page=page,
        sent=[(part.field, value) for part in parts for value in page.given.get(part.field, ())],
        gained=queries.name_some(current_viewer(), page.forecast.gained)
        if page.forecast
        else ([], 0),
        errors=bool(page.faults),
    )


@bp.post("/questions/bank/<uuid:question_uid>/key")
@requires(Permission.QUESTIONS_WRITE, fresh_secret=True)
def bank_key_save(question_uid: UUID) -> Response | tuple[str, int]:
    """Correct the key; lessons follow, a job marks again who answered."""
    one = _correctable(question_uid)
    given = {name: request.form.getlist(name) for name in request.form}
    reason = request.form.get("reason", "")
    try:
        changed = with_key(one.question, given)
        correct_key(
            question=changed,
            reason=reason,
            actor_id=current_viewer().person_id,
            now=clock.now(),
        )
    except KeyFaultError as error:
        faults = {name: str(forms.KEY_SAID[fault]) for name, fault in error.faults.items()}
        return _key_page(one, KeyPage(given, reason, faults)), 422
    except Invalid as error:
        return _key_page(one, KeyPage(given, reason, error.errors)), 422
    pages.say(_("The key is corrected. Past answers are being marked again."))
    return pages.after_post(url_for("assessment.bank_question", question_uid=question_uid))
