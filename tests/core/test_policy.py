"""Rules are dated, bounded, readable, and never fail open."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from lms.core import clock, ids, policy
from lms.core.db import session
from lms.core.errors import Invalid, Refused
from lms.core.i18n import _l, speaking
from lms.core.policy import PolicyCorrupt, coming, decide, define, duration, number, value

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HENRI = ids.derived(ids.COMPTOIR, "henri")


@pytest.fixture(autouse=True)
def _declared():
    define("test.tries", 10, _l("Tries"), unit="tries", floor=3, ceiling=20)
    define("test.open", False, _l("Open"))
    define("test.promise", True, _l("Promise"), relaxable=False)
    define("test.kept", 90, _l("Kept"), unit="days", floor=1)


def set_tries(new, **changes):
    decide("test.tries", new, decided_by=HENRI, reason="Too many locks", **changes)


def test_the_default_holds_until_somebody_decides(kernel):
    assert value("test.tries") == 10
    set_tries(5)
    assert number("test.tries") == 5
    assert duration("test.kept") == timedelta(days=90)


def test_a_decision_to_come_waits_for_its_day_and_the_past_keeps_its_value(kernel):
    with clock.frozen(NOON):
        set_tries(5, valid_from=NOON + timedelta(days=2))
        assert value("test.tries") == 10
        assert [one.value for one in coming("test.tries")] == [5]
    with clock.frozen(NOON + timedelta(days=3)):
        assert value("test.tries") == 5
        assert value("test.tries", NOON + timedelta(days=1)) == 10


def test_no_rule_changes_the_past(kernel):
    with clock.frozen(NOON), pytest.raises(Invalid) as refused:
        set_tries(5, valid_from=NOON - timedelta(seconds=1))
    assert set(refused.value.errors) == {"valid_from"}
    with pytest.raises(IntegrityError):
        session.execute(
            text(
                "INSERT INTO core_policy (id, code, value, valid_from, decided_at, reason) "
                "VALUES (:id, 'test.tries', '{\"is\": 5}', :then, :now, 'x')"
            ),
            {"id": ids.new_id(), "then": NOON - timedelta(days=1), "now": NOON},
        )


@pytest.mark.parametrize("new", [2, 21, True, "5", 5.5])
def test_nothing_out_of_bounds_or_of_another_kind_is_decided(kernel, new):
    with pytest.raises(Invalid):
        set_tries(new)


def test_a_reason_is_due(kernel):
    with pytest.raises(Invalid) as refused:
        decide("test.tries", 5, decided_by=HENRI, reason="  ")
    assert set(refused.value.errors) == {"reason"}


def test_a_promise_is_not_for_anybody_to_change(kernel):
    with pytest.raises(Refused):
        decide("test.promise", False, decided_by=HENRI, reason="Business")


def test_what_an_open_transaction_decides_is_for_nobody_else(live):
    assert value("test.tries") == 10
    set_tries(5)
    assert value("test.tries") == 5
    with live.app_context():
        assert value("test.tries") == 10
    session.rollback()
    assert value("test.tries") == 10


def test_a_process_asks_the_table_once_in_a_while(kernel, statements):
    with clock.frozen(NOON):
        value("test.tries")
        with statements() as seen:
            for _ in range(50):
                value("test.tries"), value("test.open")
    assert seen == []
    with clock.frozen(NOON + policy.TTL), statements() as seen:
        value("test.tries")
    assert len(seen) == 1


def test_an_unknown_rule_is_an_error_not_a_yes(kernel):
    with pytest.raises(KeyError):
        value("test.unknown")


@pytest.mark.parametrize("stored", ['{"is": 1000}', '{"is": "many"}', '{"is": true}', "{}"])
def test_a_value_nobody_could_have_decided_is_an_error(kernel, stored):
    """T34: a row slipped in below the floor must not loosen anything."""
    session.execute(
        text(
            "INSERT INTO core_policy (id, code, value, valid_from, decided_at, reason) "
            "VALUES (:id, 'test.tries', CAST(:v AS jsonb), :now, :now, 'x')"
        ),
        {"id": ids.new_id(), "v": stored, "now": NOON},
    )
    policy.forget()
    with pytest.raises(PolicyCorrupt):
        value("test.tries")


def broken() -> None:
    session.execute(text("SELECT * FROM no_such_table"))


@pytest.mark.parametrize("swallows", [False, True], ids=["as is", "canary: except: default"])
def test_an_unreadable_table_never_falls_back_on_the_default(kernel, monkeypatch, swallows):
    """T34: what cannot be known is refused."""

    def read():
        try:
            broken()
        except DBAPIError:
            if not swallows:
                raise
        return {}

    policy.forget()
    monkeypatch.setattr(policy, "_read", read)
    try:
        opened = value("test.tries") == 10
    except DBAPIError:
        opened = False
    assert opened is swallows


def test_words_say_the_value_and_its_bounds():
    with speaking("en"):
        tries = policy.POLICIES["test.tries"]
        assert (tries.in_words(1), tries.in_words(10)) == ("1 try", "10 tries")
        assert policy.POLICIES["test.open"].in_words(False) == "no"
        assert policy.bounds_in_words(tries) == "Between 3 tries and 20 tries."


def test_a_code_is_declared_once_and_within_its_own_bounds():
    with pytest.raises(ValueError, match="twice"):
        define("test.tries", 10, _l("Tries"))
    with pytest.raises(ValueError, match="bad"):
        define("test.other", 1, _l("Other"), floor=3)
