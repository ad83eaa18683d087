"""How much waits for somebody of the label: votes, audits, a grid to publish."""

from functools import lru_cache
from uuid import UUID

from sqlalchemy import Select, func, select

from lms.core import todo
from lms.core.access import Permission, Viewer
from lms.labels.models import Application, Audit, Grid, Season
from lms.network.queries import units_asked


def votes(viewer: Viewer) -> todo.Wanted:
    """Select how many stores are before the panel, and the day decisions are due; or no row."""
    return _votes(units_asked(viewer, Permission.LABELS_DECIDE))


@lru_cache
def _votes(reached: Select[UUID]) -> todo.Wanted:
    return (
        select(func.count().label("count"), func.min(Season.decide_by).label("due"))
        .select_from(Application)
        .join(Season, Season.id == Application.season_id)
        .where(
            Season.state == "open",
            Application.state == "proposed",
            Application.unit_id.in_(reached),
        )
        .having(func.count() > 0)
    )


@lru_cache
def audits() -> todo.Wanted:
    """Select how many audits :data:`todo.ME` is asked to hold; no row without any."""
    return (
        select(func.count().label("count"))
        .where(Audit.auditor_id == todo.ME, Audit.state == "assigned")
        .having(func.count() > 0)
    )


@lru_cache
def grids() -> todo.Wanted:
    """Select a grid somebody else submitted, and its year."""
    return (
        select(Grid.id, Grid.year)
        .where(
            Grid.state.in_(("simulated", "approved")),
            Grid.submitted_by.is_not(None),
            Grid.submitted_by != todo.ME,
        )
        .order_by(Grid.year, Grid.minor)
        .limit(1)
    )
