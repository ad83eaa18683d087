"""Whom an audit may be asked of."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlalchemy import select

from lms.accounts.models import Person
from lms.core.access import Role
from lms.core.db import session
from lms.core.policy import value
from lms.labels.policies import AUDITOR_ELSEWHERE
from lms.labels.queries.applications import Applied
from lms.labels.queries.places import people_near
from lms.labels.rules.separation import Hands, audit_fault
from lms.network.models import Mandate

KINDS = (Role.COACH.value, Role.REGIONAL_LEAD.value, Role.LABEL_OFFICER.value)


def auditors_on(day: date) -> list[tuple[UUID, str]]:
    """Return the people whose mandate of ``day`` lets them audit, by name."""
    rows = session.execute(
        select(Person.id, Person.given_name, Person.family_name, Person.sort_key)
        .join(Mandate, Mandate.person_id == Person.id)
        .where(Mandate.kind.in_(KINDS), Mandate.during.contains(day))
        .distinct()
        .order_by(Person.sort_key, Person.id)
    )
    return [(row[0], f"{row[1]} {row[2]}".strip()) for row in rows]


def auditors_for(applied: Applied) -> list[tuple[UUID, str]]:
    """Return whom the audit of an application may be asked of: far from its store, without a hand in it."""
    people = auditors_on(applied.today)
    near: set[UUID] = set()
    if value(AUDITOR_ELSEWHERE):
        near = people_near(applied.unit.id, [one for one, _name in people], applied.today)
    return [
        (one, name)
        for one, name in people
        if audit_fault(one, _asked_again(applied.hands, one), same_region=one in near) is None
    ]


def _asked_again(hands: Hands, person: UUID) -> Hands:
    """Return the hands in an application, as if ``person`` had not audited it: they may again."""
    return replace(hands, auditors=hands.auditors - {person})
