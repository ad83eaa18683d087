"""A coach's calendar: days and places, nobody's name; taken again it brings what changed."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from lms.coaching.exports.calendar import folded, text
from lms.coaching.services import days
from lms.coaching.services.days import Wanted
from lms.core.access import Role
from tests.cast import TODAY, Cast
from tests.coaching.views.conftest import Enter
from tests.factories.coaching import planned


def calendar(client: FlaskClient) -> str:
    answer = client.get("/coaching/calendar.ics")
    assert answer.status_code == 200
    assert answer.content_type.startswith("text/calendar")
    return answer.get_data(as_text=True).replace("\r\n ", "")


def test_visits_come_and_change_by_themselves(lit: Cast, enter: Enter):
    visit = planned(lit, on=TODAY + timedelta(days=2))
    karim = enter(lit.karim)
    found = calendar(karim)
    assert f"UID:{visit.day.id}@comptoir\r\n" in found
    assert "DTSTART;VALUE=DATE:20260314\r\nDTEND;VALUE=DATE:20260315\r\nSEQUENCE:0\r\n" in found
    assert "LOCATION:Nantes Beaulieu" in found
    for name in ("Karim", "Marion", "ritual"):
        assert name not in found
    days.act(
        "cancel",
        day_id=visit.day.id,
        actor_id=lit.karim.id,
        roles={Role.COACH},
        wanted=Wanted(reason="Snow"),
    )
    assert "SEQUENCE:1\r\nSTATUS:CANCELLED" in calendar(karim)


@pytest.mark.parametrize("who", ["alice", "marion", "rachel", "henri"])
def test_only_coaches_have_one(lit: Cast, enter: Enter, who: str):
    assert enter(getattr(lit, who)).get("/coaching/calendar.ics").status_code == 403


def test_long_and_strange_words_hold_in_lines():
    assert text("a;b,c\\d\ne") == "a\\;b\\,c\\\\d\\ne"
    words = "LOCATION:" + "é" * 80
    pieces = list(folded(words))
    assert all(len(piece.encode()) <= 75 for piece in pieces)
    assert "".join([pieces[0], *(piece[1:] for piece in pieces[1:])]) == words
