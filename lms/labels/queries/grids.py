"""Grids as the rules know them, read from their rows; a published one is checked against its hash."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property
from itertools import islice
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ScalarSelect, Select, bindparam, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from lms.core.db import session
from lms.core.errors import NotFound
from lms.core.measures import MEASURES
from lms.labels.models import CriterionVersion, Grid, GridEntry, Lineage, Program, Season
from lms.labels.models.grids import OPEN_GRID
from lms.labels.rules import grid as rules
from lms.labels.rules.checks import KnownMeasure
from lms.labels.rules.counting import Counter
from lms.labels.rules.lineage import Link, Relation
from lms.labels.rules.reading import fingerprint, read_grid
from lms.labels.rules.season import halved


class GridBroken(Exception):
    """A published grid is not what was published: somebody wrote to the table by other ways."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A grid's row, what it says, and the rows of its criteria by uid."""

    row: Grid
    grid: rules.Grid
    versions: Mapping[str, CriterionVersion]

    @property
    def is_open(self) -> bool:
        """Tell whether it can still be written."""
        return self.row.state in OPEN_GRID


class Frozen(NamedTuple):
    """A published grid as this process last read it, and the words it was read from."""

    content_hash: str
    plain: dict[str, Any]
    grid: rules.Grid


MOST_FROZEN = 64
_frozen: dict[UUID, Frozen] = {}


def get_program(program_id: UUID) -> Program:
    """Return a programme; raises NotFound."""
    found = session.get(Program, program_id)
    if found is None:
        raise NotFound
    return found


def list_programs() -> list[Program]:
    """Return every programme, by code."""
    return list(session.scalars(select(Program).order_by(Program.code)))


def list_grids(program_id: UUID) -> list[Grid]:
    """Return the grids of a programme, the latest first."""
    wanted = select(Grid).where(Grid.program_id == program_id)
    return list(session.scalars(wanted.order_by(Grid.year.desc(), Grid.minor.desc())))


def grids_by_program() -> dict[UUID, list[Grid]]:
    """Return every grid by programme, the latest first, in one statement."""
    found: dict[UUID, list[Grid]] = {}
    for row in session.scalars(select(Grid).order_by(Grid.year.desc(), Grid.minor.desc())):
        found.setdefault(row.program_id, []).append(row)
    return found


def load_grid(grid_id: UUID) -> Loaded:
    """Return a grid; raises NotFound, GridBroken when what was frozen changed."""
    found = load_grids([grid_id])
    if not found:
        raise NotFound
    return found[grid_id]


def load_grids(grid_ids: Iterable[UUID]) -> dict[UUID, Loaded]:
    """Return grids by identifier, in two statements."""
    wanted = list(set(grid_ids))
    rows = session.execute(
        select(Grid, Program.code)
        .join(Program, Program.id == Grid.program_id)
        .where(Grid.id.in_(wanted))
        .execution_options(populate_existing=True)
    ).all()
    lines: dict[UUID, list[CriterionVersion]] = {}
    for line in session.scalars(
        select(CriterionVersion)
        .where(CriterionVersion.grid_id.in_(wanted))
        .order_by(CriterionVersion.place, CriterionVersion.id)
        .execution_options(populate_existing=True)
    ):
        lines.setdefault(line.grid_id, []).append(line)
    return {row.id: _load(row, code, lines.get(row.id, [])) for row, code in rows}


def _load(row: Grid, program: str, lines: list[CriterionVersion]) -> Loaded:
    return Loaded(row, _read(row, program, lines), {str(one.criterion_uid): one for one in lines})


def _read(row: Grid, program: str, lines: list[CriterionVersion]) -> rules.Grid:
    """Return what a grid says, checked against its hash; the same words are read and checked once."""
    plain = plain_of(row, program, lines)
    seen = _frozen.get(row.id)
    if seen is not None and seen.content_hash == row.content_hash and seen.plain == plain:
        return seen.grid
    grid = read_grid(plain)
    if row.content_hash is None:
        return grid
    if fingerprint(grid) != row.content_hash:
        raise GridBroken(str(row.id))
    if len(_frozen) >= MOST_FROZEN:
        _frozen.clear()
    _frozen[row.id] = Frozen(row.content_hash, plain, grid)
    return grid


def plain_of(row: Grid, program: str, lines: Iterable[CriterionVersion]) -> dict[str, Any]:
    """Return a grid as its file says it."""
    return {
        "program": program,
        "year": row.year,
        "minor": row.minor,
        **row.settings,
        "criteria": [line.body for line in lines],
    }


