"""T02: what belongs to others is not there: same status, same words as for what never existed.

The west looks at the east. For every identifier of an address, and every one inside a body, what
exists elsewhere must answer like a random one, whole or in part, exported or posted.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any
from uuid import uuid4
from zipfile import ZipFile

import pytest
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.house.acts import all_acts, ready_acts, send
from tests.house.ground import House, changed
from tests.house.places import EAST, address, arguments, own, rules, twin
from tests.house.test_routes import MATRIX, names_of, read_matrix
from tests.house.world import World

pytestmark = pytest.mark.xdist_group("house-writes")

WEST = ("employee", "deputy", "unit_manager", "coach", "regional_lead", "void")
STRANGERS = ("coach", "void", "privacy_officer")
"""They follow no path: a lesson that exists is none of theirs."""

SHARED = {
    "path_uid": "any published path may be given and reported on",
    "uid": "everybody reads the referential",
    "version_id": "the desk of words is one",
    "what": "the desk of words is one",
    "theme_id": "the desk of words is one",
    "contribution_id": "the desk of words is one",
    "task_id": "the desk of words is one; who keeps other things has other tasks",
    "column": "everybody of head office reads the coverage",
    "import_id": "the network's desk is one",
    "mail_id": "development only",
    "request_id": "the desk of calls is one",
    "dispute_id": "the desk of questions is one",
    "attempt_id": "the desk of questions is one",
    "question_uid": "the desk of questions is one",
    "region_id": "only the network's desk moves regions",
    "proposal_id": "the desk of paths is one",
    "card_id": "everybody reads the library",
    "gap_id": "the desk of cards is one",
    "removal_id": "the desk of cards is one",
    "agreement_id": "only the network's desk opens names",
    "program_id": "the desk of the label is one",
    "grid_id": "a grid is the same for every store",
    "season_id": "a season is the same for every store; its rows are within reach",
    "comment_id": "the desk of the label is one",
    "sent_id": "the desk of the label is one",
    "criterion_uid": "a criterion is the same for every store; the application before it is not",
}
"""Identifiers in addresses that nobody holds alone, and why."""

LEARNING = {"lesson_uid": "lesson", "quiz_uid": "quiz"}

NONCES = re.compile(
    r'name="(?:csrf_token|_key|sending)" value="[^"]*"'
    r'|X-CSRF-Token":"[^"]*"'
    r"|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
)


def told(answer: TestResponse) -> tuple[int, str, str, str]:
    """Return what can be learnt from an answer, what is new each time left out."""
    body = NONCES.sub("", _words(answer.get_data()))
    place = NONCES.sub("", answer.headers.get("Location", ""))
    kind = answer.headers.get("Content-Type", "")
    answer.close()
    return answer.status_code, place, kind, body


def _words(body: bytes) -> str:
    """Return a body as words, those of a workbook being in its first sheet."""
    if not body.startswith(b"PK"):
        return body.decode()
    with ZipFile(BytesIO(body)) as book:
        kept = [n for n in book.namelist() if n.startswith(("xl/worksheets/", "xl/shared"))]
        return "".join(book.read(name).decode() for name in sorted(kept))


def east(world: World, name: str, value: str) -> str:
    """Return the eastern counterpart of an argument."""
    if found := twin(world, value):
        return found
    if name in EAST:
        return world.things[EAST[name]]
    return {
        "person_id": str(world.people["yann"]),
        "unit_id": str(world.units["strasbourg"]),
        "coach_id": str(world.people["nora"]),
    }[name]


# ---- in the address -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Probe:
    """An address with something of others in it, and the same with something that is not."""

    viewer: str
    name: str
    foreign: str
    missing: str


def probes(house: House, *, writing: bool) -> Iterator[tuple[Rule, Probe]]:
    """Yield every way to point at others' things from the west."""
    matrix = read_matrix(MATRIX.read_text())
    names = names_of(house, writing=writing)
    acts = all_acts(house.world)
    for rule in rules(house.app, writing=writing):
        values = {**arguments(house.world, rule)}
        if writing:
            values |= acts[rule.endpoint].args
        for argument in sorted(rule.arguments):
            if argument in LEARNING:
                viewers, foreign = STRANGERS, values[argument]
            elif argument.endswith(("_id", "_uid")) and argument not in SHARED:
                viewers, foreign = WEST, east(house.world, argument, values[argument])
            else:
                continue
            for viewer in viewers:
                if matrix[names[rule.rule]].lets_in(house.world.viewers[viewer]):
                    yield (
                        rule,
                        _probe(house, rule, viewer, values, argument=argument, foreign=foreign),
                    )


