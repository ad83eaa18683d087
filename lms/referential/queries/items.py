"""What others point at: the attitudes, moments and skills of the published referential by name."""

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from lms.core.db import session
from lms.core.i18n import locale
from lms.referential import models
from lms.referential.queries.translations import content_in
from lms.referential.queries.words import get_version
from lms.referential.rules import Content, Kind, State

KINDS = (("attitude", models.Attitude), ("moment", models.Moment), ("skill", models.Skill))


@dataclass(frozen=True, slots=True)
class Item:
    """Something of the published referential that others may point at."""

    uid: UUID
    kind: str
    code: str
    name: str


def list_items() -> list[Item]:
    """Return the attitudes, moments and skills of the published service referential."""
    row = session.execute(_service()).first()
    return list(words_of(row)[1]) if row else []


def service_asked() -> Select[*tuple[Any, ...]]:
    """Select the published version of the service referential, to read :func:`words_of`."""
    return _service()


@lru_cache
def _service() -> Select[*tuple[Any, ...]]:
    return (
        select(
            models.Version.id,
            models.Version.content_hash,
            models.Version.language,
            models.Version.languages,
        )
        .join(models.Referential, models.Referential.id == models.Version.referential_id)
        .where(
            models.Version.state == State.PUBLISHED.value,
            models.Referential.kind == Kind.SERVICE.value,
            models.Referential.brand_id.is_(None),
        )
    )


Words = tuple[Content, tuple[Item, ...]]
_known: OrderedDict[tuple[UUID, str, str], Words] = OrderedDict()
KEPT = 32
"""Words a process remembers: what was published never changes, nor does a translation's hash."""


def words_of(row: Any) -> Words:
    """Return what a published version says to who reads, and its items.

    ``row`` is that of :func:`service_asked`; no statement once a process knows the words.
    """
    said = "" if row.language == locale() else row.languages.get(locale(), "")
    key = (row.id, row.content_hash, said)
    found = _known.get(key)
    if found is None:
        content = content_in(get_version(row.id), locale() if said else row.language)
        found = _known[key] = content, tuple(_items_of(row.id, content))
        if len(_known) > KEPT:
            _known.popitem(last=False)
    return found


def _items_of(version_id: UUID, content: Content) -> Iterator[Item]:
    lists: dict[str, Iterable[Any]] = {
        "attitude": content.attitudes,
        "moment": content.moments,
        "skill": content.skills,
    }
    names = {(kind, one.code): one.name for kind, items in lists.items() for one in items}
    for kind, model in KINDS:
        rows = select(model.uid, model.code).where(model.version_id == version_id)
        for uid, code in session.execute(rows.order_by(model.place)):
            yield Item(uid, kind, code, names[kind, code])
