"""One set of counters whatever the door, written aside so that a refusal does not erase them."""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from threading import BoundedSemaphore
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session as Database

from lms.accounts import policies
from lms.accounts.models import AttemptCounter
from lms.accounts.rules.attempts import Counter, Standing, add_try, pause_for
from lms.accounts.services.keys import counter_subject
from lms.core.db import aside, session
from lms.core.errors import Problem, TooMany
from lms.core.i18n import _, ngettext

WAITING = BoundedSemaphore(4)
"""How many slowed answers one process holds at once; more are told to come back."""


class Locked(Problem):
    """Five codes were not the right one: somebody in charge reopens the place."""

    status = 429


@dataclass(frozen=True, slots=True)
class Door:
    """Who tries, from where: the counters that move together."""

    subjects: Mapping[Counter, str]

    def of(self, *kinds: Counter) -> list[str]:
        """Return the subjects of ``kinds`` that this door has."""
        return [self.subjects[kind] for kind in kinds if kind in self.subjects]


def door(*, account: str, address: str, device_id: UUID | None = None) -> Door:
    """Name the counters of a try on ``account`` (a person's id, or what was typed)."""
    subjects = {
        Counter.ACCOUNT: counter_subject("account", account),
        Counter.ADDRESS: counter_subject("address", address),
    }
    if device_id is not None:
        subjects[Counter.CODE] = place(account, device_id)
    return Door(subjects)


def slip_door(*, address: str) -> Door:
    """Name the counters of a slip's code: nobody is named yet, only the address is known."""
    return Door({Counter.ADDRESS: counter_subject("address", address)})


def place(person: object, device_id: UUID) -> str:
    """Name the counter of a person's codes on one tablet."""
    return counter_subject("code", f"{person}@{device_id}")


def count_try(tried: Door, now: datetime) -> None:
    """Add one try to each counter before anything is checked, so that a race gains nothing.

    Slows an address that tries a lot; raises TooMany or Locked for an account that did.
    """
    most = policies.most_tries()
    found: dict[Counter, Standing] = {}
    with aside() as database:
        rows = _held_rows(database, tried.subjects.values(), now)
        for kind, subject in tried.subjects.items():
            row = rows[subject]
            row.failed_at, found[kind] = add_try(kind, row.failed_at, now, most[kind])
            row.updated_at = now
            if kind is Counter.CODE and len(row.failed_at) >= most[kind]:
                row.locked_at = row.locked_at or now
    _slow_down(pause_for(found[Counter.ADDRESS].tries, most[Counter.ADDRESS]))
    _refuse_over(found, now)


def _held_rows(
    database: Database, subjects: Iterable[str], now: datetime
) -> dict[str, AttemptCounter]:
    """Return the rows of ``subjects``, made when new, locked in one order for this transaction."""
    wanted = sorted(subjects)
    database.execute(
        insert(AttemptCounter)
        .values([{"subject": s, "failed_at": [], "updated_at": now} for s in wanted])
        .on_conflict_do_nothing()
    )
    rows = database.scalars(
        select(AttemptCounter)
        .where(AttemptCounter.subject.in_(wanted))
        .order_by(AttemptCounter.subject)
        .with_for_update()
    )
    return {row.subject: row for row in rows}


def _refuse_over(found: Mapping[Counter, Standing], now: datetime) -> None:
    if Counter.CODE in found and found[Counter.CODE].over:
        raise Locked(_("Too many wrong codes. Your manager can reopen your place."))
    account = found.get(Counter.ACCOUNT)
    if account and account.over and account.room_at:
        wait = max(1, int((account.room_at - now).total_seconds()))
        message = ngettext(
            "Too many tries. Wait %(num)s minute, then try again.",
            "Too many tries. Wait %(num)s minutes, then try again.",
            -(-wait // 60),
        )
        raise TooMany(message, retry_after=wait)


def _slow_down(seconds: float) -> None:
    if not seconds:
        return
    if not WAITING.acquire(blocking=False):
        raise TooMany(_("Many people are coming in at once. Try again in a moment."), retry_after=2)
    try:
        time.sleep(seconds)
    finally:
        WAITING.release()


def forgive(tried: Door, now: datetime) -> None:
    """Forget the tries of an account that came in; its address gets back the one just added."""
    with aside() as database:
        cleared = tried.of(Counter.ACCOUNT, Counter.CODE)
        database.execute(delete(AttemptCounter).where(AttemptCounter.subject.in_(cleared)))
        database.execute(
            update(AttemptCounter)
            .where(AttemptCounter.subject.in_(tried.of(Counter.ADDRESS)))
            .values(failed_at=func.array_remove(AttemptCounter.failed_at, now))
        )


def reopen_place(*, person_id: UUID, device_ids: Iterable[UUID]) -> None:
    """Give a person their five codes back on tablets."""
    subjects = [place(person_id, device_id) for device_id in device_ids]
    with aside() as database:
        database.execute(delete(AttemptCounter).where(AttemptCounter.subject.in_(subjects)))


def closed_places(*, person_ids: Iterable[UUID], device_ids: Iterable[UUID]) -> set[UUID]:
    """Return those of ``person_ids`` whose place waits to be reopened on one of the tablets."""
    devices = list(device_ids)
    named = {place(person, device): person for person in person_ids for device in devices}
    closed = session.scalars(
        select(AttemptCounter.subject).where(
            AttemptCounter.subject.in_(named), AttemptCounter.locked_at.is_not(None)
        )
    )
    return {named[subject] for subject in closed}
