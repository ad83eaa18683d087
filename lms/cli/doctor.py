"""``lms doctor``: whether this installation can keep its promises."""

import json
import sys
from dataclasses import asdict

import click

from lms.cli.opening import opened


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON list on standard output.")
def doctor(*, as_json: bool) -> None:
    """Check database, worker, mail, disk and secrets; exit 1 when something is ill."""
    from alembic.script import ScriptDirectory

    from lms.core.doctor import Patient, State, examine
    from lms.migrating import configuration

    head = ScriptDirectory.from_config(configuration()).get_current_head() or ""
    with opened() as app:
        findings = examine(Patient(app.extensions["settings"], head))
    if as_json:
        click.echo(json.dumps([asdict(one) for one in findings], indent=1))
    else:
        for one in findings:
            click.echo(f"{one.state:5} {one.sentence}" + (f"  {one.cure}" if one.cure else ""))
    sys.exit(1 if any(one.state is State.ILL for one in findings) else 0)
