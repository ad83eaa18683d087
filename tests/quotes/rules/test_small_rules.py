"""Figures, facets, receipts and silences."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from lms.core import ids
from lms.quotes.rules import receipts
from lms.quotes.rules.facets import Crowd, Facets, Wanted
from lms.quotes.rules.figures import bucket, frequency
from lms.quotes.rules.preview import Shown, Silence, all_yes, silence

AT = datetime(2026, 3, 12, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("count", "shown"), [(0, None), (4, None), (5, 5), (9, 5), (10, 10), (214, 200), (5000, 1000)]
)
def test_counts_are_shown_in_steps_from_five(count, shown):
    assert bucket(count) == shown


def test_a_merged_card_says_how_often_only_from_five():
    assert [frequency(n) for n in (1, 4, 5, 9, 10, 40)] == ["", "", "5-9", "5-9", "10+", "10+"]


def test_facets_are_given_up_from_the_most_telling():
    full = Facets(UUID(int=1), UUID(int=2), "store", "beginner")
    dropped = [gone for _facets, gone in full.generalised()]
    assert dropped[1:] == [
        ("channel",),
        ("channel", "moment_uid"),
        ("channel", "moment_uid", "theme_uid"),
        ("channel", "moment_uid", "theme_uid", "level"),
    ]
    assert list(Facets().generalised()) == [(Facets(), ())]


def test_a_crowd_needs_people_stores_and_coaches():
    wanted = Wanted(20, 3, 2)
    assert wanted.met_by(Crowd(20, 3, 2))
    assert not any(wanted.met_by(c) for c in (Crowd(19, 3, 2), Crowd(20, 2, 2), Crowd(20, 3, 1)))


def test_receipts_are_2048_words_no_two_one_letter_apart():
    words = receipts.lexicon()
    folded = sorted(receipts._known())
    assert len(set(words)) == len(folded) == 2048
    seen: dict[str, str] = {}
    for word in folded:
        for shape in {word[:i] + "*" + word[i + 1 :] for i in range(len(word))}:
            assert seen.setdefault(shape, word) == word, (word, seen[shape])
        assert 3 < len(word) < 12


def test_a_receipt_is_read_whatever_its_accents_capitals_or_commas():
    with ids.seeded(7):
        words = receipts.draw()
    other = ", ".join(words.upper().split()) + "."
    assert receipts.digest(words) == receipts.digest(other)
    assert receipts.clean("abeille abeille") is None
    assert receipts.clean(words + " zut") is None
    with pytest.raises(ValueError, match="no receipt"):
        receipts.digest("six words that are none here")


def test_a_decoy_looks_like_a_hash():
    assert len(receipts.decoy()) == len(receipts.digest(receipts.draw())) == 32


def shown(**given) -> Shown:
    return Shown(**{"asked_at": AT, "shown_at": AT, "zone": "Europe/Paris", **given})


def hear(one: Shown, days: float, *, wide: bool = True, at_once: bool = True) -> Silence:
    return silence(
        one,
        AT + timedelta(days=days),
        answer=timedelta(days=7),
        unseen=timedelta(days=30),
        wide=wide,
        at_once=at_once,
    )


def test_silence_lets_a_seen_card_go_after_seven_days():
    assert hear(shown(), 6.9) is Silence.WAIT
    assert hear(shown(), 7) is Silence.PASSES


def test_silence_never_publishes_a_card_nobody_saw():
    unseen = shown(shown_at=None)
    assert {hear(unseen, day) for day in (1, 7, 8, 29)} == {Silence.WAIT}
    assert hear(unseen, 30) is Silence.DROPPED


def test_silence_is_not_enough_when_the_crowd_is_thin_or_the_reading_failed_once():
    assert hear(shown(), 8, wide=False) is Silence.STAYS
    assert hear(shown(), 8, at_once=False) is Silence.STAYS
    assert hear(shown(), 31, at_once=False) is Silence.DROPPED


def test_days_of_leave_do_not_run():
    away = shown(away=((date(2026, 3, 14), date(2026, 3, 18)),))
    assert hear(away, 8) is Silence.WAIT
    assert hear(away, 11) is Silence.PASSES


def test_overlapping_leaves_count_once():
    away = shown(
        away=((date(2026, 3, 14), date(2026, 3, 18)), (date(2026, 3, 16), date(2026, 3, 19)))
    )
    assert hear(away, 11.9) is Silence.WAIT
    assert hear(away, 12) is Silence.PASSES


def test_everybody_behind_a_card_must_agree():
    assert all_yes(["yes", "aloud", "silence"])
    assert not all_yes(["yes", ""])
    assert not all_yes(["change"])
