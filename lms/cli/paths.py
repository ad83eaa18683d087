"""``lms paths``: the versions that wait for a choice, the choice, and its undo."""

import json
from typing import Any
from uuid import UUID

import click

from lms.cli.opening import opened

CHOICES = ("keep", "add", "void")


@click.group()
def paths() -> None:
    """Choose what becomes of those who follow a path whose content changed."""


@paths.command("versions")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
def versions(*, as_json: bool) -> None:
    """List the new versions that wait, with what each choice would do to how many people."""
    from lms.courses.queries import proposals

    with opened():
        rows = [
            _told(one, proposals.consequences(one))
            for one in proposals.list_proposals(waiting=True)
        ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        click.echo(f"{row['id']}  {row['title']}, version {row['version']}: {row['people']} people")
        for choice in CHOICES:
            said = ", ".join(f"{n} {effect}" for effect, n in sorted(row[choice].items()))
            click.echo(f"  {choice}: {said or 'nobody'}")


def _told(one: Any, table: Any) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": str(one.id),
        "path": str(one.path_uid),
        "title": one.title,
        "version": one.number,
        "course": one.course,
        "people": one.total,
    }
    for choice in CHOICES:
        counts: dict[str, int] = {}
        for effects in table[choice].values():
            for effect, people in effects.items():
                counts[str(effect)] = counts.get(str(effect), 0) + people
        told[choice] = counts
    return told


@paths.command("choose")
@click.argument("version", type=click.UUID)
@click.argument("choice", type=click.Choice(CHOICES))
@click.option("--reason", default="", help="Read by those who have something more to do.")
def choose(version: UUID, choice: str, reason: str) -> None:
    """Choose what becomes of those who follow the path of a version that waits.

    The worker does it; nothing is erased and it can be undone for a few days.
    """
    from lms.core.db import session
    from lms.courses.rules.moving import Choice
    from lms.courses.services import moving

    with opened():
        made = _refusing(
            lambda: moving.decide(
                proposal_id=version, choice=Choice(choice), reason=reason, actor_id=None
            )
        )
        session.commit()
        click.echo(f"{made.total} people to look at")


@paths.command("undo")
@click.argument("version", type=click.UUID)
def undo(version: UUID) -> None:
    """Undo a choice: people go back where they were, what they did since stays done."""
    from lms.core.db import session
    from lms.courses.services import moving

    with opened():
        made = _refusing(lambda: moving.undo(proposal_id=version, actor_id=None))
        session.commit()
        click.echo(f"{made.total} people to put back")


def _refusing(act: Any) -> Any:
    """Do an act; a refusal is one sentence and exit 1."""
    from lms.core.errors import Problem

    try:
        return act()
    except Problem as refused:
        raise click.ClickException(refused.message) from None
