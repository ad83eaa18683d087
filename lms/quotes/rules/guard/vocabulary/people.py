"""People as a text may call them."""

from lms.quotes.rules.guard.vocabulary import lists, word_set

_LISTS = lists("people")

STAFF_HER = word_set(_LISTS["STAFF_HER"])
STAFF_HIM = word_set(_LISTS["STAFF_HIM"])
SPECIAL = word_set(_LISTS["SPECIAL"])
NEWCOMERS = word_set(_LISTS["NEWCOMERS"])
STAFF = STAFF_HER | STAFF_HIM
PERSONS = STAFF | NEWCOMERS | word_set(_LISTS["OTHERS"])
CHIEFS = word_set(_LISTS["CHIEFS"])
CHIEF_HEADS = word_set(_LISTS["CHIEF_HEADS"])
CHIEF_OF = word_set(_LISTS["CHIEF_OF"])
KIN = word_set(_LISTS["KIN"])
CIVILITIES = word_set(_LISTS["CIVILITIES"])
PRESENT = word_set(_LISTS["PRESENT"])
NICKNAMES = word_set(_LISTS["NICKNAMES"])
