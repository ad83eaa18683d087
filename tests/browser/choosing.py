"""Which pages a crawl visits: all of them, or those that changed and a rotating share."""

from collections.abc import Iterable

from tests.browser.houses import Seen
from tests.turns import changed_files, full, today, turn_of

TURNS = 12


def is_chosen(seen: Seen, *, day: int, changed: frozenset[str]) -> bool:
    """Tell whether the crawl of ``day`` visits a page."""
    return turn_of(seen.rule, TURNS) == day % TURNS or bool(seen.made_of & changed)


def chosen(pages: Iterable[Seen]) -> list[Seen]:
    """Return the pages to visit in this run."""
    if full():
        return list(pages)
    return [seen for seen in pages if is_chosen(seen, day=today(), changed=changed_files())]
