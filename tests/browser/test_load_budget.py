"""What an act costs the one who does it: taps and typed fields of a hand, on a phone, to the end.

Each act begins on the page that its notice, its to-do or its home opens, and ends when the database
says that it was taken.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from lms.app import create_app
from lms.coaching.models import DashboardEntry, EntryPart, Goal, Observation, Rating
from lms.coaching.models import Tap as Gesture
from lms.core import clock
from lms.labels.models import Evidence, Revision
from lms.projects.models import Action, Occurrence
from lms.quotes.models import Difficulty, Draft
from tests.browser.answering import serving
from tests.browser.axe import PHONE
from tests.browser.counting_taps import BUDGETS, Cost, Hand, over
from tests.browser.load_ground import Store, make_store
from tests.cast import NOW
from tests.conftest import drop_database, new_database, settings_for
from tests.factories.labels import picture

pytestmark = pytest.mark.browser

Enter = Callable[[str, str], Hand]
Test = Callable[..., None]
PLAYED: set[str] = set()
"""Acts of the table that a test of this file plays."""


def plays(act: str) -> Callable[[Test], Test]:
    """Note which act a test plays."""
    PLAYED.add(act)
    return lambda test: test


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store of its own, its clock held: what is done here is done for good."""
    url = new_database("load")
    app = create_app(settings_for(url, tmp_path_factory.mktemp("load")))
    with clock.frozen(NOW), serving(app) as address:
        made = make_store(app)
        made.site = address
        yield made
    made.close()
    drop_database(url)


@pytest.fixture
def enter(store: Store, open_page: Callable[..., Page]) -> Enter:
    """Let somebody stand on a page of their phone, before they touch anything."""

    def standing(name: str, where: str) -> Hand:
        hand = Hand(open_page(PHONE, has_touch=True, is_mobile=True))
        store.stand(hand.page, name, where)
        return hand

    return standing


def kept(act: str, hand: Hand) -> None:
    """Hold what an act cost, once it was taken, to what it may."""
    assert over(act, hand.cost) == []


@plays("call")
def test_a_call_is_asked_for_from_home(store: Store, enter: Enter) -> None:
    alice = store.people["alice"]
    calls = sa.select(sa.func.count()).where(
        Difficulty.reporter_id == alice, Difficulty.asked == "call"
    )
    with store.rows() as session:
        before = session.scalar(calls)
    hand = enter("alice", "/")
    hand.tap(hand.page.locator(".c-dock .is-raised"))
    hand.tap(hand.page.get_by_role("button", name="Appelez-moi"))
    hand.page.wait_for_url("**/difficulties/*")
    with store.rows() as session:
        assert session.scalar(calls) == (before or 0) + 1
    kept("call", hand)


@pytest.mark.slow
@plays("acknowledge")
def test_a_coach_says_they_have_seen_it(store: Store, enter: Enter) -> None:
    told = store.things["waiting"]
    hand = enter("karim", "/coaching")
    hand.tap(hand.page.locator(f"form[action='/coaching/{told}/seen'] button"))
    expect(hand.page.locator("#flash")).not_to_be_empty()
    with store.rows() as session:
        assert session.get_one(Difficulty, told).state == "acknowledged"
    kept("acknowledge", hand)


@pytest.mark.slow
@plays("second_reading")
def test_a_card_is_read_for_a_colleague(store: Store, enter: Enter) -> None:
    free = store.things["free"]
    hand = enter("omar", "/reading")
    hand.tap(hand.page.locator(".c-now button"))
    hand.tap(hand.page.locator("#verdict ~ form button").first)
    expect(hand.page.locator("#flash")).to_contain_text("Merci")
    with store.rows() as session:
        assert session.get_one(Draft, free).state != "in_review"
    kept("second_reading", hand)


