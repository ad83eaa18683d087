"""R6: a draft, each item kept as one types, by several people at once without loss."""

from typing import Any
from uuid import UUID

from flask import Response, make_response, request, url_for

from lms.core.access import Permission, current_viewer, me, requires
from lms.core.errors import Invalid, NotFound, Problem
from lms.core.i18n import _
from lms.core.pages import after_post, render, render_block, say, wants_fragment
from lms.referential import services
from lms.referential.forms import read_line, read_part
from lms.referential.models import Version
from lms.referential.queries import (
    content_of,
    find_before,
    kind_of,
    published_of,
)
from lms.referential.rules import Content, Kind
from lms.referential.rules.lineage import gone
from lms.referential.rules.mirrors import KINDS, find_mirror, parts_of
from lms.referential.services.items import LISTS, Conflict, Part, find_part, stamp
from lms.referential.views import bp, words
from lms.referential.views.person import asked_kind, drafted, languages


@bp.post("/referential/versions")
@requires(Permission.REFERENTIAL_WRITE)
def draft_start() -> Response:
    """Open the draft, begun from the published words when there is none."""
    kind = asked_kind(request.form.get("kind", ""))
    made = services.start_draft(kind=kind, actor_id=current_viewer().person_id)
    return after_post(url_for("referential.version", version_id=made.id))


@bp.get("/referential/versions/<uuid:version_id>/draft")
@requires(Permission.REFERENTIAL_WRITE)
def draft(version_id: UUID) -> str:
    """Edit a draft, an item at a time; beside, what keeps it from being published."""
    version, place = drafted(version_id), request.args.get("open", "")
    if wants_fragment():
        return _part_of(version, place or request.args.get("fold", ""), place)
    return drawn(version, place)


def _part_of(version: Version, place: str, now_open: str) -> str:
    """Return one item of a draft, as a form or as a line."""
    content, (what, _dash, code) = content_of(version), place.partition("-")
    one: Part | dict[str, Any] | None
    if what in LISTS:
        one = find_part(content, what, code)
    else:
        linked = {"mirror": _mirrored, "left": _left}.get(what)
        rows = linked(version, content) if linked else []
        one = next((row for row in rows if f"{row['kind']}-{row['item'].code}" == code), None)
    if one is None and (code or what not in LISTS):
        raise NotFound
    about = _about(version, content, now_open)
    return render_block("referential/draft_part.html", "part", what=what, one=one, **about)


def _about(version: Version, content: Content, place: str) -> dict[str, Any]:
    """Return what the items of a draft are drawn from."""
    return {
        "version": version,
        "kind": kind_of(version),
        "stamp": stamp,
        "moments": [(one.code, one.name) for one in content.moments],
        "words": words,
        "open": place,
        "wrong": {},
        "sent": None,
        "state": {},
    }


def drawn(version: Version, place: str = "", **more: Any) -> str:
    """Return the editor of a draft, one item open; ``more``: what was refused, the words sent."""
    content = content_of(version)
    return render(
        "referential/draft.html",
        content=content,
        mirrored=_mirrored(version, content),
        languages=languages(version, content),
        left=_left(version, content),
        missing=[words.gap_words(one) for one in services.word_gaps(version, content)],
        **{**_about(version, content, place), **more},
    )


def _mirrored(version: Version, content: Content) -> list[dict[str, Any]]:
    """Return each item of service with what this draft says of it and may choose."""
    if kind_of(version) is Kind.SERVICE:
        return []
    service = published_of([Kind.SERVICE]).get(Kind.SERVICE)
    if service is None:
        return []
    said = content_of(service)
    return [
        {
            "kind": part,
            "item": one,
            "mirror": find_mirror(content, part, one.code),
            "choices": [(own.code, own.name) for own in parts_of(content, part)],
        }
        for part in KINDS
        for one in parts_of(said, part)
    ]


def _left(version: Version, content: Content) -> list[dict[str, Any]]:
    """Return the items of the version before that are not in this draft under their own code."""
    before = find_before(version)
    if before is None:
        return []
    return [
        {
            "kind": kind,
            "item": one,
            "into": [o.after for o in content.origins if (o.kind, o.before) == (kind, one.code)],
            "choices": [(new.code, new.name) for new in getattr(content, LISTS[kind])],
        }
        for kind, one in gone(content_of(before), content)
    ]


@bp.post("/referential/versions/<uuid:version_id>/promise")
@requires(Permission.REFERENTIAL_WRITE)
def save_promise(version_id: UUID) -> Response:
    """Write the promise."""
    promise = read_line(request.form.get("promise", ""))
    services.save_promise(version_id=version_id, promise=promise, actor_id=me())
    return _kept(version_id, "promise", "", None)


