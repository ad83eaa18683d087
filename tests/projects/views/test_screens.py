"""The break room's screen: paired by a code, closed from afar, a cookie that opens one page."""

import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from lms.core import clock, policy
from lms.core.db import session
from lms.projects.jobs import drop_screens
from lms.projects.models import Screen
from lms.projects.policies import SCREEN_CODE
from lms.projects.services import screens
from lms.projects.views.screens import COOKIE
from tests.cast import NOW
from tests.factories.projects import Ground
from tests.pages import Statements, page
from tests.pages import fill as post
from tests.projects import mornings
from tests.projects.views.conftest import Enter

FEW = 8


def code_on(html: str) -> str:
    found = re.search(r'c-pair-code">(\d{3}) (\d{3})<', html)
    assert found, html
    return "".join(found.groups())


@pytest.fixture
def wall(app: Flask) -> FlaskClient:
    """A television nobody is signed in on."""
    return app.test_client()


def paired(wall: FlaskClient, marion: FlaskClient, ground: Ground, name: str = "Pause") -> Any:
    wall.post("/screen", data=_form(wall))
    code = code_on(page(wall, "/screen"))
    answer = post(marion, "/screens", unit=str(ground.nantes.id), code=code, name=name)
    assert answer.status_code == 303
    return session.query(Screen).filter_by(name=name).one()


def _form(wall: FlaskClient) -> dict[str, str]:
    html = page(wall, "/screen")
    found = re.search(r'name="csrf_token" value="([^"]+)"', html)
    return {"csrf_token": found.group(1) if found else ""}


def test_a_screen_shows_a_code_and_goes_on_once_it_is_typed(
    ground: Ground, marion: FlaskClient, wall: FlaskClient
):
    mornings.whole(ground)
    screen = paired(wall, marion, ground)
    assert screen.code_hash is None
    html = page(wall, "/screen")
    assert "Nantes" in html
    assert "Pour la dame à la poussette" in html
    assert "À Alice" in html or "To Alice" in html
    assert "<svg" in html
    assert "is-turn-" in html
    assert "Pause" in page(marion, "/screens")


def test_its_cookie_goes_to_that_page_alone(ground: Ground, wall: FlaskClient):
    answer = wall.post("/screen", data=_form(wall))
    told = next(one for one in answer.headers.getlist("Set-Cookie") if one.startswith(COOKIE))
    assert "Path=/screen" in told
    assert "HttpOnly" in told
    assert "SameSite=Lax" in told


def carrying(app: Flask, token: str) -> FlaskClient:
    """Return a browser that sends the screen's cookie everywhere, as no browser would."""
    client = app.test_client()
    client.set_cookie(COOKIE, token, path="/")
    return client


def refused(app: Flask, token: str, rules: Iterable[Rule]) -> list[str]:
    """Return the routes that treat the cookie otherwise than nobody."""
    found = []
    for rule in rules:
        url = re.sub(r"<[^>]+>", "00000000-0000-0000-0000-000000000000", rule.rule)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            nobody = app.test_client().open(url, method=method)
            screen = carrying(app, token).open(url, method=method)
            told = screen.status_code, b"Nantes" in screen.get_data()
            if told != (nobody.status_code, False):
                found.append(f"{method} {rule.rule}")
    return found


def others(app: Flask) -> list[Rule]:
    """Return every route but the screen's own."""
    return [rule for rule in app.url_map.iter_rules() if rule.rule != "/screen"]


def test_its_cookie_opens_no_other_page(ground: Ground, app: Flask):
    asked = screens.ask(now=NOW)
    screens.pair(
        code=screens.code_of(asked.screen),
        unit_id=ground.nantes.id,
        name="",
        by=ground.by("marion"),
    )
    assert refused(app, asked.token, others(app)) == []


@pytest.mark.parametrize(
    "url", ["/", "/store", "/screens", "/kit", "/cards", "/tell", "/people", "/profile", "/label"]
)
def test_its_cookie_opens_none_of_the_pages_people_use(ground: Ground, app: Flask, url: str):
    asked = screens.ask(now=NOW)
    screens.pair(
        code=screens.code_of(asked.screen),
        unit_id=ground.nantes.id,
        name="",
        by=ground.by("marion"),
    )
    answer = carrying(app, asked.token).get(url)
    assert answer.status_code in {302, 401, 404}
    assert "Nantes" not in answer.get_data(as_text=True)


