"""Applying a plan of units: made, corrected, linked, closed."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Range

from lms.accounts.rules.names import fold
from lms.core import ids
from lms.core.db import session
from lms.network.imports.apply_people import name_managers
from lms.network.imports.units import LINKED, UnitAction, UnitScene
from lms.network.models import Unit
from lms.network.rules import DEFAULT_DAY_CUT
from lms.network.services.acts import end_rows
from lms.network.services.places import LINKS, end_unit

SLICE = 500
PLAIN = ("name", "kind", "city", "postcode", "zone", "format")


def apply_units(
    scene: UnitScene, actions: Sequence[UnitAction], *, step: Callable[[int], None]
) -> None:
    """Write a plan in the present transaction; ``step`` hears how many units are done."""
    targets = {what: _targets(what, actions) for what in LINKED}
    made: dict[str, UUID] = {}
    for place, one in enumerate(actions, 1):
        if one.unit_id is None:
            made[one.code] = _open(scene, one, targets)
        else:
            _correct(scene, one, targets)
        if place % SLICE == 0:
            session.flush()
            step(place)
    session.flush()
    name_managers(
        [
            (one.unit_id or made[one.code], one.fields["manager"])
            for one in actions
            if one.fields.get("manager")
        ],
        scene.as_of,
    )
    step(len(actions))
    session.expire_all()


def _targets(what: str, actions: Sequence[UnitAction]) -> Mapping[str, UUID]:
    """Return regions, brands or employers by folded name, those that lack made."""
    model: Any = LINKS[what][2]
    known = {fold(name): one for one, name in session.execute(select(model.id, model.name))}
    codes = set(session.scalars(select(model.code)))
    for name in sorted({one.fields[what] for one in actions if one.fields.get(what)}):
        if fold(name) in known:
            continue
        code = base = fold(name).upper().replace(" ", "-")[:30] or "X"
        number = 1
        while code in codes:
            number += 1
            code = f"{base}-{number}"
        codes.add(code)
        row = model(id=ids.new_id(), code=code, name=name)
        session.add(row)
        known[fold(name)] = row.id
    session.flush()
    return known


def _open(scene: UnitScene, one: UnitAction, targets: Mapping[str, Mapping[str, UUID]]) -> UUID:
    opened = one.opened_on or scene.as_of
    unit = Unit(
        id=ids.new_id(),
        code=one.code,
        sort_key=fold(one.fields["name"]),
        day_cut=DEFAULT_DAY_CUT,
        opened_on=opened,
        closed_on=one.close_on,
        channels=["store"],
        **{name: one.fields.get(name) for name in PLAIN},
    )
    session.add(unit)
    session.flush()
    for what in LINKED:
        _link(unit.id, what, one.fields.get(what), opened, targets)
    return unit.id


def _link(
    unit_id: UUID,
    what: str,
    name: str | None,
    on: date,
    targets: Mapping[str, Mapping[str, UUID]],
) -> None:
    if not name:
        return
    model, column, _target = LINKS[what]
    target_id = targets[what][fold(name)]
    session.add(
        model(id=ids.new_id(), unit_id=unit_id, during=Range(on, None), **{column: target_id})
    )


def _correct(scene: UnitScene, one: UnitAction, targets: Mapping[str, Mapping[str, UUID]]) -> None:
    assert one.unit_id is not None  # noqa: S101 - the caller parts the new ones
    unit = session.get_one(Unit, one.unit_id)
    for name in PLAIN:
        if name in one.fields:
            setattr(unit, name, one.fields[name])
    unit.sort_key = fold(unit.name)
    for what in LINKED:
        if one.fields.get(what):
            model = LINKS[what][0]
            end_rows(model, scene.as_of, model.unit_id == one.unit_id)
            _link(one.unit_id, what, one.fields[what], scene.as_of, targets)
    if one.close_on is not None:
        end_unit(session.get_one(Unit, one.unit_id), one.close_on)
