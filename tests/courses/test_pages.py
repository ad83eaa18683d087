"""Pages of learning, as Alice on her phone and Marion in her store see them."""

import re
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from lms.accounts.models import Person
from lms.accounts.services.invitations import set_secret
from lms.core import clock
from lms.core.db import session
from lms.courses.models import Enrolment
from lms.courses.services import assigning
from tests.cast import Cast
from tests.factories.courses import KNOWN, publish
from tests.pages import Statements, page, post


@pytest.fixture
def path(cast: Cast) -> None:
    publish()
    assigning.assign_path(
        path_uid=KNOWN.path,
        person_ids=[cast.alice.id, cast.bruno.id, cast.yann.id],
        due_on=clock.today(),
        actor_id=cast.marion.id,
    )


@pytest.fixture
def alice(cast: Cast, path: None, client: FlaskClient) -> FlaskClient:
    return cast.sign_in(client, cast.alice)


@pytest.fixture
def marion(cast: Cast, path: None, client: FlaskClient) -> FlaskClient:
    return cast.sign_in(client, cast.marion)


def test_home_answers_what_now_with_one_lesson(alice: FlaskClient) -> None:
    html = page(alice, "/")
    assert html.count("c-ticket-b") == 1
    assert f"/lessons/{KNOWN.welcome}" in html


def test_a_lesson_is_followed_step_by_step_without_javascript(alice: FlaskClient) -> None:
    page(alice, f"/paths/{KNOWN.path}")
    html = page(alice, f"/lessons/{KNOWN.welcome}")
    assert "Screen 0 of welcome" in html
    answer = post(alice, f"/lessons/{KNOWN.welcome}/continue", step="1")
    assert (answer.status_code, answer.headers["Location"]) == (
        303,
        f"/lessons/{KNOWN.welcome}?step=2",
    )
    assert "Screen 1 of welcome" in page(alice, f"/lessons/{KNOWN.welcome}")
    answer = post(alice, f"/lessons/{KNOWN.welcome}/continue", step="2")
    assert answer.headers["Location"].endswith("/end")
    assert "Je regarde chaque personne." in page(alice, answer.headers["Location"])
    chosen = post(alice, f"/lessons/{KNOWN.welcome}/try", title="Regarder la file")
    assert chosen.status_code == 303
    assert "Regarder la file" in page(alice, "/")
    page(alice, "/notebook")
    page(alice, "/paths")


def test_the_same_post_sent_twice_counts_once_and_answers_the_same(alice: FlaskClient) -> None:
    key = str(uuid4())
    first = post(alice, f"/lessons/{KNOWN.welcome}/continue", step="1", _key=key)
    again = post(alice, f"/lessons/{KNOWN.welcome}/continue", step="1", _key=key)
    assert (first.status_code, first.headers["Location"]) == (
        again.status_code,
        again.headers["Location"],
    )
    other = post(alice, f"/lessons/{KNOWN.welcome}/continue", step="2", _key=key)
    assert other.status_code == 409


def test_a_locked_lesson_says_why_and_what_next(alice: FlaskClient) -> None:
    html = page(alice, f"/lessons/{KNOWN.cabin}")
    assert f"/lessons/{KNOWN.welcome}" in html


def test_a_lesson_of_nobodys_path_answers_like_a_missing_one(
    cast: Cast, path: None, client: FlaskClient
) -> None:
    cast.sign_in(client, cast.gael)
    foreign = client.get(f"/lessons/{KNOWN.welcome}")
    cast.sign_in(client, cast.dina)
    known = client.get(f"/lessons/{KNOWN.welcome}")
    missing = client.get(f"/lessons/{uuid4()}")
    assert (known.status_code, missing.status_code) == (404, 404)
    assert foreign.status_code in {403, 404}


def test_the_team_page_shows_who_is_where_and_each_number_opens_its_list(
    marion: FlaskClient,
) -> None:
    html = page(marion, "/team")
    assert "Alice Martin" in html
    assert "Yann" not in html
    page(marion, "/team?show=going")


def test_a_slip_is_offered_to_whoever_has_no_way_in_and_did_nothing(
    cast: Cast, marion: FlaskClient
) -> None:
    assert offered_slips(marion) == {"Alice Martin", "Bruno Le Goff"}
    set_secret(cast.bruno, "trois mots doux", clock.now())
    finish(cast.alice)
    session.flush()
    assert offered_slips(marion) == set()


def offered_slips(manager: FlaskClient) -> set[str]:
    """Return the names beside which the team's page offers a slip."""
    found = re.findall(r'<span class="sr"> ([^<]+)</span></a></div></li>', page(manager, "/team"))
    return set(found)


def finish(person: Person) -> None:
    """Have a path finished by somebody whose way in was never made."""
    session.execute(
        update(Enrolment)
        .where(Enrolment.person_id == person.id)
        .values(state="complete", done=Enrolment.total, progress=100, completed_at=clock.now())
    )


def test_the_export_says_what_the_screen_says(cast: Cast, marion: FlaskClient) -> None:
    body = marion.get("/team?format=csv").get_data(as_text=True)
    assert body.count("\r\n") == 3
    assert "Alice" in body
    sheet = marion.get("/team?format=xlsx")
    assert sheet.data[:2] == b"PK"


def test_a_manager_of_another_region_sees_neither_unit_nor_person(
    cast: Cast, path: None, client: FlaskClient
) -> None:
    cast.sign_in(client, cast.zoe)
    assert client.get(f"/team?unit={cast.nantes.id}").status_code == 404
    assert client.get(f"/team/people/{cast.alice.id}").status_code == 404
    assert client.get(f"/team/people/{uuid4()}").status_code == 404


def test_a_manager_gives_a_path_and_takes_it_back(cast: Cast, marion: FlaskClient) -> None:
    page(marion, "/training")
    page(marion, f"/training/{KNOWN.path}/give")
    answer = post(marion, f"/training/{KNOWN.path}/give", people=str(cast.dina.id))
    assert answer.status_code == 303
    html = page(marion, "/training")
    undo = html.split('action="/assignments/')[1].split('"')[0]
    assert post(marion, f"/assignments/{undo}").status_code == 303


def test_giving_a_path_out_of_reach_changes_nothing(cast: Cast, marion: FlaskClient) -> None:
    answer = post(
        marion, f"/training/{KNOWN.path}/give", people=[str(cast.dina.id), str(cast.yann.id)]
    )
    assert answer.status_code == 404
    assert "Dina" not in marion.get("/team").get_data(as_text=True)


def test_giving_a_path_to_nobody_says_what_to_do(marion: FlaskClient) -> None:
    answer = post(marion, f"/training/{KNOWN.path}/give")
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("url", "most"),
    [
        ("/", 8),
        ("/paths", 8),
        (f"/paths/{KNOWN.path}", 8),
        (f"/lessons/{KNOWN.welcome}", 8),
    ],
)
def test_everyday_pages_keep_their_budget_of_statements(
    alice: FlaskClient, url: str, most: int
) -> None:
    alice.get(url)
    with Statements() as sent:
        html = alice.get(url).get_data()
    assert len(sent) <= most, sent.sent
    assert len(html) <= 40_000


def test_the_team_page_keeps_its_budget(marion: FlaskClient) -> None:
    marion.get("/team")
    with Statements() as sent:
        marion.get("/team")
    assert len(sent) <= 8, sent.sent
