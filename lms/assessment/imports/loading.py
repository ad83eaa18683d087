"""Putting what was read from a file into the bank."""

import hashlib
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any, cast
from urllib.parse import quote
from uuid import UUID

from sqlalchemy import select

from lms.assessment.imports.found import File, Found, Reading, title_of
from lms.assessment.models import QuestionFile
from lms.assessment.rules.codec import Json
from lms.assessment.rules.questions import Question, from_json, to_json
from lms.assessment.services.bank import BankEntry, Change, ensure_questions
from lms.core import files
from lms.core.db import session
from lms.core.files import FileRefused, Kind
from lms.core.i18n import _


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading a file did: counts by change, and by kind of question."""

    created: int
    updated: int
    unchanged: int
    kinds: Mapping[str, int]

    def summary(self, reading: Reading, *, form: str) -> dict[str, Any]:
        """Return the summary printed by the command line, refusals and notes in it."""
        return {
            "format": form,
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "kinds": dict(self.kinds),
            "categories": reading.categories,
            "refused": [
                {"row": row.line, "name": row.name, "field": row.field, "reason": row.reason}
                for row in reading.refused
            ],
            "notes": [
                {"row": row.line, "name": row.name, "text": row.text} for row in reading.notes
            ],
        }


def load(reading: Reading, *, lang: str = "fr", actor_id: UUID | None = None) -> Loaded:
    """Store every question read; said again it changes nothing. Pictures refused become notes."""
    entries = [_entry(found, reading, lang, actor_id) for found in reading.found]
    stored = ensure_questions(entries, actor_id=actor_id)
    changes = Counter(one.change for one in stored.values())
    return Loaded(
        created=changes[Change.CREATED],
        updated=changes[Change.UPDATED],
        unchanged=changes[Change.UNCHANGED],
        kinds=Counter(found.question.kind.value for found in reading.found),
    )


def _entry(found: Found, reading: Reading, lang: str, actor_id: UUID | None) -> BankEntry:
    question = replace(found.question, lang=lang)
    places = {file.name: _keep(file, found, reading, actor_id) for file in found.files}
    return BankEntry(
        question=_with_places(question, places), category=found.category, tags=found.tags
    )


def _keep(file: File, found: Found, reading: Reading, actor_id: UUID | None) -> str:
    """Return the address of a picture, kept once for the same bytes; "" when it is refused."""
    digest = hashlib.sha256(file.content).hexdigest()
    known = session.execute(
        select(QuestionFile.file_id, QuestionFile.name).where(QuestionFile.sha256 == digest)
    ).one_or_none()
    if known is not None:
        return files.url(known.file_id, known.name)
    try:
        kept = files.put(BytesIO(file.content), filename=file.name, kind=Kind.IMAGE, owner=actor_id)
    except FileRefused as refusal:
        title = title_of(found.question.name, found.question.stem)
        reading.note(
            found.line,
            title,
            _("“%(name)s” is left out: %(why)s", name=file.name, why=refusal.message),
        )
        return ""
    session.add(QuestionFile(sha256=digest, file_id=kept.id, name=kept.name))
    session.flush()
    return kept.url


def _with_places(question: Question, places: Mapping[str, str]) -> Question:
    """Return the question with the addresses of its files in place of their names."""
    if not places:
        return question
    targets = {f"]({quote(name)})": f"]({place})" for name, place in places.items()}
    pattern = re.compile("|".join(re.escape(target) for target in targets))
    placed = _each_text(to_json(question), lambda text: _place(text, pattern, targets))
    return from_json(placed)


def _place(text: str, pattern: re.Pattern[str], targets: Mapping[str, str]) -> str:
    return pattern.sub(lambda found: targets[found[0]], text)


def _each_text(value: Json, change: Any) -> Json:
    if isinstance(value, str):
        return cast("str", change(value))
    if isinstance(value, list):
        return [_each_text(item, change) for item in value]
    if isinstance(value, dict):
        return {key: _each_text(item, change) for key, item in value.items()}
    return value
