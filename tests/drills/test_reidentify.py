"""The simulation counts what a pencil would count on a network of a few stores."""

from uuid import UUID

from tests.drills.reidentify import (
    TODAY,
    VARIANTS,
    Exchange,
    Network,
    Person,
    Subject,
    all_seeing,
    colleague,
    manager,
    outsider,
    simulate,
    table,
)

NORTH, SOUTH = UUID(int=1), UUID(int=2)
STORES = [UUID(int=10 + n) for n in range(4)]
CALM = Subject(UUID(int=50), UUID(int=60), "store", "beginner", frozenset(STORES))
GREET = Subject(UUID(int=51), UUID(int=61), "store", "expert", frozenset(STORES[:2]))


def somebody(number: int) -> Person:
    place = number % 4
    return Person(
        UUID(int=100 + number),
        STORES[place],
        (NORTH, SOUTH)[place % 2],
        "seller" if number >= 4 else "manager",
    )


NETWORK = Network(
    tuple(somebody(number) for number in range(24)),
    {store: UUID(int=200 + n // 2) for n, store in enumerate(STORES)},
    (CALM, GREET),
)
CARD = Exchange(somebody(8), UUID(int=200), 3, CALM)
EVERY = [
    CARD,
    Exchange(somebody(12), UUID(int=200), 3, GREET),
    Exchange(somebody(5), UUID(int=200), 9, CALM),
]


def test_the_directory_alone_leaves_everybody_until_a_store_is_shown():
    assert outsider(CARD, TODAY, NETWORK, EVERY) == 24
    assert outsider(CARD, ("region",), NETWORK, EVERY) == 12
    assert outsider(CARD, ("unit", "job"), NETWORK, EVERY) == 5


def test_a_subject_lived_in_some_stores_only_narrows_the_crowd():
    there = Exchange(somebody(8), UUID(int=200), 3, GREET)
    assert outsider(there, ("theme",), NETWORK, EVERY) == 24
    assert outsider(there, TODAY, NETWORK, EVERY) == 12


def test_a_colleague_saw_two_people_with_the_coach_and_nothing_elsewhere():
    assert colleague(CARD, TODAY, NETWORK, EVERY) == 18 + 2
    assert colleague(CARD, ("coach", "week"), NETWORK, EVERY) == 6 + 2


def test_a_manager_who_guessed_the_subject_has_one_left_at_home():
    assert manager(CARD, TODAY, NETWORK, EVERY) == 18 + 1


def test_who_saw_everything_is_stopped_by_nothing_but_others_like_it():
    assert all_seeing(CARD, TODAY, NETWORK, EVERY) == 2
    assert all_seeing(CARD, ("coach", "week"), NETWORK, EVERY) == 2


def test_the_same_seed_gives_the_same_table_and_a_line_per_variant():
    shares, cards = simulate(NETWORK, rate=0.5, quarters=3)
    again, _cards = simulate(NETWORK, rate=0.5, quarters=3)
    assert shares == again
    assert 0 < cards < 24
    assert len(table(shares).splitlines()) == 2 + len(VARIANTS)


def test_canary_a_store_shown_singles_people_out():
    """Planted: the card shows store and job. The table must say so."""
    shares, _cards = simulate(NETWORK, rate=0.5, quarters=3)
    assert shares[("unit", "job"), "colleague"].few > 0.5
    assert shares[TODAY, "outsider"].few == 0
