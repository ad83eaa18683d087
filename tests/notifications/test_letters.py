"""Mails of notices word for word, in both languages, text and page; titles that say nothing."""

import re
from datetime import date, timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from sqlalchemy import select
from syrupy.assertion import SnapshotAssertion

from lms.core import clock, i18n
from lms.core.db import session
from lms.core.jobs import drain
from lms.core.mail.models import Mail
from lms.core.notices import KINDS, About, notify
from lms.core.notices.models import Notice
from lms.notifications.jobs.letters import subject_of
from lms.notifications.services import sending
from tests.cast import NOW, Cast
from tests.core.smtp_sink import Sink
from tests.factories.courses import KNOWN
from tests.notifications.test_hours import at

DIGEST = at("2026-03-12", "10:00")
PATH = About("courses.learn_path", {"path_uid": KNOWN.path})
FRIDAY = date(2026, 3, 20)
MAILS = ("digest", "one", "alert", "week")


def ask(cast: Cast, mail: str) -> None:
    """Have one kind of mail to send to somebody."""
    alice, path = [cast.alice.id], {"path": "Accueillir <chaque> client", "until": FRIDAY}
    if mail in {"digest", "one"}:
        notify("courses.due_soon", alice, about=PATH, **path)
    if mail == "digest":
        notify("courses.path_given", alice, about=PATH, **path)
        notify("courses.late", alice, about=PATH, due=NOW + timedelta(days=1), **path)
    if mail == "alert":
        notify("t.alert", [cast.karim.id], about=PATH, who="Alice", due=NOW + timedelta(days=2))
    if mail == "week":
        notify("courses.team_week", [cast.marion.id], about=About("courses.team"), unit="Nantes")


def sent(app: Flask, sink: Sink) -> EmailMessage:
    moment = at("2026-03-17", "10:00")
    with clock.frozen(moment):
        sending.send_alerts(now=moment)
        sending.send_digests(now=moment)
        session.commit()
        drain(app, strict=True)
    (message,) = sink.messages
    return message


def words_of(message: EmailMessage, kind: str) -> str:
    return str(message.get_body((kind,)).get_content()).replace("\r\n", "\n")  # type: ignore[union-attr]


@pytest.mark.parametrize("asked", [(mail, code) for mail in MAILS for code in i18n.LOCALES])
def test_a_mail_is_word_for_word_what_was_read_over(
    cast: Cast, mailroom: Flask, sink: Sink, snapshot: SnapshotAssertion, asked: tuple[str, str]
):
    mail, locale = asked
    for person in cast.people.values():
        person.locale = locale
    ask(cast, mail)
    message = sent(mailroom, sink)
    page = words_of(message, "html")
    body = page[page.index("<main>") :]
    told = (message["Subject"], message["To"], words_of(message, "plain"), body)
    assert told == snapshot


def test_the_page_of_a_mail_holds_no_markup_of_others(cast: Cast, mailroom: Flask, sink: Sink):
    ask(cast, "one")
    message = sent(mailroom, sink)
    assert "Accueillir &lt;chaque&gt; client" in words_of(message, "html")
    assert "Accueillir <chaque> client" in words_of(message, "plain")


@pytest.mark.parametrize("locale", i18n.LOCALES)
def test_titles_name_neither_a_person_nor_any_content(locale: str):
    with i18n.speaking(locale):
        for kind in KINDS.values():
            title = str(kind.title)
            assert leaks(title, kind.example()) == set(), kind.code
            assert len(title) <= 60


def leaks(title: str, body: str) -> set[str]:
    """Return the figures and proper names that a title shares with an example of its body."""
    telling = re.compile(r"\d+|(?<!^)(?<![.!?:] )\b[A-ZÀ-Ý]\w+")
    return set(telling.findall(title)) & set(telling.findall(body)) | set(re.findall(r"\d+", title))


def test_canary_a_title_with_a_name_or_a_figure_is_caught():
    assert leaks("Bonjour Alice", "De Alice, hier") == {"Alice"}
    assert leaks("3 personnes", "3 personnes attendent") == {"3"}
    assert leaks("Un parcours vous attend", "Accueillir chaque client") == set()


@pytest.mark.parametrize("locale", i18n.LOCALES)
def test_the_subject_of_several_says_how_many_and_nothing_else(locale: str):
    with i18n.speaking(locale):
        assert subject_of(["A"], 1) == "A"
        several = subject_of(["A", "B", "C"], 2)
        assert "2" in several
        assert subject_of(["A", "B"], 0) not in {"", "A", "B"}


def test_a_confidential_body_is_in_no_mail_whatever_the_mix(
    cast: Cast, mailroom: Flask, sink: Sink
):
    notify("t.alert", [cast.karim.id], who="Alice Martin", about=PATH)
    notify("t.news", [cast.karim.id], who="bonjour", about=PATH)
    with clock.frozen(DIGEST):
        sending.send_alerts(now=DIGEST)
        sending.send_digests(now=DIGEST)
        session.commit()
        drain(mailroom, strict=True)
    told = "".join(one.as_string() for one in sink.messages)
    assert len(sink.messages) == 2
    assert "bonjour" in told
    assert "Alice" not in told


def test_what_waits_in_the_outbox_says_nothing_of_whom_nor_of_what(cast: Cast, app: Flask):
    notify("t.alert", [cast.karim.id], who="Alice Martin", about=PATH)
    sending.send_alerts(now=NOW)
    (mail,) = session.scalars(select(Mail))
    (notice,) = session.scalars(select(Notice))
    told = f"{mail.key} {mail.args} {mail.letter}"
    for secret in ("Alice", "karim", str(cast.karim.id), str(notice.id), "t.alert"):
        assert secret not in told
