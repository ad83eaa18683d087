"""Enrolments follow people's jobs; ledgers speak again."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import aliased

from lms.core.db import session
from lms.core.facts import Emission, backfill, consumer
from lms.core.jobs import job
from lms.core.sweepers import sweeper
from lms.courses.events import LessonCompleted, LessonVoided
from lms.courses.models import Completion
from lms.courses.rules.progress import DONE
from lms.courses.services import assigning, moving
from lms.network.events import (
    ChangeUndone,
    NetworkImported,
    PersonHired,
    PersonLeft,
    PersonMoved,
    UnitClosed,
)


@consumer("courses.jobs", PersonHired, PersonMoved, PersonLeft)
def follow_person(fact: PersonHired | PersonMoved | PersonLeft) -> None:
    """Bring a person's enrolments to the unit of their main job."""
    assigning.follow_jobs(person_ids=[fact.person_id])


@consumer("courses.all_jobs", UnitClosed, NetworkImported, ChangeUndone)
def follow_everybody(_fact: UnitClosed | NetworkImported | ChangeUndone) -> None:
    """Bring every enrolment to the unit of its person's main job."""
    assigning.follow_all_jobs()


@sweeper("courses.jobs", every=60)
def follow_dated_moves(*, now: datetime) -> None:
    """Bring enrolments to the jobs that began or ended since: moves may be dated ahead."""
    assigning.follow_all_jobs()


@backfill(LessonCompleted)
def completed_lessons() -> Iterator[Emission]:
    """Tell again every lesson ever finished, from the ledger."""
    rows = session.scalars(
        select(Completion)
        .where(Completion.element_kind == "lesson", Completion.state.in_(DONE))
        .order_by(Completion.received_at, Completion.id)
        .execution_options(yield_per=1000)
    )
    for row in rows:
        yield Emission(
            source=row.id,
            at=row.received_at,
            fact=LessonCompleted(
                person_id=row.person_id,
                lesson_uid=row.element_uid,
                version_id=row.version_id,
                unit_id=row.unit_id,
                occurred_on=row.occurred_on,
            ),
        )


@backfill(LessonVoided)
def voided_lessons() -> Iterator[Emission]:
    """Tell again every finished lesson that was taken back, from the ledger."""
    taken = aliased(Completion)
    rows = session.execute(
        select(Completion.id, Completion.received_at, taken)
        .join(taken, taken.id == Completion.voids)
        .where(taken.element_kind == "lesson", taken.state.in_(DONE))
        .order_by(Completion.received_at, Completion.id)
        .execution_options(yield_per=1000)
    )
    for taker, at, row in rows:
        yield Emission(
            source=taker,
            at=at,
            fact=LessonVoided(
                person_id=row.person_id, lesson_uid=row.element_uid, completion_id=row.id
            ),
        )


@job(moving.APPLY)
def apply_choice(*, proposal_id: UUID, now: datetime) -> None:
    """Do what was chosen for a new version to the next people."""
    moving.apply_batch(proposal_id=proposal_id, now=now)


@job(moving.PUT_BACK)
def undo_choice(*, proposal_id: UUID, now: datetime) -> None:
    """Put the next people back where they were before the choice."""
    moving.undo_batch(proposal_id=proposal_id, now=now)
