"""Lighting and darkening capabilities, unit by unit."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import date
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.dialects.postgresql import Range

from lms.core import ids
from lms.core.access import Capability
from lms.core.db import session
from lms.core.errors import Invalid, NotFound
from lms.core.facts import record
from lms.core.i18n import _
from lms.network.events import WavesChanged
from lms.network.models import Change, Unit, Wave
from lms.network.services.acts import acting, end_rows


def light(
    *,
    unit_ids: Sequence[UUID],
    capability: Capability,
    on: date,
    until: date | None = None,
    actor_id: UUID | None,
) -> Change:
    """Make a capability live in units from ``on`` (until ``until``, excluded).

    What was planned there later is replaced. Raises Invalid for a wrong period, NotFound when a
    unit is unknown or none is given.
    """
    if until is not None and until <= on:
        raise Invalid({"until": _("The end comes before the start.")})
    _check_units(unit_ids)
    with _wave_act("light", unit_ids, actor_id) as change:
        _end(unit_ids, capability, on)
        session.execute(
            insert(Wave),
            [
                {
                    "id": ids.new_id(),
                    "unit_id": unit_id,
                    "capability": capability.value,
                    "during": Range(on, until),
                }
                for unit_id in unit_ids
            ],
        )
    record(WavesChanged(capability=capability.value, on=on, change_id=change.id))
    return change


def darken(
    *, unit_ids: Sequence[UUID], capability: Capability, on: date, actor_id: UUID | None
) -> Change:
    """End a capability in units from ``on``: no menu, reminder or figure speaks of it there."""
    _check_units(unit_ids)
    with _wave_act("darken", unit_ids, actor_id) as change:
        _end(unit_ids, capability, on)
    record(WavesChanged(capability=capability.value, on=on, change_id=change.id))
    return change


def _wave_act(
    verb: str, unit_ids: Sequence[UUID], actor_id: UUID | None
) -> AbstractContextManager[Change]:
    return acting(verb, subject_kind="unit", subject_id=unit_ids[0], actor_id=actor_id)


def _check_units(unit_ids: Sequence[UUID]) -> None:
    known = set(session.scalars(select(Unit.id).where(Unit.id.in_(unit_ids))))
    if not unit_ids or known != set(unit_ids):
        raise NotFound


def _end(unit_ids: Sequence[UUID], capability: Capability, on: date) -> None:
    end_rows(Wave, on, Wave.unit_id.in_(unit_ids), Wave.capability == capability.value)
