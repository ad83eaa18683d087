"""``lms simulate``: days of due work and jobs in a moment, under a moved clock."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import click

from lms.cli.opening import opened
from lms.core import clock


@click.command()
@click.option("--from", "first", required=True, type=click.DateTime(["%Y-%m-%d"]))
@click.option("--to", "last", required=True, type=click.DateTime(["%Y-%m-%d"]))
@click.option("--step", default=60, show_default=True, help="Minutes between two ticks.")
def simulate(first: datetime, last: datetime, step: int) -> None:
    """Live the days from FROM to TO: every tick asks the sweepers, then does the jobs."""
    from lms.core.jobs import drain
    from lms.core.sweepers import tick

    jobs = 0
    day: date | None = None
    with opened() as app:
        for instant in instants(first, last, timedelta(minutes=step)):
            with clock.frozen(instant):
                tick(app, instant)
                jobs += drain(app)
            if instant.date() != day:
                day = instant.date()
                click.echo(f"{day}  {jobs} jobs done")


def instants(first: datetime, last: datetime, step: timedelta) -> Iterator[datetime]:
    """Yield every instant (UTC) from midnight of ``first`` to the last moment of ``last``."""
    if step <= timedelta() or last < first:
        message = "--to comes after --from, and --step is at least a minute."
        raise click.UsageError(message)
    now = first.replace(tzinfo=UTC)
    end = last.replace(tzinfo=UTC) + timedelta(days=1)
    while now < end:
        yield now
        now += step
