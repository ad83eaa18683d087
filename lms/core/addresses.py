"""Addresses of pages, drawn once: rows of a list only put their ids into a known pattern."""

import re
from typing import Any
from uuid import UUID

import flask

_PLACES = tuple(UUID(int=0xFACE << 96 | n) for n in range(1, 5))
"""What stands for an id while a pattern is drawn: never a row's."""

_WRITTEN = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}").fullmatch
"""Tells whether words are a UUID as we write them: nothing in it needs to be quoted."""

_patterns: dict[tuple[str, str, tuple[str, ...]], str] = {}


def url_for(endpoint: str, **values: Any) -> str:
    """Return the address of ``endpoint``, as :func:`flask.url_for` does.

    When every value is a UUID, or written as one, the address is a pattern drawn once per process
    and mount point, filled by name. Anything else (queries, external addresses, relative endpoints)
    goes to Flask.
    """
    for value in values.values():
        if type(value) is not UUID and not (type(value) is str and _WRITTEN(value)):
            return flask.url_for(endpoint, **values)
    if endpoint[0] == "." or len(values) > len(_PLACES) or not flask.has_request_context():
        return flask.url_for(endpoint, **values)
    names = tuple(values)
    key = (endpoint, flask.request.root_path, names)
    pattern = _patterns.get(key)
    if pattern is None:
        pattern = _patterns[key] = _draw(endpoint, names)
    return pattern % values if values else pattern


def _draw(endpoint: str, names: tuple[str, ...]) -> str:
    """Return the address with ``%(name)s`` in the place of each of ``names``."""
    places = dict(zip(names, _PLACES, strict=False))
    drawn = flask.url_for(endpoint, **places)  # type: ignore[arg-type]
    if names:
        drawn = drawn.replace("%", "%%")
    for name, place in places.items():
        drawn = drawn.replace(str(place), f"%({name})s")
    return drawn
