"""Boards of many stores, made before they are asked for: exactly what would be counted, or counted."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from lms.core import clock
from lms.core.db import session
from lms.projects.models import RegionBoard, UnitBoard
from lms.projects.queries import boards, kept
from lms.projects.rules.pillars import Pillar
from lms.projects.rules.standings import Whole
from lms.projects.services import boards as making
from tests.cast import NOW
from tests.factories.projects import Ground
from tests.pages import Statements, page
from tests.projects.test_boards import lived
from tests.projects.views.conftest import Enter, enter  # noqa: F401 - a fixture

LATER = NOW + timedelta(minutes=20)


def stores(ground: Ground) -> list:
    return [ground.brest, ground.nantes, ground.rennes, ground.strasbourg]


def read_at(now: datetime, most: int | None = None, whole: Whole | None = None) -> kept.Rows:
    """Read the board of every store at an instant."""
    given = {"asked_today": NOW.date(), **kept.times(now)}
    asked = kept.stores_asked(shares=whole is None, most=most)
    known = kept.made(session.execute(asked, given).all(), now, whole)
    return known or kept.counted_now((), given, now)


def test_what_was_made_is_what_would_be_counted_then(ground: Ground):
    lived(ground)
    making.make(NOW)
    with clock.frozen(LATER):
        read = read_at(LATER)
    assert read.as_of == NOW
    counted = boards.standings_of(stores(ground), NOW)
    assert {one.unit.id: one.stands for one in read.rows} == counted
    assert list(read.rows) == boards.in_order(stores(ground), counted)


def test_the_network_is_what_its_regions_would_count(ground: Ground):
    lived(ground)
    making.make(NOW)
    read, counted = kept.network(NOW), kept.counted(NOW)
    assert session.scalar(select(func.count()).select_from(RegionBoard)) == len(read.lines) > 1
    assert (read.lines, read.whole) == (counted.lines, counted.whole)
    assert read.whole.pillars[Pillar.DIAGNOSTIC].num > 0


def test_sums_of_regions_are_read_in_the_place_of_shares_of_stores(ground: Ground):
    lived(ground)
    making.make(NOW)
    whole = read_at(LATER)
    summed = sum((one for _region, one in kept.network(LATER).lines), Whole())
    light = read_at(LATER, whole=summed)
    assert (light.whole, light.as_of) == (whole.whole, NOW)
    assert [one.unit for one in light.rows] == [one.unit for one in whole.rows]
    assert [one.stands.value for one in light.rows] == [one.stands.value for one in whole.rows]
    assert not any(one.stands.shares for one in light.rows)


def test_a_list_that_is_cut_counts_them_all(ground: Ground):
    lived(ground)
    making.make(NOW)
    whole = read_at(LATER)
    cut = read_at(LATER, most=1, whole=whole.whole)
    first = next(one.unit for one in whole.rows if one.needs_help)
    others = [one.unit for one in whole.rows if not one.needs_help]
    assert [one.unit for one in cut.rows] == [first, *others[:1]]
    assert (cut.count, cut.helped) == (whole.count, whole.helped) == (4, 4 - len(others))


def test_canary_what_happened_since_waits_for_the_next_time(ground: Ground):
    making.make(NOW)
    lived(ground)
    with clock.frozen(LATER):
        old = read_at(LATER).whole
        making.make(LATER)
        new = read_at(LATER)
    assert old != new.whole
    assert new.as_of == LATER
    assert session.scalar(select(func.count()).select_from(UnitBoard)) == len(stores(ground))


def test_a_store_opened_since_is_counted_at_once(ground: Ground):
    lived(ground)
    making.make(NOW)
    session.delete(session.get_one(UnitBoard, ground.nantes.id))
    session.flush()
    read = read_at(LATER)
    assert read.as_of == LATER
    assert {one.unit.id for one in read.rows} == {one.id for one in stores(ground)}


def test_what_nobody_made_again_for_hours_is_counted(ground: Ground):
    making.make(NOW)
    late = NOW + kept.LASTS + timedelta(minutes=1)
    assert read_at(late).as_of == late
    assert kept.network(late).as_of == late


def test_a_store_that_closed_is_forgotten(ground: Ground):
    making.make(NOW)
    ground.brest.closed_on = NOW.date()
    session.flush()
    making.make(LATER)
    assert session.get(UnitBoard, ground.brest.id) is None


def test_pages_read_few_rows_and_say_as_of_when(ground: Ground, enter: Enter):  # noqa: F811
    lived(ground)
    making.make(NOW)
    session.flush()
    with clock.frozen(LATER):
        for who, where, most in (
            ("henri", "/board", 2),
            ("rachel", f"/regions/{ground.cast.west.id}/board", 2),
            ("karim", "/boards", 2),
        ):
            client = enter(who)
            page(client, where)
            with Statements() as sent:
                html = page(client, where)
            assert len(sent) <= most, (where, sent)
            assert "Chiffres " in html, where


@pytest.mark.parametrize("where", ["/board", "/boards"])
def test_a_page_counts_when_nothing_was_made(ground: Ground, enter: Enter, where: str):  # noqa: F811
    lived(ground)
    assert "Nantes" in page(enter("karim"), "/boards") or where == "/board"
    assert page(enter("henri" if where == "/board" else "karim"), where)
