"""JSON Schema (2020-12) of a grid file; a test holds it to what the reader accepts."""

from enum import StrEnum
from typing import Any, Final

from lms.labels.rules.grid import (
    LEVELS,
    SUBJECTS,
    Decision,
    Direction,
    EvidenceType,
    Kind,
    Level,
    MeasureKind,
    Scale,
)
from lms.labels.rules.reading import FORMAT

_NUMBER: Final = {"$ref": "#/$defs/number"}
_TEXT: Final = {"type": "string", "maxLength": 4000}
_TEXTS: Final = {"type": "object", "additionalProperties": _TEXT}
_WHOLE: Final = {"type": "integer", "minimum": 0, "maximum": 999999}


def _word(kind: type[StrEnum]) -> dict[str, Any]:
    return {"enum": [word.value for word in kind]}


def _closed(required: tuple[str, ...] = (), **fields: Any) -> dict[str, Any]:
    found: dict[str, Any] = {"type": "object", "properties": fields, "additionalProperties": False}
    return found | ({"required": list(required)} if required else {})


def _per_level(one: dict[str, Any], *, required: bool = False) -> dict[str, Any]:
    names = tuple(level.value for level in LEVELS)
    return _closed(names if required else (), **dict.fromkeys(names, one))


CRITERION: Final[dict[str, Any]] = _closed(
    ("code", "thresholds"),
    uid=_TEXT,
    code={"type": "string", "pattern": r"^[\w.-]{1,60}$"},
    title=_TEXTS,
    help=_TEXTS,
    kind=_word(Kind),
    measure=_closed(
        kind=_word(MeasureKind),
        code=_TEXT,
        source=_TEXT,
        subject={"enum": ["", *SUBJECTS]},
    ),
    scale=_word(Scale),
    direction=_word(Direction),
    thresholds=_per_level(_NUMBER) | {"minProperties": 1},
    weight=_NUMBER,
    knockouts={"type": "array", "items": _word(Level)},
    na=_closed(allowed={"type": "boolean"}, when=_TEXTS),
    evidence=_closed(
        types={"type": "array", "items": _word(EvidenceType)},
        max_age_days={"type": ["integer", "null"], "minimum": 1},
        minimum=_WHOLE,
    ),
    decision={"anyOf": [_word(Decision), _per_level(_word(Decision))]},
    n_min=_WHOLE,
    expectation=_closed(
        source=_TEXT, figure=_TEXT, on={"type": ["string", "null"], "format": "date"}
    ),
)

SCHEMA: Final[dict[str, Any]] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "urn:comptoir:grid:1",
    "title": "A grid of a label",
    "$defs": {
        "number": {
            "description": 'A number kept exact: 12, 0.75, "12,5" or "2/3".',
            "anyOf": [
                {"type": "number", "exclusiveMinimum": -1e12, "exclusiveMaximum": 1e12},
                {
                    "type": "string",
                    "pattern": r"^\s*[+-]?\d{1,12}(\s*/\s*\d{1,12}|[.,]\d{1,9})?\s*$",
                },
            ],
        },
        "criterion": CRITERION,
    },
    **_closed(
        ("quotas", "criteria"),
        **{"$schema": _TEXT},
        format={"const": FORMAT},
        program=_TEXT,
        year=_WHOLE,
        minor=_WHOLE,
        locales={"type": "array", "items": _TEXT},
        quotas=_per_level(_NUMBER, required=True),
        quota_by_tenure={
            "type": "object",
            "patternProperties": {r"^\d{1,3}$": _NUMBER},
            "additionalProperties": False,
        },
        na_limit=_NUMBER,
        criteria={"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/criterion"}},
    ),
}
"""What ``GRID.json`` may say; what no schema can (order of levels, twins) is checked after."""
