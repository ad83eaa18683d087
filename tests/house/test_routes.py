"""T01: for every route, what is declared, what was decided and what is answered are the same.

``routes.toml`` is the decision, reviewed line by line; the application must declare it, and must
answer it to each role.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from lms.app import UndeclaredRoute, create_app, refuse_undeclared
from lms.core import access
from lms.core.access import CAPABILITY_OF, EVERYBODY, ROLES_OF, Permission, Policy, Role
from tests.cast import NOW
from tests.conftest import settings_for
from tests.house.crawling import CRAWLERS, Answered, Crawl, ask, watching
from tests.house.ground import FORM_COOKIE, House, make_token
from tests.house.places import READING, address, arguments, rules
from tests.house.world import Somebody

pytestmark = pytest.mark.xdist_group("house")

MATRIX = Path(__file__).with_name("routes.toml")
MOST_PUBLIC = 17
HEAD_OFFICE = {"learning_author", "label_officer", "administrator", "privacy_officer"}


@dataclass(frozen=True, slots=True)
class Route:
    """A route as the application has it."""

    methods: tuple[str, ...]
    rule: str
    endpoint: str
    policy: Policy | None

    @property
    def name(self) -> str:
        """Return "GET POST /people/new"."""
        return f"{' '.join(self.methods)} {self.rule}"


@dataclass(frozen=True, slots=True)
class Line:
    """A route as it was decided."""

    needs: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    wave: str = ""
    fresh: bool = False
    public: str = ""
    only: str = ""

    def lets_in(self, who: Somebody | None) -> bool:
        """Tell whether somebody (None: nobody signed in) passes the door."""
        if self.public or self.only:
            return True
        if who is None or not who.roles:
            return False
        held = who.roles if "everybody" in self.roles else who.roles & set(self.roles)
        return bool(held) and not (self.wave and who.is_dark)


def read_matrix(text: str) -> dict[str, Line]:
    """Return the lines by route; a wrong key is a TypeError."""
    return {
        name: Line(**{k: tuple(v) if isinstance(v, list) else v for k, v in line.items()})
        for part in tomllib.loads(text).values()
        for name, line in part.items()
    }


@pytest.fixture(scope="session")
def matrix() -> dict[str, Line]:
    """Give the reviewed lines."""
    return read_matrix(MATRIX.read_text())


def routes_of(app: Flask) -> list[Route]:
    return [
        Route(
            tuple(sorted(set(rule.methods or ()) - {"HEAD", "OPTIONS"})),
            rule.rule,
            rule.endpoint,
            access.policy_of(app.view_functions[rule.endpoint]),
        )
        for rule in app.url_map.iter_rules()
    ]


# ---- first source against second ----------------------------------------------------------------


def disagreements(routes: Iterable[Route], matrix: Mapping[str, Line]) -> list[str]:
    """Return what the application declares otherwise than was decided."""
    found = []
    known = {route.name: route for route in routes}
    found += [f"no such route any more: {name}" for name in matrix if name not in known]
    for name, route in known.items():
        line = matrix.get(name)
        if line is None:
            found.append(f"not in the matrix: {name}")
        elif _declared(route.policy) != replace(
            line, public=bool(line.public or line.only), only=""
        ):
            found.append(f"declares something else: {name}: {_declared(route.policy)}")
    return found


def _declared(policy: Policy | None) -> Line | None:
    if policy is None:
        return None
    if policy.public:
        return Line(public=True)  # type: ignore[arg-type]
    held = {role for p in policy.permissions for role in ROLES_OF.get(p, ())}
    anybody = set(policy.permissions) & EVERYBODY
    waves = {CAPABILITY_OF[p].value for p in policy.permissions if p in CAPABILITY_OF}
    return Line(
        needs=tuple(p.value for p in policy.permissions),
        roles=("everybody",) if anybody else tuple(r.value for r in Role if r in held),
        wave=waves.pop() if waves else "",
        fresh=policy.fresh_secret,
        public=False,  # type: ignore[arg-type]
    )


def test_what_is_declared_is_what_was_decided(house: House, matrix: dict[str, Line]) -> None:
    assert disagreements(routes_of(house.app), matrix) == []


def test_canary_a_route_nobody_reviewed_is_caught(house: House, matrix: dict[str, Line]) -> None:
    new = Route(("GET",), "/new", "new", Policy((), public=True))
    assert disagreements([*routes_of(house.app), new], matrix) == ["not in the matrix: GET /new"]


def test_canary_a_role_added_to_a_permission_is_caught(
    house: House, matrix: dict[str, Line], monkeypatch: pytest.MonkeyPatch
) -> None:
    wider = ROLES_OF[Permission.PEOPLE_WRITE] | {Role.COACH}
    monkeypatch.setitem(ROLES_OF, Permission.PEOPLE_WRITE, wider)
    found = disagreements(routes_of(house.app), matrix)
    assert any("/people/<uuid:person_id>/move" in one for one in found)


def test_canary_a_view_that_declares_nothing_stops_the_start(house: House) -> None:
    real = house.app.view_functions["home.index"]
    house.app.view_functions["home.index"] = lambda: "open to all"
    try:
        with pytest.raises(UndeclaredRoute):
            refuse_undeclared(house.app)
    finally:
        house.app.view_functions["home.index"] = real


# ---- what is read, what is written, what is public ----------------------------------------------


def writes_under_a_read_permission(routes: Iterable[Route]) -> list[str]:
    """Return the routes that change something with a permission to read."""
    return [
        route.name
        for route in routes
        if set(route.methods) - READING
        and any(p.endswith(":read") for p in (route.policy.permissions if route.policy else ()))
    ]


def test_nothing_is_written_with_a_permission_to_read(house: House) -> None:
    assert writes_under_a_read_permission(routes_of(house.app)) == []


def test_canary_a_write_under_a_read_permission_is_caught() -> None:
    bad = Route(("POST",), "/people/purge", "purge", Policy((Permission.PEOPLE_READ,)))
    assert writes_under_a_read_permission([bad]) == ["POST /people/purge"]


def public_rules(matrix: Mapping[str, Line]) -> set[str]:
    """Return the addresses that anybody may open where it counts."""
    return {name.rpartition(" ")[2] for name, line in matrix.items() if line.public}


def test_at_most_seventeen_addresses_are_public(matrix: dict[str, Line]) -> None:
    assert len(public_rules(matrix)) <= MOST_PUBLIC


def test_what_serves_development_or_a_demo_is_not_there_in_production(
    house: House, matrix: dict[str, Line], tmp_path: Path
) -> None:
    settings = replace(
        settings_for("postgresql+psycopg://nobody@127.0.0.1:1/none", tmp_path),
        testing=False,
        development=False,
        demo=False,
        secret_key="k7Qb0vXw2rTz9mLc4nHs8dFg1jPy6aUe3oRi5tWq",
        base_url="https://comptoir.example",
    )
    real = create_app(settings)
    for name, line in matrix.items():
        if line.only:
            assert _answer_in_production(real, house, name) == 404, name


def _answer_in_production(real: Flask, house: House, name: str) -> int:
    method, _, rule_name = name.rpartition(" ")
    rule = next(
        r for r in real.url_map.iter_rules() if r.rule == rule_name and method in (r.methods or ())
    )
    url = address(real, rule, arguments(house.world, rule))
    client = real.test_client()
    value, token = make_token(real)
    client.set_cookie(FORM_COOKIE, value, domain="comptoir.example", secure=True)
    return client.open(
        url,
        method=method,
        base_url="https://comptoir.example",
        headers={"X-CSRF-Token": token, "Referer": "https://comptoir.example/"},
    ).status_code


# ---- both against the running application -------------------------------------------------------


def misfits(
    matrix: Mapping[str, Line],
    viewers: Mapping[str, Somebody | None],
    answers: Mapping[tuple[str, str], Answered],
) -> list[str]:
    """Return who was let in, or kept out, otherwise than was decided."""
    found = []
    for (viewer, name), answered in answers.items():
        expected = matrix[name].lets_in(viewers[viewer])
        if answered.let_in != expected:
            found.append(f"{viewer} {'gets in' if answered.let_in else 'is refused'}: {name}")
        elif not expected and answered.status not in _refusals(viewers[viewer]):
            found.append(f"{viewer} is answered {answered.status}: {name}")
        elif answered.status >= 500:
            found.append(f"{viewer} is answered {answered.status}: {name}: {answered.error}")
    return found


def _refusals(who: Somebody | None) -> set[int]:
    return {302} if who is None or not who.roles else {403}


def viewers_of(house: House) -> dict[str, Somebody | None]:
    held = house.world.viewers
    return {viewer: held.get(viewer) for viewer in CRAWLERS}


def names_of(house: House, *, writing: bool) -> dict[str, str]:
    """Return the full name of each rule that is read, or that writes."""
    return {
        route.rule: route.name
        for route in routes_of(house.app)
        if (bool(set(route.methods) - READING) if writing else "GET" in route.methods)
    }


def test_every_page_opens_to_those_decided_and_to_nobody_else(
    house: House, matrix: dict[str, Line], crawled: Crawl
) -> None:
    names = names_of(house, writing=False)
    answers = {(viewer, names[rule]): given for viewer, rule, given in crawled.pages()}
    assert len(answers) >= 60 * len(CRAWLERS)
    assert misfits(matrix, viewers_of(house), answers) == []


def posted(house: House, viewers: Iterable[str]) -> dict[tuple[str, str], Answered]:
    """Send a write to every route as each of ``viewers``; reached views do nothing."""
    found: dict[tuple[str, str], Answered] = {}
    names = names_of(house, writing=True)
    with watching(house.app, dry=True) as watch:
        for viewer in viewers:
            for rule in rules(house.app, writing=True):
                url = address(house.app, rule, arguments(house.world, rule))
                client, token = house.armed(viewer)
                data = {"csrf_token": token, "_key": f"{viewer} {len(found)}"}
                found[viewer, names[rule.rule]] = ask(
                    watch, rule.endpoint, lambda c=client, u=url, d=data: c.post(u, data=d), url
                )
    return found


def test_every_write_is_reached_by_those_decided_and_by_nobody_else(
    house: House, matrix: dict[str, Line]
) -> None:
    answers = posted(house, viewers_of(house))
    assert len(answers) >= 60 * len(CRAWLERS)
    assert misfits(matrix, viewers_of(house), answers) == []


def test_canary_a_door_left_open_is_caught(
    house: House, matrix: dict[str, Line], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted: a right is granted to whoever is signed in."""
    monkeypatch.setattr(access, "EVERYBODY", {*EVERYBODY, Permission.PEOPLE_WRITE})
    answers = posted(house, ["employee"])
    found = misfits(matrix, viewers_of(house), answers)
    assert "employee gets in: GET POST /people/<uuid:person_id>/leave" in found


