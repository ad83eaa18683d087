"""A leak planted in each of the sixteen channels is seen by the twin lives."""

import pytest

from tests.quotes.twins import looking
from tests.quotes.twins.ground import SOUTH, WEST, Part, Twins
from tests.quotes.twins.living import Life, live
from tests.quotes.twins.looking import Seen, differences
from tests.quotes.twins.plants import PLANTS, Plant

WHERE = (
    "quotes.library",
    "quotes.card",
    "quotes.card_body",
    "quotes.quote_figures",
    "accounts.own_copy",
    "network.people_export",
)
"""The pages where plants show; the others are read by the twin lives themselves."""


def peep(house: Twins, part: Part) -> Seen:
    """Live a life and look where leaks were found elsewhere."""
    seen = Seen()
    curious = ("marion", "henri")

    def watch(stage: str, life: Life) -> None:
        if stage == "afterwards":
            looking.look_at_pages(
                seen, life, stage, viewers=curious, endpoints=WHERE, fragments=False
            )
            looking.search_names(seen, life, stage, ("marion",), ("Nantes", "Lyon", "Mael"))
            looking.count_statements(seen, life, stage, ("marion",))
            looking.look_at_jobs(seen, life, stage)
            looking.look_at_mails(seen, life, stage)
            looking.look_at_database(seen, life, stage)

    life = live(house, part, watch, brisk=True)
    looking.look_at_log(seen, life)
    return seen


@pytest.mark.slow
@pytest.mark.parametrize("plant", PLANTS, ids=lambda one: f"{one.channel}: {one.name}")
def test_a_leak_in_each_channel_is_seen(lean: Twins, monkeypatch: pytest.MonkeyPatch, plant: Plant):
    lives = []
    for part in (WEST, SOUTH):
        with monkeypatch.context() as patch:
            plant.sow(patch, lean)
            lives.append(peep(lean, part))
    found = differences(*lives)
    assert [place for place in found if plant.caught in place], (plant.caught, list(found))


@pytest.mark.slow
def test_without_a_plant_the_same_look_sees_nothing(lean: Twins):
    assert differences(peep(lean, WEST), peep(lean, SOUTH)) == {}


def test_all_sixteen_channels_have_a_plant():
    assert {one.channel for one in PLANTS} == set(range(1, 17))
