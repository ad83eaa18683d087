"""Watching somebody from a phone, one hand, with and without a network; tries and bravos in taps."""

from collections.abc import Callable
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from lms.accounts.models import Person
from lms.coaching.models import Bravo, Goal, Observation, Tap
from lms.coaching.queries.words import attitudes
from lms.coaching.rules.observing import Right
from lms.coaching.services import exchanging, observations
from lms.coaching.services.observations import Begin, Said
from lms.core import clock
from lms.core.db import session
from lms.network.models import Unit
from tests.browser.axe import DESK, PHONE, overflow, violations
from tests.browser.networks import own_network, sent_from
from tests.browser.stages import NewStage, Stage
from tests.factories.network import make_wave
from tests.factories.quotes import publish_referential

pytestmark = pytest.mark.browser

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def stage(new_stage: NewStage) -> Stage:
    made = new_stage("practice", known=("alice", "karim", "marion"))
    with made.working():
        for unit in session.scalars(select(Unit)):
            make_wave(unit, "coaching")
        publish_referential()
    return made


def begin(stage: Stage, name: str) -> str:
    """Let Karim begin to watch somebody; return the address of the sheet."""
    with stage.working():
        wanted = Begin(stage.people["karim"], stage.people[name], unit_id(), Right.OPEN)
        return f"/coaching/observations/{observations.begin(wanted).id}/watch"


def unit_id() -> UUID:
    return session.scalars(select(Unit.id).where(Unit.code == "0101")).one()


def found(stage: Stage, url: str) -> tuple[str, str, int]:
    """Return where an observation stands, its facts, and how much was seen."""
    with stage.working():
        row = session.get_one(Observation, UUID(url.split("/")[3]))
        seen = session.scalar(select(func.sum(Tap.seen)).where(Tap.observation_id == row.id))
        return row.state, row.facts, int(seen or 0)


def honest(page: Page) -> list[str]:
    """Return what is wrong with a page: barriers, sideways scroll, words in the console."""
    wide = [f"{overflow(page)} px too wide"] if overflow(page) else []
    return [*map(str, violations(page)), *wide, *page.said]  # type: ignore[attr-defined]


def test_ten_taps_and_two_fields_watch_and_share(stage: Stage, open_page: Open) -> None:
    page, taps = stage.enter(open_page(PHONE), "karim"), 0
    page.goto(f"{stage.site}/coaching/observe")

    def tap(what: object) -> None:
        nonlocal taps
        taps += 1
        what.click()  # type: ignore[attr-defined]

    tap(page.locator("button.c-face", has_text="Alice"))
    page.wait_for_url("**/watch")
    assert honest(page) == []
    for _ in range(2):
        tap(page.locator(".c-tally").first)
    tap(page.locator(".c-mom").first)
    expect(page.locator("[data-total]")).to_have_text("3")
    page.locator("#facts").fill("« Je vous montre. »")
    tap(page.locator(".c-task a"))
    tap(page.locator("#strength_of label").first)
    page.locator("#try_words").fill("Quand on entre, je lève les yeux")
    tap(page.locator("#try_on label").first)
    tap(page.locator("button[value=share]"))
    page.wait_for_url(lambda url: "/watch" not in url)
    assert taps <= 10
    assert honest(page) == []
    with stage.working():
        shared = session.scalars(select(Observation.facts).where(Observation.state == "debriefed"))
        assert "« Je vous montre. »" in shared.all()


def test_counters_are_under_the_thumb_and_large(stage: Stage, open_page: Open) -> None:
    page = stage.enter(open_page(PHONE), "karim")
    page.goto(f"{stage.site}{begin(stage, 'bruno')}")
    for button in page.locator(".c-tally, .c-mom").all():
        box = button.bounding_box()
        assert box is not None
        assert box["height"] >= 64
        assert box["width"] >= 88
        assert box["y"] + box["height"] <= PHONE["height"] - 64
    page.locator(".c-tally").first.click()
    page.locator("[data-untally]").click()
    expect(page.locator(".c-tally [data-number]").first).to_have_text("0")


