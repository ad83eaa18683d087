"""Cards in a list: their lines, whatever chose them, in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, Select, Text, and_, bindparam, or_, select

from lms.accounts.models import Person
from lms.core.db import session
from lms.quotes.models import Card, CardText, CardUse, Mark, Signature
from lms.quotes.queries.choices import last_name, level_name
from lms.quotes.rules.figures import bucket
from lms.referential.models import Moment, Skill

PAGE: Final = 24
SHOWN: Final = ("published", "superseded")


@dataclass(frozen=True, slots=True)
class CardRow:
    """A card in a list."""

    id: UUID
    title: str
    theme: str
    moment: str
    level: str
    signed_by: str
    quarter: str
    helped: int | None
    """People it helped, in steps from five; None under five."""

    @property
    def about(self) -> str:
        """Return what the card is about, in a few words; empty when nothing is said."""
        return ", ".join(filter(None, (self.theme, self.moment, self.level)))


Locale = str | BindParameter[str]
IN_LOCALE: Final[BindParameter[str]] = bindparam("locale", type_=Text)
"""The language of a statement built once and asked in any."""

NEWEST: Final = (Card.quarter.desc(), Card.place.desc())
"""The order of lists, that of an index read from its end; inside a quarter it is a hash's."""

LINE: Final = (
    Card.id,
    CardText.title,
    last_name(Skill, Card.theme_uid).label("theme"),
    last_name(Moment, Card.moment_uid).label("moment"),
    Card.level,
    Card.quarter,
    CardUse.helped,
    Person.given_name,
    Person.family_name,
)
"""What a line is made of, once :func:`joined`."""


def text_for(locale: Locale, text: Any = CardText) -> ColumnElement[bool]:
    """Pick a card's words in ``locale``, else in its own language (joins Card and ``text``)."""
    other = CardText.__table__.alias("other")
    has = select(other.c.card_id).where(other.c.card_id == Card.id, other.c.locale == locale)
    has = has.correlate(Card)
    return and_(
        text.card_id == Card.id,
        or_(text.locale == locale, and_(text.locale == Card.language, ~has.exists())),
    )


def joined(chosen: "Select[*tuple[Any, ...]]", locale: Locale) -> "Select[*tuple[Any, ...]]":
    """Join to cards what their lines say: words, use, signature."""
    return (
        chosen.select_from(Card)
        .join(CardText, text_for(locale))
        .outerjoin(CardUse, CardUse.card_id == Card.id)
        .outerjoin(Signature, Signature.card_id == Card.id)
        .outerjoin(Person, Person.id == Signature.person_id)
    )


def lines(rows: Sequence[Any]) -> list[CardRow]:
    """Return rows of ``LINE`` as cards of a list, in their order."""
    levels = {code: level_name(code) for code in {row.level for row in rows} if code}
    return [
        CardRow(
            id=row.id,
            title=row.title,
            theme=row.theme or "",
            moment=row.moment or "",
            level=levels.get(row.level, ""),
            signed_by=signed_by(row),
            quarter=row.quarter,
            helped=bucket(row.helped or 0),
        )
        for row in rows
    ]


def signed_by(row: Any) -> str:
    """Return the leader who signed a card, or nothing."""
    return f"{row.given_name or ''} {row.family_name or ''}".strip()


def _latest(chosen: "Select[*tuple[Any, ...]]", locale: str) -> list[CardRow]:
    ordered = joined(chosen, locale).order_by(*NEWEST)
    return lines(session.execute(ordered).all())


def cards_for(item: UUID, locale: str = "fr", limit: int = PAGE) -> list[CardRow]:
    """Return the published cards on a practice or a moment, for lessons and other pages."""
    about = or_(Card.theme_uid == item, Card.moment_uid == item)
    return _latest(select(*LINE).where(Card.status == "published", about).limit(limit), locale)


def list_marked(person_id: UUID, kind: str = "bookmark", locale: str = "fr") -> list[CardRow]:
    """Return a reader's own cards: "bookmark" (to see again) or "to_read"."""
    marked = select(Mark.card_id).where(Mark.person_id == person_id, Mark.kind == kind)
    return _latest(select(*LINE).where(Card.status.in_(SHOWN), Card.id.in_(marked)), locale)
