"""The label in the house: a store at each step of its year, here and in the east.

Programmes stand for moments of the same stores: being filled in, submitted with an audit to hold,
decided, under appeal, wearing the label of a season that closed.
"""

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from lms.accounts.models import Person
from lms.core import clock
from lms.core.access import Role
from lms.core.db import session
from lms.labels.queries.plaques import plaque_of
from lms.labels.services import appealing, auditing, closing, drafting, seasons
from lms.network.models import Unit
from tests.cast import NOW, Cast
from tests.factories import make_mandate, make_membership, make_person, make_wave
from tests.factories.labels import (
    AUTUMN,
    CLOSED,
    Ground,
    assess,
    decide,
    look,
    publish_grid,
    show,
    submit,
)
from tests.house import label_desk

if TYPE_CHECKING:
    from tests.house.world import World

SIDES = (("", "nantes", "marion"), ("_east", "strasbourg", "zoe"))
YEAR = 2027
PANEL = (("iris", "Collet"), ("hugo", "Petit"), ("lena", "Royer"))
"""Two decide; the third audits where the officer who looks around is to decide."""
STEPS = ("filling", "waiting", "judged", "again")


def settle(cast: Cast, world: "World") -> None:
    """Bring a store of each side to each step."""
    panel = [_panellist(cast, world, *one) for one in PANEL]
    for _suffix, place, _who in SIDES:
        make_wave(getattr(cast, place), "label")
    # First: closing lapses whatever is not submitted on that day, in every season.
    _close(open_ground(cast, panel, "worn"), panel, world)
    grounds = {code: open_ground(cast, panel, code) for code in STEPS}
    for suffix, place, who in SIDES:
        unit, manager = getattr(cast, place), cast.people[who]
        world.things |= _filling(grounds["filling"], unit, manager, suffix)
        world.things |= _waiting(grounds["waiting"], unit, manager, suffix)
        _judged(grounds["judged"], unit, manager, panel)
        world.things[f"judged{suffix}"] = str(grounds["judged"].application(unit).id)
        _judged(grounds["again"], unit, manager, panel, auditor=panel[2])
        again = grounds["again"].application(unit)
        filed = appealing.file_appeal(
            application_id=again.id, grounds="Deux visites manquent.", actor_id=manager.id
        )
        world.things |= {f"appeal{suffix}": str(filed.id), f"again{suffix}": str(again.id)}
    label_desk.settle(cast, world, grounds, panel)


def _close(ground: Ground, panel: list[Person], world: "World") -> None:
    """Give each side its award of a season that is over."""
    for _suffix, place, who in SIDES:
        _judged(ground, getattr(ground.cast, place), ground.cast.people[who], panel)
    with clock.frozen(CLOSED):
        closing.ask_to_close(season_id=ground.season.id, actor_id=ground.cast.henri.id)
        closing.close(season_id=ground.season.id, now=CLOSED)
    for suffix, place, _who in SIDES:
        worn = plaque_of(getattr(ground.cast, place), NOW)
        world.things[f"award{suffix}"] = worn.public_code
        world.things[f"worn{suffix}"] = str(worn.award_id)


def _panellist(cast: Cast, world: "World", given: str, family: str) -> Person:
    who = cast.people[given] = make_person(
        given.title(), family, email=f"{given}@example.org", welcomed_at=NOW
    )
    make_membership(who.id, cast.head_office, position="Head office")
    make_mandate(who.id, Role.LABEL_OFFICER)
    world.people[given] = who.id
    return who


def open_ground(cast: Cast, panel: list[Person], code: str) -> Ground:
    with clock.frozen(AUTUMN):
        program = drafting.create_program(
            code=code, names={"fr": f"Label {code}"}, actor_id=cast.henri.id
        )
        grid = publish_grid(program, YEAR, date(2026, 1, 1), first=cast.henri, second=panel[0])
    season = seasons.plan_season(
        grid_id=grid.id, days=seasons.usual_days(YEAR), actor_id=cast.henri.id
    )
    seasons.open_season(season_id=season.id, actor_id=cast.henri.id)
    session.flush()
    return Ground(cast, program, grid, season, {"ana": cast.people["label_officer"]})


def _filling(ground: Ground, unit: Unit, manager: Person, suffix: str) -> dict[str, str]:
    assess(ground, unit=unit, who=manager)
    shown = show(ground, unit=unit, who=manager, data=None)
    return {
        f"application{suffix}": str(ground.application(unit).id),
        f"evidence{suffix}": str(shown.evidence_id),
        f"criterion{suffix}": str(ground.uid("visits")),
        f"typed{suffix}": " ".join(str(ground.uid(one)) for one in ("welcome", "callback")),
        f"drive{suffix}": str(ground.uid("drive")),
        f"ritual{suffix}": str(ground.uid("ritual")),
    }


def _waiting(ground: Ground, unit: Unit, manager: Person, suffix: str) -> dict[str, str]:
    row = submit(ground, unit=unit, who=manager)
    asked = auditing.assign_audit(
        application_id=row.id,
        auditor_id=ground.ana.id,
        mode="onsite",
        actor_id=ground.cast.henri.id,
    )
    every = [str(one) for one in asked.drawn]
    return {
        f"waiting{suffix}": str(row.id),
        f"audit{suffix}": str(asked.id),
        f"seen{suffix}": str(ground.uid("welcome")),
        f"all_seen{suffix}": " ".join(every),
    }


def _judged(
    ground: Ground,
    unit: Unit,
    manager: Person,
    panel: list[Person],
    auditor: Person | None = None,
) -> None:
    submit(ground, unit=unit, who=manager)
    look(ground, unit=unit, auditor=auditor)
    decide(ground, unit=unit, members=tuple(panel[:2]), at=NOW)


def uids(world: "World", *names: str) -> list[UUID]:
    """Return criteria of the store being filled in."""
    return [UUID(one) for name in names for one in world.things[name].split()]
