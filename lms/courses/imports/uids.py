"""Identifiers for what an author wrote without one: the same file always gives the same ones."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from lms.core.i18n import _l
from lms.core.ids import derived
from lms.courses.imports.problems import Notes
from lms.courses.rules.texts import slug


def read_uid(written: str, namespace: UUID, fallback: str) -> UUID:
    """Return the UUID written, or the one that the written name (else `fallback`) has under `namespace`."""
    if not written:
        return derived(namespace, fallback)
    try:
        return UUID(written)
    except ValueError:
        return derived(namespace, f"#{written}")


def fingerprint(*words: str) -> str:
    """Return a short name that follows from `words`, for a question or an option without one."""
    return hashlib.sha256("\x1f".join(words).encode()).hexdigest()[:10]


@dataclass(slots=True)
class Names:
    """Short names unique in one place; a second same name gets a number."""

    taken: set[str] = field(default_factory=set)

    def pick(self, written: str, *fallback: str) -> str:
        """Return the name written, else one that follows from the words of `fallback`."""
        wanted = written or f"o{fingerprint(*fallback)}"
        return self.unique(wanted)

    def unique(self, wanted: str) -> str:
        """Return `wanted`, followed by a number when it is already taken."""
        name, number = wanted, 2
        while name in self.taken:
            name, number = f"{wanted}-{number}", number + 1
        self.taken.add(name)
        return name

    def titled(self, title: str, fallback: str) -> str:
        """Return a unique name made of a title."""
        return self.unique(slug(title, fallback))


def repeated(uids: Iterable[UUID], notes: Notes) -> None:
    """Report uids that stand twice in one file: a part was copied with its uid."""
    seen: set[UUID] = set()
    for uid in uids:
        if uid in seen:
            notes.whole(
                "uid", _l("The uid %(uid)s stands twice. Remove it from the copy.", uid=str(uid))
            )
        seen.add(uid)
