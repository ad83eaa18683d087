"""Named figures of the network itself: who has signed in, where a tablet is enrolled."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import text

from lms.core import clock
from lms.core.db import session
from lms.core.measures import Direction, Measure, MeasureClass, Reading, ScopeKind, register
from lms.core.periods import Period
from lms.network.rules import DEFAULT_ZONE

_SIGNED_IN = text(
    """
    SELECT m.unit_id AS id, count(DISTINCT m.person_id) AS den,
           count(DISTINCT m.person_id) FILTER (
               WHERE p.welcomed_at <= :as_of OR a.secret_set_at <= :as_of OR c.set_at <= :as_of
           ) AS num
      FROM network_membership m
      JOIN accounts_person p ON p.id = m.person_id AND p.erased_at IS NULL
      LEFT JOIN accounts_account a ON a.person_id = m.person_id
      LEFT JOIN accounts_pin c ON c.person_id = m.person_id
     WHERE m.unit_id = ANY(:ids) AND m.is_primary AND m.during @> CAST(:day AS date)
     GROUP BY m.unit_id
"""
)
_TABLETS = text(
    """
    SELECT d.unit_id AS id, 1 AS den, 1 AS num
      FROM accounts_device d
     WHERE d.unit_id = ANY(:ids) AND d.created_at <= :as_of
       AND (d.revoked_at IS NULL OR d.revoked_at > :as_of)
     GROUP BY d.unit_id
"""
)


def signed_in(
    ids: Iterable[UUID], kind: ScopeKind, period: Period, as_of: datetime
) -> Mapping[UUID, Reading]:
    """Return people who came in once over people of each unit; a standing."""
    del period
    return _read(_SIGNED_IN, ids, kind, as_of, day=clock.business_date(as_of, DEFAULT_ZONE))


def tablets(
    ids: Iterable[UUID], kind: ScopeKind, period: Period, as_of: datetime
) -> Mapping[UUID, Reading]:
    """Return 1 over 1 for a unit that has a shared tablet, 0 over 1 for one that has none."""
    del period
    wanted = list(ids)
    found = dict(_read(_TABLETS, wanted, kind, as_of))
    if kind is ScopeKind.UNIT:
        for one, told in found.items():
            found[one] = Reading(told.num, Fraction(1), 1, as_of, 1)
    return found


def _read(
    statement: Any, ids: Iterable[UUID], kind: ScopeKind, as_of: datetime, **asked: object
) -> Mapping[UUID, Reading]:
    wanted = list(ids)
    # Of one person it is n/a: these are figures of places.
    units = wanted if kind is ScopeKind.UNIT else []
    rows = {
        row.id: row for row in session.execute(statement, {"ids": units, "as_of": as_of, **asked})
    }
    found: dict[UUID, Reading] = {}
    for one in wanted:
        row = rows.get(one)
        num, den = (row.num, row.den) if row else (0, 0)
        found[one] = Reading(Fraction(num), Fraction(den), den, as_of, 1)
    return found


SIGNED_IN = register(
    Measure(
        code="network.signed_in",
        version=1,
        klass=MeasureClass.NAMED,
        direction=Direction.UP,
        unit="share",
        readings=signed_in,
    )
)
TABLETS = register(
    Measure(
        code="network.tablets",
        version=1,
        klass=MeasureClass.NAMED,
        direction=Direction.UP,
        unit="share",
        readings=tablets,
    )
)
