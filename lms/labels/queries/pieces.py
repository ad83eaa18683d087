"""One evidence with all its states and verdicts; the seasons and appeals that screens open."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import and_, case, exists, or_, select

from lms.accounts.models import Person
from lms.core.access import Permission, Viewer
from lms.core.db import session
from lms.core.errors import NotFound
from lms.labels.models import Appeal, Application, Audit, Award, Evidence, Review, Revision, Season
from lms.labels.queries.applications import Applied, get_applied
from lms.labels.queries.evidence import Elsewhere, doubts_of
from lms.labels.queries.places import takes_part
from lms.labels.queries.store import title_of
from lms.labels.rules.grid import Criterion
from lms.network.models import Unit
from lms.network.queries import day_of, units_in_scope

MOST = 60
"""Stores listed for somebody who has several."""

LOOKING = (Permission.LABELS_SHOW, Permission.LABELS_REVIEW, Permission.LABELS_DECIDE)
"""What opens a piece of evidence; whoever audits the store opens it too."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What somebody said of one state."""

    review: Review
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """One revision: what was sent, by whom, what was said of it, where the same was seen."""

    revision: Revision
    by: str
    verdicts: tuple[Verdict, ...]
    doubts: tuple[Elsewhere, ...]

    @property
    def verdict(self) -> str:
        """Return sent, approved, rejected or withdrawn: the last word."""
        return self.verdicts[-1].review.verdict if self.verdicts else "sent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """An evidence; its states from the first to the last."""

    evidence: Evidence
    applied: Applied
    criterion: Criterion
    title: str
    states: tuple[State, ...]

    @property
    def last(self) -> State:
        """Return the state that counts."""
        return self.states[-1]

    @property
    def senders(self) -> frozenset[UUID]:
        """Return who sent any state of it: none of them says whether it is good."""
        return frozenset(one.revision.uploaded_by for one in self.states)


def piece_in_reach(viewer: Viewer, evidence_id: UUID, locale: str) -> Piece:
    """Return an evidence of a unit the viewer shows, reviews, decides or audits; else NotFound."""
    evidence = session.get(Evidence, evidence_id)
    if evidence is None:
        raise NotFound
    applied = get_applied(evidence.application_id)
    if not _opens(viewer, applied):
        raise NotFound
    criterion = applied.grid.find(str(evidence.criterion_uid))
    if criterion is None:
        raise NotFound
    return Piece(
        evidence=evidence,
        applied=applied,
        criterion=criterion,
        title=title_of(criterion, locale, applied.grid.locales),
        states=_states(evidence_id),
    )


def _opens(viewer: Viewer, applied: Applied) -> bool:
    reach = [Unit.id.in_(units_in_scope(viewer, one)) for one in LOOKING if viewer.may(one)]
    if reach:
        inside = select(Unit.id).where(Unit.id == applied.unit.id, or_(*reach))
        if session.scalar(inside):
            return True
    return is_auditor(viewer.person_id, applied.application.id)


def is_auditor(person_id: UUID | None, application_id: UUID) -> bool:
    """Tell whether somebody was asked to audit an application and was not relieved of it."""
    asked = select(Audit.id).where(
        Audit.application_id == application_id,
        Audit.auditor_id == person_id,
        Audit.state != "ended",
    )
    return session.scalar(asked.limit(1)) is not None


class Standing(NamedTuple):
    """What stands about an application: its award, the audit in progress, its last appeal."""

    award: Award | None
    audit: Audit | None
    appeal: Appeal | None


def standing_of(application_id: UUID) -> Standing:
    """Return what stands about an application, in one statement."""
    audit = (Audit.application_id == Application.id) & (Audit.state == "assigned")
    row = session.execute(
        select(Award, Audit, Appeal)
        .select_from(Application)
        .outerjoin(Award, Award.application_id == Application.id)
        .outerjoin(Audit, audit)
        .outerjoin(Appeal, Appeal.application_id == Application.id)
        .where(Application.id == application_id)
        .order_by(Appeal.filed_at.desc(), Appeal.id)
        .limit(1)
    ).one()
    return Standing(*row)


def audit_in_progress(application_id: UUID) -> Audit | None:
    """Return the audit somebody is asked to hold and did not yet."""
    return session.scalar(
        select(Audit).where(Audit.application_id == application_id, Audit.state == "assigned")
    )


def _states(evidence_id: UUID) -> tuple[State, ...]:
    revisions = list(
        session.scalars(
            select(Revision).where(Revision.evidence_id == evidence_id).order_by(Revision.number)
        )
    )
    ids = [one.id for one in revisions]
    said: dict[UUID, list[Review]] = defaultdict(list)
    for review in session.scalars(
        select(Review).where(Review.revision_id.in_(ids)).order_by(Review.number)
    ):
        said[review.revision_id].append(review)
    names = names_of(
        [one.uploaded_by for one in revisions]
        + [review.reviewer_id for reviews in said.values() for review in reviews]
    )
    doubts = doubts_of(ids)
    return tuple(
        State(
            revision=one,
            by=names.get(one.uploaded_by, ""),
            verdicts=tuple(Verdict(r, names.get(r.reviewer_id, "")) for r in said[one.id]),
            doubts=tuple(doubts.get(one.id, ())),
        )
        for one in revisions
    )


def names_of(person_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return people by name, in one statement; none without people."""
    wanted = set(person_ids)
    if not wanted:
        return {}
    rows = session.execute(
        select(Person.id, Person.given_name, Person.family_name).where(Person.id.in_(wanted))
    )
    return {row[0]: f"{row[1]} {row[2]}".strip() for row in rows}


def seasons_under_way() -> list[Season]:
    """Return the seasons that began: the open ones, the first to be closed first; then the others.

    Next year's season opens while this year's is still decided: the desks work on the earlier.
    """
    is_open = Season.state == "open"
    return list(
        session.scalars(
            select(Season)
            .where(Season.state != "planned")
            .order_by(
                is_open.desc(),
                case((is_open, Season.year)).asc().nulls_last(),
                Season.year.desc(),
                Season.created_at,
                Season.id,
            )
        )
    )


def find_appeal(application_id: UUID) -> Appeal | None:
    """Return the last appeal of an application, whatever became of it."""
    wanted = select(Appeal).where(Appeal.application_id == application_id)
    return session.scalar(wanted.order_by(Appeal.filed_at.desc(), Appeal.id).limit(1))


def appeal_unit(appeal_id: UUID) -> tuple[UUID, UUID]:
    """Return the application and the unit of an appeal; raises NotFound."""
    row = session.execute(
        select(Application.id, Application.unit_id)
        .join(Appeal, Appeal.application_id == Application.id)
        .where(Appeal.id == appeal_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    return row[0], row[1]


def stores_of(viewer: Viewer) -> list[tuple[UUID, str]]:
    """Return the stores whose label is a person's own: those they lead, else where they work.

    A regional office, or a store where labels are not live, has none to read.
    """
    reach = Unit.id.in_(units_in_scope(viewer, Permission.LABELS_READ))
    plays = or_(and_(*takes_part(day_of(viewer))), exists().where(Application.unit_id == Unit.id))
    asked = select(Unit.id, Unit.name).where(reach, plays).order_by(Unit.sort_key).limit(MOST)
    found = [(row[0], row[1]) for row in session.execute(asked)]
    return found or [(one.unit_id, one.unit_name) for one in viewer.memberships]
