"""What becomes of an award in its year: suspended, given back, withdrawn; a store closed for works."""

from collections.abc import Mapping
from uuid import UUID

from flask import Response, make_response, request, url_for

from lms.core.access import Permission, current_viewer, me, requires
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.i18n import _, spoken
from lms.core.pages import after_post, render, say
from lms.labels.models import Award
from lms.labels.notices import level_name
from lms.labels.queries.applications import get_applied
from lms.labels.queries.pieces import audit_in_progress
from lms.labels.queries.plaques import award_history
from lms.labels.queries.store import unit_in_scope
from lms.labels.services import auditing, awarding
from lms.labels.views import bp, words
from lms.labels.views.deciding import application_drawn, within_reach
from lms.labels.views.person import asked_day

ACTS = {
    "suspend": awarding.suspend,
    "give_back": awarding.give_back,
    "withdraw": awarding.withdraw,
}
OFFERED = {"active": ("suspend", "withdraw"), "suspended": ("give_back", "withdraw")}


@spoken
def act_words(act: str) -> str:
    """Return what may be done to an award."""
    said = {
        "suspend": _("Suspend it until a new audit"),
        "give_back": _("Give it back, audited again"),
        "withdraw": _("Withdraw it for good"),
    }
    return said[act]


def _in_reach(award_id: UUID) -> Award:
    """Return an award the viewer may decide about; raises NotFound."""
    found = awarding.get_award(award_id)
    unit_in_scope(current_viewer(), found.unit_id, Permission.LABELS_DECIDE)
    return found


@bp.get("/labels/awards/<uuid:award_id>")
@requires(Permission.LABELS_DECIDE)
def award_desk(award_id: UUID) -> str:
    """Show an award, its history, and what may be done to it."""
    return _award(_in_reach(award_id))


def _award(award: Award, errors: Mapping[str, str] | None = None, refused: str = "") -> str:
    return render(
        "labels/award_desk.html",
        award=award,
        season_id=get_applied(award.application_id).season.id,
        history=award_history(award.id),
        acts=[(one, act_words(one)) for one in OFFERED.get(award.status, ())],
        level_name=level_name,
        words=words,
        typed=request.form,
        errors=errors or {},
        refused=refused,
    )


@bp.post("/labels/awards/<uuid:award_id>")
@requires(Permission.LABELS_DECIDE)
def change_award(award_id: UUID) -> Response:
    """Suspend, give back or withdraw an award, with the reason the store reads."""
    award = _in_reach(award_id)
    act = request.form.get("act", "")
    if act not in OFFERED.get(award.status, ()):
        wrong = {"act": _("Choose one of the answers.")}
        return make_response(_award(award, wrong), 422)
    try:
        ACTS[act](award_id=award_id, reason=request.form.get("reason", ""), actor_id=me())
    except Invalid as problem:
        return make_response(_award(award, problem.errors), 422)
    except Refused as problem:
        return make_response(_award(award, refused=problem.message), 409)
    say(_("Done. The store is told, and its public page says so."))
    return after_post(url_for("labels.award_desk", award_id=award_id))


@bp.post("/labels/applications/<uuid:application_id>/works")
@requires(Permission.LABELS_DECIDE)
def declare_works(application_id: UUID) -> Response:
    """Say that a store is closed for works; for long, its label waits for a new audit."""
    applied = within_reach(application_id)
    since, until = request.form.get("closed_on", ""), request.form.get("until", "")
    errors = {}
    if asked_day(since) is None:
        errors["closed_on"] = _("Choose a day.")
    if until and asked_day(until) is None:
        errors["until"] = _("Choose a day.")
    day = asked_day(since)
    if errors or day is None:
        return make_response(application_drawn(applied, errors), 422)
    try:
        suspended = awarding.declare_works(
            application_id=application_id, closed_on=day, until=asked_day(until), actor_id=me()
        )
    except Invalid as problem:
        return make_response(application_drawn(applied, problem.errors), 422)
    if suspended:
        say(_("Written. Closed for long, its label waits for a new audit."), "info")
    else:
        say(_("Written. Its label is not touched."))
    return after_post(url_for("labels.application", application_id=application_id))


@bp.post("/labels/applications/<uuid:application_id>/audit/end")
@requires(Permission.LABELS_DECIDE)
def end_audit(application_id: UUID) -> Response:
    """Take back an audit that was not held, so that somebody else may be asked."""
    applied = within_reach(application_id)
    running = audit_in_progress(application_id)
    if running is None:
        raise NotFound
    reason = request.form.get("ended", "").strip()
    if not reason:
        return make_response(application_drawn(applied, {"ended": _("Say why.")}), 422)
    auditing.end_audit(audit_id=running.id, reason=reason, actor_id=me())
    say(_("The audit is taken back. Ask somebody else."))
    return after_post(url_for("labels.application", application_id=application_id))
