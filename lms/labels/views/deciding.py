"""B4: stores before the panel, votes, audits asked for, appeals judged, corrected figures handled."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from flask import Response, make_response, request, url_for

from lms.core import clock, i18n
from lms.core.access import Permission, current_viewer, me, requires
from lms.core.errors import Invalid, Refused
from lms.core.i18n import _
from lms.core.ids import uuid_of
from lms.core.pages import after_post, render, say
from lms.labels.models import Appeal, Decision
from lms.labels.models.deciding import LEVELS_OR_NONE, MODES
from lms.labels.notices import level_name
from lms.labels.queries import desks, objections, pieces
from lms.labels.queries.applications import Applied, get_season
from lms.labels.queries.auditors import auditors_for
from lms.labels.queries.store import current_of
from lms.labels.rules.separation import judge_fault, panel_fault
from lms.labels.services import appealing, auditing, correcting, deciding
from lms.labels.views import bp, words
from lms.labels.views.person import asked_day, asked_season


def levels() -> list[tuple[str, str]]:
    """Return what a panel may choose, by name; the highest first."""
    return [(one, level_name(one).capitalize()) for one in reversed(LEVELS_OR_NONE)]


def within_reach(application_id: UUID) -> Applied:
    """Return an application the viewer may decide about; raises NotFound."""
    return desks.application_in_reach(current_viewer(), application_id, Permission.LABELS_DECIDE)


@bp.get("/labels/applications/<uuid:application_id>")
@requires(Permission.LABELS_DECIDE)
def application(application_id: UUID) -> str:
    """Show a store's application to those who decide: figures, evidence, votes, decisions."""
    return application_drawn(within_reach(application_id))


def application_drawn(
    applied: Applied, errors: Mapping[str, str] | None = None, refused: str = ""
) -> str:
    """Draw the desk of one application, with what was wrong in the last act."""
    viewer, locale, row = current_viewer(), i18n.locale(), applied.application
    award, running, appeal = pieces.standing_of(row.id)
    asks = row.state == "submitted" or (award is not None and award.status == "suspended")
    current = current_of(applied, locale, clock.now())
    decisions = desks.decisions_of(row.id)
    votes = row.state == "proposed"
    ballots = desks.ballots_of(row.id, _turn_after(decisions)) if votes else []
    people = [one.person_id for one in ballots] + ([running.auditor_id] if running else [])
    names = pieces.names_of(people)
    return render(
        "labels/application.html",
        applied=applied,
        row=row,
        current=current,
        computed=deciding.word(applied.result.level),
        evidence=desks.evidence_of(viewer, applied, locale),
        ballots=ballots,
        still=words.votes_words(ballots),
        names=names,
        decisions=decisions,
        is_reproducible=lambda one: deciding.is_reproducible(one, applied),
        appeal=appeal,
        fault=panel_fault([me()], applied.hands, needed=1) if votes else None,
        award=award,
        running=running,
        auditor=names.get(running.auditor_id, "") if running else "",
        asks=asks and running is None,
        auditors=auditors_for(applied) if asks and running is None else [],
        modes=[(one, words.mode_words(one).capitalize()) for one in MODES],
        levels=levels(),
        level_name=level_name,
        words=words,
        typed=request.form,
        errors=errors or {},
        refused=refused,
    )


def _turn_after(decisions: Sequence[Decision]) -> int:
    """Return the number of the decision to come, which votes are about; the last one comes first."""
    return decisions[0].rev + 1 if decisions else 1


def _back(application_id: UUID) -> Response:
    return after_post(url_for("labels.application", application_id=application_id))


@bp.post("/labels/applications/<uuid:application_id>/audit")
@requires(Permission.LABELS_DECIDE)
def assign_audit(application_id: UUID) -> Response:
    """Ask somebody to audit a store."""
    applied = within_reach(application_id)
    auditor_id = uuid_of(request.form.get("auditor_id", ""))
    due = request.form.get("due_on", "")
    errors = {}
    if auditor_id is None:
        errors["auditor_id"] = _("Choose who goes.")
    if due and asked_day(due) is None:
        errors["due_on"] = _("Choose a day.")
    if errors or auditor_id is None:
        return make_response(application_drawn(applied, errors), 422)
    try:
        auditing.assign_audit(
            application_id=application_id,
            auditor_id=auditor_id,
            mode=request.form.get("mode", ""),
            actor_id=me(),
            due_on=asked_day(due),
        )
    except Invalid as problem:
        return make_response(application_drawn(applied, problem.errors), 422)
    except Refused as problem:
        return make_response(application_drawn(applied, refused=problem.message), 409)
    say(_("The audit is asked for. What to look at is drawn by lot."))
    return _back(application_id)


