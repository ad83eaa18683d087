"""The scope of a viewer as statements kept once for everybody, their values sent as parameters.

What pages of every store and coach ask at each request: a statement kept for each viewer would be
built anew for most of them, which costs more than reading. Use the selects in a statement kept
with ``lru_cache``, and give :func:`scope_values` of the same permissions when it is sent.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, BindParameter, Date, Select, Uuid, bindparam

from lms.core.access import Permission, Viewer
from lms.core.db import session
from lms.network.queries.scope import (
    Reach,
    reach_of,
    select_people,
    select_units,
    select_walled,
)


def units_asked(viewer: Viewer, permission: Permission) -> Select[UUID]:
    """Select the units over which a viewer of this shape holds ``permission``, once given values."""
    reach = reach_of(viewer, permission)
    return _units(permission, reach.network, bool(reach.regions))


def people_asked(viewer: Viewer, permission: Permission, *, gone: bool = True) -> Select[UUID]:
    """Select the people whose name a viewer of this shape may read, once given values."""
    reach = reach_of(viewer, permission)
    return _people(permission, reach.network, bool(reach.regions), gone)


def walled_asked() -> Select[UUID]:
    """Select those of :data:`~lms.core.asking.PEOPLE` whom the employers' wall keeps back.

    Its values are those of ``PEOPLE_READ``.
    """
    return _walled()


def granted(permission: Permission) -> BindParameter[Any]:
    """Return the parameter that holds the units ``permission`` was granted on, one by one."""
    return _array(f"{permission.name.lower()}_units")


def granted_regions(permission: Permission) -> BindParameter[Any]:
    """Return the parameter that holds the regions ``permission`` was granted on."""
    return _array(f"{permission.name.lower()}_regions")


def scope_values(viewer: Viewer, *permissions: Permission) -> dict[str, Any]:
    """Return the values of a viewer that the selects of these permissions are sent with."""
    found: dict[str, Any] = {}
    for permission in permissions:
        reach, name = reach_of(viewer, permission), permission.name.lower()
        found |= {
            f"{name}_units": list(reach.units),
            f"{name}_regions": list(reach.regions),
            "reach_employers": list(reach.employers),
            "reach_day": reach.day,
        }
    return found


def scoped(*permissions: Permission) -> Callable[[Viewer, datetime], dict[str, Any]]:
    """Return what gives :func:`scope_values` of these permissions, whatever the hour."""
    return lambda viewer, _now: scope_values(viewer, *permissions)


def same_side(viewer: Viewer, person_ids: Iterable[UUID | None]) -> set[UUID]:
    """Return those whose name the employers' wall lets through, whatever the viewer's scope.

    For the few names shown beside a unit (its manager, its coach) to whoever may open its page.
    """
    wanted = {one for one in person_ids if one is not None}
    if not wanted:
        return wanted
    given = {"asked_people": list(wanted), **scope_values(viewer, Permission.PEOPLE_READ)}
    return wanted - set(session.scalars(walled_asked(), given))


def _array(name: str) -> BindParameter[Any]:
    return bindparam(name, type_=ARRAY(Uuid))


def _reach(permission: Permission, network: bool, regional: bool) -> Reach:  # noqa: FBT001
    return Reach(
        permission,
        network,
        granted(permission),
        granted_regions(permission) if regional else (),
        _array("reach_employers"),
        bindparam("reach_day", type_=Date),
    )


@lru_cache
def _units(permission: Permission, network: bool, regional: bool) -> Select[UUID]:  # noqa: FBT001
    return select_units(_reach(permission, network, regional))


@lru_cache
def _people(
    permission: Permission,
    network: bool,  # noqa: FBT001 - keys of the cache
    regional: bool,  # noqa: FBT001
    gone: bool,  # noqa: FBT001
) -> Select[UUID]:
    reach = _reach(permission, network, regional)
    return select_people(reach, _units(permission, network, regional), gone=gone)


@lru_cache
def _walled() -> Select[UUID]:
    return select_walled(_reach(Permission.PEOPLE_READ, network=False, regional=False))
