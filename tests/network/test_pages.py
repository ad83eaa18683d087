"""The network's pages: honest, cheap whatever the rows, closed to strangers, safe to smuggling."""

from datetime import date

import pytest
from flask import current_app, request
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.accounts.models import Person
from lms.core import ids, search
from lms.core.access import ROLES_OF, Permission, Role
from lms.core.db import session
from lms.courses.views import registries
from lms.network import services
from lms.network.models import Change, Mandate, Membership, Unit
from lms.network.queries import consequences, holders, primary_unit
from tests.cast import TODAY, Cast
from tests.factories import make_mandate, make_membership, make_person, make_position, make_unit
from tests.network.imports_ground import begin, counts
from tests.pages import Statements, page, post

PAGES = {
    "people": "/people",
    "search": "/people?q=ali",
    "left": "/people?state=left",
    "of a unit": "/people?unit={nantes}",
    "hire": "/people/new",
    "person": "/people/{alice}",
    "correct": "/people/{alice}/correct",
    "move": "/people/{alice}/move",
    "move seen": "/people/{marion}/move?see=1&unit={rennes}&position={job}&on=2026-03-20",
    "job": "/people/{alice}/job",
    "leave": "/people/{karim}/leave",
    "mandate": "/people/{alice}/mandate",
    "mandate seen": "/people/{alice}/mandate?see=1&kind=coach&unit={nantes}&on=2026-03-20",
    "units": "/units",
    "units searched": "/units?q=nan",
    "units closed": "/units?state=closed",
    "open": "/units/new",
    "unit": "/units/{nantes}",
    "unit correct": "/units/{nantes}/correct",
    "close": "/units/{nantes}/close",
    "link": "/units/{nantes}/link?see=1&what=employer&target={franchise}&on=2026-03-20",
    "wave": "/units/{nantes}/wave?see=1&capability=label&act=light&on=2026-03-20",
    "waves": "/units/waves",
    "regions": "/regions",
    "region": "/regions/new",
    "region move": "/regions/{west}/move",
    "imports": "/imports",
}


def address(cast: Cast, name: str) -> str:
    """Return the address of a page, for the people and places of the cast."""
    named = {
        "alice": cast.alice.id,
        "marion": cast.marion.id,
        "karim": cast.karim.id,
        "nantes": cast.nantes.id,
        "rennes": cast.rennes.id,
        "franchise": cast.franchise.id,
        "west": cast.west.id,
        "job": make_position().id,
    }
    return PAGES[name].format(**named)


@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_honest(cast: Cast, client: FlaskClient, name: str) -> None:
    cast.sign_in(client, cast.henri)
    page(client, address(cast, name))


def test_pages_speak_english_to_who_reads_english(cast: Cast, client: FlaskClient) -> None:
    cast.henri.locale = "en"
    session.flush()
    cast.sign_in(client, cast.henri)
    assert "Who is where today." in page(client, "/people")


@pytest.mark.parametrize(
    ("who", "url", "most"),
    [
        ("marion", "people", 8),
        ("henri", "people", 12),
        ("henri", "search", 12),
        ("marion", "person", 8),
        ("henri", "person", 8),
        ("henri", "units", 12),
        ("rachel", "units", 12),
        ("marion", "unit", 12),
        ("henri", "unit", 12),
        ("henri", "move seen", 12),
    ],
)
def test_statements_are_counted_and_flat(
    cast: Cast, client: FlaskClient, who: str, url: str, most: int
) -> None:
    cast.sign_in(client, cast.people[who])
    asked = address(cast, url)
    client.get(asked)
    with Statements() as few:
        client.get(asked)
    for n in range(30):
        make_membership(make_person(f"Al{n}", "Nombreux").id, cast.nantes)
        make_unit(f"Nantes {n}", region=cast.west)
    with Statements() as many:
        client.get(asked)
    assert len(many) <= most, many.sent
    assert len(many) <= len(few) + 1


STRANGERS = [
    ("alice", "people", 403),
    ("alice", "person", 403),
    ("marion", "unit", 200),
    ("zoe", "person", 404),
    ("zoe", "unit", 404),
    ("zoe", "move", 404),
    ("zoe", "leave", 404),
    ("zoe", "mandate", 404),
    ("zoe", "of a unit", 404),
    ("dina", "person", 200),
    ("dina", "move", 403),
    ("karim", "person", 200),
    ("karim", "leave", 403),
    ("rachel", "close", 403),
    ("rachel", "imports", 403),
    ("marion", "waves", 403),
]


@pytest.mark.parametrize(("who", "name", "status"), STRANGERS)
def test_strangers_meet_the_same_wall(
    cast: Cast, client: FlaskClient, who: str, name: str, status: int
) -> None:
    cast.sign_in(client, cast.people[who])
    partial = {"HX-Request": "true", "HX-Request-Type": "partial"}
    assert client.get(address(cast, name)).status_code == status
    assert client.get(address(cast, name), headers=partial).status_code == status


