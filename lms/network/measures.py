"""Named figures of the network itself: who has signed in, where a tablet is enrolled."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from sqlalchemy import text

from lms.core import clock
from lms.core.measures import (
    Direction,
    Measure,
    MeasureClass,
    Reading,
    ScopeKind,
    none_known,
    read_rows,
    register,
)
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
    """Return people who came in once over people of each unit; a standing, n/a of one person."""
    del period
    if kind is not ScopeKind.UNIT:
        return none_known(ids, as_of)
    return read_rows(_SIGNED_IN, ids, as_of, day=clock.business_date(as_of, DEFAULT_ZONE))


def tablets(
    ids: Iterable[UUID], kind: ScopeKind, period: Period, as_of: datetime
) -> Mapping[UUID, Reading]:
    """Return 1 over 1 for a unit that has a shared tablet, 0 over 1 for one that has none."""
    del period
    if kind is not ScopeKind.UNIT:
        return none_known(ids, as_of)
    found = read_rows(_TABLETS, ids, as_of)
    return {one: Reading(told.num, Fraction(1), 1, as_of, 1) for one, told in found.items()}


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
