"""Publishing a grid: simulated as it stands, agreed by two people, announced in advance, frozen."""

from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from lms.core import audit, clock
from lms.core.access import Role
from lms.core.db import session
from lms.core.errors import Invalid, Refused
from lms.core.facts import record
from lms.core.i18n import _
from lms.core.notices import About, notify
from lms.core.policies import NOTICE_DAYS
from lms.core.policy import number
from lms.labels.events import GridPublished
from lms.labels.models import Grid, Season, Simulation
from lms.labels.policies import PUBLISHERS, SIMULATION_DAYS
from lms.labels.queries.editor import faults_of
from lms.labels.queries.grids import Loaded, load_grid
from lms.labels.queries.places import live_managers
from lms.labels.rules.faults import errors
from lms.labels.rules.machines import GRID, GridFacts, Subject
from lms.labels.rules.reading import fingerprint
from lms.labels.services.drafting import add_lines, lock_draft, new_grid, tell
from lms.labels.services.linking import link_again
from lms.labels.services.moving import move
from lms.network.rules import DEFAULT_ZONE


def facts_of(loaded: Loaded, actor_id: UUID) -> GridFacts:
    """Return what publishing depends on, for whoever acts."""
    row = loaded.row
    kept = session.get(Simulation, row.simulation_id) if row.simulation_id else None
    return GridFacts(
        actor=actor_id,
        today=clock.today(DEFAULT_ZONE),
        in_force_from=row.in_force_from,
        simulated_on=clock.business_date(kept.at, DEFAULT_ZONE) if kept else None,
        is_simulated_as_is=kept is not None and kept.grid_hash == fingerprint(loaded.grid),
        endorsers=frozenset({row.submitted_by} if row.submitted_by else ()),
        faults=len(errors(faults_of(loaded))),
        is_erratum=row.minor > 0,
        needed=number(PUBLISHERS),
        simulation_days=number(SIMULATION_DAYS),
        notice_days=number(NOTICE_DAYS),
        ends_on=_ends_on(row),
    )


def _ends_on(row: Grid) -> date | None:
    return session.scalar(
        select(Season.after_day).where(Season.program_id == row.program_id, Season.year == row.year)
    )


def endorse(*, grid_id: UUID, actor_id: UUID) -> Grid:
    """Ask for a grid to be published: the first of two people; raises Refused with what lacks."""
    row = lock_draft(grid_id)
    loaded = load_grid(grid_id)
    _refuse(loaded)
    move(GRID, row, "endorse", facts_of(loaded, actor_id), actor_id=actor_id)
    row.submitted_at, row.submitted_by = clock.now(), actor_id
    session.flush()
    tell(row, None, "endorse", actor_id, before={}, after={})
    return row


def _refuse(loaded: Loaded) -> None:
    found = errors(faults_of(loaded))
    if found:
        raise Invalid({fault.path: fault.words() for fault in found})


def publish(*, grid_id: UUID, actor_id: UUID, solo_reason: str = "") -> Grid:
    """Publish a grid another person endorsed: from then on nobody changes it.

    Raises Invalid for what lacks, Refused (same person, old simulation, too late). Where the rules
    let one person publish, ``solo_reason`` is asked and read by everybody.
    """
    row = lock_draft(grid_id)
    loaded = load_grid(grid_id)
    _refuse(loaded)
    facts = facts_of(loaded, actor_id)
    alone = not facts.endorsers - {actor_id}
    if alone and number(PUBLISHERS) == 1 and not solo_reason.strip():
        raise Invalid({"solo_reason": _("You publish alone: say why, everybody reads it.")})
    move(GRID, row, "approve", facts, actor_id=actor_id)
    tell(row, None, "publish", actor_id, before={}, after={"hash": fingerprint(loaded.grid)})
    row.solo_reason = solo_reason.strip() if alone else ""
    row.published_at, row.published_by = clock.now(), actor_id
    row.content_hash = fingerprint(loaded.grid)
    # One write: once published, the database refuses any other.
    row.state = GRID.step(row.state, "publish", {Role.LABEL_OFFICER}, Subject(row, facts))
    session.flush()
    audit.note("labels.grid:publish", "labels_grid", row.id, actor_id=actor_id)
    record(GridPublished(grid_id=row.id, year=row.year), source=row.id)
    notify(
        "labels.announced",
        live_managers(clock.today(DEFAULT_ZONE)),
        key=str(row.id),
        about=About("labels.grid", {"grid_id": row.id}),
        year=row.year,
        on=row.in_force_from,
    )
    return row


def start_erratum(*, grid_id: UUID, actor_id: UUID | None) -> Grid:
    """Start the correction of a published grid: it may only clarify or loosen.

    Each application gets the more favourable of the two. Raises Refused for a draft.
    """
    loaded = load_grid(grid_id)
    if loaded.is_open:
        raise Refused(_("This grid is not published: correct it directly."))
    row = loaded.row
    last = session.scalar(
        select(func.max(Grid.minor)).where(Grid.program_id == row.program_id, Grid.year == row.year)
    )
    made = new_grid(
        row.program_id,
        row.year,
        (last or 0) + 1,
        settings=dict(row.settings),
        in_force_from=row.in_force_from,
        from_grid_id=row.id,
        actor_id=actor_id,
    )
    add_lines(made, [line.body for line in loaded.versions.values()], actor_id, keep_uids=True)
    link_again(made.id)
    tell(made, None, "start", actor_id, before={}, after={"erratum_of": str(row.id)})
    return made


def follow_calendar(today: date) -> int:
    """Bring grids into force on their day and put away those whose year is over."""
    moved = 0
    for row in session.scalars(select(Grid).where(Grid.state.in_(("published", "in_force")))).all():
        action = "enter_force" if row.state == "published" else "archive"
        facts = GridFacts(
            actor=row.published_by or row.id,
            today=today,
            in_force_from=row.in_force_from,
            ends_on=_ends_on(row),
        )
        ready = (
            today >= row.in_force_from
            if action == "enter_force"
            else facts.ends_on is not None and today >= facts.ends_on
        )
        if ready:
            if action == "archive":
                row.archived_at = clock.now()
            move(GRID, row, action, facts, actor_id=None)
            moved += 1
    return moved
