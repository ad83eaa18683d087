"""The published words: one referential, the three side by side, one item, one difference."""

from typing import Any
from uuid import UUID

from flask import Response, url_for

from lms.core import pages
from lms.core.access import Permission, current_viewer, requires
from lms.core.errors import NotFound
from lms.core.i18n import _
from lms.core.references import references_to
from lms.referential import services
from lms.referential.exports import YAML_TYPE, as_yaml
from lms.referential.models import Version
from lms.referential.queries import (
    content_in,
    content_of,
    get_version,
    kind_of,
    list_items,
    list_versions,
    opened,
    published_of,
    reviewed_in,
)
from lms.referential.queries.history import steps_of
from lms.referential.queries.together import heard_for
from lms.referential.rules import Kind, State
from lms.referential.rules.lineage import Relation
from lms.referential.rules.mirrors import side_by_side
from lms.referential.views import bp, words
from lms.referential.views.person import asked_kind, languages, readable, url_of, writes

Answer = str | Response | tuple[str, int]


def tabs(now: Kind | None, kinds: frozenset[Kind]) -> list[dict[str, Any]]:
    """Return the doors between the three referentials, those published, and their mirror page."""
    if not kinds & {Kind.MANAGEMENT, Kind.COOPERATION}:
        return []
    found = [
        {
            "label": words.kind_name(kind),
            "url": url_of("referential.current", kind),
            "current": kind is now,
        }
        for kind in Kind
        if kind in kinds or kind is Kind.SERVICE
    ]
    mirrors = {
        "label": _("Side by side"),
        "url": url_for("referential.mirrors"),
        "current": now is None,
    }
    return [*found, mirrors]


@bp.get("/referential")
@requires(Permission.REFERENTIAL_READ)
def current() -> str:
    """Show the words everybody shares today: with customers, managing, between teams."""
    kind, versions, writing = asked_kind(), published_of(), opened()
    return _shown(
        versions.get(kind), kind, tabs(kind, frozenset(versions)), open_version=writing.get(kind)
    )


def _shown(
    version: Version | None,
    kind: Kind,
    doors: list[dict[str, Any]],
    open_version: Version | None = None,
) -> str:
    heard = heard_for(version) if version else {}
    return pages.render(
        "referential/version.html",
        version=version,
        kind=kind,
        content=content_in(version) if version else None,
        doors=doors,
        words=words,
        open_version=open_version,
        written_with=words.written_with(heard),
        in_rooms=sum(one.room for one in heard.values()),
        writes=writes(),
        languages=languages(version) if version else [],
    )


@bp.get("/referential/mirrors")
@requires(Permission.REFERENTIAL_READ)
def mirrors() -> str:
    """Show what we owe customers beside what we owe each other."""
    versions = published_of()
    contents = {kind: content_in(found) for kind, found in versions.items()}
    others = tuple(contents.get(kind) for kind in (Kind.MANAGEMENT, Kind.COOPERATION))
    lines = side_by_side(contents[Kind.SERVICE], others) if Kind.SERVICE in contents else ()
    return pages.render(
        "referential/mirrors.html",
        lines=lines,
        promises={kind: content.promise for kind, content in contents.items()},
        kinds=list(Kind),
        versions=versions,
        doors=tabs(None, frozenset(versions)),
        words=words,
        languages={kind.value: content.language for kind, content in contents.items()},
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
    """List the versions of a referential."""
    kind = asked_kind()
    return pages.render(
        "referential/versions.html",
        versions=list_versions(kind),
        kind=kind,
        kinds=[
            {
                "label": words.kind_name(one),
                "url": url_for("referential.versions", kind=one.value),
                "current": one is kind,
            }
            for one in Kind
        ],
    )


@bp.get("/referential/versions/<uuid:version_id>")
@requires(Permission.REFERENTIAL_WRITE)
def version(version_id: UUID) -> Answer:
    """Show one version; a draft opens its editor, one being read its consultation."""
    found = get_version(version_id)
    if found.state == State.DRAFT.value:
        return pages.after_post(url_for("referential.draft", version_id=version_id))
    if found.state == State.CONSULTATION.value:
        return pages.after_post(url_for("referential.consultation", version_id=version_id))
    return _shown(found, kind_of(found), [])


@bp.get("/referential/versions/<uuid:version_id>/difference")
@requires(Permission.REFERENTIAL_READ)
def difference(version_id: UUID) -> str:
    """Show a version beside the one before, item by item."""
    found = readable(version_id)
    before, steps = steps_of(found)
    content, old = content_of(found), content_of(before) if before else None
    changed = [step for step in steps if step.relation is not Relation.SAME]
    return pages.render(
        "referential/difference.html",
        version=found,
        before=before,
        kind=kind_of(found),
        content=content,
        old=old,
        names=[{one.code: one.name for one in said.moments} for said in (old or content, content)],
        steps=changed,
        same=len(steps) - len(changed),
        words=words,
        writes=writes(),
    )


@bp.get("/referential/versions/<uuid:version_id>/referential.yml")
@requires(Permission.REFERENTIAL_WRITE)
def version_file(version_id: UUID) -> Response:
    """Give a version as a file that can be brought back."""
    found = get_version(version_id)
    kind = kind_of(found)
    told = {one: reviewed_in(found, one) for one in services.languages_of(found)}
    answer = Response(as_yaml(kind, content_of(found), told), content_type=YAML_TYPE)
    name = f"referential-{kind.value}-{found.number}.yml"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
