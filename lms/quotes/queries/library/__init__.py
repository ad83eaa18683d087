"""The library: search, filters, one card; the same answer for everybody who may read."""

from lms.quotes.queries.library.finding import (
    Filter,
    Filters,
    Found,
    Wish,
    get_filters,
    search_cards,
)
from lms.quotes.queries.library.nearing import nearest_cards
from lms.quotes.queries.library.reading import (
    About,
    CardShown,
    Use,
    get_about,
    get_card,
    marks_of,
)
from lms.quotes.queries.library.rows import PAGE, CardRow, cards_for, list_marked

__all__ = [
    "PAGE",
    "About",
    "CardRow",
    "CardShown",
    "Filter",
    "Filters",
    "Found",
    "Use",
    "Wish",
    "cards_for",
    "get_about",
    "get_card",
    "get_filters",
    "list_marked",
    "marks_of",
    "nearest_cards",
    "search_cards",
]
