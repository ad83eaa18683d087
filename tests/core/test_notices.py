"""A feature below tells people something, once each, in its own transaction."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, text

from lms.core import clock, ids, threads
from lms.core.access import Role
from lms.core.db import session
from lms.core.i18n import _l
from lms.core.notices import KINDS, About, Channel, Kind, Urgency, declare, notify, settle
from lms.core.notices.models import Notice, NoticeMute

pytestmark = pytest.mark.usefixtures("app", "kinds")
NOON = datetime(2026, 3, 12, 11, tzinfo=UTC)


def _body(count: int = 0, until: date | None = None) -> str:
    return f"{count} until {until}"


@pytest.fixture
def kinds() -> Iterator[None]:
    before = dict(KINDS)
    common = {"body": _body, "audience": frozenset({Role.EMPLOYEE})}
    declare(Kind(code="t.know", name=_l("Know"), title=_l("Known"), **common))
    declare(
        Kind(code="t.act", name=_l("Act"), title=_l("Waits"), act=True, mutable=False, **common)
    )
    declare(
        Kind(
            code="t.alert",
            name=_l("Alert"),
            title=_l("Somebody waits"),
            act=True,
            confidential=True,
            urgency=Urgency.AT_ONCE,
            body=_body,
            audience=frozenset({Role.COACH}),
        )
    )
    yield
    KINDS.clear()
    KINDS.update(before)


def rows(kind: str) -> list[Notice]:
    return list(
        session.scalars(
            select(Notice).where(Notice.kind == kind).execution_options(populate_existing=True)
        )
    )


def alerts() -> list[dict]:
    asked = "SELECT args FROM procrastinate_jobs WHERE task_name = 'notifications.alert'"
    return list(session.scalars(text(asked)))


def test_a_notice_is_in_the_inbox_at_once_with_its_values():
    alice, about = ids.new_id(), About("courses.learn_path", {"path_uid": ids.new_id()})
    with clock.frozen(NOON):
        told = notify("t.know", [alice, alice], about=about, count=2, until=date(2026, 3, 20))
    assert told == 1
    (row,) = rows("t.know")
    assert (row.person_id, row.created_at, row.mail, row.act) == (alice, NOON, "waiting", False)
    assert row.args == {"path_uid": str(about.args["path_uid"])}
    assert KINDS["t.know"].put_in_words(row.values) == "2 until 2026-03-20"
    assert KINDS["t.know"].put_in_words({**row.values, "renamed": 1}) == "2 until 2026-03-20"


def test_the_same_thing_is_told_once_and_again_at_its_next_turn():
    people = [ids.new_id(), ids.new_id()]
    assert notify("t.act", people, key="a") == 2
    assert notify("t.act", [*people, ids.new_id()], key="a") == 1
    settle("t.act", key="a")
    assert notify("t.act", people, key="a") == 0
    assert notify("t.act", people, key="a", turn="second") == 2
    assert notify("t.know", people) == notify("t.know", people) == 2


def test_many_people_are_told_in_few_statements():
    assert notify("t.know", (ids.new_id() for _ in range(2500)), key="all") == 2500
    assert len(rows("t.know")) == 2500


def test_settling_ends_what_is_open_and_keeps_it_from_being_mailed():
    alice, bruno = ids.new_id(), ids.new_id()
    notify("t.act", [alice, bruno], key="a")
    notify("t.act", [alice], key="b")
    with clock.frozen(NOON):
        assert settle("t.act", key="a", person_ids=[alice]) == 1
        assert settle("t.act", "t.know", key="a") == 1
        assert settle("t.act", key="a") == 0
    states = {(row.person_id, row.key): (row.done_at, row.mail) for row in rows("t.act")}
    assert states[alice, "a"] == states[bruno, "a"] == (NOON, "skipped")
    assert states[alice, "b"] == (None, "waiting")


def test_what_goes_at_once_asks_for_its_mail_in_the_same_transaction():
    karim = ids.new_id()
    with session.begin_nested() as point:
        notify("t.alert", [karim], key="a")
        assert len(alerts()) == 1
        point.rollback()
    assert alerts() == []
    assert rows("t.alert") == []
    notify("t.alert", [karim], key="a")
    notify("t.alert", [karim], key="a")
    notify("t.know", [karim])
    (asked,) = alerts()
    assert [UUID(one) for one in asked["notice_ids"]] == [rows("t.alert")[0].id]


def test_severing_a_thread_takes_its_notices():
    thread, other = threads.open_thread(), threads.open_thread()
    for one in (thread, other):
        notify("t.alert", [ids.new_id()], thread=one, key=str(one))
    session.flush()
    threads.sever(thread)
    assert [row.thread for row in rows("t.alert")] == [other]
    assert str(thread) not in str(alerts())
    assert settle("t.alert", thread=other) == 1


def test_a_muted_kind_is_listed_but_neither_counted_nor_sent():
    alice, bruno = ids.new_id(), ids.new_id()
    for kind in ("t.know", "t.act"):
        session.add(NoticeMute(person_id=alice, kind=kind, since=NOON))
    notify("t.know", [alice, bruno])
    notify("t.act", [alice])
    states = {row.person_id: (row.muted, row.mail) for row in rows("t.know")}
    assert states == {alice: (True, "skipped"), bruno: (False, "waiting")}
    assert [row.muted for row in rows("t.act")] == [False]  # nobody may mute this one


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"kind": "t.unknown"}, KeyError),
        ({"count": object()}, TypeError),
        ({"thread": ids.new_id()}, ValueError),
    ],
)
def test_what_cannot_be_told_is_refused_before_anything_is_written(change, error):
    asked = {"kind": "t.know", "person_ids": [ids.new_id()], **change}
    with pytest.raises(error):
        notify(asked.pop("kind"), asked.pop("person_ids"), **asked)
    assert rows("t.know") == []


def test_settling_everything_is_refused():
    for asked in ({}, {"person_ids": [ids.new_id()]}):
        with pytest.raises(ValueError, match="which notices"):
            settle("t.act", **asked)
    with pytest.raises(ValueError, match="which notices"):
        settle(key="a")


def test_a_kind_is_declared_once_and_read_somewhere():
    with pytest.raises(ValueError, match="twice"):
        declare(KINDS["t.know"])
    for change in ({"audience": frozenset()}, {"channels": frozenset({Channel.EMAIL})}):
        given = {"audience": frozenset({Role.EMPLOYEE}), **change}
        with pytest.raises(ValueError, match="nobody reads"):
            declare(Kind(code="t.new", name=_l("N"), title=_l("N"), body=_body, **given))


def test_old_notices_are_forgotten():
    from lms.core import privacy

    with clock.frozen(NOON - timedelta(days=61)):
        notify("t.know", [ids.new_id()], key="old")
    with clock.frozen(NOON - timedelta(days=59)):
        notify("t.know", [ids.new_id()], key="young")
    privacy.expire(now=NOON)
    assert [row.key for row in rows("t.know")] == ["young"]
