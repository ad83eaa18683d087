"""A version in other languages: its texts one by one, how each translation stands, when it is whole.

Translations stand beside a version, outside its hash: adding one never makes a version. Each keeps
the hash of the words it was made from, so that words that change ask for it again.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

from lms.core.errors import NotFound
from lms.referential.rules.content import Content, Gap, Mirror, Missing, Moment

LISTS: Final = ("rituals", "clues")
"""Fields of several texts, one a line."""
FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "attitude": ("name", "meaning"),
    "moment": ("name", "expectation", "emotion", *LISTS),
    "channel": ("name",),
    "skill": ("name",),
}
"""What is translated of an item, by kind."""
PARTS: Final = {
    "attitude": "attitudes",
    "moment": "moments",
    "channel": "channels",
    "skill": "skills",
}

Key = tuple[str, str]
"""An element ("promise", "moment:entree", "mirror:moment:entree") and its field."""


class Standing(StrEnum):
    """Where a translation is."""

    MISSING = "missing"
    WRITTEN = "written"
    """Waiting for somebody to read it again."""
    REVIEWED = "reviewed"
    STALE = "stale"
    """Its original changed since."""


@dataclass(frozen=True, slots=True)
class Text:
    """Something to translate: where it is, and its words in the language of the version."""

    element: str
    field: str
    words: str
    about: str
    """Name of the item it belongs to; empty for the promise."""

    @property
    def key(self) -> Key:
        """Return where it is."""
        return self.element, self.field

    @property
    def digest(self) -> str:
        """Return the hash that tells whether the words changed."""
        return digest_of(self.words)


@dataclass(frozen=True, slots=True)
class Said:
    """A translation as it is kept."""

    words: str
    source: str
    """:attr:`Text.digest` of the words it was made from."""
    reviewed: bool


def digest_of(words: str) -> str:
    """Return a short hash of some words."""
    return hashlib.sha256(words.encode()).hexdigest()[:24]


def lines_of(words: str) -> list[str]:
    """Return the texts of a field of several, one a line."""
    return [one.strip() for one in words.splitlines() if one.strip()]


def texts_of(content: Content) -> tuple[Text, ...]:
    """Return everything to translate, in the order it is read; what is empty asks for nothing."""
    return tuple(one for one in _texts(content) if one.words.strip())


def find_text(content: Content, key: Key) -> Text:
    """Return a text of a content; raises NotFound where it says nothing of the kind."""
    found = next((one for one in texts_of(content) if one.key == key), None)
    if found is None:
        raise NotFound
    return found


def _texts(content: Content) -> Iterator[Text]:
    yield Text("promise", "words", content.promise, "")
    for kind, part in PARTS.items():
        for item in getattr(content, part):
            for field in FIELDS[kind]:
                yield Text(f"{kind}:{item.code}", field, _plain(getattr(item, field)), item.name)
    for mirror in content.mirrors:
        yield Text(_mirror(mirror), "reason", mirror.reason, "")


def _mirror(mirror: Mirror) -> str:
    return f"mirror:{mirror.kind}:{mirror.service}"


def _plain(words: str | tuple[str, ...]) -> str:
    return words if isinstance(words, str) else "\n".join(words)


def standing(text: Text, said: Said | None) -> Standing:
    """Return where the translation of a text is."""
    if said is None or not said.words.strip():
        return Standing.MISSING
    if said.source != text.digest:
        return Standing.STALE
    return Standing.REVIEWED if said.reviewed else Standing.WRITTEN


def left(content: Content, said: Mapping[Key, Said]) -> int:
    """Return how many texts are not translated and read again yet; 0: the translation is whole."""
    return sum(
        standing(one, said.get(one.key)) is not Standing.REVIEWED for one in texts_of(content)
    )


def language_gap(locale: str, lacking: int) -> list[Missing]:
    """Return what a language that is asked for lacks."""
    return [Missing(Gap.LANGUAGE, f"{locale} {lacking}")] if lacking else []


def same_lines(text: Text, words: str) -> bool:
    """Tell whether a translation has as many lines as its original, where lines count."""
    return text.field not in LISTS or len(lines_of(words)) == len(lines_of(text.words))


def whole_digest(content: Content, said: Mapping[Key, Said]) -> str:
    """Return the hash of a whole translation, or nothing as long as it is not whole."""
    if left(content, said):
        return ""
    words = [[*one.key, said[one.key].words] for one in texts_of(content)]
    return digest_of(json.dumps(words, ensure_ascii=False))


def in_words(content: Content, locale: str, words: Mapping[Key, str]) -> Content:
    """Return a content in another language; a text without translation keeps its own words."""

    def told(element: str, field: str, own: str) -> str:
        return words.get((element, field)) or own

    parts: dict[str, Any] = {
        part: tuple(_item(kind, item, told) for item in getattr(content, part))
        for kind, part in PARTS.items()
    }
    return replace(
        content,
        language=locale,
        promise=told("promise", "words", content.promise),
        mirrors=tuple(
            replace(one, reason=told(_mirror(one), "reason", one.reason)) for one in content.mirrors
        ),
        **parts,
    )


def _item(kind: str, item: Any, told: Callable[[str, str, str], str]) -> Any:
    element = f"{kind}:{item.code}"
    changes: dict[str, Any] = {
        field: told(element, field, getattr(item, field))
        for field in FIELDS[kind]
        if field not in LISTS
    }
    if isinstance(item, Moment):
        for field in LISTS:
            own = getattr(item, field)
            said = tuple(lines_of(told(element, field, "\n".join(own))))
            changes[field] = said if len(said) == len(own) else own
    return replace(item, **changes)
