"""A difficulty told from a phone: two taps, or a few words; without a network it waits, once."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from lms.accounts.models import Person
from lms.core import clock
from lms.core.db import session
from lms.network.models import Unit
from lms.quotes.models import Difficulty
from lms.quotes.services import telling
from tests.browser.axe import DESK, PHONE, overflow, violations
from tests.browser.stages import NewStage, Stage
from tests.factories.network import make_wave
from tests.factories.quotes import WORDS, make_ready, publish_referential

pytestmark = pytest.mark.browser

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def stage(new_stage: NewStage) -> Stage:
    made = new_stage("quotes", known=("alice", "bruno", "karim"))
    with made.working():
        for unit in session.scalars(select(Unit)):
            make_wave(unit, "quotes")
        publish_referential()
    return made


def told_by(stage: Stage, name: str) -> list[tuple[str, str, str]]:
    """Return what somebody sent, the latest last: how, where it stands, in which words."""
    with stage.working():
        rows = session.scalars(
            select(Difficulty)
            .where(Difficulty.reporter_id == stage.people[name], Difficulty.state != "draft")
            .order_by(Difficulty.submitted_at)
        )
        return [(one.asked, one.state, one.words) for one in rows]


def honest(page: Page) -> list[str]:
    """Return what is wrong with a page: barriers, sideways scroll, words in the console."""
    wide = [f"{overflow(page)} px too wide"] if overflow(page) else []
    return [*map(str, violations(page)), *wide, *page.said]  # type: ignore[attr-defined]


def test_two_taps_from_home_ask_for_a_call(stage: Stage, open_page: Open) -> None:
    before = told_by(stage, "alice")
    page = stage.enter(open_page(PHONE), "alice")
    page.goto(f"{stage.site}/")
    page.locator(".c-dock .is-raised").click()
    button = page.get_by_role("button", name="Appelez-moi")
    expect(button).to_be_in_viewport()
    assert honest(page) == []
    button.click()
    page.wait_for_url("**/difficulties/*")
    expect(page.locator(".c-trail .is-now")).to_contain_text("Vue par Karim")
    assert honest(page) == []
    assert told_by(stage, "alice") == [*before, ("call", "submitted", "")]


def test_a_few_words_are_kept_while_typed_then_sent(stage: Stage, open_page: Open) -> None:
    before = told_by(stage, "bruno")
    page = stage.enter(open_page(PHONE), "bruno")
    page.goto(f"{stage.site}/tell")
    with page.expect_response("**/tell/keep"), page.expect_response("**/tell/near"):
        page.locator("#words").fill(WORDS)
    page.reload()
    expect(page.locator("#words")).to_have_value(WORDS)
    page.locator("label.c-pill", has_text="L’attente").click()
    page.locator(".c-task button").click()
    page.wait_for_url("**/difficulties/*")
    assert told_by(stage, "bruno") == [*before, ("words", "submitted", WORDS)]


def test_without_a_network_it_waits_on_the_phone_and_leaves_once(
    stage: Stage, open_page: Open
) -> None:
    before = told_by(stage, "bruno")
    page = stage.enter(open_page(PHONE), "bruno")
    page.goto(f"{stage.site}/tell")
    page.wait_for_timeout(500)
    page.context.set_offline(True)
    page.locator("#words").fill("Dans la réserve, sans réseau")
    page.locator(".c-task button").click()
    expect(page.locator("#outbox [data-count]")).to_have_text("1")
    assert told_by(stage, "bruno") == before
    page.context.set_offline(False)
    expect(page.locator("#outbox")).to_have_count(0)
    page.reload()
    page.wait_for_timeout(500)
    assert told_by(stage, "bruno") == [
        *before,
        ("words", "submitted", "Dans la réserve, sans réseau"),
    ]
    assert page.evaluate("indexedDB.databases().then(all => all.length)") == 0


def test_what_is_refused_once_back_goes_where_it_was_written(stage: Stage, open_page: Open) -> None:
    """Nobody outside his line can hear Karim: the words come back as his draft."""
    page = stage.enter(open_page(PHONE), "karim")
    page.goto(f"{stage.site}/tell")
    page.wait_for_timeout(500)
    page.context.set_offline(True)
    page.locator("#words").fill("Personne pour m’entendre")
    page.evaluate("document.querySelector('#tell').requestSubmit()")
    expect(page.locator("#outbox [data-count]")).to_have_text("1")
    page.context.set_offline(False)
    expect(page.locator("#flash [role=alert]")).to_contain_text("Vos mots")
    expect(page.locator("#flash [data-outbox-page]")).to_have_attribute("href", "/tell")
    page.goto(f"{stage.site}/tell")
    expect(page.locator("#words")).to_have_value("Personne pour m’entendre")
    assert told_by(stage, "karim") == []


@pytest.mark.parametrize("size", [PHONE, DESK])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nobody_stumbles_on_the_screens_of_telling(
    stage: Stage, open_page: Open, size: dict[str, int], theme: str
) -> None:
    page = stage.enter(open_page(size, theme), "alice")
    for path in ("/tell", "/difficulties", "/cards", "/cards/kept", "/receipt"):
        page.goto(stage.site + path)
        assert honest(page) == [], path


def test_the_card_is_re_read_and_its_receipt_noted(stage: Stage, open_page: Open) -> None:
    with stage.working():
        one = telling.submit(person_id=stage.people["bruno"], told=telling.Told(words="À relire"))
        draft = make_ready(session.get_one(Person, stage.people["karim"]), kind="report")
        draft.state, draft.ready_at = "preview", None
        one.state, one.draft_id, one.preview_at = "carded", draft.id, clock.now()
        address = f"/difficulties/{one.id}/card"
    page = stage.enter(open_page(PHONE), "bruno")
    page.goto(stage.site + address)
    expect(page.locator(".c-words6 li")).to_have_count(6)
    assert honest(page) == []
    page.get_by_role("button", name="Je les ai notés").click()
    expect(page.locator(".c-words6")).to_have_count(0)
    page.get_by_role("button", name="C’est bon pour moi").click()
    page.wait_for_url("**/difficulties/*")
    expect(page.locator("#flash")).to_contain_text("Merci")
