"""What is to be judged again: appeals, and decisions whose figures were corrected."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from lms.core.access import Permission, Viewer
from lms.core.db import session
from lms.core.errors import NotFound
from lms.labels.models import Appeal, Application, Concern, Decision, Season, Value
from lms.network.models import Unit
from lms.network.queries import units_in_scope


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealLine:
    """An appeal to judge, or judged."""

    appeal: Appeal
    unit: str
    level: str
    year: int


def list_appeals(viewer: Viewer, season: Season, *, open_only: bool = True) -> list[AppealLine]:
    """Return the appeals of a season within reach, the oldest first."""
    wanted = (
        select(Appeal, Unit.name, Decision.decided_level)
        .join(Application, Application.id == Appeal.application_id)
        .join(Unit, Unit.id == Application.unit_id)
        .outerjoin(Decision, Decision.id == Appeal.decision_id)
        .where(
            Application.season_id == season.id,
            Unit.id.in_(units_in_scope(viewer, Permission.LABELS_DECIDE)),
        )
        .order_by(Appeal.filed_at, Appeal.id)
    )
    if open_only:
        wanted = wanted.where(Appeal.state.in_(("filed", "heard")))
    return [
        AppealLine(appeal=row[0], unit=row[1], level=row[2] or "none", year=season.year)
        for row in session.execute(wanted)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcernLine:
    """A decision that a corrected figure would change."""

    concern: Concern
    unit: str
    criterion_uid: UUID
    decided_level: str
    computed_level: str


def list_concerns(viewer: Viewer, season: Season, *, open_only: bool = True) -> list[ConcernLine]:
    """Return the decisions of a season that corrected figures would change, within reach."""
    wanted = (
        select(Concern, Unit.name, Value.criterion_uid, Decision)
        .join(Application, Application.id == Concern.application_id)
        .join(Unit, Unit.id == Application.unit_id)
        .join(Value, Value.id == Concern.value_id)
        .join(Decision, Decision.id == Concern.decision_id)
        .where(
            Application.season_id == season.id,
            Unit.id.in_(units_in_scope(viewer, Permission.LABELS_DECIDE)),
        )
        .order_by(Concern.opened_at, Unit.sort_key)
    )
    if open_only:
        wanted = wanted.where(Concern.state == "open")
    return [
        ConcernLine(
            concern=row[0],
            unit=row[1],
            criterion_uid=row[2],
            decided_level=row[3].decided_level,
            computed_level=row[3].computed_level,
        )
        for row in session.execute(wanted)
    ]


def get_appeal(appeal_id: UUID) -> Appeal:
    """Return an appeal; the caller checks its unit is within reach. Raises NotFound."""
    found = session.get(Appeal, appeal_id)
    if found is None:
        raise NotFound
    return found


def get_concern(concern_id: UUID) -> Concern:
    """Return a concern; the caller checks its unit is within reach. Raises NotFound."""
    found = session.get(Concern, concern_id)
    if found is None:
        raise NotFound
    return found
