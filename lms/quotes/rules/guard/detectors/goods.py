"""What is sold: a place in its name says where it is made, not where somebody is."""

from lms.quotes.rules.guard.reading import Reading
from lms.quotes.rules.guard.vocabulary.places import PRODUCTS

LINKS = frozenset(("de", "d", "du", "la", "des"))


def of_a_product(reading: Reading, i: int) -> bool:
    """Tell whether a place only says where a thing is made: savon de Marseille."""
    before = reading.before(i, 4)
    return bool(before) and before[0] in LINKS and bool(PRODUCTS & set(before[1:3]))