@bp.post("/labels/applications/<uuid:application_id>/audit-again")
@requires(Permission.LABELS_DECIDE)
def audit_again(application_id: UUID) -> Response:
    """Send a store back to be audited again, with a reason."""
    applied = within_reach(application_id)
    reason = request.form.get("again", "").strip()
    if not reason:
        return make_response(application_drawn(applied, {"again": _("Say why.")}), 422)
    auditing.ask_again(application_id=application_id, reason=reason, actor_id=me())
    say(_("It goes back to be audited."))
    return _back(application_id)


@bp.post("/labels/applications/<uuid:application_id>/propose")
@requires(Permission.LABELS_DECIDE)
def propose(application_id: UUID) -> Response:
    """Put one audited store before the panel."""
    within_reach(application_id)
    deciding.propose(application_id=application_id, actor_id=me())
    say(_("It is before the panel, with the level computed."))
    return _back(application_id)


@bp.post("/labels/applications/<uuid:application_id>/vote")
@requires(Permission.LABELS_DECIDE)
def vote(application_id: UUID) -> Response:
    """Say what I think: the computed level, or one level otherwise with a reason."""
    applied = within_reach(application_id)
    try:
        made = deciding.vote(
            application_id=application_id,
            person_id=me(),
            level=request.form.get("level", ""),
            reason=request.form.get("reason", ""),
        )
    except Invalid as problem:
        return make_response(application_drawn(applied, problem.errors), 422)
    except Refused as problem:
        return make_response(application_drawn(applied, refused=problem.message), 409)
    if made is None:
        ballots = desks.ballots_of(application_id, _turn_after(desks.decisions_of(application_id)))
        say(
            f"{_('Your vote is kept.')} {words.votes_words(ballots, request.form.get('level'))}",
            "info",
        )
    else:
        say(_("Decided: %(level)s. The store is told.", level=level_name(made.decided_level)))
    return _back(application_id)


@bp.get("/labels/appeals")
@requires(Permission.LABELS_DECIDE)
def appeals() -> str:
    """List the appeals to judge, the oldest first."""
    season = asked_season()
    everything = request.args.get("all") == "1"
    rows = (
        objections.list_appeals(current_viewer(), season, open_only=not everything)
        if season
        else []
    )
    return render(
        "labels/appeals.html",
        rows=rows,
        season=season,
        everything=everything,
        level_name=level_name,
        appeal_words=appeal_words,
    )


def appeal_words(appeal: Appeal) -> str:
    """Return where an appeal is; a store too late was let in or not, as nothing was decided."""
    late = appeal.decision_id is None
    said = {
        "filed": _("to be judged"),
        "heard": _("being judged"),
        "upheld": _("the store is let in") if late else _("the decision changed"),
        "dismissed": _("the store stays out") if late else _("the decision stayed"),
        "taken_back": _("taken back"),
    }
    return said.get(appeal.state) or appeal.state


class Heard(NamedTuple):
    """An appeal and the application it is about, within reach."""

    appeal: Appeal
    applied: Applied


def _heard(appeal_id: UUID) -> Heard:
    found = objections.get_appeal(appeal_id)
    return Heard(found, within_reach(found.application_id))


@bp.get("/labels/appeals/<uuid:appeal_id>")
@requires(Permission.LABELS_DECIDE)
def appeal(appeal_id: UUID) -> str:
    """Show what a store asks to be judged again, what was decided, what is computed now."""
    return _appeal(_heard(appeal_id))


