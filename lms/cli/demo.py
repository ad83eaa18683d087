"""``lms demo``: fill an empty database with a believable network, or list its cast."""

import json
from datetime import date

import click


@click.command()
@click.option("--units", default=60, show_default=True, type=click.IntRange(2, 5000))
@click.option("--people", default=600, show_default=True, type=click.IntRange(20, 200_000))
@click.option("--years", default=1, show_default=True, type=click.IntRange(1, 10))
@click.option("--seed", default=1, show_default=True)
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="The day the demo ends on.")
@click.option("--cast", "only_cast", is_flag=True, help="Only list who to sign in as.")
@click.option("--json", "as_json", is_flag=True)
def demo(
    *,
    units: int,
    people: int,
    years: int,
    seed: int,
    today: "object",
    only_cast: bool,
    as_json: bool,
) -> None:
    """Load the demo network when the database is empty; the cast's credentials are printed."""
    from lms.app import create_app
    from lms.cli.place import database_ready
    from lms.core import clock
    from lms.core.db import session
    from lms.demo import cast, load

    with database_ready(), create_app().app_context():
        if not only_cast and load.is_empty():
            day = today.date() if hasattr(today, "date") else clock.today()
            assert isinstance(day, date)  # noqa: S101 - both are dates
            done = load.load_demo(
                units=units,
                people=people,
                years=years,
                seed=seed,
                today=day,
                say=(lambda _words: None) if as_json else click.echo,
            )
            session.commit()
            if not as_json:
                click.echo(
                    f"{done.units} stores, {done.people} people, "
                    f"{done.completions} rows of the learning ledger."
                )
        members = cast.list_members()
        rows = [
            {"name": m.name, "role": m.role, "sign_in": cast.address_of(p), "secret": cast.SECRET}
            for m, p in zip(members, cast.PARTS, strict=False)
        ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    widest = max(len(row["role"]) for row in rows)
    for row in rows:
        click.echo(f"  {row['role']:{widest}}  {row['sign_in']:19} {row['secret']}")
