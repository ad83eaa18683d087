"""``lms import units|people``: the same dry run and the same plan as the page."""

from pathlib import Path
from typing import Any

import click

from lms.cli.imports import existing, report
from lms.cli.opening import opened


def _command(kind: str, path: str, **options: Any) -> None:
    from lms.core.db import session
    from lms.core.errors import Problem

    found = existing(path)
    if found.is_dir():
        message = f"{path} is a folder. Give the path of a file."
        raise click.ClickException(message)
    with opened():
        try:
            summary = bring(kind, found, **options)
        except Problem as problem:
            session.rollback()
            raise click.ClickException(problem.message) from problem
        if options["dry_run"]:
            session.rollback()
        else:
            session.commit()
    report(summary, as_json=options["as_json"])


def bring(
    kind: str,
    path: Path,
    *,
    dry_run: bool,
    complete: bool,
    accept: bool,
    columns: tuple[str, ...],
    ignored: tuple[str, ...],
    as_json: bool,
) -> dict[str, Any]:
    """Import a file in the present transaction; return the counts and the refused rows."""
    del as_json
    from lms.core import clock
    from lms.core.db import session
    from lms.core.errors import Refused
    from lms.network.imports import Start, apply_import, check, start
    from lms.network.imports.runs import asks_twice, changes

    one = start(
        Start(kind=kind, filename=path.name, data=path.read_bytes(), is_complete=complete),
        actor_id=None,
        today=clock.today(),
    )
    _map(one, columns, ignored)
    plan = check(one)
    if asks_twice(one) and not accept:
        share = "So many people would leave that --accept-leavers is needed."
        raise Refused(share)
    if not dry_run and changes(one):
        session.flush()
        apply_import(one)
    counts = plan.counts
    return {
        "created": counts["created"],
        "updated": counts["changed"],
        "ended": counts["ended"],
        "unchanged": counts["unchanged"],
        "refused": [
            {"row": line.line, "field": line.field, "reason": line.reason}
            for line in plan.lines
            if line.outcome == "refused"
        ],
    }


def _map(one: Any, columns: tuple[str, ...], ignored: tuple[str, ...]) -> None:
    """Map columns named on the command line over those found by their titles."""
    from lms.core.tabular import fold
    from lms.network.imports import map_columns
    from lms.network.imports.runs import missing_fields, sheet_of

    keys = list(sheet_of(one).keys)
    wanted = dict(one.columns)
    for pair in columns:
        name, _, title = pair.partition("=")
        if fold(title) not in keys:
            raise click.BadParameter(f"{title} is not a column of the file")
        wanted[name] = keys.index(fold(title))
    left_out = {keys.index(fold(title)) for title in ignored if fold(title) in keys}
    wanted = {name: place for name, place in wanted.items() if place not in left_out}
    if wanted != dict(one.columns) or not missing_fields(one):
        map_columns(one, wanted)


def _options(command: Any) -> Any:
    for option in (
        click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output."),
        click.option("--dry-run", is_flag=True, help="Show what would change, change nothing."),
        click.option("--map", "columns", multiple=True, help="field=Column title, repeatable."),
        click.option("--ignore", "ignored", multiple=True, help="Column left out, repeatable."),
    ):
        command = option(command)
    return command


@click.command("units")
@click.argument("path")
@_options
def import_units(path: str, **options: Any) -> None:
    """Bring in stores, offices and services from a CSV or XLSX file."""
    _command("units", path, complete=False, accept=False, **options)


@click.command("people")
@click.argument("path")
@click.option("--complete", is_flag=True, help="The file names everybody: who lacks has left.")
@click.option("--accept-leavers", "accept", is_flag=True, help="Even when many leave at once.")
@_options
def import_people(path: str, **options: Any) -> None:
    """Bring in people from a CSV or XLSX file."""
    _command("people", path, **options)
