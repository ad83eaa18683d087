"""Words that every detector must know not to be names."""

from lms.quotes.rules.guard.vocabulary import lists, word_set

_LISTS = lists("words")

FUNCTION = word_set(_LISTS["FUNCTION"])
UNIT_WORDS = word_set(_LISTS["UNIT_WORDS"])
MODERN = word_set(_LISTS["MODERN"])
DETERMINERS = word_set(_LISTS["DETERMINERS"])
MONTHS = (
    "janvier",
    "fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
)
