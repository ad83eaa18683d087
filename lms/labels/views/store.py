"""B1 and B2: a store's label, each criterion, what the store says, giving it in, asking again."""

from collections.abc import Mapping
from uuid import UUID

from flask import Response, make_response, request, url_for

from lms.core import clock, i18n
from lms.core.access import Permission, current_viewer, me, requires
from lms.core.errors import Invalid, NotFound
from lms.core.i18n import _, ngettext
from lms.core.pages import after_post, render, say
from lms.labels.notices import level_name
from lms.labels.queries import desks, pieces
from lms.labels.queries.applications import Applied, get_applied
from lms.labels.queries.calendars import appeal_until, cut_off_of
from lms.labels.queries.plaques import NO_LEVEL
from lms.labels.queries.rights import rights_over
from lms.labels.queries.store import LabelPage, Ring, current_of, in_locale, label_page
from lms.labels.rules.grid import LEVELS, MeasureKind, Scale
from lms.labels.services import appealing, applying
from lms.labels.services.applying import Said
from lms.labels.views import bp, words
from lms.labels.views.dials import dial

LONGEST = 1000


@bp.get("/label")
@requires(Permission.LABELS_READ)
def mine() -> str | Response:
    """Lead to the label of my store; let me choose when I have several."""
    stores = pieces.stores_of(current_viewer())
    if len(stores) == 1:
        return after_post(url_for("labels.store", unit_id=stores[0][0]))
    return render("labels/store_list.html", stores=stores)


@bp.get("/labels/stores/<uuid:unit_id>")
@requires(Permission.LABELS_READ)
def store(unit_id: UUID) -> str:
    """B1: the plaque, what to aim at first, a ring per criterion, the years."""
    page = label_page(current_viewer(), unit_id, i18n.locale())
    current = page.current
    return render(
        "labels/store.html",
        page=page,
        current=current,
        decided=_decided(page),
        first=[one for one in current.rings if one.is_first] if current else [],
        reached=_reached(current.rings) if current else [],
        others=_others(current.rings) if current else [],
        level_name=level_name,
        words=words,
        dial=dial,
        wanted=current.gap.next if current else None,
    )


def _decided(page: LabelPage) -> str:
    """Return the level decided while its season is not closed yet, empty otherwise."""
    current = page.current
    if current is None or current.state not in {"decided", "appealed"}:
        return ""
    found = next((one for one in page.years if one.year == current.year), None)
    return (found.level or NO_LEVEL) if found else ""


def _reached(rings: tuple[Ring, ...]) -> list[Ring]:
    """Return the criteria that are where the highest level wants them."""
    return [one for one in rings if not one.is_first and (one.reached is LEVELS[-1] or one.is_na)]


def _others(rings: tuple[Ring, ...]) -> list[Ring]:
    done = {one.uid for one in _reached(rings)}
    return [one for one in rings if not one.is_first and one.uid not in done]


@bp.get("/labels/applications/<uuid:application_id>/criteria/<uuid:criterion_uid>")
@requires(Permission.LABELS_READ)
def criterion(application_id: UUID, criterion_uid: UUID) -> str:
    """B2: the thresholds, the client's expectation, the value, what was shown; add evidence."""
    return criterion_page(application_id, criterion_uid)


def criterion_page(
    application_id: UUID,
    criterion_uid: UUID,
    errors: Mapping[str, str] | None = None,
    refused: str = "",
) -> str:
    """Draw the page of a criterion; ``refused`` is why nothing more is taken."""
    viewer, locale = current_viewer(), i18n.locale()
    applied = get_applied(application_id)
    rights = rights_over(viewer, applied.unit.id)
    if not rights.reads:
        raise NotFound
    ring = find_ring(applied, criterion_uid)
    sees = rights.sees or pieces.is_auditor(viewer.person_id, application_id)
    return render(
        "labels/store_criterion.html",
        applied=applied,
        ring=ring,
        criterion=ring.criterion,
        help=in_locale(ring.criterion.help, locale, applied.grid.locales),
        na_when=in_locale(ring.criterion.na.when, locale, applied.grid.locales),
        said=applied.known.unit.get(ring.uid),
        found=applied.known.auditor.get(ring.uid),
        evidence=desks.evidence_of(viewer, applied, locale, criterion_uid),
        sees=sees,
        adds=rights.shows and _takes(applied),
        levels=LEVELS,
        level_name=level_name,
        words=words,
        dial=dial,
        today=applied.today.isoformat(),
        typed=request.form,
        errors=errors or {},
        refused=refused,
    )


def _takes(applied: Applied) -> bool:
    open_states = {"open", "self_assessed", "submitted"}
    return applied.application.state in open_states and applied.is_before_cut_off(clock.now())


def find_ring(applied: Applied, criterion_uid: UUID) -> Ring:
    """Return a criterion as the store sees it; raises NotFound for one of another grid."""
    current = current_of(applied, i18n.locale(), clock.now())
    found = next((one for one in current.rings if one.uid == str(criterion_uid)), None)
    if found is None:
        raise NotFound
    return found


def _mine_to(application_id: UUID, permission: Permission) -> Applied:
    return desks.application_in_reach(current_viewer(), application_id, permission)


@bp.get("/labels/applications/<uuid:application_id>/say")
@requires(Permission.LABELS_SHOW)
def assess(application_id: UUID) -> str:
    """Say where the store stands, criterion by criterion, in one form."""
    return _assess(_mine_to(application_id, Permission.LABELS_SHOW))


