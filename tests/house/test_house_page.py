"""docs/house.md is what the application registers, not what somebody remembers."""

import ast

import pytest
from flask import Flask

from lms.cli import house
from lms.core import policy
from lms.core.access import ROLES_OF, Permission, Role

HINT = "docs/house.md is not current: run `python3 dev.py lms house` and commit the page."


def test_the_page_is_what_the_command_gives_now(app: Flask):
    assert house.PAGE.read_text(encoding="utf-8") == house.draw(app), HINT


def test_a_right_given_to_one_more_role_changes_the_page(app: Flask, monkeypatch):
    before = house.draw(app)
    wider = {**ROLES_OF, Permission.TEAM_READ: ROLES_OF[Permission.TEAM_READ] | {Role.EMPLOYEE}}
    monkeypatch.setattr("lms.core.access.ROLES_OF", wider)
    assert house.draw(app) != before


@pytest.mark.slow
def test_a_route_more_changes_the_page(app: Flask, monkeypatch):
    before = house.draw(app)
    rules = [
        *app.url_map.iter_rules(),
        next(r for r in app.url_map.iter_rules() if r.rule == "/team"),
    ]
    monkeypatch.setattr(app.url_map, "iter_rules", lambda: iter(rules))
    assert house.draw(app) != before


@pytest.mark.slow
def test_another_default_changes_the_page(app: Flask, monkeypatch):
    before = house.draw(app)
    known = policy.POLICIES["accounts.link.life"]
    other = policy.Policy(
        known.code, 24, known.sentence, known.unit, known.floor, known.ceiling, known.relaxable
    )
    monkeypatch.setitem(policy.POLICIES, known.code, other)
    assert house.draw(app) != before


@pytest.mark.slow
def test_what_a_test_registers_is_not_drawn(app: Flask, monkeypatch):
    before = house.draw(app)
    strange = policy.Policy(
        "test.tries", 1, policy.POLICIES["core.facts.kept"].sentence, "", None, None, True
    )
    monkeypatch.setitem(policy.POLICIES, "test.tries", strange)
    assert house.draw(app) == before


def test_a_cycle_of_imports_is_refused():
    with pytest.raises(ValueError, match="courses, network"):
        house.levels({"core": set(), "network": {"courses"}, "courses": {"network", "core"}})


def test_imports_inside_functions_count(tmp_path):
    root = tmp_path / "lms"
    for name, words in {
        "one": "def f():\n from lms.two import x\n",
        "two": "from lms import three\n",
        "three": "",
    }.items():
        (root / name).mkdir(parents=True)
        ast.parse(words)
        (root / name / "__init__.py").write_text(words)
    assert house.imports(root) == {"one": {"two"}, "two": {"three"}, "three": set()}
