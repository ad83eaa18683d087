"""T14, T35 and honesty: what every page says, costs, keeps and never does, to everybody."""

import re

import pytest

from lms.core import privacy
from tests.house.crawling import Answered, Crawl, crawl
from tests.house.ground import House, changed
from tests.pages import faults

pytestmark = pytest.mark.xdist_group("house")

EVERYDAY, LONG = 8, 12
HEAVIEST = 40_000
DESKS_OF_THE_LABEL = re.compile(
    r"/labels/(applications|audits|appeals|evidence|grids|awards|seasons)/<"
)
"""What a decision or a draft rests on, read whole from what was frozen: twenty statements."""
DESKS_OF_WORDS = re.compile(
    r"/referential/(versions/<uuid:version_id>/"
    r"(draft|publish|workshop|consultation|languages/<locale>)|coverage|tasks)"
)
"""A version read whole before it is frozen, or all that points at one: twenty statements."""
BOARDS = re.compile(r"/(boards?|board/export.*|(store|regions)/<uuid:\w+>/board(/past)?)")
"""Seven figures, each from its own ledger, with the label's and the last visit: the same number of
statements for a store and for a network, for today and for two years of months."""
HEAVIER = {
    "/labels/grids": 60_000,
    "/inbox/preview": 60_000,
}
"""Eleven labels, where networks have one; a line for each kind of message there is."""
LISTS = {
    "/regions/<uuid:region_id>/pilots",
    "/regions/<uuid:region_id>/project",
    "/regions/<uuid:region_id>/project/show",
    "/waves/<uuid:region_id>/<any(learning,practice,quotes,label,coaching,project):capability>",
    "/coaching/me",
    "/coaching/observe",
    "/coaching/observe/sheet",
    "/coaching/days/<uuid:day_id>/<uuid:day_coach_id>/dashboard",
    "/store/<uuid:unit_id>/project",
    "/store/<uuid:unit_id>/flows",
    "/store/projects/<uuid:project_id>/voice",
    "/store/projects/<uuid:project_id>/walk",
    "/store/projects/<uuid:project_id>/plan",
    "/store/projects/<uuid:project_id>/actions/new",
    "/store/points/<uuid:irritant_id>/hand",
    "/units/<uuid:unit_id>",
    "/units",
    "/people",
    "/people/<uuid:person_id>",
    "/team",
    "/reports/paths/<uuid:path_uid>",
    "/reports/paths/<uuid:path_uid>/people",
    "/training/<uuid:path_uid>/give",
    "/policies",
    "/questions",
    "/entries",
    "/cards",
    "/tell",
    "/difficulties/<uuid:difficulty_id>/coach",
    "/imports/<uuid:import_id>",
    "/labels/evidence",
    "/labels/figures",
    "/labels/applications",
    "/labels/appeals",
    "/labels/stores/<uuid:unit_id>/certificate.pdf",
    "/labels/stores/<uuid:unit_id>/credential.jwt",
    "/labels/stores/<uuid:unit_id>/plaque.pdf",
}
"""Lists, reports, papers, and projects read whole: twelve; every other page has eight."""

WHOLE_PERSON = {"/profile/data", "/profile/data.json"}
"""One statement per table that speaks of people: all of it is read, on demand."""

EVERY_WAY_OUT = {"/coaching/<uuid:difficulty_id>/otherwise"}
"""The other ends of a difficulty, each with the people it may go to: a coach's rare page."""

SHOWROOM = {"/styleguide", "/styleguide/<page>"}
"""Everything at once, in development only."""

ONLY_SENDS_ON = {"/quizzes/<uuid:quiz_uid>", "/region", "/region/project"}
"""A quiz under way opens at the question that waits; my region has addresses of its own."""

KEPT = {
    "/sw.js": "no-cache",
    "/awards/proof/<document>": "public, max-age=300",
    "/manifest.webmanifest": "",
    "/files/<uuid:file_id>/<name>": "private, no-store",
}


