"""The inbox: what waits first, marks by post, undone at will; nobody else's, nothing on a shared screen."""

import re
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.accounts.rules.limits import Kind as Session
from lms.accounts.services.devices import enrol_device
from lms.accounts.services.sessions import open_session
from lms.core import clock, ids
from lms.core.db import session
from lms.core.notices import About, notify, settle
from lms.core.notices.models import Notice, NoticeMute
from lms.notifications.queries.inbox import count_waiting, read_inbox
from tests.cast import NOW, Cast
from tests.factories import make_wave
from tests.factories.courses import KNOWN, publish
from tests.pages import Statements, faults, page, post, token_of

PATH = About("courses.learn_path", {"path_uid": KNOWN.path})


def one(kind: str) -> Notice:
    return session.scalars(
        select(Notice).filter_by(kind=kind).execution_options(populate_existing=True)
    ).one()


@pytest.fixture
def alice(cast: Cast, client: FlaskClient) -> FlaskClient:
    return cast.sign_in(client, cast.alice)


def order(html: str, *words: str) -> list[str]:
    return sorted(words, key=html.index)


def test_an_empty_inbox_is_good_news(alice: FlaskClient):
    html = page(alice, "/inbox")
    assert "c-empty" in html
    assert "c-dot" not in html


def test_what_waits_comes_first_and_only_that_is_counted(cast: Cast, alice: FlaskClient):
    for kind, who in (("t.news", "nouvelle"), ("t.act", "gestes"), ("t.hurry", "vite")):
        notify(kind, [cast.alice.id], who=who, due=NOW if who == "vite" else None)
    notify("t.act", [cast.bruno.id], who="bruno")
    html = page(alice, "/inbox")
    assert order(html, "gestes", "vite", "nouvelle") == ["vite", "gestes", "nouvelle"]
    assert "bruno" not in html
    assert re.search(r'id="bell-top".*?2 ', html, re.DOTALL)
    assert cast.viewer(cast.alice).waiting == 2


def test_the_bell_costs_no_statement(cast: Cast, alice: FlaskClient):
    with Statements() as before:
        page(alice, "/profile")
    for number in range(20):
        notify("t.act", [cast.alice.id], key=str(number))
    session.flush()
    with Statements() as after:
        html = page(alice, "/profile")
    assert len(after) == len(before)
    assert ">20<" in html


def test_the_inbox_costs_the_same_with_one_notice_and_with_hundreds(cast: Cast, alice: FlaskClient):
    counts = []
    for batch in (1, 300):
        for _number in range(batch):
            notify("t.news", [cast.alice.id])
        session.flush()
        with Statements() as sent:
            page(alice, "/inbox")
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 4


def test_opening_a_notice_reads_it_and_leads_where_it_says(cast: Cast, alice: FlaskClient):
    publish()
    notify("t.news", [cast.alice.id], about=PATH)
    answer = post(alice, f"/inbox/{one('t.news').id}/open")
    assert (answer.status_code, answer.location) == (303, f"/paths/{KNOWN.path}")
    row = one("t.news")
    assert (row.read_at, row.done_at, row.mail) == (NOW, None, "skipped")


def test_a_get_marks_nothing(cast: Cast, alice: FlaskClient):
    notify("t.news", [cast.alice.id], about=PATH)
    page(alice, "/inbox")
    assert alice.get(f"/inbox/{one('t.news').id}/open").status_code == 405
    assert one("t.news").read_at is None


def test_setting_aside_is_undone(cast: Cast, alice: FlaskClient):
    notify("t.act", [cast.alice.id])
    notice = one("t.act")
    url = f"/inbox/{notice.id}"
    assert post(alice, f"{url}/done").status_code == 303
    assert one("t.act").done_at == NOW
    html = page(alice, "/inbox")
    assert f'action="{url}/back"' in html
    assert cast.viewer(cast.alice).waiting == 0
    assert post(alice, f"{url}/back").status_code == 303
    assert one("t.act").done_at is None
    assert cast.viewer(cast.alice).waiting == 1


def test_with_htmx_the_line_changes_in_place_and_the_bell_with_it(cast: Cast, alice: FlaskClient):
    notify("t.act", [cast.alice.id])
    notify("t.hurry", [cast.alice.id])
    notice = one("t.act")
    answer = alice.post(
        f"/inbox/{notice.id}/done",
        data={"csrf_token": token_of(alice), "_key": str(ids.new_id())},
        headers={"HX-Request": "true", "HX-Request-Type": "partial"},
    )
    html = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert html.count(f'id="n-{notice.id}"') == 1
    assert f'action="/inbox/{notice.id}/back"' in html
    assert 'hx-target="#bell-rail"' in html
    assert re.search(r"c-count\">1<", html)


def test_what_somebody_waits_for_cannot_be_set_aside_by_hand(cast: Cast, client: FlaskClient):
    karim = cast.sign_in(client, cast.karim)
    notify("t.alert", [cast.karim.id], key="a", who="Alice")
    url = f"/inbox/{one('t.alert').id}"
    assert f'action="{url}/done"' not in page(karim, "/inbox")
    assert post(karim, f"{url}/done").status_code == 409
    assert post(karim, "/inbox/choices/t.alert/mute").status_code == 409
    settle("t.alert", key="a")
    assert cast.viewer(cast.karim).waiting == 0
    assert post(karim, f"{url}/back").status_code == 303
    assert one("t.alert").done_at is not None, "what settled itself stays settled"


