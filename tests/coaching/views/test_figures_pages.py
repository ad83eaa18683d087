"""What stores say, on pages: pots for the coach, one by one for the lead, spreads for head office."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from lms.coaching.services import blocks
from lms.core import clock
from tests.cast import Cast
from tests.coaching.test_blocks import Q1
from tests.coaching.views.conftest import Enter
from tests.factories.coaching import EVENING, fill, finished, lived, manager_of, rate
from tests.pages import Statements, page


def quarter(cast: Cast) -> None:
    """Live five days in three stores and publish them."""
    stores: list[tuple[Any, Any]] = [
        (cast.nantes, cast.marion),
        (cast.rennes, manager_of(cast.rennes, "Rita")),
        (cast.brest, manager_of(cast.brest, "Bertrand")),
    ]
    for place, answer in enumerate([5, 4, 3, 4, 4]):
        lived(cast, date(2026, 1, 6) + timedelta(days=7 * place), *stores[place % 3], answer)
    blocks.publish_due(Q1)


def test_a_coach_reads_pots_and_nothing_before_the_day(lit: Cast, enter: Enter):
    karim = enter(lit.karim)
    assert "<table" not in page(karim, "/coaching/figures")
    quarter(lit)
    with clock.frozen(Q1):
        html = page(enter(lit.karim), "/coaching/figures")
    assert html.count("<tr>") == 2
    assert "Rita" not in html
    assert "Bertrand" not in html


def test_head_office_reads_spreads_and_no_name(lit: Cast, enter: Enter):
    quarter(lit)
    with clock.frozen(Q1):
        html = page(enter(lit.henri), "/coaching/figures")
    assert "<table" in html
    for name in ("Karim", "Benali", "Rita", "Marion", "Nantes"):
        assert name not in html, name


def test_a_lead_reads_their_region_by_name_and_each_opinion(lit: Cast, enter: Enter):
    quarter(lit)
    visit = finished(lit)
    rate(visit, lit.marion, 2, confidential="Elle coupe la parole", signed="Merci")
    rachel = enter(lit.rachel)
    with clock.frozen(EVENING):
        html = page(rachel, "/coaching/ratings")
        assert "Karim Benali" in html
        one = page(rachel, f"/coaching/ratings/{lit.karim.id}")
        assert "Elle coupe" not in one
        fill(visit)
        assert "Elle coupe la parole" in page(rachel, f"/coaching/ratings/{lit.karim.id}")
    assert rachel.get(f"/coaching/ratings/{lit.alice.id}").status_code == 404


def test_the_lists_cost_the_same_for_one_or_many(lit: Cast, enter: Enter):
    rachel = enter(lit.rachel)
    lived(lit, date(2026, 1, 6), lit.nantes, lit.marion, 4)
    paths = ("/coaching/ratings", f"/coaching/ratings/{lit.karim.id}", "/coaching/visits")
    few = [count(rachel, path) for path in paths]
    for week in range(1, 5):
        lived(lit, date(2026, 1, 6) + timedelta(days=7 * week), lit.nantes, lit.marion, 4)
    assert [count(rachel, path) for path in paths] == few


def count(client: FlaskClient, path: str) -> int:
    page(client, path)
    with Statements() as sent:
        page(client, path)
    return len(sent)


@pytest.mark.parametrize("who", ["alice", "marion", "zoe"])
@pytest.mark.parametrize("path", ["/coaching/figures", "/coaching/ratings"])
def test_others_have_no_such_page(lit: Cast, enter: Enter, who: str, path: str):
    assert enter(getattr(lit, who)).get(path).status_code == 403


def test_one_side_alone_is_read_by_the_lead_at_the_deadline(lit: Cast, enter: Enter):
    visit = finished(lit)
    rate(visit, lit.marion, 2, confidential="Elle coupe la parole")
    with clock.frozen(datetime(2026, 3, 15, 23, 0, tzinfo=UTC)):
        html = page(enter(lit.rachel), f"/coaching/ratings/{lit.karim.id}")
    assert "Elle coupe la parole" in html
