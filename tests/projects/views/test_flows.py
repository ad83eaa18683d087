"""U6 on pages: painting, counting, a till's file, functions; nobody's roster, nobody else's lines."""

import io

from flask.testing import FlaskClient

from lms.core.db import session
from lms.projects.models import Count, Function, Holder, Paint, Reference, Week
from tests.factories.projects import Ground, diagnosing, painted
from tests.pages import fill as post
from tests.pages import page
from tests.projects.views.conftest import Enter


def flows_url(ground: Ground, more: str = "") -> str:
    return f"/store/{ground.nantes.id}/flows{more}"


def test_hours_days_and_squares_are_painted(ground: Ground, enter: Enter):
    alice = enter("alice")
    answer = post(
        alice, flows_url(ground, "/paint"), shade="4", square=["6-15"], hour="10", day="7"
    )
    assert answer.status_code == 303
    rows = session.query(Paint).all()
    assert {(one.weekday, one.slot) for one in rows} >= {
        (6, 30),
        (6, 31),
        (1, 20),
        (7, 20),
        (7, 30),
    }
    assert {one.shade for one in rows} == {4}
    page(alice, flows_url(ground))
    part = alice.get(
        flows_url(ground), headers={"HX-Request": "true", "HX-Request-Type": "partial"}
    )
    assert part.get_data(as_text=True).lstrip().startswith("<section")


def test_estimated_and_counted_half_hours_look_different(ground: Ground, marion: FlaskClient):
    painted(ground, ground.nantes)
    html = page(marion, flows_url(ground))
    assert "is-guess" in html
    assert "estim" in html.lower()
    for week in range(4):
        on = f"2026-02-{2 + 7 * week:02d}"
        post(marion, flows_url(ground, "/counts"), on=on, **{"n.34.0": "12", "n.35.0": "9"})
    assert session.query(Count).count() == 8
    html = page(marion, flows_url(ground))
    assert 'class="is-h' in html


def test_a_number_that_is_none_keeps_what_was_typed(ground: Ground, marion: FlaskClient):
    answer = post(
        marion, flows_url(ground, "/counts"), on="2026-03-02", **{"n.34.0": "douze", "n.35.0": "9"}
    )
    assert answer.status_code == 422
    assert 'value="douze"' in answer.get_data(as_text=True)
    assert session.query(Count).count() == 0


def test_a_file_shows_what_it_would_write_first(ground: Ground, marion: FlaskClient, enter: Enter):
    data = {"file": (io.BytesIO(b"jour;heure;clients\n02/03/2026;17:00;12\n"), "caisse.csv")}
    sent = post(marion, flows_url(ground, "/files"), **data)
    assert sent.status_code == 303
    html = page(marion, sent.location)
    assert session.query(Count).count() == 0
    assert "csrf_token" in html
    assert enter("zoe").get(sent.location).status_code == 404
    assert post(marion, sent.location.split("?")[0], channel="store").status_code == 303
    assert session.query(Count).count() == 1
    empty = post(marion, flows_url(ground, "/files"))
    assert empty.status_code == 422
    assert post(enter("alice"), flows_url(ground, "/files")).status_code == 403


def test_weeks_are_set_apart_with_a_word(ground: Ground, marion: FlaskClient):
    post(marion, flows_url(ground, "/counts"), on="2026-03-02", **{"n.34.0": "12"})
    url = flows_url(ground, "/weeks/2026-W10")
    assert post(marion, url, reason="").status_code == 422
    assert post(marion, url, reason="Soldes").status_code == 303
    assert session.query(Week).one().reason == "Soldes"
    assert "Soldes" in page(marion, flows_url(ground, "/counts"))
    assert post(marion, url, back="1").status_code == 303
    assert session.query(Week).count() == 0
    assert post(marion, flows_url(ground, "/weeks/nothing"), reason="x").status_code == 404


def test_holders_are_read_by_the_manager_and_each_by_oneself(ground: Ground, enter: Enter):
    marion, alice = enter("marion"), enter("alice")
    url = f"/store/{ground.nantes.id}/functions"
    assert post(marion, url, name="", handling="180").status_code == 422
    assert post(marion, url, name="Caisse", handling="180").status_code == 303
    one = session.query(Function).one()
    held = {f"able.{ground.cast.alice.id}": "alone", f"able.{ground.cast.bruno.id}": "learning"}
    assert post(marion, f"{url}/{one.id}/holders", **held).status_code == 303
    assert session.query(Holder).count() == 2
    assert "Bruno" in page(marion, url)
    assert "Bruno" not in page(alice, url)
    assert "Alice" in page(alice, url)
    assert "Bruno" in page(enter("karim"), url)
    assert "Bruno" not in page(enter("rachel"), url)
    assert post(alice, f"{url}/{one.id}/holders", **held).status_code == 403


def test_a_week_is_agreed_on(ground: Ground, marion: FlaskClient):
    post(marion, flows_url(ground, "/agree"))
    assert session.query(Reference).count() == 0
    painted(ground, ground.nantes)
    post(marion, flows_url(ground, "/agree"))
    assert session.query(Reference).one().version == 1
    page(marion, flows_url(ground))


def test_flows_of_another_store_are_not_there(ground: Ground, enter: Enter):
    zoe = enter("zoe")
    for path in ("", "/counts"):
        assert zoe.get(flows_url(ground, path)).status_code == 404
    assert post(zoe, flows_url(ground, "/paint"), shade="4").status_code == 404


def test_the_page_names_channels_that_are_not_waited_for(ground: Ground, marion: FlaskClient):
    ground.nantes.channels = ["store", "phone"]
    diagnosing(ground)
    html = page(marion, flows_url(ground))
    assert "Par téléphone" in html.split('id="cl"')[1]
    post(marion, flows_url(ground, "/paint"), shade="2", channel="phone", square=["1-10"])
    assert "Par téléphone." not in page(marion, flows_url(ground)).split('id="cl"')[1]
