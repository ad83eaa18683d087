"""A draft tried as one writes it, kept, told to the stores it moves, published by two people."""

import re
from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from lms.core import clock
from lms.core.db import session
from lms.core.i18n import speaking
from lms.core.measures import MEASURES, Direction, Measure, MeasureClass, Reading
from lms.core.policy import decide as decide_policy
from lms.labels.models import Grid
from lms.labels.rules.simulation import Group
from lms.labels.services import drafting
from lms.labels.views import simulating
from tests.cast import Enter
from tests.factories.labels import Ground, criterion, submit
from tests.pages import fill as post
from tests.pages import page

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def henri(enter: Enter, ground: Ground) -> FlaskClient:
    return enter(ground.henri)


@pytest.fixture
def odile(enter: Enter, ground: Ground) -> FlaskClient:
    return enter(ground.odile)


@pytest.fixture
def draft(ground: Ground) -> Grid:
    """Start a draft that takes its silver level from Nantes: the knock-out asks three."""
    submit(ground)
    made = drafting.start_draft(
        program_id=ground.program.id,
        year=2028,
        in_force_from=date(2027, 1, 1),
        actor_id=ground.henri.id,
        from_grid_id=ground.grid.id,
    )
    drafting.save_criterion(
        grid_id=made.id,
        criterion_uid=ground.uid("welcome"),
        changes={"thresholds": {"bronze": "1", "silver": "3", "gold": "3"}},
        version=1,
        actor_id=ground.henri.id,
    )
    return made


def test_the_panel_says_what_would_be_lost_and_why(draft: Grid, henri: FlaskClient):
    url = f"/labels/grids/{draft.id}/simulation"
    part = henri.get(url, headers=PART).get_data(as_text=True)
    assert part.lstrip().startswith("<section")
    assert re.search(r"Argent\s: 0 au lieu de 1\.", part)
    assert "Welcome" in part
    whole = page(henri, url)
    for words in ("Un dixième plus facile", "Équité", "Qui atteint quoi", "Heures d’audit"):
        assert words in whole
    assert re.search(r"Magasins touchés en tout</dt><dd>\d+, dont 1 change", whole)


def test_a_threshold_moved_alone_takes_one_row(draft: Grid, henri: FlaskClient):
    """Easier and stricter stand side by side, in words: a dozen criteria make a dozen rows."""
    whole = page(henri, f"/labels/grids/{draft.id}/simulation")
    table = whole.split('id="sweep"')[1].split("</table>")[0]
    assert table.count("Welcome</th>") == 1
    assert "rien ne change" in table
    with speaking("fr"):
        assert simulating.move_words(6, 1) == "6 descendent, 1 monte"
        assert simulating.group_words("size", "6-10") == "6 à 10 personnes"
        assert simulating.group_words("size", "21+") == "21 personnes ou plus"
        assert simulating.group_words("region", "") == "non précisé"


def test_stores_that_lose_most_come_first_then_by_name_without_accents():
    groups = [
        Group("region", name, 5, {}, {}, fall=fall, rise=0, unassessable=0)
        for name, fall in (("Bretagne", 0), ("Occitanie", 2), ("Île-de-France", 0))
    ]
    with speaking("fr"):
        rows = simulating.group_rows(groups)
    assert [one[0].partition("\u00a0: ")[2] for one in rows] == [
        "Occitanie",
        "Bretagne",
        "Île-de-France",
    ]


def test_the_stores_moved_are_listed_as_the_draft_stands(
    ground: Ground, draft: Grid, henri: FlaskClient
):
    url = f"/labels/grids/{draft.id}/touched"
    html = page(henri, url)
    assert "Nantes Beaulieu" in html
    assert f'action="/labels/grids/{draft.id}/touched"' not in html  # nothing kept to tell of
    assert post(henri, url).status_code == 409
    assert post(henri, f"/labels/grids/{draft.id}/simulation").location.endswith("/touched")
    assert f'action="/labels/grids/{draft.id}/touched"' in page(henri, url)
    assert post(henri, url).status_code == 303


def test_a_region_reads_its_own_stores_of_a_kept_simulation(
    ground: Ground, draft: Grid, henri: FlaskClient, enter: Enter
):
    rachel, url = enter(ground.rachel), f"/labels/grids/{draft.id}/touched"
    page(rachel, url, status=404)
    post(henri, f"/labels/grids/{draft.id}/simulation")
    html = page(rachel, url)
    assert "Nantes Beaulieu" in html
    assert "<form" not in html.split("<main")[1]


