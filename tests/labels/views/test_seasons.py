"""The year of the label at head office: planned, opened, its small stores, closed once."""

from datetime import date

import pytest
from flask.testing import FlaskClient

from lms.core import clock
from lms.core.db import session
from lms.labels.models import Application, Season
from lms.labels.queries.editor import season_to_try
from lms.labels.queries.pieces import seasons_under_way
from lms.labels.queries.store import label_page
from lms.labels.services import drafting, seasons
from tests.cast import Enter
from tests.factories import make_unit, make_wave
from tests.factories.labels import (
    AUTUMN,
    CLOSED,
    DECIDED,
    Ground,
    publish,
    publish_grid,
    submit,
    win,
)
from tests.pages import fill as post
from tests.pages import page


@pytest.fixture
def henri(enter: Enter, ground: Ground) -> FlaskClient:
    return enter(ground.henri)


DAYS = {
    "opens_on": "2026-01-01",
    "cut_off_on": "2027-01-31",
    "audit_by": "2027-03-31",
    "decide_by": "2027-04-30",
}


def test_a_season_is_planned_then_opened(ground: Ground, henri: FlaskClient):
    with clock.frozen(AUTUMN):
        program = drafting.create_program(
            code="second", names={"fr": "Second label"}, actor_id=ground.henri.id
        )
        grid = publish_grid(
            program, 2027, date(2026, 1, 1), first=ground.henri, second=ground.odile
        )
    url = f"/labels/grids/{grid.id}/season"
    assert url in page(henri, "/labels/seasons")
    wrong = post(henri, url, **{**DAYS, "cut_off_on": "2025-01-01"})
    assert wrong.status_code == 422
    assert 'value="2025-01-01"' in wrong.get_data(as_text=True)
    assert post(henri, url, **{**DAYS, "audit_by": ""}).status_code == 422
    page(henri, url)
    planned = post(henri, url, **DAYS, is_trial="1").location
    html = page(henri, planned)
    assert "pour apprendre" in html or "à blanc" in html
    assert post(henri, f"{planned}/open").status_code == 303
    season = session.scalars(
        Season.__table__.select().where(Season.program_id == program.id)
    ).first()
    assert season is not None
    assert post(henri, f"{planned}/open").status_code == 409
    page(henri, planned)


def test_a_count_of_stores_leads_to_them(ground: Ground, enter: Enter):
    """Those who decide open the stores of a state; a count nobody lists stays words."""
    submit(ground)
    url = f"/labels/seasons/{ground.season.id}"
    html = page(enter(ground.ugo), url)
    listed = f'href="/labels/applications?season={ground.season.id}&amp;state=submitted"'
    assert f'<dt>Déposée</dt><dd><a class="c-link" {listed}>1 magasin</a>' in html
    assert "state=open" not in html
    assert "state=submitted" not in page(enter(ground.karim), url)


def test_small_stores_share_a_figure(ground: Ground, henri: FlaskClient):
    base = f"/labels/seasons/{ground.season.id}"
    cast = ground.cast
    codes = f"{cast.nantes.code}\n{cast.rennes.code}"
    told = {"name": "Petits", "reason": "Peu de réponses."}
    page(henri, f"{base}/stores")
    unknown = post(henri, f"{base}/groups", **told, units=f"{codes} 9999")
    assert unknown.status_code == 422
    assert "9999" in unknown.get_data(as_text=True)
    assert "Peu de réponses." in unknown.get_data(as_text=True)
    assert post(henri, f"{base}/groups", name="", reason="", units=codes).status_code == 422
    assert post(henri, f"{base}/groups", **told, units=codes).status_code == 303
    assert "Petits" in page(henri, f"{base}/stores")
    assert post(henri, f"{base}/groups", **told, units=codes).status_code == 409


def test_a_store_joins_late(ground: Ground, henri: FlaskClient):
    base = f"/labels/seasons/{ground.season.id}"
    late = make_unit("Quimper", code="0177", region=ground.cast.west, employer=ground.cast.own)
    make_wave(late, "label")
    assert "Quimper" in page(henri, f"{base}/stores")
    assert post(henri, f"{base}/join", unit="").status_code == 422
    assert post(henri, f"{base}/join", unit=str(ground.cast.nantes.id)).status_code == 404
    assert post(henri, f"{base}/join", unit=str(late.id)).status_code == 303
    assert session.query(Application).filter_by(unit_id=late.id).count() == 1


def test_closing_is_foreseen_then_asked_for_once(ground: Ground, henri: FlaskClient, enter: Enter):
    win(ground)
    url = f"/labels/seasons/{ground.season.id}"
    html = page(henri, url)
    assert "Clore la saison" in html
    assert f'action="{url}/close"' not in html, "nothing to press while others may still submit"
    assert post(henri, f"{url}/close").status_code == 409
    with clock.frozen(CLOSED):
        again = enter(ground.henri)
        assert f'action="{url}/close"' in page(again, url)
        assert post(again, f"{url}/close").status_code == 303
        assert 'hx-trigger="every 2s"' in page(again, url)
        assert post(enter(ground.odile), f"{url}/close").status_code == 409


def test_a_region_reads_the_season_of_its_stores_and_runs_nothing(ground: Ground, enter: Enter):
    rachel = enter(ground.rachel)
    url = f"/labels/seasons/{ground.season.id}"
    html = page(rachel, url)
    assert "<form" not in html.split("<main")[1]
    assert rachel.get(f"{url}/stores").status_code == 403
    for act in ("open", "close", "propose", "join", "groups"):
        assert post(rachel, f"{url}/{act}").status_code == 403
    assert enter(ground.marion).get("/labels/seasons").status_code == 403


def test_a_season_opened_early_hides_nothing_that_is_due(ground: Ground, henri: FlaskClient):
    """Next year's opens before this year's last day: stores submit, drafts are tried on this one."""
    program = ground.program.id
    draft = drafting.start_draft(
        program_id=program,
        year=2028,
        in_force_from=date(2027, 1, 1),
        actor_id=ground.henri.id,
        from_grid_id=ground.grid.id,
    )
    grid = publish(draft, ground.henri, ground.odile, ground.season)
    early = seasons.plan_season(
        grid_id=grid.id, days=seasons.usual_days(2028), actor_id=ground.henri.id
    )
    seasons.open_season(season_id=early.id, actor_id=ground.henri.id)
    assert season_to_try(program) == ground.season
    assert seasons_under_way()[0] == ground.season
    page_of_store = label_page(ground.cast.viewer(ground.marion), ground.cast.nantes.id, "fr")
    assert page_of_store.current is not None
    assert page_of_store.current.year == 2027
    with clock.frozen(DECIDED):  # its last day has passed: next year's is the one to come
        later = label_page(ground.cast.viewer(ground.marion), ground.cast.nantes.id, "fr")
    assert later.current is not None
    assert later.current.year == 2028
