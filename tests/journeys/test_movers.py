"""T17 over HTTP: rights are those of today's jobs, at the very next request, by every way.

Nothing is signed out, nothing is told: a row of a job changes, and the next click knows.
"""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import BytesIO
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Range

from lms.accounts.models import Person
from lms.core import clock, files
from lms.core.access import Role
from lms.core.db import session
from lms.core.jobs import drain
from lms.courses.models import Enrolment
from lms.courses.services import assigning
from lms.network.models import Import, Mandate, Membership
from tests.cast import NOW, TODAY, Cast
from tests.core.media import picture
from tests.factories import make_mandate, make_membership, since
from tests.factories.courses import KNOWN, publish
from tests.pages import post


@pytest.fixture
def path(cast: Cast) -> None:
    publish()
    assigning.assign_path(
        path_uid=KNOWN.path,
        person_ids=[cast.alice.id, cast.bruno.id, cast.yann.id],
        due_on=clock.today(),
        actor_id=cast.henri.id,
    )


def end_mandates(person: Person) -> None:
    """End today whatever somebody was in charge of."""
    for mandate in session.scalars(select(Mandate).where(Mandate.person_id == person.id)):
        mandate.during = Range(mandate.during.lower, TODAY)
    session.commit()


def end_jobs(person: Person) -> None:
    """End today every job of somebody."""
    for job in session.scalars(select(Membership).where(Membership.person_id == person.id)):
        job.during = Range(job.during.lower, TODAY)
    session.commit()


def give(person: Person, role: Role, scope: UUID) -> None:
    make_mandate(person.id, role, scope, during=since(TODAY))
    session.commit()


def undo_offered(client: FlaskClient, url: str) -> str:
    """Return the address that takes back what was just done."""
    found = re.search(r'action="(/(?:assignments|changes)/[^"]+)"', client.get(url).text)
    assert found, url
    return found[1]


# ---- movers -------------------------------------------------------------------------------------


def sights(cast: Cast, client: FlaskClient) -> dict[str, bool]:
    """Return what somebody above units sees of the west and of the east, by every way."""

    def says(url: str, words: str) -> bool:
        return words in client.get(url).get_data(as_text=True)

    found = {}
    for side, person, unit in (
        ("west", cast.alice, cast.nantes),
        ("east", cast.yann, cast.strasbourg),
    ):
        name = person.family_name
        found |= {
            f"{side} list": says("/people", name),
            f"{side} search": says(f"/people?q={name}", name + "</"),
            f"{side} export": says("/people/export.csv", name),
            f"{side} person": client.get(f"/people/{person.id}").status_code == 200,
            f"{side} act": client.get(f"/people/{person.id}/leave").status_code == 200,
            f"{side} learning": client.get(f"/team/people/{person.id}").status_code == 200,
            f"{side} unit": client.get(f"/units/{unit.id}").status_code == 200,
            f"{side} team": says(f"/team?unit={unit.id}", name),
            f"{side} report": says(f"/reports/paths/{KNOWN.path}/people", name),
            f"{side} figures": says(f"/reports/paths/{KNOWN.path}/people?format=csv", name),
            f"{side} given": says(f"/training/{KNOWN.path}/give?q={unit.name}", unit.name + "</"),
        }
    return found


def test_a_regional_lead_who_moves_sees_the_new_region_and_nothing_of_the_former(
    cast: Cast, path: None, client: FlaskClient
) -> None:
    cast.sign_in(client, cast.rachel)
    before = sights(cast, client)
    assert before == {name: name.startswith("west") for name in before}
    end_mandates(cast.rachel)
    give(cast.rachel, Role.REGIONAL_LEAD, cast.east.id)
    after = sights(cast, client)
    assert after == {name: name.startswith("east") for name in after}


