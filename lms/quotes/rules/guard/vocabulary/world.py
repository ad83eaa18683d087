"""What happened, who came, and names of houses that everybody knows."""

from lms.quotes.rules.guard.vocabulary import lists, phrase_list, word_set
from lms.quotes.rules.guard.vocabulary.private import tables

_LISTS = lists("world")

HAPPENED = tables(_LISTS)
EVENTS = word_set(_LISTS["EVENTS"])
ALWAYS_EVENTS = word_set(_LISTS["ALWAYS_EVENTS"])
NO_EVENT = word_set(_LISTS["NO_EVENT"])
BRANDS = word_set(_LISTS["BRANDS"])
PARTNERS = word_set(_LISTS["PARTNERS"])
BRAND_PHRASES = phrase_list(_LISTS["BRAND_PHRASES"])
