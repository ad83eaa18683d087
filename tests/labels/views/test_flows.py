"""The picture of what a draft does: every store in one band, falls on top, words that say the same."""

import itertools
import re

from lms.core.i18n import speaking
from lms.labels.rules.grid import Level
from lms.labels.views.flows import HEIGHT, LINE, picture

GOLD, SILVER = Level.GOLD, Level.SILVER
FLOW = {
    (GOLD, GOLD): 30,
    (GOLD, SILVER): 11,
    (SILVER, SILVER): 80,
    (SILVER, GOLD): 2,
    (None, None): 20,
}


def test_the_sentence_says_what_the_picture_draws():
    with speaking("en"):
        drawn = picture(FLOW, "2026", "2027")
    assert drawn is not None
    assert drawn.sentence == (
        "From 2026 to 2027. Gold: 41 becomes 32. Silver: 82 becomes 91."
        " Bronze: 0, unchanged. No level: 20, unchanged."
    )


def test_each_store_is_in_one_band_and_falls_are_drawn_last():
    drawn = picture(FLOW, "2026", "2027")
    assert drawn is not None
    heights = [float(re.search(r"v([\d.]+)C", one.path)[1]) for one in drawn.bands]  # type: ignore[index]
    bars = [one.height for one in drawn.bars if one.anchor == "end"]
    assert len(heights) == 5
    assert abs(sum(heights) - sum(bars)) < 0.5
    assert [one.tone for one in drawn.bands][-1] == "falls"
    assert [one.tone for one in drawn.bands].count("falls") == 1


def test_words_never_cover_each_other_nor_leave_the_picture():
    for flow in (FLOW, {(None, None): 1}, {(GOLD, None): 2000, (SILVER, GOLD): 1}):
        drawn = picture(flow, "2026", "2027")
        assert drawn is not None
        for side in ("end", "start"):
            places = [one.words_y for one in drawn.bars if one.anchor == side]
            assert all(b - a >= LINE - 0.2 for a, b in itertools.pairwise(places))
            assert places[-1] <= HEIGHT


def test_nothing_is_drawn_without_a_store():
    assert picture({(None, None): 0}, "2026", "2027") is None