def test_other_methods_are_never_reached(house: House) -> None:
    with watching(house.app, dry=True) as watch:
        client, token = house.armed("administrator")
        for rule in rules(house.app, writing=False):
            url = address(house.app, rule, arguments(house.world, rule))
            for method in ("PUT", "PATCH", "DELETE"):
                headers = {"X-CSRF-Token": token, "X-HTTP-Method-Override": method}
                got = ask(
                    watch,
                    rule.endpoint,
                    lambda m=method, u=url, h=headers: client.open(u, method=m, headers=h),
                )
                assert (got.status, got.let_in) == (405, False), (method, url)


# ---- the secret asked again ---------------------------------------------------------------------


def stale(house: House, viewer: str) -> None:
    """Let the last typing of the secret be half an hour ago and a minute."""
    assert house.connection is not None
    house.connection.execute(
        sa.text("UPDATE ops.session SET secret_checked_at = :at WHERE person_id = :who"),
        {"at": NOW - timedelta(minutes=31), "who": house.world.viewers[viewer].person_id},
    )


def asked_again(house: House, viewer: str) -> set[str]:
    """Return the routes that ask ``viewer`` for their secret first."""
    found = set()
    with watching(house.app, dry=True) as watch:
        for writing in (False, True):
            names = names_of(house, writing=writing)
            for rule in rules(house.app, writing=writing):
                url = address(house.app, rule, arguments(house.world, rule))
                client, token = house.armed(viewer)
                data = {"csrf_token": token, "_key": f"fresh {rule.rule}"}
                send = (
                    (lambda c=client, u=url, d=data: c.post(u, data=d))
                    if writing
                    else (lambda c=client, u=url: c.get(u))
                )
                got = ask(watch, rule.endpoint, send)
                if not got.let_in and got.headers.get("Location", "").startswith("/confirm"):
                    found.add(names[rule.rule])
    return found


@pytest.mark.parametrize("viewer", ["administrator", "learning_author"])
def test_head_office_types_its_secret_again_for_people_policy_and_publication(
    house: House, matrix: dict[str, Line], viewer: str
) -> None:
    who = house.world.viewers[viewer]
    stale(house, viewer)
    assert asked_again(house, viewer) == {
        name for name, line in matrix.items() if line.fresh and line.lets_in(who)
    }


def test_those_who_stand_in_stores_are_not_asked_again(house: House) -> None:
    stale(house, "unit_manager")
    assert asked_again(house, "unit_manager") == set()
