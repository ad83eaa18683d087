"""Reads of the referential: published words, any version, how it is written, what points at it."""

from lms.referential.queries.words import (
    Item,
    VersionRow,
    content_of,
    find_before,
    find_open,
    find_referential,
    find_version,
    get_version,
    kind_of,
    list_items,
    list_versions,
    opened,
    published_of,
    service_asked,
    words_of,
)

__all__ = [
    "Item",
    "VersionRow",
    "content_of",
    "find_before",
    "find_open",
    "find_referential",
    "find_version",
    "get_version",
    "kind_of",
    "list_items",
    "list_versions",
    "opened",
    "published_of",
    "service_asked",
    "words_of",
]
