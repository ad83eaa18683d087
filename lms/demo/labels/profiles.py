"""How good each store was each year: figures measured elsewhere, and what it does."""

from collections.abc import Mapping
from dataclasses import dataclass

from lms.demo.labels.ground import Ground
from lms.demo.network import Store

PROGRESS = 0.05
"""What stores gain from one year to the next, on the whole."""
WITHOUT_ORDERS = 6
"""One store in six hands no order over: what is asked of orders does not apply there."""

Figure = tuple[int, int]
"""A value in the unit of its criterion, and how many answers it rests on."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A store in one observed year; an action not done is absent, a number is how many."""

    figures: Mapping[str, Figure]
    done: Mapping[str, int]
    has_orders: bool = True


MAIN = (
    Profile(
        {
            "satisfaction": (22, 84), "mystery": (68, 4), "callback": (61, 18), "delay": (35, 140),
            "collect": (83, 210),
        },
        {"welcome": 1, "access": 1, "complaints": 1, "listening": 1},
    ),
    Profile(
        {
            "satisfaction": (33, 96), "mystery": (77, 4), "callback": (72, 22), "delay": (26, 160),
            "collect": (90, 240),
        },
        {"welcome": 1, "access": 1, "complaints": 1, "listening": 2, "reviews": 1, "briefing": 1},
    ),
    Profile(
        {
            "satisfaction": (38, 112), "mystery": (82, 4), "callback": (83, 20), "delay": (18, 175),
            "collect": (92, 260),
        },
        {"welcome": 1, "access": 1, "complaints": 1, "listening": 2, "briefing": 1},
    ),
    Profile(
        {
            "satisfaction": (51, 97), "mystery": (86, 3), "callback": (88, 17), "delay": (11, 150),
            "collect": (95, 230),
        },
        {"welcome": 1, "access": 1, "complaints": 1, "listening": 3, "briefing": 1},
    ),
)  # fmt: skip
"""The store of the cast, year after year: it rises, the bar rises too, gold is near."""


def profile(ground: Ground, store: Store, year: int) -> Profile:
    """Return how a store was in the year that label year ``year`` looks at."""
    if store is ground.stores[0]:
        return MAIN[year - ground.first]
    rank = ground.stores.index(store)
    drift = PROGRESS * (year - ground.first) + ground.chance.gauss(0, 0.07)
    heart = min(1.0, max(0.0, ground.talent[store.id] + drift))
    return Profile(
        _figures(ground, heart), _done(ground, heart), rank % WITHOUT_ORDERS != WITHOUT_ORDERS - 1
    )


def _figures(ground: Ground, heart: float) -> dict[str, Figure]:
    def near(low: float, high: float, spread: float) -> int:
        return round(low + (high - low) * heart + ground.chance.gauss(0, spread))

    draw = ground.chance.randrange
    return {
        "satisfaction": (min(95, near(-4, 72, 5)), draw(22, 160)),
        "mystery": (min(100, near(48, 98, 5)), draw(2, 6)),
        "callback": (min(100, near(38, 104, 7)), draw(6, 40)),
        "delay": (max(2, near(64, 3, 5)), draw(40, 300)),
        "collect": (min(100, near(74, 100, 2)), draw(40, 400)),
    }


def _done(ground: Ground, heart: float) -> dict[str, int]:
    chance = ground.chance.random
    odds = {"welcome": 0.93, "access": 0.8, "briefing": 0.45, "complaints": 0.75, "reviews": 0.7}
    done = {code: 1 for code, odd in odds.items() if chance() < odd + 0.4 * heart}
    listened = round(4.4 * heart + ground.chance.gauss(0, 0.6))
    return {**done, "listening": listened} if listened > 0 else done
