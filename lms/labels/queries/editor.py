"""The editor of grids: a draft beside last year's grid, its history, remarks, simulations, difference."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from lms.accounts.models import Person
from lms.core import clock
from lms.core.access import Permission, Viewer
from lms.core.db import session
from lms.core.errors import NotFound
from lms.labels.models import Comment, CriterionVersion, GridEntry, Season, Simulation
from lms.labels.queries.grids import Loaded, known_measures, links_of, load_grid
from lms.labels.rules.checks import check
from lms.labels.rules.faults import Fault
from lms.labels.rules.grid import Criterion
from lms.labels.rules.lineage import (
    Change,
    Difference,
    Link,
    Relation,
    changes,
    check_erratum,
    check_lineage,
    difference,
)
from lms.labels.rules.reading import fingerprint
from lms.network.models import Unit
from lms.network.queries import units_in_scope
from lms.network.rules import DEFAULT_ZONE


@dataclass(frozen=True, slots=True, kw_only=True)
class EditorLine:
    """A line of a draft: what it says, its version for autosave, last year's where it changed."""

    criterion: Criterion
    version: CriterionVersion
    relations: tuple[Link, ...]
    before: Criterion | None
    changes: tuple[Change, ...]
    """What differs from last year; empty where nothing does."""
    comments: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EditorPage:
    """Everything the editor shows."""

    loaded: Loaded
    before: Loaded | None
    lines: tuple[EditorLine, ...]
    retired: tuple[Criterion, ...]
    faults: tuple[Fault, ...]
    """As for publication, warnings included; ``path`` says where."""
    simulation: Simulation | None
    is_simulated_as_is: bool
    saved_at: datetime
    saved_by: str


def faults_of(loaded: Loaded, *, publishing: bool = True) -> list[Fault]:
    """Return what is wrong or missing in a draft, warnings included."""
    before = load_grid(loaded.row.from_grid_id) if loaded.row.from_grid_id else None
    links = links_of(loaded.row.id) if before else ()
    return _faults(loaded, before, links, publishing=publishing)


def _faults(
    loaded: Loaded, before: Loaded | None, links: tuple[Link, ...], *, publishing: bool = True
) -> list[Fault]:
    found = check(loaded.grid, measures=known_measures(), publishing=publishing)
    if before is None:
        return found
    if loaded.row.minor:
        return found + list(check_erratum(before.grid, loaded.grid))
    return found + list(check_lineage(before.grid, loaded.grid, links))


def editor_page(grid_id: UUID) -> EditorPage:
    """Return a grid as its editor shows it; the same number of statements for any number of lines."""
    loaded = load_grid(grid_id)
    row = loaded.row
    before = load_grid(row.from_grid_id) if row.from_grid_id else None
    links = links_of(grid_id) if before else ()
    comments = _comments(grid_id)
    kept = session.get(Simulation, row.simulation_id) if row.simulation_id else None
    last = session.execute(
        select(GridEntry.at, Person.given_name, Person.family_name)
        .outerjoin(Person, Person.id == GridEntry.actor_id)
        .where(GridEntry.grid_id == grid_id)
        .order_by(GridEntry.at.desc())
        .limit(1)
    ).one_or_none()
    return EditorPage(
        loaded=loaded,
        before=before,
        lines=tuple(
            _line(one, loaded, before, links, comments.get(one.uid, 0))
            for one in loaded.grid.criteria
        ),
        retired=tuple(
            one
            for link in links
            if link.relation is Relation.RETIRED and before and link.before
            if (one := before.grid.find(link.before)) is not None
        ),
        faults=tuple(_faults(loaded, before, links)),
        simulation=kept,
        is_simulated_as_is=kept is not None and kept.grid_hash == fingerprint(loaded.grid),
        saved_at=last[0] if last else row.created_at,
        saved_by=f"{last[1]} {last[2]}" if last and last[1] else "",
    )


def _comments(grid_id: UUID) -> dict[str, int]:
    rows = session.execute(
        select(Comment.criterion_uid, func.count())
        .where(Comment.grid_id == grid_id, Comment.closed_at.is_(None))
        .group_by(Comment.criterion_uid)
    )
    return {str(uid): count for uid, count in rows}


