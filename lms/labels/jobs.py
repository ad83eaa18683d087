"""Due work of labels: figures every night, last days, closings, expiries, audits without anybody."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from lms.core import clock
from lms.core.db import session
from lms.core.facts import Emission, backfill, consumer
from lms.core.i18n import _
from lms.core.jobs import enqueue, job
from lms.core.notices import About, notify
from lms.core.policy import duration
from lms.core.sweepers import sweeper
from lms.labels.events import AwardChanged
from lms.labels.models import Application, Award, AwardEntry, Season
from lms.labels.policies import REMINDER_DAYS
from lms.labels.queries.applications import people_in_charge
from lms.labels.services import applying, auditing, awarding, closing, correcting, publishing
from lms.network.events import UnitClosed, UnitMoved
from lms.network.rules import DEFAULT_ZONE

VALUES = "labels.values.take"


@job(closing.CLOSE)
def close_season(*, season_id: UUID, now: datetime) -> None:
    """Write the awards of a season that is closing."""
    closing.close(season_id=season_id, now=now)


@job(VALUES)
def take_values(*, season_id: UUID, now: datetime) -> None:
    """Take the figures of a season again, and list the decisions they would change."""
    correcting.take_again(season_id=season_id, now=now)


@sweeper("labels.values", every=720)
def refresh_values(*, now: datetime) -> None:
    """Ask for the figures of open seasons to be taken again."""
    for season_id in session.scalars(select(Season.id).where(Season.state == "open")):
        enqueue(VALUES, season_id=season_id)


@sweeper("labels.last_days", every=15)
def watch_last_days(*, now: datetime) -> None:
    """Let lapse what was not submitted in time, and make final what nobody may appeal against."""
    applying.lapse_late(now)
    closing.make_final(now)


@sweeper("labels.closings", every=5)
def watch_closings(*, now: datetime) -> None:
    """Ask again for closings that stopped on the way."""
    closing.ask_again(now)


@sweeper("labels.expiries", every=15)
def watch_expiries(*, now: datetime) -> None:
    """Expire what is not held any more; nothing renews itself."""
    awarding.expire_due(now)


@sweeper("labels.grids", every=60)
def watch_grids(*, now: datetime) -> None:
    """Bring grids into force on their day."""
    publishing.follow_calendar(clock.business_date(now, DEFAULT_ZONE))


@sweeper("labels.auditors", every=60)
def watch_auditors(*, now: datetime) -> None:
    """Take back the audits of people who left."""
    auditing.release_leavers(now)


@sweeper("labels.reminders", every=360)
def remind(*, now: datetime) -> None:
    """Remind, once, the stores that have not submitted when the last day comes near."""
    today = clock.business_date(now, DEFAULT_ZONE)
    near = today + duration(REMINDER_DAYS)
    for season in session.scalars(
        select(Season).where(
            Season.state == "open", Season.cut_off_on >= today, Season.cut_off_on <= near
        )
    ).all():
        units = session.scalars(
            select(Application.unit_id).where(
                Application.season_id == season.id,
                Application.state.in_(("open", "self_assessed")),
            )
        ).all()
        notify(
            "labels.reminder",
            people_in_charge(units, today),
            key=str(season.id),
            about=About("labels.mine"),
            days=(season.cut_off_on - today).days,
        )


@consumer("labels.closed_units", UnitClosed)
def follow_closing(fact: UnitClosed, *, now: datetime) -> None:
    """End the award of a unit that closed; a day to come waits for the sweeper."""
    if fact.on <= clock.business_date(now, DEFAULT_ZONE):
        awarding.end_for_unit(fact.unit_id)


@sweeper("labels.closed_units", every=60)
def watch_closed_units(*, now: datetime) -> None:
    """End the awards of units whose day of closing has come."""
    for unit_id in awarding.closed_holders(now):
        awarding.end_for_unit(unit_id)


@consumer("labels.moved_units", UnitMoved)
def follow_move(fact: UnitMoved) -> None:
    """Suspend the award of a unit that changed brand; another region or employer changes nothing."""
    if fact.what == "brand":
        awarding.suspend_for_unit(fact.unit_id, _("The store changed brand: it is audited again."))


@backfill(AwardChanged)
def changed_awards() -> Iterator[Emission]:
    """Tell again every change of every award, from the ledger."""
    rows = session.execute(
        select(AwardEntry, Award.unit_id)
        .join(Award, Award.id == AwardEntry.award_id)
        .where(AwardEntry.number > 1)
        .order_by(AwardEntry.at, AwardEntry.id)
    )
    for entry, unit_id in rows:
        told = AwardChanged(
            award_id=entry.award_id, unit_id=unit_id, status=entry.status, level=entry.level
        )
        yield Emission(source=entry.id, at=entry.at, fact=told)
