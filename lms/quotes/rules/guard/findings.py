"""What the guard says of a text: where, what kind, and what could be written instead."""

from enum import StrEnum
from typing import NamedTuple


class Severity(StrEnum):
    """How a finding betrays: alone, with other clues, or not at all (it only blames)."""

    DIRECT = "direct"
    CLUE = "clue"
    TONE = "tone"


class Kind(StrEnum):
    """What was found; the words are public, they leave by the command line."""

    FIRST_NAME = "first_name"
    SURNAME = "surname"
    TITLED_NAME = "titled_name"
    INITIALS = "initials"
    PROPER_NAME = "proper_name"
    UNIT = "unit"
    UNIT_HINT = "unit_hint"
    TOWN = "town"
    PLACE = "place"
    ADDRESS = "address"
    DATE = "date"
    WEEKDAY = "weekday"
    RELATIVE_DAY = "relative_day"
    HOUR = "hour"
    PHONE = "phone"
    EMAIL = "email"
    URL = "url"
    HANDLE = "handle"
    AMOUNT = "amount"
    REFERENCE = "reference"
    PLATE = "plate"
    SOLE_ROLE = "sole_role"
    CHIEF = "chief"
    NEWCOMER = "newcomer"
    GENDERED_ROLE = "gendered_role"
    SENIORITY = "seniority"
    TEAM_SIZE = "team_size"
    HEALTH = "health"
    DISABILITY = "disability"
    PREGNANCY = "pregnancy"
    RELIGION = "religion"
    UNION = "union"
    PRIVATE_LIFE = "private_life"
    APPEARANCE = "appearance"
    FAMILY = "family"
    AGE = "age"
    ORIGIN = "origin"
    LANGUAGE = "language"
    EVENT = "event"
    OUTSIDER = "outsider"
    BRAND = "brand"
    BLAME = "blame"


TONE = frozenset({Kind.BLAME})
DIRECT = frozenset(
    {
        Kind.FIRST_NAME,
        Kind.SURNAME,
        Kind.TITLED_NAME,
        Kind.INITIALS,
        Kind.PROPER_NAME,
        Kind.UNIT,
        Kind.TOWN,
        Kind.ADDRESS,
        Kind.PHONE,
        Kind.EMAIL,
        Kind.URL,
        Kind.HANDLE,
        Kind.REFERENCE,
        Kind.PLATE,
        Kind.SOLE_ROLE,
        Kind.CHIEF,
    }
)


class Finding(NamedTuple):
    """A part of a text, in characters of the text given, and what to put there instead."""

    start: int
    end: int
    kind: Kind
    suggestion: str
    severity: Severity


class Hit(NamedTuple):
    """What a detector gives: a part of the folded text and its kind."""

    start: int
    end: int
    kind: Kind


def severity(kind: Kind) -> Severity:
    """Return how a kind betrays."""
    if kind in TONE:
        return Severity.TONE
    return Severity.DIRECT if kind in DIRECT else Severity.CLUE
