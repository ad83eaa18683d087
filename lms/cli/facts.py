"""``lms facts``: what is on the bus, what could not be delivered, and sending it again."""

import json
from uuid import UUID

import click

from lms.cli.opening import opened


@click.group()
def facts() -> None:
    """Messages between features: list them, replay the dead, tell a ledger again."""


@facts.command("list")
@click.option("--dead", is_flag=True, help="Only deliveries given up after their last try.")
@click.option("--limit", default=50, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON list on standard output.")
def list_command(limit: int, *, dead: bool, as_json: bool) -> None:
    """List facts, or dead deliveries: identifiers only, the words of nobody."""
    with opened():
        rows = _dead_rows(limit) if dead else _rows(limit)
    if as_json:
        click.echo(json.dumps(rows, indent=1))
        return
    for row in rows:
        click.echo("  ".join(str(value) for value in row.values()))
    if not rows:
        click.echo("No dead delivery." if dead else "No fact on the bus.")


def _rows(limit: int) -> list[dict[str, object]]:
    from lms.core.facts import upkeep

    return [
        {
            "at": fact.at.isoformat(timespec="seconds"),
            "id": str(fact.id),
            "kind": fact.kind,
            "consumers": fact.consumers,
        }
        for fact in upkeep.list_facts(limit=limit)
    ]


def _dead_rows(limit: int) -> list[dict[str, object]]:
    from lms.core.facts import upkeep

    return [
        {
            "died_at": dead.died_at.isoformat(timespec="seconds"),
            "id": str(dead.fact_id),
            "kind": kind,
            "consumer": dead.consumer,
            "error": dead.error,
            "sqlstate": dead.sqlstate,
            "attempts": dead.attempts,
        }
        for dead, kind in upkeep.list_dead(limit=limit)
    ]


@facts.command()
@click.argument("fact_ids", nargs=-1, type=click.UUID)
@click.option("--consumer", help="Only what this consumer could not take.")
def replay(fact_ids: tuple[UUID, ...], consumer: str | None) -> None:
    """Send dead deliveries again: all of them, or those of FACT_IDS."""
    from lms.core.db import session
    from lms.core.facts import upkeep

    with opened():
        count = upkeep.replay(fact_ids=fact_ids or None, consumer=consumer)
        session.commit()
    click.echo(f"{count} sent again.")


@facts.command()
@click.argument("kind")
@click.option("--consumer", required=True, help="Who is to take them; the others are left alone.")
def backfill(kind: str, consumer: str) -> None:
    """Tell every fact of KIND again, from its feature's ledger, to one consumer."""
    from lms.core.db import session
    from lms.core.facts import emit_again

    with opened():
        try:
            count = emit_again(kind, consumer)
        except KeyError as error:
            message = f"{error.args[0]!r} is unknown, has no ledger, or is not for {consumer!r}."
            raise click.ClickException(message) from None
        session.commit()
    click.echo(f"{count} told again.")
