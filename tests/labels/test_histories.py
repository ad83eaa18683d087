"""The years of a store: what compares two of them is computed once, and never lost."""

from datetime import date
from typing import Any

import pytest

from lms.core import ids
from lms.core.db import session
from lms.labels.models import Application, Decision, Season
from lms.labels.queries import histories
from lms.labels.queries.histories import years_of
from lms.labels.queries.store import label_page
from lms.labels.services import drafting, seasons
from lms.labels.services.deciding import hash_of
from tests.factories.labels import DECIDED, Ground, publish, win
from tests.pages import Statements

LATER = (2028, 2029)


@pytest.fixture
def four_years(ground: Ground) -> Ground:
    """Nantes, decided silver in three years, on grids that follow from each other."""
    first = win(ground)
    grid = ground.grid
    for year in LATER:
        draft = drafting.start_draft(
            program_id=ground.program.id,
            year=year,
            in_force_from=date(year - 1, 1, 1),
            actor_id=ground.henri.id,
            from_grid_id=grid.id,
        )
        grid = publish(draft, ground.henri, ground.odile, ground.season)
        season = seasons.plan_season(
            grid_id=grid.id, days=seasons.usual_days(year), actor_id=ground.henri.id
        )
        session.add(_decided(ground, season, first.inputs))
        session.flush()
    return ground


def _decided(ground: Ground, season: Season, inputs: dict[str, Any]) -> Decision:
    season.state, season.opened_at = "open", DECIDED
    row = Application(
        id=ids.new_id(),
        season_id=season.id,
        unit_id=ground.nantes.id,
        grid_id=season.grid_id,
        state="decided",
        is_trial=False,
        flag="",
        years_held=0,
        opened_at=DECIDED,
        refit={},
    )
    session.add(row)
    session.flush()
    return Decision(
        id=ids.new_id(),
        application_id=row.id,
        rev=1,
        kind="first",
        grid_id=season.grid_id,
        grid_hash="x",
        inputs=inputs,
        inputs_hash=hash_of(inputs),
        computed_level="silver",
        decided_level="silver",
        override_reason="",
        result={},
        solo_reason="",
        effective_on=DECIDED.date(),
        decided_at=DECIDED,
    )


def test_a_full_cache_loses_none_of_the_years_of_a_page(
    four_years: Ground, monkeypatch: pytest.MonkeyPatch
):
    """The first pair is known, the second one fills the cache: both are told all the same."""
    monkeypatch.setattr(histories, "_compared", {})
    monkeypatch.setattr(histories, "MOST_COMPARED", 1)
    years_of(four_years.nantes.id)
    kept = dict(histories._compared)
    first = next(iter(kept))
    monkeypatch.setattr(histories, "_compared", {first: kept[first]})
    told = {one.year: one.story for one in years_of(four_years.nantes.id)}
    assert told[2027] is None
    assert all(told[year] is not None for year in LATER)


def test_years_known_to_the_process_ask_for_no_decision_again(four_years: Ground):
    viewer = four_years.cast.viewer(four_years.marion)
    label_page(viewer, four_years.nantes.id, "fr")
    with Statements() as asked:
        found = label_page(viewer, four_years.nantes.id, "fr")
    assert [one.year for one in found.years] == [2029, 2028, 2027]
    assert not any("inputs" in one for one in asked.sent)
    assert len(asked) <= 5
