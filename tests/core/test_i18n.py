"""Dates, hours and typography, as French writes them."""

from datetime import UTC, date, datetime

import pytest

from lms.core.i18n import (
    _,
    format_day,
    format_moment,
    fr_typo,
    locale,
    ngettext,
    speaking,
    spoken,
)
from lms.core.pages import fill


@pytest.mark.parametrize(
    ("day", "style", "words"),
    [
        (date(2026, 3, 1), "day", "1er mars"),
        (date(2026, 3, 1), "full", "dimanche 1er mars"),
        (date(2026, 3, 11), "year", "11 mars 2026"),
        (date(2026, 3, 21), "short", "21 mars"),
    ],
)
def test_only_the_first_of_a_month_is_an_ordinal(day: date, style: str, words: str):
    with speaking("fr"):
        assert format_day(day, style) == words


def test_the_day_of_an_instant_is_that_of_the_clock_on_the_wall():
    """Half past midnight in Paris is the day before in London, and in Martinique."""
    at = datetime(2026, 3, 31, 22, 30, tzinfo=UTC)
    with speaking("en"):
        assert format_day(at) == "April 1"
        assert format_day(at, zone="America/Martinique") == "March 31"
        assert format_day(None) == ""


def test_an_hour_of_one_stays_a_number():
    with speaking("fr"):
        assert (
            format_moment(datetime(2026, 3, 1, 0, 5, tzinfo=UTC)) == "1er mars à 1\u00a0h\u00a005"
        )


@pytest.mark.parametrize(
    ("typed", "served"),
    [
        ("Encore %(n)s min", "Encore %(n)s\u00a0min"),
        ("%(n)s %% faits", "%(n)s\u202f%% faits"),
        ("%(name)s %(role)s", "%(name)s %(role)s"),
        ("2 000 fois", "2\u202f000 fois"),
        ("Prêt ? « oui » : 3 h", "Prêt\u202f? «\u202foui\u202f»\u00a0: 3\u00a0h"),
    ],
)
def test_numbers_keep_their_unit_beside_them(typed: str, served: str):
    assert fr_typo(typed) == served


def test_a_message_may_hold_any_name():
    """Names of the parameters of these functions are free for translators: a page fell on one."""
    assert fill("%(words)s", words="Oui") == "Oui"
    with speaking("en"):
        assert _("%(message)s, %(words)s", message="A", words="B") == "A, B"
        assert ngettext("%(num)s %(one)s", "%(num)s %(many)s", 2, one="a", many="b") == "2 b"


def test_words_of_a_code_are_put_in_words_once_in_each_language():
    asked: list[tuple[str, str]] = []

    @spoken
    def answer(code: str) -> str:
        """Say it."""
        asked.append((code, locale()))
        return {"yes": _("Yes"), "no": _("No")}[code]

    with speaking("fr"):
        assert [answer("yes"), answer("yes"), answer("no")] == ["Oui", "Oui", "Non"]
    with speaking("en"):
        assert [answer("yes"), answer("no")] == ["Yes", "No"]
    assert asked == [("yes", "fr"), ("no", "fr"), ("yes", "en"), ("no", "en")]
    assert answer.__name__ == "answer"
    with pytest.raises(KeyError):
        answer("perhaps")