def _line(
    one: Criterion, loaded: Loaded, before: Loaded | None, links: tuple[Link, ...], comments: int
) -> EditorLine:
    mine = tuple(link for link in links if link.after == one.uid)
    old = mine[0].before if len(mine) == 1 else None
    was = before.grid.find(old) if before and old else None
    return EditorLine(
        criterion=one,
        version=loaded.versions[one.uid],
        relations=mine,
        before=was,
        changes=tuple(changes(was, one)) if was else (),
        comments=comments,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryLine:
    """Something somebody did to a grid."""

    at: datetime
    who: str
    action: str
    criterion_uid: UUID | None
    before: Mapping[str, Any]
    after: Mapping[str, Any]


def grid_history(grid_id: UUID, *, limit: int = 200) -> list[HistoryLine]:
    """Return what was done to a grid, the last first."""
    rows = session.execute(
        select(GridEntry, Person.given_name, Person.family_name)
        .outerjoin(Person, Person.id == GridEntry.actor_id)
        .where(GridEntry.grid_id == grid_id)
        .order_by(GridEntry.at.desc(), GridEntry.version.desc())
        .limit(limit)
    )
    return [
        HistoryLine(
            at=one.at,
            who=f"{given} {family}" if given else "",
            action=one.action,
            criterion_uid=one.criterion_uid,
            before=one.before,
            after=one.after,
        )
        for one, given, family in rows
    ]


def comments_of(grid_id: UUID, criterion_uid: UUID | None = None) -> list[tuple[Comment, str]]:
    """Return the remarks beside a grid or one line, with their authors, the oldest first."""
    wanted = (
        select(Comment, Person.given_name, Person.family_name)
        .join(Person, Person.id == Comment.author_id)
        .where(Comment.grid_id == grid_id)
        .order_by(Comment.at)
    )
    if criterion_uid is not None:
        wanted = wanted.where(Comment.criterion_uid == criterion_uid)
    return [(row[0], f"{row[1]} {row[2]}") for row in session.execute(wanted)]


def difference_page(grid_id: UUID) -> tuple[Loaded, Loaded, Difference]:
    """Return the grid before, this one, and both side by side; raises NotFound without one before."""
    after = load_grid(grid_id)
    if after.row.from_grid_id is None:
        raise NotFound
    before = load_grid(after.row.from_grid_id)
    return before, after, difference(before.grid, after.grid, links_of(grid_id))


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """A unit that a draft would move."""

    unit_id: UUID
    unit: str
    before: str
    after: str
    cause: str
    deciding: tuple[str, ...]


def units_named(viewer: Viewer, unit_ids: Iterable[str]) -> list[tuple[UUID, str]]:
    """Return units by name, those within the viewer's reach."""
    rows = session.execute(
        select(Unit.id, Unit.name)
        .where(
            Unit.id.in_([UUID(one) for one in unit_ids]),
            Unit.id.in_(units_in_scope(viewer, Permission.LABELS_NETWORK)),
        )
        .order_by(Unit.sort_key, Unit.id)
    )
    return [(row[0], row[1]) for row in rows]


def touched_units(viewer: Viewer, figures: Mapping[str, Any]) -> list[Touched]:
    """Return the units a simulation moves, within the viewer's reach; those that fall first.

    ``figures`` are those of ``queries.simulation.figures_of``, kept or not.
    """
    moved = {UUID(one["unit_id"]): one for one in figures.get("moved", ())}
    by_id = dict(units_named(viewer, [str(one) for one in moved]))
    return [
        Touched(
            unit_id=unit_id,
            unit=by_id[unit_id],
            before=one["from"],
            after=one["to"],
            cause=one["cause"],
            deciding=tuple(one["deciding"]),
        )
        for unit_id, one in moved.items()
        if unit_id in by_id
    ]


def season_to_try(program_id: UUID) -> Season | None:
    """Return the season whose figures a draft is tried on: the last one that has some.

    A season opened before the days it looks at has no figure yet: the one before it is taken.
    """
    begun = select(Season).where(Season.program_id == program_id, Season.state != "planned")
    seen = (Season.observed_from <= clock.today(DEFAULT_ZONE)).desc()
    return session.scalar(begun.order_by(seen, Season.year.desc()).limit(1))
