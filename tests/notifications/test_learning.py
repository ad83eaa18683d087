"""Paths given, dates near or passed, a team's week: told gently, once, where learning is live."""

from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from lms.core import clock
from lms.core.db import session
from lms.core.i18n import speaking
from lms.core.jobs import drain
from lms.core.notices import KINDS
from lms.core.notices.models import Notice
from lms.courses.models import Enrolment, PathVersion
from lms.courses.services import assigning
from lms.notifications.queries import learning as queries
from lms.notifications.services import learning
from tests.cast import NOW, TODAY, Cast
from tests.core.smtp_sink import Sink
from tests.factories.courses import KNOWN, publish
from tests.notifications.test_hours import at
from tests.notifications.test_sending import pass_time, recipients

EVERYBODY = ("alice", "bruno", "yann", "gael")


def give(cast: Cast, due_on: date | None, *names: str) -> None:
    """Give the small path two months ago."""
    publish()
    with clock.frozen(NOW - timedelta(days=60)):
        assigning.assign_path(
            path_uid=KNOWN.path,
            person_ids=[cast.people[name].id for name in names or EVERYBODY],
            due_on=due_on,
            actor_id=cast.henri.id,
        )


def told(cast: Cast, kind: str, *, open_only: bool = False) -> list[str]:
    """Return who was told something of ``kind``, once per notice, by first name."""
    asked = select(Notice.person_id).where(Notice.kind == kind)
    if open_only:
        asked = asked.where(Notice.done_at.is_(None))
    names = {person.id: name for name, person in cast.people.items()}
    return sorted(names[person] for person in session.scalars(asked))


def days(count: int) -> datetime:
    return NOW + timedelta(days=count)


def test_those_who_are_given_a_path_are_told_but_where_learning_is_dark(cast: Cast, app: Flask):
    give(cast, TODAY + timedelta(days=20))
    session.commit()
    drain(app, strict=True)
    drain(app, strict=True)
    assert told(cast, "courses.path_given") == ["alice", "bruno", "yann"]
    row = session.scalars(select(Notice).filter_by(person_id=cast.alice.id)).one()
    with speaking("en"):
        words = KINDS[row.kind].put_in_words(row.values)
    assert words.endswith("to finish by April 1.")
    assert (row.endpoint, row.args) == ("courses.learn_path", {"path_uid": str(KNOWN.path)})


def test_a_date_is_told_three_days_before_once(cast: Cast):
    give(cast, TODAY + timedelta(days=4))
    assert learning.tell_dates(now=NOW) == 0
    for count in (1, 1, 2):
        learning.tell_dates(now=days(count))
    assert told(cast, "courses.due_soon") == ["alice", "bruno", "yann"]


def test_a_passed_date_is_recalled_once_a_week_three_times(cast: Cast):
    give(cast, TODAY - timedelta(days=1), "alice")
    counts = []
    for count in range(40):
        learning.tell_dates(now=days(count))
        counts.append(len(told(cast, "courses.late")))
    assert [counts[n] for n in (0, 6, 7, 13, 14, 20, 39)] == [1, 1, 2, 2, 3, 3, 3]
    assert told(cast, "courses.late", open_only=True) == ["alice"], "one path counts once"


def test_the_bell_counts_a_path_once_when_its_date_passes(cast: Cast):
    give(cast, TODAY + timedelta(days=2), "alice")
    learning.tell_dates(now=NOW)
    assert cast.viewer(cast.alice).waiting == 1
    learning.tell_dates(now=days(3))
    assert told(cast, "courses.late") == ["alice"]
    assert cast.viewer(cast.alice).waiting == 1


