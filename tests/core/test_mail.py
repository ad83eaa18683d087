"""Mail leaves once, says only what it should, and waits for a server that is away."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text

from lms.config import ROOT
from lms.core import clock, ids, sweepers, threads
from lms.core.db import session
from lms.core.jobs import drain
from lms.core.mail import (
    Later,
    Letter,
    deliver,
    letter,
    queue_letter,
    queue_letters,
    queue_mail,
)
from lms.core.mail import letters as letters_module
from lms.core.mail.letters import Words, build, one_line
from lms.core.mail.models import Mail
from lms.core.mail.transport import Server
from tests.core.furnished import SENDER, furnish
from tests.core.smtp_sink import Sink, smtp_sink

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
deliver_module = __import__("lms.core.mail.deliver", fromlist=["deliver"])


@pytest.fixture
def sink() -> Iterator[Sink]:
    with smtp_sink() as running:
        yield running


@pytest.fixture
def mailroom(live: Flask, sink: Sink) -> Flask:
    """The kernel with real commits and a mail server."""
    return furnish(live, smtp_url=sink.url)


@pytest.fixture(autouse=True)
def known_letters() -> Iterator[None]:
    before = dict(letters_module.LETTERS)
    yield
    letters_module.LETTERS.clear()
    letters_module.LETTERS.update(before)


def ask(key: str = "one", **changes: object) -> UUID:
    asked = {
        "to": "alice@example.org",
        "to_name": "Alice Martin",
        "subject": "Bienvenue",
        "locale": "fr",
        "paragraphs": ["Votre place est prête.", "<script>alert(1)</script>"],
        "action": "Entrer",
        "url": "http://localhost/in/abc",
    }
    return queue_mail(key=key, **{**asked, **changes})


def row(mail_id: UUID) -> Mail:
    session.rollback()
    return session.execute(
        select(Mail).where(Mail.id == mail_id).execution_options(populate_existing=True)
    ).scalar_one()


def test_a_mail_leaves_with_text_and_page_and_its_words_are_forgotten(mailroom, sink):
    with clock.frozen(NOON):
        mail_id = ask()
        session.commit()
        assert drain(mailroom, strict=True) == 1
    (message,) = sink.messages
    assert message["To"] == "Alice Martin <alice@example.org>"
    assert message["Subject"] == "Bienvenue"
    assert message["Message-ID"] == f"<{mail_id}@example.org>"
    plain = message.get_body(("plain",)).get_content()
    page = message.get_body(("html",)).get_content()
    assert "http://localhost/in/abc" in plain
    assert "<script>" in plain
    assert "&lt;script&gt;" in page
    assert "<script" not in page
    kept = row(mail_id)
    assert (kept.state, kept.args, kept.captured, kept.answer) == ("sent", {}, None, "250")


def test_a_rolled_back_change_sends_nothing(mailroom, sink):
    ask()
    session.rollback()
    assert drain(mailroom) == 0
    assert sink.raw == []


def test_asking_twice_with_one_key_sends_once(mailroom, sink):
    first = ask()
    assert ask(subject="Autre") == first
    session.commit()
    assert ask() == first
    session.commit()
    drain(mailroom, strict=True)
    assert len(sink.raw) == 1


def test_development_keeps_the_mail_instead(live):
    app = furnish(live, development=True)
    mail_id = ask()
    session.commit()
    drain(app, strict=True)
    kept = row(mail_id)
    assert kept.state == "sent"
    assert kept.captured["subject"] == "Bienvenue"
    assert kept.args == {}


def test_without_a_server_mail_waits_and_is_not_kept_in_clear_once_sent(live, sink):
    app = furnish(live)
    with clock.frozen(NOON):
        mail_id = ask()
        session.commit()
        drain(app, strict=True)
        assert (row(mail_id).state, row(mail_id).answer) == ("queued", "no server")


def test_a_composer_writes_at_the_last_moment_and_may_drop(mailroom, sink):
    @letter("test.hello")
    def hello(*, now: datetime, person_id: UUID) -> Letter | None:
        assert now == NOON
        if person_id.int == 0:
            return None
        return Letter(to="karim@example.org", subject="Hello", locale="en")

    with clock.frozen(NOON):
        gone = queue_letter("test.hello", key="a", person_id=UUID(int=0))
        queue_letter("test.hello", key="b", person_id=ids.new_id())
        session.commit()
        drain(mailroom, strict=True)
    assert row(gone).state == "dropped"
    assert [one["To"] for one in sink.messages] == ["karim@example.org"]


def test_a_letter_that_cannot_be_written_is_told_and_tried_again(mailroom, sink):
    @letter("test.broken")
    def broken(*, now: datetime) -> Letter | None:
        raise LookupError("Alice Martin")

    with clock.frozen(NOON):
        mail_id = queue_letter("test.broken", key="a")
        session.commit()
        drain(mailroom, strict=True)
    kept = row(mail_id)
    assert (kept.state, kept.answer, kept.tries) == ("queued", "LookupError", 1)


@pytest.mark.parametrize(
    "wanted", ["a@b\r\nBcc: eve@example.org", "a@b, eve@c", "a", "@", "a b@c", "<a@b>"]
)
def test_an_address_that_could_reach_somebody_else_is_refused(kernel, wanted):
    with pytest.raises(ValueError, match="address"):
        ask(to=wanted)


def test_headers_cannot_be_added_through_the_subject_or_the_name(mailroom, sink):
    ask(subject="Bonjour\r\nBcc: eve@example.org\r\n\r\nx", to_name="Alice\nBcc: eve@example.org")
    session.commit()
    drain(mailroom, strict=True)
    (message,) = sink.messages
    assert message["Bcc"] is None
    assert message["Subject"] == "Bonjour Bcc: eve@example.org x"


def test_canary_a_subject_put_as_it_is_would_be_a_header():
    words = Words("a@b.fr", "", "Bonjour\r\nBcc: eve@example.org", "x", "x")
    with pytest.raises(ValueError, match=r"linefeed|newline"):
        build(words, mail_id=ids.new_id(), sender=SENDER, now=NOON)


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_subject_becomes_one_line(words):
    made = one_line(words)
    assert len(made.splitlines()) <= 1
    build(Words("a@b.fr", made, made, "x", "x"), mail_id=UUID(int=1), sender=SENDER, now=NOON)


def die_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the worker die after the server took the mail, before that is written."""
    monkeypatch.setattr(deliver_module, "_finish", lambda *_: (_ for _ in ()).throw(SystemExit))


