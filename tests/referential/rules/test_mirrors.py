"""Each item of service is mirrored once, or says why it is not."""

from dataclasses import replace

import pytest

from lms.referential.rules import Content, Gap, Mirror
from lms.referential.rules.mirrors import mirror_gaps, side_by_side
from tests.referential.rules.test_content import MOMENT, WHOLE

KINDS_AND_CODES = (
    *(("attitude", one.code) for one in WHOLE.attitudes),
    *(("moment", one.code) for one in WHOLE.moments),
)
MIRRORED = replace(
    WHOLE, mirrors=tuple(Mirror(kind=k, service=c, by=c) for k, c in KINDS_AND_CODES)
)


def without(content: Content, service: str, **changes: str) -> Content:
    """Return a mirror that says something else of one item of service."""
    said = tuple(
        replace(one, **changes) if one.service == service else one for one in content.mirrors
    )
    return replace(content, mirrors=said)


def test_a_whole_mirror_lacks_nothing() -> None:
    assert mirror_gaps(MIRRORED, WHOLE) == []


def test_nothing_is_mirrored_before_service_is_published() -> None:
    assert [one.gap for one in mirror_gaps(MIRRORED, None)] == [Gap.NO_SERVICE]


@pytest.mark.parametrize(
    ("mirror", "gap"),
    [
        (replace(MIRRORED, mirrors=MIRRORED.mirrors[1:]), Gap.NO_MIRROR),
        (without(MIRRORED, "welcome", by="", reason="  "), Gap.NO_MIRROR),
        (without(MIRRORED, "welcome", by="elsewhere"), Gap.MIRROR_UNKNOWN),
        (without(MIRRORED, "a1", by="a0"), Gap.MIRROR_TWICE),
        (
            replace(MIRRORED, moments=(MOMENT, replace(MOMENT, code="b", name="More"))),
            Gap.MIRRORS_NOTHING,
        ),
    ],
)
def test_each_gap_of_a_mirror_is_named(mirror: Content, gap: Gap) -> None:
    assert gap in {one.gap for one in mirror_gaps(mirror, WHOLE)}


def test_a_reason_stands_for_a_mirror_and_frees_its_place() -> None:
    lonely = without(MIRRORED, "a2", by="", reason="Nobody waits for it inside.")
    assert mirror_gaps(lonely, WHOLE) == []


def test_a_reason_frees_one_place_only() -> None:
    more = replace(MIRRORED, moments=(MOMENT, replace(MOMENT, code="b", name="More")))
    lonely = without(more, "a2", by="", reason="Nobody waits for it inside.")
    assert [one.gap for one in mirror_gaps(lonely, WHOLE)] == [Gap.MIRRORS_NOTHING]


def test_items_stand_beside_their_mirrors() -> None:
    lonely = without(MIRRORED, "a2", by="", reason="No mirror.")
    lines = side_by_side(WHOLE, (MIRRORED, lonely, None))
    third = next(line for line in lines if line.service.code == "a2")
    assert [pair.item.code if pair.item else None for pair in third.pairs] == ["a2", None, None]
    assert [pair.reason for pair in third.pairs] == ["", "No mirror.", ""]


def test_mirrors_count_in_the_hash_and_origins_do_not() -> None:
    assert MIRRORED.digest != WHOLE.digest
    assert replace(WHOLE, mirrors=()).digest == WHOLE.digest
