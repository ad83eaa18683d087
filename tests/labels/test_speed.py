"""A draft is tried in few statements; `bench` times two thousand stores and forty criteria."""

from lms.core.policy import decide as decide_policy
from lms.labels.queries.applications import get_season
from lms.labels.queries.grids import load_grid
from lms.labels.queries.simulation import simulate_draft
from tests.factories.labels import Ground, assess
from tests.pages import Statements


def asked(statements: Statements) -> int:
    """Return how many were sent, but the rules in force, which a process reads now and then."""
    return sum("core_policy" not in one for one in statements.sent)


def test_a_draft_is_tried_in_as_many_statements_for_any_number_of_stores(ground: Ground):
    season = get_season(ground.season.id)
    draft = load_grid(ground.grid.id).grid
    simulate_draft(draft, season)  # what this process then knows of the grid
    with Statements() as few:
        simulate_draft(draft, season)
    assess(ground)
    assess(ground, unit=ground.strasbourg, who=ground.zoe)
    with Statements() as many:
        simulate_draft(draft, season)
    assert asked(many) == asked(few) <= 6


def test_an_audit_is_counted_as_long_as_the_setting_says(ground: Ground):
    season = get_season(ground.season.id)
    draft = load_grid(ground.grid.id).grid
    usual = simulate_draft(draft, season).workload_before
    decide_policy("labels.audit.hours", 6, reason="Far stores", decided_by=ground.henri.id)
    longer = simulate_draft(draft, season).workload_before
    assert (usual.audit_minutes, longer.audit_minutes) == (4 * 3 * 60, 4 * 6 * 60)
