"""Tables of Quotes: those that are severed, and those of the library, which nothing ties to them."""

from lms.quotes.models.cards import (
    Batch,
    Card,
    CardText,
    CardUse,
    Mark,
    Receipt,
    Release,
    Removal,
    Signature,
    StaleItem,
    UseToken,
)
from lms.quotes.models.difficulties import Abuse, Danger, Difficulty, Interview
from lms.quotes.models.drafts import Draft
from lms.quotes.models.places import Absence, CoachYear, Contact, Gap, Tally

__all__ = [
    "Absence",
    "Abuse",
    "Batch",
    "Card",
    "CardText",
    "CardUse",
    "CoachYear",
    "Contact",
    "Danger",
    "Difficulty",
    "Draft",
    "Gap",
    "Interview",
    "Mark",
    "Receipt",
    "Release",
    "Removal",
    "Signature",
    "StaleItem",
    "Tally",
    "UseToken",
]
