"""``lms import``: courses, questions, units and people; JSON on request, exit 1 when refused."""

import json
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import click

SUBCOMMANDS = {
    "course": "lms.cli.courses:import_course",
    "questions": "lms.cli.questions:import_questions_command",
    "units": "lms.cli.network:import_units",
    "people": "lms.cli.network:import_people",
}


class _Lazy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(SUBCOMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        where = SUBCOMMANDS.get(cmd_name)
        if where is None:
            return None
        module, name = where.split(":")
        found: click.Command = getattr(import_module(module), name)
        return found


@click.command(cls=_Lazy)
def import_group() -> None:
    """Bring in courses, questions, units or people."""


def report(summary: dict[str, Any], *, as_json: bool) -> None:
    """Print a summary (created, updated, unchanged, refused) and leave with 1 when refused."""
    if as_json:
        click.echo(json.dumps(summary, ensure_ascii=False, indent=1))
    else:
        for word in ("created", "updated", "unchanged"):
            click.echo(f"{word}: {summary.get(word, 0)}")
        for row in summary.get("refused", ()):
            where = ":".join(str(row[k]) for k in ("file", "row", "line") if row.get(k))
            click.echo(f"refused {where} {row.get('field', '')}: {row['reason']}", err=True)
    if summary.get("refused"):
        sys.exit(1)


def existing(path: str) -> Path:
    """Return ``path`` when it exists; one sentence and exit 2 otherwise."""
    found = Path(path)
    if not found.exists():
        click.echo(f"{path} does not exist. Give the path of a file or folder.", err=True)
        sys.exit(2)
    return found
