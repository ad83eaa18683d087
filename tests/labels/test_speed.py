"""A draft is tried in few statements; `bench` times two thousand stores and forty criteria."""

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
