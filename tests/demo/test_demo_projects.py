"""Five stores of the demo lead their projects, at five stages; ledgers end where the rows are."""

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from lms.accounts.models import Person
from lms.core import clock
from lms.core.db import session
from lms.demo.projects import texts
from lms.network.models import Unit
from lms.network.queries import primary_unit
from lms.projects.models import (
    Action,
    Brief,
    Count,
    Decision,
    Function,
    Occurrence,
    Perception,
    Pilot,
    Project,
    Screen,
    Waiver,
    Walk,
)
from lms.projects.queries.pilots import members_of
from lms.projects.queries.plan import to_verify
from lms.projects.queries.projects import facts_of, find_project
from lms.projects.queries.screens import shown_on
from lms.projects.rules.walks import Sense
from tests.demo.conftest import TODAY

pytestmark = pytest.mark.xdist_group("demo")

World = tuple[Flask, str]


def states_of(model: type) -> dict[str, int]:
    rows = session.execute(select(model.state, func.count()).group_by(model.state))  # type: ignore[attr-defined]
    return {row[0]: row[1] for row in rows}


def test_five_projects_stand_at_five_stages(world: World) -> None:
    stores = select(Project.state).where(Project.unit_id.is_not(None))
    assert sorted(session.scalars(stores)) == [
        "diagnosing", "framing", "planning", "reviewing", "running",
    ]  # fmt: skip
    assert set(states_of(Action)) >= {"verified", "done", "accepted"}
    for model in (Walk, Count, Function, Occurrence):
        assert session.scalar(select(func.count()).select_from(model)), model


def test_ledgers_end_where_the_rows_are(world: World) -> None:
    for table, entries, key in (
        ("projects_project", "projects_entry", "project_id"),
        ("projects_action", "projects_action_entry", "action_id"),
    ):
        odd = text(
            f"SELECT count(*) FROM {table} o JOIN LATERAL (SELECT state FROM {entries} e"
            f" WHERE e.{key} = o.id ORDER BY number DESC LIMIT 1) l ON l.state <> o.state"
        )
        assert session.scalar(odd) == 0, table


def test_something_waits_for_marion_and_her_board_has_a_past(world: World) -> None:
    marion = session.scalars(
        select(Person).where(Person.given_name == "Marion", Person.family_name == "Lefèvre")
    ).one()
    leads = (Project.state == "running", Project.unit_id.is_not(None))
    running = session.scalars(select(Project).where(*leads)).one()
    assert running.unit_id is not None
    assert find_project(running.unit_id) == running
    assert to_verify([running.unit_id], without=marion.id)
    lit = text("SELECT count(*) FROM network_wave WHERE capability = 'project'")
    assert session.scalar(lit) == session.scalar(
        text("SELECT count(*) FROM network_unit WHERE kind = 'store'")
    )
    assert running.running_since is not None
    assert running.running_since < TODAY


def test_a_store_that_begins_wrote_why_and_no_objective_yet(world: World) -> None:
    begun = select(Project).where(Project.state == "framing", Project.unit_id.is_not(None))
    project = session.scalars(begun).one()
    facts = facts_of(project, TODAY)
    assert facts.meaning
    assert not facts.has_objective


def test_an_employee_of_the_cast_takes_part_in_a_diagnostic(world: World) -> None:
    sami = session.scalars(select(Person).where(Person.email == "sami@exemple.fr")).one()
    works = primary_unit(sami.id, TODAY)
    assert works is not None
    project = find_project(works.unit_id)
    assert project is not None
    assert project.state == "diagnosing"
    asked = select(Walk.id).where(Walk.project_id == project.id, Walk.walker_id == sami.id)
    assert session.scalar(asked) is None


def test_no_walk_speaks_of_what_its_sense_does_not_feel(world: World) -> None:
    rows = session.execute(
        select(Walk.sense, Perception.note).join(Walk).where(Perception.note != "")
    ).all()
    assert rows
    assert all(note in texts.NOTES[Sense(sense)] for sense, note in rows)


def test_regions_live_their_pilot_at_different_stages(world: World) -> None:
    found = states_of(Pilot)
    assert found["reviewed"] == found["lived"] == 1
    assert found["chosen"] == 2
    assert (
        session.scalar(select(func.count()).select_from(Waiver).where(Waiver.gate == "pilot")) == 1
    )
    lived = session.scalars(select(Pilot).where(Pilot.state == "lived")).one()
    left = [one for one in members_of(lived) if not one.lived.is_whole]
    assert len(left) == 1


def test_three_regions_lead_a_project_of_their_own_and_one_of_the_four_has_none(
    world: World,
) -> None:
    own = select(Project.state).where(Project.region_id.is_not(None))
    assert sorted(session.scalars(own)) == ["closed", "diagnosing", "running"]
    piloted = set(session.scalars(select(Pilot.region_id)))
    led = set(session.scalars(select(Project.region_id).where(Project.region_id.is_not(None))))
    assert len(piloted - led) == 1


def test_one_wave_opens_and_another_waits_and_both_say_why(world: World) -> None:
    found = session.scalars(select(Decision)).all()
    assert sorted(one.decision for one in found) == ["go", "no_go"]
    assert all(set(one.inputs["acknowledged"]) == {"verdict"} for one in found)


def test_briefs_of_the_day_are_composed_and_one_screen_is_in_service(world: World) -> None:
    screen = session.scalars(select(Screen)).one()
    assert screen.unit_id is not None
    assert screen.revoked_at is None
    unit = session.get_one(Unit, screen.unit_id)
    made = session.scalars(select(Brief).where(Brief.unit_id == unit.id)).one()
    assert set(made.parts) >= {"card", "try", "gap"}
    shown = shown_on(unit, clock.now())
    assert shown is not None
    assert shown.card is not None
    assert shown.call is not None
