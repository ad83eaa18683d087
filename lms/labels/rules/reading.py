"""Grids from plain data (JSON, a database) and back, with one canonical spelling and fingerprint.

Reading finds every fault before it refuses; what can be read but should not be published is the
matter of :mod:`lms.labels.rules.checks`.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any, Final, TypeVar

from lms.labels.rules.faults import Fault, GridFaults
from lms.labels.rules.grid import (
    LEVELS,
    NA_LIMIT,
    Criterion,
    Decision,
    Direction,
    EvidenceRule,
    EvidenceType,
    Expectation,
    Grid,
    Kind,
    Level,
    MeasureKind,
    NaRule,
    Scale,
    Source,
)
from lms.labels.rules.numbers import plain_number, read_number

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)

FORMAT: Final = "comptoir-grid/1"
LONGEST: Final = 4000
"""Characters kept in one text."""


class _Object:
    """A JSON object being read: each field is taken once, what is left over is a fault."""

    def __init__(self, value: Any, path: str, faults: list[Fault]) -> None:
        self.path, self.faults = path, faults
        self.left: dict[str, Any] = {}
        if isinstance(value, Mapping):
            self.left = {str(key): item for key, item in value.items()}
        else:
            self.fault("", "not_an_object")

    def fault(self, name: str, code: str, **values: str | int) -> None:
        """Note what is wrong with a field."""
        path = f"{self.path}.{name}" if self.path and name else self.path or name
        self.faults.append(Fault(path, code, values))

    def take(self, name: str, read: Callable[[Any], T], otherwise: T, code: str) -> T:
        """Return a field read by ``read``, or ``otherwise`` when it is absent or unreadable."""
        value = self.left.pop(name, None)
        if value is None:
            return otherwise
        try:
            return read(value)
        except (ValueError, TypeError, AttributeError):
            self.fault(name, code)
            return otherwise

    def need(self, name: str) -> None:
        """Note that a field is missing."""
        if self.left.get(name) is None:
            self.fault(name, "missing")

    def text(self, name: str) -> str:
        """Return a text, without the spaces around it."""
        return self.take(name, _text, "", "not_text")

    def whole(self, name: str, otherwise: int = 0) -> int:
        """Return a whole number, 0 or more."""
        return self.take(name, _whole, otherwise, "not_whole")

    def number(self, name: str, otherwise: Fraction) -> Fraction:
        """Return an exact number."""
        return self.take(name, read_number, otherwise, "not_a_number")

    def choice(self, name: str, kind: type[E], otherwise: E) -> E:
        """Return one of the words of ``kind``."""
        value = self.left.pop(name, None)
        found = otherwise if value is None else self.word(name, kind, value)
        return otherwise if found is None else found

    def word(self, name: str, kind: type[E], value: Any) -> E | None:
        """Return the word ``value`` is, None (and a fault) when it is none of them."""
        if value in list(kind):
            return kind(value)
        self.fault(name, "not_one_of", choices=", ".join(kind))
        return None

    def words(self, name: str, kind: type[E]) -> tuple[E, ...]:
        """Return a list of words, each once, in the order of ``kind``."""
        found: list[Any] = self.take(name, _items, [], "not_a_list")
        given = {self.word(f"{name}[{place}]", kind, value) for place, value in enumerate(found)}
        return tuple(word for word in kind if word in given)

    def inside(self, name: str) -> "_Object":
        """Return an object inside this one, empty when absent."""
        value = self.left.pop(name, None)
        path = f"{self.path}.{name}" if self.path else name
        return _Object({} if value is None else value, path, self.faults)

    def texts(self, name: str) -> dict[str, str]:
        """Return a text per language."""
        inner = self.inside(name)
        found = {key: inner.text(key) for key in sorted(inner.left)}
        return {key: words for key, words in found.items() if words}

    def by_level(self, name: str) -> dict[Level, Fraction]:
        """Return a number per level."""
        inner = self.inside(name)
        found = {level: inner.take(level, _number, None, "not_a_number") for level in LEVELS}
        inner.end()
        return {level: value for level, value in found.items() if value is not None}

    def end(self) -> None:
        """Note what was not expected."""
        for name in self.left:
            self.fault(name, "unknown_field")


def _number(value: Any) -> Fraction | None:
    return read_number(value)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value.replace("\x00", "").strip()[:LONGEST]


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 10**6:
        raise ValueError(value)
    return value


def _yes_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError(value)
    return value


def _items(value: Any) -> list[Any]:
    if not isinstance(value, list | tuple):
        raise TypeError(value)
    return list(value)


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def read_grid(plain: Any) -> Grid:
    """Return the grid that ``plain`` says; raises GridFaults with every fault found."""
    faults: list[Fault] = []
    grid = _grid(_Object(plain, "", faults))
    if faults:
        raise GridFaults(faults)
    return grid


def criterion_from(plain: Any, path: str = "") -> Criterion:
    """Return the criterion that ``plain`` says; raises GridFaults with every fault found."""
    faults: list[Fault] = []
    criterion = _criterion(_Object(plain, path, faults))
    if faults:
        raise GridFaults(faults)
    return criterion


def _grid(said: _Object) -> Grid:
    said.take("format", _format, FORMAT, "format_unknown")
    said.left.pop("$schema", None)
    said.need("criteria")
    quotas = said.by_level("quotas")
    for level in LEVELS:
        if level not in quotas:
            said.fault(f"quotas.{level}", "missing")
    found: list[Any] = said.take("criteria", _items, [], "not_a_list")
    grid = Grid(
        program=said.text("program"),
        year=said.whole("year"),
        minor=said.whole("minor"),
        criteria=tuple(
            _criterion(_Object(one, f"criteria[{place}]", said.faults))
            for place, one in enumerate(found)
        ),
        quotas=quotas,
        quota_by_tenure=_tenure(said.inside("quota_by_tenure")),
        na_limit=said.number("na_limit", NA_LIMIT),
        locales=tuple(said.take("locales", _locales, ["fr"], "not_a_list")),
    )
    said.end()
    return grid


def _format(value: Any) -> str:
    if value != FORMAT:
        raise ValueError(value)
    return FORMAT


def _locales(value: Any) -> list[str]:
    return [_text(one) for one in _items(value)]


def _tenure(said: _Object) -> dict[int, Fraction]:
    found: dict[int, Fraction] = {}
    for key in list(said.left):
        if key.isdecimal() and len(key) <= 3:  # noqa: PLR2004 - nobody holds a label 1,000 years
            found[int(key)] = said.number(key, Fraction())
    said.end()
    return dict(sorted(found.items()))


def _criterion(said: _Object) -> Criterion:
    code = said.text("code")
    criterion = Criterion(
        uid=said.text("uid") or code,
        code=code,
        title=said.texts("title"),
        help=said.texts("help"),
        kind=said.choice("kind", Kind, Kind.ACTION),
        measure=_measure(said.inside("measure")),
        scale=said.choice("scale", Scale, Scale.NUMBER),
        direction=said.choice("direction", Direction, Direction.UP),
        thresholds=said.by_level("thresholds"),
        weight=said.number("weight", Fraction(1)),
        knockouts=frozenset(said.words("knockouts", Level)),
        na=_na(said.inside("na")),
        evidence=_evidence(said.inside("evidence")),
        decision=_decision(said),
        n_min=said.whole("n_min"),
        expectation=_expectation(said.inside("expectation")),
    )
    said.end()
    return criterion


def _measure(said: _Object) -> Source:
    kind = said.choice("kind", MeasureKind, MeasureKind.TYPED)
    found = Source(kind, said.text("code"), said.text("source"), said.text("subject"))
    said.end()
    return found


def _na(said: _Object) -> NaRule:
    found = NaRule(
        said.take("allowed", _yes_no, otherwise=False, code="not_yes_no"), said.texts("when")
    )
    said.end()
    return found


def _evidence(said: _Object) -> EvidenceRule:
    age = said.whole("max_age_days", -1)
    found = EvidenceRule(
        said.words("types", EvidenceType), None if age < 0 else age, said.whole("minimum")
    )
    said.end()
    return found


def _decision(said: _Object) -> dict[Level, Decision]:
    """Return how each level compares: one word for all, or one per level."""
    if isinstance(said.left.get("decision"), str):
        one = said.choice("decision", Decision, Decision.POINT)
        return {} if one is Decision.POINT else dict.fromkeys(LEVELS, one)
    inner = said.inside("decision")
    found = {level: inner.choice(level, Decision, Decision.POINT) for level in LEVELS}
    inner.end()
    return {level: word for level, word in found.items() if word is not Decision.POINT}


def _expectation(said: _Object) -> Expectation:
    on = said.take("on", _optional_day, None, "not_a_date")
    found = Expectation(said.text("source"), said.text("figure"), on)
    said.end()
    return found


def _optional_day(value: Any) -> date | None:
    return _day(value)


def as_plain(grid: Grid) -> dict[str, Any]:
    """Return a grid as JSON says it; ``read_grid`` gives the same grid back."""
    return {
        "format": FORMAT,
        "program": grid.program,
        "year": grid.year,
        "minor": grid.minor,
        "locales": list(grid.locales),
        "quotas": _levels(grid.quotas),
        "quota_by_tenure": {
            str(years): plain_number(extra) for years, extra in grid.quota_by_tenure.items()
        },
        "na_limit": plain_number(grid.na_limit),
        "criteria": [criterion_plain(one) for one in grid.criteria],
    }


def criterion_plain(one: Criterion) -> dict[str, Any]:
    """Return a criterion as JSON says it."""
    measure, evidence, wish = one.measure, one.evidence, one.expectation
    return {
        "uid": one.uid,
        "code": one.code,
        "title": dict(one.title),
        "help": dict(one.help),
        "kind": one.kind.value,
        "measure": {
            "kind": measure.kind.value,
            "code": measure.code,
            "source": measure.source,
            "subject": measure.subject,
        },
        "scale": one.scale.value,
        "direction": one.direction.value,
        "thresholds": _levels(one.thresholds),
        "weight": plain_number(one.weight),
        "knockouts": [level.value for level in LEVELS if level in one.knockouts],
        "na": {"allowed": one.na.allowed, "when": dict(one.na.when)},
        "evidence": {
            "types": [kind.value for kind in EvidenceType if kind in evidence.types],
            "max_age_days": evidence.max_age_days,
            "minimum": evidence.minimum,
        },
        "decision": {level.value: one.decided_by(level).value for level in LEVELS},
        "n_min": one.n_min,
        "expectation": {
            "source": wish.source,
            "figure": wish.figure,
            "on": wish.on.isoformat() if wish.on else None,
        },
    }


def _levels(values: Mapping[Level, Fraction]) -> dict[str, int | str]:
    return {level.value: plain_number(values[level]) for level in LEVELS if level in values}


def canonical(grid: Grid) -> bytes:
    """Return the one spelling of a grid: sorted keys, no spaces, UTF-8."""
    words = json.dumps(as_plain(grid), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return words.encode()


def fingerprint(grid: Grid) -> str:
    """Return the SHA-256 of the canonical spelling, in hexadecimal."""
    return hashlib.sha256(canonical(grid)).hexdigest()
