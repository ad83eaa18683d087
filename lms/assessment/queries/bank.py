"""The question bank: found by words, kind and path, with how each question does.

Figures come from people's answers: they leave this module only through ``core.disclosure``.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, case, func, or_, select, true
from sqlalchemy.dialects.postgresql import distinct_on

from lms.accounts.models import Person
from lms.assessment.models import (
    BankQuestion,
    Correction,
    Dispute,
    ItemFigure,
    QuestionVersion,
    QuizQuestion,
    QuizVersion,
)
from lms.assessment.rules import questions
from lms.core import policy
from lms.core.access import Permission, Viewer
from lms.core.db import session
from lms.core.disclosure import Group, disclose, suppress
from lms.core.errors import NotFound
from lms.core.i18n import _
from lms.core.policies import DISCLOSURE_K
from lms.network.queries import people_in_scope

SHOWN = 25
SORTS = ("name", "hard", "odd", "used")
FIGURES = (
    ItemFigure.people,
    ItemFigure.facility,
    ItemFigure.discrimination,
    ItemFigure.seconds,
    ItemFigure.chosen,
)


@dataclass(frozen=True, slots=True)
class Figures:
    """How a question does, as it may be shown: nothing at all under the group size."""

    people: int
    facility: float | None
    discrimination: float | None
    seconds: int | None
    shares: Mapping[str, int]
    """Percent of people by option, those of small groups left out."""


@dataclass(frozen=True, slots=True)
class BankRow:
    """A question in the list."""

    uid: UUID
    name: str
    stem: str
    lang: str
    kind: str
    category: str
    is_retired: bool
    quizzes: tuple[UUID, ...]
    disputes: int
    figures: Figures | None


@dataclass(frozen=True, slots=True)
class BankPage:
    """A page of the bank: its rows, how many there are in all."""

    rows: tuple[BankRow, ...]
    count: int
    page: int

    @property
    def has_more(self) -> bool:
        """Tell whether another page follows."""
        return self.page * SHOWN < self.count


def _latest() -> Any:
    """Select the version to show of each question: the one asked, or the last one written."""
    return (
        select(QuestionVersion)
        .ext(distinct_on(QuestionVersion.question_uid))
        .join(BankQuestion, BankQuestion.uid == QuestionVersion.question_uid)
        .order_by(
            QuestionVersion.question_uid,
            (BankQuestion.current_version_id == QuestionVersion.id).desc(),
            QuestionVersion.number.desc(),
        )
        .subquery("latest")
    )


def _quizzes() -> Any:
    """Select the quizzes that ever asked each question."""
    return (
        select(
            QuestionVersion.question_uid,
            func.array_agg(QuizVersion.quiz_uid.distinct()).label("quizzes"),
        )
        .join(QuizQuestion, QuizQuestion.question_version_id == QuestionVersion.id)
        .join(QuizVersion, QuizVersion.id == QuizQuestion.quiz_version_id)
        .group_by(QuestionVersion.question_uid)
        .subquery("quizzes")
    )


def _open_disputes() -> Any:
    return (
        select(func.count(Dispute.id))
        .join(QuestionVersion, QuestionVersion.id == Dispute.question_version_id)
        .where(Dispute.state == "open", QuestionVersion.question_uid == BankQuestion.uid)
        .scalar_subquery()
    )


def list_bank(
    *,
    words: str = "",
    kind: str = "",
    quiz_uids: Collection[UUID] | None = None,
    sort: str = "name",
    page: int = 1,
) -> BankPage:
    """Return a page of the bank: by words of the name or the stem, kind, and the quizzes given."""
    version, used = _latest(), _quizzes()
    stem = version.c.content["stem"].astext
    asked = (
        select(
            BankQuestion.uid,
            BankQuestion.name,
            BankQuestion.category,
            BankQuestion.current_version_id,
            stem.label("stem"),
            version.c.lang,
            version.c.kind,
            used.c.quizzes,
            _open_disputes().label("disputes"),
            *FIGURES,
        )
        .join(version, version.c.question_uid == BankQuestion.uid)
        .outerjoin(used, used.c.question_uid == BankQuestion.uid)
        .outerjoin(ItemFigure, ItemFigure.question_uid == BankQuestion.uid)
        .where(_matches(words, stem))
    )
    if kind:
        asked = asked.where(version.c.kind == kind)
    if quiz_uids is not None:
        asked = asked.where(_asked_by(quiz_uids))
    count = session.scalar(select(func.count()).select_from(asked.subquery())) or 0
    ordered = _sorted(asked, sort, used).limit(SHOWN).offset((page - 1) * SHOWN)
    return BankPage(tuple(_row(row) for row in session.execute(ordered)), count, page)


def _asked_by(quiz_uids: Collection[UUID]) -> ColumnElement[bool]:
    """Match the questions that one of these quizzes ever asked."""
    asked = (
        select(QuestionVersion.question_uid)
        .join(QuizQuestion, QuizQuestion.question_version_id == QuestionVersion.id)
        .join(QuizVersion, QuizVersion.id == QuizQuestion.quiz_version_id)
        .where(QuizVersion.quiz_uid.in_(list(quiz_uids)))
    )
    return BankQuestion.uid.in_(asked)


def _matches(words: str, stem: Any) -> ColumnElement[bool]:
    if not words:
        return true()
    escaped = words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    like = f"%{escaped}%"
    return or_(
        BankQuestion.name.ilike(like, escape="\\"),
        BankQuestion.category.ilike(like, escape="\\"),
        stem.ilike(like, escape="\\"),
    )


def _sorted(asked: Select[Any], sort: str, used: Any) -> Select[Any]:
    """Order the list; what may not be shown does not decide the order either."""
    shown = ItemFigure.people >= policy.number(DISCLOSURE_K)
    last = (BankQuestion.category, BankQuestion.name, BankQuestion.uid)
    if sort == "hard":
        return asked.order_by(case((shown, ItemFigure.facility)).asc().nulls_last(), *last)
    if sort == "odd":
        return asked.order_by(case((shown, ItemFigure.discrimination)).asc().nulls_last(), *last)
    if sort == "used":
        return asked.order_by(func.coalesce(func.cardinality(used.c.quizzes), 0).desc(), *last)
    return asked.order_by(*last)


def _row(row: Row[Any]) -> BankRow:
    return BankRow(
        uid=row.uid,
        name=row.name,
        stem=row.stem or "",
        lang=row.lang,
        kind=row.kind,
        category=row.category,
        is_retired=row.current_version_id is None,
        quizzes=tuple(row.quizzes or ()),
        disputes=row.disputes,
        figures=_figures(row, exclusive=row.kind in EXCLUSIVE),
    )


EXCLUSIVE = frozenset({"single", "true_false", "scale"})
"""Kinds where a person chooses one option: the options share the people out."""


def _figures(row: Any, *, exclusive: bool) -> Figures | None:
    """Return what may be shown of a question's figures; None for a small group or none at all."""
    people = row.people or 0
    k = policy.number(DISCLOSURE_K)
    if "all" not in disclose(Group("all", people), k):
        return None
    shares = _shares(row.chosen or {}, people, k, exclusive=exclusive)
    return Figures(people, row.facility, row.discrimination, row.seconds, shares)


