"""Attitudes, moments and skills of the published referential by name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from lms.core.asking import Row
from lms.referential.queries import Item, list_items, words_of


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the referential names, in its order: read once per page and handed on."""

    items: tuple[Item, ...]

    def names(self, kind: str) -> Mapping[UUID, str]:
        """Return the items of a kind ("attitude", "moment", "skill") by name."""
        return {one.uid: one.name for one in self.items if one.kind == kind}

    @property
    def skills(self) -> Mapping[UUID, str]:
        """Return the skills by name."""
        return self.names("skill")


def vocabulary() -> Vocabulary:
    """Return what the published referential names."""
    return Vocabulary(tuple(list_items()))


def named_by(rows: Sequence[Row]) -> Vocabulary:
    """Return the same from the row of :func:`~lms.referential.queries.service_asked`."""
    return Vocabulary(words_of(rows[0])[1] if rows else ())


def attitudes() -> Mapping[UUID, str]:
    """Return the attitudes by name, in the order of the referential."""
    return vocabulary().names("attitude")


def skill_names() -> Mapping[UUID, str]:
    """Return the skills by name, in the order of the referential."""
    return vocabulary().skills
