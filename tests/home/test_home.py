"""What now: one act first for each role, whoever knows it, at the price of one statement."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text

from lms.accounts.models import Person
from lms.coaching.models import Bravo
from lms.coaching.queries import bravo
from lms.coaching.queries.words import attitudes
from lms.coaching.services import bravo as thank
from lms.core import briefs, clock, ids, todo
from lms.core.access import Capability, Grant, Permission, Role, Viewer
from lms.core.db import session
from lms.home.views import Desk, desk_of
from lms.network.models import Unit
from lms.projects.queries import kept as kept_boards
from tests.cast import NOW, Cast
from tests.factories import make_wave
from tests.factories.coaching import finished
from tests.factories.projects import acted, open_projects, ritual, running
from tests.factories.projects import finished as done
from tests.pages import Statements, page
from tests.referential.making import publish

Enter = Callable[[Person], FlaskClient]

BUDGET = {"alice": 3, "marion": 4, "karim": 3, "rachel": 3, "henri": 3, "zoe": 4}
"""Who looks, the learner's paths, the acts of everybody they are; a manager's team beside."""


@pytest.fixture
def busy(cast: Cast) -> Cast:
    """Every capability live, and something that waits for most."""
    for unit in (cast.nantes, cast.rennes, cast.strasbourg, cast.west_office):
        for one in sorted({*Capability} - {Capability.LEARNING, Capability.PROJECT}):
            make_wave(unit, one.value)
    finished(cast)
    ground = open_projects(cast)
    project = running(ground)
    done(ground, acted(ground, project))
    ritual(ground)
    session.flush()
    return cast


def sent(enter: Enter, who: Person) -> int:
    browser = enter(who)
    browser.get("/")
    with Statements() as statements:
        assert browser.get("/").status_code == 200
    return len(statements)


@pytest.mark.parametrize("who", sorted(BUDGET))
def test_the_home_of_each_role_keeps_to_its_statements(busy: Cast, enter: Enter, who: str) -> None:
    assert sent(enter, getattr(busy, who)) <= BUDGET[who]


def test_canary_a_finder_that_asks_by_itself_is_caught(
    busy: Cast, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asks(*_given: object) -> list[todo.Act]:
        session.execute(text("SELECT 1"))
        return []

    monkeypatch.setitem(todo.FINDERS, "test.asks", todo.Finder(asks))
    assert sent(enter, busy.alice) > BUDGET["alice"]


def test_only_the_next_lesson_reads_by_itself() -> None:
    alone = {code for code, one in todo.FINDERS.items() if one.asks is None}
    assert alone == {"courses.next_lesson"}


def test_whoever_may_not_is_not_asked_about(busy: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def question(viewer: Viewer) -> None:
        asked.append(viewer.given_name)

    one = todo.Finder(lambda *_: [], (Permission.COACHING_RUN,), question)
    monkeypatch.setattr(todo, "FINDERS", {"test.visits": one})
    for who in (busy.alice, busy.marion, busy.karim):
        todo.next_acts(busy.viewer(who), NOW)
    assert asked == ["Karim"]


def test_a_manager_has_one_act_first_and_their_store_beside(busy: Cast, enter: Enter) -> None:
    html = page(enter(busy.marion), "/")
    assert html.count('class="c-now"') == 1
    assert "c-ticket" not in html
    assert f"/store/{busy.nantes.id}/board/past" in html
    assert f"/store/{busy.nantes.id}/brief" in html


def test_a_lead_finds_their_region_and_it_answers_a_part(busy: Cast, enter: Enter) -> None:
    browser = enter(busy.rachel)
    where = f"/regions/{busy.west.id}/board"
    assert f'hx-get="{where}"' in page(browser, "/")
    part = browser.get(where, headers={"HX-Request": "true", "HX-Request-Type": "partial"})
    words = part.get_data(as_text=True)
    assert words.startswith('<div id="few"')
    assert busy.nantes.name in words


PART = {"HX-Request": "true", "HX-Request-Type": "partial"}


def followed(enter: Enter, who: Person) -> str:
    """Return the first stores to help, as the page of ``who`` asks for them."""
    answer = enter(who).get("/boards", headers=PART)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


@pytest.mark.parametrize("place", ["/", "/coaching/"])
def test_a_coach_finds_who_to_help_beside_their_day(busy: Cast, enter: Enter, place: str) -> None:
    html = page(enter(busy.karim), place)
    assert 'hx-get="/boards"' in html
    assert 'href="/boards"' in html, "a link without script"


def test_the_part_names_the_stores_the_coach_follows_and_no_other(busy: Cast, enter: Enter) -> None:
    words = followed(enter, busy.karim)
    assert words.startswith('<div id="few"')
    assert busy.rennes.name in words
    assert busy.strasbourg.name not in words


def test_canary_a_part_of_everybody_is_caught(
    busy: Cast, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted bug: stores of elsewhere, not those the coach follows."""
    elsewhere = select(Unit.id).where(Unit.id == busy.strasbourg.id)
    monkeypatch.setattr(kept_boards, "units_asked", lambda *_: elsewhere)
    assert busy.strasbourg.name in followed(enter, busy.karim)


