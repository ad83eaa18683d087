"""A year of visits in the demo: believable, whole, and something that waits for the cast."""

from datetime import datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from lms.coaching.models import Block, DashboardEntry, Day, DayCoach, EntryPart, Rating
from lms.coaching.queries import days, figures
from lms.coaching.queries.sides import entries_said
from lms.core import clock
from lms.core.db import session
from tests.demo.conftest import TODAY
from tests.demo.test_demo_practice import who

pytestmark = pytest.mark.xdist_group("demo")

World = tuple[Flask, str]


def test_stores_had_their_visits_and_most_were_judged(world: World) -> None:
    states = {
        row[0]: row[1]
        for row in session.execute(select(Day.state, func.count()).group_by(Day.state))
    }
    assert states["closed"] > 100
    assert states["cancelled"]
    first = session.scalar(select(func.min(Day.business_date)))
    assert first is not None
    assert first <= TODAY - timedelta(days=330)
    rated = session.scalar(select(func.count(Rating.day_coach_id.distinct()))) or 0
    assert 0.7 < rated / (states["closed"] + states.get("done", 0)) < 0.95


def test_ledgers_end_where_the_days_are(world: World) -> None:
    odd = text(
        "SELECT count(*) FROM coaching_day d JOIN LATERAL (SELECT state FROM coaching_day_entry e"
        " WHERE e.day_id = d.id ORDER BY number DESC LIMIT 1) l ON l.state <> d.state"
    )
    assert session.scalar(odd) == 0


def test_each_dashboard_says_what_its_fingerprint_says(world: World) -> None:
    known = session.scalars(select(DashboardEntry).limit(40)).all()
    said = entries_said(known)
    assert all(said[one.id].content_hash == one.content_hash for one in known)
    assert session.scalar(select(func.count()).select_from(EntryPart))


def test_pots_are_published_and_none_is_small(world: World) -> None:
    known = session.scalars(select(Block)).all()
    assert known
    for one in known:
        assert one.n >= 5
        assert one.units >= 3
        assert 1 <= Fraction(one.score) <= 5
    at = datetime.combine(TODAY, time(9), ZoneInfo("Europe/Paris"))
    assert figures.spreads(at)


def test_something_waits_for_marion_and_for_karim(world: World) -> None:
    karim, marion = who("Karim", "Benali"), who("Marion", "Lefèvre")
    at = datetime.combine(TODAY, time(9), ZoneInfo("Europe/Paris"))
    with clock.frozen(at):
        assert days.to_rate(marion.id, TODAY, timedelta(days=14))
        assert days.waiting_for_me(karim.id, TODAY)
        mine = days.own_pairs(karim.id, TODAY, TODAY + timedelta(days=15))
    assert any(one.day.business_date == TODAY for one in mine)
    assert session.scalar(select(func.count()).where(DayCoach.coach_id == karim.id))
