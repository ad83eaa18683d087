"""Pilots, a region's own project and waves, as people lead them; each step is a service."""

from datetime import timedelta
from typing import Any

from lms.core import clock
from lms.core.access import Capability, Role
from lms.core.db import session
from lms.core.practised import Practice
from lms.projects.models import Answer, Pilot, PilotMember, Project
from lms.projects.queries.projects import get_project
from lms.projects.services import actions, own, pilots, projects, sections, waves
from lms.projects.services.actions import Draft
from lms.projects.services.moving import By
from lms.projects.services.projects import Frame
from tests.cast import TODAY
from tests.factories.network import make_mandate, make_unit, make_wave
from tests.factories.projects import Ground

LIVED = dict.fromkeys(Practice, TODAY)


def lead(ground: Ground) -> By:
    """Return Rachel as services know her today."""
    return ground.by("rachel")


def the_pilot(ground: Ground) -> Pilot:
    """Return the pilot of West, Rachel and Karim its team."""
    found = session.get_one(Pilot, ground.pilot_id)
    if not session.get(PilotMember, (found.id, ground.cast.karim.id)):
        for one in (ground.cast.rachel, ground.cast.karim):
            session.add(PilotMember(pilot_id=found.id, person_id=one.id, change=""))
        session.flush()
    return found


def run_since(ground: Ground, days: int, state: str = "running") -> Project:
    """Let Nantes' project run since so many days, whatever it did to come there."""
    made = projects.open_project(unit_id=ground.cast.nantes.id, by=ground.by("marion"))
    made.state, made.running_since = state, TODAY - timedelta(days=days)
    session.flush()
    return made


def lived(ground: Ground, who: str, change: str = "Je viens le samedi") -> PilotMember:
    """Let a member of the team tell everything they lived."""
    pilot = session.get_one(Pilot, ground.pilot_id)
    return pilots.tell(pilot_id=pilot.id, days=LIVED, change=change, by=ground.by(who))


def ripe(ground: Ground) -> Pilot:
    """Bring the pilot to where it may be reviewed."""
    pilot = the_pilot(ground)
    project = run_since(ground, 35)
    pilots.follow(project_id=project.id, now=clock.now())
    for who in ("rachel", "karim"):
        lived(ground, who)
    return pilot


def own_project(ground: Ground) -> Project:
    """Open and frame the own project of West, its four parts under way."""
    by = lead(ground)
    made = projects.open_region_project(region_id=ground.cast.west.id, by=by)
    given = Frame(
        meaning="Tenir ce que nous demandons", metric="Visites tenues au jour dit", count=12, of=40,
        target=90, due_on=TODAY + timedelta(days=200),
    )  # fmt: skip
    projects.frame(project_id=made.id, given=given, by=by)
    return projects.move_project(project_id=made.id, action="diagnose", by=by)


def own_running(ground: Ground) -> Project:
    """Bring the own project of West to running, with one action of Karim's."""
    made, by = own_project(ground), lead(ground)
    for code in ("owe", "cooperate", "visits", "testimony"):
        sections.validate(project_id=made.id, code=code, words=f"Nous disons {code}", by=by)
    projects.move_project(project_id=made.id, action="plan", by=by)
    act(ground, made)
    return projects.move_project(project_id=made.id, action="run", by=by)


def act(ground: Ground, project: Project, owner: str = "karim", **given: Any) -> Any:
    """Write an action of the region."""
    whole = {
        "when_words": "Quand un magasin appelle",
        "do_words": "nous rappelons le jour même",
        "gap": "part",
        "about": "owe",
        "owner_id": getattr(ground.cast, owner).id,
        "due_on": TODAY + timedelta(days=14),
    }
    return actions.add(project_id=project.id, draft=Draft(**{**whole, **given}), by=lead(ground))


def more_stores(ground: Ground, count: int) -> list[Any]:
    """Open stores in West where projects are live, each run by Marion."""
    made = []
    for n in range(count):
        unit = make_unit(f"Store {n}", code=f"9{n:03}", region=ground.cast.west)
        make_wave(unit, "project")
        make_mandate(ground.cast.bruno.id, Role.DEPUTY, unit.id)
        made.append(unit)
    return made


def said(ground: Ground, project: Project, unit: Any, first: int, second: int) -> list[Answer]:
    """Let a store answer the two questions."""
    by = By(
        person_id=ground.cast.marion.id,
        roles=frozenset({Role.UNIT_MANAGER}),
        today=clock.today(),
        now=clock.now(),
    )
    return own.answer(unit_id=unit.id, project_id=project.id, values={1: first, 2: second}, by=by)


def decided(ground: Ground, decision: str = "go", who: str = "henri", **given: Any) -> Any:
    """Sign a decision for projects in West."""
    whole = {
        "region_id": ground.cast.west.id,
        "capability": Capability.PROJECT,
        "live_on": TODAY + timedelta(days=10),
        "decision": decision,
        "reason": "Toutes les équipes l’ont vécu",
    }
    return waves.decide(**{**whole, **given}, by=ground.by(who))


def project_now(project: Project) -> Project:
    """Return a project as it stands."""
    return get_project(project.id)