def _assess(applied: Applied, errors: Mapping[str, str] | None = None) -> str:
    current = current_of(applied, i18n.locale(), clock.now())
    order = [one.uid for one in applied.grid.criteria]
    rings = sorted(current.rings, key=lambda one: order.index(one.uid))
    return render(
        "labels/store_say.html",
        applied=applied,
        current=current,
        rings=rings,
        known=applied.known.unit,
        typed=request.form,
        is_again=request.method == "POST",
        may_submit=rights_over(current_viewer(), applied.unit.id).submits,
        words=words,
        errors=errors or {},
    )


@bp.post("/labels/applications/<uuid:application_id>/say")
@requires(Permission.LABELS_SHOW)
def assess_now(application_id: UUID) -> Response:
    """Keep what the store says; what is left blank stays as it was."""
    applied = _mine_to(application_id, Permission.LABELS_SHOW)
    said = read_said(applied)
    if not said:
        empty = {applied.grid.criteria[0].uid: _("Say something of one criterion at least.")}
        return make_response(_assess(applied, empty), 422)
    try:
        applying.self_assess(application_id=application_id, said=said, actor_id=me())
    except Invalid as problem:
        return make_response(_assess(applied, problem.errors), 422)
    say(
        ngettext(
            "%(num)s criterion is written down.", "%(num)s criteria are written down.", len(said)
        )
    )
    return after_post(url_for("labels.store", unit_id=applied.unit.id))


def read_said(applied: Applied, *, computed: bool = True) -> dict[UUID, Said]:
    """Return what a form says of each criterion; those left blank are absent.

    A computed figure is not typed: with ``computed``, the words beside it ask to check it.
    """
    form = request.form
    found: dict[UUID, Said] = {}
    for one in applied.grid.criteria:
        met, value = form.get(f"met.{one.uid}", ""), form.get(f"value.{one.uid}", "").strip()
        is_na, reason = bool(form.get(f"na.{one.uid}")), form.get(f"reason.{one.uid}", "").strip()
        typed = one.measure.kind is MeasureKind.TYPED
        uid = UUID(one.uid)
        if is_na:
            found[uid] = Said(na=True, reason=reason[:LONGEST])
        elif not typed:
            if reason and computed:
                found[uid] = Said(reason=reason[:LONGEST])
        elif one.scale is Scale.YES_NO and met in {"yes", "no"}:
            found[uid] = Said(met=met == "yes", reason=reason[:LONGEST])
        elif one.scale is not Scale.YES_NO and value:
            found[uid] = Said(value=value[:40], reason=reason[:LONGEST])
    return found


@bp.post("/labels/applications/<uuid:application_id>/submit")
@requires(Permission.LABELS_SUBMIT)
def submit(application_id: UUID) -> Response:
    """Give the application in."""
    applied = _mine_to(application_id, Permission.LABELS_SUBMIT)
    applying.submit(application_id=application_id, actor_id=me())
    say(_("Your application is submitted. You may take it back until the last day."))
    return after_post(url_for("labels.store", unit_id=applied.unit.id))


@bp.post("/labels/applications/<uuid:application_id>/take-back")
@requires(Permission.LABELS_SUBMIT)
def take_back(application_id: UUID) -> Response:
    """Take the application back to change it; it is submitted again later."""
    applied = _mine_to(application_id, Permission.LABELS_SUBMIT)
    applying.take_back(application_id=application_id, actor_id=me())
    say(_("Your application is yours again. Submit it before the last day."))
    return after_post(url_for("labels.store", unit_id=applied.unit.id))


@bp.get("/labels/applications/<uuid:application_id>/appeal")
@requires(Permission.LABELS_SUBMIT)
def ask_again(application_id: UUID) -> str:
    """Show what was decided and why; ask others to judge it again, or read their answer."""
    return _ask_again(_mine_to(application_id, Permission.LABELS_SUBMIT))


def _ask_again(applied: Applied, errors: Mapping[str, str] | None = None) -> str:
    row = applied.application
    decision = appealing.find_last_decision(row.id)
    appeal = pieces.find_appeal(row.id)
    since = decision.decided_at if decision else cut_off_of(applied.season, applied.unit)
    may = row.state in {"decided", "lapsed"} and appealing.may_appeal(applied, decision)
    return render(
        "labels/store_appeal.html",
        applied=applied,
        decision=decision,
        appeal=appeal,
        may=may,
        until=appeal_until(applied.season, applied.unit, since),
        level_name=level_name,
        typed=request.form,
        errors=errors or {},
    )


@bp.post("/labels/applications/<uuid:application_id>/appeal")
@requires(Permission.LABELS_SUBMIT)
def ask_again_now(application_id: UUID) -> Response:
    """Ask for the decision to be judged again."""
    applied = _mine_to(application_id, Permission.LABELS_SUBMIT)
    try:
        appealing.file_appeal(
            application_id=application_id,
            grounds=request.form.get("grounds", ""),
            late_evidence=bool(request.form.get("late_evidence")),
            actor_id=me(),
        )
    except Invalid as problem:
        return make_response(_ask_again(applied, problem.errors), 422)
    say(_("Sent. People who neither audited nor decided judge it."))
    return after_post(url_for("labels.ask_again", application_id=application_id))


@bp.post("/labels/appeals/<uuid:appeal_id>/take-back")
@requires(Permission.LABELS_SUBMIT)
def take_appeal_back(appeal_id: UUID) -> Response:
    """Give up an appeal nobody heard yet."""
    application_id, _unit_id = pieces.appeal_unit(appeal_id)
    _mine_to(application_id, Permission.LABELS_SUBMIT)
    appealing.take_back(appeal_id=appeal_id, actor_id=me())
    say(_("Your appeal is taken back. The decision stands."))
    return after_post(url_for("labels.ask_again", application_id=application_id))
