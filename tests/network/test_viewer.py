"""Who is looking: today's rights, in one statement, and dead sessions."""

import hashlib
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event, update

from lms.accounts.models import Session
from lms.core import clock
from lms.core.access import ANONYMOUS, Role
from lms.core.db import db, session
from lms.network.models import Mandate, Membership
from lms.network.queries import load_viewer
from tests.cast import NOW, TODAY, Cast
from tests.factories import make_mandate, make_membership, make_person, make_unit, since


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def test_an_employee_is_an_employee_of_their_unit_with_its_live_capabilities(cast: Cast) -> None:
    viewer = cast.viewer(cast.alice)
    assert viewer.roles == {Role.EMPLOYEE}
    assert viewer.primary is not None
    assert viewer.primary.unit_id == cast.nantes.id
    assert viewer.employer_ids == {cast.own.id}
    assert viewer.capabilities == {"learning"}
    assert viewer.today == TODAY


def test_each_mandate_is_a_grant_over_its_scope(cast: Cast) -> None:
    karim = cast.viewer(cast.karim)
    coached = {g.scope_id for g in karim.grants if g.role is Role.COACH}
    assert coached == {cast.nantes.id, cast.rennes.id}
    rachel = cast.viewer(cast.rachel)
    assert {(g.scope_kind, g.scope_id) for g in rachel.grants if g.role is Role.REGIONAL_LEAD} == {
        ("region", cast.west.id)
    }
    assert cast.viewer(cast.henri).roles >= {Role.ADMINISTRATOR, Role.PRIVACY_OFFICER}


def test_the_backup_of_a_coach_coaches_too(cast: Cast) -> None:
    session.execute(
        update(Mandate)
        .where(Mandate.person_id == cast.karim.id, Mandate.scope_id == cast.rennes.id)
        .values(backup_person_id=cast.rachel.id)
    )
    assert Role.COACH in cast.viewer(cast.rachel).roles


def test_a_dark_unit_gives_no_capability(cast: Cast) -> None:
    assert cast.viewer(cast.gael).capabilities == frozenset()


@pytest.mark.parametrize("who", ["leo", "noor"])
def test_no_job_and_no_mandate_is_a_dead_session(cast: Cast, who: str) -> None:
    assert cast.viewer(cast.people[who]) is ANONYMOUS


def test_an_ended_job_kills_the_session_on_the_next_request(cast: Cast) -> None:
    token = cast.open_session(cast.alice)
    assert load_viewer(_hash(token), NOW).is_authenticated
    session.execute(
        update(Membership)
        .where(Membership.person_id == cast.alice.id)
        .values(during=since(end=TODAY))
    )
    assert load_viewer(_hash(token), NOW) is ANONYMOUS


def test_a_mandate_that_ended_yesterday_gives_nothing_today(cast: Cast) -> None:
    session.execute(
        update(Mandate).where(Mandate.person_id == cast.marion.id).values(during=since(end=TODAY))
    )
    assert cast.viewer(cast.marion).roles == {Role.EMPLOYEE}


@pytest.mark.parametrize(
    "values",
    [
        {"revoked_at": NOW},
        {"expires_at": NOW},
        {"last_seen_at": NOW - timedelta(days=31)},
    ],
    ids=["revoked", "expired", "idle"],
)
def test_a_closed_session_is_nobody(cast: Cast, values: dict[str, datetime]) -> None:
    token = cast.open_session(cast.alice)
    session.execute(update(Session).values(**values))
    session.expire_all()
    assert load_viewer(_hash(token), NOW) is ANONYMOUS


def test_an_unknown_token_is_nobody(cast: Cast) -> None:
    assert load_viewer(_hash("made up"), NOW) is ANONYMOUS


def test_an_erased_person_is_nobody(cast: Cast) -> None:
    token = cast.open_session(cast.alice)
    cast.alice.erased_at = NOW
    session.flush()
    assert load_viewer(_hash(token), NOW) is ANONYMOUS


def test_a_closed_unit_gives_neither_job_nor_mandate(cast: Cast) -> None:
    cast.nantes.closed_on = TODAY
    session.flush()
    assert cast.viewer(cast.alice) is ANONYMOUS
    assert {g.scope_id for g in cast.viewer(cast.karim).grants if g.role is Role.COACH} == {
        cast.rennes.id
    }


def test_days_are_those_of_the_unit_not_of_the_server(cast: Cast) -> None:
    reunion = make_unit("Saint-Denis", zone="Indian/Reunion")
    who = make_person("Ines", "Hoarau")
    make_membership(who.id, reunion, during=since(date(2026, 3, 13)))
    with clock.frozen(datetime(2026, 3, 12, 21, 30, tzinfo=UTC)):
        viewer = cast.viewer(who)
    assert viewer.today == date(2026, 3, 13)
    with clock.frozen(datetime(2026, 3, 12, 19, 30, tzinfo=UTC)):
        assert cast.viewer(who) is ANONYMOUS


def test_the_viewer_takes_one_statement_whatever_they_hold(cast: Cast) -> None:
    for place in range(30):
        make_mandate(cast.karim.id, Role.COACH, make_unit(f"Unit {place}").id)
    token = cast.open_session(cast.karim)
    said: list[str] = []

    def note(*args: object) -> None:
        said.append(str(args[2]))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        assert load_viewer(_hash(token), NOW).is_authenticated
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert len(said) == 1
