"""``lms audit verify``: whether the record of acts is whole."""

import json
import sys

import click

from lms.cli.opening import opened


@click.group()
def audit() -> None:
    """Check the record of who did what."""


@audit.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
def verify(*, as_json: bool) -> None:
    """Recompute the chain; exit 1 when a sealed row is missing or changed."""
    from lms.core import audit as record

    with opened():
        verdict = record.verify()
    oldest = verdict.oldest_unsealed.isoformat() if verdict.oldest_unsealed else None
    if as_json:
        click.echo(
            json.dumps(
                {
                    "holds": verdict.holds,
                    "sealed": verdict.sealed,
                    "missing": verdict.missing,
                    "broken_at": verdict.broken_at,
                    "unsealed": verdict.unsealed,
                    "oldest_unsealed": oldest,
                }
            )
        )
    elif verdict.holds:
        click.echo(f"The chain holds: {verdict.sealed} rows sealed.")
        if verdict.unsealed:
            click.echo(f"{verdict.unsealed} rows are not sealed yet, the oldest of {oldest}.")
    else:
        click.echo(f"The chain is broken at link {verdict.broken_at}; {verdict.missing} missing.")
    sys.exit(0 if verdict.holds else 1)
