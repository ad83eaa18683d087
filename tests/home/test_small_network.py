"""A small network is proposed other rules; a person decides, never in the past; some never relax."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from lms.core import policy, profiles
from lms.core.db import session
from lms.core.errors import Invalid, Refused
from lms.core.i18n import _l
from lms.core.models import PolicyDecision
from lms.network.queries import count_network
from tests.cast import NOW, TODAY, Cast
from tests.factories import make_region, make_unit
from tests.pages import page, post

PAGE = "/policies/small-network"


@pytest.fixture(autouse=True)
def _fresh():
    policy.forget()
    yield
    policy.forget()


@pytest.fixture
def henri(client: FlaskClient, cast: Cast) -> FlaskClient:
    cast.henri.locale = "en"
    return cast.sign_in(client, cast.henri)


def decisions() -> int:
    return session.scalar(select(func.count()).select_from(PolicyDecision)) or 0


def grow(units: int = 20) -> None:
    for number in range(3):
        region = make_region(f"Region {number}")
        for rank in range(units // 3 + 1):
            make_unit(f"Store {number} {rank}", region=region)


@pytest.mark.parametrize(
    ("regions", "units", "small"), [(2, 500, True), (3, 19, True), (3, 20, False), (0, 0, True)]
)
def test_fewer_than_three_regions_or_twenty_units_is_small(
    app: object, regions: int, units: int, *, small: bool
) -> None:
    assert profiles.is_small(regions, units) is small


def test_the_network_is_counted_as_it_is_today(cast: Cast) -> None:
    assert count_network(TODAY) == (3, 7)
    cast.brest.closed_on = TODAY
    session.flush()
    assert count_network(TODAY) == (3, 6)


def test_the_page_of_rules_proposes_and_applies_nothing(henri: FlaskClient, cast: Cast) -> None:
    assert PAGE in page(henri, "/policies")
    html = page(henri, PAGE)
    assert "Proposed: 30 days" in html.replace("\xa0", " ")
    assert decisions() == 0
    for one in profiles.never_relaxed():
        assert one.relaxable is False
    assert "is never its coach" in html


def test_a_person_decides_and_everybody_reads_why(henri: FlaskClient, cast: Cast) -> None:
    rules = ["core.panel.size", "core.notice.days"]
    assert post(henri, PAGE, rules=rules, reason="").status_code == 422
    assert decisions() == 0
    assert post(henri, PAGE, rules=rules, reason="Seven stores").status_code == 303
    policy.forget()
    assert policy.value("core.panel.size") == 1
    assert policy.value("core.notice.days") == 30
    assert policy.value("core.auditor.outside") is False, "its tick was taken away"
    assert "Seven stores" in page(henri, "/policies")
    assert "core.auditor.outside" in page(henri, PAGE)
    assert 'value="core.panel.size"' not in page(henri, PAGE)


def test_nothing_begins_before_it_was_decided(henri: FlaskClient, cast: Cast) -> None:
    past = (TODAY - timedelta(days=1)).isoformat()
    asked = {"rules": "core.panel.size", "reason": "Seven stores"}
    assert post(henri, PAGE, **asked, valid_from=past).status_code == 422
    assert decisions() == 0
    later = (TODAY + timedelta(days=10)).isoformat()
    assert post(henri, PAGE, **asked, valid_from=later).status_code == 303
    policy.forget()
    assert policy.value("core.panel.size") == 2
    assert policy.value("core.panel.size", NOW + timedelta(days=11)) == 1
    with pytest.raises(Invalid):
        profiles.adopt(
            ["core.notice.days"],
            regions=1,
            units=1,
            decided_by=cast.henri.id,
            reason="x",
            valid_from=NOW - timedelta(days=1),
        )


def test_a_network_that_grew_is_proposed_nothing(henri: FlaskClient, cast: Cast) -> None:
    grow()
    assert PAGE not in page(henri, "/policies")
    assert "not small" in page(henri, PAGE)
    answer = post(henri, PAGE, rules="core.panel.size", reason="All the same")
    assert answer.status_code == 409
    assert decisions() == 0


def test_a_promise_is_never_part_of_a_profile(app: object) -> None:
    for code in ("core.severance", "core.separation.coach", "core.disclosure.floor"):
        with pytest.raises(ValueError, match="may not set"):
            profiles.suggest(code, False, gives=_l("x"), asks=_l("x"))
    with pytest.raises(Refused):
        policy.decide("core.separation.coach", False, decided_by=None, reason="x")
    with pytest.raises(ValueError, match="may not set"):
        profiles.suggest("core.disclosure.k", 4, gives=_l("x"), asks=_l("x"))


def test_only_an_administrator_reads_the_proposal(client: FlaskClient, cast: Cast) -> None:
    cast.sign_in(client, cast.marion)
    assert PAGE not in page(client, "/policies")
    assert client.get(PAGE).status_code == 403
