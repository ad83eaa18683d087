"""Projects in the house: a diagnostic under way, an action, a ritual, flows, here and in the east."""

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import select

from lms.core import clock, files
from lms.core.access import Role
from lms.core.db import session
from lms.projects.models import Perception, Project
from lms.projects.queries.diagnostic import moments, zones_of
from lms.projects.rules.flows.slots import Slot
from lms.projects.rules.walks import Sense
from lms.projects.services import (
    actions,
    briefs,
    flows,
    projects,
    rituals,
    screens,
    voice,
    walks,
)
from lms.projects.services.actions import Draft
from lms.projects.services.moving import By
from lms.projects.services.projects import Frame
from tests.cast import TODAY, Cast
from tests.core.media import picture
from tests.factories import make_wave
from tests.house import governance

if TYPE_CHECKING:
    from tests.house.world import World

SIDES = (
    ("alice", "marion", "rachel", "nantes", "west"),
    ("yann", "zoe", "henri", "strasbourg", "east"),
)
"""Somebody of the store, who runs it, who stands above it, the store, its region."""
TILL = b"jour;heure;clients\n02/03/2026;17:00;12\n"


def settle(cast: Cast, world: "World") -> None:
    """Open projects everywhere but in Vannes, and bring two of them into their diagnostic."""
    places = (cast.head_office, cast.west_office, cast.nantes, cast.rennes, cast.brest)
    for unit in (*places, cast.strasbourg):
        make_wave(unit, "project")
    for name, manager, lead, place, region in SIDES:
        unit = getattr(cast, place)
        by = By(
            person_id=cast.people[manager].id,
            roles=frozenset({Role.UNIT_MANAGER, Role.EMPLOYEE}),
            today=TODAY,
            now=clock.now(),
        )
        people = {"who": cast.people[name].id, "lead": cast.people[lead].id}
        above = replace(by, person_id=people["lead"], roles=frozenset({Role.REGIONAL_LEAD}))
        governance.settle(world, unit, getattr(cast, region), name, above)
        _live(world, unit, name, by, people)
        session.flush()
    governance.settle_above(cast.france, above)
    world.things["screen_code"] = screens.code_of(screens.ask(now=clock.now()).screen)


def _live(world: "World", unit: Any, name: str, by: By, people: dict[str, Any]) -> None:
    before, heard = _last_year(unit, by)
    made = _diagnosing(unit, by)
    kept = _point(made.id, "La file à 18 h", by)
    handed = _point(made.id, "Le store est cassé", by)
    voice.escalate(
        irritant_id=handed.id, to=people["lead"], due_on=TODAY + timedelta(days=30), by=by
    )
    walks.draw_zones(project_id=made.id, names=["Vitrine"])
    draft = Draft(
        when_words="Quand trois clients attendent", do_words="j’ouvre la caisse", irritant_id=kept.id,
        owner_id=people["who"], due_on=TODAY + timedelta(days=10),
    )  # fmt: skip
    action = actions.add(project_id=made.id, draft=draft, by=by)
    ritual = rituals.set_up(
        unit_id=unit.id,
        draft=rituals.Draft(
            name="Brief", minutes=3, weekdays=frozenset({TODAY.isoweekday()}), is_brief=True
        ),
        by=by,
    )
    closure = rituals.close_days(
        unit_id=unit.id, first=date(2026, 5, 1), last=date(2026, 5, 1), reason="Férié", by=by
    )
    sample = flows.sample(unit=unit, channel="store", on=TODAY, slot=20, count=9, by=by)
    flows.count(
        unit=unit, channel="store", counts={Slot(date(2026, 3, 2), 34): 8,
                                            Slot(date(2026, 2, 23), 34): 9}, by=by,
    )  # fmt: skip
    post = flows.add_function(
        unit=unit, given=flows.Post(name="Caisse", channel="store", handling=180), by=by
    )
    briefs.compose(unit=unit, day=TODAY, now=clock.now())
    asked = screens.ask(now=clock.now()).screen
    screen = screens.pair(code=screens.code_of(asked), unit_id=unit.id, name="Pause", by=by)
    till = files.put(BytesIO(TILL), filename="c.csv", kind=files.Kind.TABLE, owner=by.person_id)
    world.things |= {
        f"project_{name}": str(made.id),
        f"point_{name}": str(kept.id),
        f"handed_{name}": str(handed.id),
        f"zone_{name}": str(zones_of(made.id)[0].id),
        f"action_{name}": str(action.id),
        f"ritual_{name}": str(ritual.id),
        f"closure_{name}": str(closure.id),
        f"sample_{name}": str(sample.id),
        f"function_{name}": str(post.id),
        f"till_{name}": str(till.id),
        f"screen_{name}": str(screen.id),
        f"before_{name}": str(before),
        f"heard_{name}": str(heard),
    }


def _diagnosing(unit: Any, by: By) -> Project:
    """Open a project, frame it, begin its diagnostic."""
    made = projects.open_project(unit_id=unit.id, by=by)
    given = Frame(
        meaning="Être attendu", metric="Salués en 10 s", count=12, of=40, target=60,
        due_on=TODAY + timedelta(days=200),
    )  # fmt: skip
    projects.frame(project_id=made.id, given=given, by=by)
    return projects.move_project(project_id=made.id, action="diagnose", by=by)


def _last_year(unit: Any, by: By) -> tuple[UUID, UUID | None]:
    """Let a project before this one hold a walk with a photo; return both."""
    made = _diagnosing(unit, by)
    walks.draw_zones(project_id=made.id, names=["Caisse"])
    said = {
        one.id: walks.Said(1, photo=BytesIO(picture()), no_face=True) for one in zones_of(made.id)
    }
    walk = walks.give(project_id=made.id, sense=Sense.HEARING, said=said, by=by)
    made.state, made.closed_at = "closed", by.now
    session.flush()
    taken = session.scalar(select(Perception.file_id).where(Perception.walk_id == walk.id))
    return made.id, taken


def _point(project_id: Any, words: str, by: By) -> Any:
    one = voice.tell(
        project_id=project_id, words=words, moment_uid=moments()[0].uid, count=3,
        example="« On attend »", is_checked=True, by=by,
    )  # fmt: skip
    return voice.keep(irritant_id=one.id)
