"""A table once read: its header, its rows with their line, and what the reading had to say."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import TypeAlias

from lms.core.errors import Invalid
from lms.core.i18n import _, ngettext

Value: TypeAlias = str | int | float | bool | date | datetime | time | timedelta
"""What a cell holds: always text in a CSV, its own type in an XLSX."""

_JOINED = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss", "ø": "o", "Ø": "O"})
_NOT_WORD = re.compile(r"[\W_]+")


class Unreadable(Invalid):
    """A file no row can be read from; the message says why and what to do."""

    def __init__(self, message: str) -> None:
        """Keep the sentence as the error of the field ``file``."""
        super().__init__({"file": message})


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one table may hold; sizes in bytes."""

    size: int = 20_000_000
    rows: int = 100_000
    columns: int = 200
    sheets: int = 60
    cell: int = 40_000
    inflated: int = 120_000_000


@dataclass(frozen=True, slots=True)
class Row:
    """One row: ``line`` as a person finds it in the file, the text seen, the typed values."""

    line: int
    cells: tuple[str, ...]
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Remark:
    """Something a reading noticed; ``fatal`` when the row was left out because of it."""

    line: int
    words: str
    fatal: bool = True
    cells: tuple[str, ...] = ()


def fold(words: str) -> str:
    """Return ``words`` without accents, case or punctuation: "N° d'employé" -> "n d employe"."""
    flat = unicodedata.normalize("NFKD", words.translate(_JOINED)).casefold()
    bare = "".join(c for c in flat if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", bare).strip()


@dataclass(frozen=True)
class Sheet:
    """A table: header as written, rows of the header's width, remarks on lines left out."""

    name: str
    header: tuple[str, ...]
    header_line: int
    rows: Sequence[Row]
    remarks: Sequence[Remark] = field(default_factory=tuple)
    encoding: str = ""
    separator: str = ""
    sheet_names: tuple[str, ...] = ()

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """Return the header folded; a second column of the same name is "name 2"."""
        seen: Counter[str] = Counter()
        found: list[str] = []
        for title in self.header:
            key = fold(title)
            seen[key] += 1
            found.append(key if seen[key] == 1 else f"{key} {seen[key]}".strip())
        return tuple(found)

    @property
    def duplicates(self) -> tuple[str, ...]:
        """Return the titles that several columns share, as first written."""
        counts = Counter(fold(title) for title in self.header)
        first = {fold(title): title for title in reversed(self.header)}
        return tuple(first[key] for key, count in counts.items() if count > 1)


def frame(
    name: str,
    raw: Sequence[Row],
    remarks: Sequence[Remark],
    limits: Limits,
    header_line: int | None = None,
) -> Sheet:
    """Find the header among ``raw`` rows, then give each row its width or a remark.

    Raises Unreadable when there is no header, or too many columns.
    """
    place = _header_place(raw, header_line)
    head = raw[place]
    header = _trimmed(head.cells)
    if len(header) > limits.columns:
        raise Unreadable(
            _(
                "This table has %(n)s columns, the limit is %(limit)s.",
                n=len(header),
                limit=limits.columns,
            )
        )
    notes = [*remarks, *_skipped(raw[:place])]
    rows = list(_fitted(raw[place + 1 :], len(header), notes))
    sheet = Sheet(name, header, head.line, rows)
    notes += [
        Remark(head.line, _('Several columns are called "%(title)s".', title=title), fatal=False)
        for title in sheet.duplicates
    ]
    return Sheet(name, header, head.line, rows, sorted(notes, key=lambda note: note.line))


def _header_place(raw: Sequence[Row], header_line: int | None) -> int:
    if header_line is not None:
        for place, row in enumerate(raw):
            if row.line == header_line:
                return place
        raise Unreadable(_("Line %(line)s holds no column titles.", line=header_line))
    if not raw:
        raise Unreadable(_("This file holds no row. Send the one with the column titles."))
    # Exports often start with a title alone on its line: the header has at least two cells.
    for place, row in enumerate(raw[:10]):
        if sum(1 for cell in row.cells if cell.strip()) > 1:
            return place
    return 0


def _trimmed(cells: tuple[str, ...]) -> tuple[str, ...]:
    last = len(cells)
    while last > 1 and not cells[last - 1].strip():
        last -= 1
    return cells[:last]


def _skipped(raw: Sequence[Row]) -> list[Remark]:
    return [
        Remark(row.line, _("This line comes before the column titles."), fatal=False) for row in raw
    ]


def _fitted(raw: Sequence[Row], width: int, notes: list[Remark]) -> list[Row]:
    rows: list[Row] = []
    for row in raw:
        found = len(row.cells)
        if found == width:
            rows.append(row)
        elif found > width and not any(cell.strip() for cell in row.cells[width:]):
            rows.append(Row(row.line, row.cells[:width], row.values[:width]))
        else:
            words = ngettext(
                "This line has %(num)s cell, the column titles are %(width)s.",
                "This line has %(num)s cells, the column titles are %(width)s.",
                found,
                width=width,
            )
            notes.append(Remark(row.line, words, cells=row.cells))
    return rows
