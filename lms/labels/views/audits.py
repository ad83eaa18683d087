"""An audit held on a phone: what was drawn, what is seen there, handed in when the network is back."""

from collections.abc import Mapping
from uuid import UUID

from flask import Response, make_response, request, url_for

from lms.core import clock, i18n
from lms.core.access import Permission, current_viewer, me, requires
from lms.core.errors import Invalid
from lms.core.i18n import _, ngettext
from lms.core.pages import after_post, render, say
from lms.labels.queries import desks
from lms.labels.queries.desks import AuditTask
from lms.labels.queries.store import current_of, in_locale
from lms.labels.services import auditing
from lms.labels.views import bp, words
from lms.labels.views.person import asked_day
from lms.labels.views.store import read_said

LONGEST_VISIT = 24 * 60
"""Minutes."""


@bp.get("/labels/audits")
@requires(Permission.LABELS_AUDIT)
def my_audits() -> str:
    """List the audits I am asked to hold, the first due first."""
    return render("labels/audits.html", rows=desks.my_audits(me()), words=words)


@bp.get("/labels/audits/<uuid:audit_id>")
@requires(Permission.LABELS_AUDIT)
def audit(audit_id: UUID) -> str:
    """Show what to look at in the store, and take what I find."""
    return _audit(desks.audit_task(current_viewer(), audit_id))


def _audit(task: AuditTask, errors: Mapping[str, str] | None = None) -> str:
    applied, locale = task.applied, i18n.locale()
    current = current_of(applied, locale, clock.now())
    rings = {one.uid: one for one in current.rings}
    typed = set(auditing.typed_uids(applied))
    drawn = [rings[uid] for uid in task.audit.drawn if uid in rings]
    return render(
        "labels/audit.html",
        task=task,
        fault=auditing.fault_of_auditor(applied, me(), is_outside=task.audit.is_outside),
        to_type=[one for one in drawn if one.uid in typed],
        to_read=[one for one in drawn if one.uid not in typed],
        help={
            one.uid: in_locale(one.criterion.help, locale, applied.grid.locales) for one in drawn
        },
        evidence=_by_criterion(task, locale),
        said=applied.known.unit,
        found=applied.known.auditor,
        form=request.form,
        is_again=request.method == "POST",
        today=applied.today.isoformat(),
        words=words,
        errors=errors or {},
    )


def _by_criterion(task: AuditTask, locale: str) -> dict[str, list[desks.Shown]]:
    found: dict[str, list[desks.Shown]] = {}
    for one in desks.evidence_of(current_viewer(), task.applied, locale):
        found.setdefault(str(one.criterion_uid), []).append(one)
    return found


@bp.post("/labels/audits/<uuid:audit_id>")
@requires(Permission.LABELS_AUDIT)
def hold_audit(audit_id: UUID) -> Response:
    """Keep what I found; the audit is done once nothing drawn is left."""
    task = desks.audit_task(current_viewer(), audit_id)
    day, minutes = request.form.get("held_on", ""), request.form.get("minutes", "").strip()
    errors = {}
    held_on = asked_day(day) if day else None
    if day and (held_on is None or held_on > task.applied.today):
        errors["held_on"] = _("Choose a day that has come.")
    if minutes and not (minutes.isdecimal() and int(minutes) <= LONGEST_VISIT):
        errors["minutes"] = _("Write a number of minutes.")
    if errors:
        return make_response(_audit(task, errors), 422)
    try:
        held = auditing.hold_audit(
            audit_id=audit_id,
            said=read_said(task.applied, computed=False),
            actor_id=me(),
            held_on=held_on,
            minutes=int(minutes) if minutes else None,
        )
    except Invalid as problem:
        return make_response(_audit(task, problem.errors), 422)
    if held.is_done:
        say(_("The audit is handed in. Thank you for going there."))
        return after_post(url_for("labels.my_audits"))
    say(_left(held), "info")
    return after_post(url_for("labels.audit", audit_id=audit_id))


def _left(held: auditing.Held) -> str:
    count = len(held.left)
    if held.audit.is_full:
        return ngettext(
            "Kept. Something was not there, so everything is seen: %(num)s criterion is left.",
            "Kept. Something was not there, so everything is seen: %(num)s criteria are left.",
            count,
        )
    return ngettext("Kept. %(num)s criterion is left.", "Kept. %(num)s criteria are left.", count)
