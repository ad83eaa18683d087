"""An act under way: every row it touches is copied, so that it can be undone."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, or_, select, update

from lms.core import audit, clock, ids
from lms.core.db import session
from lms.network.models import Change
from lms.network.rules import UNDO_DAYS

_SETTING = "comptoir.change"


@contextmanager
def acting(
    verb: str, *, subject_kind: str, subject_id: UUID, actor_id: UUID | None
) -> Iterator[Change]:
    """Open an act; rows written until the block ends belong to it, and one audit row tells it."""
    now = clock.now()
    change = Change(
        id=ids.new_id(),
        verb=verb,
        actor_id=actor_id,
        at=now,
        undo_until=now + timedelta(days=UNDO_DAYS),
        subject_kind=subject_kind,
        subject_id=subject_id,
    )
    session.add(change)
    session.flush()
    follow(change.id)
    yield change
    session.flush()
    unfollow()
    audit.note(f"network.{verb}", f"network_{subject_kind}", subject_id, actor_id=actor_id)


def follow(change_id: UUID) -> None:
    """Copy what the transaction changes from now on under ``change_id``."""
    session.execute(select(func.set_config(_SETTING, str(change_id), True)))


def unfollow() -> None:
    """Copy nothing any more."""
    session.execute(select(func.set_config(_SETTING, "", True)))


def end_rows(model: Any, on: date, *which: ColumnElement[bool]) -> None:
    """End at ``on`` the dated rows chosen by ``which``; those that had not begun go away."""
    session.flush()
    still = or_(func.upper_inf(model.during), func.upper(model.during) > on)
    session.execute(
        delete(model).where(*which, func.lower(model.during) >= on),
        execution_options={"synchronize_session": False},
    )
    session.execute(
        update(model)
        .where(*which, still)
        .values(during=func.daterange(func.lower(model.during), on)),
        execution_options={"synchronize_session": False},
    )
    session.expire_all()
