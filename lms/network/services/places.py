"""Opening, closing and moving units; regions; agreements between employers."""

from datetime import date, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfoNotFoundError

from sqlalchemy import func, or_, select, text, update
from sqlalchemy.dialects.postgresql import Range

from lms.accounts.models import Person
from lms.accounts.rules.names import fold
from lms.core import clock, ids
from lms.core.db import session
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.facts import record
from lms.core.i18n import _
from lms.network.events import UnitClosed, UnitMoved, UnitOpened
from lms.network.models import (
    Brand,
    Change,
    Employer,
    Mandate,
    Membership,
    Region,
    RegionParent,
    Unit,
    UnitBrand,
    UnitEmployer,
    UnitRegion,
    Wave,
)
from lms.network.rules import DEFAULT_DAY_CUT, DEFAULT_ZONE, UNIT_KINDS, makes_a_loop
from lms.network.services.acts import acting, end_rows
from lms.network.services.people import without_job

LINKS: dict[str, tuple[Any, str, Any]] = {
    "region": (UnitRegion, "region_id", Region),
    "brand": (UnitBrand, "brand_id", Brand),
    "employer": (UnitEmployer, "employer_id", Employer),
}
"""What a unit is dated-linked to: the link's table, its column, what it leads to."""


def open_unit(
    *,
    code: str,
    name: str,
    kind: str,
    on: date,
    region_id: UUID | None = None,
    brand_id: UUID | None = None,
    employer_id: UUID | None = None,
    zone: str = DEFAULT_ZONE,
    day_cut: time = DEFAULT_DAY_CUT,
    city: str | None = None,
    postcode: str | None = None,
    channels: tuple[str, ...] = ("store",),
    unit_format: str | None = None,
    actor_id: UUID | None,
) -> tuple[Unit, Change]:
    """Open a unit from ``on``. Raises Invalid for a code in use, an unknown kind or zone."""
    _check_unit(code, name, kind, zone)
    unit_id = ids.new_id()
    with acting("open_unit", subject_kind="unit", subject_id=unit_id, actor_id=actor_id) as change:
        unit = Unit(
            id=unit_id,
            code=code.strip(),
            name=name.strip(),
            sort_key=fold(name),
            kind=kind,
            zone=zone,
            day_cut=day_cut,
            opened_on=on,
            closed_on=None,
            city=city or None,
            postcode=postcode or None,
            channels=list(channels),
            format=unit_format or None,
        )
        session.add(unit)
        session.flush()
        for what, target in (
            ("region", region_id),
            ("brand", brand_id),
            ("employer", employer_id),
        ):
            if target is not None:
                _link(unit_id, what, target, on)
    record(UnitOpened(unit_id=unit_id, on=on, change_id=change.id))
    return unit, change


