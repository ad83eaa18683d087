"""Training of a store: each person weighs 1, newcomers wait, what was taken back counts no more."""

from datetime import timedelta
from fractions import Fraction
from uuid import UUID

import pytest

from lms.core import clock
from lms.core.db import session
from lms.core.measures import Reading, ScopeKind
from lms.core.periods import PeriodKind, period_of
from lms.courses import measures
from lms.courses.measures import REQUIRED_SHARE
from lms.courses.models import Enrolment
from lms.courses.services import assigning, waiving
from lms.courses.services.learning import Place
from tests.cast import NOW, TODAY, Cast
from tests.factories import make_membership, make_person, since
from tests.factories.courses import KNOWN, publish


def reading(unit_id: UUID, at=NOW) -> Reading:
    period = period_of(TODAY, PeriodKind.YEAR)
    return REQUIRED_SHARE.readings([unit_id], ScopeKind.UNIT, period, at)[unit_id]


def follow(cast: Cast, *names: str) -> None:
    publish()
    people = [getattr(cast, name).id for name in names]
    assigning.assign_path(path_uid=KNOWN.path, person_ids=people, due_on=None, actor_id=None)


def waive(cast: Cast, name: str, lesson: UUID):
    return waiving.waive_lesson(
        person_id=getattr(cast, name).id,
        lesson_uid=lesson,
        place=Place(unit_id=cast.nantes.id, zone="Europe/Paris"),
        actor_id=cast.marion.id,
        reason="Knows it",
    )


def by_hand(cast: Cast, *names: str) -> Fraction:
    """The mean of done/required, as each person's own page counts it."""
    rows = session.query(Enrolment).where(
        Enrolment.person_id.in_([getattr(cast, name).id for name in names])
    )
    shares = [Fraction(one.done, one.total) for one in rows]
    return sum(shares, Fraction()) / len(shares)


def test_each_person_weighs_one_and_the_pages_say_the_same(cast: Cast):
    follow(cast, "alice", "bruno")
    assert reading(cast.nantes.id).ratio == 0
    waive(cast, "alice", KNOWN.welcome)
    found = reading(cast.nantes.id)
    assert (found.ratio, found.n) == (by_hand(cast, "alice", "bruno"), 2)
    assert found.ratio


def test_what_is_taken_back_counts_no_more_and_the_past_stays(cast: Cast):
    follow(cast, "alice")
    row = waive(cast, "alice", KNOWN.welcome)
    known = reading(cast.nantes.id)
    with clock.frozen(NOW + timedelta(days=1)):
        waiving.unwaive_lesson(
            completion_id=row.id,
            actor_id=cast.marion.id,
            reason="By mistake",
            place=Place(unit_id=cast.nantes.id, zone="Europe/Paris"),
        )
        assert reading(cast.nantes.id, NOW + timedelta(days=1)).num == 0
        assert reading(cast.nantes.id, NOW).num == known.num > 0


def test_a_newcomer_and_somebody_with_nothing_to_do_are_not_counted(cast: Cast):
    follow(cast, "alice")
    new = make_person("Nina", "New")
    make_membership(new.id, cast.nantes, during=since(TODAY - timedelta(days=29)))
    assigning.assign_path(path_uid=KNOWN.path, person_ids=[new.id], due_on=None, actor_id=None)
    assert reading(cast.nantes.id).den == 1
    assert reading(cast.rennes.id).ratio is None


def test_of_one_person_it_says_nothing(cast: Cast):
    follow(cast, "alice")
    period = period_of(TODAY, PeriodKind.YEAR)
    found = REQUIRED_SHARE.readings([cast.alice.id], ScopeKind.PERSON, period, NOW)
    assert found[cast.alice.id].den == 0


def test_canary_a_figure_that_forgets_lessons_is_seen(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    follow(cast, "alice", "bruno")
    waive(cast, "alice", KNOWN.welcome)
    monkeypatch.setattr(measures, "_tally", lambda _version, lessons: (len(lessons), 5))
    assert reading(cast.nantes.id).ratio != by_hand(cast, "alice", "bruno")
