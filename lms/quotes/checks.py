"""What the doctor looks at: somebody to hear everybody, and somebody to turn to."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from sqlalchemy import select

from lms.core import clock
from lms.core.access import Capability, Role
from lms.core.db import session
from lms.core.doctor import Finding, Patient, State, check
from lms.network.models import Mandate, Unit
from lms.network.queries import list_members, live_units
from lms.network.rules import DEFAULT_ZONE
from lms.quotes.models import Contact
from lms.quotes.queries.coaches import list_coaches, management_line

NAMED = 5
"""Stores named in one sentence."""


@check("quotes.pool")
def pool(_: Patient) -> Iterator[Finding]:
    """See that everybody where Quotes is live has a coach outside their management line."""
    day = clock.today(DEFAULT_ZONE)
    units = session.execute(
        select(Unit.id, Unit.name)
        .where(Unit.id.in_(live_units(Capability.QUOTES.value, day)))
        .order_by(Unit.sort_key, Unit.id)
    ).all()
    if not units:
        return
    coaches = set(list_coaches(day))
    alone = [row.name for row in units if _is_alone(row.id, coaches, day)]
    if alone:
        named = ", ".join(alone[:NAMED]) + (" and others" if len(alone) > NAMED else "")
        yield Finding(
            "quotes.pool",
            State.ILL,
            f"Somebody in {len(alone)} stores has no coach outside their management line: {named}.",
            "Give a coach's mandate to somebody who manages none of them, then open Quotes there.",
        )
    else:
        yield Finding("quotes.pool", State.WELL, "Everybody can be heard outside their own line.")


def _is_alone(unit_id: UUID, coaches: set[UUID], day: date) -> bool:
    """Look at the people of a unit who stand apart: managers and coaches; the others share a line."""
    members = list_members([unit_id], day)
    apart = {m.person_id for m in members if m.person_id in coaches}
    leads = session.scalars(
        select(Mandate.person_id).where(
            Mandate.unit_id == unit_id,
            Mandate.kind.in_((Role.UNIT_MANAGER.value, Role.DEPUTY.value)),
            Mandate.during.contains(day),
        )
    )
    apart |= set(leads)
    plain = [m.person_id for m in members if m.person_id not in apart]
    asked = [*apart, *plain[:1]]
    return any(not coaches - management_line(one, day) - {one} for one in asked)


@check("quotes.contacts")
def contacts(_: Patient) -> Iterator[Finding]:
    """See that coaches have a contact to show for harassment or a crime."""
    day = clock.today(DEFAULT_ZONE)
    live = session.scalar(live_units(Capability.QUOTES.value, day).limit(1))
    if live is None:
        return
    if session.get(Contact, "legal") is None:
        yield Finding(
            "quotes.contacts",
            State.WEAK,
            "Quotes is live and nobody is named for alerts (harassment, crime).",
            "Name the contact on the page of Quotes' contacts.",
        )
    else:
        yield Finding("quotes.contacts", State.WELL, "A contact for alerts is named.")