def _shares(chosen: Mapping[str, int], people: int, k: int, *, exclusive: bool) -> dict[str, int]:
    if exclusive:
        hidden = suppress(chosen, k) if sum(chosen.values()) == people else frozenset(chosen)
    else:
        hidden = frozenset(
            option for option, n in chosen.items() if suppress({"yes": n, "no": people - n}, k)
        )
    return {o: 100 * n // people for o, n in chosen.items() if o not in hidden}


@dataclass(frozen=True, slots=True)
class BankEntryView:
    """A question of the bank on its own page."""

    uid: UUID
    question: questions.Question
    name: str
    category: str
    tags: tuple[str, ...]
    level: str
    number: int
    is_retired: bool
    quizzes: tuple[UUID, ...]
    figures: Figures | None
    versions: tuple[tuple[int, datetime], ...]


def get_bank_question(question_uid: UUID) -> BankEntryView:
    """Return one question of the bank. Raise NotFound."""
    version, used = _latest(), _quizzes()
    row = session.execute(
        select(
            BankQuestion,
            version.c.content,
            version.c.kind,
            version.c.number,
            used.c.quizzes,
            *FIGURES,
        )
        .join(version, version.c.question_uid == BankQuestion.uid)
        .outerjoin(used, used.c.question_uid == BankQuestion.uid)
        .outerjoin(ItemFigure, ItemFigure.question_uid == BankQuestion.uid)
        .where(BankQuestion.uid == question_uid)
    ).one_or_none()
    if row is None:
        raise NotFound(_("This question does not exist."))
    one: BankQuestion = row.BankQuestion
    written = session.execute(
        select(QuestionVersion.number, QuestionVersion.created_at)
        .where(QuestionVersion.question_uid == question_uid)
        .order_by(QuestionVersion.number.desc())
    )
    return BankEntryView(
        uid=one.uid,
        question=questions.from_json(row.content),
        name=one.name,
        category=one.category,
        tags=tuple(one.tags),
        level=one.level or "",
        number=row.number,
        is_retired=one.current_version_id is None,
        quizzes=tuple(row.quizzes or ()),
        figures=_figures(row, exclusive=row.kind in EXCLUSIVE),
        versions=tuple((v.number, v.created_at) for v in written),
    )


@dataclass(frozen=True, slots=True)
class CorrectionRow:
    """A corrected key, as the page of the question tells it."""

    id: UUID
    question_uid: UUID
    state: str
    reason: str
    by: str
    corrected_at: datetime
    total: int
    done: int
    raised: int
    gained: int

    @property
    def percent(self) -> int:
        """Return how far the marking is, 0 to 100."""
        return min(100 * self.done // self.total, 100) if self.total else 100


def list_corrections(question_uid: UUID) -> list[CorrectionRow]:
    """Return the corrections of a question's key, the latest first."""
    rows = session.execute(
        select(Correction, Person.given_name, Person.family_name)
        .outerjoin(Person, (Person.id == Correction.actor_id) & Person.erased_at.is_(None))
        .where(Correction.question_uid == question_uid)
        .order_by(Correction.corrected_at.desc(), Correction.id)
        .limit(10)
    )
    return [
        CorrectionRow(
            row.Correction.id,
            row.Correction.question_uid,
            row.Correction.state,
            row.Correction.reason,
            f"{row.given_name} {row.family_name}" if row.given_name else "",
            row.Correction.corrected_at,
            row.Correction.total,
            row.Correction.done,
            row.Correction.raised,
            row.Correction.gained,
        )
        for row in rows
    ]


NAMED = 50


def name_some(viewer: Viewer, person_ids: Collection[UUID]) -> tuple[list[str], int]:
    """Return the names the viewer may read, at most 50, and how many other people there are."""
    readable = people_in_scope(viewer, Permission.QUESTIONS_WRITE)
    rows = session.execute(
        select(Person.given_name, Person.family_name)
        .where(Person.id.in_(list(person_ids)), Person.id.in_(readable))
        .order_by(Person.sort_key, Person.id)
        .limit(NAMED)
    )
    names = [f"{row.given_name} {row.family_name}" for row in rows]
    return names, len(person_ids) - len(names)
