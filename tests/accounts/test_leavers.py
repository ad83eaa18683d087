"""T17: rights follow today's jobs; a leaver is out at the next request, by every door."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Range

from lms.accounts.jobs import compose_link
from lms.accounts.models import Person, Session
from lms.accounts.rules.notices import Purpose
from lms.accounts.services.devices import enrol_device
from lms.accounts.services.invitations import invite, issue, issue_reset, issue_slips
from lms.accounts.services.keys import link_token, slip_code
from lms.core import clock
from lms.core.access import Role
from lms.core.db import session
from lms.core.jobs import drain
from lms.core.mail.models import Mail
from lms.network.models import Mandate, Membership
from tests.accounts.browsing import sign_in
from tests.accounts.conftest import SECRET, give_secret
from tests.cast import NOW, TODAY
from tests.factories import make_mandate, make_membership, since


def inside(client):
    return client.get("/profile").status_code == 200


def end_job(person, on=TODAY):
    for job in session.scalars(select(Membership).where(Membership.person_id == person.id)):
        job.during = Range(job.during.lower, on)
    session.commit()


def leave(person, on=TODAY):
    person.left_on = on
    session.commit()


def test_an_ended_job_is_a_dead_session_at_the_next_request(alice, client):
    sign_in(client, alice.email, SECRET)
    assert inside(client)
    end_job(alice)
    assert not inside(client)


def test_somebody_who_left_does_not_come_in_again(alice, client):
    leave(alice)
    assert sign_in(client, alice.email, SECRET).status_code == 422


def test_somebody_who_leaves_tomorrow_still_comes_in_today(alice, client):
    leave(alice, TODAY + timedelta(days=1))
    assert sign_in(client, alice.email, SECRET).status_code == 303
    assert inside(client)


def test_an_invitation_a_slip_and_a_reset_die_with_the_job(cast, client):
    give_secret(cast.alice)
    made = [
        link_token(issue(person_id=cast.alice.id, purpose=Purpose.INVITE, now=NOW).id),
        slip_code(issue(person_id=cast.alice.id, purpose=Purpose.SLIP, now=NOW).id),
        link_token(issue(person_id=cast.alice.id, purpose=Purpose.RESET, now=NOW).id),
    ]
    session.commit()
    assert [client.get(f"/in/{token}").status_code for token in made] == [200, 200, 200]
    leave(cast.alice)
    assert [client.get(f"/in/{token}").status_code for token in made] == [410, 410, 410]
    assert issue_reset(person_id=cast.alice.id, now=NOW) is None


def test_a_letter_waiting_for_a_leaver_never_leaves(cast, app):
    invitation = invite(person_id=cast.alice.id, now=NOW)
    session.commit()
    leave(cast.alice)
    assert compose_link(now=NOW, invitation_id=invitation.id) is None


def test_a_letter_already_queued_is_dropped_when_the_person_leaves(live):
    with live.context():
        person = session.get(Person, live.cast.gael.id)
        invite(person_id=person.id, now=clock.now())
        person.left_on = date(2020, 1, 1)
        session.commit()
        drain(live.app, strict=True)
        assert session.scalars(select(Mail.state)).all() == ["dropped"]
        session.get(Person, person.id).left_on = None
        session.commit()


def test_a_new_mandate_opens_its_pages_at_the_next_request_and_its_end_closes_them(
    alice, client, cast
):
    sign_in(client, alice.email, SECRET)
    assert client.get("/entries").status_code == 403
    mandate = make_mandate(alice.id, Role.DEPUTY, cast.nantes.id)
    session.commit()
    assert client.get("/entries").status_code == 200
    mandate.during = Range(mandate.during.lower, TODAY)
    session.commit()
    assert client.get("/entries").status_code == 403


def test_a_manager_who_moves_loses_the_former_store_and_gains_the_new_one(marion, client, cast):
    sign_in(client, marion.email, SECRET)

    def reachable(who):
        return (
            client.get("/entries", query_string={"q": who.family_name})
            .get_data(as_text=True)
            .count(f'value="{who.id}"')
        )

    assert (reachable(cast.alice), reachable(cast.yann)) == (1, 0)
    for mandate in session.scalars(
        select(Mandate).where(Mandate.person_id.in_([marion.id, cast.zoe.id]))
    ):
        mandate.during = Range(mandate.during.lower, TODAY)
    session.commit()
    make_mandate(marion.id, Role.UNIT_MANAGER, cast.strasbourg.id, during=since(TODAY))
    session.commit()
    assert (reachable(cast.alice), reachable(cast.yann)) == (0, 1)


def test_a_slip_waiting_is_no_longer_shown_to_a_manager_who_lost_the_store(marion, client, cast):
    batch = issue_slips(person_ids=[cast.alice.id], issued_by=marion.id, now=NOW)
    session.commit()
    sign_in(client, marion.email, SECRET)
    assert client.get(f"/entries/slips/{batch}").status_code == 200
    for mandate in session.scalars(select(Mandate).where(Mandate.person_id == marion.id)):
        mandate.during = Range(mandate.during.lower, TODAY)
    session.commit()
    assert client.get(f"/entries/slips/{batch}").status_code == 403
    assert client.get(f"/entries/slips/{batch}.pdf").status_code == 403


def test_somebody_moved_to_another_store_leaves_the_former_tablet_list(cast, client):
    made = enrol_device(
        unit_id=cast.nantes.id, name="Back office", enrolled_by=cast.marion.id, now=NOW
    )
    session.commit()
    client.set_cookie("lms_device", made.token)
    assert f'value="{cast.alice.id}"' in client.get("/tablet").get_data(as_text=True)
    end_job(cast.alice)
    make_membership(cast.alice.id, cast.rennes, during=since(TODAY))
    session.commit()
    assert f'value="{cast.alice.id}"' not in client.get("/tablet").get_data(as_text=True)


def test_canary_rights_kept_in_a_session_are_caught(alice, client, cast, monkeypatch):
    """Planted: the viewer loaded at the first request is believed afterwards."""
    from lms.network import queries

    real, kept = queries.load_viewer, {}
    monkeypatch.setattr(
        queries, "load_viewer", lambda token, now: kept.setdefault(token, real(token, now))
    )
    with pytest.raises(AssertionError):
        test_an_ended_job_is_a_dead_session_at_the_next_request(alice, client)


def test_a_session_holds_nothing_about_rights():
    columns = {column.key for column in Session.__table__.columns}
    assert not columns & {"role", "roles", "unit_id", "scope", "grants", "permissions"}