def test_all_news_is_read_at_once_and_unread_at_once(cast: Cast, alice: FlaskClient):
    for number in range(3):
        notify("t.news", [cast.alice.id], key=str(number))
    notify("t.news", [cast.bruno.id])
    notify("t.act", [cast.alice.id])
    with clock.frozen(NOW):
        assert post(alice, "/inbox/read").status_code == 303
    html = page(alice, "/inbox")
    undo = re.search(r'action="(/inbox/unread/\d+)"', html)
    assert undo
    unread = select(Notice.person_id).filter_by(kind="t.news", read_at=None)
    assert session.scalars(unread).all() == [cast.bruno.id]
    assert one("t.act").read_at is None
    post(alice, undo[1])
    assert len(session.scalars(unread).all()) == 4


@pytest.mark.parametrize("act", ["open", "done", "back"])
def test_somebody_elses_notice_is_like_none(cast: Cast, alice: FlaskClient, act: str):
    notify("t.act", [cast.bruno.id])
    theirs = post(alice, f"/inbox/{one('t.act').id}/{act}")
    none = post(alice, f"/inbox/{ids.new_id()}/{act}")
    assert theirs.status_code == none.status_code == 404
    assert (one("t.act").read_at, one("t.act").done_at) == (None, None)


def test_canary_a_notice_found_by_its_identifier_alone_is_caught(
    cast: Cast, alice: FlaskClient, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(
        "lms.notifications.services.keeping.get_notice",
        lambda _viewer, found: session.get_one(Notice, found),
    )
    notify("t.act", [cast.bruno.id])
    assert post(alice, f"/inbox/{one('t.act').id}/done").status_code == 303


def test_muting_a_kind_silences_what_is_open_and_what_comes(cast: Cast, alice: FlaskClient):
    notify("t.act", [cast.alice.id], key="before")
    post(alice, "/inbox/choices/t.act/mute", **{"from": "inbox"})
    notify("t.act", [cast.alice.id], key="after")
    rows = session.scalars(select(Notice).filter_by(kind="t.act")).all()
    assert [(row.muted, row.mail) for row in rows] == [(True, "skipped")] * 2
    viewer = cast.viewer(cast.alice)
    assert viewer.waiting == count_waiting(viewer) == 0
    assert len(read_inbox(viewer).acts) == 2, "still listed"
    page(alice, "/inbox/choices")
    post(alice, "/inbox/choices/t.act/unmute")
    assert session.scalars(select(NoticeMute.kind)).all() == []
    assert cast.viewer(cast.alice).waiting == 2


def test_only_kinds_of_ones_own_roles_are_offered(cast: Cast, alice: FlaskClient):
    html = page(alice, "/inbox/choices")
    assert "Kind t.news" in html
    assert "Kind t.alert" not in html
    assert "Kind t.quotes" not in html
    assert post(alice, "/inbox/choices/t.alert/mute").status_code == 404
    assert post(alice, "/inbox/choices/unknown/mute").status_code == 404


def test_what_is_dark_is_neither_listed_nor_counted(cast: Cast, alice: FlaskClient):
    notify("t.quotes", [cast.alice.id], who="secret")
    assert "secret" not in page(alice, "/inbox")
    assert cast.viewer(cast.alice).waiting == 0
    make_wave(cast.nantes, "quotes")
    assert "secret" in page(alice, "/inbox")
    viewer = cast.viewer(cast.alice)
    assert viewer.waiting == count_waiting(viewer) == 1


def test_on_a_shared_tablet_confidential_words_are_not_shown(cast: Cast, client: FlaskClient):
    notify("t.alert", [cast.karim.id], who="Alice a une difficulté")
    notify("t.act", [cast.karim.id], who="parcours")
    own = page(cast.sign_in(client, cast.karim), "/inbox")
    assert "Alice a une difficulté" in own
    device = enrol_device(unit_id=cast.nantes.id, name="Front", enrolled_by=cast.marion.id, now=NOW)
    opened = open_session(
        person_id=cast.karim.id, kind=Session.SHARED, device_id=device.device.id, now=NOW
    )
    session.flush()
    client.set_cookie("lms_sid", opened.token)
    shared = page(client, "/inbox")
    assert "Alice a une difficulté" not in shared
    assert "parcours" in shared


def names_of_tablet(cast: Cast, client: FlaskClient) -> str:
    """Return the names of a tablet's screen, what changes at each reading taken out."""
    html = client.get("/tablet").get_data(as_text=True)
    assert faults(html) == []
    return re.sub(r'(name="(csrf_token|_key)" value="|X-CSRF-Token":")[^"]+', "", html)


def test_the_names_of_a_shared_tablet_say_nothing_of_what_waits(cast: Cast, client: FlaskClient):
    device = enrol_device(unit_id=cast.nantes.id, name="Front", enrolled_by=cast.marion.id, now=NOW)
    session.flush()
    client.set_cookie("lms_device", device.token)
    before = names_of_tablet(cast, client)
    assert "Alice" in before
    for kind in ("t.act", "t.hurry", "t.news"):
        notify(kind, [cast.alice.id])
    session.flush()
    assert names_of_tablet(cast, client) == before


def test_a_notice_whose_page_is_gone_is_still_readable(cast: Cast, alice: FlaskClient):
    notify("t.act", [cast.alice.id], about=About("gone.page", {"id": 3}), who="encore là")
    html = page(alice, "/inbox")
    assert "encore là" in html
    assert post(alice, f"/inbox/{one('t.act').id}/open").location == "/inbox"


def test_a_kind_taken_out_of_the_house_breaks_nothing(cast: Cast, alice: FlaskClient):
    notify("t.act", [cast.alice.id])
    row = one("t.act")
    row.kind = "t.removed"
    session.flush()
    page(alice, "/inbox")
    assert post(alice, f"/inbox/{UUID(str(row.id))}/done").status_code == 404
