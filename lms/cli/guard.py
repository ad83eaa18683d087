"""``lms guard check``: what a text says that could tell who lived it.

Exit status: 0 when everything was read, whatever was found; 1 when the network's roster was needed
and there is no database; 2 when the text, the line or the roster cannot be read.
"""

import json
from collections.abc import Iterator
from functools import cache
from typing import IO, Any

import click

from lms.quotes.rules.guard import Finding, Roster, check

UNREADABLE = 2


class Unreadable(click.ClickException):
    """What was given cannot be read; one sentence says why."""

    exit_code = UNREADABLE


@click.group()
def guard() -> None:
    """Look for what could tell who lived a situation."""


@guard.command("check")
@click.option("--roster", "roster_file", type=click.File("rb"), help="Names to look for, in JSON.")
@click.option("--jsonl", is_flag=True, help='One {"id", "text", "roster"} a line.')
@click.option("--locale", type=click.Choice(["fr", "en"]), default="fr", show_default=True)
@click.argument("file", type=click.File("rb"))
def check_command(
    file: IO[bytes], roster_file: IO[bytes] | None, locale: str, *, jsonl: bool
) -> None:
    r"""Print the findings in FILE ("-": standard input) as JSON.

    A finding is {"start", "end", "kind", "suggestion", "severity"}; start and end count characters.
    The roster is {"people": [{"given", "family"}], "units": ["name"]}; without one, the network's.

    \b
    Exit status: 0 read, whatever was found; 1 no database for the network's roster;
    2 a text, a line or a roster that cannot be read.
    """
    common = _roster(_json(roster_file.read(), "the roster"), "the roster") if roster_file else None
    if jsonl:
        for answer in _each(file, common, locale):
            click.echo(json.dumps(answer, ensure_ascii=False))
        return
    text = _decoded(file.read(), "the text")
    found = check(text, common or _network(), locale=locale)
    click.echo(json.dumps(_plain(found), ensure_ascii=False, indent=1))


def _each(file: IO[bytes], common: Roster | None, locale: str) -> Iterator[dict[str, Any]]:
    """Yield the answer to each line."""
    last: tuple[Any, Roster] | None = None
    for number, raw in enumerate(file, start=1):
        where = f"line {number}"
        line = _decoded(raw, where)
        if not line.strip():
            continue
        said = _json(line, where)
        if not isinstance(said, dict) or not isinstance(said.get("text"), str):
            raise Unreadable(f'{where}: an object with "id" and "text" is needed.')
        asked = said.get("roster")
        if asked is None:
            roster = common or _network()
        elif last is not None and last[0] == asked:
            roster = last[1]
        else:
            roster = _roster(asked, where)
            last = asked, roster
        yield {"id": said.get("id"), "findings": _plain(check(said["text"], roster, locale=locale))}


def _plain(findings: list[Finding]) -> list[dict[str, Any]]:
    """Return findings as JSON says them."""
    return [finding._asdict() for finding in findings]


def _decoded(raw: bytes, where: str) -> str:
    """Return bytes as text, with or without a mark at the beginning."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(f"{where}: byte {error.start + 1} is not UTF-8.") from None


def _json(raw: bytes | str, where: str) -> Any:
    """Return what JSON says."""
    try:
        return json.loads(_decoded(raw, where) if isinstance(raw, bytes) else raw)
    except (json.JSONDecodeError, RecursionError) as error:
        why = error.msg if isinstance(error, json.JSONDecodeError) else "too deep"
        raise Unreadable(f"{where}: this is not JSON ({why}).") from None


def _roster(said: Any, where: str) -> Roster:
    """Return a roster given in JSON."""
    from lms.quotes.rules.guard.given import roster_from

    try:
        return roster_from(said)
    except TypeError as error:
        raise Unreadable(f"{where}: {error}.") from None


@cache
def _network() -> Roster:
    """Return the network's roster, read from its database."""
    from lms.cli.opening import opened
    from lms.core import clock

    with opened():
        from lms.quotes.queries.roster import network_roster

        return network_roster(now=clock.now())
