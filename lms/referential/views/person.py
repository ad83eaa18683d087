"""Who looks at the referential, what they speak for, which version they may open."""

from typing import Any
from uuid import UUID

from flask import request, url_for

from lms.core.access import Permission, current_viewer
from lms.core.errors import NotFound
from lms.core.i18n import language_name
from lms.referential.models import Version
from lms.referential.queries import content_of, get_version, said_in
from lms.referential.rules import Content, Kind, State
from lms.referential.rules.translations import left
from lms.referential.rules.voices import Group, group_of
from lms.referential.services import languages_of


def my_group() -> Group:
    """Return the group the viewer speaks for today."""
    return group_of(current_viewer().roles)


def asked_kind(said: str | None = None) -> Kind:
    """Return the referential the address (or a form) names, that of service by default."""
    name = request.args.get("kind", "") if said is None else said
    return Kind(name) if name in set(Kind) else Kind.SERVICE


def url_of(endpoint: str, kind: Kind) -> str:
    """Return the address of a page for a referential; that of service is not named."""
    return url_for(endpoint) if kind is Kind.SERVICE else url_for(endpoint, kind=kind.value)


def writes() -> bool:
    """Tell whether the viewer writes the referential."""
    return current_viewer().may(Permission.REFERENTIAL_WRITE)


def languages(version: Version, content: Content | None = None) -> list[dict[str, Any]]:
    """Return the doors to a version in other languages, with what is left, for who writes."""
    if not writes():
        return []
    content = content or content_of(version)
    return [
        {
            "language": language_name(one),
            "url": url_for("referential.translate", version_id=version.id, locale=one),
            "left": left(content, said_in(version, one, content)),
        }
        for one in languages_of(version)
    ]


def readable(version_id: UUID) -> Version:
    """Return a version that everybody may read, or any for who writes; raises NotFound."""
    version = get_version(version_id)
    if version.state == State.DRAFT.value and not writes():
        raise NotFound
    return version


def drafted(version_id: UUID) -> Version:
    """Return a version still being written; raises NotFound for any other."""
    version = get_version(version_id)
    if version.state != State.DRAFT.value:
        raise NotFound
    return version


def uuids(said: list[str]) -> list[UUID]:
    """Return the identifiers among what a form sent."""
    found = []
    for one in said[:200]:
        try:
            found.append(UUID(one))
        except ValueError:
            continue
    return found
