"""What happens to days by itself: late or twice, it does the same; and the figure of days rated."""

from datetime import date, datetime, timedelta
from fractions import Fraction

import pytest
import sqlalchemy as sa

from lms.coaching.jobs import days as jobs
from lms.coaching.measures.days import days_rated
from lms.coaching.models import Rating, RatingWords
from lms.coaching.queries import due
from lms.core import clock, todo
from lms.core.db import session
from lms.core.measures import ScopeKind
from lms.core.notices.models import Notice
from lms.core.periods import period_named
from tests.cast import TODAY, Cast
from tests.factories.coaching import EVENING, MIDNIGHT, fill, finished, planned, rate
from tests.factories.network import make_mandate

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DEADLINE = MIDNIGHT + 72 * HOUR
QUARTER = period_named("2026-Q1")


def sweep(at: datetime) -> None:
    with clock.frozen(at):
        jobs.watch_reveals(now=at)
        jobs.watch_reminders(now=at)
        jobs.watch_left_open(now=at)


def told(kind: str, *, waiting: bool = False) -> list[object]:
    wanted = sa.select(Notice.person_id).where(Notice.kind == kind)
    if waiting:
        wanted = wanted.where(Notice.done_at.is_(None))
    return sorted(session.scalars(wanted), key=str)


def test_the_store_is_reminded_a_day_after_and_at_the_reveal_not_before(lit: Cast):
    finished(lit)
    both = sorted([lit.marion.id, lit.dina.id], key=str)
    sweep(MIDNIGHT + 24 * HOUR - HOUR)
    assert told("coaching.rate_today") == []
    for _twice in range(2):
        sweep(MIDNIGHT + 24 * HOUR)
        assert told("coaching.rate_today") == both
    for _twice in range(2):
        sweep(DEADLINE)
        assert told("coaching.rate_today") == sorted(both * 2, key=str)
        assert told("coaching.rate_today", waiting=True) == both
    sweep(DEADLINE + 5 * DAY)
    assert len(told("coaching.rate_today")) == 4


def test_a_reminder_is_settled_by_the_opinion_and_by_time(lit: Cast):
    visit = finished(lit)
    sweep(DEADLINE)
    rate(visit, lit.marion, at=DEADLINE + HOUR)
    assert told("coaching.rate_today", waiting=True) == []
    other = finished(lit, unit=lit.rennes)
    make_mandate(lit.bruno.id, jobs_role(), lit.rennes.id)
    sweep(DEADLINE + 2 * HOUR)
    assert told("coaching.rate_today", waiting=True) == [lit.bruno.id]
    sweep(MIDNIGHT + 16 * DAY)
    assert told("coaching.rate_today", waiting=True) == []
    assert other.day.state == "closed"


def jobs_role() -> object:
    from lms.core.access import Role

    return Role.UNIT_MANAGER


def test_a_coach_is_reminded_of_a_dashboard_and_no_more_once_it_is_filled(lit: Cast):
    visit = finished(lit)
    sweep(MIDNIGHT + 24 * HOUR)
    assert told("coaching.dashboard_due") == [lit.karim.id]
    fill(visit, at=MIDNIGHT + 30 * HOUR)
    sweep(DEADLINE)
    assert told("coaching.dashboard_due", waiting=True) == []


def test_one_side_alone_opens_at_72_hours_and_the_day_closes(lit: Cast):
    visit = finished(lit)
    fill(visit)
    sweep(DEADLINE - HOUR)
    assert visit.day.state == "done"
    assert told("coaching.revealed") == []
    for _twice in range(2):
        sweep(DEADLINE)
        assert visit.day.state == "closed"
        assert lit.marion.id in told("coaching.revealed")
        assert len(told("coaching.revealed")) == 3


def test_a_day_nobody_wrote_of_closes_after_two_weeks_and_says_nothing(lit: Cast):
    visit = finished(lit)
    sweep(MIDNIGHT + 13 * DAY)
    assert visit.day.state == "done"
    sweep(MIDNIGHT + 15 * DAY)
    assert visit.day.state == "closed"
    assert session.scalar(sa.select(sa.func.count()).select_from(Rating)) == 0
    assert rate(visit, lit.marion, at=MIDNIGHT + 20 * DAY).is_late


def test_a_planned_day_nobody_spoke_of_did_not_take_place(lit: Cast):
    visit = planned(lit)
    sweep(MIDNIGHT + 15 * DAY)
    assert visit.day.state == "cancelled"
    assert visit.day.reason


