"""``lms labels evaluate``: units scored against a grid file, by the function used everywhere else.

Exit status: 0 every unit was scored; 2 the grid or the values cannot be read, nothing is scored.
"""

import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import click

from lms.core.i18n import speaking
from lms.core.tabular import Sheet, Unreadable, read
from lms.labels.rules.checks import check
from lms.labels.rules.counting import Counter
from lms.labels.rules.faults import GridFaults, errors
from lms.labels.rules.grid import LEVELS, Grid
from lms.labels.rules.numbers import plain_number
from lms.labels.rules.reading import fingerprint, read_grid
from lms.labels.rules.schema import SCHEMA
from lms.labels.rules.scoring import LevelScore, Result, evaluate
from lms.labels.rules.sheets import CellFault, UnitAnswers, read_answers

UNREADABLE = 2
SHOWN = 50
_FILE = click.Path(exists=True, dir_okay=False, allow_dash=True)


class Unfit(click.ClickException):
    """A file that cannot be used, with every reason."""

    exit_code = UNREADABLE


@click.group()
def labels() -> None:
    """Score units against a grid."""


@labels.command("evaluate")
@click.argument("grid", type=_FILE)
@click.argument("values", type=_FILE)
def evaluate_command(grid: str, values: str) -> None:
    r"""Score the units of VALUES.csv against GRID.json ("-": standard input); print JSON.

    VALUES has one line a unit: "unit", then one column a criterion, titled with its code. A cell is
    empty (not met), NA (set aside), a number, or 12/15 (12 of 15). "years_held" and "<code>.n" (on
    how many answers the figure rests) are optional.

    \b
    Exit status: 0 scored; 2 the grid or the values cannot be read, nothing is scored.
    """
    with speaking("en"):
        asked = _grid(_bytes(grid), grid)
        units = _values(asked, _bytes(values), values)
        click.echo(json.dumps(_answer(asked, units), ensure_ascii=False, indent=1))


@labels.command("schema")
def schema_command() -> None:
    """Print the JSON Schema of a grid file."""
    click.echo(json.dumps(SCHEMA, indent=1))


def _bytes(name: str) -> bytes:
    """Return what a file holds, or standard input for "-"."""
    with click.open_file(name, "rb") as file:
        found: bytes = file.read()
    return found


def _grid(raw: bytes, name: str) -> Grid:
    """Return the grid of a file; warnings go to standard error."""
    try:
        grid = read_grid(_json(raw, name))
    except GridFaults as unread:
        raise Unfit(_lines(f"{name}: {one.path}: {one.words()}" for one in unread.faults)) from None
    faults = check(grid)
    refused = errors(faults)
    if refused:
        raise Unfit(_lines(f"{name}: {one.path}: {one.words()}" for one in refused))
    for one in faults:
        click.echo(f"{name}: {one.path}: {one.words()}", err=True)
    return grid


def _json(raw: bytes, name: str) -> Any:
    """Return what JSON says, decimals kept exact; a field said twice is refused."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unfit(f"{name}: byte {error.start + 1} is not UTF-8.") from None
    try:
        return json.loads(
            text, parse_float=Decimal, parse_constant=_refused, object_pairs_hook=_once
        )
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise Unfit(f"{name}: {where}: this is not JSON ({error.msg}).") from None
    except RecursionError:
        raise Unfit(f"{name}: this is not a grid: too deep.") from None
    except ValueError as error:
        raise Unfit(f"{name}: {error}.") from None


def _refused(word: str) -> Any:
    message = f"{word} is no number"
    raise ValueError(message)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        message = f'"{twice}" is said twice'
        raise ValueError(message)
    return found


def _values(grid: Grid, raw: bytes, name: str) -> list[UnitAnswers]:
    """Return the units of a file; warnings go to standard error."""
    units, faults = read_answers(grid, _sheet(raw, name))
    refused = [fault for fault in faults if not fault.warning]
    if refused:
        raise Unfit(_lines(f"{name}: {_where(fault)}: {fault.words}" for fault in refused))
    for fault in faults:
        click.echo(f"{name}: {_where(fault)}: {fault.words}", err=True)
    return units


def _sheet(raw: bytes, name: str) -> Sheet:
    try:
        return read(raw)
    except Unreadable as unread:
        raise Unfit(f"{name}: {unread.message}") from None


def _where(fault: CellFault) -> str:
    return f'line {fault.line}, column "{fault.column}"' if fault.column else f"line {fault.line}"


def _lines(words: Iterable[str]) -> str:
    """Return one fault a line, the first ones."""
    found = list(words)
    more = [f"... and {len(found) - SHOWN} more."] if len(found) > SHOWN else []
    return "\n".join([*found[:SHOWN], *more])


def _answer(grid: Grid, units: list[UnitAnswers]) -> dict[str, Any]:
    counter = Counter(grid)
    return {
        "grid": {
            "program": grid.program,
            "year": grid.year,
            "minor": grid.minor,
            "hash": fingerprint(grid),
        },
        "units": [
            _unit(one, evaluate(counter, one.answers, years_held=one.years_held), grid)
            for one in units
        ],
    }


def _unit(unit: UnitAnswers, result: Result, grid: Grid) -> dict[str, Any]:
    codes = {one.uid: one.code for one in grid.criteria}
    scores = result.scores
    return {
        "unit": unit.unit,
        "level": result.level,
        "assessable": result.assessable,
        "na_share": plain_number(result.na_share),
        "shares": {level.value: _share(scores[level]) for level in LEVELS},
        "failed_knock_outs": {
            level.value: [codes[uid] for uid in scores[level].knocked_out] for level in LEVELS
        },
        "deciding_criteria": [
            {"criterion": codes[flip.uid], "if_met": flip.met, "level": flip.level}
            for flip in result.deciding
        ],
        "insufficient": [codes[uid] for uid in result.insufficient],
        "criteria": {
            codes[uid]: {level.value: status.value for level, status in by_level.items()}
            for uid, by_level in result.statuses.items()
        },
    }


def _share(score: LevelScore) -> dict[str, Any]:
    """Return a level's share: to read (rounded), and exact."""
    share = score.share
    return {
        "share": None if share is None else round(float(share), 6),
        "exact": None if share is None else f"{share}",
        "quota": plain_number(score.quota),
        "reached": score.reached,
    }
