"""Who reads what of days, opinions and dashboards: a table, twin worlds, and planted bugs."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from lms.coaching.models import Day
from lms.coaching.queries import days, figures, opinions, reading
from lms.coaching.queries.reading import Seen
from lms.coaching.rules.reveal import Blind
from lms.coaching.services import blocks
from lms.core import clock
from lms.core.access import Permission as Right
from lms.core.access import Role
from lms.core.db import session
from lms.core.errors import NotFound
from lms.network.models import UnitRegion
from lms.network.services import close_unit
from tests.cast import TODAY, Cast
from tests.coaching.test_blocks import Q1
from tests.factories.coaching import (
    EVENING,
    MIDNIGHT,
    Visit,
    fill,
    finished,
    light,
    lived,
    manager_of,
    planned,
    rate,
)
from tests.factories.network import make_mandate, make_person, since
from tests.pages import faults

RIGHTS = {
    "alice": set(),
    "marion": {Right.COACHING_READ, Right.COACHING_MOVE, Right.COACH_RATE},
    "dina": {Right.COACHING_READ, Right.COACHING_MOVE, Right.COACH_RATE},
    "karim": {
        Right.COACHING_READ,
        Right.COACHING_MOVE,
        Right.COACHING_RUN,
        Right.RATINGS_FIGURES,
    },
    "rachel": {
        Right.COACHING_READ,
        Right.COACHING_MOVE,
        Right.RATINGS_READ,
        Right.RATINGS_FIGURES,
    },
    "henri": {Right.RATINGS_FIGURES},
    "zoe": {Right.COACHING_READ, Right.COACHING_MOVE, Right.COACH_RATE},
    "noor": set(),
}
ALL = {
    Right.COACHING_READ,
    Right.COACHING_MOVE,
    Right.COACHING_RUN,
    Right.COACH_RATE,
    Right.RATINGS_READ,
    Right.RATINGS_FIGURES,
}
DEADLINE = MIDNIGHT + timedelta(hours=72)
SIGNED, CONFIDENTIAL, OBSTACLE = "Merci pour samedi", "Elle coupe la parole", "La caisse ouvre tôt"


@pytest.mark.parametrize("name", RIGHTS)
def test_each_role_holds_its_rights_and_no_other(lit: Cast, name: str):
    viewer = lit.viewer(getattr(lit, name))
    assert {one for one in ALL if viewer.may(one)} == RIGHTS[name]


@dataclass(frozen=True)
class Told:
    """What somebody can read of a day."""

    opens: bool = False
    answers: bool = False
    signed: bool = False
    confidential: bool = False
    dashboard: bool = False


NOTHING = Told()
BEFORE = {
    "marion": Told(opens=True, answers=True, signed=True, confidential=True),
    "dina": Told(opens=True),
    "karim": Told(opens=True, dashboard=True),
    "nora": Told(opens=True),
    "rachel": Told(opens=True),
}
AFTER = {
    "marion": Told(opens=True, answers=True, signed=True, confidential=True, dashboard=True),
    "dina": Told(opens=True, dashboard=True),
    "karim": Told(opens=True, signed=True, dashboard=True),
    "nora": Told(opens=True, dashboard=True),
    "rachel": Told(opens=True, answers=True, signed=True, confidential=True, dashboard=True),
}
EVERYBODY = ("alice", "marion", "dina", "karim", "nora", "rachel", "henri", "zoe", "yann", "fatou")


def shown(cast: Cast, visit: Visit, name: str, at: datetime) -> Told:
    """Ask the queries as somebody would."""
    with clock.frozen(at):
        viewer = cast.viewer(getattr(cast, name))
        try:
            opened = days.open_day(viewer, visit.day.id)
        except NotFound:
            return NOTHING
        (seen,) = [reading.read_pair(opened, one, viewer) for one in opened.pairs]
    return told(seen)


def told(seen: Seen) -> Told:
    return Told(
        opens=True,
        answers=seen.answers is not None,
        signed=bool(seen.signed),
        confidential=bool(seen.confidential),
        dashboard=seen.dashboard is not None,
    )


@pytest.fixture
def staff(lit: Cast) -> Cast:
    """Nora stands in for Karim in Nantes: she may come next."""
    from lms.network.models import Mandate

    nora = lit.people["nora"] = make_person("Nora", "Petit", email="nora@example.org")
    for mandate in session.query(Mandate).filter_by(person_id=lit.karim.id, unit_id=lit.nantes.id):
        mandate.backup_person_id = nora.id
    session.flush()
    return lit


def both_sides(cast: Cast) -> Visit:
    visit = finished(cast)
    rate(visit, cast.marion, signed=SIGNED, confidential=CONFIDENTIAL)
    return visit


@pytest.mark.parametrize("name", EVERYBODY)
def test_while_one_side_is_missing_each_reads_their_own(staff: Cast, name: str):
    visit = finished(staff)
    rate(visit, staff.marion, signed=SIGNED, confidential=CONFIDENTIAL)
    expected = BEFORE.get(name, NOTHING)
    if name == "karim":
        expected = Told(opens=True)
    assert shown(staff, visit, name, EVENING) == expected


@pytest.mark.parametrize("name", EVERYBODY)
def test_the_dashboard_alone_is_the_coachs_until_the_reveal(staff: Cast, name: str):
    visit = finished(staff)
    fill(visit, obstacle=OBSTACLE)
    before = shown(staff, visit, name, DEADLINE - timedelta(seconds=1))
    after = shown(staff, visit, name, DEADLINE)
    sees = name in AFTER
    assert before == Told(opens=sees, dashboard=name == "karim")
    assert after == Told(opens=sees, dashboard=sees)


@pytest.mark.parametrize("name", EVERYBODY)
def test_once_both_are_in_each_reads_what_the_table_says(staff: Cast, name: str):
    visit = both_sides(staff)
    fill(visit, obstacle=OBSTACLE)
    assert shown(staff, visit, name, EVENING) == AFTER.get(name, NOTHING)


def test_a_coach_who_filled_nothing_reads_no_word_even_after_the_reveal(staff: Cast):
    visit = both_sides(staff)
    assert shown(staff, visit, "karim", DEADLINE) == Told(opens=True)
    assert shown(staff, visit, "rachel", DEADLINE) == Told(
        opens=True, answers=True, signed=True, confidential=True
    )


def test_a_lead_reads_days_of_units_that_were_in_their_region_then(staff: Cast):
    visit = both_sides(staff)
    fill(visit)
    link = session.query(UnitRegion).filter_by(unit_id=staff.nantes.id).one()
    link.during = since(link.during.lower, TODAY + timedelta(days=1))
    moved = UnitRegion(
        id=visit.day.id,
        unit_id=staff.nantes.id,
        region_id=staff.east.id,
        during=since(TODAY + timedelta(days=1)),
    )
    session.add(moved)
    erwan = staff.people["erwan"] = make_person("Erwan", "Est", email="erwan@example.org")
    make_mandate(erwan.id, Role.REGIONAL_LEAD, staff.east.id)
    later = EVENING + timedelta(days=2)
    assert shown(staff, visit, "rachel", later).answers
    assert shown(staff, visit, "erwan", later) == NOTHING
    with clock.frozen(later):
        assert len(opinions.opinions_of(staff.viewer(staff.rachel), staff.karim.id, later)) == 1
        with pytest.raises(NotFound):
            opinions.opinions_of(staff.viewer(erwan), staff.karim.id, later)


def test_a_new_manager_reads_dashboards_not_what_the_one_before_said(staff: Cast):
    from lms.network.models import Mandate

    visit = both_sides(staff)
    fill(visit)
    held = session.query(Mandate).filter_by(person_id=staff.marion.id).one()
    held.during = since(held.during.lower, TODAY + timedelta(days=1))
    session.flush()
    make_mandate(
        staff.bruno.id, Role.UNIT_MANAGER, staff.nantes.id, during=since(TODAY + timedelta(days=1))
    )
    assert shown(staff, visit, "bruno", EVENING + timedelta(days=2)) == Told(
        opens=True, dashboard=True
    )


def test_opinions_about_who_left_long_ago_are_read_by_nobody(staff: Cast):
    visit = both_sides(staff)
    fill(visit)
    staff.karim.left_on = date(2023, 1, 1)
    session.flush()
    with clock.frozen(EVENING), pytest.raises(NotFound):
        opinions.opinions_of(staff.viewer(staff.rachel), staff.karim.id, EVENING)
    with clock.frozen(EVENING):
        assert opinions.coaches_led(staff.viewer(staff.rachel), EVENING) == []


# Planted bugs: the tables above see each of them.


def test_canary_a_coach_who_reads_at_the_reveal_without_filling(
    staff: Cast, monkeypatch: pytest.MonkeyPatch
):
    visit = both_sides(staff)
    monkeypatch.setattr(Blind, "coach_reads", Blind.is_revealed)
    assert shown(staff, visit, "karim", DEADLINE) != Told(opens=True)


def test_canary_a_store_that_reads_before_speaking(staff: Cast, monkeypatch: pytest.MonkeyPatch):
    visit = finished(staff)
    fill(visit)
    monkeypatch.setattr(Blind, "store_reads", lambda _self, _at: True)
    assert shown(staff, visit, "marion", EVENING) != Told(opens=True)


def test_canary_a_lead_of_today_instead_of_that_day(staff: Cast, monkeypatch: pytest.MonkeyPatch):
    visit = both_sides(staff)
    fill(visit)
    monkeypatch.setattr(
        days, "leads_unit", lambda viewer, _unit, _on: viewer.may(Right.RATINGS_READ)
    )
    erwan = staff.people["erwan"] = make_person("Erwan", "Est", email="erwan@example.org")
    make_mandate(erwan.id, Role.REGIONAL_LEAD, staff.east.id)
    assert shown(staff, visit, "erwan", EVENING) != NOTHING


# Twin worlds: two networks that differ by what was said, seen by the coach through every page.

PAGES = ("/", "/coaching/", "/coaching/visits", "/coaching/figures", "/inbox")


@dataclass(frozen=True)
class World:
    """What Karim can see of a quarter in which stores said something."""

    pages: tuple[str, ...]
    pots: int


def lived_by(cast: Cast, answers: list[int], raters: list[str]) -> None:
    """Live a visit a week, each with the answer of somebody who may give one."""
    stores: dict[str, tuple[Any, Any]] = {
        "marion": (cast.nantes, cast.marion),
        "dina": (cast.nantes, cast.dina),
        "rita": (cast.rennes, cast.people.get("rita")),
    }
    for place, (answer, name) in enumerate(zip(answers, raters, strict=True)):
        lived(cast, date(2026, 1, 6) + timedelta(days=7 * place), *stores[name], answer)


def world(app: Flask, cast: Cast, answers: list[int], raters: list[str]) -> World:
    """Live days with given answers by given people, then look at everything as Karim."""
    seen = []
    lived_by(cast, answers, raters)
    with clock.frozen(Q1):
        blocks.publish_due(Q1)
        browser = cast.sign_in(app.test_client(), cast.karim)
        visits = [
            f"/coaching/days/{one.id}" for one in session.query(Day).order_by(Day.business_date)
        ]
        for path in (*PAGES, *visits):
            answer_of = browser.get(path)
            assert answer_of.status_code == 200, path
            html = answer_of.get_data(as_text=True)
            assert faults(html) == [], path
            seen.append(plain(html))
    return World(tuple(seen), len(figures.blocks_of([cast.karim.id])))


def plain(html: str) -> str:
    """Return a page without what is drawn at random each time: tokens, keys, identifiers."""
    import re

    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|[\w.-]{40,}", "~", html)


@pytest.fixture
def again(lit: Cast) -> Iterator[Callable[[], None]]:
    """Undo what was lived since, so that another world begins from the same ground."""
    lit.people["rita"] = manager_of(lit.rennes, "Rita")
    session.flush()
    held = session.begin_nested()

    def undo() -> None:
        nonlocal held
        held.rollback()
        session.expire_all()
        held = session.begin_nested()

    yield undo
    if held.is_active:
        held.rollback()


@pytest.mark.parametrize(
    ("answers", "raters"),
    [
        pytest.param([1, 1, 1], ["marion", "rita", "marion"], marks=pytest.mark.slow),
        pytest.param([5, 1, 3], ["marion", "rita", "marion"], marks=pytest.mark.slow),
        pytest.param([4, 4, 4], ["dina", "rita", "marion"], marks=pytest.mark.slow),
        ([5, 5, 5], ["dina", "rita", "dina"]),
    ],
)
def test_below_the_threshold_a_coach_sees_the_same_whatever_was_said_and_by_whom(
    lit: Cast,
    app: Flask,
    again: Callable[[], None],
    answers: list[int],
    raters: list[str],
):
    reference = world(app, lit, [4, 4, 4], ["marion", "rita", "marion"])
    again()
    other = world(app, lit, answers, raters)
    assert reference == other
    assert other.pots == 0


def test_canary_a_page_with_a_mean_tells_the_worlds_apart(
    lit: Cast, app: Flask, again: Callable[[], None], monkeypatch: pytest.MonkeyPatch
):
    from lms.coaching.rules import pooling

    small = object.__new__(pooling.Pool)
    object.__setattr__(small, "ratings", 1)
    object.__setattr__(small, "units", 1)
    monkeypatch.setattr(figures, "pool", lambda: small)
    from lms.coaching.queries.figures import Shown

    def leaking(ids: list[Any]) -> dict[Any, list[Shown]]:
        known = [one.rule.mean for one in figures.known_ratings() if one.coach_id in ids]
        if not known:
            return {}
        mean = sum(known) / len(known)
        means = dict.fromkeys(("prep", "listening", "usefulness", "follow_through"), mean)
        return {ids[0]: [Shown("2026-Q1", "2026-Q1", len(known), 1, means, mean)]}

    monkeypatch.setattr(blocks, "publish_due", lambda _now: 0)
    monkeypatch.setattr(figures, "blocks_of", leaking)
    first = world(app, lit, [4, 4, 4], ["marion", "rita", "marion"])
    again()
    assert first != world(app, lit, [1, 4, 4], ["marion", "rita", "marion"])


def test_planned_days_are_read_by_the_store_its_coach_and_its_lead(staff: Cast):
    visit = planned(staff)
    assert {name for name in EVERYBODY if shown(staff, visit, name, EVENING).opens} == {
        "marion",
        "dina",
        "karim",
        "nora",
        "rachel",
    }


def test_a_dark_store_plans_nothing(cast: Cast):
    light(cast)
    karim = cast.viewer(cast.karim)
    assert [one.name for one in days.units_to_plan(karim)] == ["Nantes Beaulieu", "Rennes Alma"]
    with pytest.raises(NotFound):
        days.unit_to_plan(karim, cast.vannes.id)


def test_a_store_whose_closing_is_known_is_visited_until_that_day(cast: Cast):
    light(cast)
    close_unit(unit_id=cast.nantes.id, on=TODAY + timedelta(days=30), actor_id=None)
    assert cast.nantes in days.units_to_plan(cast.viewer(cast.karim))
