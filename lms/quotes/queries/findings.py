"""What the guard says of a draft: words that point at somebody, words copied from the reporter."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select

from lms.core import clock
from lms.core.db import session
from lms.core.policy import number
from lms.core.search import fold
from lms.quotes.models import Difficulty, Draft, Interview
from lms.quotes.queries.roster import network_roster
from lms.quotes.rules.guard import check, copied_runs

FIELDS: Final = ("title", "situation", "say", "gesture")


@dataclass(frozen=True, slots=True)
class Found:
    """A passage to fix; or asked to be kept by the author, or kept by the second reader."""

    key: str
    field: str
    start: int
    end: int
    words: str
    kind: str
    suggestion: str
    state: str
    """open, asked or kept."""
    reason: str


@dataclass(frozen=True, slots=True)
class Copied:
    """A run of words the card shares with what the person told."""

    field: str
    start: int
    end: int
    words: str


def texts_of(draft: Draft) -> dict[str, str]:
    """Return the words of a draft, by field."""
    return {field: getattr(draft, field) for field in FIELDS}


def hash_of(draft: Draft) -> str:
    """Return the fingerprint of what a reporter agrees to: the words and the facets."""
    said = [*texts_of(draft).values(), draft.theme_uid, draft.moment_uid, draft.channel]
    return hashlib.sha256("\0".join(map(str, [*said, draft.level])).encode()).hexdigest()


def check_words(
    texts: Mapping[str, str], judgements: Mapping[str, Any] | None = None
) -> list[Found]:
    """Return every passage of ``texts`` that may point at somebody, in the order of the fields."""
    judged = judgements or {}
    roster = network_roster(now=clock.now())
    return [
        _found(field, words, one, judged)
        for field, words in texts.items()
        for one in check(words, roster)
    ]


def _found(field: str, text: str, one: Any, judged: Mapping[str, Any]) -> Found:
    words = text[one.start : one.end]
    key = key_of(field, one.kind, words)
    verdict = judged.get(key, {})
    return Found(
        key=key,
        field=field,
        start=one.start,
        end=one.end,
        words=words,
        kind=str(one.kind),
        suggestion=one.suggestion,
        state=verdict.get("state", "open"),
        reason=verdict.get("reason", ""),
    )


def key_of(field: str, kind: str, words: str) -> str:
    """Return what a judgement is kept under: it holds while those words stay in that field."""
    return hashlib.sha256(f"{field}\0{kind}\0{fold(words)}".encode()).hexdigest()[:16]


def findings_of(draft: Draft) -> list[Found]:
    """Return what the guard says of a draft, with what was decided about each passage."""
    return check_words(texts_of(draft), draft.judgements)


def copied_in(texts: Mapping[str, str], sources: Iterable[str]) -> list[Copied]:
    """Return the runs of six words or more that ``texts`` share with what was told."""
    least = number("quotes.words.copied") + 1
    told = [words for words in sources if words]
    return [
        Copied(field, run.start, run.end, words[run.start : run.end])
        for field, words in texts.items()
        for run in copied_runs(words, told, least)
    ]


def sources_of(draft: Draft) -> list[str]:
    """Return the reporters' own words behind a draft, and what happened as the coach noted it."""
    rows = session.execute(
        select(Difficulty.words, Interview.happened)
        .outerjoin(Interview, Interview.difficulty_id == Difficulty.id)
        .where(Difficulty.draft_id == draft.id)
    )
    return [words for row in rows for words in row if words]


def copied_of(draft: Draft) -> list[Copied]:
    """Return the reporter's words that a draft repeats."""
    return copied_in(texts_of(draft), sources_of(draft))
