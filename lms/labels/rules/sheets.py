"""Units' answers from a table: one line a unit, one column a criterion.

Columns: ``unit`` (required, each once), ``years_held`` (usual 0), and for each criterion its code;
``<code>.n`` says on how many answers a figure rests. A cell is empty (unknown, so not met), ``NA``
(set aside), a number in the unit of the threshold, or ``12/15``: 12 of 15, n being 15. Where the
answer is yes or no: ``yes``, ``no``, 1 or 0.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from lms.core.i18n import _
from lms.core.tabular import Row, Sheet
from lms.labels.rules.bars import Reading, reading_of
from lms.labels.rules.counting import Answer
from lms.labels.rules.grid import Criterion, Grid, Scale
from lms.labels.rules.numbers import read_number

UNIT: Final = "unit"
YEARS: Final = "years_held"
_NA: Final = frozenset({"na", "n/a", "n.a."})
_YES: Final = frozenset({"yes", "true", "oui", "vrai"})
_NO: Final = frozenset({"no", "false", "non", "faux"})
_COUNTED: Final = re.compile(r"(-?\d{1,9})\s*/\s*(\d{1,9})")
_WHOLE: Final = re.compile(r"\d{1,9}")


@dataclass(frozen=True, slots=True)
class UnitAnswers:
    """One line: a unit and what it answers, by criterion uid."""

    unit: str
    line: int
    years_held: int
    answers: Mapping[str, Answer]


@dataclass(frozen=True, slots=True)
class CellFault:
    """Something wrong in a table; ``column`` is its title, empty for the whole line."""

    line: int
    column: str
    words: str
    warning: bool = False


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of answers, and where its number of answers stands."""

    criterion: Criterion
    place: int
    title: str
    n_place: int | None


class _Unfit(ValueError):
    """A cell that says nothing usable; its words say what would."""


def read_answers(grid: Grid, sheet: Sheet) -> tuple[list[UnitAnswers], list[CellFault]]:
    """Return the units of ``sheet`` and everything wrong in it, by line."""
    faults = [
        CellFault(remark.line, "", remark.words, warning=not remark.fatal)
        for remark in sheet.remarks
    ]
    titles = [title.strip() for title in sheet.header]
    columns = list(_columns(grid, titles, sheet.header_line, faults))
    if UNIT not in titles:
        words = _('There is no column "unit". Add it first, with the name or code of each unit.')
        return [], [*faults, CellFault(sheet.header_line, UNIT, words)]
    return list(_units(sheet, titles, columns, faults)), faults


def _columns(
    grid: Grid, titles: list[str], line: int, faults: list[CellFault]
) -> Iterator[_Column]:
    """Yield the columns of the grid's criteria; note the others."""
    known = {UNIT, YEARS}
    for one in grid.criteria:
        title = one.code if one.code in titles else one.uid
        known |= {title, f"{title}.n"}
        if title in titles:
            count = f"{title}.n"
            yield _Column(
                one,
                titles.index(title),
                title,
                titles.index(count) if count in titles else None,
            )
        else:
            words = _("No column says it: no unit meets this criterion.")
            faults.append(CellFault(line, one.code, words, warning=True))
    for title in titles:
        if title and title not in known:
            words = _("The grid has no such criterion. Remove this column, or correct its title.")
            faults.append(CellFault(line, title, words))
        elif title and titles.count(title) > 1:
            faults.append(CellFault(line, title, _("Two columns have this title. Keep one.")))


def _units(
    sheet: Sheet, titles: list[str], columns: list[_Column], faults: list[CellFault]
) -> Iterator[UnitAnswers]:
    seen: dict[str, int] = {}
    where = titles.index(UNIT)
    years = titles.index(YEARS) if YEARS in titles else None
    for row in sheet.rows:
        unit = row.cells[where].strip()
        if not unit:
            faults.append(CellFault(row.line, UNIT, _("Write which unit this is.")))
        elif unit in seen:
            words = _("This unit is on line %(line)s already.", line=seen[unit])
            faults.append(CellFault(row.line, UNIT, words))
        seen.setdefault(unit, row.line)
        held = _whole(row, years, YEARS, faults) if years is not None else 0
        yield UnitAnswers(unit, row.line, held or 0, dict(_answers(row, columns, faults)))


def _answers(
    row: Row, columns: list[_Column], faults: list[CellFault]
) -> Iterator[tuple[str, Answer]]:
    for column in columns:
        cell = row.cells[column.place].strip()
        n = None
        if column.n_place is not None:
            n = _whole(row, column.n_place, f"{column.title}.n", faults)
        try:
            answer = answer_of(column.criterion, cell, n)
        except _Unfit as unfit:
            faults.append(CellFault(row.line, column.title, str(unfit)))
            continue
        if answer.na and not column.criterion.na.allowed:
            words = _("This criterion may not be set aside: it counts as not met.")
            faults.append(CellFault(row.line, column.title, words, warning=True))
        yield column.criterion.uid, answer


def _whole(row: Row, place: int, title: str, faults: list[CellFault]) -> int | None:
    """Return the whole number of a cell, None when empty or wrong."""
    cell = row.cells[place].strip()
    if not cell:
        return None
    if not _WHOLE.fullmatch(cell):
        faults.append(CellFault(row.line, title, _("Write a whole number, 0 or more.")))
        return None
    return int(cell)


def answer_of(criterion: Criterion, cell: str, n: int | None = None) -> Answer:
    """Return what a cell says; raises ValueError with what to write instead."""
    if not cell:
        return Answer()
    word = cell.casefold()
    if word in _NA:
        return Answer(na=True)
    if criterion.scale is Scale.YES_NO:
        return Answer(_yes_no(word))
    counted = _COUNTED.fullmatch(cell)
    if counted:
        num, den = int(counted[1]), int(counted[2])
        return Answer(_in_range(criterion, Reading(Fraction(num), Fraction(den), _n(den, n))))
    return Answer(_in_range(criterion, _typed(criterion, cell, n)))


def _n(den: int, n: int | None) -> int:
    return den if n is None else n


def _yes_no(word: str) -> Reading:
    if word in _YES or word == "1":
        return Reading(Fraction(1))
    if word in _NO or word == "0":
        return Reading(Fraction())
    raise _Unfit(_("Write yes, no, NA, or nothing."))


def _typed(criterion: Criterion, cell: str, n: int | None) -> Reading:
    bare = cell.removesuffix("%").strip() if criterion.scale is Scale.PERCENT else cell
    try:
        value = read_number(bare)
    except ValueError:
        words = _('"%(cell)s" is no number. Write 12, 12.5, 12/15, NA, or nothing.', cell=cell[:40])
        raise _Unfit(words) from None
    return reading_of(value, criterion.scale, 1 if n is None else n)


def _in_range(criterion: Criterion, reading: Reading) -> Reading:
    """Refuse a share or a balance that cannot be."""
    if reading.den and criterion.scale.factor != 1:
        least = -1 if criterion.scale is Scale.POINTS else 0
        if not least <= reading.num / reading.den <= 1:
            words = _("Write a value from %(least)s to 100.", least=100 * least)
            raise _Unfit(words)
    return reading
