"""Before a visit: how far a store's next level is, told to who may read its label and no other."""

import pytest
from flask import current_app

from lms.core import preparing
from lms.core.access import Permission
from lms.labels.queries import morning
from lms.network.queries import scope_values
from tests.cast import NOW
from tests.factories.labels import Ground

pytestmark = pytest.mark.usefixtures("english")


def told(ground: Ground, name: str) -> list[preparing.Line]:
    viewer = ground.cast.viewer(getattr(ground, name))
    with current_app.test_request_context():
        lines = preparing.lines(ground.nantes.id, viewer, NOW)
    return [one for one in lines if one.url.startswith("/labels/stores/")]


def test_the_coach_reads_what_separates_the_store_from_its_next_level(ground: Ground):
    (line,) = told(ground, "karim")

    assert "left before the bronze level" in line.title
    assert line.detail
    assert line.url == f"/labels/stores/{ground.nantes.id}"


@pytest.mark.parametrize("name", ["zoe", "noor"])
def test_a_label_out_of_reach_is_not_told(ground: Ground, name: str):
    assert told(ground, name) == []


def test_canary_a_line_without_its_scope_is_seen(ground: Ground, monkeypatch: pytest.MonkeyPatch):
    """Planted bug: the reach of head office is sent for whoever looks."""
    henri = ground.cast.viewer(ground.cast.henri)
    asked, given = morning.readable_asked(henri), scope_values(henri, Permission.LABELS_READ)
    read = preparing.SOURCES["labels.gap"].read
    planted = preparing.Source(lambda _: asked, read, lambda _: given)
    monkeypatch.setitem(preparing.SOURCES, "labels.gap", planted)

    assert told(ground, "zoe")
