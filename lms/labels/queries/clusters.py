"""Groups of small stores of a season, the stores that take part and those that may join."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from lms.core import clock
from lms.core.access import Permission, Viewer
from lms.core.db import session
from lms.labels.models import Application, Cluster, ClusterUnit, Season
from lms.labels.queries.places import takes_part
from lms.network.models import Unit
from lms.network.queries import units_in_scope
from lms.network.rules import DEFAULT_ZONE


@dataclass(frozen=True, slots=True)
class Group:
    """Stores whose figures go together, and why."""

    cluster: Cluster
    units: tuple[str, ...]


def groups_of(season_id: UUID) -> list[Group]:
    """Return the groups of a season with their stores, in two statements."""
    rows = session.scalars(
        select(Cluster)
        .where(Cluster.season_id == season_id)
        .order_by(Cluster.declared_at, Cluster.id)
    ).all()
    members: dict[UUID, list[str]] = {}
    for cluster_id, name in session.execute(
        select(ClusterUnit.cluster_id, Unit.name)
        .join(Unit, Unit.id == ClusterUnit.unit_id)
        .where(ClusterUnit.season_id == season_id)
        .order_by(Unit.sort_key)
    ):
        members.setdefault(cluster_id, []).append(name)
    return [Group(one, tuple(members.get(one.id, ()))) for one in rows]


def units_taking_part(viewer: Viewer, season: Season) -> dict[str, UUID]:
    """Return the stores of a season within the viewer's reach, by folded code."""
    rows = session.execute(
        select(Unit.code, Unit.id)
        .join(Application, Application.unit_id == Unit.id)
        .where(
            Application.season_id == season.id,
            Unit.id.in_(units_in_scope(viewer, Permission.LABELS_NETWORK)),
        )
    )
    return {code.casefold(): unit_id for code, unit_id in rows}


def units_outside(viewer: Viewer, season: Season) -> Sequence[tuple[UUID, str]]:
    """Return the open stores where labels are live and that take no part in a season, by name."""
    inside = select(Application.unit_id).where(Application.season_id == season.id)
    rows = session.execute(
        select(Unit.id, Unit.name)
        .where(
            *takes_part(clock.today(DEFAULT_ZONE)),
            Unit.id.in_(units_in_scope(viewer, Permission.LABELS_NETWORK)),
            Unit.id.not_in(inside),
        )
        .order_by(Unit.sort_key, Unit.id)
    )
    return [(row[0], row[1]) for row in rows]
