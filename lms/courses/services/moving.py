"""A choice made for a new version: applied to everybody by jobs, a batch at a time, and undone.

Each batch is a transaction of its own, so progress is seen and a stop loses nothing: what was
looked at has its row in ``courses_proposal_move``.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update

from lms.assessment.services import forgive_attempts
from lms.core import audit, clock, workflow
from lms.core.access import Role
from lms.core.db import session
from lms.core.errors import Invalid, NotFound
from lms.core.facts import record
from lms.core.i18n import _
from lms.core.jobs import enqueue
from lms.core.policy import duration
from lms.core.workflow import Machine, Move
from lms.courses import queries
from lms.courses.events import PathPublished
from lms.courses.models import Completion, Enrolment, LessonState, Path, Proposal, ProposalMove
from lms.courses.policies import VERSION_UNDO
from lms.courses.rules import moving as rules
from lms.courses.rules.ledger import UNDO, VERSION, VOIDABLE, Cause
from lms.courses.rules.moving import Choice, Effect, Seen, effect_of, to_redo
from lms.courses.rules.progress import COMPLETE, Outline
from lms.courses.services.ledger import Place, standing_rows_of, take_back
from lms.courses.services.standing import refresh
from lms.network.queries import primary_units

APPLY, PUT_BACK = "courses.versions.apply", "courses.versions.undo"
BATCH = 100
REASON_MAX = 300
AUTHORS = frozenset({Role.LEARNING_AUTHOR})


def _too_late(proposal: Proposal) -> str | None:
    if proposal.undo_until is None or clock.now() >= proposal.undo_until:
        return _("It is too late to undo this choice.")
    return None


MACHINE = Machine(
    "courses_proposal",
    {
        rules.WAITING: {"decide": Move(rules.APPLYING, AUTHORS)},
        rules.APPLYING: {},
        rules.APPLIED: {"undo": Move(rules.UNDOING, AUTHORS, _too_late)},
        rules.UNDOING: {},
        rules.UNDONE: {},
        rules.SUPERSEDED: {},
    },
)


def count_behind(path_uid: UUID, version_id: UUID) -> int:
    """Return how many people follow a path on another version than this one."""
    counted = select(func.count(Enrolment.id)).where(
        Enrolment.path_uid == path_uid,
        Enrolment.withdrawn_at.is_(None),
        Enrolment.path_version_id != version_id,
    )
    return session.scalar(counted) or 0


def decide(
    *,
    proposal_id: UUID,
    choice: Choice,
    reason: str,
    actor_id: UUID | None,
    roles: Iterable[Role] = AUTHORS,
) -> Proposal:
    """Choose what becomes of those who follow the path; a job does it.

    Raises NotFound, Invalid without a reason when something is asked of people again, Refused
    once somebody chose.
    """
    proposal = locked(proposal_id)
    words = reason.strip()
    if choice not in rules.ASKED:
        raise Invalid({"choice": _("Choose what becomes of them.")})
    if choice is not Choice.KEEP and not words:
        raise Invalid({"reason": _("Say why: those concerned will read it.")})
    if len(words) > REASON_MAX:
        raise Invalid({"reason": _("300 characters at most.")})
    workflow.apply(MACHINE, proposal, "decide", actor_id=actor_id, roles=roles, reason=choice)
    begin(proposal, choice=choice, reason=words, actor_id=actor_id)
    return proposal


def locked(proposal_id: UUID) -> Proposal:
    """Return a proposal, held until the end of the transaction; raises NotFound."""
    found = session.get(Proposal, proposal_id, with_for_update=True)
    if found is None:
        raise NotFound(_("This does not exist, or you cannot see it."))
    return found


def begin(proposal: Proposal, *, choice: Choice, reason: str, actor_id: UUID | None) -> None:
    """Give the version from now on, and ask for the job that moves people."""
    path = session.get_one(Path, proposal.path_uid, with_for_update=True)
    proposal.choice, proposal.reason = choice, reason
    proposal.decided_at, proposal.decided_by = clock.now(), actor_id
    proposal.replaced_id = path.current_version_id
    proposal.total, proposal.done = count_behind(path.uid, proposal.version_id), 0
    if path.current_version_id != proposal.version_id:
        path.current_version_id = proposal.version_id
        record(PathPublished(path_uid=path.uid, version_id=proposal.version_id))
    enqueue(APPLY, proposal_id=proposal.id)


def apply_batch(*, proposal_id: UUID, now: datetime) -> None:
    """Do what was chosen to the next people; ask for another run until nobody is left."""
    proposal = locked(proposal_id)
    if proposal.state != rules.APPLYING:
        return
    rows = _next(proposal)
    if not rows:
        proposal.state, proposal.applied_at = rules.APPLIED, now
        proposal.undo_until = now + duration(VERSION_UNDO)
        audit.note(
            "courses_proposal:applied",
            "courses_proposal",
            proposal.id,
            actor_id=proposal.decided_by,
            state_from=rules.APPLYING,
            state_to=rules.APPLIED,
        )
        return
    seen = seen_by([row.person_id for row in rows])
    places = places_of([row.person_id for row in rows], now)
    for row in rows:
        _move(proposal, row, seen.get(row.person_id, {}), places, now)
    proposal.done += len(rows)
    enqueue(APPLY, proposal_id=proposal.id)


def _next(proposal: Proposal) -> Sequence[Enrolment]:
    looked_at = select(ProposalMove.enrolment_id).where(
        ProposalMove.proposal_id == proposal.id, ProposalMove.enrolment_id == Enrolment.id
    )
    return session.scalars(
        select(Enrolment)
        .where(
            Enrolment.path_uid == proposal.path_uid,
            Enrolment.withdrawn_at.is_(None),
            Enrolment.path_version_id != proposal.version_id,
            ~looked_at.exists(),
        )
        .order_by(Enrolment.id)
        .limit(BATCH)
        .with_for_update()
    ).all()


def seen_by(person_ids: Iterable[UUID]) -> dict[UUID, dict[UUID, Seen]]:
    """Return, by person, where they stand on each lesson and the version they saw."""
    rows = session.execute(
        select(
            LessonState.person_id,
            LessonState.lesson_uid,
            LessonState.state,
            LessonState.version_id,
        ).where(LessonState.person_id.in_(list(person_ids)))
    )
    found: dict[UUID, dict[UUID, Seen]] = {}
    for row in rows:
        found.setdefault(row.person_id, {})[row.lesson_uid] = Seen(row.state, row.version_id)
    return found


def places_of(person_ids: Iterable[UUID], now: datetime) -> dict[UUID, Place]:
    """Return where each of these people works today, as their ledger notes it."""
    found = primary_units(person_ids, clock.business_date(now, "Europe/Paris"))
    return {
        person_id: Place(unit_id=place.unit_id, zone=place.zone, day_cut=place.day_cut)
        for person_id, place in found.items()
    }


def _move(
    proposal: Proposal,
    enrolment: Enrolment,
    seen: Mapping[UUID, Seen],
    places: Mapping[UUID, Place],
    now: datetime,
) -> None:
    choice = Choice(proposal.choice or "")
    before, after = queries.outline(enrolment.path_version_id), queries.outline(proposal.version_id)
    effect = effect_of(choice, state=enrolment.state, before=before, after=after, seen=seen)
    move = ProposalMove(
        proposal_id=proposal.id,
        enrolment_id=enrolment.id,
        person_id=enrolment.person_id,
        effect=effect,
        from_version_id=enrolment.path_version_id,
        completed_at=enrolment.completed_at,
        voids=[],
    )
    session.add(move)
    if effect is Effect.STAYS:
        return
    cause = Cause(VERSION, proposal.decided_by, proposal.reason or None)
    redo = to_redo(before, after, seen) if choice is Choice.VOID else frozenset()
    if redo:
        voids = _ask_again(enrolment.person_id, after, redo, cause=cause, places=places, now=now)
        move.voids = [str(one) for one in voids]
    enrolment.path_version_id = proposal.version_id
    _settle(enrolment.person_id, enrolment.id, redo, cause)


def _ask_again(
    person_id: UUID,
    after: Outline,
    redo: frozenset[UUID],
    *,
    cause: Cause,
    places: Mapping[UUID, Place],
    now: datetime,
) -> list[UUID]:
    """Take back what was done on the lessons that changed, with their tries."""
    rows = [row for row in standing_rows_of([person_id], redo) if row.state in VOIDABLE]
    for lesson in after.lessons:
        if lesson.uid in redo and lesson.quiz_uid:
            forgive_attempts(
                person_id=person_id,
                quiz_uid=lesson.quiz_uid,
                reason=cause.reason or "",
                granted_by=cause.actor_id,
            )
    return take_back(rows, cause=cause, places=places, now=now)


def _settle(person_id: UUID, enrolment_id: UUID, lessons: frozenset[UUID], cause: Cause) -> None:
    """Recompute the enrolment that moved, and those that hold a lesson taken back."""
    session.flush()
    for path in queries.list_paths_of(person_id):
        moved = path.enrolment_id == enrolment_id
        if moved or any(lesson.uid in lessons for lesson in path.outline.lessons):
            refresh(person_id, path, cause=cause, moved=moved)


def undo(*, proposal_id: UUID, actor_id: UUID | None, roles: Iterable[Role] = AUTHORS) -> Proposal:
    """Put people back where they were before the choice; a job does it.

    What they did since stays done; those who got the path since keep the version they have.
    Raises NotFound, Refused before the end, a second time, or too late.
    """
    proposal = locked(proposal_id)
    workflow.apply(MACHINE, proposal, "undo", actor_id=actor_id, roles=roles)
    path = session.get_one(Path, proposal.path_uid, with_for_update=True)
    if path.current_version_id == proposal.version_id and proposal.replaced_id:
        path.current_version_id = proposal.replaced_id
        if proposal.replaced_id != proposal.version_id:
            record(PathPublished(path_uid=path.uid, version_id=proposal.replaced_id))
    proposal.undone_by, proposal.done = actor_id, 0
    enqueue(PUT_BACK, proposal_id=proposal.id)
    return proposal


def undo_batch(*, proposal_id: UUID, now: datetime) -> None:
    """Put the next people back; ask for another run until nobody is left."""
    proposal = locked(proposal_id)
    if proposal.state != rules.UNDOING:
        return
    moves = session.scalars(
        select(ProposalMove)
        .where(ProposalMove.proposal_id == proposal.id, ProposalMove.undone_at.is_(None))
        .order_by(ProposalMove.enrolment_id)
        .limit(BATCH)
        .with_for_update()
    ).all()
    if not moves:
        proposal.state, proposal.undone_at = rules.UNDONE, now
        return
    places = places_of([move.person_id for move in moves], now)
    for move in moves:
        move.undone_at = now
        if move.effect != Effect.STAYS:
            _put_back(proposal, move, places, now)
    proposal.done += len(moves)
    enqueue(PUT_BACK, proposal_id=proposal.id)


def _put_back(
    proposal: Proposal, move: ProposalMove, places: Mapping[UUID, Place], now: datetime
) -> None:
    """Give an enrolment its version and its lessons back, unless it moved again since."""
    enrolment = session.get_one(Enrolment, move.enrolment_id, with_for_update=True)
    if enrolment.path_version_id != proposal.version_id or enrolment.withdrawn_at is not None:
        return
    cause = Cause(UNDO, proposal.undone_by, proposal.reason or None)
    takers = [UUID(one) for one in move.voids]
    rows = session.scalars(select(Completion).where(Completion.id.in_(takers))).all()
    lessons = frozenset(row.element_uid for row in rows)
    completed_at = move.completed_at
    enrolment.path_version_id = move.from_version_id
    session.flush()
    take_back(rows, cause=cause, places=places, now=now)
    _settle(move.person_id, move.enrolment_id, lessons, cause)
    if completed_at is not None:
        session.execute(
            update(Enrolment)
            .where(Enrolment.id == move.enrolment_id, Enrolment.state == COMPLETE)
            .values(completed_at=completed_at)
        )
