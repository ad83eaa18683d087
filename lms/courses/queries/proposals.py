"""New versions that wait: what changed, who is concerned, what each choice would do to them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select, text
from sqlalchemy.orm import aliased

from lms.accounts.models import Person
from lms.core import clock, todo
from lms.core.access import Permission, Viewer
from lms.core.db import session
from lms.core.errors import NotFound
from lms.core.i18n import _
from lms.courses.models import (
    CourseVersion,
    PathCourse,
    PathVersion,
    Proposal,
    ProposalMove,
)
from lms.courses.queries.outlines import outline
from lms.courses.rules.moving import (
    ASKED,
    WAITING,
    Choice,
    Difference,
    Effect,
    Seen,
    difference,
    effect_of,
)
from lms.courses.rules.progress import DONE, ENROLMENT_STATES, FAILED
from lms.network.models import Membership, Unit
from lms.network.queries import day_of, people_in_scope

Table = dict[str, dict[str, Counter[str]]]
"""By choice, then by state of the enrolment, how many people meet each effect."""


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """A proposal as lists and pages show it."""

    id: UUID
    path_uid: UUID
    version_id: UUID
    from_version_id: UUID
    title: str
    language: str
    number: int
    course: str
    change: str
    state: str
    choice: str
    reason: str
    proposed_at: datetime
    decided_at: datetime | None
    decided_by: str
    total: int
    done: int
    undo_until: datetime | None
    undone_at: datetime | None

    @property
    def percent(self) -> int:
        """Return how far the work is, 0 to 100."""
        return min(100 * self.done // self.total, 100) if self.total else 100

    @property
    def is_running(self) -> bool:
        """Tell whether a job is at work."""
        return self.state in {"applying", "undoing"}

    @property
    def may_undo(self) -> bool:
        """Tell whether the choice can still be undone."""
        return (
            self.state == "applied"
            and self.undo_until is not None
            and clock.now() < self.undo_until
        )


def _rows() -> Any:
    course = (
        select(func.max(CourseVersion.title))
        .join(PathCourse, PathCourse.course_version_id == CourseVersion.id)
        .where(
            PathCourse.path_version_id == Proposal.version_id,
            CourseVersion.course_uid == Proposal.course_uid,
        )
        .scalar_subquery()
    )
    decider = aliased(Person)
    return (
        select(
            Proposal,
            PathVersion.title,
            PathVersion.language,
            PathVersion.number,
            func.coalesce(course, "").label("course"),
            decider.given_name,
            decider.family_name,
        )
        .join(PathVersion, PathVersion.id == Proposal.version_id)
        .outerjoin(decider, (decider.id == Proposal.decided_by) & decider.erased_at.is_(None))
    )


def _row(row: Row[Any]) -> ProposalRow:
    one: Proposal = row.Proposal
    by = f"{row.given_name} {row.family_name}" if row.given_name else ""
    return ProposalRow(
        id=one.id,
        path_uid=one.path_uid,
        version_id=one.version_id,
        from_version_id=one.from_version_id,
        title=row.title,
        language=row.language,
        number=row.number,
        course=row.course,
        change=one.change,
        state=one.state,
        choice=one.choice or "",
        reason=one.reason,
        proposed_at=one.proposed_at,
        decided_at=one.decided_at,
        decided_by=by,
        total=one.total,
        done=one.done,
        undo_until=one.undo_until,
        undone_at=one.undone_at,
    )


@lru_cache
def waiting() -> todo.Wanted:
    """Select the proposals that wait, with the title of their path, the oldest first."""
    return (
        select(Proposal.id, PathVersion.title)
        .join(PathVersion, PathVersion.id == Proposal.version_id)
        .where(Proposal.state == WAITING)
        .order_by(Proposal.proposed_at, Proposal.id)
        .limit(50)
    )


def list_proposals(*, waiting: bool, limit: int = 50) -> list[ProposalRow]:
    """Return the proposals that wait, the oldest first, or those settled, the last first."""
    asked = _rows()
    if waiting:
        asked = asked.where(Proposal.state == WAITING).order_by(Proposal.proposed_at, Proposal.id)
    else:
        settled = ("applying", "applied", "undoing", "undone")
        asked = asked.where(Proposal.state.in_(settled)).order_by(
            Proposal.decided_at.desc(), Proposal.id
        )
    return [_row(row) for row in session.execute(asked.limit(limit))]


def get_proposal(proposal_id: UUID) -> ProposalRow:
    """Return one proposal; raises NotFound."""
    row = session.execute(_rows().where(Proposal.id == proposal_id)).one_or_none()
    if row is None:
        raise NotFound(_("This does not exist, or you cannot see it."))
    return _row(row)


def what_changed(one: ProposalRow) -> Difference:
    """Return the lessons added, changed and removed."""
    return difference(outline(one.from_version_id), outline(one.version_id))


# What matters of a person: where their enrolment stands, and the lessons they settled, with the
# version seen. People alike are counted together, so twenty thousand make a few hundred rows.
_ALIKE = """
    SELECT {who} e.state, e.path_version_id, coalesce(s.seen, '') AS seen {count}
      FROM courses_enrolment e
      LEFT JOIN (
           SELECT l.person_id, string_agg(
                  l.lesson_uid::text || ' ' || l.state || ' ' || coalesce(l.version_id::text, ''),
                  ',' ORDER BY l.lesson_uid) AS seen
             FROM courses_lesson_state l
            WHERE l.lesson_uid = ANY(:lessons) AND l.state = ANY(:settled)
              AND l.person_id IN (SELECT x.person_id FROM courses_enrolment x
                                   WHERE x.path_uid = :path AND x.withdrawn_at IS NULL)
            GROUP BY l.person_id) s ON s.person_id = e.person_id
     WHERE e.path_uid = :path AND e.withdrawn_at IS NULL AND e.path_version_id <> :version
     {group}