def test_a_foreign_person_answers_like_nobody(cast: Cast, client: FlaskClient) -> None:
    cast.sign_in(client, cast.zoe)
    foreign = client.get(f"/people/{cast.alice.id}")
    missing = client.get(f"/people/{ids.new_id()}")
    assert (foreign.status_code, missing.status_code) == (404, 404)
    assert len(foreign.data) == len(missing.data)


def test_lists_and_exports_stop_at_the_scope(cast: Cast, client: FlaskClient) -> None:
    cast.sign_in(client, cast.zoe)
    for asked in ("/people", "/people?q=alice", "/people/export.csv", "/people/export.csv?q=a"):
        body = client.get(asked).get_data(as_text=True)
        assert "Martin" not in body, asked
        assert "Nantes" not in body, asked
    assert "Nantes" not in client.get("/units/export.csv").get_data(as_text=True)


def test_a_franchised_store_is_seen_without_its_names(cast: Cast, client: FlaskClient) -> None:
    make_mandate(cast.fatou.id, Role.UNIT_MANAGER, cast.brest.id)
    cast.sign_in(client, cast.rachel)
    for asked in (f"/units/{cast.brest.id}", "/units", "/units/export.csv", "/people?q=diop"):
        assert "Diop" not in client.get(asked).get_data(as_text=True), asked
    cast.rachel.locale = "en"
    session.flush()
    assert "The name of 1 person stays" in page(client, f"/units/{cast.brest.id}")


def test_an_employee_opens_their_own_unit_without_the_list_of_people(
    cast: Cast, client: FlaskClient
) -> None:
    cast.sign_in(client, cast.alice)
    html = page(client, f"/units/{cast.nantes.id}")
    assert "Le Goff" not in html
    assert client.get(f"/units/{cast.rennes.id}").status_code == 404


def test_moving_somebody_shows_what_changes_then_does_it_and_undoes_it(
    cast: Cast, client: FlaskClient
) -> None:
    cast.sign_in(client, cast.henri)
    job = make_position()
    before = client.get(
        f"/people/{cast.marion.id}/move?see=1&unit={cast.rennes.id}&position={job.id}&on={TODAY}"
    ).get_data(as_text=True)
    assert "Nantes Beaulieu" in before
    assert primary_unit(cast.marion.id, TODAY).unit_id == cast.nantes.id  # type: ignore[union-attr]
    fields = {"unit": str(cast.rennes.id), "position": str(job.id), "on": TODAY.isoformat()}
    answer = post(client, f"/people/{cast.marion.id}/move", **fields)
    assert answer.status_code == 303
    session.expire_all()
    assert primary_unit(cast.marion.id, TODAY).unit_id == cast.rennes.id  # type: ignore[union-attr]
    assert holders(cast.nantes.id, "unit_manager", TODAY) == []
    change = session.scalars(select(Change)).one()
    assert post(client, f"/changes/{change.id}/undo").status_code == 303
    assert holders(cast.nantes.id, "unit_manager", TODAY) == [cast.marion.id]


def test_a_manager_undoes_their_own_acts_and_nobody_elses(cast: Cast, client: FlaskClient) -> None:
    cast.sign_in(client, cast.marion)
    assert post(client, f"/people/{cast.bruno.id}/leave", on=TODAY.isoformat()).status_code == 303
    own = session.scalars(select(Change)).one()
    cast.sign_in(client, cast.zoe)
    assert post(client, f"/changes/{own.id}/undo").status_code == 404
    cast.sign_in(client, cast.marion)
    assert post(client, f"/changes/{own.id}/undo").status_code == 303
    cast.sign_in(client, cast.henri)
    assert post(client, f"/people/{cast.bruno.id}/leave", on=TODAY.isoformat()).status_code == 303
    other = session.scalars(select(Change).where(Change.undone_at.is_(None))).one()
    cast.sign_in(client, cast.marion)
    assert post(client, f"/changes/{other.id}/undo").status_code == 404


def test_a_manager_who_moved_undoes_nothing_behind_them(cast: Cast, client: FlaskClient) -> None:
    cast.sign_in(client, cast.marion)
    post(client, f"/people/{cast.bruno.id}/leave", on=TODAY.isoformat())
    change = session.scalars(select(Change)).one()
    mandate = session.scalars(select(Mandate).where(Mandate.person_id == cast.marion.id)).one()
    session.delete(mandate)
    make_mandate(cast.marion.id, Role.UNIT_MANAGER, cast.rennes.id)
    assert post(client, f"/changes/{change.id}/undo").status_code == 404