def _probe(
    house: House,
    rule: Rule,
    viewer: str,
    values: Mapping[str, str],
    *,
    argument: str,
    foreign: str,
) -> Probe:
    other = {**values, argument: foreign}
    nothing = {**values, argument: str(uuid4())}
    return Probe(
        viewer, argument, address(house.app, rule, other), address(house.app, rule, nothing)
    )


def test_every_identifier_in_an_address_has_an_owner_or_a_reason(house: House) -> None:
    asked = {
        name for w in (False, True) for r in rules(house.app, writing=w) for name in r.arguments
    }
    named = {name for name in asked if name.endswith(("_id", "_uid")) or name == "uid"}
    assert named == {*EAST, *SHARED, *LEARNING, "person_id", "unit_id", "coach_id"} & named
    assert named <= set(own(house.world))


PLAIN: tuple[dict[str, str], ...] = ({},)
WAYS = (*PLAIN, {"HX-Request": "true", "HX-Request-Type": "partial"}, {"Range": "bytes=0-9"})


def seen_through(house: House, only: str = "") -> list[tuple[str, str, str]]:
    """Return the pages that answer for others' things otherwise than for nothing."""
    found = []
    for rule, probe in probes(house, writing=False):
        if only and rule.rule != only:
            continue
        client = house.browser(probe.viewer)
        for headers in WAYS if probe.viewer in {"employee", "unit_manager", "void"} else PLAIN:
            foreign = told(client.get(probe.foreign, headers=headers))
            missing = told(client.get(probe.missing, headers=headers))
            if foreign != missing or foreign[0] != 404:
                found.append((probe.viewer, rule.rule, f"{probe.name} {foreign[0]}/{missing[0]}"))
    return found


def test_what_belongs_to_others_reads_like_what_is_not_there(house: House) -> None:
    asked = [probe for _rule, probe in probes(house, writing=False)]
    assert len(asked) >= 50
    assert seen_through(house) == []


