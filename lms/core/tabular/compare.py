"""What a table would change: pure comparison of incoming rows with what is there.

Applying a difference and comparing again gives only ``unchanged``: imports are idempotent.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from lms.core.i18n import _
from lms.core.tabular.sheet import Sheet

K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Incoming(Generic[K]):
    """A row in form: its line, its key, the fields it speaks of (others stay untouched)."""

    line: int
    key: K
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row not taken: its line, the field at fault ("" for the whole row), why, its key if any."""

    line: int
    field: str
    reason: str
    key: Any = None


@dataclass(frozen=True, slots=True)
class Change:
    """One field before and after."""

    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Created(Generic[K]):
    """A row whose key is new."""

    line: int
    key: K
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Updated(Generic[K]):
    """A row whose key exists, with the fields that differ."""

    line: int
    key: K
    changes: Mapping[str, Change]


@dataclass(frozen=True, slots=True)
class Unchanged(Generic[K]):
    """A row equal to what is there."""

    line: int
    key: K


@dataclass(slots=True)
class Difference(Generic[K]):
    """What applying would do. ``missing``: keys that exist and that no row speaks of.

    ``missing_is_sure`` is False when a refused row has no readable key: it may be one of the
    missing ones, so nobody is taken for a leaver on that evidence alone.
    """

    created: list[Created[K]] = field(default_factory=list)
    updated: list[Updated[K]] = field(default_factory=list)
    unchanged: list[Unchanged[K]] = field(default_factory=list)
    missing: list[K] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    missing_is_sure: bool = True

    @property
    def is_empty(self) -> bool:
        """Tell whether applying would change nothing (missing keys aside)."""
        return not (self.created or self.updated)

    def summary(self) -> dict[str, Any]:
        """Return the counts and the refused rows, ready for JSON."""
        return {
            "created": len(self.created),
            "updated": len(self.updated),
            "unchanged": len(self.unchanged),
            "missing": len(self.missing),
            "refused": [
                {"row": one.line, "field": one.field, "reason": one.reason} for one in self.refused
            ],
        }


def diff(
    existing: Mapping[K, Mapping[str, Any]],
    incoming: Iterable[Incoming[K]],
    *,
    refused: Sequence[Refusal] = (),
) -> Difference[K]:
    """Compare ``incoming`` rows with ``existing`` ones by key.

    A key that comes twice is taken once (the first line) and refused after, unless the same
    words are repeated. A refused row keeps its key out of ``missing``.
    """
    found: Difference[K] = Difference(refused=list(refused))
    seen: dict[K, Incoming[K]] = {}
    for row in incoming:
        first = seen.setdefault(row.key, row)
        if first is row:
            _place(found, existing.get(row.key), row)
        elif first.fields == row.fields:
            found.unchanged.append(Unchanged(row.line, row.key))
        else:
            words = _(
                "Line %(line)s has the same identifier and says something else.", line=first.line
            )
            found.refused.append(Refusal(row.line, "", words, row.key))
    spoken = seen.keys() | {one.key for one in refused if one.key is not None}
    found.missing = [key for key in existing if key not in spoken]
    found.missing_is_sure = all(one.key is not None for one in refused)
    found.refused.sort(key=lambda one: one.line)
    return found


def _place(found: Difference[K], old: Mapping[str, Any] | None, row: Incoming[K]) -> None:
    if old is None:
        found.created.append(Created(row.line, row.key, row.fields))
        return
    changes = {
        name: Change(old.get(name), value)
        for name, value in row.fields.items()
        if old.get(name) != value
    }
    if changes:
        found.updated.append(Updated(row.line, row.key, changes))
    else:
        found.unchanged.append(Unchanged(row.line, row.key))


def with_reasons(sheet: Sheet, refused: Sequence[Refusal]) -> tuple[list[str], list[list[str]]]:
    """Return header and rows of the refused lines, each with its line and reasons in front.

    Its columns keep their titles: corrected, the file can be sent back as it is.
    """
    reasons: dict[int, list[str]] = {}
    for one in refused:
        said = f"{one.field}: {one.reason}" if one.field else one.reason
        reasons.setdefault(one.line, []).append(said)
    cells = {note.line: note.cells for note in sheet.remarks}
    cells |= {row.line: row.cells for row in sheet.rows}
    blank = ("",) * len(sheet.header)
    rows = [
        [str(line), " ".join(said), *(cells.get(line) or blank)]
        for line, said in sorted(reasons.items())
    ]
    return [_("Line"), _("Reason"), *sheet.header], rows
