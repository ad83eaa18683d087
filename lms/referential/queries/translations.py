"""A version in the language of who reads: whole and read again, or in its own words."""

from collections import OrderedDict
from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import ColumnElement, Text, bindparam, func, select

from lms.core import ids
from lms.core.db import session
from lms.core.i18n import locale
from lms.referential.models import Moment, Skill, Translation, Version
from lms.referential.queries.words import content_of
from lms.referential.rules import Content
from lms.referential.rules.translations import (
    Key,
    Said,
    Standing,
    in_words,
    left,
    standing,
    texts_of,
)

SAID_IN = bindparam("said_in", callable_=locale, type_=Text)
"""The language of who reads, in a statement built once."""

_told: OrderedDict[tuple[UUID, str, str], Content] = OrderedDict()
KEPT = 32
"""Translations a process remembers: the hash in the key changes with their words."""


def elements_of(referential_id: UUID, content: Content) -> dict[UUID, str]:
    """Return the elements of a content by the uid their translations are kept under."""
    return {ids.derived(referential_id, one.element): one.element for one in texts_of(content)}


def said_in(version: Version, code: str, content: Content | None = None) -> dict[Key, Said]:
    """Return the translations of a version in a language, those of what it no longer says apart.

    ``content`` is what the version says, where it was read already.
    """
    elements = elements_of(version.referential_id, content or content_of(version))
    rows = session.execute(
        select(
            Translation.uid,
            Translation.field,
            Translation.words,
            Translation.source_hash,
            Translation.reviewed_at,
        ).where(Translation.version_id == version.id, Translation.locale == code)
    )
    return {
        (elements[row.uid], row.field): Said(
            row.words, row.source_hash, reviewed=row.reviewed_at is not None
        )
        for row in rows
        if row.uid in elements
    }


def reviewed_in(version: Version, code: str) -> dict[Key, str]:
    """Return the translations of a version that were read again as its words are now."""
    content = content_of(version)
    said = said_in(version, code, content)
    return {
        one.key: said[one.key].words
        for one in texts_of(content)
        if standing(one, said.get(one.key)) is Standing.REVIEWED
    }


def content_in(version: Version, code: str | None = None, own: Content | None = None) -> Content:
    """Return what a version says in a language (that of who reads by default).

    In its own words as long as the translation is not whole: half of each helps nobody; ``own``
    are these, where they were read already.
    """
    own, code = own or content_of(version), code or locale()
    if code == version.language:
        return own
    if version.content_hash is None:
        said = said_in(version, code, own)
        return own if left(own, said) else _translated(own, code, said)
    digest = version.languages.get(code)
    return _kept(version, code, digest) if digest else own


def _kept(version: Version, code: str, digest: str) -> Content:
    key = (version.id, code, digest)
    if key not in _told:
        _told[key] = _translated(content_of(version), code, said_in(version, code))
        if len(_told) > KEPT:
            _told.popitem(last=False)
    return _told[key]


def _translated(content: Content, code: str, said: Mapping[Key, Said]) -> Content:
    return in_words(content, code, {key: one.words for key, one in said.items()})


def said_name(model: type[Skill | Moment]) -> ColumnElement[str]:
    """Select the name of an item in the language of who reads, beside a joined ``Version``."""
    told = select(Translation.words).where(
        Translation.version_id == model.version_id,
        Translation.locale == SAID_IN,
        Translation.uid == model.uid,
        Translation.field == "name",
        Version.languages.has_key(SAID_IN),
    )
    own = told.correlate(model, Version).scalar_subquery()
    return func.coalesce(own, model.name)
