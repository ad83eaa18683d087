"""Leaders' own cards, under their name: they say first what they got wrong."""

from uuid import UUID

from sqlalchemy import insert

from lms.core import audit, clock, ids
from lms.core.db import session
from lms.core.errors import Invalid
from lms.core.i18n import _
from lms.quotes.models import Card, CardText, CardUse, Signature
from lms.quotes.queries.findings import check_words
from lms.quotes.services.drafting import LONGEST, flaws
from lms.quotes.services.drafting import Card as CardWords
from lms.quotes.services.loading import language_of
from lms.quotes.services.publishing import Words, place_of, text_row
from lms.quotes.services.severing import quarter_at


def sign_card(*, author_id: UUID, card: CardWords) -> UUID:
    """Publish a leader's own card under their name, at once; return the card.

    Others in it are as protected as anywhere: raises Invalid for passages the guard finds (the
    author's own name apart), for missing words or for facets that do not exist.
    """
    texts = {name: getattr(card, name).strip() for name in LONGEST}
    errors = {name: _("Write a few words here.") for name, words in texts.items() if not words}
    errors |= flaws(card)
    for one in check_words(texts):
        errors.setdefault(
            one.field, _("“%(words)s” may point at somebody: write it otherwise.", words=one.words)
        )
    if errors:
        raise Invalid(errors)
    card_id = _publish(author_id, card, texts)
    audit.note("card:sign", "card", card_id, actor_id=author_id, state_to="published")
    return card_id


def _publish(author_id: UUID, card: CardWords, texts: dict[str, str]) -> UUID:
    card_id = ids.new_id()
    language = language_of(author_id)
    session.execute(
        insert(Card),
        {
            "id": card_id,
            "kind": "signed",
            "status": "published",
            "quarter": quarter_at(clock.now()),
            "batch_id": None,
            "place": place_of(card_id, card_id),
            "theme_uid": card.theme_uid,
            "moment_uid": card.moment_uid,
            "channel": card.channel,
            "level": card.level,
            "frequency": "",
            "language": language,
            "superseded_by": None,
        },
    )
    row = text_row(card_id, language, Words(**texts), rev=1)
    session.execute(insert(CardText).values(**row))
    session.execute(insert(CardUse), {"card_id": card_id, "read": 0, "helped": 0, "me_too": 0})
    session.execute(
        insert(Signature), {"card_id": card_id, "kind": "signed", "person_id": author_id}
    )
    session.flush()
    return card_id
