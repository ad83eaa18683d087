"""Cards in another language: from the published words only, and guarded again."""

from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from lms.core import audit
from lms.core.db import session
from lms.core.errors import Invalid, NotFound
from lms.core.i18n import LOCALES, _
from lms.quotes.models import Card, CardText
from lms.quotes.queries.findings import check_words
from lms.quotes.services.drafting import too_long
from lms.quotes.services.publishing import Words, text_row

ANY_LANGUAGE = frozenset(
    {
        "first_name",
        "surname",
        "titled_name",
        "unit",
        "town",
        "address",
        "phone",
        "email",
        "url",
        "handle",
        "reference",
        "plate",
    }
)
"""What the guard, which reads French, knows in any language."""
NAMES = frozenset({"first_name", "surname", "titled_name", "town"})


def translate(*, actor_id: UUID, card_id: UUID, locale: str, words: Words) -> CardText:
    """Keep a card in another language.

    Raises NotFound for a card not published, Invalid for its own language, words missing or too
    long, or passages that may point at somebody.
    """
    card = session.get(Card, card_id)
    if card is None or card.status != "published":
        raise NotFound(_("This card does not exist, or it was taken out."))
    if locale not in LOCALES or locale == card.language:
        raise Invalid({"locale": _("Choose another language.")})
    texts = {
        name: getattr(words, name).strip() for name in ("title", "situation", "say", "gesture")
    }
    errors = {name: _("Write a few words here.") for name, said in texts.items() if not said}
    errors |= too_long(texts)
    for one in check_words(texts):
        if locale != "fr" and not counts_anywhere(one.kind, one.words):
            continue
        errors.setdefault(
            one.field, _("“%(words)s” may point at somebody: write it otherwise.", words=one.words)
        )
    if errors:
        raise Invalid(errors)
    known = session.get(CardText, (card_id, locale))
    row = text_row(card_id, locale, Words(**texts), rev=known.rev + 1 if known else 1)
    changed = {name: value for name, value in row.items() if name not in ("card_id", "locale")}
    session.execute(
        insert(CardText)
        .values(**row)
        .on_conflict_do_update(index_elements=["card_id", "locale"], set_=changed)
    )
    audit.note("card:translate", "card", card_id, actor_id=actor_id, fields=(locale,))
    return session.get_one(CardText, (card_id, locale), populate_existing=True)


def counts_anywhere(kind: str, words: str) -> bool:
    """Tell whether a finding of the French guard means something in another language.

    Names count with their capital only: "hands" is no misspelt Hans there.
    """
    return kind in ANY_LANGUAGE and (kind not in NAMES or words[:1].isupper())
