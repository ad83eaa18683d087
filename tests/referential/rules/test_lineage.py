"""What became of each item from one version to the next."""

from dataclasses import replace

import pytest

from lms.referential.rules import Content, Gap, Moment, Origin
from lms.referential.rules.lineage import Relation, gone, lineage, lineage_gaps
from tests.referential.rules.test_content import MOMENT, WHOLE


def moments(*codes: str, origins: tuple[Origin, ...] = (), name: str = "") -> Content:
    """Return a referential with these moments."""
    made = tuple(replace(MOMENT, code=c, name=name or c.title()) for c in codes)
    return replace(WHOLE, moments=made, origins=origins, attitudes=(), skills=())


def said(before: str, after: str) -> Origin:
    """Say that a moment comes from another."""
    return Origin(kind="moment", before=before, after=after)


def found(before: Content, after: Content) -> set[tuple[str, str, str]]:
    """Return the links in short: relation, before, after."""
    return {
        (s.relation.value, s.before.code if s.before else "", s.after.code if s.after else "")
        for s in lineage(before, after)
    }


def test_the_same_words_are_the_same_item() -> None:
    assert {step.relation for step in lineage(WHOLE, WHOLE)} == {Relation.SAME}


def test_other_words_under_the_same_code_are_reworded() -> None:
    assert found(moments("a"), moments("a", name="Other")) == {("reworded", "a", "a")}


def test_what_goes_is_retired_and_what_comes_is_new() -> None:
    assert found(moments("a"), moments("b")) == {("retired", "a", ""), ("new", "", "b")}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (("a",), ("b",), {("reworded", "a", "b")}),
        (("a",), ("b", "c"), {("split", "a", "b"), ("split", "a", "c")}),
        (("a",), ("a", "b"), {("split", "a", "a"), ("split", "a", "b")}),
        (("a", "b"), ("c",), {("merged", "a", "c"), ("merged", "b", "c")}),
        (("a", "b"), ("a",), {("merged", "a", "a"), ("merged", "b", "a")}),
    ],
)
def test_split_and_merged_are_said(
    before: tuple[str, ...], after: tuple[str, ...], expected: set[tuple[str, str, str]]
) -> None:
    links = tuple(said(b, a) for b in before for a in after if a != b)
    assert found(moments(*before), moments(*after, origins=links)) == expected


def test_every_item_of_both_versions_is_in_the_lineage() -> None:
    links = (said("a", "x"), said("b", "x"))
    before, after = moments("a", "b", "c"), moments("x", "y", origins=links)
    steps = lineage(before, after)
    assert {s.before.code for s in steps if s.before} == {"a", "b", "c"}
    assert {s.after.code for s in steps if s.after} == {"x", "y"}


def test_an_item_split_and_merged_at_once_is_asked_to_be_simpler() -> None:
    links = (said("a", "x"), said("a", "y"), said("b", "x"))
    tangled = moments("x", "y", origins=links)
    assert [one.gap for one in lineage_gaps(moments("a", "b"), tangled)] == [Gap.LINEAGE]
    assert lineage_gaps(moments("a"), moments("x", "y", origins=links[:2])) == []


def test_an_identity_ends_whatever_the_item_became() -> None:
    after = moments("x", origins=(said("a", "x"),))
    ended = gone(moments("a", "b"), after)
    assert [(kind, one.code) for kind, one in ended] == [("moment", "a"), ("moment", "b")]


def test_links_to_nothing_known_are_ignored() -> None:
    ghost = moments("a", origins=(said("nobody", "a"), said("a", "nobody")))
    assert found(moments("a"), ghost) == {("same", "a", "a")}


def test_moments_are_compared_by_all_their_words() -> None:
    other: Moment = replace(MOMENT, clues=("They smile.",))
    before = replace(WHOLE, attitudes=(), skills=())
    assert found(before, replace(before, moments=(other,))) == {("reworded", "welcome", "welcome")}