def _check_unit(code: str, name: str, kind: str, zone: str, but: UUID | None = None) -> None:
    errors: dict[str, str] = {}
    if not code.strip():
        errors["code"] = _("Give the unit a code: imports know it by it.")
    elif session.scalar(
        select(Unit.id).where(Unit.code == code.strip(), Unit.id.is_distinct_from(but))
    ):
        errors["code"] = _("This code is already a unit's.")
    if not name.strip():
        errors["name"] = _("Give the unit a name.")
    if kind not in UNIT_KINDS:
        errors["kind"] = _("Choose a kind of unit.")
    try:
        clock.zone_info(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        errors["zone"] = _("This time zone is unknown.")
    if errors:
        raise Invalid(errors)


def correct_unit(
    *,
    unit_id: UUID,
    code: str,
    name: str,
    zone: str,
    city: str | None,
    postcode: str | None,
    channels: tuple[str, ...],
    unit_format: str | None,
    actor_id: UUID | None,
) -> Change:
    """Correct what describes a unit and has no date. Raises Invalid as :func:`open_unit`."""
    unit = session.get(Unit, unit_id, with_for_update=True)
    if unit is None:
        raise NotFound
    _check_unit(code, name, unit.kind, zone, but=unit_id)
    with acting(
        "correct_unit", subject_kind="unit", subject_id=unit_id, actor_id=actor_id
    ) as change:
        unit.code, unit.name, unit.sort_key = code.strip(), name.strip(), fold(name)
        unit.zone, unit.city, unit.postcode = zone, city or None, postcode or None
        unit.channels, unit.format = list(channels), unit_format or None
    return change


def close_unit(*, unit_id: UUID, on: date, actor_id: UUID | None) -> Change:
    """Close a unit from ``on``: its jobs, mandates and waves end; who has no other job leaves.

    Raises Refused when it is closed already or had not opened by then.
    """
    unit = session.get(Unit, unit_id, with_for_update=True)
    if unit is None:
        raise NotFound
    if unit.closed_on is not None:
        raise Refused(_("This unit is closed already."))
    if on < unit.opened_on:
        raise Refused(_("This unit had not opened on that day."))
    with acting("close_unit", subject_kind="unit", subject_id=unit_id, actor_id=actor_id) as change:
        end_unit(unit, on)
    record(UnitClosed(unit_id=unit_id, on=on, change_id=change.id))
    return change


def end_unit(unit: Unit, on: date) -> None:
    """Close a unit from ``on``, inside an act: its jobs, mandates and waves end with it.

    Who has neither job nor mandate elsewhere leaves the network that day.
    """
    unit_id = unit.id
    unit.closed_on = on
    people = _people_from(unit_id, on)
    end_rows(Membership, on, Membership.unit_id == unit_id)
    end_rows(Mandate, on, Mandate.unit_id == unit_id)
    end_rows(Wave, on, Wave.unit_id == unit_id)
    session.execute(
        update(Person)
        .where(Person.id.in_(without_job(people, on)), Person.left_on.is_(None))
        .values(left_on=on),
        execution_options={"synchronize_session": False},
    )


def _people_from(unit_id: UUID, on: date) -> list[UUID]:
    """Return who works in a unit on ``on`` or will."""
    return list(
        session.scalars(
            select(Membership.person_id)
            .where(
                Membership.unit_id == unit_id,
                or_(func.upper_inf(Membership.during), func.upper(Membership.during) > on),
            )
            .distinct()
        )
    )


def relink_unit(
    *, unit_id: UUID, what: str, target_id: UUID | None, on: date, actor_id: UUID | None
) -> Change:
    """Give a unit another region, brand or employer (``what``) from ``on``; None for none.

    Raises NotFound for an unknown unit or target, Refused when nothing would change.
    """
    if what not in LINKS or session.get(Unit, unit_id, with_for_update=True) is None:
        raise NotFound
    if _linked(unit_id, what, on) == target_id:
        raise Refused(_("Nothing would change."))
    with acting("move_unit", subject_kind="unit", subject_id=unit_id, actor_id=actor_id) as change:
        model = LINKS[what][0]
        end_rows(model, on, model.unit_id == unit_id)
        if target_id is not None:
            _link(unit_id, what, target_id, on)
    record(UnitMoved(unit_id=unit_id, what=what, on=on, change_id=change.id))
    return change


def _linked(unit_id: UUID, what: str, on: date) -> UUID | None:
    model, column, _target = LINKS[what]
    found: UUID | None = session.scalar(
        select(getattr(model, column)).where(model.unit_id == unit_id, model.during.contains(on))
    )
    return found


def _link(unit_id: UUID, what: str, target_id: UUID, on: date) -> None:
    model, column, target = LINKS[what]
    if session.get(target, target_id) is None:
        raise NotFound
    session.add(
        model(id=ids.new_id(), unit_id=unit_id, during=Range(on, None), **{column: target_id})
    )
    session.flush()


def add_region(
    *, code: str, name: str, parent_id: UUID | None, on: date, actor_id: UUID | None
) -> tuple[Region, Change]:
    """Add a region, under another from ``on``. Raises Invalid for a code in use or no name."""
    errors: dict[str, str] = {}
    if not name.strip():
        errors["name"] = _("Give the region a name.")
    if not code.strip() or session.scalar(select(Region.id).where(Region.code == code.strip())):
        errors["code"] = _("Give the region a code of its own.")
    if errors:
        raise Invalid(errors)
    region = Region(id=ids.new_id(), code=code.strip(), name=name.strip())
    with acting(
        "add_region", subject_kind="region", subject_id=region.id, actor_id=actor_id
    ) as change:
        session.add(region)
        session.flush()
        if parent_id is not None:
            _place_region(region.id, parent_id, on)
    return region, change


def move_region(
    *, region_id: UUID, parent_id: UUID | None, on: date, actor_id: UUID | None
) -> Change:
    """Put a region under another from ``on``. Raises Refused when it would be under itself."""
    # One at a time: two moves, each harmless, could make a loop together.
    session.execute(text("SELECT pg_advisory_xact_lock(hashtext('network.regions'))"))
    if session.get(Region, region_id) is None:
        raise NotFound
    if parent_id is not None and makes_a_loop(region_id, parent_id, _parents(on)):
        raise Refused(_("A region cannot be under itself."))
    with acting(
        "move_region", subject_kind="region", subject_id=region_id, actor_id=actor_id
    ) as change:
        end_rows(RegionParent, on, RegionParent.region_id == region_id)
        if parent_id is not None:
            _place_region(region_id, parent_id, on)
    return change


def _parents(on: date) -> dict[object, object]:
    rows = session.execute(
        select(RegionParent.region_id, RegionParent.parent_id).where(
            or_(func.upper_inf(RegionParent.during), func.upper(RegionParent.during) > on)
        )
    )
    return {row.region_id: row.parent_id for row in rows}


def _place_region(region_id: UUID, parent_id: UUID, on: date) -> None:
    if session.get(Region, parent_id) is None:
        raise NotFound
    session.add(
        RegionParent(
            id=ids.new_id(), region_id=region_id, parent_id=parent_id, during=Range(on, None)
        )
    )
    session.flush()
