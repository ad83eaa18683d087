"""Administrators read who gets what and when; the dry run sends nothing and counts nobody in secret."""

from collections.abc import Iterable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from lms.core import policy, privacy, threads
from lms.core.db import session
from lms.core.mail.models import Mail
from lms.core.notices import KINDS, notify
from lms.core.notices.models import Notice, NoticeMute
from lms.courses.services import assigning
from lms.notifications.models import Dispatch
from lms.notifications.queries.preview import count_mails, list_next_days, list_planned
from lms.notifications.services import keeping, learning, sending
from tests.cast import NOW, TODAY, Cast
from tests.factories.courses import KNOWN, publish
from tests.notifications.test_hours import at
from tests.pages import Statements, page, post


@pytest.fixture
def henri(cast: Cast, client: FlaskClient) -> FlaskClient:
    return cast.sign_in(client, cast.henri)


def planned(code: str) -> tuple[object, int | None]:
    one = next(one for one in list_planned(NOW) if one.kind.code == code)
    return one.next_at, one.people


def test_every_kind_is_shown_with_its_words_and_its_next_sending(henri: FlaskClient):
    html = page(henri, "/inbox/preview")
    for kind in KINDS.values():
        assert f'id="{kind.code.replace(".", "-")}"' in html


def test_the_next_sending_is_the_one_that_will_be(cast: Cast):
    assert planned("t.news")[0] == at("2026-03-12", "10:00")
    assert planned("t.weekly")[0] == at("2026-03-17", "10:00")
    assert planned("t.alert")[0] == NOW
    assert planned("t.app")[0] is None
    policy.decide("notifications.digest.hour", 15, decided_by=None, reason="later")
    assert planned("t.news")[0] == at("2026-03-12", "15:00")


def test_the_coming_digests_skip_quiet_days(cast: Cast):
    days = [moment.day for moment in list_next_days(NOW)]
    assert days == [12, 13, 14, 16, 17, 18, 19]


def test_the_dry_run_counts_people_as_the_sending_will(cast: Cast):
    cast.bruno.email = None
    notify("t.news", [cast.alice.id, cast.bruno.id, cast.marion.id, cast.leo.id])
    notify("t.act", [cast.alice.id])
    assert planned("t.news")[1] == 2
    assert planned("t.act")[1] == 1
    assert count_mails(NOW) == 2
    assert session.scalars(select(Mail.id)).all() == []
    moment = at("2026-03-12", "10:00")
    assert sending.send_digests(now=moment) == 2
    assert count_mails(moment) == 0


def test_dates_that_come_are_foreseen(cast: Cast):
    publish()
    assigning.assign_path(
        path_uid=KNOWN.path,
        person_ids=[cast.alice.id, cast.bruno.id, cast.gael.id],
        due_on=TODAY + timedelta(days=2),
        actor_id=None,
    )
    assert planned("courses.due_soon")[1] == 2
    assert session.scalar(select(func.count()).select_from(Notice)) == 0
    learning.tell_dates(now=NOW)
    assert planned("courses.due_soon")[1] == 2, "told now, no more foreseen"


def test_confidential_kinds_are_counted_for_nobody(cast: Cast, henri: FlaskClient):
    before = page(henri, "/inbox/preview")
    for who in (cast.karim, cast.marion):
        notify("t.alert", [who.id], thread=threads.open_thread(), who="Alice")
    assert planned("t.alert")[1] is None
    assert unstamped(page(henri, "/inbox/preview")) == unstamped(before)


def test_canary_a_count_of_a_confidential_kind_would_show(
    cast: Cast, henri: FlaskClient, monkeypatch: pytest.MonkeyPatch
):
    before = page(henri, "/inbox/preview")
    notify("t.news", [cast.karim.id])
    assert unstamped(page(henri, "/inbox/preview")) != unstamped(before)


def unstamped(html: str) -> list[str]:
    """Return a page without the tokens that change at each reading."""
    return [line for line in html.splitlines() if "csrf" not in line.lower()]


def test_the_preview_costs_the_same_whatever_waits(cast: Cast, henri: FlaskClient):
    counts = []
    for batch in (1, 200):
        for _number in range(batch):
            notify("t.news", [cast.alice.id])
        session.flush()
        with Statements() as sent:
            page(henri, "/inbox/preview")
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 12


@pytest.mark.parametrize("name", ["alice", "marion", "karim", "rachel"])
def test_nobody_else_opens_it(cast: Cast, client: FlaskClient, name: str):
    assert cast.sign_in(client, cast.people[name]).get("/inbox/preview").status_code == 403


def test_one_takes_away_ones_notices_and_they_go_with_one(cast: Cast):
    for who in (cast.alice, cast.bruno):
        notify("t.news", [who.id], who="Sam")
    keeping.mute(cast.viewer(cast.alice), "t.weekly", now=NOW)
    sending.send_digests(now=at("2026-03-12", "10:00"))
    session.flush()
    export = privacy.export_person(cast.alice.id)
    assert [row["kind"] for row in export["core_notice"]] == ["t.news"]
    assert [row["kind"] for row in export["core_notice_mute"]] == ["t.weekly"]
    assert not _columns(export["notifications_dispatch"]) & {"mail_id"}
    privacy.erase_person(cast.alice.id)
    for table in (Notice, NoticeMute, Dispatch):
        kept = session.scalars(select(table.person_id)).all()
        assert cast.alice.id not in kept
    assert session.scalars(select(Notice.person_id)).all() == [cast.bruno.id]


def _columns(rows: Iterable[dict[str, object]]) -> set[str]:
    return {name for row in rows for name in row}


def test_a_policy_of_hours_is_read_by_everybody(cast: Cast, client: FlaskClient):
    html = page(cast.sign_in(client, cast.alice), "/policies?area=notifications")
    assert str(policy.POLICIES["notifications.hours.start"].sentence) in html
    assert "9\u00a0h" in html
    henri = cast.sign_in(client, cast.henri)
    answer = post(
        henri, "/policies/notifications.hours.start", value="4", reason="Nobody sleeps here"
    )
    assert answer.status_code == 422, "under the floor"
