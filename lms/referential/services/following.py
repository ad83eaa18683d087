"""Tasks on what pointed at a retired item; ties between a moment and what watches it."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from lms.core import audit, clock, ids
from lms.core.access import Viewer
from lms.core.db import session
from lms.core.errors import Invalid, NotFound
from lms.core.i18n import _
from lms.referential.models import Cover, Moment, Task, Version
from lms.referential.queries.following import choices_of, kept_by, pointers_to
from lms.referential.rules import State


def open_tasks(version_id: UUID, items: Mapping[UUID, tuple[str, str]]) -> int:
    """Open a task on each thing that points at ``items`` (uid: kind, name); return how many.

    One that was settled for an earlier version is opened again: the item is retired anew.
    """
    rows = [
        {
            "id": ids.new_id(),
            "version_id": version_id,
            "kind": items[pointer.item][0],
            "item_uid": pointer.item,
            "item_name": items[pointer.item][1],
            "source": holder.code,
            "key": pointer.key,
            "label": pointer.label[:300],
            "opened_at": clock.now(),
            "closed_at": None,
            "closed_by": None,
            "note": "",
        }
        for holder, pointer in pointers_to(list(items))
        if holder.opens
    ]
    if not rows:
        return 0
    made = insert(Task)
    again = {
        name: made.excluded[name]
        for name in (
            "version_id",
            "item_name",
            "label",
            "opened_at",
            "closed_at",
            "closed_by",
            "note",
        )
    }
    session.execute(
        made.on_conflict_do_update(constraint="uq_referential_task_pointer", set_=again), rows
    )
    return len(rows)


def close_gone(now: datetime) -> int:
    """Close the tasks whose thing points there no more; return how many."""
    waiting = session.scalars(select(Task).where(Task.closed_at.is_(None))).all()
    if not waiting:
        return 0
    there = {(h.code, p.item, p.key) for h, p in pointers_to([one.item_uid for one in waiting])}
    gone = [one for one in waiting if (one.source, one.item_uid, one.key) not in there]
    for one in gone:
        one.closed_at = now
    session.flush()
    return len(gone)


def settle_task(*, task_id: UUID, viewer: Viewer, note: str) -> Task:
    """Say that a thing stays as it is although its item is retired, and why.

    Raises NotFound for a task somebody else answers for, Invalid without a reason.
    """
    found = session.get(Task, task_id, with_for_update=True)
    if found is None or found.source not in kept_by(viewer):
        raise NotFound
    if not note.strip():
        raise Invalid({"note": _("Say why it stays as it is.")})
    if found.closed_at is None:
        found.closed_at, found.closed_by = clock.now(), viewer.person_id
        found.note = note.strip()[:500]
        session.flush()
        audit.note("referential.settle", "referential_task", found.id, actor_id=viewer.person_id)
    return found


def tie(*, moment_uid: UUID, source: str, key: str, actor_id: UUID | None) -> None:
    """Say that something watches a moment; saying it twice changes nothing.

    Raises NotFound for a moment that is not published, Invalid for a thing nobody offers.
    """
    _published(moment_uid)
    if key not in choices_of(source):
        raise Invalid({"key": _("Choose one of the list.")})
    session.execute(
        insert(Cover)
        .values(
            id=ids.new_id(),
            item_uid=moment_uid,
            source=source,
            key=key,
            added_at=clock.now(),
            added_by=actor_id,
        )
        .on_conflict_do_nothing()
    )
    audit.note("referential.tie", "referential_moment", moment_uid, actor_id=actor_id)


def untie(*, moment_uid: UUID, source: str, key: str, actor_id: UUID | None) -> None:
    """Take back that something watches a moment."""
    session.execute(
        delete(Cover).where(Cover.item_uid == moment_uid, Cover.source == source, Cover.key == key)
    )
    audit.note("referential.untie", "referential_moment", moment_uid, actor_id=actor_id)


def _published(moment_uid: UUID) -> None:
    asked = (
        select(Moment.id)
        .join(Version, Version.id == Moment.version_id)
        .where(Moment.uid == moment_uid, Version.state == State.PUBLISHED.value)
    )
    if session.scalar(asked) is None:
        raise NotFound