def follow(cast: Cast, **changes: object) -> None:
    one = session.scalars(select(Enrolment).filter_by(person_id=cast.alice.id)).one()
    for name, value in changes.items():
        setattr(one, name, value)
    session.flush()
    learning.follow_enrolment(one, now=NOW)


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "complete", "completed_at": NOW},
        {"withdrawn_at": NOW},
        {"due_on": TODAY + timedelta(days=30)},
        {"due_on": None},
    ],
)
def test_what_is_finished_withdrawn_or_put_off_counts_no_more(
    cast: Cast, changes: dict[str, object]
):
    give(cast, TODAY - timedelta(days=1), "alice")
    learning.tell_dates(now=NOW)
    follow(cast, **changes)
    assert cast.viewer(cast.alice).waiting == 0


def test_canary_what_is_only_begun_still_counts(cast: Cast):
    give(cast, TODAY - timedelta(days=1), "alice")
    learning.tell_dates(now=NOW)
    follow(cast, state="started")
    assert cast.viewer(cast.alice).waiting == 1


def test_a_finished_path_is_told_in_the_app_and_never_mailed(
    cast: Cast, mailroom: Flask, sink: Sink
):
    give(cast, None, "alice")
    version = session.scalars(select(Enrolment.path_version_id)).one()
    learning.tell_finished(person_id=cast.alice.id, path_uid=KNOWN.path, version_id=version)
    row = session.scalars(select(Notice).filter_by(kind="courses.path_finished")).one()
    assert (row.act, row.mail) == (False, "none")


def test_employees_receive_one_gentle_digest_and_dark_stores_none(
    cast: Cast, mailroom: Flask, sink: Sink
):
    give(cast, TODAY - timedelta(days=2), "alice", "gael")
    pass_time(mailroom, at("2026-03-12", "10:00"))
    assert recipients(sink) == ["alice@example.org"]
    words = sink.messages[0].get_body(("plain",)).get_content()
    title = session.scalars(select(PathVersion.title)).one()
    assert title in words
    assert "10 mars" in words
    assert title not in str(sink.messages[0]["Subject"])


def test_managers_read_the_week_of_their_team_on_tuesday(cast: Cast, mailroom: Flask, sink: Sink):
    give(cast, TODAY - timedelta(days=30), "alice", "bruno", "yann", "gael")
    for name in EVERYBODY:
        cast.people[name].email = None
    pass_time(mailroom, at("2026-03-17", "07:30"))
    assert told(cast, "courses.team_week") == []
    for clock_time in ("08:05", "08:40", "10:00", "12:00"):
        pass_time(mailroom, at("2026-03-17", clock_time))
    assert told(cast, "courses.team_week") == ["marion", "zoe"]
    assert recipients(sink) == ["marion@example.org", "zoe@example.org"]
    words = sink.messages[0].get_body(("plain",)).get_content()
    assert "Alice" not in words


def test_a_week_with_nothing_to_say_is_not_told(cast: Cast):
    give(cast, TODAY + timedelta(days=60))
    assert learning.tell_weeks(now=at("2026-03-17", "09:00")) == 0


def test_the_figures_of_a_week_are_those_of_the_lists(cast: Cast):
    give(cast, TODAY - timedelta(days=1), "alice", "bruno")
    with clock.frozen(NOW):
        assigning.assign_path(
            path_uid=KNOWN.path,
            person_ids=[cast.dina.id],
            due_on=TODAY + timedelta(days=6),
            actor_id=None,
        )
    one = next(
        week
        for week in queries.list_team_weeks(
            zone="Europe/Paris", day=TODAY, turn="a", now=NOW, limit=10
        )
        if week.unit_id == cast.nantes.id
    )
    assert (one.manager_id, one.late, one.soon, one.done) == (cast.marion.id, 2, 1, 0)


def test_a_later_week_takes_the_place_of_the_one_before(cast: Cast):
    give(cast, TODAY - timedelta(days=1), "alice")
    for day in ("2026-03-17", "2026-03-24"):
        with clock.frozen(at(day, "09:00")):
            assert learning.tell_weeks(now=at(day, "09:00")) == 1
    assert len(told(cast, "courses.team_week")) == 2
    assert told(cast, "courses.team_week", open_only=True) == ["marion"]
