"""Writing a draft one item at a time, by several people without loss."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, replace
from typing import Any
from uuid import UUID

from lms.core.errors import Refused
from lms.core.i18n import _
from lms.referential.queries import content_of
from lms.referential.rules import Attitude, Channel, Content, Mirror, Moment, Origin, Skill
from lms.referential.services.drafting import save_draft, writable

Part = Attitude | Moment | Channel | Skill
LISTS = {"attitude": "attitudes", "moment": "moments", "channel": "channels", "skill": "skills"}


class Conflict(Refused):
    """Somebody wrote the same item meanwhile; ``theirs`` is what it says now, None: taken out."""

    def __init__(self, theirs: Part | None) -> None:
        """Keep what is there now, for the page."""
        super().__init__(_("Somebody wrote here meanwhile. Both are below: keep what is right."))
        self.theirs = theirs


def stamp(part: Part | None) -> str:
    """Return what tells one state of an item from another; empty for an item to come."""
    if part is None:
        return ""
    return hashlib.sha256(json.dumps(asdict(part), sort_keys=True).encode()).hexdigest()[:16]


def find_part(content: Content, kind: str, code: str) -> Part | None:
    """Return an item of a draft by code, or None."""
    return next((one for one in getattr(content, LISTS[kind]) if one.code == code), None)


def save_part(
    *, version_id: UUID, kind: str, code: str, part: Part | None, was: str, actor_id: UUID
) -> Content:
    """Write one item of a draft, or take it out (``part`` None); the others stay as they are.

    ``was`` is the stamp of what was on the writer's screen. Raises Conflict when it changed
    meanwhile, Refused when this is no draft, Invalid when the item does not hold.
    """
    content = content_of(writable(version_id))
    now = find_part(content, kind, code)
    if stamp(now) != was:
        raise Conflict(now)
    made = _without(content, kind, code) if part is None else _with(content, kind, now, part)
    save_draft(version_id=version_id, content=made, actor_id=actor_id)
    return made


def _put(content: Content, kind: str, parts: tuple[Any, ...]) -> Content:
    """Return a content with another list of one kind."""
    changes: dict[str, Any] = {LISTS[kind]: parts}
    return replace(content, **changes)


def _with(content: Content, kind: str, now: Part | None, part: Part) -> Content:
    parts = getattr(content, LISTS[kind])
    if now is None:
        return _put(content, kind, (*parts, part))
    return _put(content, kind, tuple(part if one == now else one for one in parts))


def _without(content: Content, kind: str, code: str) -> Content:
    kept = tuple(one for one in getattr(content, LISTS[kind]) if one.code != code)
    content = replace(
        _put(content, kind, kept),
        origins=tuple(o for o in content.origins if (o.kind, o.after) != (kind, code)),
        mirrors=tuple(m for m in content.mirrors if (m.kind, m.by) != (kind, code) or not m.by),
    )
    if kind != "moment":
        return content

    def bare(codes: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(one for one in codes if one != code)

    return replace(
        content,
        channels=tuple(replace(one, moments=bare(one.moments)) for one in content.channels),
        skills=tuple(replace(one, moments=bare(one.moments)) for one in content.skills),
    )


def save_promise(*, version_id: UUID, promise: str, actor_id: UUID) -> Content:
    """Write the promise of a draft."""
    content = replace(content_of(writable(version_id)), promise=promise)
    save_draft(version_id=version_id, content=content, actor_id=actor_id)
    return content


def move_part(*, version_id: UUID, kind: str, code: str, actor_id: UUID) -> Content:
    """Move an item one place up."""
    content = content_of(writable(version_id))
    parts = list(getattr(content, LISTS[kind]))
    place = next((n for n, one in enumerate(parts) if one.code == code), 0)
    if place:
        parts[place - 1], parts[place] = parts[place], parts[place - 1]
        content = _put(content, kind, tuple(parts))
        save_draft(version_id=version_id, content=content, actor_id=actor_id)
    return content


def say_mirror(*, version_id: UUID, mirror: Mirror, actor_id: UUID) -> Content:
    """Say what answers an item of service, or why nothing does; neither: nothing is said yet."""
    content = content_of(writable(version_id))
    place = (mirror.kind, mirror.service)
    others = tuple(one for one in content.mirrors if (one.kind, one.service) != place)
    said = (mirror,) if mirror.by or mirror.reason.strip() else ()
    content = replace(content, mirrors=(*others, *said))
    save_draft(version_id=version_id, content=content, actor_id=actor_id)
    return content


def say_origins(
    *, version_id: UUID, kind: str, before: str, into: Iterable[str], note: str, actor_id: UUID
) -> Content:
    """Say into which items of a draft one of the version before went; none: it is retired."""
    content = content_of(writable(version_id))
    others = tuple(o for o in content.origins if (o.kind, o.before) != (kind, before))
    said = tuple(
        Origin(kind=kind, before=before, after=after, note=note)
        for after in dict.fromkeys(into)
        if after != before and find_part(content, kind, after) is not None
    )
    content = replace(content, origins=(*others, *said))
    save_draft(version_id=version_id, content=content, actor_id=actor_id)
    return content