@pytest.mark.parametrize("who", ["rachel", "henri", "marion", "alice"])
def test_only_who_coaches_and_leads_nothing_has_it(busy: Cast, enter: Enter, who: str) -> None:
    assert 'hx-get="/boards"' not in page(enter(getattr(busy, who)), "/")


@pytest.mark.parametrize(("who", "kept"), [("alice", 0), ("marion", 1), ("karim", 1), ("henri", 0)])
def test_homes_of_who_looks_after_others_stay_on_their_phone(
    busy: Cast, enter: Enter, who: str, kept: int
) -> None:
    answer = enter(getattr(busy, who)).get("/")
    assert ("Offline-Copy" in answer.headers) is bool(kept)
    beside = answer.headers.get("Offline-Also", "").split()
    for path in [one for one in beside if not one.startswith("/static/")]:
        also = enter(getattr(busy, who)).get(path)
        assert "Offline-Copy" in also.headers, path


def test_nobody_is_named_in_lateness(busy: Cast, enter: Enter) -> None:
    words = re.sub(r"<[^>]+>", " ", page(enter(busy.rachel), "/"))
    assert not [one for one in (busy.alice, busy.bruno, busy.marion) if one.family_name in words]


def test_several_roles_make_one_desk(busy: Cast) -> None:
    viewer = busy.viewer(busy.marion)
    assert desk_of(viewer) == Desk(unit_id=busy.nantes.id)
    assert desk_of(busy.viewer(busy.alice)).is_theirs is False
    assert desk_of(Viewer(person_id=ids.new_id())) == Desk()


def test_ones_own_store_comes_before_the_one_where_one_stands_in(busy: Cast) -> None:
    viewer = busy.viewer(busy.marion)
    stands_in = Grant(Role.DEPUTY, "unit", busy.rennes.id)
    for grants in ((stands_in, *viewer.grants), (*viewer.grants, stands_in)):
        assert desk_of(replace(viewer, grants=grants)).unit_id == busy.nantes.id


# ---- a store today: its label, its wall ---------------------------------------------------------


def today_of(enter: Enter, who: Person) -> str:
    """Return the part a manager's home asks for once it is drawn."""
    answer = enter(who).get("/my-store/now", headers=PART)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def thanked(cast: Cast, words: str, visibility: str = "team") -> Bravo:
    """Let Alice thank Bruno in a few words."""
    attitude = publish_attitude(cast)
    return thank.say(
        thank.Thanks(
            author_id=cast.alice.id,
            people=[cast.bruno.id],
            attitude_uid=attitude,
            words=words,
            visibility=visibility,
        )
    )


def publish_attitude(cast: Cast) -> UUID:
    """Publish a referential once; return its first attitude."""
    if not attitudes():
        publish(cast)
    return next(iter(attitudes()))


