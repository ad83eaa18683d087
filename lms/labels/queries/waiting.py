"""How much waits for somebody of the label: votes, evidence, audits, a grid to publish."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from lms.core.access import Permission, Viewer
from lms.core.db import session
from lms.labels.models import Application, Audit, Grid, Season
from lms.network.queries import units_in_scope


@dataclass(frozen=True, slots=True)
class Votes:
    """The stores before the panel, and the day decisions are due."""

    count: int
    due: date


def votes_waiting(viewer: Viewer) -> Votes | None:
    """Return the stores before the panel within the viewer's reach; None without any."""
    count, due = session.execute(
        select(func.count(), func.min(Season.decide_by))
        .select_from(Application)
        .join(Season, Season.id == Application.season_id)
        .where(
            Season.state == "open",
            Application.state == "proposed",
            Application.unit_id.in_(units_in_scope(viewer, Permission.LABELS_DECIDE)),
        )
    ).one()
    return Votes(count, due) if count else None


def audits_waiting(person_id: UUID) -> int:
    """Return how many audits somebody is asked to hold."""
    wanted = select(func.count()).where(Audit.auditor_id == person_id, Audit.state == "assigned")
    return session.scalar(wanted) or 0


def grid_to_publish(person_id: UUID) -> tuple[UUID, int] | None:
    """Return a grid somebody else submitted, and its year; None without one."""
    row = session.execute(
        select(Grid.id, Grid.year)
        .where(
            Grid.state.in_(("simulated", "approved")),
            Grid.submitted_by.is_not(None),
            Grid.submitted_by != person_id,
        )
        .order_by(Grid.year, Grid.minor)
        .limit(1)
    ).one_or_none()
    return (row[0], row[1]) if row else None
