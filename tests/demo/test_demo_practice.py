"""A year of practice in the demo: believable, whole, and something that waits for the cast."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from lms.accounts.models import Person
from lms.coaching.models import Bravo, Goal, Observation, Observer, SkillMeasure
from lms.coaching.queries import observing, trying
from lms.core.db import session
from tests.demo.conftest import TODAY

pytestmark = pytest.mark.xdist_group("demo")

World = tuple[Flask, str]


def who(given: str, family: str) -> Person:
    found = select(Person).where(Person.given_name == given, Person.family_name == family)
    return session.scalars(found).one()


def test_every_store_had_its_year(world: World) -> None:
    lit = text("SELECT count(DISTINCT unit_id) FROM network_wave WHERE capability = 'coaching'")
    assert (session.scalar(lit) or 0) >= 12
    stores = select(func.count(Observation.unit_id.distinct()))
    assert (session.scalar(stores) or 0) >= 10
    states = {
        row[0]: row[1]
        for row in session.execute(
            select(Observation.state, func.count()).group_by(Observation.state)
        )
    }
    talked = states["debriefed"] + states["acknowledged"]
    assert 0.75 < talked / sum(states.values()) < 0.95
    first = session.scalar(select(func.min(Observation.planned_on)))
    assert first is not None
    assert first <= TODAY - timedelta(days=330)
    for model in (Goal, SkillMeasure, Bravo, Observer):
        assert session.scalar(select(func.count()).select_from(model)), model


def test_ledgers_end_where_the_rows_are(world: World) -> None:
    odd = text(
        "SELECT count(*) FROM coaching_observation o JOIN LATERAL (SELECT state FROM"
        " coaching_observation_entry e WHERE e.observation_id = o.id ORDER BY number DESC LIMIT 1)"
        " l ON l.state <> o.state"
    )
    assert session.scalar(odd) == 0


def test_something_waits_for_each_of_the_cast(world: World) -> None:
    alice, marion = who("Alice", "Moreau"), who("Marion", "Lefèvre")
    unread = select(Observation).where(
        Observation.observed_id == alice.id, Observation.state == "debriefed"
    )
    assert session.scalars(unread).first()
    assert trying.board_of(alice.id, TODAY).offers
    assert [one.until is not None for one in observing.to_talk(marion.id)] == [True]