@pytest.mark.slow
@plays("re_read")
def test_a_card_is_re_read_and_its_receipt_noted(store: Store, enter: Enter) -> None:
    told = store.things["again"]
    hand = enter("bruno", f"/difficulties/{told}/card")
    expect(hand.page.locator(".c-words6 li")).to_have_count(6)
    hand.tap(hand.page.get_by_role("button", name="Je les ai notés"))
    expect(hand.page.locator(".c-words6")).to_have_count(0)
    hand.tap(hand.page.get_by_role("button", name="C’est bon pour moi"))
    hand.page.wait_for_url("**/difficulties/*")
    with store.rows() as session:
        assert session.get_one(Difficulty, told).answer == "yes"
    kept("re_read", hand)


@pytest.mark.slow
@plays("rate")
def test_a_manager_says_what_the_day_was_worth(store: Store, enter: Enter) -> None:
    visit, side = store.things["visit"], store.things["side"]
    hand = enter("marion", f"/coaching/days/{visit}/{side}/rate")
    for question in ("prep", "listening", "usefulness", "follow_through"):
        hand.tap(hand.page.locator(f"#{question} label").nth(3))
    hand.tap(hand.page.locator(".c-task button"))
    hand.page.wait_for_url(f"**/days/{visit}")
    with store.rows() as session:
        given = session.scalars(sa.select(Rating).where(Rating.day_coach_id == side)).one()
        assert (given.prep, given.follow_through) == (4, 4)
    kept("rate", hand)


@pytest.mark.slow
@plays("dashboard")
def test_a_coach_says_what_moved_since_last_time(store: Store, enter: Enter) -> None:
    """Two parts moved, one was looked at again; the next step is the manager's."""
    visit, side = store.things["visit"], store.things["side"]
    hand = enter("karim", f"/coaching/days/{visit}/{side}/dashboard")
    page = hand.page
    for part in ("rituals", "actions"):
        hand.tap(page.locator(f"#{part} .c-four label").nth(3))
    hand.tap(page.locator("#voice .c-check"))
    hand.write(page.locator("#next_words"), "Tenir le brief à 9 h 40")
    hand.pick(page.locator("#next_owner_id"), "Marion Lefèvre")
    hand.tap(page.locator("#board button.is-go"))
    expect(page.locator("#flash")).not_to_be_empty()
    with store.rows() as session:
        entry = session.scalars(
            sa.select(DashboardEntry).where(DashboardEntry.day_coach_id == side)
        ).one()
        parts = {
            one.part: one
            for one in session.scalars(sa.select(EntryPart).where(EntryPart.entry_id == entry.id))
        }
        assert entry.next_owner_id == store.people["marion"]
        assert (parts["rituals"].stage, parts["actions"].stage) == (3, 3)
        assert parts["voice"].seen_on > parts["walk"].seen_on
    kept("dashboard", hand)


@pytest.mark.slow
@plays("observe")
def test_somebody_is_watched_and_talked_with(store: Store, enter: Enter) -> None:
    hand = enter("karim", "/")
    page = hand.page
    hand.tap(page.locator("a.c-mini[href='/coaching/observe']"))
    hand.tap(page.locator("button.c-face", has_text="Bruno"))
    page.wait_for_url("**/watch")
    for _seen in range(2):
        hand.tap(page.locator(".c-tally").first)
    hand.tap(page.locator(".c-mom").first)
    hand.write(page.locator("#facts"), "« Je vous montre. »")
    hand.tap(page.locator(".c-task a"))
    hand.tap(page.locator("#strength_of label").first)
    hand.write(page.locator("#try_words"), "Quand on entre, je lève les yeux")
    hand.tap(page.locator("#try_on label").first)
    hand.tap(page.locator("button[value=share]"))
    page.wait_for_url(lambda url: "/watch" not in url)
    with store.rows() as session:
        row = session.scalars(
            sa.select(Observation).where(Observation.observed_id == store.people["bruno"])
        ).one()
        seen = session.scalar(
            sa.select(sa.func.sum(Gesture.seen)).where(Gesture.observation_id == row.id)
        )
        assert (row.state, row.facts, seen) == ("debriefed", "« Je vous montre. »", 3)
    kept("observe", hand)


