"""Trying a draft on the figures of a season; what was found is kept with the words it was found for."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from lms.core import clock, ids
from lms.core.db import session
from lms.core.errors import Refused
from lms.core.i18n import _
from lms.core.notices import About, notify
from lms.labels.models import Grid, Season, Simulation
from lms.labels.queries.applications import get_season, people_in_charge
from lms.labels.queries.grids import load_grid
from lms.labels.queries.simulation import figures_of, simulate_draft
from lms.labels.rules.machines import GRID
from lms.labels.rules.reading import fingerprint
from lms.labels.services.drafting import lock_draft
from lms.labels.services.moving import move
from lms.network.rules import DEFAULT_ZONE


def keep_simulation(*, grid_id: UUID, season_id: UUID | None, actor_id: UUID | None) -> Simulation:
    """Simulate a draft on a season's figures and attach the result to it.

    Nothing of the season changes. A label without any season yet is tried on nothing. Raises Refused
    once published, or when there is a season to try it on.
    """
    row = lock_draft(grid_id)
    loaded = load_grid(grid_id)
    if season_id is None and _has_seasons(row):
        raise Refused(_("Choose the season whose figures it is tried on."))
    figures: dict[str, Any] = {"units": 0}
    if season_id is not None:
        figures = figures_of(simulate_draft(loaded.grid, get_season(season_id)))
    made = Simulation(
        id=ids.new_id(),
        grid_id=grid_id,
        grid_hash=fingerprint(loaded.grid),
        season_id=season_id,
        at=clock.now(),
        actor_id=actor_id,
        figures=figures,
    )
    session.add(made)
    session.flush()
    if row.state == "approved":
        row.state = "simulated"
    move(GRID, row, "simulate", actor_id=actor_id)
    row.simulation_id = made.id
    row.submitted_at = row.submitted_by = None
    session.flush()
    return made


def _has_seasons(row: Grid) -> bool:
    wanted = select(Season.id).where(Season.program_id == row.program_id, Season.state != "planned")
    return session.scalar(wanted.limit(1)) is not None


def warn_touched(*, grid: Grid, unit_ids: list[UUID]) -> int:
    """Tell the stores that a draft would move; return how many people were told."""
    who = people_in_charge(unit_ids, clock.today(DEFAULT_ZONE))
    args: dict[str, Any] = {"grid_id": grid.id}
    return notify(
        "labels.touched", who, key=str(grid.id), about=About("labels.grid", args), year=grid.year
    )
