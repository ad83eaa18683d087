"""Painted, sampled, counted weeks; the till's file; the usual week agreed on; functions."""

from datetime import date, timedelta
from fractions import Fraction

import pytest

from lms.core.db import session
from lms.core.errors import Invalid, NotFound, Refused
from lms.projects.imports import tills
from lms.projects.models import Count, Reference, ReferenceSlot
from lms.projects.queries.flows import (
    chosen_slot,
    known_counts,
    last_reference,
    posts_of,
    weeks_of,
)
from lms.projects.rules.flows.painting import Shade
from lms.projects.rules.flows.reference import Origin, Quality
from lms.projects.rules.flows.slots import Slot
from lms.projects.rules.staffing import Able
from lms.projects.services import flows, sections
from lms.projects.services.flows import Post
from tests.cast import TODAY
from tests.factories.projects import Ground, diagnosing, painted

pytestmark = pytest.mark.usefixtures("english")


def counted(ground: Ground, weeks: int, count: int = 10, first: date = date(2026, 1, 5)):
    by = ground.by("marion")
    for week in range(weeks):
        day = first + timedelta(weeks=week)
        counts = {Slot(day, 34): count + week, Slot(day, 35): count}
        flows.count(unit=ground.nantes, channel="store", counts=counts, by=by)


def test_a_painted_week_has_no_number_until_three_hours_are_counted(ground: Ground):
    by = ground.by("marion")
    flows.paint(
        unit=ground.nantes, channel="store", places=[(1, 20), (1, 21)], shade=Shade.PEAK, by=by
    )
    usual = weeks_of(ground.nantes)["store"]
    assert (usual.per_point, usual.cells) == (None, {})
    painted(ground, ground.nantes)
    usual = weeks_of(ground.nantes)["store"]
    points = 2 * (1 + 2 + 4)
    assert usual.per_point == Fraction(70, points)
    assert {cell.origin for cell in usual.cells.values()} == {Origin.ESTIMATED}
    assert usual.quality is Quality.NONE


def test_what_is_counted_replaces_what_is_painted(ground: Ground):
    painted(ground, ground.nantes)
    counted(ground, 4)
    usual = weeks_of(ground.nantes)["store"]
    assert usual.quality is Quality.FULL
    cell = usual.cells[1, 34]
    assert (cell.origin, cell.median, cell.p80, cell.weeks) == (
        Origin.COUNTED, Fraction(23, 2), Fraction(13), 4,
    )  # fmt: skip
    assert usual.cells[2, 34].origin is Origin.ESTIMATED


def test_a_week_set_apart_stays_and_counts_no_more(ground: Ground):
    counted(ground, 4)
    by = ground.by("marion")
    flows.set_apart(unit_id=ground.nantes.id, iso_week="2026-W02", reason="Soldes", by=by)
    usual = weeks_of(ground.nantes)["store"]
    assert (usual.quality, len(usual.weeks)) == (Quality.THIN, 3)
    assert session.query(Count).count() == 8
    with pytest.raises(Refused):
        flows.set_apart(unit_id=ground.nantes.id, iso_week="2026-W02", reason="x", by=by)
    flows.bring_back(unit_id=ground.nantes.id, iso_week="2026-W02")
    assert weeks_of(ground.nantes)["store"].quality is Quality.FULL
    with pytest.raises(NotFound):
        flows.bring_back(unit_id=ground.nantes.id, iso_week="2026-W02")


def test_a_number_said_again_replaces_and_its_past_stays(ground: Ground):
    by, slot = ground.by("marion"), Slot(date(2026, 3, 2), 34)
    for n, new in ((5, 1), (5, 0), (7, 1)):
        assert flows.count(unit=ground.nantes, channel="store", counts={slot: n}, by=by) == new
    assert known_counts(ground.nantes.id, "store") == {slot: 7}
    assert session.query(Count).count() == 2


def test_the_usual_week_takes_the_last_number_and_averages_the_hour_that_comes_twice(
    ground: Ground,
):
    by = ground.by("marion")
    for day, first in ((date(2024, 10, 27), 90), (date(2025, 10, 26), 20)):
        for n in (first, 20):
            counts = {Slot(day, 4): n, Slot(day, 4, 1): 7, Slot(day, 6): 8}
            flows.count(unit=ground.nantes, channel="store", counts=counts, by=by)
    cells = weeks_of(ground.nantes)["store"].cells
    assert {place: cell.p80 for place, cell in cells.items()} == {
        (7, 4): Fraction(27, 2),
        (7, 6): 8,
    }


def test_a_week_agreed_on_no_longer_changes(ground: Ground):
    by = ground.by("marion")
    with pytest.raises(Refused):
        flows.agree(unit=ground.nantes, by=by)
    counted(ground, 4)
    first = flows.agree(unit=ground.nantes, by=by)
    counted(ground, 4, count=30, first=date(2026, 2, 2))
    second = flows.agree(unit=ground.nantes, by=by)
    assert (first.version, second.version) == (1, 2)
    kept = session.query(ReferenceSlot).where(ReferenceSlot.reference_id == first.id).all()
    assert {(one.slot, one.p80) for one in kept} == {(34, "13"), (35, "10")}
    frozen = last_reference(ground.nantes.id)
    assert frozen is not None
    assert frozen.row.version == 2
    assert session.query(Reference).count() == 2


