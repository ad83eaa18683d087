"""A store's year: it says, shows, gives in; others look, decide; awards are written."""

from sqlalchemy import select

from lms.core import clock
from lms.core.db import session
from lms.labels.models import Award
from lms.labels.services import closing
from lms.labels.services.deciding import is_reproducible
from tests.factories.labels import CLOSED, Ground, win


def test_a_store_goes_from_nothing_to_an_award(ground: Ground):
    made = win(ground)
    assert (made.computed_level, made.decided_level) == ("silver", "silver")
    assert is_reproducible(made)
    with clock.frozen(CLOSED):
        for unit in (ground.cast.rennes, ground.cast.brest, ground.cast.strasbourg):
            assert ground.application(unit).state in {"open", "lapsed"}
        closing.ask_to_close(season_id=ground.season.id, actor_id=ground.cast.henri.id)
        assert closing.close(season_id=ground.season.id, now=CLOSED) == 1
        assert closing.close(season_id=ground.season.id, now=CLOSED) == 0
    award = session.scalars(select(Award)).one()
    assert (award.level, award.status, award.year) == ("silver", "active", 2027)
    assert award.grid_hash == ground.grid.content_hash