@bp.post("/referential/versions/<uuid:version_id>/items/<what>")
@requires(Permission.REFERENTIAL_WRITE)
def save_item(version_id: UUID, what: str) -> Response:
    """Write one item: the others stay as colleagues left them."""
    version = _writes(version_id, what)
    content, form = content_of(version), request.form
    code = form.get("code", "")
    part = read_part(form, what, code, [one.code for one in getattr(content, LISTS[what])])
    if part is None:
        return _refused(version, what, code, {"name": _("Give it a name.")})
    was = form.get("over") or form.get("was", "")
    try:
        services.save_part(
            version_id=version_id, kind=what, code=code, part=part, was=was, actor_id=me()
        )
    except Invalid as problem:
        return _refused(version, what, code, problem.errors)
    except Conflict as problem:
        return _refused(version, what, code, {"name": problem.message}, problem)
    return _kept(version_id, what, code or part.code, part)


def _writes(version_id: UUID, what: str) -> Version:
    if what not in LISTS:
        raise NotFound
    return drafted(version_id)


def _kept(version_id: UUID, what: str, code: str, part: Part | None) -> Response:
    if wants_fragment():
        state = {"what": what, "code": code, "was": stamp(part), "saved": True}
        drawn_state = render_block("referential/draft_state.html", "state", **state, wrong={})
        return make_response(drawn_state)
    place = f"{what}-{code}" if code else what
    return after_post(url_for("referential.draft", version_id=version_id, _anchor=place))


def _refused(
    version: Version,
    what: str,
    code: str,
    wrong: dict[str, str],
    conflict: Conflict | None = None,
) -> Response:
    """Answer with the words sent, why they were not kept, and a colleague's beside them."""
    now = find_part(content_of(version), what, code) if code else None
    state = {
        "what": what,
        "code": code,
        "was": stamp(now) if conflict is None else request.form.get("was", ""),
        "now": stamp(conflict.theirs) if conflict else "",
        "theirs": theirs_of(conflict.theirs) if conflict else [],
        "is_conflict": conflict is not None,
        "saved": False,
    }
    status = 422 if conflict is None else 409
    if wants_fragment():
        return make_response(
            render_block("referential/draft_state.html", "state", **state, wrong=wrong), status
        )
    sent = request.form.to_dict()
    place = f"{what}-{code}"
    page = drawn(version, place, wrong=wrong, sent=sent, state=state, errors=True)
    return make_response(page, status)


def theirs_of(part: Part | None) -> list[tuple[str, str]]:
    """Return what an item says now, a line per field, for who wrote it meanwhile."""
    if part is None:
        return [(_("Item"), _("taken out"))]
    names = {
        "name": _("Name"),
        "meaning": _("What it means here"),
        "expectation": _("What the customer expects"),
        "emotion": _("What they feel"),
        "rituals": _("Rituals"),
        "clues": _("Clues"),
    }
    found = ((label, getattr(part, field, "")) for field, label in names.items())
    return [
        (label, "; ".join(said) if isinstance(said, tuple) else said)
        for label, said in found
        if said
    ]


@bp.post("/referential/versions/<uuid:version_id>/items/<what>/remove")
@requires(Permission.REFERENTIAL_WRITE)
def remove_item(version_id: UUID, what: str) -> Response:
    """Take an item out of a draft; what it was stays in the versions before."""
    _writes(version_id, what)
    code = request.form.get("code", "")
    services.save_part(
        version_id=version_id,
        kind=what,
        code=code,
        part=None,
        was=request.form.get("was", ""),
        actor_id=me(),
    )
    say(_("Taken out. The versions before still have it."))
    return after_post(url_for("referential.draft", version_id=version_id, _anchor=LISTS[what]))


@bp.post("/referential/versions/<uuid:version_id>/items/<what>/up")
@requires(Permission.REFERENTIAL_WRITE)
def move_item(version_id: UUID, what: str) -> Response:
    """Move an item one place up."""
    _writes(version_id, what)
    code = request.form.get("code", "")
    services.move_part(version_id=version_id, kind=what, code=code, actor_id=me())
    place = f"{what}-{code}"
    return after_post(url_for("referential.draft", version_id=version_id, _anchor=place))


@bp.post("/referential/versions/<uuid:version_id>/discard")
@requires(Permission.REFERENTIAL_WRITE)
def discard(version_id: UUID) -> Response:
    """Forget a draft, or a version under consultation."""
    try:
        services.discard_draft(version_id=version_id, actor_id=current_viewer().person_id)
    except Problem as problem:
        say(problem.message, "error")
    else:
        say(_("The draft is gone. The published words stay."))
    return after_post(url_for("referential.versions"))
