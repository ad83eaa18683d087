"""The stores of a bench's network, with who runs them and who coaches them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from lms.core.db import Base, session

MARK = "Banc d'essai"
"""What tells rows of the bench from the demo's."""
Rows = dict[type[Base], list[dict[str, Any]]]
"""Rows to write, by table."""


@dataclass(frozen=True, slots=True)
class Place:
    """A store, who runs it, who coaches it."""

    unit_id: UUID
    manager: UUID
    coach: UUID
    channel: str


_PLACES = text(
    """
    SELECT u.id, m.person_id, c.person_id, coalesce(u.channels[1], 'store') FROM network_unit u
      JOIN network_mandate m ON m.unit_id = u.id AND m.kind = 'unit_manager' AND upper_inf(m.during)
      JOIN network_mandate c ON c.unit_id = u.id AND c.kind = 'coach' AND upper_inf(c.during)
     WHERE u.kind = 'store' AND u.closed_on IS NULL AND m.person_id <> c.person_id
     ORDER BY u.code
    """
)


def list_places() -> list[Place]:
    """Return the stores that have a manager and a coach, in the order of their codes."""
    found: dict[UUID, Place] = {}
    for row in session.execute(_PLACES).all():
        found.setdefault(row[0], Place(*row))
    return list(found.values())


def at_nine(day: date) -> datetime:
    """Return a moment of a day."""
    return datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