def test_a_till_file_is_read_without_writing_then_written_once(ground: Ground):
    by = ground.by("marion")
    block = (
        b"date;heure;tickets\n02/03/2026;17:00;12\n02/03/2026;17:10;3\n02/03/2026;17:30;9\n"
        b"2026-13-01;10:00;4\n03/03/2026;26:00;4\n29/03/2025;10:00;1\n"
    )
    file_id = tills.keep(block, "caisse.csv", by)
    found = tills.compare(tills.stored(file_id, by), ground.nantes, "store", TODAY)
    assert session.query(Count).count() == 0
    assert (found.new, found.changed, len(found.refused)) == (3, 0, 2)
    assert found.counts[Slot(date(2026, 3, 2), 34)] == 15
    assert tills.apply(file_id=file_id, unit=ground.nantes, channel="store", by=by) == 3
    assert tills.apply(file_id=file_id, unit=ground.nantes, channel="store", by=by) == 0
    with pytest.raises(NotFound):
        tills.apply(file_id=file_id, unit=ground.nantes, channel="store", by=ground.by("zoe"))


def test_an_hour_that_no_clock_shows_is_refused(ground: Ground):
    block = b"date;heure;clients\n2025-03-30;02:30;4\n2025-10-26;02:30;4\n"
    found = tills.compare(block, ground.nantes, "store", TODAY)
    assert [one.line for one in found.refused] == [2]
    assert list(found.counts) == [Slot(date(2025, 10, 26), 5)]


@pytest.mark.parametrize("text", ["17h30", "17:30", "17 h 30", "17:30:00", "17:30-18:00"])
def test_times_are_read_as_tills_write_them(text: str):
    assert tills.as_half_hour(text) == 35


def test_a_function_asks_for_people_and_lacks_those_who_hold_it(ground: Ground):
    by = ground.by("marion")
    painted(ground, ground.nantes)
    till = flows.add_function(
        unit=ground.nantes, given=Post(name="Caisse", channel="store", handling=180), by=by
    )
    posts = posts_of(ground.nantes)
    chosen = chosen_slot(posts, weeks_of(ground.nantes))
    assert chosen is not None
    assert chosen.is_estimated
    ((_post, people, missing),) = chosen.lines
    assert people == missing > 1
    for who in ("alice", "bruno"):
        person = getattr(ground.cast, who)
        flows.hold(function_id=till.id, person_id=person.id, able=Able.ALONE, by=by)
    flows.hold(function_id=till.id, person_id=ground.cast.dina.id, able=Able.LEARNING, by=by)
    chosen = chosen_slot(posts_of(ground.nantes), weeks_of(ground.nantes))
    assert chosen is not None
    assert chosen.lines[0][2] == people - 2
    with pytest.raises(Invalid):
        flows.hold(function_id=till.id, person_id=ground.cast.yann.id, able=Able.ALONE, by=by)
    flows.hold(function_id=till.id, person_id=ground.cast.alice.id, able=None, by=by)
    flows.remove_function(function_id=till.id, unit_id=ground.nantes.id)
    assert posts_of(ground.nantes) == []


@pytest.mark.parametrize(
    ("on", "slot", "count"),
    [(TODAY + timedelta(days=1), 20, 3), (TODAY, 47, 3), (TODAY, 20, 99999)],
)
def test_a_sample_out_of_reach_is_refused(ground: Ground, on: date, slot: int, count: int):
    with pytest.raises(Invalid):
        flows.sample(
            unit=ground.nantes, channel="store", on=on, slot=slot, count=count, by=ground.by("marion")
        )  # fmt: skip


def test_the_usual_week_says_what_was_counted_in_an_hour_sampled(ground: Ground):
    painted(ground, ground.nantes)
    by, on = ground.by("marion"), TODAY - timedelta(days=2)
    flows.sample(unit=ground.nantes, channel="store", on=on, slot=24, count=52, by=by)
    usual = weeks_of(ground.nantes)["store"]
    place = (on.isoweekday(), 24)
    assert 2 * usual.cells[place].median == 52
    assert usual.cells[place].is_sampled
    other = usual.cells[on.isoweekday() % 6 + 1, 24]
    assert other.is_guess
    assert other.median != 26
    chosen = chosen_slot([], {"store": usual}, place)
    assert chosen is not None
    assert (chosen.customers, chosen.is_estimated, chosen.is_sampled) == (52, False, True)


def test_a_channel_where_nothing_is_served_nor_said_holds_no_diagnostic_back(ground: Ground):
    ground.nantes.channels = ["store", "phone", "drive"]
    project = diagnosing(ground)
    by = ground.by("marion")
    with pytest.raises(Refused, match="hours"):
        sections.validate(project_id=project.id, code="flows", by=by)
    painted(ground, ground.nantes)
    post = Post(name="Retrait", channel="drive", handling=120)
    made = flows.add_function(unit=ground.nantes, given=post, by=by)
    with pytest.raises(Refused, match="drive"):
        sections.validate(project_id=project.id, code="flows", by=by)
    flows.remove_function(function_id=made.id, unit_id=ground.nantes.id)
    flows.paint(
        unit=ground.nantes, channel="phone", places=[(1, 20)], shade=Shade.CALM, by=by
    )  # fmt: skip
    with pytest.raises(Refused, match="hone"):
        sections.validate(project_id=project.id, code="flows", by=by)
    ground.nantes.channels = ["store", "drive"]
    assert sections.validate(project_id=project.id, code="flows", by=by).validated_at
