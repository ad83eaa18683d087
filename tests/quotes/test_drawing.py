"""A few cards for a morning: those that follow the place a seed points at, the first ones after the last."""

import pytest

from lms.core.asking import ask
from lms.core.db import session
from lms.quotes.models import Card
from lms.quotes.queries.library import drawing
from tests.cast import Cast
from tests.projects import mornings


def drawn(start: bytes) -> list[str]:
    given = {"quotes_start": start, "quotes_locale": "fr"}
    return [one.title for one in ask({"cards": drawing.drawn_asked()}, given)["cards"]]


@pytest.fixture
def cards(cast: Cast) -> list[Card]:
    """Publish a dozen cards, in the order of their places; the last one is withdrawn since."""
    made = [mornings.card(f"Carte {n}") for n in range(13)]
    for n, one in enumerate(made):
        one.place = bytes([n * 16]) + bytes(31)
    made.pop().status = "withdrawn"
    session.flush()
    return made


@pytest.mark.parametrize(
    ("first", "said"),
    [(0, range(8)), (16 * 3, range(3, 11)), (16 * 9, [0, 1, 2, 3, 4, 9, 10, 11])],
)
def test_the_next_places_are_drawn_and_the_first_follow_the_last(
    cards: list[Card], first: int, said: list[int]
):
    """They come in the order of lists, whatever the point they were drawn from."""
    assert drawn(bytes([first]) + bytes(31)) == [f"Carte {n}" for n in said]


def test_a_point_after_every_card_leads_to_the_first_ones(cards: list[Card]):
    assert drawn(bytes([255]) * 32) == [f"Carte {n}" for n in range(8)]
