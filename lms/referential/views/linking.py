"""What answers each item of service, and what became of the items of the version before."""

from uuid import UUID

from flask import Response, make_response, request, url_for

from lms.core.access import Permission, me, requires
from lms.core.errors import Invalid, NotFound
from lms.core.pages import after_post
from lms.referential import services
from lms.referential.forms import read_line
from lms.referential.rules import Mirror
from lms.referential.rules.mirrors import KINDS
from lms.referential.services.items import LISTS
from lms.referential.views import bp
from lms.referential.views.editing import drawn
from lms.referential.views.person import drafted


@bp.post("/referential/versions/<uuid:version_id>/mirrors")
@requires(Permission.REFERENTIAL_WRITE)
def say_mirror(version_id: UUID) -> Response:
    """Say what mirrors an item of service, or why nothing does."""
    version, form = drafted(version_id), request.form
    kind, code = form.get("kind", ""), form.get("service", "")[:60]
    if kind not in KINDS:
        raise NotFound
    reason = read_line(form.get("reason", ""))
    mirror = Mirror(kind=kind, service=code, by=form.get("by", "")[:60], reason=reason)
    try:
        services.say_mirror(version_id=version.id, mirror=mirror, actor_id=me())
    except Invalid as problem:
        wrong = {f"reason-{kind}-{code}": next(iter(problem.errors.values()))}
        place = f"mirror-{kind}-{code}"
        return make_response(drawn(version, place, wrong=wrong, errors=True), 422)
    return _back(version.id, f"mirror-{kind}-{code}")


@bp.post("/referential/versions/<uuid:version_id>/origins")
@requires(Permission.REFERENTIAL_WRITE)
def say_origins(version_id: UUID) -> Response:
    """Say in which items one of the version before is now: split, merged; in none: retired."""
    version, form = drafted(version_id), request.form
    kind, code = form.get("kind", ""), form.get("before", "")[:60]
    if kind not in LISTS or kind == "channel":
        raise NotFound
    services.say_origins(
        version_id=version.id,
        kind=kind,
        before=code,
        into=[one[:60] for one in form.getlist("into")],
        note=read_line(form.get("note", "")),
        actor_id=me(),
    )
    return _back(version.id, f"left-{kind}-{code}")


def _back(version_id: UUID, place: str) -> Response:
    return after_post(url_for("referential.draft", version_id=version_id, _anchor=place))