def test_canary_a_person_read_by_bare_identifier_is_caught(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted: the page of a person forgets the scope."""
    from lms.accounts.models import Person
    from lms.core.db import session
    from lms.core.errors import NotFound
    from lms.network.queries import people

    def bare(_viewer: object, person_id: Any, _permission: object) -> Person:
        found = session.get(Person, person_id)
        if found is None:
            raise NotFound
        return found

    monkeypatch.setattr(people, "get_person", bare)
    caught = {viewer for viewer, _rule, _why in seen_through(house, "/people/<uuid:person_id>")}
    assert {"unit_manager", "void"} <= caught


# ---- posted -------------------------------------------------------------------------------------


def reached(house: House, only: str = "") -> list[tuple[str, str, str]]:
    """Return the writes on others' things that answer otherwise than on nothing."""
    ready = {one.rule: one for one in ready_acts(house)}
    found = []
    for rule, probe in probes(house, writing=True):
        if only and rule.endpoint != only:
            continue
        act = replace(ready[rule.rule].act, viewer=probe.viewer)
        foreign, missing = (
            told(send(house, replace(ready[rule.rule], act=act, url=url), key=url))
            for url in (probe.foreign, probe.missing)
        )
        refused = foreign[0] == 404 or rule.endpoint in ANSWERS_ALIKE
        if foreign != missing or not refused:
            found.append((probe.viewer, rule.rule, f"{probe.name} {foreign[0]}/{missing[0]}"))
    return found


ANSWERS_ALIKE = {
    "accounts.close_one_notice": "closing a notice again is no error",
    "quotes.be_back": "days that are nobody's are back already",
    "quotes.coach_back": "days that are nobody's are back already",
    "courses.try_answer": "a try of others reads like one that is over",
}


def test_a_write_on_what_belongs_to_others_does_nothing(house: House) -> None:
    assert len(list(probes(house, writing=True))) >= 80
    before = house.fingerprint()
    assert reached(house) == []
    after = changed(before, house.fingerprint()) - {"core_idempotency"}
    assert after == set()


def test_canary_a_session_ended_by_bare_identifier_is_caught(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted: whoever knows the identifier of a session may end it."""
    import sqlalchemy as sa

    from lms.accounts.models import Session
    from lms.accounts.views import profile
    from lms.core.db import session

    def bare(*, session_id: Any, **_rest: object) -> bool:
        found = session.scalar(sa.select(Session.id).where(Session.id == session_id))
        return found is not None

    monkeypatch.setattr(profile, "end_session", bare)
    assert reached(house, "accounts.end_device")


# ---- inside a body, or after the question mark --------------------------------------------------


def smuggled(world: World) -> list[tuple[str, str, str, str]]:
    """Return who sends what identifier of the east inside which write."""
    yann, strasbourg = str(world.people["yann"]), str(world.units["strasbourg"])
    return [
        ("entries.issue", "unit_manager", "person", yann),
        ("entries.issue", "unit_manager", "person", str(world.people["fatou"])),
        ("tablet.enrol_now", "unit_manager", "unit", strasbourg),
        ("network.people_new", "unit_manager", "unit", strasbourg),
        ("network.people_new", "unit_manager", "unit", str(world.units["rennes"])),
        ("network.people_new", "regional_lead", "unit", strasbourg),
        ("network.people_new", "regional_lead", "unit", str(world.units["brest"])),
        ("network.people_new", "void", "unit", strasbourg),
        ("network.person_move", "regional_lead", "unit", strasbourg),
        ("network.person_move", "regional_lead", "unit", str(world.units["brest"])),
        ("network.person_move", "unit_manager", "unit", str(world.units["rennes"])),
        ("network.person_job", "regional_lead", "unit", strasbourg),
        ("network.person_mandate", "unit_manager", "unit", strasbourg),
        ("network.person_mandate", "regional_lead", "unit", strasbourg),
        ("network.person_mandate", "regional_lead", "backup", world.numbers["yann"]),
        ("courses.assign_save", "unit_manager", "people", yann),
        ("courses.assign_save", "unit_manager", "units", strasbourg),
        ("courses.assign_save", "regional_lead", "units", strasbourg),
        ("courses.assign_save", "regional_lead", "people", str(world.people["fatou"])),
        ("courses.assign_save", "void", "units", strasbourg),
        ("tablet.enter", "anonymous", "who", yann),
        ("quotes.give_to", "employee", "coach_id", yann),
        ("quotes.give", "coach", "coach_id", yann),
        ("quotes.give", "coach", "coach_id", str(world.people["marion"])),
        ("quotes.join", "coach", "draft_id", world.talk_yann),
    ]


def smuggle(house: House, endpoint: str, viewer: str, name: str, value: str) -> TestResponse:
    """Do an act with one identifier replaced."""
    one = next(ready for ready in ready_acts(house) if ready.endpoint == endpoint)
    changes: dict[str, Any] = {name: value}
    if name == "backup":
        changes["kind"] = "coach"
    fields = {**one.fields, **changes}
    return send(house, replace(one, act=replace(one.act, viewer=viewer), fields=fields), key=value)


def nothing_like(name: str) -> str:
    """Return an identifier, or an employee number, that nobody has."""
    return "T000000000" if name == "backup" else str(uuid4())


def test_an_identifier_of_others_inside_a_body_reads_like_none(house: House) -> None:
    for endpoint, viewer, name, value in smuggled(house.world):
        before = house.fingerprint()
        foreign = told(smuggle(house, endpoint, viewer, name, value))
        assert changed(before, house.fingerprint()) == set(), (endpoint, viewer, name)
        missing = told(smuggle(house, endpoint, viewer, name, nothing_like(name)))
        assert foreign[0] in {404, 422}, (endpoint, viewer, name, foreign[0])
        assert _without(foreign, value) == _without(missing, value), (endpoint, viewer, name)


def _without(answer: tuple[int, str, str, str], value: str) -> tuple[Any, ...]:
    """Return an answer without the value typed, that a form shows again."""
    return (*answer[:3], re.sub(r"T\d{9}", "", answer[3].replace(value, "")))


def test_every_identifier_a_form_takes_is_tried() -> None:
    from lms.network.forms import IdField, Shape

    tried = {"unit", "people", "units", "person", "backup"}
    by_the_desk_only = {"region", "brand", "employer", "reader", "parent", "target", "position"}
    taken = {
        name
        for shape in Shape.__subclasses__()
        + [s for c in Shape.__subclasses__() for s in c.__subclasses__()]
        for name, made in vars(shape).items()
        if getattr(made, "field_class", None) is IdField
    }
    assert taken <= tried | by_the_desk_only


def test_canary_an_assignment_out_of_reach_is_caught(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted: the people asked are believed."""
    from uuid import UUID

    from lms.courses.queries import assigning

    monkeypatch.setattr(
        assigning,
        "in_reach",
        lambda _viewer, *, units, people: ([UUID(u) for u in units], [UUID(p) for p in people]),
    )
    before = house.fingerprint()
    erin = str(house.world.people["erin"])
    smuggle(house, "courses.assign_save", "unit_manager", "people", erin)
    assert "courses_enrolment" in changed(before, house.fingerprint())


QUERIES = (
    ("unit_manager", "/people?unit={}", "strasbourg"),
    ("void", "/people?unit={}", "strasbourg"),
    ("unit_manager", "/people/export.csv?unit={}", "strasbourg"),
    ("regional_lead", "/people/export.xlsx?unit={}", "strasbourg"),
    ("unit_manager", "/team?unit={}", "strasbourg"),
    ("coach", "/team?unit={}&format=csv", "strasbourg"),
    ("void", "/team?unit={}", "strasbourg"),
    ("unit_manager", "/entries?unit={}", "strasbourg"),
    ("regional_lead", "/units?region={}", "east"),
    ("regional_lead", "/units/export.csv?region={}", "east"),
    ("unit_manager", "/units?region={}", "east"),
    ("regional_lead", "/reports/paths/{path}?region={}", "east"),
    ("regional_lead", "/reports/paths/{path}?region={}&as_of=2026-03-01", "east"),
    ("regional_lead", "/reports/paths/{path}?region={}&format=csv", "east"),
    ("regional_lead", "/reports/paths/{path}/people?region={}", "east"),
    ("regional_lead", "/reports/paths/{path}/people?unit={}", "strasbourg"),
    ("regional_lead", "/reports/paths/{path}/people?unit={}&format=csv", "strasbourg"),
    ("regional_lead", "/reports/paths/{path}/people?unit={}&format=xlsx", "strasbourg"),
    ("void", "/reports/paths/{path}?region={}", "west"),
)


def leaks_by_query(house: House) -> list[str]:
    """Return the addresses whose question mark tells of others."""
    world, found = house.world, []
    for viewer, pattern, name in QUERIES:
        foreign = str(world.units.get(name) or world.regions[name])
        client = house.browser(viewer)
        first, second = (
            told(client.get(pattern.format(value, path=world.path)))
            for value in (foreign, str(uuid4()))
        )
        if first != second:
            found.append(f"{viewer} {pattern} {first[0]}/{second[0]}")
    return found


def test_a_filter_on_what_belongs_to_others_reads_like_none(house: House) -> None:
    assert leaks_by_query(house) == []


def test_canary_a_region_known_by_name_is_caught(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted: a region that exists is shown to whoever asks (it was)."""
    from lms.core.db import session
    from lms.core.errors import NotFound
    from lms.network.models import Region
    from lms.reporting import queries

    def any_region(_viewer: object, region_id: Any) -> Region | None:
        if region_id is None:
            return None
        if (found := session.get(Region, region_id)) is None:
            raise NotFound
        return found

    monkeypatch.setattr(queries, "get_region", any_region)
    assert leaks_by_query(house)


def test_somebody_without_unit_nor_people_sees_nothing(house: House) -> None:
    """An empty scope is nothing, never everything."""
    client = house.browser("void")
    names = ("Martin", "Le Goff", "Weber", "Schmitt", "Nantes Beaulieu", "Strasbourg Halles")
    for url in (
        "/",
        "/people",
        "/people?state=left",
        "/people?q=a",
        "/people/export.csv",
        "/units",
        "/units/export.csv",
        "/regions",
        "/people/new",
        f"/training/{house.world.path}/give",
        f"/training/{house.world.path}/give?q=a",
        f"/reports/paths/{house.world.path}",
        f"/reports/paths/{house.world.path}/people",
        f"/reports/paths/{house.world.path}/people?format=csv",
    ):
        text = client.get(url).get_data(as_text=True)
        assert [name for name in names if name in text] == [], url


def test_names_stop_at_the_employer(house: House) -> None:
    """Fatou works for a franchise in the west: no page of the west or of the desk names her."""
    fatou = str(house.world.people["fatou"])
    for viewer in ("regional_lead", "administrator", "privacy_officer", "learning_author"):
        client = house.browser(viewer)
        for url in (
            "/people",
            "/people?q=fatou",
            "/people/export.csv",
            f"/reports/paths/{house.world.path}/people",
            f"/reports/paths/{house.world.path}/people?format=csv",
            f"/training/{house.world.path}/give?q=diop",
            "/entries?q=diop",
            f"/units/{house.world.units['brest']}",
        ):
            text = client.get(url).get_data(as_text=True)
            assert "Diop" not in text, (viewer, url)
        assert client.get(f"/people/{fatou}").status_code in {403, 404}
