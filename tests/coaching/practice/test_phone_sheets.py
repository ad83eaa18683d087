"""Sheets begun on a phone without a network: sent whole, opened once, judged on arrival."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.coaching.models import Observation, ObservationEntry, Tap
from lms.coaching.services import observations
from lms.coaching.services.observations import Said
from lms.core import clock
from lms.core.db import session
from tests.cast import NOW, TODAY
from tests.factories.practice import WORDS, Floor, begin, may_observe
from tests.pages import page, post

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SHEET = "/coaching/observe/sheet"


@pytest.fixture
def as_(floor: Floor, client: FlaskClient) -> Any:
    def sign_in(name: str) -> FlaskClient:
        return floor.cast.sign_in(client, getattr(floor, name))

    return sign_in


def told(floor: Floor, number: UUID, **more: str) -> dict[str, str]:
    """What a phone sends of a whole sheet about Alice."""
    return {
        "sheet": str(number),
        "_key": str(number),
        "person": str(floor.alice.id),
        "begun_at": (NOW - 3 * HOUR).isoformat(),
        "observed_at": (NOW - 2 * HOUR).isoformat(),
        "told_at": (NOW - HOUR).isoformat(),
        f"seen.attitude.{floor.attitudes[0]}": "4",
        "facts": WORDS.facts,
        "strength_of": str(floor.attitudes[0]),
        "try_words": WORDS.try_words,
        "try_on": (TODAY + DAY).isoformat(),
        "act": "share",
        **more,
    }


def rows() -> list[Observation]:
    return list(session.scalars(select(Observation).order_by(Observation.created_at)))


def test_sent_twice_there_is_one_exchange_at_the_hours_of_the_phone(floor: Floor, as_: Any):
    karim, sheet = as_("karim"), uuid4()
    first = post(karim, SHEET, **told(floor, sheet))
    again = post(karim, SHEET, **told(floor, sheet))
    assert (first.status_code, again.status_code) == (303, 303)
    assert first.location == again.location
    (row,) = rows()
    assert (row.id, row.state, row.facts) == (sheet, "debriefed", WORDS.facts)
    assert (row.observed_at, row.debriefed_at) == (NOW - 2 * HOUR, NOW - HOUR)
    assert session.get_one(Tap, (sheet, "attitude", floor.attitudes[0])).seen == 4
    entries = session.scalars(
        select(ObservationEntry.occurred_at).order_by(ObservationEntry.number)
    ).all()
    assert entries == [NOW - 3 * HOUR, NOW - 2 * HOUR, NOW - HOUR]
    page(karim, first.location)


def test_under_another_key_the_number_of_the_sheet_is_enough(floor: Floor, as_: Any):
    karim, sheet = as_("karim"), uuid4()
    kept = post(karim, f"{SHEET}/keep", **told(floor, sheet, _key=str(uuid4())))
    assert kept.status_code == 204
    for _turn in range(2):
        answer = post(karim, SHEET, **told(floor, sheet, _key=str(uuid4())))
        assert answer.status_code == 303
    assert [(one.id, one.state) for one in rows()] == [(sheet, "debriefed")]


def test_later_without_a_network_is_watched_already(floor: Floor, as_: Any):
    karim, sheet = as_("karim"), uuid4()
    given = told(floor, sheet, ended="yes", facts="Un début", act="")
    assert post(karim, f"{SHEET}/keep", **given).status_code == 204
    (row,) = rows()
    assert (row.state, row.facts, row.observed_at) == ("observed", "Un début", NOW - 2 * HOUR)
    assert karim.get(f"{SHEET}?sheet={sheet}").location.endswith(f"{sheet}/watch")
    assert "Un début" in page(karim, f"/coaching/observations/{sheet}/watch")


def test_a_week_on_a_phone_is_dated_by_the_phone(floor: Floor, as_: Any):
    sheet = uuid4()
    with clock.frozen(NOW + 5 * DAY):
        post(as_("karim"), SHEET, **told(floor, sheet))
    assert rows()[0].planned_on == TODAY


@pytest.mark.parametrize("url", [SHEET, f"{SHEET}/keep"])
def test_whom_one_may_not_watch_on_arrival_is_refused_with_the_words(
    floor: Floor, as_: Any, url: str
):
    answer = post(as_("karim"), url, **told(floor, uuid4(), person=str(floor.zoe.id)))
    assert answer.status_code == 422
    if url == SHEET:
        assert "c&#39;est à deux pas" in answer.get_data(as_text=True)
    assert rows() == []


def test_what_lacks_is_said_and_nothing_is_opened(floor: Floor, as_: Any):
    karim, sheet = as_("karim"), uuid4()
    lacking: list[dict[str, str]] = [
        {"person": ""},
        {"person": str(floor.karim.id)},
        {"facts": ""},
        {"try_on": ""},
        {"sheet": "no number"},
    ]
    for one in lacking:
        answer = post(karim, SHEET, **told(floor, sheet, **one))
        assert answer.status_code == 422, one
        assert "c-errsum" in answer.get_data(as_text=True)
        assert "<span data-number>4</span>" in answer.get_data(as_text=True)
    assert rows() == []


def test_a_number_already_somebody_elses_opens_nothing(floor: Floor, as_: Any):
    row = begin(floor)
    may_observe(floor.marion)
    answer = post(as_("marion"), SHEET, **told(floor, row.id))
    assert answer.status_code in {403, 404, 409}
    session.refresh(row)
    assert (row.state, row.facts) == ("planned", "")
    other = told(floor, row.id, person=str(floor.bruno.id))
    assert post(as_("karim"), SHEET, **other).status_code == 409


def test_who_has_to_learn_first_begins_nothing_offline_either(floor: Floor, as_: Any):
    marion = as_("marion")
    assert marion.get(SHEET).location.endswith("/coaching/observe")
    assert post(marion, SHEET, **told(floor, uuid4())).status_code == 409
    assert as_("alice").get(SHEET).status_code in {303, 403}
    assert rows() == []


def test_an_empty_sheet_of_the_same_day_gives_way_a_filled_one_stays(floor: Floor, as_: Any):
    empty, filled = begin(floor), begin(floor, observed=floor.bruno)
    observations.keep(
        observation_id=filled.id, actor_id=floor.karim.id, taps=(), said=Said(facts="Déjà là")
    )
    karim, sheets = as_("karim"), (uuid4(), uuid4())
    post(karim, SHEET, **told(floor, sheets[0]))
    post(karim, SHEET, **told(floor, sheets[1], person=str(floor.bruno.id)))
    session.refresh(filled)
    told_now = session.execute(select(Observation.id, Observation.state))
    states = {one.id: one.state for one in told_now}
    assert states == {
        empty.id: "cancelled",
        filled.id: "planned",
        sheets[0]: "debriefed",
        sheets[1]: "debriefed",
    }
    assert filled.facts == "Déjà là"


def test_begun_online_the_sheet_takes_the_number_the_phone_gave(floor: Floor, as_: Any):
    karim, sheet = as_("karim"), uuid4()
    given = {"person": str(floor.alice.id), "sheet": str(sheet)}
    assert str(sheet) in post(karim, "/coaching/observe", **given).location
    other = {"person": str(floor.bruno.id), "sheet": str(sheet)}
    assert str(sheet) not in post(karim, "/coaching/observe", **other).location


def test_a_phone_is_told_what_to_keep_to_begin(floor: Floor, as_: Any):
    karim = as_("karim")
    for url in ("/", "/coaching/", "/coaching/observe"):
        answer = karim.get(url)
        assert answer.headers["Offline-Copy"], url
        also = answer.headers["Offline-Also"].split()
        assert SHEET in also
        assert any(one.endswith("/js/sheets.js") for one in also)
    assert karim.get(SHEET).headers["Offline-Copy"]
