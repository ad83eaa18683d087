"""What the benchmark lays for stores can be visited: each page it measures answers."""

import pytest
from flask import Flask
from sqlalchemy import select

from lms.core.db import session
from lms.network.models import Unit
from tests.drills.benching import staff, stores
from tests.drills.benching.visitors import Visitor
from tests.factories.network import make_wave
from tests.factories.projects import Ground


def status_of(app: Flask, visitor: Visitor, path: str) -> int:
    client = app.test_client()
    name, _sign, value = visitor.cookie.partition("=")
    client.set_cookie(name, value)
    return client.get(path).status_code


def test_every_page_measured_in_stores_answers(
    app: Flask, ground: Ground, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(stores, "WEEKS", 4)
    for unit in session.scalars(select(Unit).where(Unit.kind == "store")):
        make_wave(unit, "coaching")
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
