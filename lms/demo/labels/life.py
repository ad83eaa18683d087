"""The order of things: grids in September, seasons in May, figures in January, levels in March."""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import text, update

from lms.core import clock
from lms.core.db import session
from lms.core.ids import Chance
from lms.core.notices.models import Notice
from lms.core.notices.telling import ALERT
from lms.demo.labels import figures, grids, past, scenes
from lms.demo.labels.figures import Profiles
from lms.demo.labels.ground import OPENING, Ground, at, days_of, set_ground
from lms.demo.labels.profiles import profile
from lms.demo.network import Worker, World
from lms.labels.models import Grid, Season
from lms.labels.services import closing, publishing, seasons
from lms.labels.services.values import take_values

NEWS = timedelta(days=21)
"""Notices older than this were read long ago."""


def fill(world: World, chance: Chance, players: Mapping[str, Worker]) -> None:
    """Give a network copied already its label: three seasons decided, one open, the next drafted."""
    ground = set_ground(world, chance, players)
    program = grids.make_program(ground)
    figures.declare(ground)
    grid = grids.publish_grid(ground, program, ground.first)
    for year in range(ground.first, ground.last):
        season = _open(ground, grid)
        grid = grids.publish_grid(ground, program, year + 1)
        past.live(ground, season, _profiles(ground, year))
        if year == ground.last - 1:
            scenes.appeal(ground, season)
        past.close(ground, season)
        past.end_year(year, ground.now)
    _finish(ground)
    scenes.change_awards(ground, season)
    _play_present(ground, grid)
    grids.prepare_next(ground, program)
    _put_away(ground)


def _open(ground: Ground, grid: Grid) -> Season:
    with clock.frozen(at(grid.year - 1, *OPENING)):
        season = seasons.plan_season(
            grid_id=grid.id, days=days_of(grid.year), actor_id=ground.henri
        )
        seasons.open_season(season_id=season.id, actor_id=ground.henri)
    session.execute(text("SELECT core_analyze()"))
    return season


def _profiles(ground: Ground, year: int) -> Profiles:
    return {store.id: profile(ground, store, year) for store in ground.stores}


def _finish(ground: Ground) -> None:
    """Make final what nobody may appeal against, and let each grid be where its year is."""
    closing.make_final(ground.now)
    for _turn in range(2):
        publishing.follow_calendar(ground.now.date())


def _play_present(ground: Ground, grid: Grid) -> None:
    season = _open(ground, grid)
    profiles = _profiles(ground, season.year)
    moment = ground.ago(21)
    with clock.frozen(moment):
        figures.bring(ground, season.year, profiles, moment.date().replace(day=1))
    scenes.play_today(ground, season, profiles)
    take_values(season=season, now=ground.now)


def _put_away(ground: Ground) -> None:
    """Nothing of it is mailed; what was told long ago was read then."""
    mine = Notice.kind.startswith("labels.")
    session.execute(update(Notice).where(mine).values(mail="skipped"))
    old = mine & (Notice.created_at < ground.now - NEWS)
    session.execute(
        update(Notice).where(old).values(read_at=Notice.created_at, done_at=Notice.created_at)
    )
    session.execute(
        text("DELETE FROM procrastinate_jobs WHERE task_name = ANY(:names)"),
        {"names": [closing.CLOSE, ALERT]},
    )
    session.expire_all()
