"""Eighteen months of Quotes: a library that nothing ties to anybody, and reports in every state.

Published cards leave no thread, no author and no moment finer than the quarter, as if each had been
severed; what is under way today hangs on its threads.
"""

from sqlalchemy import text

from lms.core.db import session
from lms.core.ids import Chance
from lms.demo.network import World
from lms.demo.quotes import figures, library, scenes
from lms.demo.quotes.stage import Players, set_stage

__all__ = ["fill"]


def fill(world: World, chance: Chance, players: Players) -> None:
    """Fill the library and the desks of a network that has its people and its referential."""
    stage = set_stage(world, chance, players)
    # Rows just copied have no statistics yet: crowds would be counted store by store.
    session.execute(text("SET LOCAL enable_nestloop = off"))
    cards = library.publish_all(stage)
    figures.count_all(stage, cards)
    scenes.play_all(stage)
    library.look_after(stage, cards)
    session.execute(text("SET LOCAL enable_nestloop = on"))
