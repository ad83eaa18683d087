"""Whom an audit may be asked of."""

from datetime import date
from uuid import UUID

from sqlalchemy import select

from lms.accounts.models import Person
from lms.core.access import Role
from lms.core.db import session
from lms.network.models import Mandate

KINDS = (Role.COACH.value, Role.REGIONAL_LEAD.value, Role.LABEL_OFFICER.value)


def auditors_on(day: date) -> list[tuple[UUID, str]]:
    """Return the people whose mandate of ``day`` lets them audit, by name.

    Whether one may audit a given store is told when the audit is asked for.
    """
    rows = session.execute(
        select(Person.id, Person.given_name, Person.family_name, Person.sort_key)
        .join(Mandate, Mandate.person_id == Person.id)
        .where(Mandate.kind.in_(KINDS), Mandate.during.contains(day))
        .distinct()
        .order_by(Person.sort_key, Person.id)
    )
    return [(row[0], f"{row[1]} {row[2]}".strip()) for row in rows]