def _appeal(heard: Heard, errors: Mapping[str, str] | None = None, refused: str = "") -> str:
    found, applied = heard
    decisions = desks.decisions_of(applied.application.id)
    ballots = desks.ballots_of(applied.application.id, _turn_after(decisions))
    is_open = found.state in {"filed", "heard"}
    return render(
        "labels/appeal.html",
        appeal=found,
        applied=applied,
        current=current_of(applied, i18n.locale(), clock.now()),
        decision=next((one for one in decisions if one.id == found.decision_id), None),
        again=next((one for one in decisions if one.id == found.new_decision_id), None),
        computed=deciding.word(applied.result.level),
        ballots=ballots if is_open else [],
        names=pieces.names_of(one.person_id for one in ballots),
        fault=judge_fault([me()], applied.hands) if is_open else None,
        is_open=is_open,
        appeal_words=appeal_words,
        levels=levels(),
        level_name=level_name,
        words=words,
        typed=request.form,
        errors=errors or {},
        refused=refused,
    )


@bp.post("/labels/appeals/<uuid:appeal_id>")
@requires(Permission.LABELS_DECIDE)
def judge(appeal_id: UUID) -> Response:
    """Say what I think of an appeal, with the answer the store reads."""
    heard = _heard(appeal_id)
    answer = request.form.get("answer", "")
    try:
        made = appealing.judge(
            appeal_id=appeal_id, person_id=me(), level=request.form.get("level", ""), answer=answer
        )
    except Invalid as problem:
        wrong = {("answer" if name == "reason" else name): m for name, m in problem.errors.items()}
        return make_response(_appeal(heard, wrong), 422)
    except Refused as problem:
        return make_response(_appeal(heard, refused=problem.message), 409)
    if made is None:
        say(_("Your vote is kept. It takes others who think the same."), "info")
    else:
        say(_("Judged: %(level)s. The store is told.", level=level_name(made.decided_level)))
    return after_post(url_for("labels.appeal", appeal_id=appeal_id))


@bp.post("/labels/appeals/<uuid:appeal_id>/late")
@requires(Permission.LABELS_DECIDE)
def judge_late(appeal_id: UUID) -> Response:
    """Let in a store that submitted nothing in time, or keep it out, with the answer it reads."""
    heard = _heard(appeal_id)
    choice, answer = request.form.get("let_in", ""), request.form.get("answer", "")
    errors = {}
    if choice not in {"yes", "no"}:
        errors["let_in"] = _("Choose one of the answers.")
    if not answer.strip():
        errors["answer"] = _("Answer what the store asked.")
    if errors:
        return make_response(_appeal(heard, errors), 422)
    why_not = judge_fault([me()], heard.applied.hands)
    if why_not:
        return make_response(_appeal(heard, refused=why_not), 409)
    appealing.judge_late(appeal_id=appeal_id, person_id=me(), let_in=choice == "yes", answer=answer)
    say(_("Judged. The store is told."))
    return after_post(url_for("labels.appeal", appeal_id=appeal_id))


@bp.get("/labels/seasons/<uuid:season_id>/concerns")
@requires(Permission.LABELS_DECIDE)
def concerns(season_id: UUID) -> str:
    """List the decisions that corrected figures would change."""
    return _concerns(season_id)


def _concerns(
    season_id: UUID, wrong: UUID | None = None, errors: Mapping[str, str] | None = None
) -> str:
    everything = request.args.get("all") == "1"
    season = get_season(season_id)
    return render(
        "labels/concerns.html",
        season=season,
        rows=objections.list_concerns(current_viewer(), season, open_only=not everything),
        everything=everything,
        wrong=wrong,
        typed=request.form,
        level_name=level_name,
        errors=errors or {},
    )


@bp.post("/labels/concerns/<uuid:concern_id>")
@requires(Permission.LABELS_DECIDE)
def handle_concern(concern_id: UUID) -> Response:
    """Keep a decision whose figure was corrected, or put it before the panel again."""
    applied = within_reach(objections.get_concern(concern_id).application_id)
    choice = request.form.get("revise", "")
    if choice not in {"yes", "no"}:
        wrong = {"revise": _("Choose one of the answers.")}
        return make_response(_concerns(applied.season.id, concern_id, wrong), 422)
    try:
        correcting.handle_concern(
            concern_id=concern_id,
            actor_id=me(),
            revise=choice == "yes",
            reason=request.form.get("reason", ""),
        )
    except Invalid as problem:
        return make_response(_concerns(applied.season.id, concern_id, problem.errors), 422)
    say(
        _("It is before the panel again.")
        if choice == "yes"
        else _("The decision stays, with your reason.")
    )
    return after_post(url_for("labels.concerns", season_id=applied.season.id))
