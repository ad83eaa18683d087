"""Who reads what of pilots, of a region's own project and of waves, as a table of pages."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from lms.core import clock
from lms.core.practised import Practice
from lms.projects.queries import own
from lms.projects.rules import governance
from lms.projects.services import pilots
from tests.cast import NOW
from tests.factories.governance import (
    decided,
    more_stores,
    own_running,
    run_since,
    said,
    the_pilot,
)
from tests.factories.projects import Ground
from tests.projects.views.conftest import Enter
from tests.projects.views.test_governance import urls

EVERYBODY = ("alice", "marion", "dina", "karim", "rachel", "henri", "zoe", "yann")
DAY = date(2026, 2, 20)
CHANGE = "Je viens le samedi matin"
REASON = "Deux magasins attendent encore"

READS = {
    "the day a member declares": (f'value="{DAY}"', {"karim"}),
    "what a member changes": (CHANGE, {"karim", "rachel", "henri"}),
    "the reason of a decision": (REASON, {"rachel", "henri"}),
    "what a store answered": ('value="2" checked', {"marion", "dina"}),
    "what a region owes": ("Nous disons owe", {"alice", "marion", "dina", "karim", "rachel", "henri"}),
}  # fmt: skip


def settle(ground: Ground) -> None:
    pilot = the_pilot(ground)
    pilot.chosen_at = NOW - timedelta(days=40)
    pilots.follow(project_id=run_since(ground, 35).id, now=NOW)
    days = dict.fromkeys(Practice, DAY)
    pilots.tell(pilot_id=pilot.id, days=days, change=CHANGE, by=ground.by("karim"))
    decided(ground, "no_go", reason=REASON)
    said(ground, own_running(ground), ground.cast.nantes, 2, 2)


def readers(ground: Ground, enter: Enter, mark: str) -> set[str]:
    """Return who finds ``mark`` on a page of governance."""
    found = set()
    for who in EVERYBODY:
        browser = enter(who)
        pages = (browser.get(url) for url in urls(ground).values())
        if any(mark in one.get_data(as_text=True) for one in pages if one.status_code == 200):
            found.add(who)
    return found


@pytest.mark.parametrize("datum", READS)
def test_each_datum_is_read_by_those_of_the_table_and_nobody_else(
    ground: Ground, enter: Enter, datum: str
):
    settle(ground)
    mark, wanted = READS[datum]
    assert readers(ground, enter, mark) == wanted


NONCES = re.compile(r'name="(?:csrf_token|_key)" value="[^"]*"|X-CSRF-Token":"[^"]*"')


def seen(ground: Ground, enter: Enter, who: str) -> list[str]:
    """Return the pages of governance as somebody above reads them, nonces taken off."""
    browser = enter(who)
    names = ("governance", "pilots", "own", "show", "go")
    return [NONCES.sub("", browser.get(urls(ground)[n]).get_data(as_text=True)) for n in names]


def worlds(ground: Ground, enter: Enter, stores: int, who: str) -> list[list[str]]:
    """Return what somebody reads a quarter later in two worlds where stores said 1, then 5."""
    project, found = own_running(ground), []
    units = more_stores(ground, stores)
    for value in (1, 5):
        for unit in units:
            said(ground, project, unit, value, value)
        with clock.frozen(datetime(2026, 4, 2, 8, tzinfo=UTC)):
            found.append(seen(ground, enter, who))
    return found


@pytest.mark.parametrize("who", ["rachel", "henri"])
def test_what_four_stores_say_changes_nothing_anybody_above_can_read(
    ground: Ground, enter: Enter, who: str
):
    one, other = worlds(ground, enter, 4, who)
    assert one == other


def test_what_five_stores_say_is_read_by_the_lead(ground: Ground, enter: Enter):
    one, other = worlds(ground, enter, 5, "rachel")
    assert one != other


def test_canary_a_lead_who_reads_four_stores_is_seen(ground: Ground, enter: Enter, monkeypatch):
    from fractions import Fraction

    def planted(answers):
        given = list(answers)
        return governance.Heard(len(given), Fraction(sum(given), len(given))) if given else None

    monkeypatch.setattr(own, "_shown", planted)
    one, other = worlds(ground, enter, 4, "rachel")
    assert one != other
