"""The question bank: filing questions and freezing their versions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlalchemy import func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from lms.assessment.models import BankQuestion, QuestionVersion
from lms.assessment.rules.flaws import check
from lms.assessment.rules.questions import Question, content_hash, to_json
from lms.core import clock, ids
from lms.core.db import session
from lms.core.errors import Invalid, NotFound
from lms.core.i18n import _

LOCK = 5_120_001


class Change(StrEnum):
    """What storing a question did."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True, kw_only=True)
class BankEntry:
    """A question with where it is filed. `as_draft` keeps it out of quizzes until it is ready."""

    question: Question
    category: str = ""
    tags: tuple[str, ...] = ()
    level: str | None = None
    difficulty: int | None = None
    owner_id: UUID | None = None
    as_draft: bool = False


@dataclass(frozen=True, slots=True)
class Stored:
    """A question of the bank after storing: its version, and what changed."""

    question_uid: UUID
    version_id: UUID
    number: int
    change: Change


def ensure_question(entry: BankEntry, *, actor_id: UUID | None = None) -> Stored:
    """Store a question; the same content is the same version. Raise Invalid when it has flaws."""
    return ensure_questions([entry], actor_id=actor_id)[entry.question.uid]


def ensure_questions(
    entries: Iterable[BankEntry], *, actor_id: UUID | None = None
) -> dict[UUID, Stored]:
    """Store many questions in a constant number of statements, each as `ensure_question` would."""
    wanted = {entry.question.uid: entry for entry in entries}
    for entry in wanted.values():
        _refuse_flaws(entry)
    if not wanted:
        return {}
    session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
    known = _known_versions(wanted)
    _file(wanted)
    stored = {uid: _stored(entry, known.get(uid, {})) for uid, entry in wanted.items()}
    _insert_versions(stored, wanted, actor_id)
    _point_to(stored, wanted)
    session.expire_all()
    return stored


def retire_question(*, question_uid: UUID) -> None:
    """Take a question out of use; quizzes already published keep it. Raise NotFound."""
    question = session.get(BankQuestion, question_uid)
    if question is None:
        raise NotFound(_("This question does not exist."))
    session.execute(
        update(QuestionVersion)
        .where(QuestionVersion.question_uid == question_uid, QuestionVersion.status == "ready")
        .values(status="retired")
    )
    question.current_version_id = None


def _refuse_flaws(entry: BankEntry) -> None:
    flaws = check(entry.question)
    if flaws and not entry.as_draft:
        raise Invalid({flaw.field: flaw.problem for flaw in flaws})


@dataclass(frozen=True, slots=True)
class _Known:
    id: UUID
    number: int
    is_current: bool


def _known_versions(wanted: Mapping[UUID, BankEntry]) -> dict[UUID, dict[str, _Known]]:
    rows = session.execute(
        select(
            QuestionVersion.question_uid,
            QuestionVersion.content_hash,
            QuestionVersion.id,
            QuestionVersion.number,
            (BankQuestion.current_version_id == QuestionVersion.id).label("is_current"),
        )
        .join(BankQuestion, BankQuestion.uid == QuestionVersion.question_uid)
        .where(QuestionVersion.question_uid.in_(wanted))
    )
    known: dict[UUID, dict[str, _Known]] = {}
    for row in rows:
        found = _Known(row.id, row.number, bool(row.is_current))
        known.setdefault(row.question_uid, {})[row.content_hash] = found
    return known


def _stored(entry: BankEntry, known: Mapping[str, _Known]) -> Stored:
    uid = entry.question.uid
    same = known.get(content_hash(entry.question))
    if same is not None:
        settled = same.is_current or entry.as_draft
        change = Change.UNCHANGED if settled else Change.UPDATED
        return Stored(uid, same.id, same.number, change)
    number = max((one.number for one in known.values()), default=0) + 1
    return Stored(uid, ids.new_id(), number, Change.UPDATED if known else Change.CREATED)


def _file(wanted: Mapping[UUID, BankEntry]) -> None:
    """Insert or refile the bank rows. Tags and category follow the last storing."""
    now = clock.now()
    rows = [
        {
            "uid": uid,
            "category": entry.category,
            "name": entry.question.name,
            "tags": list(entry.tags),
            "level": entry.level,
            "difficulty": entry.difficulty,
            "owner_id": entry.owner_id,
            "created_at": now,
        }
        for uid, entry in wanted.items()
    ]
    statement = insert(BankQuestion)
    new = statement.excluded
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["uid"],
            set_={
                "category": new.category,
                "name": new.name,
                "tags": new.tags,
                "level": func.coalesce(new.level, BankQuestion.level),
                "difficulty": func.coalesce(new.difficulty, BankQuestion.difficulty),
                "owner_id": func.coalesce(new.owner_id, BankQuestion.owner_id),
            },
        ),
        rows,
    )


def _insert_versions(
    stored: Mapping[UUID, Stored], wanted: Mapping[UUID, BankEntry], actor_id: UUID | None
) -> None:
    now = clock.now()
    rows = [
        {
            "id": one.version_id,
            "question_uid": uid,
            "number": one.number,
            "kind": wanted[uid].question.kind.value,
            "lang": wanted[uid].question.lang,
            "content": to_json(wanted[uid].question),
            "content_hash": content_hash(wanted[uid].question),
            "status": "draft" if wanted[uid].as_draft else "ready",
            "created_at": now,
            "created_by": actor_id,
        }
        for uid, one in stored.items()
        if one.change is not Change.UNCHANGED
    ]
    if rows:
        statement = insert(QuestionVersion)
        ready = statement.on_conflict_do_update(
            index_elements=["id"], set_={"status": statement.excluded.status}
        )
        session.execute(ready, rows)


def _point_to(stored: Mapping[UUID, Stored], wanted: Mapping[UUID, BankEntry]) -> None:
    rows = [
        {"uid": uid, "current_version_id": one.version_id}
        for uid, one in stored.items()
        if one.change is not Change.UNCHANGED and not wanted[uid].as_draft
    ]
    if rows:
        session.execute(update(BankQuestion), rows)