def test_two_grids_are_compared_on_the_same_stores(ground: Ground, draft: Grid, henri: FlaskClient):
    url = f"/labels/grids/{draft.id}/simulation/compared?with={ground.grid.id}"
    html = page(henri, url)
    better = html.split('id="better"')[1].split("</section>")[0]
    assert "Nantes Beaulieu" in better
    other = drafting.create_program(code="other", names={"fr": "Autre"}, actor_id=ground.henri.id)
    foreign = drafting.start_draft(
        program_id=other.id, year=2028, in_force_from=date(2027, 1, 1), actor_id=ground.henri.id
    )
    page(henri, url.replace(str(ground.grid.id), str(foreign.id)), status=404)


def test_two_grids_are_compared_with_the_figures_of_what_either_asks_anew(
    ground: Ground, henri: FlaskClient, monkeypatch: pytest.MonkeyPatch
):
    """A criterion that the first one alone computes takes its level from everybody."""

    def nobody(unit_ids: Iterable[UUID], *_given: object) -> dict[UUID, Reading]:
        return {one: Reading(Fraction(), Fraction(1), 30, clock.now(), 1) for one in unit_ids}

    planted = Measure("practice.done", 1, MeasureClass.NAMED, Direction.UP, "share", nobody, True)
    monkeypatch.setitem(MEASURES, planted.code, planted)
    submit(ground)
    made = drafting.start_draft(
        program_id=ground.program.id,
        year=2028,
        in_force_from=date(2027, 1, 1),
        actor_id=ground.henri.id,
        from_grid_id=ground.grid.id,
    )
    measure = {"kind": "registry", "code": planted.code, "source": "", "subject": ""}
    drafting.add_criterion(
        grid_id=made.id,
        body=criterion("done", measure=measure, scale="percent", weight="20"),
        actor_id=ground.henri.id,
    )
    html = page(henri, f"/labels/grids/{made.id}/simulation/compared?with={ground.grid.id}")
    assert "Nantes Beaulieu" in html.split('id="better"')[1].split("</section>")[0]


def test_a_grid_takes_a_simulation_and_two_people(
    ground: Ground, draft: Grid, henri: FlaskClient, odile: FlaskClient
):
    base = f"/labels/grids/{draft.id}"
    assert post(henri, f"{base}/endorse").status_code == 409
    post(henri, f"{base}/simulation")
    assert "La grille 2028 attend" not in page(odile, "/")
    assert post(henri, f"{base}/endorse").status_code == 303
    assert "Vous l’avez soumise" in page(henri, f"{base}/edit")
    assert "La grille 2028 attend une deuxième personne" in page(odile, "/")
    assert post(henri, f"{base}/publish").status_code == 409
    page(odile, f"{base}/edit")
    assert post(odile, f"{base}/publish").location.endswith(base)
    session.expire_all()
    assert session.get_one(Grid, draft.id).state == "published"
    page(henri, f"{base}/edit", status=409)
    html = page(henri, base)
    assert f'action="{base}/erratum"' in html
    assert "/edit" in post(henri, f"{base}/erratum").location


def test_a_change_asks_for_another_simulation(ground: Ground, draft: Grid, henri: FlaskClient):
    base = f"/labels/grids/{draft.id}"
    post(henri, f"{base}/simulation")
    assert f'action="{base}/endorse"' in page(henri, f"{base}/edit")
    post(henri, f"{base}/criteria/{ground.uid('callback')}/remove")
    assert f'action="{base}/endorse"' not in page(henri, f"{base}/edit")
    assert post(henri, f"{base}/endorse").status_code == 409


def test_what_lacks_is_told_at_its_place(ground: Ground, draft: Grid, henri: FlaskClient):
    base = f"/labels/grids/{draft.id}"
    drafting.save_criterion(
        grid_id=draft.id,
        criterion_uid=ground.uid("callback"),
        changes={"expectation": {"source": "", "figure": "", "on": None}},
        version=1,
        actor_id=ground.henri.id,
    )
    post(henri, f"{base}/simulation")
    answer = post(henri, f"{base}/endorse")
    assert answer.status_code == 422
    assert f'href="#c-{ground.uid("callback")}"' in answer.get_data(as_text=True)
    row = answer.get_data(as_text=True).split(f'id="c-{ground.uid("callback")}"')[1]
    assert "attente" in row.split("</section>")[0]


def test_one_person_alone_says_why(ground: Ground, draft: Grid, henri: FlaskClient):
    """The small network's profile lets one person publish, with a reason everybody reads."""
    decide_policy("labels.publishers", 1, reason="Few of us", decided_by=ground.henri.id)
    base = f"/labels/grids/{draft.id}"
    post(henri, f"{base}/simulation")
    post(henri, f"{base}/endorse")
    html = page(henri, f"{base}/edit")
    assert 'name="solo_reason"' in html
    refused = post(henri, f"{base}/publish", solo_reason=" ")
    assert refused.status_code == 422
    assert post(henri, f"{base}/publish", solo_reason="Seul au siège.").status_code == 303
    assert "Seul au siège." in page(henri, base)
