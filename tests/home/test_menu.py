"""The menu is what each feature offers to the roles one has, in one order."""

import pytest
from flask import Flask

from lms.core import menu
from lms.core.access import Permission, Role, Viewer, policy_of
from lms.core.i18n import _l
from lms.core.menu import Entry
from lms.home.frame import bars
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
        items, _dock = bars(cast.viewer(cast.alice))
    assert items[0].icon == "home"
    assert sum(one.raised for one in items) <= 1


def test_nobody_has_no_menu() -> None:
    assert bars(Viewer()) == ([], [])


def docked(viewer: Viewer) -> list[tuple[str, bool]]:
    return [(one.endpoint, raised) for one, raised in menu.dock_of(viewer, menu.menu_of(viewer))]


def test_the_dock_is_that_of_the_role_that_leads(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(menu, "ENTRIES", [])
    every = [
        entry(place, f"one.{place}", dock={Role.EMPLOYEE: place, Role.COACH: 6 - place})
        for place in (1, 2, 3, 4, 5)
    ]
    menu.entries(*every, entry(6, "one.6"))
    alice = docked(cast.viewer(cast.alice))
    assert alice == [(f"one.{n}", n == 3) for n in range(1, 6)]
    assert docked(cast.viewer(cast.karim)) == alice[::-1]
    assert docked(cast.viewer(cast.henri)) == []


def test_a_page_not_live_leaves_its_place_to_the_next(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(menu, "ENTRIES", [])
    here = {Role.EMPLOYEE: 1}
    menu.entries(
        entry(1, "one.1", dock=here),
        entry(2, "one.2", dock={Role.EMPLOYEE: 2}, shown=menu.never),
        entry(3, "one.3", dock={Role.EMPLOYEE: 3}, shown=menu.never),
        entry(7, "one.7"),
    )
    # Nothing is raised in the place of what is not live.
    assert docked(cast.viewer(cast.alice)) == [("one.1", False), ("one.7", False)]


@pytest.mark.parametrize("who", ["alice", "marion", "karim", "rachel", "henri"])
def test_no_two_pages_share_a_place_of_a_dock(cast: Cast, who: str) -> None:
    viewer = cast.viewer(getattr(cast, who))
    for role in viewer.roles:
        places = [one.dock[role] for one in menu.menu_of(viewer) if role in one.dock]
        assert len(places) == len(set(places)), role
    assert all(1 <= place <= menu.DOCK for one in menu.ENTRIES for place in one.dock.values())
    assert len(docked(viewer)) <= menu.DOCK
