"""Due work of Quotes: clocks, silences, idle talks, the weekly hour, the digest, course gaps."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import or_, select

from lms.core import clock
from lms.core.access import Capability
from lms.core.db import session
from lms.core.jobs import job
from lms.core.notices import About, notify
from lms.core.policy import number
from lms.core.sweepers import sweeper
from lms.network.models import Membership
from lms.network.queries import live_units
from lms.network.rules import DEFAULT_ZONE
from lms.quotes.models import Difficulty, Draft
from lms.quotes.policies import after
from lms.quotes.queries.coaches import list_coaches
from lms.quotes.queries.drafts import count_to_read
from lms.quotes.queries.inbox import clock_of
from lms.quotes.rules.machines import ENDED, WAITING_COACH
from lms.quotes.services import absences, alerting, batches, gaps, previewing, removing
from lms.quotes.services.loading import lock_difficulty
from lms.quotes.services.severing import sever_difficulty
from lms.quotes.services.telling import give_back_or_sever


@sweeper("quotes.clocks", every=5)
def watch_clocks(*, now: datetime) -> None:
    """Tell the backup and the regional lead, once per promise, that it was not held; no more."""
    late = session.scalars(
        select(Difficulty)
        .where(
            Difficulty.state.in_(WAITING_COACH),
            or_(
                Difficulty.acknowledge_by < now,
                Difficulty.interview_by < now,
                Difficulty.draft_by < now,
            ),
        )
        .order_by(Difficulty.id)
        .with_for_update(skip_locked=True)
    )
    for one in late:
        running = clock_of(one, now)
        if running and running.is_late and one.late_told != running.code:
            one.late_told = running.code
            alerting.tell_late(one, now)


@sweeper("quotes.readings", every=60)
def watch_readings(*, now: datetime) -> None:
    """Tell second readers, once a working day, that cards wait for them."""
    day = clock.business_date(now, DEFAULT_ZONE)
    waiting = select(Draft.id).where(Draft.state == "in_review").limit(1)
    if session.scalar(waiting) is None:
        return
    readers = [who for who in sorted(list_coaches(day)) if count_to_read(who, day, now)]
    alerting.tell_readers(readers, day)


@sweeper("quotes.previews", every=60)
def watch_silences(*, now: datetime) -> None:
    """Do what the silence of reporters means."""
    waiting = session.scalars(
        select(Draft.id).where(Draft.state == "preview").order_by(Draft.id)
    ).all()
    for draft_id in waiting:
        previewing.listen_to_silence(draft_id, now)


@sweeper("quotes.coaches", every=15)
def watch_coaches(*, now: datetime) -> None:
    """Ask those whose coach left or is away who should go on."""
    absences.release_of_leavers(clock.business_date(now, DEFAULT_ZONE))


@sweeper("quotes.idle", every=60)
def purge_idle(*, now: datetime) -> None:
    """Remind, then destroy what nobody touched; destroy what ended, and what grew too old."""
    idle, notice = after("quotes.idle.days"), after("quotes.idle.notice")
    old = now - after("quotes.longest.months")
    ended = now - after("quotes.ended.days")
    due = session.scalars(
        select(Difficulty.id)
        .where(
            or_(
                Difficulty.last_activity_at < now - idle,
                Difficulty.submitted_at < old,
                Difficulty.state.in_(ENDED) & (Difficulty.ended_at < ended),
            )
        )
        .order_by(Difficulty.id)
    ).all()
    for difficulty_id in due:
        _purge(difficulty_id)
    _remind(now, idle, notice)


def _purge(difficulty_id: UUID) -> None:
    one = lock_difficulty(difficulty_id)
    draft = session.get(Draft, one.draft_id) if one.draft_id else None
    one.draft_id = None
    sever_difficulty(one)
    if draft is not None:
        give_back_or_sever(draft)


def _remind(now: datetime, idle: timedelta, notice: timedelta) -> None:
    """Tell once, before it is destroyed, whoever told something and saw nothing happen."""
    soon = session.scalars(
        select(Difficulty)
        .where(
            Difficulty.state.not_in(("draft", *ENDED)),
            Difficulty.last_activity_at < now - idle + notice,
            or_(
                Difficulty.reminded_at.is_(None),
                Difficulty.reminded_at < Difficulty.last_activity_at,
            ),
        )
        .with_for_update(skip_locked=True)
    )
    for one in soon:
        one.reminded_at = now
        alerting.tell_reporter(
            "idle", one, turn=now.date().isoformat(), days=number("quotes.idle.notice")
        )


@sweeper("quotes.batch")
def publish_due(*, now: datetime) -> None:
    """Publish this week's batch once its hour has come."""
    batches.publish_week(now)


@sweeper("quotes.gaps", every=360)
def watch_gaps(*, now: datetime) -> None:
    """Open course gaps, measure those whose lesson is out, find advice that grew stale."""
    gaps.open_gaps(now)
    gaps.measure_released(now)
    removing.find_stale_items()


@job(batches.DIGEST)
def tell_digest(*, now: datetime, count: int, week: str) -> None:
    """Tell everybody the same: how many cards came out this week."""
    day = clock.business_date(now, DEFAULT_ZONE)
    notify("quotes.digest", _readers(day), key=week, about=About("quotes.library"), cards=count)


def _readers(day: object) -> Iterator[UUID]:
    rows = session.scalars(
        select(Membership.person_id)
        .where(
            Membership.during.contains(day),
            Membership.unit_id.in_(live_units(Capability.QUOTES.value, day)),  # type: ignore[arg-type]
        )
        .distinct()
        .order_by(Membership.person_id)
    )
    yield from rows