def test_canary_rights_kept_from_the_first_request_are_caught(
    cast: Cast, path: None, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted: the viewer of the first request is believed afterwards."""
    from lms.network import queries

    real, kept = queries.load_viewer, {}
    monkeypatch.setattr(
        queries, "load_viewer", lambda token, now: kept.setdefault(token, real(token, now))
    )
    with pytest.raises(AssertionError):
        test_a_regional_lead_who_moves_sees_the_new_region_and_nothing_of_the_former(
            cast, path, client
        )


def test_a_unit_that_changes_region_changes_hands_at_once(
    cast: Cast, path: None, client: FlaskClient
) -> None:
    cast.sign_in(client, cast.rachel)
    assert client.get(f"/units/{cast.nantes.id}").status_code == 200
    administrator = cast.sign_in(client.application.test_client(), cast.henri)
    moved = post(
        administrator,
        f"/units/{cast.nantes.id}/link",
        what="region",
        target=str(cast.east.id),
        on=TODAY.isoformat(),
    )
    assert moved.status_code == 303
    assert client.get(f"/units/{cast.nantes.id}").status_code == 404
    assert client.get(f"/people/{cast.alice.id}").status_code == 404


def test_a_manager_who_moved_takes_nothing_back_behind_them(
    cast: Cast, path: None, client: FlaskClient
) -> None:
    cast.sign_in(client, cast.marion)
    assert post(client, f"/training/{KNOWN.path}/give", people=str(cast.dina.id)).status_code == 303
    undo = undo_offered(client, "/training")
    end_mandates(cast.marion)
    give(cast.marion, Role.UNIT_MANAGER, cast.rennes.id)
    post(client, undo)
    held = session.scalars(select(Enrolment).where(Enrolment.person_id == cast.dina.id)).one()
    assert held.withdrawn_at is None


def test_a_manager_who_stayed_takes_back_what_was_given(
    cast: Cast, path: None, client: FlaskClient
) -> None:
    cast.sign_in(client, cast.marion)
    post(client, f"/training/{KNOWN.path}/give", people=str(cast.dina.id))
    undo = undo_offered(client, "/training")
    post(client, undo)
    held = session.scalars(select(Enrolment).where(Enrolment.person_id == cast.dina.id)).one()
    assert held.withdrawn_at is not None


def test_an_act_of_a_manager_who_moved_is_not_undone_by_them(
    cast: Cast, path: None, client: FlaskClient
) -> None:
    cast.sign_in(client, cast.marion)
    changed = post(
        client,
        f"/people/{cast.bruno.id}/correct",
        given_name="Bruno",
        family_name="Le Gof",
        external_id=cast.bruno.external_id,
    )
    assert changed.status_code == 303
    undo = undo_offered(client, "/people")
    end_mandates(cast.marion)
    give(cast.marion, Role.UNIT_MANAGER, cast.rennes.id)
    assert post(client, undo).status_code == 404


def test_a_dark_store_loses_learning_at_once(cast: Cast, path: None, client: FlaskClient) -> None:
    cast.sign_in(client, cast.alice)
    assert client.get("/paths").status_code == 200
    administrator = cast.sign_in(client.application.test_client(), cast.henri)
    fields = {"capability": "learning", "act": "darken", "on": TODAY.isoformat()}
    assert post(administrator, f"/units/{cast.nantes.id}/wave", **fields).status_code == 303
    assert client.get("/paths").status_code == 403
    assert "/paths" not in client.get("/").get_data(as_text=True)


# ---- leavers ------------------------------------------------------------------------------------

WAYS_IN = (
    "/",
    "/profile",
    "/team",
    "/people",
    "/people/export.csv",
    "/notebook",
    "/profile/data.json",
)


def test_somebody_who_left_is_out_of_every_page_at_the_next_click(
    cast: Cast, path: None, client: FlaskClient
) -> None:
    cast.sign_in(client, cast.marion)
    assert client.get("/team").status_code == 200
    manager = cast.sign_in(client.application.test_client(), cast.rachel)
    left = post(manager, f"/people/{cast.marion.id}/leave", on=TODAY.isoformat())
    assert left.status_code == 303
    for url in WAYS_IN:
        answer = client.get(url)
        assert (answer.status_code, answer.headers["Location"][:8]) == (302, "/sign-in"), url
        partial = client.get(url, headers={"HX-Request": "true", "HX-Request-Type": "partial"})
        assert (partial.status_code, partial.get_data()) == (401, b""), url


def test_a_form_left_open_by_a_leaver_does_nothing(
    cast: Cast, path: None, client: FlaskClient
) -> None:
    cast.sign_in(client, cast.alice)
    from tests.pages import token_of

    token = token_of(client)
    end_jobs(cast.alice)
    answer = client.post(
        f"/lessons/{KNOWN.welcome}/continue",
        data={"csrf_token": token, "_key": "k", "step": "1"},
    )
    assert answer.status_code == 302
    enrolled = session.scalars(select(Enrolment).where(Enrolment.person_id == cast.alice.id)).one()
    assert enrolled.state == "not_started"


def test_the_address_of_a_file_dies_with_the_session(
    cast: Cast, path: None, client: FlaskClient
) -> None:
    kept = files.put(
        BytesIO(picture()), filename="me.jpg", kind=files.Kind.PHOTO, owner=cast.alice.id
    )
    lesson = files.put(BytesIO(picture()), filename="l.jpg", kind=files.Kind.IMAGE, owner=None)
    session.commit()
    cast.sign_in(client, cast.alice)
    for one in (kept, lesson):
        answer = client.get(one.url)
        assert answer.status_code == 200
        answer.close()
    end_jobs(cast.alice)
    assert {client.get(one.url).status_code for one in (kept, lesson)} == {302}


def test_a_leaver_comes_back_by_no_door(cast: Cast, path: None, client: FlaskClient) -> None:
    from lms.accounts.rules.notices import Purpose
    from lms.accounts.services.invitations import issue, set_secret
    from lms.accounts.services.keys import link_token, slip_code

    set_secret(cast.alice, "trois mots doux", NOW)
    link = link_token(issue(person_id=cast.alice.id, purpose=Purpose.INVITE, now=NOW).id)
    slip = slip_code(issue(person_id=cast.alice.id, purpose=Purpose.SLIP, now=NOW).id)
    session.commit()
    manager = cast.sign_in(client.application.test_client(), cast.marion)
    left = post(manager, f"/people/{cast.alice.id}/leave", on=TODAY.isoformat())
    assert left.status_code == 303
    assert client.get(f"/in/{link}").status_code == 410
    assert post(client, "/slip", code=slip).status_code == 422
    chosen = post(client, f"/in/{link}", new_secret="encore quatre mots doux")
    assert chosen.status_code == 410
    who = cast.alice.external_id
    assert post(client, "/sign-in", who=who, secret="trois mots doux").status_code == 422


# ---- what was asked before and runs after -------------------------------------------------------


@pytest.fixture
def administrator(cast: Cast, client: FlaskClient) -> Iterator[FlaskClient]:
    """Give Henri's browser; another administrator stands by."""
    make_mandate(cast.rachel.id, Role.ADMINISTRATOR)
    session.commit()
    return cast.sign_in(client, cast.henri)  # type: ignore[return-value]


BLOCK = "Matricule\tPrénom\tNom\tCode magasin\tMétier\nN950\tLia\tMoal\t0101\tSales assistant"


def queued_import(client: FlaskClient) -> UUID:
    """Send a file and ask for it to be applied; return its identifier."""
    checked = post(client, "/imports", kind="people", block=BLOCK)
    import_id = checked.headers["Location"].rsplit("/", 1)[1]
    assert post(client, f"/imports/{import_id}/apply").status_code == 303
    return UUID(import_id)


def arrived() -> bool:
    return session.scalar(select(Person.id).where(Person.external_id == "N950")) is not None


def lose_the_mandate(cast: Cast) -> None:
    end_mandates(cast.henri)


def leave_the_network(cast: Cast) -> None:
    end_mandates(cast.henri)
    end_jobs(cast.henri)
    cast.henri.left_on = TODAY
    session.commit()


@pytest.mark.parametrize("what", [lose_the_mandate, leave_the_network])
def test_an_import_asked_by_somebody_who_lost_the_right_is_not_applied(
    app: Flask, cast: Cast, administrator: FlaskClient, what: Callable[[Cast], None]
) -> None:
    import_id = queued_import(administrator)
    what(cast)
    drain(app, strict=True)
    session.expire_all()
    assert (arrived(), session.get_one(Import, import_id).state) == (False, "failed")


def test_an_import_asked_by_somebody_who_still_may_is_applied(
    app: Flask, cast: Cast, administrator: FlaskClient
) -> None:
    import_id = queued_import(administrator)
    drain(app, strict=True)
    session.expire_all()
    assert (arrived(), session.get_one(Import, import_id).state) == (True, "done")


def test_canary_a_job_that_believes_who_asked_is_caught(
    app: Flask,
    cast: Cast,
    administrator: FlaskClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Planted: the worker applies whatever was once allowed."""
    from lms.network import jobs

    monkeypatch.setattr(jobs, "_check_right", lambda _one, _now: None)
    with pytest.raises(AssertionError):
        test_an_import_asked_by_somebody_who_lost_the_right_is_not_applied(
            app, cast, administrator, lose_the_mandate
        )


def test_a_return_next_month_opens_nothing_before_its_day(cast: Cast, client: FlaskClient) -> None:
    cast.sign_in(client, cast.alice)
    end_jobs(cast.alice)
    make_membership(cast.alice.id, cast.nantes, during=since(TODAY + timedelta(days=30)))
    session.commit()
    assert client.get("/profile").status_code == 302
