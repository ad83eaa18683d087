"""What a wave learns of difficulties: a share of the whole network, or nothing."""

from datetime import timedelta
from fractions import Fraction

import pytest

from lms.core import promises
from lms.core.db import session
from lms.quotes import promises as own
from lms.quotes.models.difficulties import Difficulty
from tests.cast import NOW
from tests.factories.network import make_membership, make_person
from tests.factories.quotes import Ground, tell

CODE = "quotes.acknowledged"
BEFORE = NOW.replace(month=2, day=10)


def told(ground: Ground, count: int, late: int = 0, coaches: int = 2) -> list[Difficulty]:
    """Let so many people tell something last month; ``late`` of them were seen too late."""
    made = []
    for n in range(count):
        who = make_person("Camille", f"Aaron{n}")
        make_membership(who.id, ground.cast.nantes)
        one = tell(ground, who)
        one.submitted_at, one.opened_on = BEFORE, BEFORE.date()
        one.acknowledge_by = BEFORE + timedelta(days=1)
        one.acknowledged_at = BEFORE + timedelta(days=3 if n < late else 0)
        if coaches > 1 and n % 2:
            one.coach_id = ground.cast.rachel.id
        made.append(one)
    session.flush()
    return made


@pytest.mark.parametrize(("count", "coaches", "said"), [(7, 2, False), (8, 2, True), (8, 1, False)])
def test_too_few_people_or_one_coach_say_nothing(ground: Ground, count, coaches, said):
    told(ground, count, coaches=coaches)
    assert (promises.kept(CODE, NOW) is not None) is said


def test_the_share_is_rounded_and_their_number_is_lost(ground: Ground):
    told(ground, 9, late=1)
    assert promises.kept(CODE, NOW) == Fraction(4, 5)


def test_this_month_is_not_looked_at(ground: Ground):
    for one in told(ground, 9, late=1)[:2]:
        one.opened_on = NOW.date()
    session.flush()
    assert promises.kept(CODE, NOW) is None


def test_canary_a_promise_that_counts_few_is_seen(ground: Ground, monkeypatch):
    monkeypatch.setattr(own, "only_shown", lambda figures, _tree, _k: figures)
    told(ground, 2)
    assert promises.kept(CODE, NOW) is not None
