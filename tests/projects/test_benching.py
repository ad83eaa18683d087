"""What the benchmark lays for stores can be visited: each page it measures answers."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.coaching.models import DashboardEntry, Rating
from lms.core.db import session
from lms.network.models import Unit
from tests.drills.benching import burst, counted, evenings, staff, stores
from tests.drills.benching.visitors import Visitor, enter
from tests.factories.network import make_wave
from tests.factories.projects import Ground
from tests.pages import post


def status_of(app: Flask, visitor: Visitor, path: str) -> int:
    client = app.test_client()
    name, _sign, value = visitor.cookie.partition("=")
    client.set_cookie(name, value)
    return client.get(path).status_code


def coach_everywhere() -> None:
    for unit in session.scalars(select(Unit).where(Unit.kind == "store")):
        make_wave(unit, "coaching")


def test_what_an_evening_sends_is_taken(app: Flask, ground: Ground):
    coach_everywhere()
    laid = evenings.lay(1)
    people = {one: enter(one) for one in (laid[0].place.manager, laid[0].place.coach)}
    session.commit()
    for one in burst.sendings(laid, people, 60):
        client = app.test_client()
        name, _sign, value = one.visitor.cookie.partition("=")
        client.set_cookie(name, value)
        assert post(client, one.path, **one.fields).status_code == 303
    assert session.scalar(select(func.count(Rating.id))) == 1
    assert session.scalar(select(func.count(DashboardEntry.id))) == 1


def test_every_page_measured_in_stores_answers(
    app: Flask, ground: Ground, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(counted, "WEEKS", 4)
    coach_everywhere()
    assert stores.fill_stores()
    assert not stores.fill_stores()
    session.commit()
    people = staff.store_visitors(2, 10)
    session.commit()
    found = {
        path: status_of(app, visitor, path)
        for known in people.values()
        for visitor in known
        for path in visitor.paths.values()
    }
    assert people["visiting"]
    assert people["lead"]
    assert {path: status for path, status in found.items() if status != 200} == {}
