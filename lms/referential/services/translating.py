"""A version in other languages: written text by text, read again, carried to the next version."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import case, delete, select
from sqlalchemy.dialects.postgresql import insert

from lms.core import audit, clock, ids
from lms.core.db import session
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.i18n import LOCALES, _, language_name
from lms.core.policy import value
from lms.referential import models, policies
from lms.referential.queries import content_of, get_version, said_in
from lms.referential.rules import Content, Missing, State
from lms.referential.rules.translations import (
    Key,
    Said,
    Standing,
    Text,
    digest_of,
    find_text,
    language_gap,
    left,
    lines_of,
    same_lines,
    standing,
    texts_of,
    whole_digest,
)

LONGEST = 4000


class Overwritten(Refused):
    """Somebody wrote the same text meanwhile; ``theirs`` is what it says now."""

    def __init__(self, theirs: Said | None) -> None:
        """Keep what is there now, for the page."""
        super().__init__(_("Somebody wrote here meanwhile. Both are below: keep what is right."))
        self.theirs = theirs


@dataclass(frozen=True, slots=True)
class ReadAgain:
    """How many texts were said to read well, and how many changed since they were shown."""

    done: int
    changed: int


def mark(said: Said | None) -> str:
    """Return what tells one state of a translation from another; empty for none."""
    return digest_of(f"{said.source} {said.words}") if said else ""


def languages_of(version: models.Version) -> tuple[str, ...]:
    """Return the languages a version may be translated into."""
    return tuple(one for one in LOCALES if one != version.language)


def asked_languages() -> tuple[str, ...]:
    """Return the languages in which the network reads every referential it publishes."""
    return tuple(code for code in LOCALES if value(policies.LANGUAGES[code]))


def is_frozen(version: models.Version, locale: str) -> bool:
    """Tell whether a version was published in a language: its words change with another version."""
    return version.state == State.SUPERSEDED.value or locale in version.frozen_languages


def language_gaps(version: models.Version, content: Content) -> list[Missing]:
    """Return the languages asked for that a version does not have whole."""
    return [
        gap
        for locale in asked_languages()
        if locale != version.language
        for gap in language_gap(locale, left(content, said_in(version, locale, content)))
    ]


def whole_languages(version: models.Version, content: Content) -> dict[str, Any]:
    """Return the hash of each translation of a version that is whole."""
    found = {
        one: whole_digest(content, said_in(version, one, content)) for one in languages_of(version)
    }
    return {one: digest for one, digest in found.items() if digest}


def write_text(
    *,
    version_id: UUID,
    locale: str,
    key: Key,
    words: str,
    was: str,
    actor_id: UUID | None,
    reviewed: bool = False,
) -> Said | None:
    """Write the translation of one text, or take it out (no words); return it as it is kept.

    ``was`` is the :func:`mark` of what was on the writer's screen; ``reviewed``: it was read again
    as it is. Raises Overwritten when it changed meanwhile, Refused when it is frozen, Invalid when
    rituals or clues have more or fewer lines than the original, NotFound for an unknown text.
    """
    version = _open_for(version_id, locale)
    content = content_of(version)
    text = find_text(content, key)
    now = said_in(version, locale, content).get(key)
    if mark(now) != was:
        raise Overwritten(now)
    words = _cleaned(text, words)
    if not words:
        _take_out(version, locale, key)
        return _kept(version, locale, None, actor_id)
    if now and now.words == words and now.source == text.digest and now.reviewed and not reviewed:
        return now
    said = Said(words, text.digest, reviewed)
    _put(version, locale, {key: said}, actor_id)
    return _kept(version, locale, said, actor_id)


def read_again(
    *, version_id: UUID, locale: str, seen: Mapping[Key, str], actor_id: UUID | None
) -> ReadAgain:
    """Say that the texts seen, each with its :func:`mark`, read well as they are."""
    version = _open_for(version_id, locale)
    content = content_of(version)
    now = said_in(version, locale, content)
    waiting = {
        text.key: now[text.key]
        for text in texts_of(content)
        if standing(text, now.get(text.key)) is Standing.WRITTEN and text.key in seen
    }
    good = {
        key: Said(one.words, one.source, reviewed=True)
        for key, one in waiting.items()
        if mark(one) == seen[key]
    }
    _put(version, locale, good, actor_id)
    _kept(version, locale, None, actor_id)
    return ReadAgain(len(good), len(waiting) - len(good))


def bring_language(
    *, version_id: UUID, locale: str, words: Mapping[Key, str], actor_id: UUID | None
) -> None:
    """Write a translation that comes whole from a file; it counts as read again."""
    version = _open_for(version_id, locale)
    texts = {one.key: one for one in texts_of(content_of(version))}
    good = {
        key: Said(_cleaned(texts[key], said), texts[key].digest, reviewed=True)
        for key, said in words.items()
        if key in texts and said.strip()
    }
    _put(version, locale, good, actor_id)
    _kept(version, locale, None, actor_id)


def carry_over(before: models.Version, draft: models.Version) -> None:
    """Give a draft the translations of the version it begins from."""
    one = models.Translation
    columns = (
        one.locale, one.uid, one.field, one.words, one.source_hash,
        one.written_at, one.written_by, one.reviewed_at, one.reviewed_by,
    )  # fmt: skip
    rows = session.execute(select(*columns).where(one.version_id == before.id)).mappings()
    copies = [{"id": ids.new_id(), "version_id": draft.id, **row} for row in rows]
    if copies:
        session.execute(insert(one), copies)


def _open_for(version_id: UUID, locale: str) -> models.Version:
    """Return a version held until the transaction ends, to write a language that is not frozen."""
    version = session.get(models.Version, version_id, with_for_update=True)
    if version is None:
        version = get_version(version_id)
    if locale not in languages_of(version):
        raise NotFound
    if is_frozen(version, locale):
        raise Refused(
            _(
                "%(language)s came out with this version: change it in the next one.",
                language=language_name(locale),
            )
        )
    return version


def _cleaned(text: Text, words: str) -> str:
    words = "\n".join(lines_of(words))
    if words and not same_lines(text, words):
        raise Invalid(
            {
                "words": _(
                    "The original has %(asked)s lines, yours %(found)s: keep one for one.",
                    asked=len(lines_of(text.words)),
                    found=len(lines_of(words)),
                )
            }
        )
    if len(words) > LONGEST:
        raise Invalid({"words": _("This is too long: keep %(n)s characters.", n=LONGEST)})
    return words if "\n" in text.words else words.replace("\n", " ")


def _uid(version: models.Version, key: Key) -> UUID:
    return ids.derived(version.referential_id, key[0])


def _put(
    version: models.Version, locale: str, said: Mapping[Key, Said], actor_id: UUID | None
) -> None:
    now = clock.now()
    rows = [
        {
            "id": ids.new_id(),
            "version_id": version.id,
            "locale": locale,
            "uid": _uid(version, key),
            "field": key[1],
            "words": one.words,
            "source_hash": one.source,
            "written_at": now,
            "written_by": actor_id,
            "reviewed_at": now if one.reviewed else None,
            "reviewed_by": actor_id if one.reviewed else None,
        }
        for key, one in said.items()
    ]
    if not rows:
        return
    wanted = insert(models.Translation)
    new = wanted.excluded
    same = models.Translation.words == new.words
    session.execute(
        wanted.on_conflict_do_update(
            constraint="uq_referential_translation_text",
            set_={
                "words": new.words,
                "source_hash": new.source_hash,
                "written_at": case((same, models.Translation.written_at), else_=new.written_at),
                "written_by": case((same, models.Translation.written_by), else_=new.written_by),
                "reviewed_at": new.reviewed_at,
                "reviewed_by": new.reviewed_by,
            },
        ),
        rows,
    )


def _take_out(version: models.Version, locale: str, key: Key) -> None:
    one = models.Translation
    session.execute(
        delete(one).where(
            one.version_id == version.id,
            one.locale == locale,
            one.uid == _uid(version, key),
            one.field == key[1],
        )
    )


def _kept(
    version: models.Version, locale: str, said: Said | None, actor_id: UUID | None
) -> Said | None:
    """Note the act; a language of a published version is read as soon as it is whole."""
    if version.content_hash is not None:
        version.languages = whole_languages(version, content_of(version))
        session.flush()
    audit.note("referential.translate", "referential_version", version.id, actor_id=actor_id)
    return said
