"""A network of units with counted figures, as large as asked: for the speed of simulations."""

import random

from lms.labels.rules.grid import Criterion, Decision, Grid, Scale
from lms.labels.rules.simulation import UnitSheet
from tests.labels.rules.building import GOLD, counted, criterion, grid


def network(units: int, criteria: int) -> tuple[Grid, list[UnitSheet]]:
    """Make a network of readings that count, half of the grid judged by the cautious bound."""
    rng = random.Random("a network")
    asked: list[Criterion] = []
    for n in range(criteria):
        low = rng.randint(30, 55)
        asked.append(
            criterion(
                f"c{n}",
                rng.choice([1, 2, 3]),
                bronze=low,
                silver=low + 10,
                gold=low + 18,
                scale=Scale.PERCENT,
                knockout="gold" if n % 8 == 0 else "",
                na=n % 10 == 3,
                n_min=10 * (n % 2),
                decision={GOLD: Decision.LOWER_BOUND} if n % 2 else {},
            )
        )
    of = grid(*asked, quotas={"bronze": "0.5", "silver": "0.6", "gold": "0.75"})
    sheets = []
    for n in range(units):
        base = rng.uniform(0.5, 0.95)
        found = {}
        for one in asked:
            den = rng.randint(5, 400)
            found[one.uid] = counted(min(den, max(0, round(den * rng.gauss(base, 0.1)))), den)
        sheets.append(UnitSheet(f"u{n}", found, n % 4, f"r{n % 7}", f"s{n % 3}", f"f{n % 2}"))
    return of, sheets