def test_no_page_fails(crawled: Crawl) -> None:
    assert [
        (viewer, rule, given.error or given.status)
        for viewer, rule, given in crawled.pages()
        if given.status >= 500
    ] == []


def test_every_page_is_honest(crawled: Crawl) -> None:
    found = {
        (viewer, rule): wrong
        for viewer, rule, given in crawled.pages()
        if given.is_page and rule not in SHOWROOM and (wrong := faults(given.text))
    }
    assert found == {}


def budget(rule: str) -> int:
    """Return how many statements a page may send."""
    if rule in WHOLE_PERSON:
        return EVERYDAY + sum(bool(one.person) for one in privacy.DECLARED.values())
    if rule in EVERY_WAY_OUT:
        return 16
    if BOARDS.fullmatch(rule):
        return 16
    if DESKS_OF_THE_LABEL.match(rule) or DESKS_OF_WORDS.match(rule):
        return 20
    return LONG if rule in LISTS else EVERYDAY


def too_dear(crawled: Crawl) -> dict[str, int]:
    """Return the pages above their budget of statements, with the worst count."""
    worst: dict[str, int] = {}
    for _viewer, rule, given in crawled.pages():
        if given.statements > budget(rule):
            worst[rule] = max(worst.get(rule, 0), given.statements)
    return worst


def test_no_page_sends_more_statements_than_its_budget(crawled: Crawl) -> None:
    assert too_dear(crawled) == {}


def test_no_page_is_heavier_than_forty_thousand_bytes(crawled: Crawl) -> None:
    assert {
        rule: len(given.body)
        for _viewer, rule, given in crawled.pages()
        if given.is_page and rule not in SHOWROOM and len(given.body) > HEAVIER.get(rule, HEAVIEST)
    } == {}


INSIDES = (b" object at 0x", b"%20object%20at%200x", b"&lt;lms.", b"%3Clms.")


def test_no_page_says_what_only_code_reads(crawled: Crawl) -> None:
    """A name of the frame hidden by one of a page once wrote objects into the address of help."""
    assert {
        rule
        for _viewer, rule, given in crawled.pages()
        if any(words in given.body for words in INSIDES)
    } == set()


# ---- a GET writes nothing -----------------------------------------------------------------------


def test_reading_everything_as_everybody_changes_nothing(crawled: Crawl) -> None:
    opened = {rule for _viewer, rule, given in crawled.pages() if given.status == 200}
    asked = {rule for _viewer, rule, _given in crawled.pages()}
    assert asked - opened == ONLY_SENDS_ON
    assert changed(crawled.before, crawled.after) == set()


