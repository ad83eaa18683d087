"""Skills from above a store: groups large enough, at the close of a quarter, never by comparison."""

from collections.abc import Iterable
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

import pytest
from flask.testing import FlaskClient

from lms.coaching.queries import skills_above
from lms.coaching.queries.skills_above import Above, Shown, shown_above
from lms.core import clock, disclosure, ids
from lms.core.db import session
from lms.network.models import UnitRegion
from tests.factories.network import make_membership, make_person, since
from tests.factories.practice import Floor, measured
from tests.pages import page

pytestmark = pytest.mark.usefixtures("english")
APRIL = datetime(2026, 4, 9, 8, tzinfo=UTC)
MAY = datetime(2026, 5, 20, 8, tzinfo=UTC)
JULY = datetime(2026, 7, 6, 8, tzinfo=UTC)


def crowd(floor: Floor, unit: Any, size: int, level: int) -> list[Any]:
    """Let that many new people of a store be measured at a level."""
    people = []
    for number in range(size):
        who = make_person(f"P{number}", f"Crowd{level}{unit.code}")
        make_membership(who.id, unit, position="Sales assistant")
        measured(floor, who, floor.karim, level)
        people.append(who)
    return people


def above(floor: Floor, who: Any, at: datetime = APRIL) -> Above:
    with clock.frozen(at):
        return shown_above(floor.cast.viewer(who))


def stores(regions: Iterable[Shown]) -> dict[str, int]:
    """Return the stores whose figure is shown, with how many people stand behind."""
    return {one.name: one.n for region in regions for one in region.stores if one.n}


def test_above_a_store_figures_are_shown_for_eight_people_or_more(floor: Floor):
    crowd(floor, floor.rennes, 9, 2)
    measured(floor, floor.alice, floor.karim, 0)
    found = above(floor, floor.rachel)
    # Ten people in all: the one of Nantes would be told apart by subtraction.
    assert (found.whole.share, found.whole.n) == (Fraction(9, 10), 10)
    assert stores(found.regions) == {}


def test_the_page_above_shows_shares_once_groups_are_large_enough(
    floor: Floor, client: FlaskClient
):
    crowd(floor, floor.rennes, 9, 2)
    measured(floor, floor.alice, floor.karim, 0)
    with clock.frozen(APRIL):
        html = page(floor.cast.sign_in(client, floor.rachel), "/coaching/skills")
    assert "90" in html.split('<h2 id="whole">')[1][:4]
    assert "31 mars 2026" in html
    assert "Crowd" not in html


def test_head_office_hides_in_a_region_what_its_lead_does_not_see(floor: Floor):
    """A big store of the east must not open the small one of the west to head office."""
    crowd(floor, floor.rennes, 9, 2)
    crowd(floor, floor.brest, 8, 1)
    crowd(floor, floor.strasbourg, 10, 2)
    measured(floor, floor.alice, floor.karim, 0)
    lead, office = above(floor, floor.rachel), above(floor, floor.henri)
    west = next(one for one in office.regions if one.name == "West")
    assert west.n == 18
    assert stores(lead.regions) == stores([west]) == {"Rennes Alma": 9}
    assert stores(office.regions) == {"Rennes Alma": 9, "Strasbourg Halles": 10}


def test_canary_without_the_second_hiding_a_small_store_is_solved_for(
    floor: Floor, monkeypatch: pytest.MonkeyPatch
):
    crowd(floor, floor.rennes, 9, 2)
    measured(floor, floor.alice, floor.karim, 0)
    monkeypatch.setattr(
        disclosure, "suppress", lambda parts, k: frozenset(x for x, n in parts.items() if n < k)
    )
    assert stores(above(floor, floor.rachel).regions) == {"Rennes Alma": 9}


def test_head_office_and_leads_see_no_figure_of_a_small_network(floor: Floor):
    measured(floor, floor.alice, floor.karim, 0)
    for who in (floor.rachel, floor.henri):
        found = above(floor, who)
        assert found.whole.share is None
        assert [one.share for one in found.regions] == [None] * len(found.regions)
        assert stores(found.regions) == {}


def one_measured(floor: Floor) -> tuple[Above, Above, Above]:
    """Read the figures before, just after and two quarters after one person is measured again."""
    someone, *_others = crowd(floor, floor.rennes, 10, 2)
    before = above(floor, floor.rachel)
    with clock.frozen(MAY):
        measured(floor, someone, floor.karim, 0)
    return before, above(floor, floor.rachel, MAY), above(floor, floor.rachel, JULY)


def test_no_two_figures_differ_by_one_person(floor: Floor):
    """T08 in time: looking before and after a coach's visit tells nothing of whom they measured."""
    before, after, later = one_measured(floor)
    assert (before.whole.share, before.whole.n) == (Fraction(1), 10)
    assert after == before
    # One person measured in a whole quarter: the store and its region have no figure of it.
    assert later.whole.share is None
    assert stores(later.regions) == {}


def test_five_people_measured_in_a_quarter_make_a_new_figure(floor: Floor):
    people = crowd(floor, floor.rennes, 10, 2)
    with clock.frozen(MAY):
        for who in people[:5]:
            measured(floor, who, floor.karim, 0)
    assert above(floor, floor.rachel, JULY).whole.share == Fraction(1, 2)


def test_canary_a_figure_of_whoever_was_measured_is_solved_for(
    floor: Floor, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(
        skills_above, "_measured", lambda units, quarter: dict.fromkeys(units, quarter.after.year)
    )
    before, _after, later = one_measured(floor)
    assert before.whole.share is not None
    assert later.whole.share is not None
    assert before.whole.share * 10 - later.whole.share * 10 == 1


def test_a_store_counts_in_the_region_it_was_in_when_the_quarter_closed(floor: Floor):
    """A store that leaves afterwards would be told by what its old region's figure lost."""
    crowd(floor, floor.rennes, 9, 2)
    crowd(floor, floor.brest, 9, 1)
    before = above(floor, floor.rachel)
    (link,) = session.query(UnitRegion).filter_by(unit_id=floor.brest.id)
    link.during = since(link.during.lower, APRIL.date())
    session.add(
        UnitRegion(
            id=ids.new_id(),
            unit_id=floor.brest.id,
            region_id=floor.cast.east.id,
            during=since(APRIL.date()),
        )
    )
    session.flush()
    assert above(floor, floor.rachel, MAY) == before
