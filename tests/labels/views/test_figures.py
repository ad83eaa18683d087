"""Figures from outside, by file: read without writing, refused lines first, applied, taken back."""

import io

import pytest
from flask.testing import FlaskClient

from lms.core import ids
from lms.core.db import session
from lms.labels.models import Batch, Figure
from tests.cast import Enter
from tests.factories.labels import Ground
from tests.pages import fill as post
from tests.pages import page, token_of

URL = "/labels/figures"
DECLARED = {
    "name.fr": "Satisfaction",
    "code": "satisfaction",
    "by": "Enquête",
    "about": "customers",
    "unit": "percent",
    "direction": "up",
}
SENT = {
    "code": "satisfaction",
    "year": "2027",
    "as_of": "2026-03-01",
    "source": "Enquête",
    "subject": "customers",
}


@pytest.fixture
def henri(enter: Enter, ground: Ground) -> FlaskClient:
    found = enter(ground.henri)
    assert post(found, URL, **DECLARED).status_code == 303
    return found


def send(client: FlaskClient, words: str, **changes: str) -> str:
    data = {"csrf_token": token_of(client), "_key": str(ids.new_id()), **SENT, **changes}
    file = (io.BytesIO(words.encode()), "satisfaction.csv")
    answer = client.post(f"{URL}/files", data={**data, "file": file})
    assert answer.status_code == 303, answer.get_data(as_text=True)[:800]
    return answer.location


def test_a_figure_about_people_is_refused_with_its_words_kept(ground: Ground, enter: Enter):
    client = enter(ground.henri)
    for wrong in ({"about": "persons"}, {"about": ""}, {"by": ""}, {"unit": "stars"}):
        answer = post(client, URL, **{**DECLARED, **wrong})
        assert answer.status_code == 422
        assert 'value="Satisfaction"' in answer.get_data(as_text=True)


def test_nothing_counts_before_it_is_applied(ground: Ground, henri: FlaskClient):
    code = ground.cast.nantes.code
    url = send(henri, f"code;value;n\n{code};82,5;40\n9999;50;40\n{ground.cast.rennes.code};;3\n")
    html = page(henri, url)
    assert html.index("Refusées, à corriger") < html.index("Nouveaux chiffres")
    assert "Aucun magasin" in html
    assert "82,5, 40 réponses" in html
    assert session.query(Figure).count() == 0
    assert post(henri, f"{url}/apply").status_code == 303
    assert session.query(Figure).one().unit_id == ground.cast.nantes.id
    assert post(henri, f"{url}/apply").status_code == 409
    again = send(henri, f"code;value;n\n{code};84;42\n", as_of="2026-03-02")
    assert "Chiffres modifiés" in page(henri, again)
    assert post(henri, f"{url}/undo").status_code == 303
    assert session.query(Batch).filter_by(state="undone").count() == 1
    assert post(henri, f"{url}/undo").status_code == 409
    page(henri, url)


def test_reading_a_file_writes_nothing(ground: Ground, henri: FlaskClient):
    url = send(henri, f"code;value;n\n{ground.cast.nantes.code};82;40\n")
    before = session.query(Batch).one().counts
    page(henri, url)
    page(henri, url)
    session.expire_all()
    assert session.query(Batch).one().counts == before


def test_a_file_needs_its_figure_its_year_and_words(henri: FlaskClient):
    for wrong in ({"code": "none"}, {"year": "27"}, {"subject": "persons"}, {"as_of": "x"}):
        answer = post(henri, f"{URL}/files", **{**SENT, "block": "code\tvalue\n1\t2", **wrong})
        assert answer.status_code == 422
        assert "code\tvalue" in answer.get_data(as_text=True)
    assert post(henri, f"{URL}/files", **SENT, block="").status_code == 422


def test_only_officers_of_the_label_import(ground: Ground, enter: Enter):
    for who in (ground.rachel, ground.marion):
        assert enter(who).get(URL).status_code == 403
