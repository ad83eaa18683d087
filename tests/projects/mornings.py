"""What a morning brief is made of, put in Nantes: cards, skills of the month, bravos."""

import hashlib
from typing import Any

from lms.coaching.models import Focus
from lms.coaching.services import bravo
from lms.coaching.services.bravo import Thanks
from lms.core import clock, ids
from lms.core.db import session
from lms.quotes.models import Batch, Card, CardText
from lms.referential.queries import list_items
from tests.cast import TODAY
from tests.factories.network import make_wave
from tests.factories.projects import Ground


def light(ground: Ground, *capabilities: str) -> None:
    """Open capabilities in Nantes."""
    for one in capabilities or ("quotes", "coaching"):
        make_wave(ground.nantes, one)


def card(title: str, status: str = "published") -> Card:
    """Publish a card."""
    batch = Batch(id=ids.new_id())
    session.add(batch)
    session.flush()
    made = Card(
        id=ids.new_id(), kind="anonymous", status=status, quarter="2026-Q1", batch_id=batch.id,
        place=hashlib.sha256(title.encode()).digest(), theme_uid=None, moment_uid=None,
        channel=None, level=None, frequency="", language="fr", superseded_by=None,
    )  # fmt: skip
    session.add(made)
    session.flush()
    session.add(
        CardText(
            card_id=made.id, locale="fr", rev=1, title=title, situation="Une file se forme.",
            say="« Je suis à vous. »", gesture="Lever les yeux.", content_hash=title, search="",
        )
    )  # fmt: skip
    session.flush()
    return made


def work_on(ground: Ground, code: str = "look") -> None:
    """Choose a skill of the month in Nantes."""
    uid = next(one.uid for one in list_items() if one.code == code)
    month = f"{TODAY:%Y-%m}"
    session.add(
        Focus(
            id=ids.new_id(), unit_id=ground.nantes.id, month=month, place=1, skill_uid=uid,
            chosen_by=ground.marion.id, chosen_at=clock.now(),
        )
    )  # fmt: skip
    session.flush()


def thank(ground: Ground, words: str, *, visibility: str = "team", agrees: bool = True) -> Any:
    """Let Bruno thank Alice; she agrees that the team hears it, or says nothing."""
    attitude = next(one.uid for one in list_items() if one.kind == "attitude")
    row = bravo.say(
        Thanks(
            author_id=ground.bruno.id, people=[ground.alice.id], attitude_uid=attitude, words=words,
            visibility=visibility,
        )
    )  # fmt: skip
    if agrees and visibility == "team":
        bravo.consent(bravo_id=row.id, person_id=ground.alice.id, agrees=True)
    return row


def whole(ground: Ground) -> None:
    """Put something of each part in Nantes."""
    light(ground)
    for title in ("La file", "Le colis", "Le retour"):
        card(title)
    work_on(ground)
    thank(ground, "Pour la dame à la poussette")