def test_canary_a_route_that_takes_the_cookie_is_caught(
    ground: Ground, app: Flask, monkeypatch: pytest.MonkeyPatch
):
    asked = screens.ask(now=NOW)
    real = app.view_functions["home.offline"]

    def leaky() -> str:
        return "Nantes" if request.cookies.get(COOKIE) else "nothing"

    leaky.policy = real.policy  # type: ignore[attr-defined]
    monkeypatch.setitem(app.view_functions, "home.offline", leaky)
    offline = [rule for rule in others(app) if rule.rule == "/offline"]
    assert refused(app, asked.token, offline) == ["GET /offline"]


def test_closed_it_says_so_at_its_next_look_and_keeps_nothing(
    ground: Ground, marion: FlaskClient, wall: FlaskClient
):
    mornings.whole(ground)
    screen = paired(wall, marion, ground)
    kept = wall.get("/screen").headers["Offline-Copy"]
    assert post(marion, f"/screens/{screen.id}/revoke").status_code == 303
    answer = wall.get("/screen")
    html = answer.get_data(as_text=True)
    assert "Nantes" not in html
    assert "poussette" not in html
    assert answer.headers["Offline-Copy"] != kept


def test_it_closes_with_the_store_or_with_the_capability(
    ground: Ground, marion: FlaskClient, wall: FlaskClient
):
    paired(wall, marion, ground)
    assert "Nantes" in page(wall, "/screen")
    ground.nantes.closed_on = clock.today()
    session.flush()
    assert "Nantes" not in page(wall, "/screen")


def test_a_code_nobody_typed_expires_and_its_screen_is_forgotten(
    ground: Ground, marion: FlaskClient, wall: FlaskClient
):
    wall.post("/screen", data=_form(wall))
    code = code_on(page(wall, "/screen"))
    with clock.frozen(NOW + policy.duration(SCREEN_CODE) + timedelta(seconds=1)):
        assert "c-pair-code" not in page(wall, "/screen")
        late = post(marion, "/screens", unit=str(ground.nantes.id), code=code)
        assert late.status_code == 422
        drop_screens(now=clock.now())
    assert session.query(Screen).count() == 0


def test_a_code_is_good_once_and_for_one_s_own_store(
    ground: Ground, marion: FlaskClient, wall: FlaskClient
):
    wall.post("/screen", data=_form(wall))
    code = code_on(page(wall, "/screen"))
    assert post(marion, "/screens", unit=str(ground.brest.id), code=code).status_code == 422
    spaced = f"{code[:3]} {code[3:]}"
    assert post(marion, "/screens", unit=str(ground.nantes.id), code=spaced).status_code == 303
    assert post(marion, "/screens", unit=str(ground.nantes.id), code=code).status_code == 422
    assert post(marion, "/screens", unit=str(ground.nantes.id), code="").status_code == 422


def test_nobody_from_elsewhere_closes_it(
    ground: Ground, enter: Enter, marion: FlaskClient, wall: FlaskClient
):
    screen = paired(wall, marion, ground)
    for who in ("alice", "karim", "zoe", "rachel"):
        assert post(enter(who), f"/screens/{screen.id}/revoke").status_code in {403, 404}
    session.refresh(screen)
    assert screen.revoked_at is None


def test_only_bravos_agreed_to_are_shown_and_nobody_who_is_late(
    ground: Ground, marion: FlaskClient, wall: FlaskClient
):
    paired(wall, marion, ground)
    mornings.light(ground, "coaching", "quotes", "label")
    mornings.thank(ground, "Merci d'avoir tenu la caisse", agrees=False)
    html = page(wall, "/screen")
    assert "caisse" not in html
    team = (ground.alice, ground.bruno, ground.dina, ground.marion)
    assert not any(one.given_name in html or one.family_name in html for one in team)


def test_it_costs_few_statements(ground: Ground, marion: FlaskClient, wall: FlaskClient):
    mornings.whole(ground)
    paired(wall, marion, ground)
    page(wall, "/screen")
    with Statements() as sent:
        answer = wall.get("/screen")
    assert len(sent) <= FEW
    assert len(answer.get_data()) < 40_000