@pytest.mark.slow
@plays("try")
def test_what_became_of_a_try_is_one_tap(store: Store, enter: Enter) -> None:
    goal = store.things["try"]
    hand = enter("alice", "/coaching/me")
    hand.tap(hand.page.locator(".c-now button").first)
    expect(hand.page.locator(".c-now form [value=done]")).to_have_count(0)
    with store.rows() as session:
        assert session.get_one(Goal, goal).answer == "done"
    kept("try", hand)


@plays("ritual")
def test_a_ritual_is_held_in_one_tap(store: Store, enter: Enter) -> None:
    nantes = store.things["unit"]
    hand = enter("marion", f"/store/{nantes}/brief")
    hand.tap(hand.page.get_by_role("button", name="C’est fait"))
    expect(hand.page.locator(".c-slate-go.is-done")).to_be_visible()
    with store.rows() as session:
        said = sa.select(Occurrence.state).where(
            Occurrence.ritual_id == store.things["ritual"], Occurrence.on_date == NOW.date()
        )
        assert session.scalars(said).all()[-1:] == ["held"]
    kept("ritual", hand)


@pytest.mark.slow
@plays("evidence")
def test_a_criterion_is_shown_by_a_photo(store: Store, enter: Enter, tmp_path: Path) -> None:
    nantes = store.things["unit"]
    taken = tmp_path / "rayon.jpg"
    taken.write_bytes(picture("nobody else has it"))
    counted = sa.select(sa.func.count()).select_from(Evidence)
    with store.rows() as session:
        before = session.scalar(counted)
    hand = enter("marion", f"/labels/stores/{nantes}")
    hand.tap(hand.page.locator(".c-crit a.c-btn").first)
    hand.photograph(hand.page.locator("#photo"), taken)
    hand.tap(hand.page.locator("#show button").last)
    hand.page.wait_for_url("**/labels/evidence/*")
    with store.rows() as session:
        assert session.scalar(counted) == (before or 0) + 1
        last = UUID(hand.page.url.rsplit("/", 1)[-1])
        shown = session.scalars(sa.select(Revision.type).where(Revision.evidence_id == last))
        assert shown.one() == "photo"
    kept("evidence", hand)


@pytest.mark.slow
@plays("action")
def test_an_action_is_a_line_and_who_takes_it(store: Store, enter: Enter) -> None:
    project = store.things["project"]
    hand = enter("marion", f"/store/projects/{project}/plan")
    hand.tap(hand.page.locator(".c-now a"))
    hand.write(hand.page.locator("#do"), "j’appelle un renfort")
    hand.tap(hand.page.locator("#owner label", has_text="Bruno"))
    hand.tap(hand.page.locator(".c-task button"))
    hand.page.wait_for_url("**/plan")
    with store.rows() as session:
        row = session.scalars(
            sa.select(Action).where(Action.do_words == "j’appelle un renfort")
        ).one()
        assert row.owner_id == store.people["bruno"]
        assert row.due_on is not None
        assert row.when_words
    kept("action", hand)


@pytest.mark.slow
def test_a_tap_beside_the_hand_is_heard_all_the_same(store: Store, enter: Enter) -> None:
    """The planted bug: a page that asks once more, answered without the hand's telling."""
    hand = enter("alice", "/tell")
    hand.page.locator("#reach label").last.tap()
    hand.page.locator("#words").fill("Une phrase")
    expect(hand.page.locator("#words")).to_have_value("Une phrase")
    hand.tap(hand.page.locator("#urgency label").first)
    assert hand.cost == Cost(2, 1)
    assert over("acknowledge", hand.cost) == [
        "acknowledge: 2 taps, at most 1",
        "acknowledge: 1 typed, at most 0",
    ]


def test_every_act_of_the_table_is_played() -> None:
    assert set(BUDGETS) == PLAYED
