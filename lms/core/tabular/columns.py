"""Columns mapped to fields by their titles, and rows put in form by the fields' readers."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from lms.core.i18n import _
from lms.core.tabular.compare import Incoming, Refusal
from lms.core.tabular.sheet import Row, Sheet, fold

K = TypeVar("K")


def clean(text: str) -> str:
    """Return ``text`` with single plain spaces and none around."""
    return " ".join(text.split())


@dataclass(frozen=True, slots=True)
class Field:
    """What an import can take: its name, how people call it, how its text is read.

    ``parse`` raises ValueError with a sentence; ``blank`` is the value of an empty cell; a
    ``required`` field needs a column and a value on every row.
    """

    name: str
    label: object = ""
    synonyms: tuple[str, ...] = ()
    required: bool = False
    parse: Callable[[str], Any] = clean
    blank: Any = None

    @property
    def words(self) -> tuple[str, ...]:
        """Return the folded titles that mean this field: its name, its label, its synonyms."""
        said = (self.name, str(self.label), *self.synonyms)
        return tuple(dict.fromkeys(fold(words) for words in said if words))


@dataclass(frozen=True, slots=True)
class Proposal:
    """Which column feeds which field; what is left, what lacks, what deserves a look."""

    columns: Mapping[str, int]
    unused: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()
    remember: Mapping[str, str] = field(default_factory=dict)


def propose(
    sheet: Sheet, fields: Sequence[Field], remembered: Mapping[str, str] | None = None
) -> Proposal:
    """Map the columns of ``sheet`` to ``fields``.

    ``remembered`` maps folded titles to field names ("" = leave this column out) as
    ``Proposal.remember`` gave them last time; it wins over synonyms. Then a title equal to a
    synonym, then one that contains all its words (told in ``unsure``).
    """
    past = remembered or {}
    columns: dict[str, int] = {}
    unsure: list[str] = []
    free = [place for place, key in enumerate(sheet.keys) if key and past.get(key) != ""]
    names = {one.name for one in fields}
    for place in list(free):
        name = past.get(sheet.keys[place])
        if name in names and name not in columns:
            columns[name] = place
            free.remove(place)
    for exact in (True, False):
        for name, place in _matches(sheet, fields, columns, free, exact=exact):
            columns[name] = place
            free.remove(place)
            if not exact:
                unsure.append(name)
    return Proposal(
        columns,
        unused=tuple(t for p, t in enumerate(sheet.header) if p not in columns.values() and t),
        missing=tuple(one.name for one in fields if one.required and one.name not in columns),
        unsure=tuple(unsure),
        remember=_remember(sheet, columns),
    )


def _matches(
    sheet: Sheet,
    fields: Sequence[Field],
    taken: Mapping[str, int],
    free: Sequence[int],
    *,
    exact: bool,
) -> Iterator[tuple[str, int]]:
    """Yield field and column, the longest synonym first, each at most once."""
    wanted = sorted(
        ((words, one.name) for one in fields if one.name not in taken for words in one.words),
        key=lambda pair: -len(pair[0]),
    )
    done: set[str] = set()
    used: set[int] = set()
    for words, name in wanted:
        for place in free:
            if name in done or place in used:
                continue
            if _says(sheet.keys[place], words, exact=exact):
                done.add(name)
                used.add(place)
                yield name, place


def _says(title: str, words: str, *, exact: bool) -> bool:
    return title == words if exact else set(words.split()) <= set(title.split())


def _remember(sheet: Sheet, columns: Mapping[str, int]) -> dict[str, str]:
    by_place = {place: name for name, place in columns.items()}
    return {key: by_place.get(place, "") for place, key in enumerate(sheet.keys) if key}


def rows_of(
    sheet: Sheet,
    columns: Mapping[str, int],
    fields: Sequence[Field],
    *,
    key: Callable[[Mapping[str, Any]], K | None],
    blanks: Iterable[str] = (),
) -> tuple[list[Incoming[K]], list[Refusal]]:
    """Put every row in form; return what is taken and what is refused, with line and field.

    ``key`` gives a row's key from its values, or None when it has none (refused). Cells equal to
    one of ``blanks`` ("NULL") count as empty. The remarks of the sheet that cost a row are
    refusals too, so that taken + refused = every row of the file.
    """
    empty = {"", *blanks}
    mapped = [one for one in fields if one.name in columns]
    lacking = [one for one in fields if one.required and one.name not in columns]
    taken: list[Incoming[K]] = []
    refused = [Refusal(note.line, "", note.words) for note in sheet.remarks if note.fatal]
    for row in sheet.rows:
        values, faults = _values(row, mapped, columns, empty)
        faults += [Refusal(row.line, one.name, _("This column is missing.")) for one in lacking]
        found = key(values)
        if found is None and not faults:
            faults.append(Refusal(row.line, "", _("This line has no identifier.")))
        if faults:
            refused += [Refusal(f.line, f.field, f.reason, found) for f in faults]
        else:
            assert found is not None  # noqa: S101 - a row without a key has a fault
            taken.append(Incoming(row.line, found, values))
    return taken, sorted(refused, key=lambda one: one.line)


def _values(
    row: Row, mapped: Sequence[Field], columns: Mapping[str, int], empty: set[str]
) -> tuple[dict[str, Any], list[Refusal]]:
    values: dict[str, Any] = {}
    faults: list[Refusal] = []
    for one in mapped:
        text = row.cells[columns[one.name]]
        if text.strip() in empty:
            if one.required:
                faults.append(Refusal(row.line, one.name, _("This cell is empty.")))
            values[one.name] = one.blank
            continue
        try:
            values[one.name] = one.parse(text)
        except ValueError as error:
            faults.append(Refusal(row.line, one.name, str(error)))
    return values, faults
