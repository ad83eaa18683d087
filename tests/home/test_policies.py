"""Rules are read by everybody, changed by an administrator, and never fail open."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from markupsafe import escape
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from lms.core import policy
from lms.core.db import session
from lms.core.models import AuditRow, PolicyDecision
from lms.home.policies import AREAS
from tests.accounts.browsing import cookie, form_on, submit
from tests.accounts.conftest import SECRET, give_secret
from tests.cast import NOW, TODAY, Cast

CODE = "accounts.tries.account"
PAGE = f"/policies/{CODE}"


@pytest.fixture(autouse=True)
def _fresh():
    policy.forget()
    yield
    policy.forget()


@pytest.fixture
def henri(client: FlaskClient, cast: Cast) -> FlaskClient:
    return cast.sign_in(client, cast.henri)


def decided() -> list[tuple[object, object, str]]:
    rows = session.execute(select(PolicyDecision).order_by(PolicyDecision.valid_from)).scalars()
    return [(row.value["is"], row.valid_from, row.reason) for row in rows]


def test_everybody_reads_every_rule_in_words(client, cast):
    signed, pages = cast.sign_in(client, cast.alice), {}
    for code, one in policy.POLICIES.items():
        area = code.split(".", 1)[0]
        pages[area] = pages.get(area) or signed.get(f"/policies?area={area}").get_data(as_text=True)
        assert f">{escape(str(one.sentence))}<" in pages[area]
        assert one.in_words(one.default).replace(" ", " ") in pages[area].replace(" ", " ")
    assert set(pages) <= set(AREAS), "every area has its name"
    assert PAGE not in "".join(pages.values()), "Alice changes nothing"


def test_promises_come_first_and_every_area_is_one_tap_away(client, cast):
    signed = cast.sign_in(client, cast.alice)
    first = signed.get("/policies").get_data(as_text=True)
    promised = [one for one in policy.POLICIES.values() if not one.relaxable]
    assert [one.code for one in promised if str(escape(str(one.sentence))) not in first] == []
    areas = {code.split(".", 1)[0] for code in policy.POLICIES}
    assert [area for area in areas if f"/policies?area={area}" not in first] == []
    assert signed.get("/policies?area=elsewhere").get_data(as_text=True).count("<h1") == 1


def test_only_an_administrator_opens_the_form_of_a_rule(client, cast):
    cast.sign_in(client, cast.alice)
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, data={"_key": "k"}).status_code in {400, 403}
    assert decided() == []


def test_an_administrator_changes_a_rule_and_everybody_reads_who_and_why(henri, cast):
    answer = submit(henri, PAGE, PAGE, value="5", reason="Trop de comptes essayés")
    assert (answer.status_code, answer.location) == (303, "/policies")
    assert decided() == [(5, NOW, "Trop de comptes essayés")]
    assert policy.value(CODE) == 5
    acts = session.execute(select(AuditRow.action, AuditRow.fields)).all()
    assert ("policy:decide", [CODE]) in [(row.action, row.fields) for row in acts]
    page = henri.get("/policies").get_data(as_text=True)
    assert "Henri Aubin" in page
    assert "Trop de comptes essayés" in page


def test_a_rule_for_a_day_to_come_begins_that_day_where_one_works(henri):
    day = TODAY + timedelta(days=4)
    submit(henri, PAGE, PAGE, value="5", reason="Dès lundi", valid_from=day.isoformat())
    assert policy.value(CODE) == 10
    ((_, instant, _),) = decided()
    assert instant.isoformat() == "2026-03-15T23:00:00+00:00", "midnight in Paris"
    assert "À partir du 16 mars 2026" in henri.get("/policies").get_data(as_text=True)


@pytest.mark.parametrize(
    "fields",
    [
        {"value": "2", "reason": "Looser"},
        {"value": "21", "reason": "Looser"},
        {"value": "", "reason": "Looser"},
        {"value": "ten", "reason": "Looser"},
        {"value": "5", "reason": " "},
        {"value": "5", "reason": "Before", "valid_from": "2026-03-01"},
        {"value": "5", "reason": "Never", "valid_from": "soon"},
    ],
)
def test_out_of_bounds_unexplained_or_past_is_refused_on_the_page(henri, fields):
    answer = submit(henri, PAGE, PAGE, **fields)
    assert answer.status_code == 422
    assert decided() == []


@pytest.mark.parametrize("code", ["core.severance", "no.such.rule"])
def test_a_promise_and_an_unknown_rule_have_no_form(henri, code):
    assert henri.get(f"/policies/{code}").status_code == 404


def test_a_hostile_reason_is_shown_as_words(henri):
    submit(henri, PAGE, PAGE, value="5", reason="<script>alert(1)</script>")
    page = henri.get("/policies").get_data(as_text=True)
    assert "<script>alert(1)" not in page


def unreadable() -> None:
    session.execute(text("SELECT * FROM no_such_table"))


def test_when_rules_cannot_be_read_their_page_is_an_error(client, cast, monkeypatch):
    signed = cast.sign_in(client, cast.alice)
    monkeypatch.setattr(policy, "_read", unreadable)
    policy.forget()
    with pytest.raises(DBAPIError):
        signed.get("/policies")


@pytest.mark.parametrize("readable", [True, False], ids=["readable", "T34: unreadable"])
def test_when_the_limits_of_tries_cannot_be_read_the_right_secret_opens_nothing(
    client, cast, monkeypatch, readable
):
    give_secret(cast.alice)
    session.commit()
    form = form_on(client, "/sign-in", "/sign-in")
    if not readable:
        monkeypatch.setattr(policy, "_read", unreadable)
    policy.forget()
    fields = {**form.fields, "who": cast.alice.email, "secret": SECRET}
    try:
        client.post("/sign-in", data=fields)
    except DBAPIError:
        session.rollback()
    assert (cookie(client) is not None) is readable


def test_the_same_form_sent_twice_decides_once_and_another_under_its_key_is_refused(henri):
    form = form_on(henri, PAGE, PAGE)
    sent = {**form.fields, "value": "5", "reason": "Trop de comptes essayés"}
    first, second = (henri.post(PAGE, data=sent) for _ in range(2))
    assert (first.status_code, first.location) == (second.status_code, second.location)
    assert len(decided()) == 1
    assert henri.post(PAGE, data={**sent, "value": "7"}).status_code == 409
    assert len(decided()) == 1


def test_a_form_refused_may_be_corrected_under_the_same_key(henri):
    form = form_on(henri, PAGE, PAGE)
    refused = henri.post(PAGE, data={**form.fields, "value": "2", "reason": "Looser"})
    assert refused.status_code == 422
    assert henri.post(PAGE, data={**form.fields, "value": "5", "reason": "Ok"}).status_code == 303
    assert len(decided()) == 1
