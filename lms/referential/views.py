"""The referential on screen: read by everybody, written and published by head office."""

from uuid import UUID

from flask import Blueprint, Response, request, url_for

from lms.core import pages
from lms.core.access import Permission, current_viewer, requires
from lms.core.errors import Invalid, NotFound
from lms.core.i18n import _
from lms.core.references import references_to
from lms.referential import services
from lms.referential.forms import read_content
from lms.referential.queries import (
    content_of,
    find_version,
    get_version,
    list_items,
    list_versions,
)
from lms.referential.rules import Content, State, gaps

bp = Blueprint("referential", __name__)

Answer = str | Response | tuple[str, int]


@bp.get("/referential")
@requires(Permission.REFERENTIAL_READ)
def current() -> str:
    """Show the words of service everybody shares today."""
    version = find_version(State.PUBLISHED)
    return pages.render(
        "referential/version.html",
        version=version,
        content=content_of(version) if version else None,
    )


@bp.get("/referential/items/<uuid:uid>")
@requires(Permission.REFERENTIAL_READ)
def item(uid: UUID) -> str:
    """Show who works on an item of the referential."""
    found = next((one for one in list_items() if one.uid == uid), None)
    if found is None:
        raise NotFound
    return pages.render(
        "referential/item.html", item=found, references=references_to(uid, current_viewer())
    )


@bp.get("/referential/versions")
@requires(Permission.REFERENTIAL_WRITE)
def versions() -> str:
    """List the versions of the referential."""
    return pages.render("referential/versions.html", versions=list_versions())


@bp.get("/referential/versions/<uuid:version_id>")
@requires(Permission.REFERENTIAL_WRITE)
def version(version_id: UUID) -> Answer:
    """Show one version; a draft opens its editor."""
    found = get_version(version_id)
    if found.state == State.DRAFT.value:
        return pages.after_post(url_for("referential.draft", version_id=version_id))
    return pages.render("referential/version.html", version=found, content=content_of(found))


@bp.post("/referential/versions")
@requires(Permission.REFERENTIAL_WRITE)
def draft_start() -> Answer:
    """Open the draft, begun from the published words when there is none."""
    made = services.start_draft(actor_id=current_viewer().person_id)
    return pages.after_post(url_for("referential.draft", version_id=made.id))


@bp.route("/referential/versions/<uuid:version_id>/draft", methods=["GET", "POST"])
@requires(Permission.REFERENTIAL_WRITE)
def draft(version_id: UUID) -> Answer:
    """Edit a draft: saved as it is, published only when nothing lacks."""
    found = get_version(version_id)
    if found.state != State.DRAFT.value:
        raise NotFound
    if request.method == "GET":
        return _editor(found.id, found.number, content_of(found))
    content = read_content(request.form, found.language)
    try:
        services.save_draft(
            version_id=version_id, content=content, actor_id=current_viewer().person_id
        )
    except Invalid as refused:
        return _editor(found.id, found.number, content, refused.errors), 422
    if "publish" in request.form:
        return pages.after_post(url_for("referential.publish", version_id=version_id))
    pages.say(_("Draft kept. Nobody else sees it yet."))
    return pages.after_post(url_for("referential.draft", version_id=version_id))


def _editor(
    version_id: UUID, number: int, content: Content, errors: dict[str, str] | None = None
) -> str:
    return pages.render(
        "referential/draft.html",
        version_id=version_id,
        number=number,
        content=content,
        missing=[services.gap_words(one) for one in gaps(content)],
        wrong=errors or {},
        errors=bool(errors),
    )


@bp.route("/referential/versions/<uuid:version_id>/publish", methods=["GET", "POST"])
@requires(Permission.REFERENTIAL_WRITE, fresh_secret=True)
def publish(version_id: UUID) -> Answer:
    """Read a draft as everybody will, then publish it frozen."""
    found = get_version(version_id)
    if found.state != State.DRAFT.value:
        raise NotFound
    if request.method == "POST":
        services.publish(version_id=version_id, actor_id=current_viewer().person_id)
        pages.say(_("Published: everybody reads these words from now on."))
        return pages.after_post(url_for("referential.current"))
    content = content_of(found)
    return pages.render(
        "referential/publish.html",
        version=found,
        content=content,
        missing=[services.gap_words(one) for one in gaps(content)],
    )


@bp.post("/referential/versions/<uuid:version_id>/discard")
@requires(Permission.REFERENTIAL_WRITE)
def discard(version_id: UUID) -> Answer:
    """Forget a draft."""
    services.discard_draft(version_id=version_id, actor_id=current_viewer().person_id)
    pages.say(_("The draft is gone. The published words stay."))
    return pages.after_post(url_for("referential.versions"))
