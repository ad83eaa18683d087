"""S8: a name and a code on the store's tablet; learning only, two minutes, nothing kept."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from lms.accounts.models import Device, Session
from lms.accounts.services.devices import enrol_device
from lms.core import clock
from lms.core.db import session
from tests.accounts.browsing import cookie, form_on, sign_in, submit
from tests.accounts.conftest import CODE, SECRET, alice, give_code, give_secret, marion
from tests.cast import NOW, cast

__all__ = ["alice", "cast", "marion"]


@pytest.fixture
def tablet(cast, client):
    """Give the browser of a tablet of Nantes."""
    made = enrol_device(
        unit_id=cast.nantes.id, name="Back office", enrolled_by=cast.marion.id, now=NOW
    )
    session.commit()
    client.set_cookie("lms_device", made.token)
    return client


def enter(tablet, person, code=CODE):
    return submit(tablet, "/tablet", "/tablet", who=str(person.id), pin=code)


def inside(client):
    return client.get("/profile").status_code == 200


def test_the_tablet_lists_who_works_here_today_and_nobody_else(tablet, cast):
    page = tablet.get("/tablet").get_data(as_text=True)
    assert "Nantes Beaulieu" in page
    for name, listed in (("alice", 1), ("bruno", 1), ("marion", 1), ("yann", 0), ("leo", 0)):
        assert page.count(f'value="{cast.people[name].id}"') == listed, name
    assert "Martin" not in page


def test_the_door_of_a_tablet_is_its_list_of_names(tablet):
    assert tablet.get("/sign-in").location == "/tablet"
    assert tablet.get("/sign-in?secret=1").status_code == 200


def test_alice_comes_in_with_her_name_and_her_code(tablet, alice):
    answer = enter(tablet, alice)
    assert (answer.status_code, answer.location) == (303, "/")
    assert inside(tablet)
    kept = session.scalars(select(Session)).one()
    assert (kept.kind, kept.idle_seconds) == ("shared", 120)


@pytest.mark.parametrize("code", ["9999", "", "25800", "abcd"])
def test_a_wrong_code_opens_nothing(tablet, alice, code):
    assert enter(tablet, alice, code).status_code == 422
    assert cookie(tablet) is None


def test_somebody_of_another_store_is_refused_even_with_the_right_code(tablet, cast):
    give_code(cast.yann)
    assert enter(tablet, cast.yann).status_code == 422


@pytest.mark.parametrize("who", ["", "nobody", "3d0c8a52-5a6a-4a8e-9b62-0a3a5b0d7c11"])
def test_a_name_that_is_not_on_the_list_is_refused(tablet, alice, who):
    answer = submit(tablet, "/tablet", "/tablet", who=who, pin=CODE)
    assert answer.status_code == 422


def test_a_code_opens_nothing_on_a_browser_that_is_no_tablet(client, alice, app):
    fields = form_on(client, "/slip", "/slip").fields
    data = {"csrf_token": fields["csrf_token"], "who": str(alice.id), "pin": CODE}
    assert client.post("/tablet", data=data).status_code == 410
    assert "/tablet" not in client.get("/sign-in").headers.get("Location", "")


def test_four_digits_open_learning_and_no_desk(tablet, marion, cast):
    give_code(marion)
    enter(tablet, marion)
    assert inside(tablet)
    for path in ("/entries", "/tablet/enrol", "/people", "/team"):
        assert tablet.get(path).status_code in {403, 404}, path


def test_nobody_changes_a_secret_or_reads_their_data_on_the_tablet(tablet, alice):
    enter(tablet, alice)
    page = tablet.get("/profile").get_data(as_text=True)
    assert "/profile/secret" not in page
    assert "/profile/code" not in page
    fields = form_on(tablet, "/profile", "/sign-out").fields
    for action, data in (
        ("/profile/secret", {"secret": SECRET, "new_secret": "quatre mots tout neufs"}),
        ("/profile/code", {"code": "714205"}),
        ("/profile/code/remove", {}),
    ):
        answer = tablet.post(action, data={**fields, "_key": action, **data})
        assert answer.status_code == 403, action
    assert tablet.get("/profile/data.json").status_code == 403


def test_the_tablet_closes_after_two_minutes_without_a_touch(tablet, alice):
    enter(tablet, alice)
    with clock.frozen(NOW + timedelta(seconds=121)):
        assert not inside(tablet)
        assert tablet.get("/profile").location.startswith("/sign-in")


def test_a_finger_on_the_screen_keeps_it_open(tablet, alice):
    enter(tablet, alice)
    fields = form_on(tablet, "/profile", "/sign-out").fields
    for seconds in (50, 100, 150, 200):
        with clock.frozen(NOW + timedelta(seconds=seconds)):
            touch = {**fields, "_key": str(seconds)}
            assert tablet.post("/tablet/awake", data=touch).status_code == 204
    with clock.frozen(NOW + timedelta(seconds=250)):
        assert inside(tablet)


def test_leaving_goes_back_to_the_names_and_empties_the_cache(tablet, alice):
    enter(tablet, alice)
    answer = submit(tablet, "/profile", "/sign-out")
    assert answer.location == "/tablet"
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert not inside(tablet)


def test_the_next_person_takes_the_place_of_the_former_one(tablet, alice, cast):
    give_code(cast.bruno, "7142")
    enter(tablet, alice)
    first = cookie(tablet)
    enter(tablet, cast.bruno, "7142")
    assert "Bruno" in tablet.get("/profile").get_data(as_text=True)
    other = tablet.application.test_client()
    other.set_cookie("lms_sid", first)
    assert not inside(other)


def test_a_secret_typed_on_a_tablet_opens_a_short_session_too(tablet, alice):
    sign_in(tablet, alice.email, SECRET, mine="1")
    assert session.scalars(select(Session.kind)).all() == ["shared"]


def test_pages_of_a_tablet_are_never_kept(tablet, alice):
    enter(tablet, alice)
    for path in ("/", "/profile", "/first-steps", "/tablet"):
        assert tablet.get(path).headers["Cache-Control"] == "no-store"


def test_a_manager_puts_a_tablet_in_service_and_is_signed_out_of_it(marion, cast, client):
    sign_in(client, marion.email, SECRET)
    token = cookie(client)
    answer = submit(
        client, "/tablet/enrol", "/tablet/enrol", unit=str(cast.nantes.id), name="Back office"
    )
    assert (answer.status_code, answer.location) == (303, "/tablet")
    assert cookie(client) is None
    assert cookie(client, "lms_device")
    assert "Back office" not in client.get("/tablet").get_data(as_text=True).split("<form")[0]
    other = client.application.test_client()
    other.set_cookie("lms_sid", token)
    assert not inside(other)


def test_a_manager_puts_no_tablet_in_a_store_of_somebody_else(marion, cast, client):
    sign_in(client, marion.email, SECRET)
    for unit in (cast.strasbourg.id, cast.rennes.id, "3d0c8a52-5a6a-4a8e-9b62-0a3a5b0d7c11", "x"):
        answer = submit(client, "/tablet/enrol", "/tablet/enrol", unit=str(unit), name="Mine")
        assert answer.status_code == 422
    assert session.scalars(select(Device)).all() == []


def test_a_nameless_tablet_is_refused(marion, cast, client):
    sign_in(client, marion.email, SECRET)
    answer = submit(client, "/tablet/enrol", "/tablet/enrol", unit=str(cast.nantes.id), name=" ")
    assert answer.status_code == 422


def test_a_tablet_taken_back_opens_nothing_more_and_ends_what_was_open(tablet, alice, marion):
    enter(tablet, alice)
    manager = tablet.application.test_client()
    sign_in(manager, marion.email, SECRET)
    device = session.scalars(select(Device.id)).one()
    submit(manager, "/entries", f"/entries/tablets/{device}/revoke")
    assert not inside(tablet)
    assert tablet.get("/sign-in").status_code == 200


def test_a_tablet_of_another_store_is_not_taken_back(tablet, cast, client):
    give_secret(cast.zoe)
    manager = client.application.test_client()
    sign_in(manager, cast.zoe.email, SECRET)
    fields = form_on(manager, "/profile", "/sign-out").fields
    device = session.scalars(select(Device.id)).one()
    answer = manager.post(f"/entries/tablets/{device}/revoke", data=fields)
    assert answer.status_code == 404


@pytest.mark.parametrize("wrong", ["closed", "left"])
def test_a_tablet_is_looked_at_again_after_twelve_hours(tablet, alice, cast, wrong):
    if wrong == "closed":
        cast.nantes.closed_on = date(2026, 3, 12)
    else:
        cast.marion.left_on = date(2026, 3, 12)
    session.commit()
    with clock.frozen(NOW + timedelta(hours=11)):
        assert session.scalars(select(Device.revoked_at)).one() is None
    with clock.frozen(NOW + timedelta(hours=12, minutes=1)):
        enter(tablet, alice)
        session.expire_all()
        assert session.scalars(select(Device.revoked_at)).one() is not None
        assert cookie(tablet) is None


def test_a_right_tablet_goes_on_after_twelve_hours(tablet, alice):
    later = NOW + timedelta(hours=12, minutes=1)
    with clock.frozen(later):
        assert enter(tablet, alice).status_code == 303
    session.expire_all()
    assert session.scalars(select(Device.checked_at)).one() == later
