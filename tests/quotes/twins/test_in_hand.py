"""With the whole database in hand, each card still has as many candidates as the policy wants."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy import select

from lms.core.db import APP_ROLE, session
from lms.core.periods import period_named
from lms.core.policy import number
from lms.quotes.models import Card
from lms.quotes.queries.candidates import stand
from lms.quotes.rules.facets import Facets
from tests.quotes.twins.ground import WEST, Twins
from tests.quotes.twins.living import Life, live

EVERYBODY = {
    "accounts_person": "the directory",
    "accounts_account": "who signs in",
    "accounts_device": "who enrolled a tablet",
    "core_audit": "administration of the network; nothing told in confidence",
    "core_fact": "learning and administration; nothing told in confidence",
    "core_notice": "the same digest for all, and what others have under way",
    "core_idempotency": "posts of pages without confidence",
    "core_policy": "who set a rule",
    "network_change": "changes of the network",
    "network_mandate": "who is in charge of what",
    "network_membership": "who works where",
    "notifications_dispatch": "mails of the day",
    "ops.audit_look": "refused looks, of pages without confidence",
    "ops.session": "when a browser was opened and last used, as for any visit",
    "quotes_absence": "days away",
    "quotes_coach_year": "a coach, a year, a number",
    "quotes_mark": "readers",
    "quotes_removal": "the committee",
    "quotes_signature": "leaders",
}
"""Tables where people are found for a reason that does not depend on whether they told something:
the twin lives prove it, row by row."""

OPEN = frozenset(
    {
        "quotes_difficulty",
        "quotes_draft",
        "quotes_abuse",
        "core_audit_private",
        "network_mandate",
    }
)
"""What others have under way: severed in turn; no row of it belongs to a card that is out."""


@dataclass(frozen=True, slots=True)
class Left:
    """A card and the people it could come from."""

    title: str
    people: frozenset[UUID]


def crowd(card: Card) -> frozenset[UUID]:
    """Return who was employed, where Quotes is live, in the quarter of a card."""
    period = period_named(card.quarter)
    found = session.scalars(
        sa.text(
            "SELECT m.person_id FROM network_membership m JOIN network_wave w"
            " ON w.unit_id = m.unit_id AND w.capability = 'quotes' AND w.during && m.during"
            " WHERE m.during && daterange(:first, :after)"
        ),
        {"first": period.first, "after": period.after},
    )
    return frozenset(found)


def suspects(house: Twins) -> Iterator[tuple[str, frozenset[UUID]]]:
    """Yield each table that points at some people and has no reason to: a stub, for whoever looks."""
    everybody = frozenset(session.scalars(sa.text("SELECT id FROM accounts_person")))
    columns = session.execute(
        sa.text(
            "SELECT c.table_schema, c.table_name, c.column_name FROM information_schema.columns c"
            " JOIN information_schema.tables t USING (table_schema, table_name)"
            " WHERE c.data_type = 'uuid' AND c.table_schema IN ('public', 'ops')"
            " AND t.table_type = 'BASE TABLE'"
        )
    ).all()
    for schema, table, column in columns:
        name = table if schema == "public" else f"{schema}.{table}"
        if name in EVERYBODY or name in OPEN or table.startswith("core_fact"):
            continue
        held = session.scalars(sa.text(f'SELECT DISTINCT "{column}" FROM {schema}."{table}"'))
        people = everybody & frozenset(held)
        if people:
            yield f"{name}.{column}", people


def narrow(house: Twins) -> list[Left]:
    """Return, for each published card, who is left once every stub was read."""
    stubs = list(suspects(house))
    left = []
    for card in session.scalars(select(Card).where(Card.kind == "anonymous")):
        people = crowd(card)
        for _name, held in stubs:
            people = (people & held) or people
        left.append(Left(str(card.id), people))
    return left


def in_hand(house: Twins, *, stub: bool = False) -> list[Left]:
    """Live a report until its card is out, then read the database as its owner."""
    found: list[Left] = []

    def watch(stage: str, life: Life) -> None:
        if stage == "published":
            with house.app.app_context():
                if stub:
                    _plant(house, life)
                found.extend(narrow(house))
                wide = [
                    stand(Facets(c.theme_uid, c.moment_uid, c.channel, c.level), DAY).is_wide
                    for c in session.scalars(select(Card))
                ]
                assert all(wide)
                session.remove()

    live(house, WEST, watch, brisk=True)
    return found


DAY = period_named("2026-Q1").after - timedelta(days=1)


def _plant(house: Twins, life: Life) -> None:
    """Keep, beside the cards of a quarter, who reported and to whom: "only for the statistics"."""
    connection: Any = house.connection
    connection.execute(sa.text("SET ROLE lms_owner"))
    connection.execute(
        sa.text(
            "CREATE TABLE quotes_stub AS SELECT CAST(:reporter AS uuid) AS reporter,"
            " CAST(:coach AS uuid) AS coach, '2026-Q1' AS quarter"
        ),
        {
            "reporter": life.house.world.people[life.part.reporter],
            "coach": life.house.world.people[life.part.coach],
        },
    )
    connection.execute(sa.text("GRANT SELECT ON quotes_stub TO PUBLIC"))
    connection.execute(sa.text(f"SET ROLE {APP_ROLE}"))


def test_every_card_has_as_many_candidates_as_the_policy_wants(lean: Twins):
    found = in_hand(lean)
    assert len(found) == 7
    with lean.app.app_context():
        wanted = number("quotes.crowd.people")
        session.remove()
    assert {one.title: len(one.people) for one in found if len(one.people) < wanted} == {}


@pytest.mark.slow
def test_canary_a_stub_beside_the_cards_leaves_one_candidate(lean: Twins):
    found = in_hand(lean, stub=True)
    assert min(len(one.people) for one in found) == 1
