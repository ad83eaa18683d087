"""Who is written to, when, and how often; what never leaves."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from lms.accounts.models import Person
from lms.core import clock, sweepers, threads
from lms.core.access import Role
from lms.core.db import session
from lms.core.i18n import speaking
from lms.core.jobs import drain
from lms.core.mail.models import Mail
from lms.core.models import Sweep
from lms.core.notices import KINDS, About, notify, settle
from lms.core.notices.models import Notice
from lms.network.models import Membership
from lms.notifications.models import Dispatch
from lms.notifications.queries import due
from lms.notifications.services import keeping, sending
from tests.cast import NOW, TODAY, Cast
from tests.core.smtp_sink import Sink
from tests.factories import make_mandate, make_membership, make_unit, make_wave
from tests.notifications.test_hours import at

DIGEST = at("2026-03-12", "10:00")
NIGHT = at("2026-03-12", "23:00")
MORNING = at("2026-03-13", "09:00")


def pass_time(app: Flask, moment: datetime) -> None:
    """Let a minute of the worker pass at ``moment``."""
    with clock.frozen(moment):
        session.commit()
        sweepers.tick(app, moment)
        drain(app, strict=True)
    assert session.scalars(select(Sweep.name).where(Sweep.error.is_not(None))).all() == []


def recipients(sink: Sink) -> list[str]:
    return sorted(str(one["To"]).split("<")[-1].strip(">") for one in sink.messages)


def test_news_leaves_with_the_digest_of_the_day(cast: Cast, mailroom: Flask, sink: Sink):
    notify("t.news", [cast.alice.id], who="Sam")
    pass_time(mailroom, NOW + timedelta(minutes=5))
    assert sink.raw == []
    pass_time(mailroom, DIGEST)
    (message,) = sink.messages
    assert message["To"] == "Alice Martin <alice@example.org>"
    assert message["Subject"] == "Some news"
    assert "Sam" in message.get_body(("plain",)).get_content()


def test_nobody_receives_two_mails_a_day(cast: Cast, mailroom: Flask, sink: Sink):
    notify("t.news", [cast.alice.id])
    notify("t.act", [cast.alice.id])
    pass_time(mailroom, DIGEST)
    with clock.frozen(DIGEST + timedelta(hours=1)):
        notify("t.news", [cast.alice.id])
        notify("t.hurry", [cast.alice.id])
    pass_time(mailroom, DIGEST + timedelta(hours=2))
    assert len(sink.raw) == 1
    pass_time(mailroom, MORNING + timedelta(minutes=1))
    assert len(sink.raw) == 2
    pass_time(mailroom, MORNING + timedelta(hours=2))
    assert len(sink.raw) == 2


def test_canary_without_the_day_in_the_database_a_second_mail_would_leave(cast: Cast):
    notify("t.news", [cast.alice.id])
    with clock.frozen(DIGEST):
        assert sending.send_digests(now=DIGEST) == 1
        notify("t.news", [cast.alice.id])
        later = DIGEST + timedelta(days=1)
        cut = due.cut_of("Europe/Paris", later, sending.week(later))
    assert cut is not None
    assert due.list_people_due(cut, limit=10) == [cast.alice.id]
    session.execute(Dispatch.__table__.update().values(day=TODAY + timedelta(days=1)))
    assert due.list_people_due(cut, limit=10) == []


def test_a_coach_is_alerted_at_once_without_content(cast: Cast, mailroom: Flask, sink: Sink):
    about = About("courses.learn_path", {"path_uid": cast.alice.id})
    notify("t.alert", [cast.karim.id], thread=threads.open_thread(), about=about, who="Alice")
    session.commit()
    drain(mailroom, strict=True)
    (message,) = sink.messages
    with speaking("fr"):
        assert message["Subject"] == str(KINDS["t.alert"].title)
    for kind in ("plain", "html"):
        words = message.get_body((kind,)).get_content()
        assert "Alice" not in words
        assert str(cast.alice.id) not in words
        assert "http://localhost/inbox" in words


def test_two_alerts_in_a_day_are_two_mails(cast: Cast, mailroom: Flask, sink: Sink):
    for _number in range(2):
        notify("t.alert", [cast.karim.id], thread=threads.open_thread())
    notify("t.news", [cast.karim.id])
    pass_time(mailroom, DIGEST)
    assert len(sink.raw) == 3


def test_at_night_even_an_alert_waits_for_the_morning(cast: Cast, mailroom: Flask, sink: Sink):
    with clock.frozen(NIGHT):
        notify("t.alert", [cast.karim.id])
    pass_time(mailroom, NIGHT)
    assert sink.raw == []
    assert session.scalar(select(Notice.mail)) == "waiting"
    pass_time(mailroom, MORNING)
    assert recipients(sink) == ["karim@example.org"]


def test_what_hurries_for_an_employee_takes_the_mail_of_the_day(
    cast: Cast, mailroom: Flask, sink: Sink
):
    notify("t.news", [cast.alice.id])
    notify("t.hurry", [cast.alice.id])
    session.commit()
    drain(mailroom, strict=True)
    assert len(sink.raw) == 1
    assert "Some news" in sink.messages[0].get_body(("plain",)).get_content()
    pass_time(mailroom, DIGEST)
    assert len(sink.raw) == 1


def test_the_weekly_one_waits_for_its_day_even_when_a_digest_leaves(
    cast: Cast, mailroom: Flask, sink: Sink
):
    notify("t.weekly", [cast.alice.id, cast.zoe.id])
    notify("t.news", [cast.alice.id])
    pass_time(mailroom, DIGEST)
    (message,) = sink.messages
    assert "The week" not in message.as_string()
    pass_time(mailroom, at("2026-03-17", "10:00"))
    assert recipients(sink)[1:] == ["alice@example.org", "zoe@example.org"]


def test_each_store_is_written_to_on_its_own_clock(cast: Cast, mailroom: Flask, sink: Sink):
    island = make_unit("Saint-Denis", code="0900", region=cast.west, zone="Indian/Reunion")
    make_wave(island)
    membership = session.scalars(select(Membership).filter_by(person_id=cast.bruno.id)).one()
    membership.unit_id = island.id
    notify("t.news", [cast.alice.id, cast.bruno.id])
    pass_time(mailroom, at("2026-03-13", "10:00", "Indian/Reunion"))  # 7 in Paris
    assert recipients(sink) == ["bruno@example.org"]
    pass_time(mailroom, at("2026-03-13", "10:00"))
    assert recipients(sink) == ["alice@example.org", "bruno@example.org"]


def no_mail_for(app: Flask, sink: Sink) -> None:
    pass_time(app, DIGEST)
    pass_time(app, MORNING + timedelta(hours=2))
    assert sink.raw == []


def test_people_without_an_address_are_told_in_the_app_only(
    cast: Cast, mailroom: Flask, sink: Sink
):
    cast.alice.email = None
    notify("t.news", [cast.alice.id])
    no_mail_for(mailroom, sink)
    assert session.scalars(select(Notice.mail)).all() == ["none"]


@pytest.mark.parametrize("change", [{"left_on": TODAY}, {"erased_at": NOW}])
def test_those_who_left_are_not_written_to(
    cast: Cast, mailroom: Flask, sink: Sink, change: dict[str, object]
):
    notify("t.news", [cast.alice.id])
    session.execute(Person.__table__.update().filter_by(id=cast.alice.id).values(**change))
    no_mail_for(mailroom, sink)


def test_whoever_leaves_between_the_asking_and_the_sending_receives_nothing(
    cast: Cast, mailroom: Flask, sink: Sink
):
    notify("t.news", [cast.alice.id])
    with clock.frozen(DIGEST):
        sending.send_digests(now=DIGEST)
    session.execute(Person.__table__.update().filter_by(id=cast.alice.id).values(left_on=TODAY))
    no_mail_for(mailroom, sink)
    assert session.scalars(select(Mail.state)).all() == ["dropped"]


def test_what_was_read_done_or_muted_meanwhile_is_not_mailed(
    cast: Cast, mailroom: Flask, sink: Sink
):
    viewer = cast.viewer(cast.alice)
    for kind in ("t.news", "t.act", "t.weekly"):
        notify(kind, [cast.alice.id], key="a")
    news = session.scalars(select(Notice.id).filter_by(kind="t.news")).one()
    keeping.mark_read(viewer, news, now=NOW)
    settle("t.act", key="a")
    keeping.mute(viewer, "t.weekly", now=NOW)
    pass_time(mailroom, at("2026-03-17", "10:00"))
    assert sink.raw == []


def test_nothing_is_told_where_the_wave_is_dark(cast: Cast, mailroom: Flask, sink: Sink):
    notify("t.quotes", [cast.alice.id, cast.henri.id])
    pass_time(mailroom, DIGEST)
    assert recipients(sink) == ["henri@example.org"]  # above units: their desk stays lit
    make_wave(cast.nantes, "quotes")
    pass_time(mailroom, DIGEST + timedelta(minutes=10))
    assert recipients(sink) == ["alice@example.org", "henri@example.org"]


def test_a_mandate_elsewhere_lights_what_is_live_there(cast: Cast, mailroom: Flask, sink: Sink):
    make_wave(cast.rennes, "quotes")
    notify("t.quotes", [cast.karim.id, cast.marion.id])
    pass_time(mailroom, DIGEST)
    assert recipients(sink) == ["karim@example.org"]


def test_severing_before_sending_leaves_nothing_to_send(cast: Cast, mailroom: Flask, sink: Sink):
    thread = threads.open_thread()
    notify("t.alert", [cast.karim.id], thread=thread)
    sending.send_alerts(now=NOW)
    assert session.scalar(select(Dispatch.thread)) == thread
    threads.sever(thread)
    pass_time(mailroom, DIGEST)
    assert sink.raw == []
    for table in (Notice, Dispatch, Mail):
        assert session.scalars(select(table.id)).all() == []


def test_a_digest_survives_the_severance_of_one_of_its_notices(
    cast: Cast, mailroom: Flask, sink: Sink
):
    thread = threads.open_thread()
    notify("t.alert", [cast.karim.id], thread=thread)
    notify("t.news", [cast.karim.id])
    sending.send_digests(now=DIGEST)
    threads.sever(thread)
    pass_time(mailroom, DIGEST)
    assert [one["Subject"] for one in sink.messages] == ["Some news"]


def test_the_trace_of_a_mail_goes_when_its_day_is_over(cast: Cast, mailroom: Flask, sink: Sink):
    notify("t.news", [cast.alice.id])
    pass_time(mailroom, DIGEST)
    assert session.scalar(select(Dispatch.person_id)) == cast.alice.id
    pass_time(mailroom, DIGEST + timedelta(hours=19))
    assert session.scalars(select(Dispatch.id)).all() == []
    told = session.execute(select(Notice.mail, Notice.sent_with)).all()
    assert told, "what was told stays in the inbox"
    assert {tuple(one) for one in told} == {("asked", None)}
    assert session.scalars(select(Mail.args)).all() == [{}]


def test_the_trace_of_a_mail_still_to_leave_is_kept(cast: Cast, mailroom: Flask, sink: Sink):
    sink.answer_rcpt = "451 later"
    notify("t.news", [cast.alice.id])
    pass_time(mailroom, DIGEST)
    pass_time(mailroom, DIGEST + timedelta(hours=19))
    assert session.scalars(select(Dispatch.person_id)).all() == [cast.alice.id]


def test_a_mail_that_could_leave_only_at_night_waits_for_the_morning(
    cast: Cast, mailroom: Flask, sink: Sink
):
    sink.answer_rcpt = "451 later"
    notify("t.news", [cast.alice.id])
    pass_time(mailroom, DIGEST)
    sink.answer_rcpt = "250 ok"
    for hour in range(9, 22):
        pass_time(mailroom, DIGEST + timedelta(hours=hour))
    assert sink.raw == []
    pass_time(mailroom, MORNING + timedelta(minutes=1))
    assert len(sink.raw) == 1


def test_a_worker_away_for_days_sends_one_digest_when_it_is_back(
    cast: Cast, mailroom: Flask, sink: Sink
):
    for day in range(4):
        with clock.frozen(NOW + timedelta(days=day)):
            notify("t.news", [cast.alice.id], key=str(day))
    pass_time(mailroom, at("2026-03-17", "21:00"))
    assert sink.raw == []
    pass_time(mailroom, at("2026-03-18", "09:05"))
    assert len(sink.raw) == 1
    assert sink.messages[0].as_string().count("inbox/choices") >= 1


def test_run_twice_the_sweepers_send_nothing_more(cast: Cast, mailroom: Flask, sink: Sink):
    notify("t.news", [cast.alice.id])
    for _again in range(3):
        with clock.frozen(DIGEST):
            sending.send_digests(now=DIGEST)
            sending.send_alerts(now=DIGEST)
    pass_time(mailroom, DIGEST)
    assert len(sink.raw) == 1


def test_a_second_employer_or_mandate_does_not_double_the_mail(
    cast: Cast, mailroom: Flask, sink: Sink
):
    make_membership(cast.alice.id, cast.rennes, is_primary=False)
    make_mandate(cast.alice.id, Role.DEPUTY, cast.rennes.id)
    notify("t.news", [cast.alice.id])
    pass_time(mailroom, DIGEST)
    assert len(sink.raw) == 1


def test_a_crowd_is_written_to_batch_by_batch(cast: Cast):
    people = [person.id for person in cast.people.values()]
    notify("t.news", people)
    assert sending.send_digests(now=DIGEST, batch=4) == 4
    assert sending.send_digests(now=DIGEST, batch=100) == 7
    assert sending.send_digests(now=DIGEST) == 0
    written: list[UUID] = list(session.scalars(select(Dispatch.person_id)))
    assert len(set(written)) == len(written) == 11
