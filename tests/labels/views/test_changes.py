"""What changed in a grid, as people read it: each figure in its unit, what moved only."""

from datetime import date
from fractions import Fraction

import pytest

from lms.core.i18n import speaking
from lms.labels.models import Grid
from lms.labels.rules.grid import Scale
from lms.labels.rules.lineage import Change
from lms.labels.services import drafting
from lms.labels.views import changes
from tests.cast import Enter
from tests.factories.labels import Ground
from tests.pages import page


@pytest.fixture
def draft(ground: Ground) -> Grid:
    """Start next year's grid, raise one threshold written in percent, ask a larger share."""
    made = drafting.start_draft(
        program_id=ground.program.id,
        year=2028,
        in_force_from=date(2027, 1, 1),
        actor_id=ground.henri.id,
        from_grid_id=ground.grid.id,
    )
    uid = ground.uid("callback")
    for typed in ({"scale": "percent"}, {"thresholds": {"bronze": 1, "silver": 2, "gold": 90}}):
        drafting.save_criterion(
            grid_id=made.id, criterion_uid=uid, changes=typed, version=1, actor_id=ground.henri.id
        )
    quotas = {"bronze": "3/5", "silver": "3/4", "gold": "19/20"}
    drafting.save_settings(
        grid_id=made.id, changes={"quotas": quotas}, version=made.version, actor_id=ground.henri.id
    )
    return made


def test_two_grids_say_their_figures_in_percent(ground: Ground, draft: Grid, enter: Enter):
    html = page(enter(ground.henri), f"/labels/grids/{draft.id}/difference")
    assert "90\u202f%" in html
    assert "95\u202f%" in html
    assert "19/20" not in html
    assert "1 critère<" in html


def test_the_history_says_the_level_that_moved_and_no_other(
    ground: Ground, draft: Grid, enter: Enter
):
    html = page(enter(ground.henri), f"/labels/grids/{draft.id}/history")
    assert "<dt>Seuil, or</dt>" in html
    assert "90\u202f%</dd>" in html
    assert "<dt>Seuil, argent</dt>" not in html
    shares = ("<dt>Part demandée, bronze</dt>", "<dt>Part demandée, or</dt>")
    assert "Modification\u00a0: " in html
    with speaking("fr"):
        rows = changes.written_rows(
            {"quotas": {"gold": "0.9", "bronze": "0.6"}},
            {"quotas": {"gold": "0.95", "bronze": "0.7"}},
            None,
        )
    assert [f"<dt>{one[0]}</dt>" for one in rows] == list(shares)


def test_a_share_and_a_threshold_are_said_in_their_unit():
    with speaking("fr"):
        more = [Change("quota_by_tenure.3", None, Fraction(1, 20))]
        assert changes.change_rows(more) == [
            ("Selon l’ancienneté du label\u00a0: 3\u00a0ans", "rien", "5\u202f%")
        ]
        assert changes.said("thresholds.gold", "50", Scale.POINTS) == "50\u00a0pts"
        assert changes.said("thresholds.gold", "12", Scale.NUMBER) == "12"
        assert changes.said("thresholds.gold", None, Scale.PERCENT) == "rien"
        assert changes.said("weight", "3", Scale.PERCENT) == "3"
