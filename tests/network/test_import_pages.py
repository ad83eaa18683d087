"""An import from the page: file, columns, differences, application, result, undo."""

import io
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from lms.accounts.models import Person
from lms.accounts.services.people import erase_person
from lms.core import ids, jobs, privacy
from lms.core.access import Role
from lms.core.db import session
from lms.network.jobs import apply, forget
from lms.network.models import ChangeRow, Import, ImportLine
from tests.cast import NOW, Cast
from tests.factories import make_mandate, make_membership, make_person
from tests.network.imports_ground import file_of
from tests.pages import Statements, faults, page, post, token_of

GOOD = file_of(
    ("N1", "Lina", "Faure", "0101", "Vendeuse"),
    ("N2", "Omar", "Blin", "Nantes Beaulieux", "Vendeur"),
)


def send(client: FlaskClient, data: bytes, **fields: Any) -> Any:
    """Send a file as the page does."""
    given = {"csrf_token": token_of(client), "_key": str(ids.new_id()), "kind": "people", **fields}
    return client.post(
        "/imports",
        data={**given, "file": (io.BytesIO(data), "équipes.csv")},
        content_type="multipart/form-data",
    )


@pytest.fixture
def henri(cast: Cast, client: FlaskClient) -> FlaskClient:
    """Henri's browser."""
    return cast.sign_in(client, cast.henri)


def test_a_file_is_read_corrected_applied_and_undone(
    henri: FlaskClient, cast: Cast, app: Flask
) -> None:
    sent = send(henri, GOOD)
    assert sent.status_code == 303
    check = sent.headers["Location"]
    html = page(henri, check)
    assert "Lina Faure" in html
    assert "Nantes Beaulieux" in html
    cure = re.search(r'action="(/imports/[^"]+/fix/[^"]+)"', html)
    assert cure is not None
    assert post(henri, cure[1]).status_code == 303
    assert "/fix/" not in page(henri, check)
    assert post(henri, f"{check}/apply").status_code == 303
    running = page(henri, check)
    assert 'hx-trigger="every 2s"' in running
    one = session.scalars(select(Import)).one()
    apply(now=NOW, import_id=one.id)
    polled = henri.get(check, headers={"HX-Request": "true", "HX-Request-Type": "partial"})
    assert "hx-trigger" not in polled.get_data(as_text=True)
    assert session.scalars(select(Person).where(Person.external_id == "N2")).one()
    done = page(henri, check)
    undo = re.search(r'action="(/changes/[^"]+/undo)"', done)
    assert undo is not None
    assert post(henri, undo[1]).status_code == 303
    assert not session.scalars(select(Person).where(Person.external_id == "N2")).all()
    session.expire_all()
    assert session.get_one(Import, one.id).state == "undone"
    page(henri, check)
    assert jobs.JOBS["network.import.apply"]
    assert app


def test_a_job_run_twice_applies_once(henri: FlaskClient, cast: Cast) -> None:
    check = send(henri, GOOD).headers["Location"]
    post(henri, f"{check}/apply")
    one = session.scalars(select(Import)).one()
    apply(now=NOW, import_id=one.id)
    first = session.get_one(Import, one.id).change_id
    apply(now=NOW, import_id=one.id)
    assert session.get_one(Import, one.id).change_id == first


def test_an_import_overtaken_stops_and_says_so(henri: FlaskClient, cast: Cast) -> None:
    check = send(henri, GOOD).headers["Location"]
    post(henri, f"{check}/apply")
    make_membership(make_person("Lina", "Faure", external_id="N1").id, cast.rennes)
    one = session.scalars(select(Import)).one()
    apply(now=NOW, import_id=one.id)
    stopped = session.get_one(Import, one.id)
    assert stopped.state == "failed"
    assert stopped.error
    session.flush()
    html = page(henri, check)
    again = re.search(r'action="(/imports/[^"]+/check)"', html)
    assert again is not None
    assert post(henri, again[1]).status_code == 303
    session.expire_all()
    assert session.get_one(Import, one.id).state == "checked"


def test_columns_nobody_could_guess_are_asked(henri: FlaskClient, cast: Cast) -> None:
    data = file_of(("N1", "Lina", "Faure", "0101"), titles=("Clé", "P.", "N.", "Où"))
    asked = send(henri, data).headers["Location"]
    assert asked.endswith("/columns")
    page(henri, asked)
    wrong = post(henri, asked, external_id="0", given_name="0", family_name="2", unit="3")
    assert wrong.status_code == 422
    assert faults(wrong.get_data(as_text=True)) == []
    right = post(henri, asked, external_id="0", given_name="1", family_name="2", unit="3")
    assert right.status_code == 303
    assert "Lina Faure" in page(henri, right.headers["Location"])
    assert not send(henri, data).headers["Location"].endswith("/columns")


