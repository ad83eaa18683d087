"""Telling people, each with only what they may know."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from lms.core import clock
from lms.core.access import Role
from lms.core.db import session
from lms.core.notices import About, notify, settle
from lms.network.models import Mandate
from lms.network.rules import DEFAULT_ZONE
from lms.quotes.models import Difficulty, Draft
from lms.quotes.queries.coaches import find_backup, list_leads

COACH_KINDS = ("quotes.told", "quotes.backup")
REPORTER_KINDS = (
    "quotes.seen",
    "quotes.meeting",
    "quotes.reread",
    "quotes.aloud",
    "quotes.ended",
    "quotes.idle",
    "quotes.choose",
    "quotes.channel",
    "quotes.danger",
)


def tell_coach(one: Difficulty) -> None:
    """Alert the coach a difficulty is told to, at once; a former coach's alert is settled."""
    settle(*COACH_KINDS, thread=one.thread)
    if one.coach_id is not None:
        notify(
            "quotes.told",
            [one.coach_id],
            key=str(one.id),
            turn=str(one.coach_id),
            thread=one.thread,
            about=About("quotes.ask", {"difficulty_id": one.id}),
            due=one.acknowledge_by,
        )


def settle_coach(one: Difficulty) -> None:
    """Say that nobody waits for the coach any more."""
    settle(*COACH_KINDS, thread=one.thread)


def tell_reporter(kind: str, one: Difficulty, *, turn: str = "", **values: int) -> None:
    """Tell a reporter something of their own difficulty."""
    endpoint = "quotes.preview" if kind in ("reread", "aloud") else "quotes.follow"
    notify(
        f"quotes.{kind}",
        [one.reporter_id],
        key=str(one.id),
        turn=turn,
        thread=one.thread,
        about=About(endpoint, {"difficulty_id": one.id}),
        **values,  # type: ignore[arg-type]
    )


def settle_reporter(one: Difficulty) -> None:
    """Say that nothing of their difficulty waits for its reporter."""
    settle(*REPORTER_KINDS, thread=one.thread)


def tell_author(draft: Draft) -> None:
    """Tell a coach that a card of theirs comes back."""
    notify(
        "quotes.changes",
        [draft.coach_id],
        key=str(draft.id),
        turn=f"{draft.times_sent}:{clock.now().isoformat()}",
        thread=draft.thread,
        about=About("quotes.draft", {"draft_id": draft.id}),
    )


def settle_author(draft: Draft) -> None:
    """Say that the card is in other hands."""
    settle("quotes.changes", thread=draft.thread)


def tell_gone(coach_id: UUID) -> None:
    """Tell a coach that a card will not come out; which one is not said, nothing is left of it."""
    notify("quotes.gone", [coach_id], about=About("quotes.inbox"))


def tell_late(one: Difficulty, now: datetime) -> None:
    """Tell the backup that somebody waits, and the regional lead that a coach is late: no more."""
    day = clock.business_date(now, DEFAULT_ZONE)
    if one.coach_id is None:
        return
    backup = find_backup(one.coach_id, one.unit_id, day)
    if backup is not None and backup != one.reporter_id:
        notify(
            "quotes.backup",
            [backup],
            key=str(one.id),
            turn=one.late_told,
            thread=one.thread,
            about=About("quotes.inbox"),
        )
    leads = [lead for lead in list_leads(one.unit_id, day) if lead != one.coach_id]
    # One sentence a day whatever the number of breaches: it says neither who nor how many.
    notify("quotes.late", leads, key=day.isoformat())


def tell_readers(reader_ids: Iterable[UUID], day: date) -> None:
    """Tell second readers, once a day, that cards wait."""
    notify("quotes.to_read", reader_ids, key=day.isoformat(), about=About("quotes.second_reading"))


def holders_of(role: Role, day: date) -> list[UUID]:
    """Return everybody who holds a mandate of a kind."""
    return list(
        session.scalars(
            select(Mandate.person_id)
            .where(Mandate.kind == role.value, Mandate.during.contains(day))
            .distinct()
            .order_by(Mandate.person_id)
        )
    )
