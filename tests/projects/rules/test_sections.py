"""A part of the diagnostic is validated when it holds what it must, and says what is missing."""

from dataclasses import replace

import pytest

from lms.projects.models.projects import SECTIONS
from lms.projects.rules.flows.reference import Quality
from lms.projects.rules.sections import (
    REGION_SECTIONS,
    UNIT_SECTIONS,
    SectionFacts,
    section_fault,
)
from lms.projects.rules.walks import Sense

pytestmark = pytest.mark.usefixtures("english")

WHOLE = SectionFacts(
    words="They wait, then nobody looks up.",
    retained=7,
    quality={"store": Quality.THIN, "drive": Quality.NONE},
    estimated=frozenset({"drive"}),
    without_measure=4,
    staff=9,
)


@pytest.mark.parametrize("code", [*UNIT_SECTIONS, *REGION_SECTIONS])
def test_a_whole_part_is_validated(code):
    assert section_fault(code, WHOLE) is None


@pytest.mark.parametrize(
    ("code", "bad", "words"),
    [
        ("voice", {"words": " "}, "in a few lines"),
        ("voice", {"retained": 0}, "at least one"),
        ("voice", {"retained": 8}, "seven points"),
        ("voice", {"without_example": 1}, "customer's words"),
        ("walk", {"walkers_missing": {Sense.SMELL: 1}}, "still to be done"),
        ("flows", {"estimated": frozenset()}, "Paint the week"),
        ("skills", {"without_measure": 5}, "half of the team"),
        *[(code, {"words": ""}, "Write this part") for code in REGION_SECTIONS],
    ],
)
def test_what_is_missing_is_said(code, bad, words):
    assert words in (section_fault(code, replace(WHOLE, **bad)) or "")


def test_a_new_channel_has_no_usual_week_and_holds_nothing_back():
    assert section_fault("flows", replace(WHOLE, quality={})) is None


def test_alone_in_a_store_one_is_observed():
    assert section_fault("skills", replace(WHOLE, staff=1, without_measure=1)) is not None
    assert section_fault("skills", replace(WHOLE, staff=1, without_measure=0)) is None


def test_parts_are_those_the_table_knows():
    assert (*UNIT_SECTIONS, *REGION_SECTIONS) == SECTIONS
    with pytest.raises(KeyError):
        section_fault("mood", WHOLE)
