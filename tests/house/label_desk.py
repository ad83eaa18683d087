"""Head office's side of the label in the house: drafts, seasons, panels, figures from outside."""

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import delete, select

from lms.accounts.models import Person
from lms.core import clock
from lms.core.db import session
from lms.core.notices.models import Notice
from lms.labels.imports import figures
from lms.labels.models import Grid
from lms.labels.services import (
    appealing,
    commenting,
    deciding,
    drafting,
    publishing,
    seasons,
    simulating,
)
from tests.cast import NOW, Cast
from tests.factories import make_unit, make_wave
from tests.factories.labels import AUTUMN, Ground, doubt, look, publish_grid, submit

if TYPE_CHECKING:
    from tests.house.world import World

SIDES = (("", "nantes", "marion"), ("_east", "strasbourg", "zoe"))
SPARE = ("seen", "panel", "sent", "out")


def settle(cast: Cast, world: "World", grounds: dict[str, Ground], panel: list[Person]) -> None:
    """Bring a draft, a season and a panel to the point where each act of head office can be done."""
    from tests.house.labels import open_ground

    told = set(session.scalars(select(Notice.id)))
    more = {code: open_ground(cast, panel, code) for code in SPARE}
    _panels(world, more, panel)
    for suffix, place, who in SIDES:
        unit, manager = getattr(cast, place), cast.people[who]
        submit(more["sent"], unit=unit, who=manager)
        world.things[f"app_sent{suffix}"] = str(more["sent"].application(unit).id)
        late = more["out"].application(unit)
        late.state = "lapsed"
        session.flush()
        filed = appealing.file_appeal(
            application_id=late.id, grounds="Le magasin fermait.", actor_id=manager.id
        )
        world.things[f"late{suffix}"] = str(filed.id)
        world.things[f"concern{suffix}"] = str(
            doubt(grounds["judged"].application(unit), at=NOW).id
        )
    _drafts(cast, world, grounds, panel)
    _seasons(cast, world, grounds, panel)
    _figures(cast, world)
    opened = make_unit("Quimper", code="0177", region=cast.west, employer=cast.own)
    make_wave(opened, "label")
    world.things |= {
        "two_codes": f"{cast.nantes.code} {cast.strasbourg.code}",
        "late_store": str(opened.id),
    }
    # Nobody gets the mail of nine seasons in one day: the inboxes stay those of a plain network.
    session.execute(delete(Notice).where(Notice.id.not_in(told)))


def _panels(world: "World", more: dict[str, Ground], panel: list[Person]) -> None:
    """Bring stores before the panel, audited by the third person."""
    for code in ("seen", "panel"):
        for suffix, place, who in SIDES:
            ground, cast = more[code], more[code].cast
            unit = getattr(cast, place)
            submit(ground, unit=unit, who=cast.people[who])
            look(ground, unit=unit, auditor=panel[2])
            row = ground.application(unit)
            if code == "panel":
                deciding.propose(application_id=row.id, actor_id=cast.henri.id)
            world.things[f"app_{code}{suffix}"] = str(row.id)
        world.things[f"{code}_season"] = str(more[code].season.id)


def _drafts(cast: Cast, world: "World", grounds: dict[str, Ground], panel: list[Person]) -> None:
    """Start next year's grids: one to write, a line of which is gone; one a colleague submitted."""
    draft = _next(grounds["filling"], cast.henri)
    lines = draft_uids(draft)
    drafting.remove_criterion(grid_id=draft.id, criterion_uid=lines[-1], actor_id=cast.henri.id)
    drafting.save_criterion(
        grid_id=draft.id,
        criterion_uid=lines[0],
        changes={"thresholds": {"bronze": "1", "silver": "3", "gold": "3"}},
        version=1,
        actor_id=cast.henri.id,
    )
    made = commenting.comment(grid_id=draft.id, author_id=cast.henri.id, body="À relire.")
    simulating.keep_simulation(
        grid_id=draft.id, season_id=grounds["filling"].season.id, actor_id=cast.henri.id
    )
    other = _next(grounds["again"], cast.henri)
    simulating.keep_simulation(
        grid_id=other.id, season_id=grounds["again"].season.id, actor_id=cast.henri.id
    )
    publishing.endorse(grid_id=other.id, actor_id=panel[0].id)
    plain = _next(grounds["waiting"], cast.henri)
    world.things |= {
        "grid_plain": str(plain.id),
        "program": str(grounds["filling"].program.id),
        "grid": str(grounds["filling"].grid.id),
        "grid_draft": str(draft.id),
        "grid_line": str(lines[1]),
        "grid_gone": str(lines[-1]),
        "grid_into": str(lines[0]),
        "grid_remark": str(made.id),
        "grid_sent": str(other.id),
    }


def _next(ground: Ground, who: Person) -> Grid:
    return drafting.start_draft(
        program_id=ground.program.id,
        year=2028,
        in_force_from=date(2027, 1, 1),
        actor_id=who.id,
        from_grid_id=ground.grid.id,
    )


def draft_uids(grid: Grid) -> list[UUID]:
    """Return the lines of a grid, in order."""
    from lms.labels.queries.grids import load_grid

    return [UUID(one.uid) for one in load_grid(grid.id).grid.criteria]


def _seasons(cast: Cast, world: "World", grounds: dict[str, Ground], panel: list[Person]) -> None:
    """Leave one published grid without a season, and one season planned."""
    found = {}
    for code in ("ready", "later"):
        with clock.frozen(AUTUMN):
            program = drafting.create_program(
                code=code, names={"fr": f"Label {code}"}, actor_id=cast.henri.id
            )
            found[code] = publish_grid(
                program, 2027, date(2026, 1, 1), first=cast.henri, second=panel[0]
            )
    planned = seasons.plan_season(
        grid_id=found["later"].id, days=seasons.usual_days(2027), actor_id=cast.henri.id
    )
    world.things |= {
        "season": str(grounds["filling"].season.id),
        "season_planned": str(planned.id),
        "season_over": str(grounds["judged"].season.id),
        "season_judged": str(grounds["judged"].season.id),
        "grid_ready": str(found["ready"].id),
    }


def _figures(cast: Cast, world: "World") -> None:
    """Declare a figure, send two files of it: one to apply, one applied."""
    figures.declare_external(
        code="satisfaction",
        names={"fr": "Satisfaction des clients"},
        source="Enquête",
        subject="customers",
        unit="percent",
        direction="up",
        actor_id=cast.henri.id,
    )
    for name, value in (("figures_applied", "80"), ("figures_read", "82")):
        sent = figures.Sent(
            code="satisfaction",
            year=2027,
            filename="satisfaction.csv",
            data=f"code;value;n\n{cast.nantes.code};{value};40\n".encode(),
            source="Enquête",
            subject="customers",
            as_of=NOW.date(),
        )
        batch = figures.start(sent, actor_id=cast.henri.id)
        figures.check(batch)
        if name == "figures_applied":
            figures.apply(batch.id, actor_id=cast.henri.id)
        world.things[name] = str(batch.id)
