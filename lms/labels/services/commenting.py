"""Remarks beside a draft: what editors say to each other."""

from uuid import UUID

from lms.core import clock, ids
from lms.core.db import session
from lms.core.errors import Invalid, NotFound
from lms.core.i18n import _
from lms.labels.models import Comment


def comment(
    *, grid_id: UUID, author_id: UUID, body: str, criterion_uid: UUID | None = None
) -> Comment:
    """Leave a remark beside a draft or a line; raises Invalid without words."""
    if not body.strip():
        raise Invalid({"body": _("Write something.")})
    made = Comment(
        id=ids.new_id(),
        grid_id=grid_id,
        criterion_uid=criterion_uid,
        author_id=author_id,
        at=clock.now(),
        body=body.strip()[:2000],
    )
    session.add(made)
    session.flush()
    return made


def close_comment(*, comment_id: UUID, actor_id: UUID) -> None:
    """Say that a remark was dealt with."""
    found = session.get(Comment, comment_id)
    if found is None:
        raise NotFound
    if found.closed_at is None:
        found.closed_at, found.closed_by = clock.now(), actor_id
