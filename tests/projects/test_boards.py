"""Pillars recomputed by hand from rows equal the page, the export and the measures."""

import csv
import io
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from lms.core import clock, standing
from lms.core.db import session
from lms.core.measures import MEASURES, Reading, ScopeKind, Standing, read_at
from lms.core.periods import PeriodKind, period_of
from lms.network.models import UnitRegion
from lms.projects import measures as projects
from lms.projects.models import ActionEntry, Occurrence, SectionEntry
from lms.projects.queries import boards, figures, kept, regions
from lms.projects.rules.pillars import MEASURE_OF, Pillar, Progress, Share, progress
from lms.projects.rules.rituals import Told
from lms.projects.rules.standings import Mean, Whole
from lms.projects.services import projects as leading
from lms.projects.services import rituals, sections
from tests.cast import NOW, TODAY
from tests.factories.network import make_link, since
from tests.factories.projects import (
    Ground,
    acted,
    diagnosed,
    finished,
    planned,
    project_of,
    ritual,
    running,
)
from tests.pages import Statements, page
from tests.projects.views.conftest import Enter, enter  # noqa: F401 - a fixture

PERIOD = period_of(TODAY, PeriodKind.MONTH)


def reading(code: str, unit_id, at=None) -> Reading:
    return MEASURES[code].readings([unit_id], ScopeKind.UNIT, PERIOD, at or clock.now())[unit_id]


def progress_now(ground: Ground) -> Progress:
    now = clock.now()
    return boards.progress_at([ground.nantes.id], [now])[now][ground.nantes.id]


def lived(ground: Ground) -> None:
    """Two actions due of which one done in time, three rituals of which two held, two parts of four."""
    project = planned(ground)
    done = finished(ground, acted(ground, project, due_on=TODAY))
    late = acted(ground, project, owner="bruno", due_on=TODAY)
    assert done.state != late.state
    one = ritual(ground)
    one.starts_on = date(2026, 3, 5)
    session.flush()
    by = ground.by("marion")
    for on, told in ((date(2026, 3, 9), Told.SKIPPED), (TODAY, Told.HELD)):
        rituals.mark(ritual_id=one.id, on=on, told=told, reason="Livraison", by=by)


def by_hand(ground: Ground) -> dict[Pillar, Fraction]:
    """Recompute pillars from rows alone, the long way."""
    last: dict = {}
    for row in session.query(SectionEntry).order_by(SectionEntry.number):
        last[row.code] = row.validated
    due, done = 0, 0
    entries: dict = {}
    for move in session.query(ActionEntry).order_by(ActionEntry.number):
        entries.setdefault(move.action_id, []).append(move)
    for moves in entries.values():
        if moves[-1].due_on <= TODAY and moves[-1].state not in {"proposed", "abandoned"}:
            due += 1
            finish = [m.occurred_on for m in moves if m.action == "finish"]
            done += moves[-1].state in {"done", "verified"} and finish[-1] <= moves[-1].due_on
    said: dict = {}
    for told in session.query(Occurrence).order_by(Occurrence.number):
        said[told.on_date] = told.state
    expected = [d for d in (date(2026, 3, 5), date(2026, 3, 9)) if d < TODAY] + [TODAY]
    held = sum(said.get(d) == "held" for d in expected)
    return {
        Pillar.DIAGNOSTIC: Fraction(sum(last.values()), 4),
        Pillar.ACTIONS: Fraction(done, due),
        Pillar.RITUALS: Fraction(held, len(expected)),
    }


def test_every_pillar_recomputed_from_rows_is_the_measures(ground: Ground):
    lived(ground)
    wanted = by_hand(ground)
    assert wanted == {
        Pillar.DIAGNOSTIC: Fraction(1, 2), Pillar.ACTIONS: Fraction(1, 2), Pillar.RITUALS: Fraction(1, 3),
    }  # fmt: skip
    for pillar, value in wanted.items():
        assert reading(MEASURE_OF[pillar], ground.nantes.id).ratio == value
    found = progress_now(ground)
    assert {part.pillar: part.value for part in found.parts} == wanted
    assert found.value == sum(wanted.values()) / 3
    assert reading("projects.progress", ground.nantes.id).ratio == found.value
    assert set(found.not_applicable) == set(Pillar) - set(wanted)


@pytest.mark.parametrize("bug", ["diagnostic_done", "actions_verified", "rituals_held"])
def test_canary_a_figure_that_forgets_rows_is_seen(ground: Ground, monkeypatch, bug: str):
    lived(ground)
    true, late = MEASURES[f"projects.{bug}"], timedelta(days=40)

    def forgets(ids, kind, instants):
        told = true.readings.at(ids, kind, [at - late for at in instants])
        return {at: told[at - late] for at in instants}

    monkeypatch.setitem(MEASURES, true.code, replace(true, readings=Standing(forgets)))
    wanted = by_hand(ground)
    found = progress_now(ground)
    assert {part.pillar: part.value for part in found.parts} != wanted


