"""The figure of a path is the same whoever computes it, and a past day keeps its answer."""

from datetime import UTC, datetime, time, timedelta
from fractions import Fraction
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Range

from lms.core import clock
from lms.core.db import session
from lms.core.measures import ScopeKind
from lms.core.periods import PeriodKind, period_of
from lms.courses.measures import PATH_COMPLETION
from lms.courses.services import assigning, waiving
from lms.courses.services.learning import Place
from lms.network.models import Membership
from lms.reporting import queries, services
from tests.cast import NOW, TODAY, Cast
from tests.factories.courses import KNOWN, publish

LATER = NOW + timedelta(days=3)


def readings(ids: list[UUID], kind: ScopeKind, at=LATER):
    return PATH_COMPLETION.readings(ids, kind, period_of(TODAY, PeriodKind.YEAR), at)


def finish_path(cast: Cast) -> None:
    """Alice and Bruno follow the path; Alice finishes it the next day."""
    publish()
    people = [cast.alice.id, cast.bruno.id]
    assigning.assign_path(path_uid=KNOWN.path, person_ids=people, due_on=None, actor_id=None)
    place = Place(unit_id=cast.nantes.id, zone="Europe/Paris")
    with clock.frozen(NOW + timedelta(days=1)):
        for lesson in (KNOWN.welcome, KNOWN.check, KNOWN.charter, KNOWN.till):
            asked = {"person_id": cast.alice.id, "lesson_uid": lesson, "place": place}
            waiving.waive_lesson(**asked, actor_id=cast.marion.id, reason="Knows it already")


def test_a_store_is_one_of_two_and_nobody_is_not_zero(cast: Cast) -> None:
    finish_path(cast)
    found = readings([cast.nantes.id, cast.rennes.id], ScopeKind.UNIT)
    assert (found[cast.nantes.id].ratio, found[cast.nantes.id].n) == (Fraction(1, 2), 2)
    assert found[cast.rennes.id].ratio is None


def test_who_works_there_is_read_on_the_day_of_the_store(cast: Cast) -> None:
    """Bruno's job ended yesterday; half past midnight in Paris is still yesterday in London."""
    finish_path(cast)
    after = TODAY + timedelta(days=3)
    asked = select(Membership).where(Membership.person_id == cast.bruno.id)
    job = session.scalars(asked).one()
    job.during = Range(job.during.lower, after)
    session.flush()
    at = datetime.combine(after - timedelta(days=1), time(23, 30), UTC)
    assert readings([cast.nantes.id], ScopeKind.UNIT, at)[cast.nantes.id].n == 1


def test_a_person_has_finished_or_not(cast: Cast) -> None:
    finish_path(cast)
    found = readings([cast.alice.id, cast.bruno.id], ScopeKind.PERSON)
    assert [found[one.id].ratio for one in (cast.alice, cast.bruno)] == [1, 0]


def test_a_past_day_keeps_its_answer(cast: Cast) -> None:
    finish_path(cast)
    assert readings([cast.nantes.id], ScopeKind.UNIT, NOW)[cast.nantes.id].ratio == 0


def test_the_report_and_the_measure_say_the_same(cast: Cast) -> None:
    finish_path(cast)
    services.recount_all(today=TODAY)
    lines = queries.list_lines(
        cast.viewer(cast.henri), path_uid=KNOWN.path, region_id=None, day=TODAY, past=False
    )
    total = queries.total_of(lines)
    one = readings([cast.nantes.id], ScopeKind.UNIT)[cast.nantes.id]
    assert (total.done, total.people) == (one.num, one.den)