def test_a_worker_that_dies_after_handing_over_makes_no_second_mail(mailroom, sink, monkeypatch):
    with clock.frozen(NOON):
        mail_id = ask()
        session.commit()
        with monkeypatch.context() as planted:
            die_once(planted)
            with pytest.raises(SystemExit):
                deliver(now=NOON, mail_id=mail_id)
        session.rollback()
        assert row(mail_id).state == "sending"
        drain(mailroom, strict=True)
        assert len(sink.raw) == 1, "claimed: nobody else takes it yet"
    later = NOON + timedelta(minutes=20)
    with clock.frozen(later):
        sweepers.tick(mailroom, later)
        drain(mailroom, strict=True)
    assert len(sink.raw) == 2
    assert len(sink.received) == 1, "the mailbox sees one message"
    assert row(mail_id).state == "sent"


def test_canary_a_new_message_id_at_each_try_would_be_two_mails(mailroom, sink, monkeypatch):
    def build_anew(words: Words, **given: object) -> EmailMessage:
        return build(words, **{**given, "mail_id": ids.new_id()})

    monkeypatch.setattr(deliver_module, "build", build_anew)
    mail_id = ask()
    session.commit()
    for _again in range(2):
        words = Words("a@b.fr", "", "x", "x", "x")
        deliver_module._hand_over(row(mail_id), words, NOON)
    assert len(sink.received) == 2


def run_two(app: Flask, mail_id: UUID) -> None:
    def work() -> None:
        with app.app_context():
            deliver(now=NOON, mail_id=mail_id)
            session.commit()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()


def test_two_workers_on_one_mail_send_once(mailroom, sink):
    sink.delay = 0.2
    mail_id = ask()
    session.commit()
    run_two(mailroom, mail_id)
    assert len(sink.raw) == 1


def test_canary_looking_without_claiming_sends_twice(mailroom, sink, monkeypatch):
    sink.delay = 0.2
    monkeypatch.setattr(deliver_module, "_claim", lambda mail_id, _now: session.get(Mail, mail_id))
    mail_id = ask()
    session.commit()
    run_two(mailroom, mail_id)
    assert len(sink.raw) == 2


@pytest.mark.slow
def test_a_server_away_for_a_day_loses_nothing(live, sink):
    app = furnish(live, smtp_url="smtp://127.0.0.1:1")
    with clock.frozen(NOON):
        for number in range(5):
            ask(key=f"mail {number}")
        session.commit()
        drain(app, strict=True)
    for hour in range(1, 25):
        at = NOON + timedelta(hours=hour)
        with clock.frozen(at):
            sweepers.tick(app, at)
            drain(app, strict=True)
    states = session.execute(select(Mail.state, func.count()).group_by(Mail.state)).all()
    assert states == [("queued", 5)]
    furnish(live, smtp_url=sink.url)
    at = NOON + timedelta(hours=26)
    with clock.frozen(at):
        sweepers.tick(app, at)
        drain(app, strict=True)
    assert len(sink.received) == 5


