"""Who holds which right about labels, and whose rows they reach: from a table."""

import pytest

from lms.core.access import Permission as Right
from lms.core.db import session
from lms.core.errors import NotFound
from lms.labels.queries import desks, editor, plaques, store
from lms.labels.queries.applications import get_season
from tests.factories.labels import Ground, assess
from tests.factories.network import make_wave

RIGHTS = {
    "alice": {Right.LABELS_READ},
    "dina": {Right.LABELS_READ, Right.LABELS_SHOW},
    "marion": {Right.LABELS_READ, Right.LABELS_SHOW, Right.LABELS_SUBMIT, Right.LABELS_AUDIT},
    "karim": {Right.LABELS_READ, Right.LABELS_AUDIT, Right.LABELS_NETWORK},
    "rachel": {
        Right.LABELS_READ,
        Right.LABELS_REVIEW,
        Right.LABELS_AUDIT,
        Right.LABELS_DECIDE,
        Right.LABELS_NETWORK,
    },
    "noor": set(),
}
ALL = {one for one in Right if one.value.startswith("labels:")}


@pytest.mark.parametrize("name", RIGHTS)
def test_each_role_holds_its_rights_and_no_other(ground: Ground, name: str):
    make_wave(ground.cast.west_office, "label")
    viewer = ground.cast.viewer(getattr(ground, name))
    assert {one for one in ALL if viewer.may(one)} == RIGHTS[name]


def test_canary_a_right_too_many_is_seen(ground: Ground, monkeypatch: pytest.MonkeyPatch):
    from lms.core.access import ROLES_OF, Role

    monkeypatch.setitem(ROLES_OF, Right.LABELS_DECIDE, frozenset({Role.EMPLOYEE}))
    viewer = ground.cast.viewer(ground.cast.alice)
    assert {one for one in ALL if viewer.may(one)} != RIGHTS["alice"]


@pytest.mark.parametrize(
    ("name", "units"),
    [
        ("rachel", ["Brest Siam", "Nantes Beaulieu", "Rennes Alma"]),
        ("karim", ["Nantes Beaulieu", "Rennes Alma"]),
        ("alice", []),
        ("zoe", []),
        ("noor", []),
    ],
)
def test_the_list_of_labels_stops_at_ones_reach(ground: Ground, name: str, units: list[str]):
    viewer = ground.cast.viewer(getattr(ground, name))
    season = get_season(ground.season.id)
    assert [one.unit for one in plaques.network_labels(viewer, season)] == units


def test_decisions_stop_at_ones_region(ground: Ground):
    assess(ground, unit=ground.strasbourg, who=ground.zoe)
    season = get_season(ground.season.id)
    rachel = ground.cast.viewer(ground.cast.rachel)
    assert "Strasbourg Halles" not in {x.unit for x in desks.application_desk(rachel, season)}
    with pytest.raises(NotFound):
        desks.application_in_reach(
            rachel, ground.application(ground.strasbourg).id, Right.LABELS_DECIDE
        )


def test_a_dark_store_has_no_label_page(ground: Ground):
    with pytest.raises(NotFound):
        store.label_page(ground.cast.viewer(ground.cast.gael), ground.cast.strasbourg.id, "fr")


def test_touched_units_stop_at_ones_reach(ground: Ground):
    from lms.labels.models import Simulation

    moved = [
        {
            "unit_id": str(unit.id),
            "from": "gold",
            "to": "silver",
            "cause": "criterion",
            "deciding": [],
        }
        for unit in (ground.nantes, ground.strasbourg)
    ]
    kept = session.query(Simulation).first()
    assert kept is not None
    session.expunge(kept)
    kept.figures = {"moved": moved}
    found = editor.touched_units(ground.cast.viewer(ground.cast.rachel), kept.figures)
    assert [one.unit for one in found] == ["Nantes Beaulieu"]
