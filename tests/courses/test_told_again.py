"""A lesson told again from the ledger is the very fact that was told the first time."""

from sqlalchemy import select

from lms.core import ids
from lms.core.db import session
from lms.core.facts.bus import BACKFILLS
from lms.core.models import FactRow
from lms.courses.services import assigning, learning
from lms.courses.services.learning import Place
from tests.cast import Cast
from tests.factories.courses import KNOWN, publish

KIND = "LessonCompleted"


def test_a_lesson_told_again_is_the_same_fact(cast: Cast) -> None:
    publish()
    assigning.assign_path(
        path_uid=KNOWN.path, person_ids=[cast.alice.id], due_on=None, actor_id=cast.marion.id
    )
    place = Place(unit_id=cast.nantes.id, zone="Europe/Paris")
    learning.finish_lesson(person_id=cast.alice.id, lesson_uid=KNOWN.welcome, place=place)
    told = session.execute(select(FactRow.id, FactRow.at).where(FactRow.kind == KIND)).all()
    again = [(ids.derived(one.source, KIND), one.at) for one in BACKFILLS[KIND]()]
    assert [tuple(row) for row in told] == again