"""
_COUNTED = text(
    _ALIKE.format(who="", count=", count(*) AS people", group="GROUP BY 1, 2, 3 ORDER BY 1, 2, 3")
)
_EACH = text(_ALIKE.format(who="e.person_id,", count="", group=""))


def _asked(one: ProposalRow) -> dict[str, Any]:
    change = what_changed(one)
    lessons = [*outline(one.version_id).lessons, *change.removed]
    return {
        "path": one.path_uid,
        "version": one.version_id,
        "lessons": [lesson.uid for lesson in lessons],
        "settled": sorted(DONE | {FAILED}),
    }


def consequences(one: ProposalRow) -> Table:
    """Return what each choice would do, by where people stand: exact counts, two statements."""
    found: Table = {
        choice.value: {state: Counter() for state in ENROLMENT_STATES} for choice in ASKED
    }
    for row in session.execute(_COUNTED, _asked(one)):
        for choice in ASKED:
            found[choice.value][row.state][_effect(one, choice, row)] += row.people
    return found


def _effect(one: ProposalRow, choice: Choice, row: Row[Any]) -> Effect:
    return effect_of(
        choice,
        state=row.state,
        before=outline(row.path_version_id),
        after=outline(one.version_id),
        seen=dict(_seen(row.seen)),
    )


def _seen(words: str) -> Iterator[tuple[UUID, Seen]]:
    for word in words.split(",") if words else ():
        lesson, state, version = word.split(" ")
        yield UUID(lesson), Seen(state, UUID(version) if version else None)


def applied(proposal_id: UUID) -> Counter[str]:
    """Return how many people met each effect so far."""
    rows = session.execute(
        select(ProposalMove.effect, func.count().label("people"))
        .where(ProposalMove.proposal_id == proposal_id)
        .group_by(ProposalMove.effect)
    )
    return Counter({row.effect: row.people for row in rows})


@dataclass(frozen=True, slots=True)
class Concerned:
    """The people behind a number: those the viewer may name, and how many others."""

    people: Sequence[Any]
    unnamed: int


def list_concerned(viewer: Viewer, one: ProposalRow, *, choice: str, state: str) -> Concerned:
    """Return who would meet something else than "goes on" under ``choice``, or all in ``state``.

    Once chosen, the answer is what was done. Names stop at the viewer's employer.
    """
    found = _chosen(one, choice, state) if one.state == WAITING else _moved(one, choice)
    readable = people_in_scope(viewer, Permission.PATHS_WRITE)
    rows = session.execute(
        select(Person.id, Person.given_name, Person.family_name, Unit.name.label("unit"))
        .outerjoin(
            Membership,
            (Membership.person_id == Person.id)
            & Membership.is_primary
            & Membership.during.contains(day_of(viewer)),
        )
        .outerjoin(Unit, Unit.id == Membership.unit_id)
        .where(Person.id.in_(found), Person.id.in_(readable))
        .order_by(Person.sort_key, Person.id)
    ).all()
    return Concerned(list(rows), len(found) - len(rows))


def _chosen(one: ProposalRow, choice: str, state: str) -> list[UUID]:
    rows = session.execute(_EACH, _asked(one))
    if not choice:
        return [row.person_id for row in rows if row.state == state]
    wanted = Choice(choice)
    told = {Effect.STAYS} if wanted is Choice.KEEP else {Effect.MORE, Effect.AGAIN}
    return [
        row.person_id for row in rows if row.state == state and _effect(one, wanted, row) in told
    ]


def _moved(one: ProposalRow, effect: str) -> list[UUID]:
    asked = select(ProposalMove.person_id).where(ProposalMove.proposal_id == one.id)
    if effect:
        asked = asked.where(ProposalMove.effect == effect)
    return list(session.scalars(asked))


def count_waiting() -> int:
    """Return how many new versions wait for a choice."""
    counted = select(func.count(Proposal.id)).where(Proposal.state == WAITING)
    return session.scalar(counted) or 0
