"""Which pages a crawl visits: all of them, or those that changed and a rotating share."""

from tests.browser.houses import OpenHouse, Seen
from tests.turns import changed_files, full, today, turn_of

TURNS = 12


def is_chosen(seen: Seen, *, day: int, changed: frozenset[str]) -> bool:
    """Tell whether the crawl of ``day`` visits a page."""
    return turn_of(seen.rule, TURNS) == day % TURNS or bool(seen.made_of & changed)


def chosen(house: OpenHouse) -> list[Seen]:
    """Return the pages to visit in this run, as each of those to whom they look otherwise."""
    day, changed = today(), changed_files()
    return house.pages(
        {seen.rule for seen in house.first if full() or is_chosen(seen, day=day, changed=changed)}
    )