def test_days_rated_counts_what_came_in_what_was_asked_and_never_what_was_said(lit: Cast):
    first, second = finished(lit), finished(lit, unit=lit.rennes)
    rate(first, lit.marion, 1)
    make_mandate(lit.bruno.id, jobs_role(), lit.rennes.id)

    def shown(at: datetime) -> list[tuple[Fraction, Fraction]]:
        found = days_rated([lit.nantes.id, lit.rennes.id], ScopeKind.UNIT, QUARTER, at)
        return [(found[one].num, found[one].den) for one in (lit.nantes.id, lit.rennes.id)]

    assert shown(EVENING - HOUR) == [(0, 0), (0, 0)]
    assert shown(EVENING + HOUR) == [(1, 1), (0, 0)]
    assert shown(MIDNIGHT + 14 * DAY) == [(1, 1), (0, 1)]
    rate(second, lit.bruno, 5, at=MIDNIGHT + 20 * DAY)
    assert shown(MIDNIGHT + 14 * DAY) == [(1, 1), (0, 1)]
    assert shown(MIDNIGHT + 21 * DAY) == [(1, 1), (1, 1)]


def test_a_day_whose_manager_is_the_coach_expects_no_opinion(lit: Cast):
    from lms.core.access import Role

    make_mandate(lit.karim.id, Role.UNIT_MANAGER, lit.rennes.id)
    finished(lit, unit=lit.rennes)
    found = days_rated([lit.rennes.id], ScopeKind.UNIT, QUARTER, MIDNIGHT + 30 * DAY)
    assert found[lit.rennes.id].den == 0
    sweep(DEADLINE)
    assert told("coaching.rate_today") == []


def test_words_go_two_years_after_the_coach_left_and_figures_stay(lit: Cast):
    row = rate(finished(lit), lit.marion, signed="Thank you")
    lit.karim.left_on = date(2026, 4, 1)
    session.flush()
    jobs.watch_words(now=datetime.combine(date(2028, 4, 1), EVENING.timetz()))
    assert session.get(RatingWords, row.id) is not None
    session.expire_all()
    jobs.watch_words(now=datetime.combine(date(2028, 4, 3), EVENING.timetz()))
    session.expire_all()
    assert session.get(RatingWords, row.id) is None
    assert session.get(Rating, row.id) is not None


@pytest.mark.parametrize(
    ("who", "code"), [("marion", "coaching.rate"), ("karim", "coaching.dashboard")]
)
def test_home_says_what_waits(lit: Cast, app: object, who: str, code: str):
    finished(lit)
    with clock.frozen(EVENING), app.test_request_context():  # type: ignore[attr-defined]
        acts = todo.next_acts(lit.viewer(getattr(lit, who)), EVENING)
    assert code in {act.code for act in acts}


def steps_of(lit: Cast, name: str) -> list[tuple[str, date]]:
    viewer = lit.viewer(getattr(lit, name))
    rows = todo.send({("steps", ""): due.steps()}, viewer).get("steps", [])
    open_now = due.open_steps(rows, viewer.person_id, EVENING)
    return [(one.next_words, one.next_due) for one in open_now]


def test_a_next_step_is_its_owners_once_both_sides_are_open(lit: Cast):
    visit = finished(lit)
    fill(visit, next_words="Ritual at 9:40", next_owner_id=lit.alice.id, next_due=TODAY + DAY)
    assert steps_of(lit, "alice") == []
    rate(visit, lit.marion)
    assert steps_of(lit, "alice") == [("Ritual at 9:40", TODAY + DAY)]
    assert steps_of(lit, "bruno") == []


def test_a_friendship_is_asked_again_a_year_later(lit: Cast):
    from lms.coaching.services.ratings import declare_conflict

    visit = finished(lit)
    with clock.frozen(EVENING):
        declare_conflict(
            day_coach_id=visit.id, kind="other", actor_id=lit.marion.id, rater_id=lit.marion.id
        )
    jobs.watch_conflicts(now=EVENING + 364 * DAY)
    assert told("coaching.conflict_review") == []
    for _twice in range(2):
        jobs.watch_conflicts(now=EVENING + 365 * DAY)
        assert told("coaching.conflict_review") == [lit.marion.id]


def test_facts_can_be_told_again_from_the_rows(lit: Cast):
    visit = finished(lit)
    rate(visit, lit.marion)
    fill(visit)
    for tell in (jobs.planned, jobs.closed, jobs.rated, jobs.filled):
        (emission,) = tell()
        assert emission.fact.day_id == visit.day.id  # type: ignore[attr-defined]