def test_canary_a_page_that_writes_is_caught(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted: opening the home page counts as a welcome, and commits by itself."""
    from lms.accounts.models import Person
    from lms.core import clock
    from lms.core.access import current_viewer
    from lms.core.db import session

    real = house.app.view_functions["home.index"]

    def greets() -> object:
        session.get_one(Person, current_viewer().person_id).welcomed_at = clock.now()
        session.commit()
        return real()

    greets.policy = real.policy  # type: ignore[attr-defined]
    monkeypatch.setitem(house.app.view_functions, "home.index", greets)
    before = house.fingerprint()
    house.browser("dark").get("/")
    assert changed(before, house.fingerprint()) == {"accounts_person"}


# ---- what is kept on the way --------------------------------------------------------------------


def badly_kept(crawled: Crawl) -> list[tuple[str, str, str]]:
    """Return the answers that a cache, or the next person on the tablet, could keep."""
    found = []
    for viewer, rule, given in crawled.pages():
        if given.error:
            continue
        kept = given.headers.get("Cache-Control", "")
        if rule not in KEPT and "no-store" not in kept:
            found.append((viewer, rule, kept))
        vary = {part.strip() for part in given.headers.get("Vary", "").split(",")}
        if not {"HX-Request", "HX-Request-Type", "Cookie"} <= vary:
            found.append((viewer, rule, f"Vary: {sorted(vary)}"))
    return found


def test_nothing_personal_is_kept_by_a_cache(crawled: Crawl) -> None:
    assert badly_kept(crawled) == []


def test_a_personal_file_is_never_kept(crawled: Crawl) -> None:
    given = crawled.answers["employee", "/files/<uuid:file_id>/<name>"]
    assert given.status == 200
    assert given.headers["Cache-Control"] == "private, no-store"


def test_every_answer_carries_the_headers_of_the_house(crawled: Crawl) -> None:
    for viewer, rule, given in crawled.pages():
        if given.error:
            continue
        policy = given.headers["Content-Security-Policy"]
        asked = given.headers["X-Content-Type-Options"], given.headers["Referrer-Policy"]
        assert asked == ("nosniff", "same-origin"), (viewer, rule)
        assert "unsafe-eval" not in policy, (viewer, rule)
        framed = rule == "/dev/outbox/<uuid:mail_id>/html"
        assert framed or "unsafe-inline" not in policy, (viewer, rule)


# ---- somebody whose session ended ---------------------------------------------------------------


def asked_by_htmx(house: House, viewer: str) -> dict[str, Answered]:
    """Return what htmx gets at each page that needs somebody, asked without anybody."""
    from tests.house.crawling import ask, watching
    from tests.house.places import address, arguments, rules

    found = {}
    with watching(house.app) as watch:
        for rule in rules(house.app, writing=False):
            url = address(house.app, rule, arguments(house.world, rule))
            for kind in ("partial", "full"):
                headers = {"HX-Request": "true", "HX-Request-Type": kind}
                client = house.browser(viewer)
                found[f"{kind} {rule.rule}"] = ask(
                    watch,
                    rule.endpoint,
                    lambda c=client, u=url, h=headers: c.get(u, headers=h),
                    url,
                )
    return found


def wrong_for_a_partial(given: Answered) -> str:
    """Return what is wrong with the answer to htmx when the session is over."""
    if given.status != 401:
        return f"status {given.status}"
    if not re.match(r"^/sign-in(\?|$)", given.headers.get("HX-Redirect", "")):
        return f"HX-Redirect {given.headers.get('HX-Redirect')!r}"
    return f"a body of {len(given.body)} bytes" if given.body else ""


@pytest.mark.parametrize("viewer", ["anonymous", "leaver"])
def test_htmx_with_a_session_that_ended_is_sent_to_the_door(house: House, viewer: str) -> None:
    answers = asked_by_htmx(house, viewer)
    closed = {name: given for name, given in answers.items() if not given.let_in}
    assert len(closed) >= 90
    assert {
        name: wrong for name, given in closed.items() if (wrong := wrong_for_a_partial(given))
    } == {}


def test_canary_a_door_inside_a_card_is_caught(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted: a fragment is redirected like a page, so htmx follows it into the card."""
    import flask

    from lms import app as application

    monkeypatch.setattr(application, "_send_to", lambda url, **_status: flask.redirect(url))
    answer = house.browser().get("/team", headers={"HX-Request": "true"})
    got = Answered(
        "/team", answer.status_code, dict(answer.headers), answer.get_data(), let_in=False
    )
    assert wrong_for_a_partial(got)


def test_canary_a_dear_page_is_caught(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted: one statement per row of a list."""
    import sqlalchemy as sa

    from lms.core.db import session

    real = house.app.view_functions["help.page"]

    def dear() -> object:
        for _row in range(9):
            session.execute(sa.text("SELECT 1"))
        return real()

    dear.policy = real.policy  # type: ignore[attr-defined]
    monkeypatch.setitem(house.app.view_functions, "help.page", dear)
    monkeypatch.setattr("tests.house.crawling.CRAWLERS", ("employee",))
    assert set(too_dear(crawl(house))) == {"/help"}