def test_the_page_and_the_export_say_the_same(ground: Ground, enter: Enter):  # noqa: F811
    lived(ground)
    wanted = by_hand(ground)
    html = page(enter("marion"), f"/store/{ground.nantes.id}/board")
    assert "44\u202f%" in html or ">44<" in html
    answer = enter("rachel").get("/board/export.csv")
    rows = list(
        csv.reader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff")), delimiter=";")
    )
    nantes = next(row for row in rows if row[0] == "0101")
    shown = [float(one.replace(",", ".")) for one in nantes[7:10] if one]
    assert shown == pytest.approx([float(one) for one in wanted.values()])
    assert float(nantes[4].replace(",", ".")) == pytest.approx(float(sum(wanted.values()) / 3))
    assert enter("rachel").get("/board/export.xlsx").status_code == 200


def test_a_past_instant_gives_the_answer_of_then(ground: Ground):
    project = diagnosed(ground)
    before = reading("projects.diagnostic_done", ground.nantes.id)
    with clock.frozen(NOW + timedelta(days=2)):
        sections.reopen(project_id=project.id, code="voice", by=ground.by("marion"))
        assert reading("projects.diagnostic_done", ground.nantes.id).num == 1
        assert reading("projects.diagnostic_done", ground.nantes.id, NOW) == before
    assert before.num == 2


MONTHS_LATER = NOW + timedelta(days=200)
MOVED = TODAY + timedelta(days=190)


def moved_east(ground: Ground, on: date) -> None:
    """Move Nantes from the west to the east on a day."""
    link = session.query(UnitRegion).where(UnitRegion.unit_id == ground.nantes.id).one()
    link.during = since(link.during.lower, on)
    session.flush()
    make_link(ground.nantes, ground.cast.east, since(on))


def regions_now(ground: Ground) -> dict[str, Whole]:
    return {region.name: one for region, one in kept.counted(clock.now()).lines}


def test_a_unit_that_moves_in_mid_period_leaves_its_past_where_it_happened(ground: Ground):
    """Regions still sum to the network, now and then."""
    lived(ground)
    with clock.frozen(MONTHS_LATER):
        before, network = regions_now(ground), kept.counted(clock.now()).whole
        assert before["West"].before is not None
        assert before["West"].before != before["East"].before
        moved_east(ground, MOVED)
        after = regions_now(ground)
        assert kept.counted(clock.now()).whole == network
        (nantes,) = boards.standings_of([ground.nantes], clock.now()).values()
        assert [after[one].then for one in ("West", "East")] == [
            before[one].then for one in ("West", "East")
        ]
        assert after["East"].now == before["East"].now + Mean(nantes.value, 1)
        assert (after["West"].units, after["East"].units) == (2, 2)
        board = kept.region_rows(
            ground.cast.viewer(ground.cast.rachel), ground.cast.west.id, clock.now(), 9
        )
        assert board is not None
        assert board.known.whole == after["West"]


def test_canary_a_past_told_by_the_regions_of_today_is_seen(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
):
    lived(ground)
    with clock.frozen(MONTHS_LATER):
        before = regions_now(ground)
        moved_east(ground, MOVED)
        of = regions.regions_of
        monkeypatch.setattr(
            regions, "regions_of", lambda units, _day: of(units, MONTHS_LATER.date())
        )
        assert regions_now(ground)["West"].then != before["West"].then


def test_days_of_the_server_change_nothing(ground: Ground, monkeypatch):
    import time

    lived(ground)
    known = {
        figure: read_at(figure, [ground.nantes.id], ScopeKind.UNIT, {NOW: PERIOD})
        for figure in (projects.RITUALS, projects.ACTIONS)
    }
    assert all(one[NOW][ground.nantes.id].den for one in known.values())
    for zone in ("Pacific/Midway", "Pacific/Kiritimati"):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        for figure, was in known.items():
            assert read_at(figure, [ground.nantes.id], ScopeKind.UNIT, {NOW: PERIOD}) == was
    monkeypatch.delenv("TZ")
    time.tzset()


def test_a_region_lists_those_to_help_first_and_ranks_nobody(ground: Ground, enter: Enter):  # noqa: F811
    html = page(enter("rachel"), f"/regions/{ground.cast.west.id}/board")
    assert "Nantes Beaulieu" in html
    assert "Strasbourg" not in html
    for who, status in (("marion", 404), ("karim", 404), ("zoe", 404), ("alice", 403)):
        assert enter(who).get(f"/regions/{ground.cast.west.id}/board").status_code == status, who
    assert enter("rachel").get(f"/regions/{ground.cast.east.id}/board").status_code == 404
    page(enter("henri"), "/board")
    assert enter("rachel").get("/board").status_code == 404
    page(enter("karim"), "/boards")
    assert "Rennes" not in page(enter("marion"), "/boards")


