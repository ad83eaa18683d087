"""Mail really committed: a server away for a day, a worker killed with the letter in its hand."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from lms.core import clock, sweepers
from lms.core.db import db, session
from lms.core.jobs import drain
from lms.core.mail.models import Mail
from lms.core.notices import notify
from lms.core.notices.models import Notice
from lms.notifications.models import Dispatch
from lms.notifications.services import sending
from tests.cast import NOW, TODAY, build
from tests.conftest import ROOT, drop_database, new_database
from tests.core.smtp_sink import Sink
from tests.notifications.sending import mailing_app
from tests.notifications.test_hours import at

DIGEST = at("2026-03-12", "10:00")
NOWHERE = "smtp://127.0.0.1:1"


@pytest.fixture
def url() -> Iterator[str]:
    made = new_database("mailing")
    yield made
    drop_database(made)


@pytest.fixture
def house(url: str, sink: Sink, tmp_path: Path) -> Iterator[Flask]:
    """The whole application, really committing, with the cast in it."""
    app = mailing_app(url, sink.url, tmp_path)
    with app.app_context():
        with clock.frozen(NOW):
            build()
            session.commit()
        yield app
        session.remove()
        db.engine.dispose()


def everybody() -> list[UUID]:
    asked = text("SELECT id FROM accounts_person WHERE email IS NOT NULL AND left_on IS NULL")
    return list(session.scalars(asked))


def pass_time(app: Flask, moment: datetime) -> None:
    with clock.frozen(moment):
        sweepers.tick(app, moment)
        drain(app, strict=True)
    session.rollback()


def let_mail_leave_by(app: Flask, smtp_url: str) -> None:
    app.extensions["settings"] = replace(app.extensions["settings"], smtp_url=smtp_url)


@pytest.mark.slow
def test_a_mail_server_away_for_a_day_loses_nothing_and_doubles_nothing(house: Flask, sink: Sink):
    people = everybody()
    with clock.frozen(NOW):
        notify("t.news", people)
        session.commit()
    let_mail_leave_by(house, NOWHERE)
    for hour in range(24):
        pass_time(house, DIGEST + timedelta(hours=hour))
    assert sink.raw == []
    assert session.scalar(select(func.count()).select_from(Mail)) == len(people)
    let_mail_leave_by(house, sink.url)
    for minutes in range(0, 180, 30):
        pass_time(house, DIGEST + timedelta(days=1, minutes=minutes))
    assert len(sink.raw) == len(sink.received) == len(people)
    assert set(session.scalars(select(Mail.state))) == {"sent"}


def test_while_the_server_is_away_the_inbox_goes_on_and_the_next_mail_says_the_rest(
    house: Flask, sink: Sink
):
    person = everybody()[:1]
    let_mail_leave_by(house, NOWHERE)
    for day in range(3):
        with clock.frozen(NOW + timedelta(days=day)):
            notify("t.news", person, who=f"day {day}")
            session.commit()
        pass_time(house, DIGEST + timedelta(days=day))
    assert session.scalar(select(func.count()).select_from(Notice)) == 3
    let_mail_leave_by(house, sink.url)
    pass_time(house, at("2026-03-16", "09:30"))
    parts = [one.get_body(("plain",)) for one in sink.messages]
    told = "".join(str(part.get_content()) for part in parts if part)
    assert [told.count(f"day {day}") for day in range(3)] == [1, 1, 1]


def test_killed_between_asking_and_sending_nothing_is_lost(house: Flask, sink: Sink):
    person = everybody()[:1]
    with clock.frozen(DIGEST):
        notify("t.news", person)
        session.commit()
        sending.send_digests(now=DIGEST)
        session.rollback()  # the transaction of a worker that died
        assert session.scalars(select(Notice.mail)).all() == ["waiting"]
        assert session.scalars(select(Dispatch.id)).all() == []
        sending.send_digests(now=DIGEST)
        session.execute(text("DELETE FROM procrastinate_jobs"))  # and of one whose job was lost
        session.commit()
    pass_time(house, DIGEST + timedelta(minutes=16))
    assert len(sink.raw) == 1


def test_canary_marking_before_the_mail_is_asked_for_would_lose_it(house: Flask, sink: Sink):
    """Planted: notices marked in a transaction of their own, the mail asked for in the next."""
    notify("t.news", everybody()[:1])
    session.execute(Notice.__table__.update().values(mail="asked"))
    session.commit()
    pass_time(house, DIGEST)
    pass_time(house, DIGEST + timedelta(days=1))
    assert sink.raw == []


@pytest.mark.slow
@pytest.mark.drill
def test_killed_after_the_server_took_the_mail_the_mailbox_shows_one(
    house: Flask, url: str, sink: Sink
):
    """kill -9 in the second in which the server has the mail and the worker does not know it."""
    with clock.frozen(DIGEST):
        notify("courses.due_soon", everybody()[:1], path="Accueillir", until=TODAY)
        sending.send_digests(now=DIGEST)
        session.commit()
    sink.silence = 20.0
    worker = subprocess.Popen(
        [sys.executable, "-m", "tests.notifications.sending", url, sink.url, str(DIGEST)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    try:
        wait_for(lambda: sink.raw)
        worker.send_signal(signal.SIGKILL)
    finally:
        worker.kill()
        worker.wait()
    sink.silence = 0.0
    session.rollback()
    assert session.scalars(select(Mail.state)).all() == ["sending"]
    pass_time(house, DIGEST + timedelta(minutes=20))
    assert len(sink.raw) == 2, "the letter was handed over twice"
    assert len(sink.received) == 1, "under one Message-ID: a mailbox shows one"
    assert session.scalars(select(Mail.state)).all() == ["sent"]


def wait_for(true: Callable[[], object], seconds: float = 40) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.05)