def test_a_mail_whose_job_was_lost_is_found_by_the_sweeper(mailroom, sink):
    with clock.frozen(NOON):
        ask()
        session.execute(text("DELETE FROM procrastinate_jobs"))
        session.commit()
    later = NOON + timedelta(minutes=16)
    with clock.frozen(later):
        sweepers.tick(mailroom, later)
        drain(mailroom, strict=True)
    assert len(sink.raw) == 1


@pytest.mark.parametrize(
    ("code", "state"),
    [("550 no such person", "refused"), ("451 later", "queued"), ("535 who are you", "queued")],
)
def test_a_refusal_for_ever_is_kept_and_one_for_now_is_tried_again(mailroom, sink, code, state):
    sink.answer_rcpt = code
    with clock.frozen(NOON):
        mail_id = ask()
        session.commit()
        drain(mailroom, strict=True)
    assert row(mail_id).state == state
    assert row(mail_id).answer == code[:3]
    sink.answer_rcpt = "250 ok"
    later = NOON + timedelta(minutes=5)
    with clock.frozen(later):
        sweepers.tick(mailroom, later)
        drain(mailroom, strict=True)
    assert len(sink.raw) == (0 if state == "refused" else 1)


def test_after_five_days_a_mail_is_given_up_aloud_and_forgotten_after_thirty(live):
    app = furnish(live, smtp_url="smtp://127.0.0.1:1")
    with clock.frozen(NOON):
        mail_id = ask()
        session.commit()
        drain(app, strict=True)
    for days in (6, 40):
        at = NOON + timedelta(days=days)
        with clock.frozen(at):
            sweepers.tick(app, at)
            drain(app, strict=True)
        if days == 6:
            assert (row(mail_id).state, row(mail_id).args) == ("failed", {})
    assert session.execute(select(func.count()).select_from(Mail)).scalar_one() == 0


def test_a_mail_goes_with_its_thread(live, live_url, sink):
    app = furnish(live, smtp_url=sink.url)
    thread = threads.open_thread()
    ask(thread=thread)
    session.commit()
    assert threads.sever(thread)
    session.commit()
    drain(app, strict=True)
    assert sink.raw == []
    assert session.execute(select(func.count()).select_from(Mail)).scalar_one() == 0


@pytest.mark.parametrize(
    ("url", "tls", "port"),
    [
        ("smtp://mail.example.org", "start", 587),
        ("smtps://u:p@mail.example.org", "wrap", 465),
        ("smtp://127.0.0.1:25", "none", 25),
        ("smtp://u%40x:p%2F@mail.example.org:2525", "start", 2525),
    ],
)
def test_the_way_out_is_read_from_one_address(url, tls, port):
    server = Server.at(url)
    assert (server.tls, server.port) == (tls, port)


@pytest.mark.parametrize(
    "url", ["mail.example.org", "http://x", "smtp://u:p@mail.example.org?tls=none"]
)
def test_a_password_never_travels_in_clear(url):
    with pytest.raises(ValueError, match="mail server"):
        Server.at(url)


def test_mail_templates_hold_no_style_attribute():
    for path in Path(ROOT / "templates" / "emails").glob("*.html"):
        assert "style=" not in path.read_text()


def test_a_composer_may_ask_to_write_later_and_nothing_is_tried_meanwhile(mailroom, sink):
    morning = NOON + timedelta(hours=20)

    @letter("test.morning")
    def by_day(*, now: datetime) -> Letter | None:
        if now < morning:
            raise Later(morning)
        return Letter(to="karim@example.org", subject="Hello", locale="en")

    with clock.frozen(NOON):
        mail_id = queue_letter("test.morning", key="a")
        session.commit()
        drain(mailroom, strict=True)
        assert (row(mail_id).state, row(mail_id).due_at) == ("queued", morning)
    for at in (morning - timedelta(minutes=1), morning):
        with clock.frozen(at):
            sweepers.tick(mailroom, at)
            drain(mailroom, strict=True)
    assert len(sink.raw) == 1
    assert row(mail_id).tries == 2


def test_many_mails_are_asked_for_in_two_statements(mailroom, sink, statements):
    @letter("test.many")
    def many(*, now: datetime, name: str) -> Letter | None:
        return Letter(to=f"{name}@example.org", subject="Hello", locale="en")

    asked = {ids.new_id(): {"name": f"p{number}"} for number in range(20)}
    with statements() as sent:
        queue_letters("test.many", asked)
    assert len(sent) == 2
    session.commit()
    drain(mailroom, strict=True)
    assert set(sink.received) == {f"<{mail_id}@example.org>" for mail_id in asked}
