"""Turning notices into mails: claimed here in one transaction, sent by the outbox of the core."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import delete, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert

from lms.accounts.models import Person
from lms.core import ids
from lms.core.db import session
from lms.core.mail import queue_letters
from lms.core.mail.models import Mail
from lms.core.notices.models import Notice
from lms.network.rules import DEFAULT_ZONE
from lms.notifications.models import Dispatch
from lms.notifications.policies import week
from lms.notifications.queries import due
from lms.notifications.queries.due import Alert, Cut
from lms.notifications.rules.hours import is_working, local_day

LETTER = "notifications.mail"
BATCH = 5000
DAY_OVER = timedelta(hours=18)
"""No mail leaves before 6 in the morning: this long after one, the person's day is another one."""
FORGOTTEN = timedelta(days=7)
"""After this a mail has left or never will."""


def send_alerts(*, now: datetime, notice_ids: Iterable[UUID] | None = None) -> int:
    """Ask for the mails that leave at once, one per notice; return how many.

    Outside the working hours of a person's unit theirs wait for the next one.
    """
    hours = week(now)
    day = local_day(now, DEFAULT_ZONE)
    found = due.lock_alerts(day, limit=BATCH, among=notice_ids)
    awake = [one for one in found if is_working(now, one.zone, hours)]
    for thread, alerts in groupby(sorted(awake, key=_by_thread), key=lambda one: one.thread):
        _claim_alerts(list(alerts), thread, now)
    return len(awake)


def _by_thread(alert: Alert) -> str:
    return str(alert.thread or "")


def _claim_alerts(alerts: list[Alert], thread: UUID | None, now: datetime) -> None:
    rows = [
        _dispatch(one.person_id, local_day(now, one.zone), now, alert=True, thread=thread)
        for one in alerts
    ]
    _mark({one.id: row["id"] for one, row in zip(alerts, rows, strict=True)})
    session.execute(insert(Dispatch), rows)
    queue_letters(
        LETTER, {row["mail_id"]: {"dispatch_id": row["id"]} for row in rows}, thread=thread
    )


def _dispatch(
    person_id: UUID, day: date, now: datetime, *, alert: bool, thread: UUID | None = None
) -> dict[str, Any]:
    return {
        "id": ids.new_id(),
        "person_id": person_id,
        "day": day,
        "alert": alert,
        "thread": thread,
        "mail_id": ids.new_id(),
        "created_at": now,
    }


def send_digests(*, now: datetime, among: Sequence[UUID] | None = None, batch: int = BATCH) -> int:
    """Ask for today's mail of everybody something is due to, zone by zone; return how many.

    One a day and a person: the database refuses a second one. At most ``batch`` per zone.
    """
    if not due.is_anything_waiting():
        return 0
    hours = week(now)
    cuts = [due.cut_of(zone, now, hours) for zone in due.list_zones()]
    return sum(_send_in(cut, among, batch) for cut in cuts if cut is not None)


def _send_in(cut: Cut, among: Sequence[UUID] | None, batch: int) -> int:
    people = due.list_people_due(cut, limit=batch, among=among)
    if not people:
        return 0
    rows = [_dispatch(person, cut.day, cut.now, alert=False) for person in people]
    claim = insert(Dispatch).on_conflict_do_nothing().returning(Dispatch.person_id)
    won = set(session.scalars(claim, rows))
    claimed = {row["person_id"]: row for row in rows if row["person_id"] in won}
    # Read then written: joined in one statement, the planner goes through every notice per person.
    found = due.list_taken(cut, list(claimed))
    _mark({notice: claimed[person]["id"] for notice, person in found})
    queue_letters(LETTER, {row["mail_id"]: {"dispatch_id": row["id"]} for row in claimed.values()})
    return len(claimed)


_MARK = text(
    "UPDATE core_notice SET mail = 'asked', sent_with = told.dispatch "
    "FROM unnest(CAST(:notices AS uuid[]), CAST(:dispatches AS uuid[])) AS told (id, dispatch) "
    "WHERE core_notice.id = told.id AND core_notice.mail = 'waiting'"
)


def _mark(dispatches: dict[UUID, UUID]) -> None:
    values = {"notices": list(dispatches), "dispatches": list(dispatches.values())}
    session.execute(_MARK, values)


def release_unreachable(*, now: datetime) -> None:
    """Stop keeping for the mail what people without an address are told: they read the inbox."""
    day = local_day(now, DEFAULT_ZONE)
    session.execute(
        update(Notice)
        .where(
            Notice.mail == "waiting",
            Person.id == Notice.person_id,
            or_(Person.email.is_(None), Person.erased_at.is_not(None), Person.left_on <= day),
        )
        .values(mail="none")
        .execution_options(synchronize_session=False)
    )


def forget_dispatches(*, now: datetime) -> None:
    """Delete the trace of the mails that have left, once their day is over.

    Their notices no longer say which mail told them: the numbers of mails follow each other, and
    who else was written to that hour is nobody's to count.
    """
    leaving = select(Mail.id).where(
        Mail.id == Dispatch.mail_id, Mail.state.in_(("queued", "sending"))
    )
    gone = (
        delete(Dispatch)
        .where(
            Dispatch.created_at < now - DAY_OVER,
            or_(~leaving.exists(), Dispatch.created_at < now - FORGOTTEN),
        )
        .returning(Dispatch.id, Dispatch.person_id)
        .cte("gone")
    )
    session.execute(
        update(Notice)
        .where(Notice.person_id == gone.c.person_id, Notice.sent_with == gone.c.id)
        .values(sent_with=None)
        .execution_options(synchronize_session=False)
    )
