"""Every component is shown on the style guide, and every class on a page is drawn."""

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.core.assets import shrink
from lms.core.i18n import speaking
from lms.core.pages import environment
from lms.home.styleguide import PAGES
from tests.cast import Cast

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
STYLESHEET = ROOT / "lms" / "static" / "css" / "app.css"
DESK = STYLESHEET.with_name("desk.css")
LABEL = STYLESHEET.with_name("label.css")
COACHING = STYLESHEET.with_name("coaching.css")
"""Linked by the pages of the label, or of coaching, only."""
STORE = STYLESHEET.with_name("store.css")
"""Linked by the pages of practice only."""
REFERENTIAL = STYLESHEET.with_name("referential.css")
"""Linked by the pages of the referential only."""
PROJECT = STYLESHEET.with_name("project.css")
BRIEF = STYLESHEET.with_name("brief.css")
SCREEN = STYLESHEET.with_name("screen.css")
"""Linked by the pages of projects only."""

# Shown inside others, or made for one layout of their own.
INSIDE = {
    "offline_bar",
    "form_errors",
    "of",
    "hint",
    "error_text",
    "sheet_pager",
    "open_pager",
    "QR_SIGN",
}


def bare(text: str) -> str:
    """Return a template without its comments."""
    return re.sub(r"\{#.*?#\}", "", text, flags=re.DOTALL)


def drawn_classes() -> set[str]:
    apart = (DESK, LABEL, COACHING, STORE, REFERENTIAL, PROJECT, BRIEF, SCREEN)
    every = "".join(one.read_text() for one in (STYLESHEET, *apart))
    css = re.sub(r"/\*.*?\*/", "", every, flags=re.DOTALL)
    return set(re.findall(r"\.([a-z][a-z0-9-]*)", css))


def classes_of(text: str) -> set[str]:
    """Return the class names written in a template, those ended by an expression apart."""
    found: set[str] = set()
    for value in re.findall(r'class="([^"]*)"', bare(text)):
        words = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "\0", value).replace("\0 ", " ").split()
        found |= {w for w in words if re.fullmatch(r"[a-z][a-z0-9-]*[a-z0-9]|[a-z]", w)}
    return found


def test_the_style_guide_opens_in_development(client: FlaskClient):
    for page in ("", *(f"/{name}" for name in PAGES)):
        answer = client.get(f"/styleguide{page}")
        assert answer.status_code == 200, page
        text = answer.get_data(as_text=True)
        assert len(re.findall(r"<h1\b", text)) == 1, page
        ids = re.findall(r'\sid="([^"]+)"', text)
        assert len(ids) == len(set(ids)), sorted(i for i in ids if ids.count(i) > 1)


def test_the_style_guide_is_shut_in_production(app: Flask, client: FlaskClient, monkeypatch):
    settings = app.extensions["settings"]

    class Production:
        development = testing = False

        def __getattr__(self, name: str) -> object:
            return getattr(settings, name)

    monkeypatch.setitem(app.extensions, "settings", Production())
    assert client.get("/styleguide").status_code == 404
    assert client.get("/styleguide/lesson").status_code == 404


def test_an_unknown_screen_is_not_found(client: FlaskClient):
    assert client.get("/styleguide/base").status_code == 404


@pytest.mark.parametrize("code", ["fr", "en"])
def test_every_component_is_shown(app: Flask, code: str):
    with app.test_request_context(), speaking(code):
        names = {n for n in vars(environment().globals["ui"]) if not n.startswith("_")}
    pages = [TEMPLATES / "styleguide.html", *(TEMPLATES / "styleguide").glob("*.html")]
    shown = set(re.findall(r"\bui\.(\w+)", "".join(p.read_text() for p in pages)))
    modules = {n for n in names if n.endswith("_")} | {"name"}
    assert names - modules - INSIDE - shown == set()


def test_every_class_of_a_page_is_drawn():
    drawn = drawn_classes()
    missing = {
        f"{path.relative_to(TEMPLATES)}: {name}"
        for path in TEMPLATES.rglob("*.html")
        if "emails" not in path.parts
        for name in classes_of(path.read_text()) - drawn
    }
    assert missing == set()


def test_a_class_nobody_draws_is_caught():
    assert "c-nobody" in classes_of('<p class="c-card c-nobody">') - drawn_classes()


def test_the_stylesheet_fits_its_budget():
    brotli = pytest.importorskip("brotli")
    served = shrink(STYLESHEET.read_text()).encode()
    assert len(brotli.compress(served, quality=11)) <= 12_000
    more = shrink(DESK.read_text()).encode()
    assert len(brotli.compress(more, quality=11)) <= 6_000


def test_only_those_above_a_place_in_a_store_load_the_second(app: Flask, cast: Cast):
    for name, loads in (("alice", False), ("marion", True), ("henri", True)):
        client = cast.sign_in(app.test_client(), cast.people[name])
        assert ("css/desk.css" in client.get("/").get_data(as_text=True)) is loads, name


def test_the_stylesheet_reads_nothing_from_elsewhere():
    css = STYLESHEET.read_text()
    assert "http" not in css
    assert "@import" not in css
    for name in re.findall(r'url\("([^"]+)"\)', css):
        assert (STYLESHEET.parent / name).is_file(), name


def test_the_service_worker_keeps_files_that_exist():
    worker = (ROOT / "lms/static/js/sw.js").read_text()
    names = re.findall(r'"((?:css|js|vendor|fonts|icons)/[^"]+)"', worker)
    assert len(names) >= 6
    for name in names:
        assert (ROOT / "lms" / "static" / name).is_file(), name


def test_the_offline_page_holds_nothing_of_anybody(client: FlaskClient):
    text = client.get("/offline").get_data(as_text=True)
    assert "X-CSRF-Token" not in text
    assert "csrf_token" not in text
    assert "/profile" not in text
