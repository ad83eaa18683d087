"""The grids: the first one, what each year changed of it, and the draft of the year to come."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from lms.core import clock
from lms.demo.labels.ground import Ground, at, words
from lms.labels.models import Grid, Program
from lms.labels.queries.editor import season_to_try
from lms.labels.queries.grids import load_grid
from lms.labels.rules.lineage import Relation
from lms.labels.services import commenting, drafting, linking, publishing, simulating

NOTICE = timedelta(days=95)


def make_program(ground: Ground) -> Program:
    """Make the label."""
    said = words()["program"]
    with clock.frozen(at(ground.first - 2, 5, 16)):
        return drafting.create_program(
            code=said["code"], names={"fr": said["name"]}, actor_id=ground.henri
        )


def publish_grid(ground: Ground, program: Program, year: int) -> Grid:
    """Write the grid of a label year from the one before, try it, publish it in September."""
    with clock.frozen(at(year - 2, 6, 12)):
        grid = _draft(ground, program, year, date(year - 1, 1, 1))
    with clock.frozen(at(year - 2, 9, 3)):
        _try(ground, grid)
        publishing.endorse(grid_id=grid.id, actor_id=ground.henri)
        publishing.publish(grid_id=grid.id, actor_id=ground.officer.id)
    ground.grids[year] = grid.id
    return grid


def prepare_next(ground: Ground, program: Program) -> Grid:
    """Leave the draft of the next year: changed, discussed, tried on this year's figures."""
    from_day = (ground.now + NOTICE).date().replace(day=1) + timedelta(days=31)
    with clock.frozen(ground.now - timedelta(days=16)):
        grid = _draft(ground, program, ground.last + 1, from_day.replace(day=1))
    with clock.frozen(ground.now - timedelta(days=2)):
        _try(ground, grid)
        _comment(ground, grid)
    return grid


def _try(ground: Ground, grid: Grid) -> None:
    season = season_to_try(grid.program_id)
    simulating.keep_simulation(
        grid_id=grid.id, season_id=season.id if season else None, actor_id=ground.henri
    )


def _draft(ground: Ground, program: Program, year: int, in_force_from: date) -> Grid:
    said, author = words(), ground.henri
    before = ground.grids.get(year - 1)
    if before is None:
        return drafting.start_draft(
            program_id=program.id,
            year=year,
            in_force_from=in_force_from,
            actor_id=author,
            plain={**said["settings"], "criteria": said["criteria"]},
        )
    grid = drafting.start_draft(
        program_id=program.id,
        year=year,
        in_force_from=in_force_from,
        actor_id=author,
        from_grid_id=before,
    )
    _change(grid, said["changes"][year - ground.first], author)
    return grid


def uids_of(grid_id: UUID) -> dict[str, UUID]:
    """Return the identity of each criterion of a grid by its code."""
    return {one.code: UUID(one.uid) for one in load_grid(grid_id).grid.criteria}


def _change(grid: Grid, said: Mapping[str, Any], author: UUID) -> None:
    uids = uids_of(grid.id)
    for code, changes in said.get("save", {}).items():
        drafting.save_criterion(
            grid_id=grid.id, criterion_uid=uids[code], changes=changes, version=1, actor_id=author
        )
    for code, note in said.get("reworded", {}).items():
        linking.say_link(
            grid_id=grid.id,
            relation=Relation.REWORDED,
            before_uid=uids[code],
            after_uid=uids[code],
            note=note,
        )
    for code in said.get("remove", ()):
        drafting.remove_criterion(grid_id=grid.id, criterion_uid=uids[code], actor_id=author)
    for code in said.get("add", ()):
        drafting.add_criterion(grid_id=grid.id, body=words()["new"][code], actor_id=author)
    if "quotas" in said:
        drafting.save_settings(
            grid_id=grid.id,
            changes={"quotas": said["quotas"]},
            version=grid.version,
            actor_id=author,
        )


def _comment(ground: Ground, grid: Grid) -> None:
    uids = uids_of(grid.id)
    authors = {"henri": ground.henri, "officer": ground.officer.id}
    for one in words()["comments"]:
        commenting.comment(
            grid_id=grid.id,
            author_id=authors[one["by"]],
            body=one["words"],
            criterion_uid=uids.get(one.get("on", "")),
        )
