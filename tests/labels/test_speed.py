"""Two thousand stores and forty criteria: tried on a draft in the time of a glance, in few statements."""

import time
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from lms.core import clock, ids
from lms.core.db import session
from lms.labels.models import Application, Value
from lms.labels.queries.applications import get_season, results_of
from lms.labels.queries.grids import load_grid
from lms.labels.queries.simulation import board_of, simulate_draft
from tests.factories import labels
from tests.factories.labels import Ground, assess, criterion
from tests.labels.crowd import decided
from tests.pages import Statements


def figure(number: int) -> dict:
    return criterion(
        f"figure{number}",
        kind="performance",
        measure={"kind": "imported", "code": f"f{number}", "source": "S", "subject": "customers"},
        scale="percent",
        thresholds={"bronze": "50", "silver": "70", "gold": "85"},
    )


def asked(statements: Statements) -> int:
    """Return how many were sent, but the rules in force, which a process reads now and then."""
    return sum("core_policy" not in one for one in statements.sent)


def test_a_draft_is_tried_in_as_many_statements_for_any_number_of_stores(ground: Ground):
    season = get_season(ground.season.id)
    draft = load_grid(ground.grid.id).grid
    with Statements() as few:
        simulate_draft(draft, season)
    assess(ground)
    assess(ground, unit=ground.strasbourg, who=ground.zoe)
    with Statements() as many:
        simulate_draft(draft, season)
    assert asked(many) == asked(few) <= 12


@pytest.mark.slow
def test_two_thousand_stores_and_forty_criteria(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(labels, "CRITERIA", tuple(figure(number) for number in range(40)))
    with decided("labelspeed", tmp_path, 2000) as (_app, ground, _url):
        season, grid = get_season(ground.season.id), load_grid(ground.grid.id).grid
        units = session.scalars(select(Application.unit_id)).all()
        rows = [
            {
                "id": ids.new_id(), "season_id": season.id, "unit_id": unit, "criterion_uid": one.uid,
                "pooled": False, "rev": 1, "source": "imported", "measure": "f", "measure_version": 1,
                "num": str((place * 37 + spot * 11) % 101), "den": "100", "n": 40, "as_of": clock.now(),
                "batch_id": None, "taken_at": clock.now(),
            }
            for place, unit in enumerate(units)
            for spot, one in enumerate(grid.criteria)
        ]  # fmt: skip
        session.execute(insert(Value), rows)
        start = time.monotonic()
        board = board_of(season, grid)
        loaded = time.monotonic()
        simulate_draft(grid, season, board)
        tried = time.monotonic()
        results_of(season, session.scalars(select(Application)).all())
        scored = time.monotonic()
        print(
            f"load {loaded - start:.2f} s, try {tried - loaded:.2f} s, score {scored - tried:.2f} s"
        )
        assert tried - loaded < 2
