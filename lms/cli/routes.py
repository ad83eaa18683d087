"""``lms routes``: every route with its methods, permission and roles."""

import json
from typing import Any

import click
from flask import Flask

from lms.core.access import EVERYBODY, ROLES_OF, policy_of


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON list on standard output.")
def routes(*, as_json: bool) -> None:
    """List every route with its methods, permission and roles."""
    from lms.app import create_app

    rows = route_table(create_app())
    if as_json:
        click.echo(json.dumps(rows, indent=1))
        return
    for row in rows:
        click.echo(
            f"{row['rule']:52} {','.join(row['methods']):10} "
            f"{','.join(row['permissions']) or 'public':36} {','.join(row['roles'])}"
        )


def route_table(app: Flask) -> list[dict[str, Any]]:
    """Return one row per route: rule, endpoint, methods, permissions, roles."""
    rows: list[dict[str, Any]] = []
    for rule in sorted(app.url_map.iter_rules(), key=lambda r: r.rule):
        policy = policy_of(app.view_functions[rule.endpoint])
        permissions = policy.permissions if policy else ()
        roles: set[str] = set()
        for permission in permissions:
            roles |= {"everybody"} if permission in EVERYBODY else set(ROLES_OF[permission])
        rows.append(
            {
                "rule": rule.rule,
                "endpoint": rule.endpoint,
                "methods": sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}),
                "permissions": [str(p) for p in permissions],
                "roles": sorted(roles) if permissions else ["public"],
            }
        )
    return rows