def test_a_managers_home_asks_for_its_store_and_links_without_script(
    busy: Cast, enter: Enter
) -> None:
    html = page(enter(busy.marion), "/")
    assert 'hx-get="/my-store/now"' in html
    assert 'href="/label"' in html
    assert f'href="/bravo/wall/{busy.nantes.id}"' in html
    assert "/my-store/now" not in page(enter(busy.alice), "/")


def test_the_last_bravo_of_the_team_leads_to_the_wall(busy: Cast, enter: Enter) -> None:
    with clock.frozen(NOW - timedelta(hours=1)):
        thanked(busy, "An older word")
    thanked(busy, "You kept the <b>door</b>")
    words = today_of(enter, busy.marion)
    assert "You kept the &lt;b&gt;door" in words
    assert busy.bruno.given_name in words
    assert f'href="/bravo/wall/{busy.nantes.id}"' in words
    assert "An older word" not in words


def test_a_private_bravo_is_on_no_home(busy: Cast, enter: Enter) -> None:
    thanked(busy, "Between us two", "private")
    words = today_of(enter, busy.marion)
    assert "Between us two" not in words
    assert 'href="/bravo"' in words, "an empty wall asks for the first one"


def test_canary_a_wall_that_forgets_who_it_is_for_is_caught(
    busy: Cast, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted bug: the last bravo of the store, private or not."""
    made = thanked(busy, "Between us two", "private")
    monkeypatch.setattr(bravo, "_read", lambda *_, **__: [made])
    assert "Between us two" in today_of(enter, busy.marion)


def test_the_labels_next_step_is_what_who_keeps_it_says(
    busy: Cast, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert 'href="/label"' in today_of(enter, busy.marion), "no season is open"
    asked = []

    def find(one: briefs.Asked) -> list[briefs.Line]:
        asked.append(one.unit_id)
        part = briefs.Part.STEP
        return [briefs.Line(part=part, key="label", words="2 left", body=("Smile",), url="/label")]

    told = replace(briefs.SOURCES["labels.step"], find=find)
    monkeypatch.setitem(briefs.SOURCES, "labels.step", told)
    words = today_of(enter, busy.marion)
    assert "2 left" in words
    assert "Smile" in words
    assert asked == [busy.nantes.id]


@pytest.mark.parametrize("who", ["alice", "karim", "rachel", "henri"])
def test_who_runs_no_store_has_no_such_page(busy: Cast, enter: Enter, who: str) -> None:
    assert enter(getattr(busy, who)).get("/my-store/now").status_code == 404


def test_the_store_of_today_costs_little(busy: Cast, enter: Enter) -> None:
    thanked(busy, "You kept the door")
    browser = enter(busy.marion)
    browser.get("/my-store/now", headers=PART)
    with Statements() as statements:
        browser.get("/my-store/now", headers=PART)
    assert len(statements) <= 8


def questions(viewer: Viewer) -> dict[tuple[str, str], object]:
    """Return the selects asked for a viewer, by finder and part."""
    return {
        (code, part): one
        for code, finder in todo.FINDERS.items()
        if finder.asks is not None and (not finder.needs or viewer.may(*finder.needs))
        for part, one in todo.parts_of(finder.asks(viewer)).items()
    }


@pytest.mark.parametrize(
    ("one", "other"),
    [("marion", "zoe"), ("karim", "karim"), ("alice", "bruno"), ("henri", "henri")],
)
def test_questions_are_built_once_for_all_who_do_the_same(busy: Cast, one: str, other: str):
    mine, theirs = (questions(busy.viewer(getattr(busy, name))) for name in (one, other))

    assert [key for key in mine.keys() & theirs.keys() if mine[key] is not theirs[key]] == []
    assert mine.keys() & theirs.keys()


def test_canary_a_question_with_a_value_inside_would_be_seen(
    busy: Cast, monkeypatch: pytest.MonkeyPatch
):
    anew = todo.Finder(lambda *_: [], asks=lambda _: select(Unit.id).where(Unit.id.in_([])))
    monkeypatch.setitem(todo.FINDERS, "test.anew", anew)

    with pytest.raises(AssertionError, match=r"test\.anew"):
        test_questions_are_built_once_for_all_who_do_the_same(busy, "marion", "zoe")
