"""Four stores of the demo lead their projects, at four stages; ledgers end where the rows are."""

from flask import Flask
from sqlalchemy import func, select, text

from lms.accounts.models import Person
from lms.core.db import session
from lms.projects.models import Action, Count, Function, Occurrence, Pilot, Project, Walk
from lms.projects.queries.plan import to_verify
from lms.projects.queries.projects import find_project
from tests.demo.conftest import TODAY

World = tuple[Flask, str]


def states_of(model: type) -> dict[str, int]:
    rows = session.execute(select(model.state, func.count()).group_by(model.state))  # type: ignore[attr-defined]
    return {row[0]: row[1] for row in rows}


def test_four_projects_stand_at_four_stages(world: World) -> None:
    assert states_of(Project) == {"running": 1, "diagnosing": 1, "planning": 1, "reviewing": 1}
    assert set(states_of(Action)) >= {"verified", "done", "accepted"}
    for model in (Walk, Count, Function, Occurrence):
        assert session.scalar(select(func.count()).select_from(model)), model
    piloted = session.scalar(select(func.count(Pilot.region_id.distinct())))
    assert piloted == session.scalar(select(func.count()).select_from(Pilot))


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
    running = session.scalars(select(Project).where(Project.state == "running")).one()
    assert running.unit_id is not None
    assert find_project(running.unit_id) == running
    assert to_verify([running.unit_id], without=marion.id)
    lit = text("SELECT count(*) FROM network_wave WHERE capability = 'project'")
    assert session.scalar(lit) == session.scalar(
        text("SELECT count(*) FROM network_unit WHERE kind = 'store'")
    )
    assert running.running_since is not None
    assert running.running_since < TODAY
