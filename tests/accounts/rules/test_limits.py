"""How long a session lives, by what it is on and what the person is today."""

from datetime import UTC, datetime, timedelta

import pytest

from lms.accounts.rules.limits import (
    Kind,
    Limit,
    Limits,
    asks_again,
    is_open,
    limit_for,
    needs_touch,
    roles_on,
)
from lms.core.access import Role

NOW = datetime(2026, 3, 12, 8, 0, tzinfo=UTC)
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
LIMITS = Limits(
    own=Limit(90 * DAY, 30 * DAY),
    desk=Limit(12 * HOUR, 12 * HOUR),
    shared=Limit(12 * HOUR, 2 * MINUTE),
    head=Limit(12 * HOUR, 30 * MINUTE),
)


@pytest.mark.parametrize(
    ("kind", "roles", "life", "rest"),
    [
        (Kind.OWN, {Role.EMPLOYEE}, 90 * DAY, 30 * DAY),
        (Kind.DESK, {Role.EMPLOYEE}, 12 * HOUR, 12 * HOUR),
        (Kind.SHARED, {Role.EMPLOYEE}, 12 * HOUR, 2 * MINUTE),
        (Kind.OWN, {Role.EMPLOYEE, Role.UNIT_MANAGER}, 12 * HOUR, 12 * HOUR),
        (Kind.OWN, {Role.DEPUTY}, 12 * HOUR, 12 * HOUR),
        (Kind.OWN, {Role.COACH}, 12 * HOUR, 12 * HOUR),
        (Kind.OWN, {Role.REGIONAL_LEAD}, 12 * HOUR, 12 * HOUR),
        (Kind.OWN, {Role.ADMINISTRATOR}, 12 * HOUR, 30 * MINUTE),
        (Kind.DESK, {Role.PRIVACY_OFFICER}, 12 * HOUR, 30 * MINUTE),
        (Kind.OWN, {Role.COACH, Role.LEARNING_AUTHOR}, 12 * HOUR, 30 * MINUTE),
        (Kind.SHARED, {Role.LABEL_OFFICER}, 12 * HOUR, 2 * MINUTE),
    ],
)
def test_the_shortest_limit_applies(kind, roles, life, rest):
    assert limit_for(kind, roles, LIMITS) == Limit(life, rest)


@pytest.mark.parametrize("role", Role)
def test_every_role_above_employee_shortens_a_session_of_ones_own_phone(role):
    shortened = limit_for(Kind.OWN, {role}, LIMITS) != LIMITS.own
    assert shortened == (role is not Role.EMPLOYEE)


@pytest.mark.parametrize(
    ("age", "rest", "good"),
    [
        (11 * HOUR, MINUTE, True),
        (12 * HOUR, MINUTE, False),
        (HOUR, 29 * MINUTE, True),
        (HOUR, 30 * MINUTE, False),
    ],
)
def test_a_session_ends_by_age_or_by_rest_whichever_comes_first(age, rest, good):
    assert is_open(LIMITS.head, created_at=NOW - age, last_seen_at=NOW - rest, now=NOW) is good


@pytest.mark.parametrize("role", Role)
def test_four_digits_on_a_shared_tablet_open_no_desk(role):
    assert roles_on(Kind.SHARED, {Role.EMPLOYEE, role}) == {Role.EMPLOYEE}
    assert role in roles_on(Kind.OWN, {Role.EMPLOYEE, role})


def test_only_head_office_types_its_secret_again():
    assert {role for role in Role if asks_again({role})} == {
        Role.LEARNING_AUTHOR,
        Role.LABEL_OFFICER,
        Role.ADMINISTRATOR,
        Role.PRIVACY_OFFICER,
    }


def test_a_session_is_touched_at_most_once_a_minute():
    assert not needs_touch(NOW - 59 * timedelta(seconds=1), NOW, shared=False)
    assert needs_touch(NOW - MINUTE, NOW, shared=False)


def test_a_shared_session_is_touched_often_enough_for_its_two_minutes():
    assert needs_touch(NOW - timedelta(seconds=15), NOW, shared=True)