@dataclass(frozen=True)
class Asked:
    """A published grid as stores are asked it, ready to count; it never changes."""

    id: UUID
    content_hash: str
    published_at: datetime
    grid: rules.Grid

    @cached_property
    def whole(self) -> Counter:
        """Return it as it counts for a unit open the whole year."""
        return Counter(self.grid)

    @cached_property
    def half(self) -> Counter:
        """Return it as it counts for a unit open half the year."""
        return Counter(halved(self.grid))


MOST_ASKED = 64
_asked: dict[tuple[UUID, str, datetime], Asked] = {}


def published_of() -> ScalarSelect[Any]:
    """Return, as a column of a statement on seasons, what :func:`asked_grids` reads."""
    row = aggregate_order_by(
        func.json_build_array(Grid.id, Grid.content_hash, Grid.published_at),
        Grid.id != Season.grid_id,
        Grid.minor,
        Grid.id,
    )
    return (
        select(func.json_agg(row))
        .where(
            Grid.program_id == Season.program_id,
            Grid.year == Season.year,
            Grid.published_at.is_not(None),
        )
        .correlate(Season)
        .scalar_subquery()
    )


@cache
def _published_asked() -> Select[Any]:
    return select(Season.id, published_of()).where(
        Season.id.in_(bindparam("seasons", expanding=True))
    )


def grids_of_season(season: Season) -> tuple[Asked, ...]:
    """Return the grid of a season, then its published errata.

    In one statement once this process has read and checked them.
    """
    return grids_of_seasons([season.id])[season.id]


def grids_of_seasons(season_ids: Iterable[UUID]) -> dict[UUID, tuple[Asked, ...]]:
    """Return the grid of each season, then its published errata, as :func:`grids_of_season`."""
    rows = session.execute(_published_asked(), {"seasons": list(season_ids)}).all()
    found = iter(asked_grids(one for _season, published in rows for one in published or ()))
    return {season_id: tuple(islice(found, len(published or ()))) for season_id, published in rows}


def asked_grids(published: Iterable[Sequence[str]] | None) -> tuple[Asked, ...]:
    """Return published grids from what :func:`published_of` says of them.

    Those this process has read and checked before cost no statement.
    """
    keys = [(UUID(one[0]), one[1], datetime.fromisoformat(one[2])) for one in published or ()]
    found = {key: _asked[key] for key in keys if key in _asked}
    missing = [key for key in keys if key not in found]
    loaded = load_grids(key[0] for key in missing) if missing else {}
    for key in missing:
        found[key] = Asked(*key, loaded[key[0]].grid)
    if len(_asked) + len(missing) > MOST_ASKED:
        _asked.clear()
    _asked.update({key: found[key] for key in missing})
    return tuple(found[key] for key in keys)


def links_of(grid_id: UUID) -> tuple[Link, ...]:
    """Return how each criterion of a grid follows from the grid before, by uid."""
    return links_between([grid_id])[grid_id]


def links_between(grid_ids: Iterable[UUID]) -> dict[UUID, tuple[Link, ...]]:
    """Return the lineage of several grids, in two statements."""
    wanted = list(grid_ids)
    rows = session.scalars(select(Lineage).where(Lineage.grid_id.in_(wanted))).all()
    ends = {one for row in rows for one in (row.from_version_id, row.to_version_id) if one}
    uids = dict(
        session.execute(
            select(CriterionVersion.id, CriterionVersion.criterion_uid).where(
                CriterionVersion.id.in_(ends)
            )
        ).all()
    )

    def uid(version_id: UUID | None) -> str | None:
        return str(uids[version_id]) if version_id else None

    found: dict[UUID, list[Link]] = {one: [] for one in wanted}
    for row in rows:
        link = Link(
            uid(row.from_version_id), uid(row.to_version_id), Relation(row.relation), row.note
        )
        found[row.grid_id].append(link)
    return {one: tuple(links) for one, links in found.items()}


def known_measures() -> dict[str, KnownMeasure]:
    """Return the registry of measures as grids know it."""
    return {
        one.code: KnownMeasure(one.code, one.may_feed_label, rules.Direction(one.direction.value))
        for one in MEASURES.values()
        if one.direction.value in {"up", "down"}
    }


def entries_since(grid_id: UUID, criterion_uid: UUID | None, version: int) -> list[GridEntry]:
    """Return what was written to one line of a draft after ``version``."""
    return list(
        session.scalars(
            select(GridEntry)
            .where(
                GridEntry.grid_id == grid_id,
                GridEntry.criterion_uid == criterion_uid
                if criterion_uid
                else GridEntry.criterion_uid.is_(None),
                GridEntry.version > version,
            )
            .order_by(GridEntry.version)
        )
    )
