"""``lms accounts``: invite, reset, name an administrator; for those who keep the server."""

from uuid import UUID

import click
from flask import Flask
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Range

from lms.accounts.queries import find_by_identifier
from lms.accounts.rules.notices import Purpose
from lms.accounts.rules.secrets import spell_slip_code
from lms.accounts.services import end_sessions
from lms.accounts.services.invitations import issue
from lms.accounts.services.keys import link_token, slip_code
from lms.accounts.services.people import register_person
from lms.cli.opening import opened
from lms.core import audit, clock, ids
from lms.core.db import session
from lms.network.models import Mandate
from lms.network.rules import DEFAULT_ZONE, NETWORK_MANDATES


@click.group()
def accounts() -> None:
    """Ways in for people: links, slips, the first administrator."""


@accounts.command()
@click.argument("who")
@click.option("--slip", is_flag=True, help="Print a slip's code instead of a link.")
def invite(who: str, *, slip: bool) -> None:
    """Print a way in for WHO (employee number or e-mail): a link, or the code of a slip."""
    with opened() as app:
        click.echo(_way_in(app, _find(who), Purpose.SLIP if slip else Purpose.INVITE))


@accounts.command()
@click.argument("who")
def reset(who: str) -> None:
    """Sign WHO out everywhere and print a link to choose a new secret."""
    with opened() as app:
        person_id = _find(who)
        end_sessions(person_id=person_id, reason="operator", now=clock.now())
        click.echo(_way_in(app, person_id, Purpose.RESET))


@accounts.command("make-administrator")
@click.argument("who", required=False)
@click.option("--given", help="First name, for somebody not known yet.")
@click.option("--family", help="Name, for somebody not known yet.")
@click.option("--email", help="E-mail, for somebody not known yet.")
def make_administrator(
    who: str | None, given: str | None, family: str | None, email: str | None
) -> None:
    """Give WHO every mandate of head office and print their way in.

    On an empty installation, --given, --family and --email make the first person.
    """
    with opened() as app:
        person_id = _find(who) if who else _register(given, family, email)
        for kind in _give_mandates(person_id):
            click.echo(f"{who or email} is now {kind}.", err=True)
        click.echo(_way_in(app, person_id, Purpose.INVITE))


def _find(who: str) -> UUID:
    known = find_by_identifier(who)
    if known is None:
        message = f"Nobody, or more than one person, has {who} as number or e-mail."
        raise click.ClickException(message)
    return known.person_id


def _register(given: str | None, family: str | None, email: str | None) -> UUID:
    if not (given and family and email):
        message = "Say who: a number or an e-mail, or --given, --family and --email."
        raise click.UsageError(message)
    if find_by_identifier(email):
        message = f"{email} is known already: give it without --given and --family."
        raise click.UsageError(message)
    made = register_person(given_name=given, family_name=family, email=email, now=clock.now())
    return made.id


def _give_mandates(person_id: UUID) -> list[str]:
    """Give the network's mandates that the person does not hold yet; return their codes."""
    today = clock.today(DEFAULT_ZONE)
    held = session.scalars(
        select(Mandate.kind).where(Mandate.person_id == person_id, Mandate.during.contains(today))
    ).all()
    given = [kind.value for kind in NETWORK_MANDATES if kind.value not in held]
    for kind in given:
        mandate = Mandate(
            id=ids.new_id(),
            person_id=person_id,
            kind=kind,
            scope_kind="network",
            scope_id=None,
            during=Range(today, None),
        )
        session.add(mandate)
        audit.note("network:mandate:give", "network_mandate", mandate.id, actor_id=None)
    session.flush()
    return given


def _way_in(app: Flask, person_id: UUID, purpose: Purpose) -> str:
    """Make an invitation, keep it, and return its address (and its code for a slip)."""
    invitation = issue(person_id=person_id, purpose=purpose, now=clock.now())
    session.commit()
    base = app.extensions["settings"].base_url
    if purpose is Purpose.SLIP:
        return f"{base}/slip  {spell_slip_code(slip_code(invitation.id))}"
    return f"{base}/in/{link_token(invitation.id)}"
