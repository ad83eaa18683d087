"""Whose view is asked of a version, and what leads them to it from their home."""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from uuid import UUID

from sqlalchemy import exists, func, select, union

from lms.accounts.models import Person
from lms.core import todo
from lms.core.access import Permission, Viewer
from lms.core.db import session
from lms.network.models import Mandate, Membership
from lms.referential.models import Comment, Referential, Version, Voice, Workshop
from lms.referential.rules import State
from lms.referential.rules.voices import Group, group_of


def at_work(day: date) -> Iterator[UUID]:
    """Yield everybody who holds a job or a mandate on ``day``: all of them may speak."""
    held = union(
        select(Membership.person_id).where(Membership.during.contains(day)),
        select(Mandate.person_id).where(Mandate.during.contains(day)),
        select(Mandate.backup_person_id).where(
            Mandate.during.contains(day), Mandate.backup_person_id.is_not(None)
        ),
    ).subquery()
    yield from session.scalars(
        select(Person.id)
        .join(held, held.c.person_id == Person.id)
        .where(Person.erased_at.is_(None))
        .order_by(Person.id)
    )


def asked_of_me(viewer: Viewer) -> dict[str, todo.Wanted] | None:
    """Select the versions somebody may comment or bring words to, and has not yet.

    Who writes them has them at hand and is not asked.
    """
    if viewer.may(Permission.REFERENTIAL_WRITE):
        return None
    return {"read": _to_read(), "write": _to_write(group_of(viewer.roles))}


@lru_cache
def _to_read() -> todo.Wanted:
    said = exists().where(Comment.version_id == Version.id, Comment.author_id == todo.ME)
    return (
        select(Version.id, Version.consulted_until, Referential.kind)
        .join(Referential, Referential.id == Version.referential_id)
        .where(
            Version.state == State.CONSULTATION.value,
            Version.consulted_until >= todo.TODAY,
            Referential.brand_id.is_(None),
            ~said,
        )
    )


@lru_cache
def _to_write(group: Group) -> todo.Wanted:
    """Select the drafts, with how many people of ``group`` were heard so far."""
    spoke = exists().where(Voice.version_id == Version.id, Voice.person_id == todo.ME)
    alone = (
        select(func.count())
        .where(Voice.version_id == Version.id, Voice.grp == group.value)
        .scalar_subquery()
    )
    room = (
        select(func.coalesce(func.sum(getattr(Workshop, group.value)), 0))
        .where(Workshop.version_id == Version.id)
        .scalar_subquery()
    )
    return (
        select(Referential.kind, (alone + room).label("heard"))
        .select_from(Version)
        .join(Referential, Referential.id == Version.referential_id)
        .where(Version.state == State.DRAFT.value, Referential.brand_id.is_(None), ~spoke)
    )
