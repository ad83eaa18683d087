"""Two lives alike but for who reported: nobody else can tell which one they live in."""

import pytest

from tests.quotes.twins import looking
from tests.quotes.twins.ground import SOUTH, WEST, Part, Twins
from tests.quotes.twins.living import Life, live
from tests.quotes.twins.looking import Seen, differences

CLOSEST = ("marion", "nora")
"""The manager of one of the reporters, and the second reader: those who would know best."""


FIRST = ("quotes.library", "quotes.card", "quotes.card_mine", "quotes.tell", "accounts.own_copy")

NEAR = ("marion", "dina", "bruno", "nora", "rachel", "henri", "ines", "paul")
"""Those who work around both reporters, and the second reader."""


def glance(house: Twins, part: Part) -> Seen:
    """Live a life and look at the least that must be the same."""
    seen = Seen()

    def watch(stage: str, life: Life) -> None:
        looking.look_at_jobs(seen, life, stage)
        if stage == "afterwards":
            looking.look_at_pages(
                seen, life, stage, viewers=CLOSEST, endpoints=FIRST, fragments=False
            )
            looking.look_at_mails(seen, life, stage)
            looking.look_at_database(seen, life, stage)

    life = live(house, part, watch, brisk=True)
    looking.look_at_log(seen, life)
    return seen


def stare(house: Twins, part: Part) -> Seen:
    """Live a life and look at everything, as everybody, while it is under way and once it is out."""
    seen = Seen()

    def watch(stage: str, life: Life) -> None:
        everybody = house.viewers()
        looking.look_at_jobs(seen, life, stage)
        looking.look_at_mails(seen, life, stage)
        if stage in ("told", "written"):
            near = ("quotes", "home")
            looking.look_at_pages(seen, life, stage, viewers=NEAR, wanted=near, fragments=False)
        if stage == "agreed":
            wide = ("quotes", "notifications", "home", "network", "courses")
            looking.look_at_pages(
                seen, life, stage, viewers=everybody, wanted=wide, fragments=False
            )
        if stage == "afterwards":
            looking.look_at_pages(seen, life, stage, viewers=everybody)
            looking.search_names(seen, life, stage, ("marion", "henri", "nora", "alice"))
            looking.count_statements(seen, life, stage, ("marion", "paul", "alice"))
        if stage in ("published", "afterwards"):
            looking.look_at_database(seen, life, stage)

    life = live(house, part, watch)
    looking.look_at_log(seen, life)
    return seen


def test_at_a_glance_nobody_can_tell_who_reported(lean: Twins):
    west, south = glance(lean, WEST), glance(lean, SOUTH)
    assert differences(west, south) == {}
    assert west.pages > 20


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_everything_that_comes_out_is_the_same_whoever_reported(whole: Twins):
    west, south = stare(whole, WEST), stare(whole, SOUTH)
    print(f"{west.pages} pages, {len(west.found)} things compared")
    assert differences(west, south) == {}
    assert west.pages > 2000