def test_a_pillar_that_begins_to_count_is_no_progress(ground: Ground):
    with clock.frozen(NOW - timedelta(days=200)):
        planned(ground)
    project = project_of(ground)
    finished(ground, acted(ground, project, due_on=TODAY))
    found = boards.board_of(ground.nantes, clock.now())
    assert found.trend == 0
    assert found.progress.value == Fraction(3, 4)
    stands = boards.standings_of([ground.nantes], clock.now())[ground.nantes.id]
    assert (stands.value, stands.trend, stands.before) == (found.progress.value, 0, found.before)


def lead_to_the_end(ground: Ground) -> None:
    """Lead a project to its end, its four parts validated."""
    project = running(ground)
    by = ground.by("marion")
    for action in ("review", "close"):
        if action == "close":
            leading.review(
                project_id=project.id, count=30, of=40, kept="L’accueil", changed="", by=by
            )
        leading.move_project(project_id=project.id, action=action, by=by)


def test_a_store_that_begins_its_next_project_does_not_fall(ground: Ground):
    with clock.frozen(NOW - timedelta(days=200)):
        lead_to_the_end(ground)
    before = boards.board_of(ground.nantes, clock.now())
    assert Pillar.DIAGNOSTIC in {one.pillar for one in before.lines}
    leading.open_project(unit_id=ground.nantes.id, by=ground.by("marion"))
    found = boards.board_of(ground.nantes, clock.now())
    (line,) = (one for one in found.lines if one.pillar is Pillar.DIAGNOSTIC)
    assert (line.value, line.before) == (0, None)
    assert not found.trend
    stands = boards.standings_of([ground.nantes], clock.now())[ground.nantes.id]
    assert stands.trend == found.trend
    past = boards.past_of(ground.nantes, clock.now())
    assert set(past) <= {found.progress.value}


def test_what_began_meanwhile_never_puts_the_past_below_nothing(ground: Ground):
    """Two pillars, one new at 0, one that rose from 0 to all: the past is 0, never less."""
    weighed = boards.weights()
    nothing, whole = Share(Fraction(0), Fraction(1)), Share(Fraction(1), Fraction(1))
    now = progress({Pillar.DIAGNOSTIC: nothing, Pillar.ACTIONS: whole}, weighed)
    then = progress({Pillar.ACTIONS: nothing}, weighed)
    assert now.value == boards.trend_of(now, then) == Fraction(1, 2)
    assert boards.trend_of(now, progress({Pillar.LOOP: whole}, weighed)) is None


def test_boards_cost_the_same_for_one_store_or_many(ground: Ground):
    lived(ground)
    with Statements() as one:
        boards.standings_of([ground.nantes], clock.now())
    units = [ground.nantes, ground.rennes, ground.brest, ground.strasbourg]
    with Statements() as many:
        boards.standings_of(units, clock.now())
    assert len(many) == len(one)


def test_what_moved_last_is_told_by_one_statement(ground: Ground):
    lived(ground)
    with Statements() as sent:
        told = figures.last_moves(ground.nantes.id)
    assert len(sent) == 1
    assert set(told) <= {"diagnostic", "actions", "rituals"}
    assert told["actions"] == session.scalar(
        select(func.max(ActionEntry.occurred_on)).where(ActionEntry.unit_id == ground.nantes.id)
    )
    assert figures.last_moves(ground.brest.id) == {}


def test_many_stores_and_few_read_the_same(ground: Ground, monkeypatch):
    lived(ground)
    ids = [ground.nantes.id, ground.rennes.id]
    when = [NOW, NOW - timedelta(days=6)]
    together = boards.shares_at(ids, when)
    with Statements() as few:
        boards.shares_at(ids, when)
    monkeypatch.setattr(standing, "FEW", 1)
    with Statements() as many:
        assert boards.shares_at(ids, when) == together
    assert len(few) < len(many)
    assert set(together[NOW][ground.nantes.id]) >= {Pillar.ACTIONS, Pillar.RITUALS}


def test_a_past_costs_the_same_for_one_month_or_two_years(ground: Ground):
    lived(ground)
    now = clock.now()
    with Statements() as one:
        boards.progress_at([ground.nantes.id], [now])
    with Statements() as many:
        boards.progress_at([ground.nantes.id], [now - timedelta(days=30 * n) for n in range(24)])
    assert len(many) == len(one)


def test_many_instants_say_what_each_says_alone(ground: Ground):
    lived(ground)
    ids = [ground.nantes.id, ground.rennes.id]
    when = [NOW - timedelta(days=n) for n in (0, 1, 6, 40)]
    together = boards.shares_at(ids, when)
    assert together == {at: boards.shares_at(ids, [at])[at] for at in when}
    assert together[NOW] != together[when[-1]]


def test_a_board_elsewhere_is_not_there(ground: Ground, enter: Enter):  # noqa: F811
    zoe: FlaskClient = enter("zoe")
    assert zoe.get(f"/store/{ground.nantes.id}/board").status_code == 404
    assert enter("alice").get(f"/store/{ground.nantes.id}/board").status_code == 403