SMUGGLED = [
    ("person_move", "unit", "strasbourg"),
    ("person_job", "unit", "strasbourg"),
    ("people_new", "unit", "strasbourg"),
    ("people_new", "unit", "brest"),
    ("person_mandate", "unit", "strasbourg"),
]


@pytest.mark.parametrize(("act", "field", "place"), SMUGGLED)
def test_foreign_units_inside_a_form_are_not_taken(
    cast: Cast, client: FlaskClient, act: str, field: str, place: str
) -> None:
    cast.sign_in(client, cast.rachel)
    asked = {
        "person_move": f"/people/{cast.alice.id}/move",
        "person_job": f"/people/{cast.alice.id}/job",
        "people_new": "/people/new",
        "person_mandate": f"/people/{cast.alice.id}/mandate",
    }[act]
    fields = {
        "given_name": "Lina",
        "family_name": "Faure",
        "position": str(make_position().id),
        "kind": "deputy",
        "on": TODAY.isoformat(),
        field: str(getattr(cast, place).id),
    }
    people = session.scalars(select(Person.id)).all()
    assert post(client, asked, **fields).status_code == 404
    assert session.scalars(select(Person.id)).all() == people
    assert not session.scalars(select(Change)).all()


def test_a_backup_out_of_scope_is_nobody(cast: Cast, client: FlaskClient) -> None:
    cast.sign_in(client, cast.rachel)
    answer = post(
        client,
        f"/people/{cast.alice.id}/mandate",
        kind="coach",
        unit=str(cast.rennes.id),
        on="2026-03-20",
        backup=cast.zoe.external_id,
    )
    assert answer.status_code == 422
    assert "Schmitt" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("kind", ["administrator", "regional_lead", "employee", "king"])
def test_nobody_gives_more_than_their_role_by_sending_another_word(
    cast: Cast, client: FlaskClient, kind: str
) -> None:
    cast.sign_in(client, cast.rachel)
    fields = {
        "kind": kind,
        "unit": str(cast.nantes.id),
        "region": str(cast.west.id),
        "on": TODAY.isoformat(),
    }
    before = session.scalars(select(Mandate.id)).all()
    assert post(client, f"/people/{cast.alice.id}/mandate", **fields).status_code != 303
    assert session.scalars(select(Mandate.id)).all() == before


def _sentinels(model: type) -> dict[str, str]:
    """Return a value for every column of a table that a form must not reach."""
    values: dict[str, str] = {}
    for column in model.__table__.columns:  # type: ignore[attr-defined]
        kind = str(column.type).lower()
        values[column.name] = (
            str(ids.new_id())
            if "uuid" in kind
            else "2001-01-01"
            if "date" in kind or "timestamp" in kind
            else "1"
        )
    return values


def test_correcting_a_person_touches_names_number_and_mail_only(
    cast: Cast, client: FlaskClient
) -> None:
    cast.sign_in(client, cast.henri)
    before = _row(Person, cast.alice.id)
    fields = {
        **_sentinels(Person),
        "given_name": "Alicia",
        "family_name": "Martin",
        "external_id": "",
        "email": "",
    }
    assert post(client, f"/people/{cast.alice.id}/correct", **fields).status_code == 303
    after = _row(Person, cast.alice.id)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"given_name", "external_id", "email", "sort_key", "search"}


def test_correcting_a_unit_touches_what_describes_it_only(cast: Cast, client: FlaskClient) -> None:
    cast.sign_in(client, cast.henri)
    before = _row(Unit, cast.nantes.id)
    fields = {**_sentinels(Unit), "code": "0101", "name": "Nantes", "zone": "Europe/Paris"}
    fields["channels"] = "phone"
    assert post(client, f"/units/{cast.nantes.id}/correct", **fields).status_code == 303
    after = _row(Unit, cast.nantes.id)
    changed = {name for name in before if before[name] != after[name]}
    assert changed <= {"name", "sort_key", "city", "postcode", "channels", "format"}


def test_hiring_sets_no_column_but_those_of_the_form(cast: Cast, client: FlaskClient) -> None:
    cast.sign_in(client, cast.marion)
    fields = {
        **_sentinels(Person),
        **_sentinels(Membership),
        "given_name": "Lina",
        "family_name": "Faure",
        "external_id": "N77",
        "email": "",
        "unit": str(cast.nantes.id),
        "position": str(make_position().id),
        "on": TODAY.isoformat(),
    }
    assert post(client, "/people/new", **fields).status_code == 303
    lina = session.scalars(select(Person).where(Person.external_id == "N77")).one()
    assert str(lina.id) != fields["id"]
    assert (lina.left_on, lina.erased_at, lina.theme) == (None, None, "system")
    job = session.scalars(select(Membership).where(Membership.person_id == lina.id)).one()
    assert (job.during.lower, job.during.upper, job.is_primary) == (TODAY, None, True)


