"""Reads of the referential: published words, any version, how it is written, what points at it."""

from lms.referential.queries.items import Item, list_items, service_asked, words_of
from lms.referential.queries.translations import content_in, reviewed_in, said_in, said_name
from lms.referential.queries.words import (
    VersionRow,
    content_of,
    find_before,
    find_open,
    find_referential,
    find_version,
    get_version,
    kind_of,
    list_versions,
    opened,
    published_of,
)

__all__ = [
    "Item",
    "VersionRow",
    "content_in",
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
    "reviewed_in",
    "said_in",
    "said_name",
    "service_asked",
    "words_of",
]
