"""What boards ask of coaching: days since a visit that took place, people somebody observed."""

from datetime import timedelta

from lms.coaching.measures.standing import DAYS_SINCE_VISIT, PEOPLE_MEASURED
from lms.coaching.models import SkillMeasure
from lms.core import clock, ids
from lms.core.measures import Reading, ScopeKind
from lms.core.periods import PeriodKind, period_of
from tests.cast import NOW, TODAY, Cast
from tests.factories.store import keep, make_day

PERIOD = period_of(TODAY, PeriodKind.MONTH)


def reading(measure, unit_id, at=NOW) -> Reading:
    return measure.readings([unit_id], ScopeKind.UNIT, PERIOD, at)[unit_id]


def test_a_visit_counts_once_it_took_place(cast: Cast):
    assert reading(DAYS_SINCE_VISIT, cast.nantes.id).den == 0
    make_day(cast)
    assert reading(DAYS_SINCE_VISIT, cast.nantes.id).den == 0
    on = TODAY - timedelta(days=9)
    make_day(cast, business_date=on, state="done", finished_at=NOW - timedelta(days=9))
    found = reading(DAYS_SINCE_VISIT, cast.nantes.id)
    assert (found.num, found.den) == (9, 1)
    assert reading(DAYS_SINCE_VISIT, cast.nantes.id, NOW - timedelta(days=20)).den == 0


def test_people_are_counted_never_named(cast: Cast):
    assert reading(PEOPLE_MEASURED, cast.nantes.id).num == 0
    for kind, who in (("self", "alice"), ("observer", "bruno"), ("observer", "bruno")):
        keep(
            SkillMeasure(
                id=ids.new_id(), person_id=getattr(cast, who).id, skill_uid=ids.new_id(), number=1,
                kind=kind, level=2, measured_on=TODAY,
                observer_id=cast.karim.id if kind == "observer" else None,
                unit_id=cast.nantes.id, received_at=clock.now(),
            )
        )  # fmt: skip
    found = reading(PEOPLE_MEASURED, cast.nantes.id)
    assert (found.num, found.den) == (1, 4)
