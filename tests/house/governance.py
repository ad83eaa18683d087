"""Regions in the house: a pilot with its team, an own project under way, one above it running."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from lms.core import ids
from lms.core.db import session
from lms.projects.models import Pilot, PilotMember, Project
from lms.projects.queries.there import team_of
from lms.projects.services import actions, projects
from lms.projects.services.actions import Draft
from lms.projects.services.moving import By
from lms.projects.services.projects import Frame
from tests.cast import NOW, TODAY

if TYPE_CHECKING:
    from tests.house.world import World


def settle(world: "World", unit: Any, region: Any, name: str, by: By) -> None:
    """Choose a region's pilot with its team, and bring its own project into its four parts."""
    team = sorted(team_of(region.id, TODAY), key=lambda one: one != by.person_id)
    pilot = Pilot(
        id=ids.new_id(), region_id=region.id, unit_id=unit.id, state="chosen", reason="",
        changes="", chosen_by=None, chosen_at=NOW,
    )  # fmt: skip
    session.add(pilot)
    session.flush()
    for one in team[:2]:
        session.add(PilotMember(pilot_id=pilot.id, person_id=one, change=""))
    made = _framed(region, by)
    draft = Draft(
        when_words="Quand un magasin appelle", do_words="nous rappelons", gap="part", about="owe",
        owner_id=team[0], due_on=TODAY + timedelta(days=10),
    )  # fmt: skip
    action = actions.add(project_id=made.id, draft=draft, by=by)
    world.things |= {
        f"pilot_{name}": str(pilot.id),
        f"own_project_{name}": str(made.id),
        f"own_action_{name}": str(action.id),
    }


def _framed(region: Any, by: By) -> Project:
    made = projects.open_region_project(region_id=region.id, by=by)
    given = Frame(
        meaning="Tenir parole", metric="Visites tenues", count=12, of=40, target=60,
        due_on=TODAY + timedelta(days=200),
    )  # fmt: skip
    projects.frame(project_id=made.id, given=given, by=by)
    return projects.move_project(project_id=made.id, action="diagnose", by=by)


def settle_above(region: Any, by: By) -> None:
    """Let the region above both run a project its stores are asked about."""
    made = _framed(region, by)
    made.state, made.running_since = "running", TODAY
    session.flush()
