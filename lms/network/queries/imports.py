"""Imports as screens show them: the list, the differences a few at a time, the progress."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import load_only

from lms.accounts.models import Person
from lms.core.db import session
from lms.network.models import Import, ImportLine, ImportProgress
from lms.network.rules import OUTCOMES

SHOWN = 20
"""Lines of each group on the first page of the differences."""

PAGE = 45


@dataclass(frozen=True, slots=True)
class ImportRow:
    """An import in the list."""

    id: UUID
    kind: str
    filename: str
    state: str
    created_at: datetime
    actor: str | None
    counts: dict[str, Any]


def list_imports(limit: int = 30) -> list[ImportRow]:
    """Return the last imports, the latest first."""
    rows = session.execute(
        select(
            Import.id,
            Import.kind,
            Import.filename,
            Import.state,
            Import.created_at,
            Person.given_name + " " + Person.family_name,
            Import.counts,
        )
        .select_from(Import)
        .outerjoin(Person, Person.id == Import.actor_id)
        .order_by(Import.created_at.desc(), Import.id)
        .limit(limit)
    )
    return [ImportRow(*row) for row in rows]


def find_import(import_id: UUID) -> Import | None:
    """Return an import without its file, or None."""
    return session.scalar(
        select(Import)
        .options(
            load_only(
                *(getattr(Import, c.key) for c in Import.__table__.columns if c.key != "source")
            )
        )
        .where(Import.id == import_id)
    )


def first_lines(import_id: UUID) -> dict[str, list[ImportLine]]:
    """Return the first lines of each outcome, in one statement."""
    place = (
        func.row_number()
        .over(partition_by=ImportLine.outcome, order_by=(ImportLine.line, ImportLine.id))
        .label("place")
    )
    ranked = select(ImportLine.id, place).where(ImportLine.import_id == import_id).subquery()
    rows = session.scalars(
        select(ImportLine)
        .join(ranked, ranked.c.id == ImportLine.id)
        .where(ranked.c.place <= SHOWN)
        .order_by(ImportLine.line, ImportLine.id)
    )
    found: dict[str, list[ImportLine]] = {outcome: [] for outcome in OUTCOMES}
    for row in rows:
        found[row.outcome].append(row)
    return found


def list_lines(import_id: UUID, outcome: str, page: int) -> list[ImportLine]:
    """Return one page of the lines of an outcome, and one more when others follow."""
    return list(
        session.scalars(
            select(ImportLine)
            .where(ImportLine.import_id == import_id, ImportLine.outcome == outcome)
            .order_by(ImportLine.line, ImportLine.id)
            .limit(PAGE + 1)
            .offset((page - 1) * PAGE)
        )
    )


def find_progress(import_id: UUID) -> tuple[int, int]:
    """Return how many lines of a running import are done, and of how many."""
    row = session.execute(
        select(ImportProgress.done, ImportProgress.total).where(
            ImportProgress.import_id == import_id
        )
    ).one_or_none()
    return (row.done, row.total) if row else (0, 0)