def test_the_network_goes_in_the_middle_and_nothing_is_lost(stage: Stage, open_page: Open) -> None:
    sheet, page = begin(stage, "dina"), open_page(PHONE)
    with own_network(stage) as gone:
        stage.enter(page, "karim")
        page.goto(f"{stage.site}{sheet}")
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        page.reload()
        page.wait_for_function(
            "path => caches.match(path, {ignoreVary: true}).then(Boolean)", arg=sheet
        )
        with gone():
            page.goto(f"{stage.site}{sheet}")
            for _ in range(4):
                page.locator(".c-tally").first.click()
            page.locator("#facts").fill("« Prenez votre temps. »")
            page.locator("#strength_of label").first.click()
            page.locator("#try_words").fill("Je lève les yeux")
            page.locator("#try_on label").first.click()
            page.locator("button[value=share]").click()
            expect(page.locator("#outbox")).to_be_visible()
            assert found(stage, sheet)[0] == "planned"
        sent_from(page, f"{stage.site}/coaching/observe")
    stage.renew("karim")
    assert found(stage, sheet) == ("debriefed", "« Prenez votre temps. »", 4)


def test_a_count_is_kept_a_moment_after_each_touch(stage: Stage, open_page: Open) -> None:
    sheet = begin(stage, "marion")
    page = stage.enter(open_page(PHONE), "karim")
    page.goto(f"{stage.site}{sheet}")
    with page.expect_response("**/keep"):
        page.locator(".c-tally").first.click()
    assert found(stage, sheet) == ("planned", "", 1)


def test_the_person_reads_in_one_tap_and_takes_the_try_in_one(
    stage: Stage, open_page: Open
) -> None:
    with stage.working():
        karim, alice = stage.people["karim"], stage.people["alice"]
        row = observations.begin(Begin(karim, alice, unit_id(), Right.OPEN))
        today = clock.today()
        said = Said("Un fait", "Une force", "Je reformule", today)
        exchanging.share(observation_id=row.id, actor_id=karim, said=said)
        url = f"/coaching/observations/{row.id}"
    page = stage.enter(open_page(PHONE), "alice")
    page.goto(f"{stage.site}{url}")
    assert honest(page) == []
    page.get_by_role("button", name="J’ai lu").or_(page.locator(".c-now button")).first.click()
    page.wait_for_url("**/coaching/me")
    assert honest(page) == []
    page.locator(".c-now button").first.click()
    expect(page.locator(".c-now button")).to_have_count(3)
    with stage.working():
        assert session.scalars(select(Goal.state)).one() == "active"
    page.locator(".c-now button").first.click()
    expect(page.locator(".c-now")).to_have_count(0)
    with stage.working():
        assert session.scalars(select(Goal.answer)).one() == "done"


def test_a_bravo_is_three_taps_and_a_few_words(stage: Stage, open_page: Open) -> None:
    page = stage.enter(open_page(PHONE), "marion")
    page.goto(f"{stage.site}/bravo")
    assert honest(page) == []
    page.locator("#people label", has_text="Alice").click()
    page.locator("#attitude label").first.click()
    page.locator("#words").fill("Merci pour ce matin")
    page.locator("button.is-go").click()
    page.wait_for_url("**/bravo/mine")
    assert honest(page) == []
    with stage.working():
        row = session.scalars(select(Bravo)).one()
        assert row.attitude_uid == next(iter(attitudes()))


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages_of_practice_hold_in_both_sizes_and_themes(
    stage: Stage, open_page: Open, size: dict[str, int], theme: str
) -> None:
    with stage.working():
        alice = session.scalars(select(Person.id).where(Person.given_name == "Alice")).one()
        nantes = unit_id()
    sheet = begin(stage, "alice")
    page = stage.enter(open_page(size, theme=theme), "karim")
    for path in (
        "/coaching/observe",
        sheet,
        f"/coaching/team/{nantes}",
        f"/coaching/people/{alice}",
        "/coaching/me",
        "/bravo",
        f"/bravo/wall/{nantes}",
    ):
        page.goto(stage.site + path)
        assert honest(page) == [], path
