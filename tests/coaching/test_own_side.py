"""What one is told about oneself: a lead who coaches is a coach; a coach voids nothing they read."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from lms.coaching.models import Conflict, Rating
from lms.coaching.queries import days, opinions, reading
from lms.coaching.services import ratings
from lms.core import clock
from lms.core.db import session
from lms.core.errors import NotFound
from lms.core.notices.models import Notice
from lms.network.models import Mandate
from tests.cast import TODAY, Cast
from tests.factories.coaching import EVENING, Visit, fill, finish, finished, planned, rate
from tests.pages import page, post

Enter = Callable[[Any], FlaskClient]
DAY = timedelta(days=1)
FIVES = {"prep": "5", "listening": "5", "usefulness": "5", "follow_through": "5"}
CONFIDENTIAL = "Elle coupe la parole"


@pytest.fixture
def lead_coaches(lit: Cast) -> Cast:
    """Rachel leads the region, and stands in for Karim in Nantes."""
    for held in session.query(Mandate).filter_by(person_id=lit.karim.id, unit_id=lit.nantes.id):
        held.backup_person_id = lit.rachel.id
    session.flush()
    return lit


def said_both(cast: Cast, coach: Any) -> Visit:
    visit = finished(cast, coach=coach)
    rate(visit, cast.marion, 1, signed="Merci", confidential=CONFIDENTIAL)
    fill(visit)
    return visit


def test_a_lead_who_coaches_reads_of_themselves_what_a_coach_reads(lead_coaches: Cast):
    cast = lead_coaches
    visit = said_both(cast, cast.rachel)
    with clock.frozen(EVENING):
        viewer = cast.viewer(cast.rachel)
        opened = days.open_day(viewer, visit.day.id)
        (seen,) = [reading.read_pair(opened, one, viewer) for one in opened.pairs]
        assert (seen.answers, seen.confidential, seen.signed) == (None, "", "Merci")
        assert opinions.coaches_led(viewer, EVENING) == []
        with pytest.raises(NotFound):
            opinions.opinions_of(viewer, cast.rachel.id, EVENING)


def test_a_lead_who_coaches_still_reads_the_others(lead_coaches: Cast):
    cast = lead_coaches
    said_both(cast, cast.karim)
    with clock.frozen(EVENING):
        (told,) = opinions.opinions_of(cast.viewer(cast.rachel), cast.karim.id, EVENING)
    assert told.confidential == CONFIDENTIAL


def test_a_confidential_word_nobody_would_read_is_not_asked(lead_coaches: Cast, enter: Enter):
    cast = lead_coaches
    visit, other_visit = finished(cast, coach=cast.rachel), finished(cast, on=TODAY + DAY)
    with clock.frozen(EVENING + DAY):
        html = page(enter(cast.marion), _own(visit, "rate"))
        other = page(enter(cast.marion), _own(other_visit, "rate"))
    assert 'name="confidential"' not in html
    assert "personne n’y lirait" in html
    assert 'name="confidential"' in other


def _own(visit: Visit, what: str) -> str:
    return f"/coaching/days/{visit.day.id}/{visit.id}/{what}"


def declare(visit: Visit, cast: Cast, who: Any, *, at: Any = EVENING) -> None:
    with clock.frozen(at):
        ratings.declare_conflict(
            day_coach_id=visit.id, kind="friend", actor_id=who.id, rater_id=cast.marion.id
        )


def left_out() -> list[date]:
    """Return the days whose opinions are kept and enter no figure."""
    held = Conflict.during.op("@>")(Rating.occurred_on)
    return list(session.scalars(sa.select(Rating.occurred_on).join(Conflict, held)))


def test_a_coach_takes_out_no_opinion_whose_words_they_read(lit: Cast):
    first = said_both(lit, lit.karim)
    with clock.frozen(EVENING + DAY):
        second = planned(lit, on=TODAY + DAY)
    declare(first, lit, lit.karim, at=EVENING + DAY)
    assert left_out() == []
    finish(second, EVENING + DAY)
    rate(second, lit.marion, 2, at=EVENING + DAY)
    assert left_out() == [TODAY + DAY]


def test_a_coach_says_it_in_time_while_the_opinion_is_sealed(lit: Cast):
    visit = finished(lit)
    rate(visit, lit.marion, 5)
    declare(visit, lit, lit.karim)
    assert left_out() == [TODAY]


def test_a_store_says_it_of_the_very_day_it_tells_of(lit: Cast):
    visit = finished(lit)
    rate(visit, lit.marion, 5)
    declare(visit, lit, lit.marion)
    assert left_out() == [TODAY]


def test_only_who_said_it_says_that_it_is_over(lit: Cast, enter: Enter):
    visit = finished(lit)
    with clock.frozen(EVENING):
        post(enter(lit.marion), _own(visit, "rate"), **FIVES, kind="family")
        known = session.scalars(sa.select(Conflict)).one()
        end, confirm = (f"/coaching/conflicts/{known.id}/{act}" for act in ("end", "confirm"))
        karim = enter(lit.karim)
        assert end not in page(karim, "/coaching/visits")
        assert post(karim, end).status_code == 404
        assert post(karim, confirm).status_code == 404
        declare(visit, lit, lit.karim)
        assert known.kind == "family"
        assert end in page(enter(lit.marion), "/coaching/visits")
    assert left_out() == [TODAY]


def told(kind: str) -> list[Any]:
    return list(session.scalars(sa.select(Notice.person_id).where(Notice.kind == kind)))


def test_the_other_of_the_two_is_told_of_what_was_said(lit: Cast):
    visit = finished(lit)
    declare(visit, lit, lit.karim)
    assert told("coaching.conflict_said") == [lit.marion.id]
    known = session.scalars(sa.select(Conflict)).one()
    with clock.frozen(EVENING + 9 * DAY):
        ratings.end_conflict(conflict_id=known.id, actor_id=lit.karim.id)
    assert told("coaching.conflict_ended") == [lit.marion.id]
