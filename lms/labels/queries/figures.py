"""Figures from outside as their desk reads them: what is known, the files sent, what each one did."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from lms.accounts.models import Person
from lms.core.db import session
from lms.core.errors import NotFound
from lms.labels.models import Batch, External


def list_externals() -> list[External]:
    """Return the figures from outside, by code."""
    return list(session.scalars(select(External).order_by(External.code)))


def get_external(code: str) -> External:
    """Return a figure from outside; raises NotFound."""
    found = session.get(External, code)
    if found is None:
        raise NotFound
    return found


def get_batch(batch_id: UUID) -> Batch:
    """Return a file of figures; raises NotFound."""
    found = session.get(Batch, batch_id)
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True, slots=True)
class BatchLine:
    """A file somebody sent."""

    batch: Batch
    by: str


def list_batches(*, limit: int = 50) -> list[BatchLine]:
    """Return the files sent, the last first."""
    rows = session.execute(
        select(Batch, Person.given_name, Person.family_name)
        .outerjoin(Person, Person.id == Batch.actor_id)
        .order_by(Batch.created_at.desc(), Batch.id)
        .limit(limit)
    )
    return [BatchLine(one, f"{given} {family}" if given else "") for one, given, family in rows]
