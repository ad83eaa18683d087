"""Places that are not towns of France, and words that stand before or after a place."""

from lms.quotes.rules.guard.vocabulary import lists, phrase_list, word_set

_LISTS = lists("places")

COUNTRIES = word_set(_LISTS["COUNTRIES"])
REGIONS = word_set(_LISTS["REGIONS"])
PLACE_BEFORE = word_set(_LISTS["PLACE_BEFORE"])
PRODUCTS = word_set(_LISTS["PRODUCTS"])
AREAS = phrase_list(_LISTS["AREAS"])
SURE_LANDMARKS = phrase_list(_LISTS["SURE_LANDMARKS"])
LANDMARKS = phrase_list(_LISTS["LANDMARKS"])
DEMONYMS = phrase_list(_LISTS["DEMONYMS"])
GOODS = frozenset(phrase_list(_LISTS["GOODS"]))
