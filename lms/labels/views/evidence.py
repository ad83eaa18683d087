"""B3 and B4: show something from a phone, follow it, say whether it is good."""

from uuid import UUID

from flask import Response, make_response, request, url_for

from lms.core import files, i18n
from lms.core.access import Permission, current_viewer, me, requires
from lms.core.errors import Invalid, Refused
from lms.core.i18n import _
from lms.core.pages import after_post, asked_id, page_or_block, render, say
from lms.labels.queries import desks, pieces
from lms.labels.queries.pieces import Piece
from lms.labels.queries.rights import rights_over
from lms.labels.rules.separation import review_fault
from lms.labels.services import showing
from lms.labels.services.showing import Shown
from lms.labels.views import bp, words
from lms.labels.views.person import asked_day, asked_season
from lms.labels.views.store import criterion_page
from lms.network.queries.units import list_regions_seen

SHOWN = 50


def read_shown() -> Shown:
    """Return what a form shows; raises Invalid for a day nobody can read."""
    form = request.form
    sent = request.files.getlist("file") + request.files.getlist("photo")
    picked = next((one for one in sent if one.filename), None)
    days = {name: form.get(name, "").strip() for name in ("effective_on", "expires_on")}
    wrong = {
        name: _("Choose a day.") for name, said in days.items() if said and not asked_day(said)
    }
    if wrong:
        raise Invalid(wrong)
    return Shown(
        stream=picked.stream if picked else None,  # type: ignore[arg-type]
        filename=(picked.filename or "") if picked else "",
        note=form.get("note", "")[:2000],
        effective_on=asked_day(days["effective_on"]),
        expires_on=asked_day(days["expires_on"]),
    )


@bp.post("/labels/applications/<uuid:application_id>/criteria/<uuid:criterion_uid>/evidence")
@requires(Permission.LABELS_SHOW)
def add_evidence(application_id: UUID, criterion_uid: UUID) -> Response:
    """Send a photo, a document or a note for a criterion."""
    desks.application_in_reach(current_viewer(), application_id, Permission.LABELS_SHOW)
    try:
        made = showing.add_evidence(
            application_id=application_id,
            criterion_uid=criterion_uid,
            shown=read_shown(),
            actor_id=me(),
        )
    except Invalid as problem:
        return make_response(criterion_page(application_id, criterion_uid, problem.errors), 422)
    except Refused as problem:
        page = criterion_page(application_id, criterion_uid, refused=problem.message)
        return make_response(page, 409)
    say(_("Sent. It is kept as it is, with the hour it came."))
    return after_post(url_for("labels.evidence", evidence_id=made.evidence_id))


@bp.get("/labels/evidence/<uuid:evidence_id>")
@requires(Permission.LABELS_READ)
def evidence(evidence_id: UUID) -> str:
    """B3: what was sent, when, by whom, what was said of it."""
    return _evidence(_piece(evidence_id))


def _piece(evidence_id: UUID) -> Piece:
    return pieces.piece_in_reach(current_viewer(), evidence_id, i18n.locale())


def _evidence(piece: Piece, errors: dict[str, str] | None = None, refused: str = "") -> str:
    viewer, applied = current_viewer(), piece.applied
    rights = rights_over(viewer, applied.unit.id)
    verdict, is_open = piece.last.verdict, applied.application.state in showing.OPEN
    return render(
        "labels/evidence.html",
        piece=piece,
        zone=applied.unit.zone,
        may_add=rights.shows and is_open and verdict != "withdrawn",
        may_withdraw=rights.shows and is_open and verdict in {"sent", "approved"},
        may_review=rights.reviews and verdict == "sent",
        fault=_fault(piece) if rights.reviews else None,
        file_url=lambda one: files.url(one.file_id),
        words=words,
        today=applied.today.isoformat(),
        typed=request.form,
        errors=errors or {},
        refused=refused,
    )


def _fault(piece: Piece) -> str | None:
    """Return why the viewer may not say whether a piece is good, in words."""
    hands = piece.applied.hands
    if me() in hands.coaches:
        return _("Nobody validates evidence of a store they coach.")
    faults = (review_fault(me(), sender, hands) for sender in piece.senders)
    return next((one for one in faults if one), None)


@bp.post("/labels/evidence/<uuid:evidence_id>/again")
@requires(Permission.LABELS_SHOW)
def add_revision(evidence_id: UUID) -> Response:
    """Send a better one; the one before stays."""
    piece = _piece(evidence_id)
    application_id = piece.applied.application.id
    desks.application_in_reach(current_viewer(), application_id, Permission.LABELS_SHOW)
    try:
        showing.add_revision(evidence_id=evidence_id, shown=read_shown(), actor_id=me())
    except Invalid as problem:
        return make_response(_evidence(piece, problem.errors), 422)
    say(_("Sent. The one before is kept too."))
    return after_post(url_for("labels.evidence", evidence_id=evidence_id))


@bp.post("/labels/evidence/<uuid:evidence_id>/review")
@requires(Permission.LABELS_REVIEW)
def review_evidence(evidence_id: UUID) -> Response:
    """Approve a piece, or say why it is not kept; never one's own."""
    piece = _piece(evidence_id)
    application_id = piece.applied.application.id
    desks.application_in_reach(current_viewer(), application_id, Permission.LABELS_REVIEW)
    verdict = request.form.get("verdict", "")
    reason = request.form.get("reason", "")
    if verdict not in {"approved", "rejected"}:
        return make_response(_evidence(piece, {"verdict": _("Choose one of the answers.")}), 422)
    if verdict == "rejected" and not reason.strip():
        missing = {"reason": _("Say why: the store reads it.")}
        return make_response(_evidence(piece, missing), 422)
    try:
        showing.review(
            revision_id=piece.last.revision.id, verdict=verdict, reason=reason, reviewer_id=me()
        )
    except Refused as problem:
        return make_response(_evidence(piece, refused=problem.message), 409)
    say(_("Approved.") if verdict == "approved" else _("The store reads why it was not kept."))
    return after_post(url_for("labels.evidence_queue"))


@bp.post("/labels/evidence/<uuid:evidence_id>/take-back")
@requires(Permission.LABELS_SHOW)
def withdraw_evidence(evidence_id: UUID) -> Response:
    """Take a piece back: it is kept, and counts no more."""
    piece = _piece(evidence_id)
    application = piece.applied.application
    desks.application_in_reach(current_viewer(), application.id, Permission.LABELS_SHOW)
    showing.review(revision_id=piece.last.revision.id, verdict="withdrawn", reviewer_id=me())
    say(_("Taken back. It counts no more."))
    uid = piece.evidence.criterion_uid
    return after_post(url_for("labels.criterion", application_id=application.id, criterion_uid=uid))


@bp.get("/labels/evidence")
@requires(Permission.LABELS_REVIEW)
def evidence_queue() -> str:
    """B4: the evidence to look at in my regions, the oldest first."""
    viewer, season = current_viewer(), asked_season()
    region_id = asked_id("region")
    everything = request.args.get("all") == "1"
    rows = (
        desks.evidence_queue(
            viewer,
            season,
            i18n.locale(),
            region_id=region_id,
            only_waiting=not everything,
            limit=SHOWN,
        )
        if season
        else []
    )
    return page_or_block(
        "labels/evidence_queue.html",
        "results",
        rows=rows,
        season=season,
        regions=list_regions_seen(viewer),
        region_id=region_id,
        everything=everything,
        full=len(rows) == SHOWN,
        words=words,
    )
