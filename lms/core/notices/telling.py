"""Telling and settling, in the caller's transaction."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Boolean,
    Uuid,
    bindparam,
    case,
    func,
    literal,
    select,
    type_coerce,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from lms.core import clock, ids, wire
from lms.core.db import session
from lms.core.jobs import enqueue
from lms.core.notices.kinds import KINDS, About, Channel, Kind, Urgency
from lms.core.notices.models import Notice, NoticeMute

ALERT = "notifications.alert"
"""The job that sends what must leave at once; ``lms.notifications`` declares it."""

_CHUNK = 1000


def notify(
    kind: str,
    person_ids: Iterable[UUID],
    *,
    key: str = "",
    turn: str = "",
    thread: UUID | None = None,
    about: About | None = None,
    due: datetime | None = None,
    **values: object,
) -> int:
    """Tell ``person_ids`` something of ``kind``; return how many had not been told already.

    ``key`` is what it is about (a report's identifier): the same kind, key and ``turn`` is told once
    per person, settled or not; without a key every call tells anew. ``due`` is when an act is
    expected. ``values`` are identifiers and plain values, kept with the notice and given to the
    kind's body. Rows, and the job that mails an urgent one, carry ``thread``: they go with it.
    Raises KeyError for a kind nobody declared, TypeError for a value that is not plain, ValueError
    for a thread on a kind that is not confidential.
    """
    one = KINDS[kind]
    if thread is not None and not one.confidential:
        message = f"notice {kind} carries a thread: declare it confidential"
        raise ValueError(message)
    common = {
        "kind": kind,
        "key": key or str(ids.new_id()),
        "turn": turn,
        "thread": thread,
        "capability": one.capability,
        "endpoint": about.endpoint if about else None,
        "args": wire.encode(about.args if about else {}),
        "values": wire.encode(values),
        "act": one.act,
        "due_at": due,
        "created_at": clock.now(),
        "by_hand": False,
    }
    session.flush()
    people = iter(dict.fromkeys(person_ids))
    told = [made for chunk in _chunks(people) for made in _tell(chunk, one, common)]
    if told and one.urgency is Urgency.AT_ONCE and Channel.EMAIL in one.channels:
        enqueue(ALERT, thread=thread, notice_ids=told)
    return len(told)


def _chunks(people: Iterator[UUID]) -> Iterator[list[UUID]]:
    while chunk := list(islice(people, _CHUNK)):
        yield chunk


def _tell(people: list[UUID], kind: Kind, common: dict[str, Any]) -> list[UUID]:
    muting = select(NoticeMute.person_id).where(
        NoticeMute.kind == kind.code, NoticeMute.person_id.in_(people)
    )
    muted = set(session.scalars(muting)) if kind.mutable else set()
    mailed = "waiting" if Channel.EMAIL in kind.channels else "none"
    # One row of arrays, whatever the crowd: the database makes the rows.
    told = (
        func.unnest(
            bindparam("ids", [ids.new_id() for _person in people], ARRAY(Uuid)),
            bindparam("people", people, ARRAY(Uuid)),
            bindparam("muted", [person in muted for person in people], ARRAY(Boolean)),
        )
        .table_valued("id", "person_id", "muted")
        .render_derived(name="told")
    )
    fixed = {name: literal(value, Notice.__table__.c[name].type) for name, value in common.items()}
    rows = select(
        type_coerce(told.c.id, Uuid),
        type_coerce(told.c.person_id, Uuid),
        type_coerce(told.c.muted, Boolean),
        case((type_coerce(told.c.muted, Boolean), "skipped"), else_=mailed),
        *fixed.values(),
    )
    made = (
        insert(Notice)
        .from_select(["id", "person_id", "muted", "mail", *fixed], rows)
        .on_conflict_do_nothing()
        .returning(Notice.id)
    )
    return list(session.scalars(made))


def settle(
    *kinds: str,
    key: str | None = None,
    thread: UUID | None = None,
    person_ids: Iterable[UUID] | None = None,
) -> int:
    """Mark the notices of ``kinds`` about ``key`` or in ``thread`` done; return how many were open.

    They count no more, and one that was waiting to be mailed is not. ``person_ids`` limits it to
    some people. Raises ValueError without a key nor a thread, KeyError for an unknown kind.
    """
    if (key is None and thread is None) or not kinds:
        message = "say which notices: their kinds, and a key or a thread"
        raise ValueError(message)
    _ = [KINDS[kind] for kind in kinds]
    wanted = update(Notice).where(Notice.kind.in_(kinds), Notice.done_at.is_(None))
    if key is not None:
        wanted = wanted.where(Notice.key == key)
    if thread is not None:
        wanted = wanted.where(Notice.thread == thread)
    if person_ids is not None:
        wanted = wanted.where(Notice.person_id.in_(list(person_ids)))
    unsent = case((Notice.mail == "waiting", "skipped"), else_=Notice.mail)
    session.flush()
    done = session.execute(wanted.values(done_at=clock.now(), mail=unsent))
    return int(done.rowcount)  # type: ignore[attr-defined]