def test_a_pasted_block_is_a_file_like_another(henri: FlaskClient, cast: Cast) -> None:
    block = "Matricule\tPrénom\tNom\tMagasin\nN1\tLina\tFaure\t0101\n"
    answer = post(henri, "/imports", kind="people", block=block)
    assert answer.status_code == 303
    assert "Lina Faure" in page(henri, answer.headers["Location"])


@pytest.mark.parametrize("data", [b"", b"<html>no</html>", b"PK\x03\x04rien", b"%PDF-1.7 rien"])
def test_what_is_no_table_is_refused_on_the_form(
    henri: FlaskClient, cast: Cast, data: bytes
) -> None:
    answer = send(henri, data)
    assert answer.status_code == 422
    assert faults(answer.get_data(as_text=True)) == []
    assert not session.scalars(select(Import)).all()


def test_refused_lines_are_downloaded_with_their_reason(henri: FlaskClient, cast: Cast) -> None:
    check = send(henri, GOOD).headers["Location"]
    for form in ("csv", "xlsx"):
        answer = henri.get(f"{check}/refused.{form}")
        assert answer.status_code == 200
        assert "attachment" in answer.headers["Content-Disposition"]
    body = henri.get(f"{check}/refused.csv").get_data(as_text=True)
    assert "Nantes Beaulieux" in body


def test_hostile_cells_are_shown_as_words(henri: FlaskClient, cast: Cast) -> None:
    evil = "<img src=x onerror=alert(1)>"
    data = file_of(("N1", evil, "Faure", "0101"), ("N2", "Omar", evil, evil))
    check = send(henri, data).headers["Location"]
    html = page(henri, check)
    assert evil not in html
    assert "&lt;img" in html


def test_many_leavers_ask_for_a_second_yes(henri: FlaskClient, cast: Cast) -> None:
    numbers = [cast.people[who].external_id for who in ("alice", "bruno", "dina")]
    data = file_of(*((number, "A", "B", "0101") for number in numbers))
    check = send(henri, data, complete="1").headers["Location"]
    assert 'name="accept"' in page(henri, check)
    assert post(henri, f"{check}/apply").status_code == 409
    assert post(henri, f"{check}/apply", accept="1").status_code == 303


def test_the_differences_take_a_constant_number_of_statements(
    henri: FlaskClient, cast: Cast
) -> None:
    rows = [(f"N{n}", "Lina", f"Faure{n}", "0101" if n % 3 else "zzz") for n in range(400)]
    check = send(henri, file_of(*rows)).headers["Location"]
    henri.get(check)
    with Statements() as sent:
        html = page(henri, check)
    assert len(sent) <= 12, sent.sent
    assert len(html) < 40_000
    assert len(page(henri, f"{check}/lines/created?page=2")) < 60_000


def test_only_administrators_import(cast: Cast, client: FlaskClient) -> None:
    make_mandate(cast.alice.id, Role.LEARNING_AUTHOR)
    for who in ("alice", "marion", "rachel", "karim"):
        cast.sign_in(client, cast.people[who])
        assert client.get("/imports").status_code == 403
        assert send(client, GOOD).status_code == 403
    assert not session.scalars(select(Import)).all()


def test_what_a_file_said_of_somebody_goes_with_them(henri: FlaskClient, cast: Cast) -> None:
    post(henri, f"{send(henri, GOOD).headers['Location']}/apply")
    one = session.scalars(select(Import)).one()
    apply(now=NOW, import_id=one.id)
    key, words = session.execute(
        select(ImportLine.key, ImportLine.label).where(ImportLine.outcome == "created")
    ).first() or ("", "")
    newcomer = session.scalars(select(Person).where(Person.external_id == key)).one()
    told = privacy.export_person(newcomer.id)["network_import_line"]
    assert [line["label"] for line in told] == [words]
    erase_person(person_id=newcomer.id, erased_by=cast.henri.id, now=NOW)
    session.flush()
    session.expire_all()
    left = session.execute(text("SELECT l::text FROM network_import_line l")).scalars()
    assert not [line for line in left if key in line or words in line]
    copies = session.execute(text("SELECT r::text FROM network_change_row r")).scalars()
    assert not [row for row in copies if key in row or newcomer.given_name in row.split()]
    assert session.get_one(Import, one.id).source is None


def test_files_and_copies_are_forgotten_after_seven_days(henri: FlaskClient, cast: Cast) -> None:
    from datetime import timedelta

    check = send(henri, GOOD).headers["Location"]
    post(henri, f"{check}/apply")
    one = session.scalars(select(Import)).one()
    apply(now=NOW, import_id=one.id)
    forget(now=NOW + timedelta(days=6))
    assert session.scalars(select(ChangeRow)).all()
    forget(now=NOW + timedelta(days=7, minutes=1))
    session.expire_all()
    assert session.get_one(Import, one.id).source is None
    assert not session.scalars(select(ImportLine)).all()
    assert not session.scalars(select(ChangeRow)).all()
    assert henri.get(check).status_code == 200
    assert henri.get(f"{check}/refused.csv").status_code == 409
