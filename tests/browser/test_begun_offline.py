"""An observation begun in a basement: chosen, counted, talked about and shared without a network."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from lms.coaching.models import Observation, Tap
from lms.core.db import session
from lms.network.models import Mandate, Unit
from tests.browser.axe import PHONE, overflow, violations
from tests.browser.keeping import kept
from tests.browser.stages import NewStage, Stage
from tests.factories.network import make_wave
from tests.factories.quotes import publish_referential

pytestmark = pytest.mark.browser

Open = Callable[..., Page]
Sheets = Callable[[], list[tuple[str, str, int]]]
START, SHEET = "/coaching/observe", "/coaching/observe/sheet"
FACTS, TRY = "« Prenez votre temps. »", "Je lève les yeux"


@pytest.fixture(scope="module")
def stage(new_stage: NewStage) -> Stage:
    made = new_stage("begun_offline", known=("karim",))
    with made.working():
        for unit in session.scalars(sa.select(Unit)):
            make_wave(unit, "coaching")
        publish_referential()
    return made


@pytest.fixture
def sheets(stage: Stage) -> Sheets:
    """Tell where each observation begun meanwhile stands, its facts, and how much was seen."""
    seen = sa.select(sa.func.coalesce(sa.func.sum(Tap.seen), 0)).where(
        Tap.observation_id == Observation.id
    )
    asked = sa.select(Observation.state, Observation.facts, seen.scalar_subquery())
    with stage.working():
        before = session.scalars(sa.select(Observation.id)).all()

    def told() -> list[tuple[str, str, int]]:
        with stage.working():
            rows = session.execute(asked.where(Observation.id.not_in(before)))
            return [(row[0], row[1], int(row[2])) for row in rows]

    return told


def ready(stage: Stage, page: Page, first: str = "/") -> Page:
    """Open the phone upstairs, on a page that is not the one to begin; then lose the network."""
    stage.enter(page, "karim")
    page.goto(stage.site + first)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    kept(page, {START, SHEET})
    until(page, lambda: page.evaluate("url => caches.match(url).then(Boolean)", script(page)))
    page.context.set_offline(offline=True)
    return page


def script(page: Page) -> str:
    """Return the address of the last thing kept with the pages."""
    found: str = page.evaluate(
        "document.querySelector('script[type=module]').src.replace('app.js', 'sheets.js')"
    )
    return found


def choose(stage: Stage, page: Page, name: str = "Alice") -> None:
    """Begin with somebody, from the list kept on the phone."""
    page.goto(stage.site + START)
    page.locator("button.c-face", has_text=name).click()
    page.wait_for_url(f"**{SHEET}?*")
    expect(page.locator("[data-chosen]")).to_contain_text(name)


def write(page: Page) -> None:
    """Count three gestures and fill the exchange."""
    for _touch in range(3):
        page.locator(".c-tally").first.click()
    page.locator("#facts").fill(FACTS)
    page.locator("#strength_of label").first.click()
    page.locator("#try_words").fill(TRY)
    page.locator("#try_on label").first.click()


ENTRIES = """async () => {
    if (!(await indexedDB.databases()).some(one => one.name === "outbox")) return [];
    const base = await new Promise(done => { const asked = indexedDB.open("outbox");
      asked.onsuccess = () => done(asked.result); });
    const all = await new Promise(done => { const asked = base.transaction("entries")
      .objectStore("entries").getAll(); asked.onsuccess = () => done(asked.result); });
    base.close();
    return all.map(one => JSON.stringify(one.fields)); }"""
"""What the phone has to send or to give back, as text."""


def until(page: Page, holds: Callable[[], object]) -> None:
    """Wait until something holds in the phone."""
    for _try in range(80):
        if holds():
            return
        page.wait_for_timeout(100)
    raise AssertionError(page.evaluate(ENTRIES))


def noted(page: Page, words: str) -> None:
    """Wait until the phone has these words."""
    until(page, lambda: words in " ".join(page.evaluate(ENTRIES)))


def share(page: Page) -> None:
    """Finish where there is no network."""
    page.locator("button[value=share]").click()
    expect(page.locator("#outbox")).to_be_visible()


def test_it_is_begun_and_shared_without_a_network_and_sent_once(
    stage: Stage, open_page: Open, sheets: Sheets
) -> None:
    page = ready(stage, open_page(PHONE))
    choose(stage, page)
    assert violations(page) == []
    assert overflow(page) == 0
    write(page)
    share(page)
    assert sheets() == []
    posts: list[str] = []
    page.on("request", lambda one: posts.append(one.url) if one.method == "POST" else None)
    page.context.set_offline(offline=False)
    expect(page.locator("#outbox")).to_have_count(0, timeout=15_000)
    expect(page.locator("#flash .c-flash-ok")).to_be_visible()
    expect(page.locator("[data-kept-here] p").first).to_be_hidden()
    expect(page.locator("[data-kept-here] p").last).to_be_visible()
    page.reload()
    page.wait_for_timeout(500)
    assert posts == [stage.site + SHEET]
    assert sheets() == [("debriefed", FACTS, 3)]
    assert page.evaluate(ENTRIES) == []


def test_a_phone_that_stops_has_it_all_when_it_starts_again(
    stage: Stage, open_page: Open, sheets: Sheets
) -> None:
    page = ready(stage, open_page(PHONE))
    choose(stage, page)
    write(page)
    noted(page, TRY)
    page.close()
    again = page.context.new_page()
    again.goto(stage.site + START)
    expect(again.locator("[data-sheets]")).to_be_visible()
    assert violations(again) == []
    assert overflow(again) == 0
    again.locator("[data-sheets] a", has_text="Alice").click()
    expect(again.locator("[data-chosen]")).to_contain_text("Alice")
    expect(again.locator(".c-tally [data-number]").first).to_have_text("3")
    expect(again.locator("#facts")).to_have_value(FACTS)
    expect(again.locator("#try_words")).to_have_value(TRY)
    share(again)
    again.context.set_offline(offline=False)
    expect(again.locator("#outbox")).to_have_count(0, timeout=15_000)
    assert sheets() == [("debriefed", FACTS, 3)]


def test_two_sheets_on_one_phone_stay_two(stage: Stage, open_page: Open, sheets: Sheets) -> None:
    page = ready(stage, open_page(PHONE), first="/coaching/")
    for name, words in (("Alice", "Un"), ("Bruno", "Deux")):
        choose(stage, page, name)
        write(page)
        page.locator("#facts").fill(words)
        noted(page, words)
        share(page)
    expect(page.locator("#outbox [data-count]")).to_have_text("2")
    page.locator("[data-when-kept] a").click()
    expect(page.locator("[data-sheets] li")).to_have_count(2)
    page.context.set_offline(offline=False)
    expect(page.locator("#outbox")).to_have_count(0, timeout=15_000)
    expect(page.locator("[data-sheets]")).to_be_hidden()
    assert sorted(sheets()) == [("debriefed", "Deux", 3), ("debriefed", "Un", 3)]


def test_what_lacks_is_said_before_it_is_put_aside(stage: Stage, open_page: Open) -> None:
    page = ready(stage, open_page(PHONE))
    page.goto(stage.site + SHEET)
    page.locator("button[value=share]").click()
    expect(page.locator("#people summary + .c-err")).to_be_visible()
    page.locator("#people label", has_text="Alice").click()
    write(page)
    page.locator("#try_on label").last.click()
    page.locator("button[value=share]").click()
    expect(page.locator("#outbox")).to_have_count(0)
    expect(page.locator("[data-lack]")).to_have_count(1)
    page.locator("#try_on label").first.click()
    share(page)


def test_later_waits_on_the_phone_then_under_way(
    stage: Stage, open_page: Open, sheets: Sheets
) -> None:
    page = ready(stage, open_page(PHONE))
    choose(stage, page)
    page.locator(".c-tally").first.click()
    page.locator("button[value=watched]").click()
    expect(page.locator("[data-sheets] a", has_text="Alice")).to_be_visible()
    page.context.set_offline(offline=False)
    expect(page.locator("#under-way a", has_text="Alice")).to_be_visible(timeout=15_000)
    expect(page.locator("[data-sheets]")).to_be_hidden()
    assert sheets() == [("observed", "", 1)]
    page.locator("#under-way a", has_text="Alice").click()
    expect(page.locator(".c-tally [data-number]").first).to_have_text("1")


def test_refused_on_arrival_it_leads_back_with_its_words(
    stage: Stage, open_page: Open, sheets: Sheets
) -> None:
    """Meanwhile the store got another coach: what was written is not lost, nor sent."""
    page = ready(stage, open_page(PHONE))
    choose(stage, page)
    write(page)
    share(page)
    moved: dict[str, Any] = {"person_id": stage.people["marion"]}
    with stage.working():
        coached = sa.update(Mandate).where(
            Mandate.kind == "coach", Mandate.person_id == stage.people["karim"]
        )
        ids = session.scalars(coached.values(**moved).returning(Mandate.id)).all()
    try:
        page.context.set_offline(offline=False)
        expect(page.locator("[data-outbox-page]")).to_be_visible(timeout=15_000)
        assert sheets() == []
    finally:
        with stage.working():
            back = sa.update(Mandate).where(Mandate.id.in_(ids))
            session.execute(back.values(person_id=stage.people["karim"]))
    page.locator("[data-outbox-page]").click()
    page.wait_for_url(f"**{SHEET}?*")
    expect(page.locator("#facts")).to_have_value(FACTS)
    expect(page.locator("[data-chosen]")).to_contain_text("Alice")
    page.locator("button[value=share]").click()
    page.wait_for_url("**/coaching/observations/*")
    assert sheets() == [("debriefed", FACTS, 3)]
    until(page, lambda: not page.evaluate(ENTRIES))
