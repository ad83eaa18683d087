"""Those who carry a referential are heard, in numbers that expose nobody."""

from datetime import date

import pytest

from lms.core.access import Role
from lms.referential.rules import Gap
from lms.referential.rules.voices import (
    Group,
    Heard,
    consultation_gap,
    end_of_consultation,
    group_of,
    readable,
    voice_gaps,
)

NEEDED = {Group.FRONTLINE: 5, Group.MANAGERS: 3, Group.BRAND: 0}


@pytest.mark.parametrize(
    ("roles", "group"),
    [
        ({Role.EMPLOYEE}, Group.FRONTLINE),
        ({Role.EMPLOYEE, Role.DEPUTY}, Group.MANAGERS),
        ({Role.COACH}, Group.MANAGERS),
        ({Role.REGIONAL_LEAD, Role.LEARNING_AUTHOR}, Group.BRAND),
        (set(), Group.FRONTLINE),
    ],
)
def test_one_speaks_for_one_group(roles: set[Role], group: Group) -> None:
    assert group_of(roles) is group


def test_each_group_heard_too_little_is_named_with_how_many_lack() -> None:
    heard = {Group.FRONTLINE: Heard(own=2, room=1), Group.MANAGERS: Heard(own=3)}
    missing = voice_gaps(heard, NEEDED)
    assert [(one.gap, one.about) for one in missing] == [(Gap.VOICES_FRONTLINE, "2")]


def test_words_are_read_once_enough_people_of_the_group_wrote() -> None:
    heard = {Group.FRONTLINE: Heard(own=2, room=9), Group.MANAGERS: Heard(own=3)}
    assert readable(heard, 3) == {Group.MANAGERS}


def test_a_consultation_counts_its_first_and_last_day() -> None:
    assert end_of_consultation(date(2026, 3, 2), 14) == date(2026, 3, 15)
    assert end_of_consultation(date(2026, 3, 2), 0) == date(2026, 3, 2)


@pytest.mark.parametrize(
    ("ends", "today", "days", "lacks"),
    [
        (None, date(2026, 3, 2), 14, 1),
        (date(2026, 3, 15), date(2026, 3, 15), 14, 1),
        (date(2026, 3, 15), date(2026, 3, 16), 14, 0),
        (None, date(2026, 3, 2), 0, 0),
    ],
)
def test_nothing_is_published_before_everybody_had_time(
    ends: date | None, today: date, days: int, lacks: int
) -> None:
    assert len(consultation_gap(ends, today, days)) == lacks