def _row(model: type, row_id: object) -> dict[str, object]:
    session.expire_all()
    table = model.__table__  # type: ignore[attr-defined]
    found = session.execute(select(table).where(table.c.id == row_id)).one()
    return dict(found._mapping)


def test_canary_a_form_that_copies_every_field_is_seen(
    cast: Cast, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted bug: populate everything sent; the row diff must notice."""
    plain = services.correct

    def careless(**given: object) -> object:
        change = plain(**given)  # type: ignore[arg-type]
        person = session.get_one(Person, given["person_id"])
        person.theme = request.form.get("theme", "system")
        return change

    monkeypatch.setattr(services, "correct", careless)
    cast.sign_in(client, cast.henri)
    before = _row(Person, cast.alice.id)
    fields = {"given_name": "Alice", "family_name": "Martin", "theme": "dark"}
    post(client, f"/people/{cast.alice.id}/correct", **fields)
    assert _row(Person, cast.alice.id)["theme"] != before["theme"]


def test_an_export_of_people_comes_back_without_a_change(cast: Cast, client: FlaskClient) -> None:
    cast.sign_in(client, cast.henri)
    body = client.get("/people/export.csv").data
    assert b"Alice" in body
    assert set(counts(begin(body))) == {"unchanged"}
    units = client.get("/units/export.csv").data
    assert set(counts(begin(units, "units"))) == {"unchanged"}
    workbook = client.get("/people/export.xlsx").data
    assert set(counts(begin(workbook))) == {"unchanged"}


def test_words_that_a_spreadsheet_would_run_stay_words(cast: Cast, client: FlaskClient) -> None:
    make_membership(make_person("=cmd|' /C calc'!A0", "+33 6").id, cast.nantes)
    cast.sign_in(client, cast.marion)
    body = client.get("/people/export.csv").get_data(as_text=True)
    assert ";=cmd" not in body
    assert "+33 6" in body


def test_wrong_days_and_words_come_back_on_the_form(cast: Cast, client: FlaskClient) -> None:
    cast.sign_in(client, cast.henri)
    answer = post(client, f"/people/{cast.alice.id}/leave", on="2026-02-31")
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.get_data(as_text=True)
    answer = post(client, "/people/new", given_name="", on=date(2026, 3, 12).isoformat())
    assert answer.status_code == 422


def test_the_permissions_of_the_network_are_those_of_its_map() -> None:
    assert ROLES_OF[Permission.NETWORK_IMPORT] == {Role.ADMINISTRATOR}
    assert Role.EMPLOYEE not in ROLES_OF[Permission.PEOPLE_READ]
    assert Role.COACH not in ROLES_OF[Permission.PEOPLE_WRITE]


@pytest.mark.parametrize(
    ("who", "words", "label", "seen"),
    [
        ("marion", "ali", "Alice Martin", True),
        ("zoe", "ali", "Alice Martin", False),
        ("alice", "nantes", "Nantes Beaulieu", True),
        ("alice", "strasbourg", "Strasbourg Halles", False),
        ("alice", "bruno", "Bruno Le Goff", False),
    ],
)
def test_search_offers_people_and_units_in_scope_only(
    cast: Cast, who: str, words: str, label: str, *, seen: bool
) -> None:
    viewer = cast.viewer(cast.people[who])
    with current_app.test_request_context():
        found = {hit.label for hit in search.search(viewer, words)}
    assert (label in found) is seen


def test_searching_a_store_inside_a_form_does_nothing_yet(cast: Cast, client: FlaskClient) -> None:
    cast.sign_in(client, cast.rachel)
    answer = post(
        client,
        "/people/new",
        given_name="Lina",
        family_name="Faure",
        q="nantes",
        find="1",
        unit=str(cast.rennes.id),
        position=str(make_position().id),
        on=TODAY.isoformat(),
    )
    html = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert 'value="Lina"' in html
    assert not session.scalars(select(Change)).all()


def test_what_changes_speaks_of_paths_under_way(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registries, "count_open_paths", lambda _people: 2)
    with current_app.test_request_context():
        told = [one.text for one in consequences.of_leaving(cast.alice, TODAY)]
    assert any("2" in words for words in told)


@pytest.mark.parametrize("act", ["link", "wave"])
def test_nothing_is_offered_for_confirmation_before_a_choice(
    cast: Cast, client: FlaskClient, act: str
) -> None:
    cast.sign_in(client, cast.henri)
    assert 'id="outcome"' not in page(client, f"/units/{cast.nantes.id}/{act}")
    assert 'id="outcome"' in page(client, address(cast, act))
