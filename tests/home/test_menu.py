"""The menu is what each feature offers to the roles one has, in one order."""

import pytest
from flask import Flask

from lms.core import menu
from lms.core.access import Permission, Viewer, policy_of
from lms.core.i18n import _l
from lms.core.menu import Entry
from lms.home.frame import menu as drawn
from tests.cast import Cast


def entry(place: int, endpoint: str, **given: object) -> Entry:
    return Entry(place=place, label=_l("Home"), endpoint=endpoint, icon="home", **given)  # type: ignore[arg-type]


def endpoints(viewer: Viewer) -> list[str]:
    return [one.endpoint for one in menu.menu_of(viewer)]


def test_entries_at_one_place_are_alternatives(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(menu, "ENTRIES", [])
    menu.entries(
        entry(20, "courses.team", needs=(Permission.TEAM_READ,)),
        entry(20, "courses.my_paths"),
        entry(10, "home.index"),
    )
    assert endpoints(cast.viewer(cast.marion)) == ["home.index", "courses.team"]
    assert endpoints(cast.viewer(cast.alice)) == ["home.index", "courses.my_paths"]


def test_an_entry_is_current_on_its_page_and_under_it() -> None:
    one = entry(1, "labels.grids", under=("labels.grid", "labels.edit_grid"))
    assert one.is_at("labels.grids")
    assert one.is_at("labels.grid_difference")
    assert not one.is_at("labels.mine")


@pytest.mark.parametrize("who", ["alice", "marion", "karim", "rachel", "henri", "zoe"])
def test_every_entry_opens_a_page_its_reader_may_see(cast: Cast, app: Flask, who: str) -> None:
    viewer = cast.viewer(getattr(cast, who))
    for one in menu.menu_of(viewer):
        needed = policy_of(app.view_functions[one.endpoint])
        assert needed is not None, one.endpoint
        assert viewer.may(*needed.permissions), one.endpoint


def test_home_comes_first_and_one_button_is_raised(cast: Cast, app: Flask) -> None:
    with app.test_request_context():
        items = drawn(cast.viewer(cast.alice))
    assert items[0].icon == "home"
    assert sum(one.raised for one in items) <= 1


def test_nobody_has_no_menu() -> None:
    assert drawn(Viewer()) == []
