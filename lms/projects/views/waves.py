"""Go or no-go: what is looked at before a wave opens in a region, and the signed decision."""

from collections.abc import Mapping
from uuid import UUID

from flask import Response, make_response, request, url_for

from lms.core import clock
from lms.core.access import Capability, Permission, current_viewer, requires
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.i18n import _
from lms.core.pages import after_post, render, say
from lms.projects.queries import waves
from lms.projects.queries.there import There, deciding, named
from lms.projects.rules.governance import Check, Decision
from lms.projects.services import waves as acts_on
from lms.projects.views import bp, terms, words
from lms.projects.views.person import acts_in, asked_day, whole
from lms.projects.views.person import words as said

Errors = Mapping[str, str]
CAPABILITIES = ",".join(Capability)


@bp.get(f"/waves/<uuid:region_id>/<any({CAPABILITIES}):capability>")
@requires(Permission.WAVE_DECIDE)
def go(region_id: UUID, capability: str) -> str:
    """Show each check with its figure and its source, then the decision and those before it."""
    return _page(deciding(current_viewer(), region_id), Capability(capability))


def _page(
    where: There, capability: Capability, errors: Errors | None = None, form: str = ""
) -> str:
    stores = waves.stores_of(where.region.id, capability, where.today)
    told = waves.decisions_of(where.region.id, capability)
    return render(
        "projects/go.html",
        there=where,
        capability=capability,
        capabilities=tuple(Capability),
        lines=waves.lines_of(where.region.id, capability, stores, clock.now()),
        stores=len(stores),
        lit=sum(stores.values()),
        decisions=told,
        names=dict(named(current_viewer(), [one.signed_by for one in told])),
        causes=[(one, terms.cause(one)) for one in waves.CAUSES],
        choices=[(one.value, terms.decision(one.value)) for one in Decision],
        may_light=current_viewer().may(Permission.WAVES_WRITE),
        typed=request.form,
        errors=errors or {},
        form=form,
        words=words,
        terms=terms,
    )


@bp.post(f"/waves/<uuid:region_id>/<any({CAPABILITIES}):capability>/checks/<code>")
@requires(Permission.WAVE_DECIDE)
def go_check(region_id: UUID, capability: str, code: str) -> Response:
    """Type a figure that nothing measures, with its source."""
    where = deciding(current_viewer(), region_id)
    if code not in set(Check):
        raise NotFound
    try:
        acts_on.check(
            region_id=region_id,
            capability=Capability(capability),
            code=Check(code),
            num=whole("num"),
            den=whole("den"),
            source=said("source"),
            cause=said("cause"),
            by=acts_in(where),
        )
    except Invalid as problem:
        return make_response(_page(where, Capability(capability), problem.errors, code), 422)
    say(_("Kept, with its source."))
    return after_post(url_for("projects.go", region_id=region_id, capability=capability))


@bp.post(f"/waves/<uuid:region_id>/<any({CAPABILITIES}):capability>/decision")
@requires(Permission.WAVE_DECIDE)
def go_decide(region_id: UUID, capability: str) -> Response:
    """Sign the decision with its reason; it stays as it is."""
    where = deciding(current_viewer(), region_id)
    try:
        acts_on.decide(
            region_id=region_id,
            capability=Capability(capability),
            live_on=asked_day("live_on"),
            decision=said("decision"),
            reason=said("reason"),
            by=acts_in(where),
        )
    except Invalid as problem:
        return make_response(_page(where, Capability(capability), problem.errors, "decide"), 422)
    except Refused as problem:
        return make_response(
            _page(where, Capability(capability), {"reason": problem.message}, "decide"), 422
        )
    say(_("Signed. The figures are kept with it as they stood."))
    return after_post(url_for("projects.go", region_id=region_id, capability=capability))
