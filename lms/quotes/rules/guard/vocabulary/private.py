"""What a card must not say of anybody: health, belief, origin, looks, private life."""

from lms.quotes.rules.guard.findings import Kind
from lms.quotes.rules.guard.vocabulary import lists, phrase_list, word_set

_LISTS = lists("private")

Table = tuple[Kind, str, tuple[str, ...]]
"""A kind, the condition under which its phrases betray, the phrases."""


def tables(written: dict[str, str]) -> tuple[Table, ...]:
    """Return the lists named by a kind and a condition."""
    named = {tuple(name.split()): said for name, said in written.items() if " " in name}
    return tuple(
        (Kind(kind), condition, phrase_list(said)) for (kind, condition), said in named.items()
    )


PRIVATE = tables(_LISTS)
NATIONS = word_set(_LISTS["NATIONS"])
LANGUAGES = word_set(_LISTS["LANGUAGES"])
