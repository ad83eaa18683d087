"""A coach's day through the services: its ledger, who hears of it, what cannot happen."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from lms.coaching.models import Day, DayCoach, DayEntry
from lms.coaching.services import days
from lms.coaching.services.days import Wanted
from lms.core import clock
from lms.core.access import Role
from lms.core.db import session
from lms.core.errors import Invalid
from lms.core.notices.models import Notice
from lms.core.workflow import MoveHeldBack, MoveNotYours, MoveUndeclared
from tests.cast import TODAY, Cast
from tests.factories.coaching import EVENING, MIDNIGHT, Visit, fill, finished, planned, rate
from tests.factories.network import make_mandate, make_person

TOMORROW = TODAY + timedelta(days=1)
COACH, STORE, LEAD = {Role.COACH}, {Role.UNIT_MANAGER}, {Role.REGIONAL_LEAD}

pytestmark = pytest.mark.usefixtures("english")


def ledger(visit: Visit) -> list[tuple[int, str, str]]:
    rows = session.scalars(
        sa.select(DayEntry).where(DayEntry.day_id == visit.day.id).order_by(DayEntry.number)
    )
    return [(row.number, row.action, row.state) for row in rows]


def told(kind: str) -> set[object]:
    return set(session.scalars(sa.select(Notice.person_id).where(Notice.kind == kind)))


def act(action: str, visit: Visit, cast: Cast, roles: set[Role], **wanted: object) -> Day:
    return days.act(
        action,
        day_id=visit.day.id,
        actor_id=cast.karim.id,
        roles=roles,
        wanted=Wanted(**wanted),  # type: ignore[arg-type]
    )


def test_a_day_is_planned_moved_ended_and_each_act_is_a_line(lit: Cast):
    visit = planned(lit)
    assert told("coaching.day_planned") == {lit.marion.id, lit.dina.id}
    act("move", visit, lit, COACH, moved_to=TOMORROW)
    assert (visit.day.business_date, visit.day.sequence) == (TOMORROW, 1)
    assert told("coaching.day_moved") == {lit.marion.id, lit.dina.id}
    with pytest.raises(MoveHeldBack, match="has not come"):
        act("finish", visit, lit, COACH)
    act("move", visit, lit, COACH, moved_to=TODAY)
    act("finish", visit, lit, COACH)
    assert ledger(visit) == [
        (1, "plan", "planned"),
        (2, "move", "planned"),
        (3, "move", "planned"),
        (4, "finish", "done"),
    ]


def test_two_coaches_do_not_plan_the_same_store_on_a_day(lit: Cast):
    visit = planned(lit)
    with pytest.raises(Invalid) as refused:
        planned(lit)
    assert refused.value.errors == {
        "business_date": "A visit is already planned there on that day."
    }
    act("cancel", visit, lit, COACH, reason="Snow")
    other = planned(lit)
    act("move", other, lit, COACH, moved_to=TOMORROW)
    third = planned(lit)
    with pytest.raises(Invalid, match="already planned"):
        act("move", third, lit, COACH, moved_to=TOMORROW)


@pytest.mark.parametrize("on", [TODAY - timedelta(days=1), date(1990, 1, 1)])
def test_nobody_plans_a_day_past(lit: Cast, on: date):
    with pytest.raises(Invalid, match="today or a day to come"):
        planned(lit, on=on)


def test_a_store_that_closes_has_no_visit_after(lit: Cast):
    lit.nantes.closed_on = TOMORROW
    planned(lit)
    with pytest.raises(Invalid, match="not open"):
        planned(lit, on=TOMORROW)


def test_stores_call_off_and_say_why_but_never_move_a_day(lit: Cast):
    visit = planned(lit)
    with pytest.raises(MoveNotYours):
        act("move", visit, lit, STORE, moved_to=TOMORROW)
    with pytest.raises(MoveHeldBack, match="Say why"):
        act("cancel", visit, lit, STORE)
    act("cancel", visit, lit, STORE, reason="Stocktaking")
    assert (visit.day.state, visit.day.reason) == ("cancelled", "Stocktaking")
    with pytest.raises(MoveUndeclared):
        act("finish", visit, lit, COACH)


def test_somebody_who_was_not_there_is_named_by_side_only(lit: Cast):
    visit = planned(lit)
    with pytest.raises(Invalid, match="not there"):
        act("miss", visit, lit, STORE, missed_by="karim")
    act("miss", visit, lit, STORE, missed_by="coach")
    assert (visit.day.state, visit.day.missed_by) == ("no_show", "coach")


def other_coach(cast: Cast) -> object:
    nora = make_person("Nora", "Petit", email="nora@example.org")
    make_mandate(nora.id, Role.COACH, cast.brest.id)
    return nora


def test_a_coach_replaced_before_the_day_gives_way_and_mid_day_both_came(lit: Cast):
    nora = other_coach(lit)
    before = planned(lit)
    act("replace", before, lit, LEAD, replacement=nora.id)  # type: ignore[attr-defined]
    assert days.coaches_of(before.day.id) == [nora.id]  # type: ignore[attr-defined]
    during = finished(lit, unit=lit.rennes)
    act("replace", during, lit, COACH, replacement=nora.id)  # type: ignore[attr-defined]
    assert days.coaches_of(during.day.id) == [lit.karim.id, nora.id]  # type: ignore[attr-defined]


def test_only_somebody_who_coaches_takes_a_day_over(lit: Cast):
    visit = planned(lit)
    with pytest.raises(Invalid, match="somebody who coaches"):
        act("replace", visit, lit, LEAD, replacement=lit.alice.id)
    with pytest.raises(MoveHeldBack, match="already"):
        act("replace", visit, lit, LEAD, replacement=lit.karim.id)
    with pytest.raises(MoveHeldBack, match="who comes instead"):
        act("replace", visit, lit, LEAD)


def test_somebody_who_gave_way_may_take_the_day_back(lit: Cast):
    nora = other_coach(lit)
    visit = planned(lit)
    act("replace", visit, lit, LEAD, replacement=nora.id)  # type: ignore[attr-defined]
    act("replace", visit, lit, LEAD, replacement=lit.karim.id)
    assert days.coaches_of(visit.day.id) == [lit.karim.id]
    assert session.scalar(sa.select(sa.func.count()).select_from(DayCoach)) == 2


def test_a_day_closes_by_itself_once_both_sides_are_open(lit: Cast):
    visit = finished(lit)
    fill(visit)
    assert visit.day.state == "done"
    rate(visit, lit.marion)
    assert visit.day.state == "closed"
    assert visit.day.closed_at == EVENING


def test_a_day_without_an_opinion_closes_when_its_hours_are_over(lit: Cast):
    visit = finished(lit)
    fill(visit)
    late = MIDNIGHT + timedelta(hours=72)
    assert not days.close_when_said(visit.day.id, late - timedelta(seconds=1))
    with clock.frozen(late):
        assert days.close_when_said(visit.day.id, late)
