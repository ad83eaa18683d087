"""Units' answers from a table: what each cell says, and where a cell says nothing."""

from fractions import Fraction

import pytest

from lms.core.tabular import read
from lms.labels.rules.bars import Reading
from lms.labels.rules.counting import Answer
from lms.labels.rules.grid import Scale
from lms.labels.rules.sheets import answer_of, read_answers
from tests.labels.rules.building import counted, criterion, grid

pytestmark = pytest.mark.usefixtures("english")

ASKED = grid(
    criterion("calls", bronze=50, scale=Scale.PERCENT, na=True),
    criterion("nps", bronze=0, scale=Scale.POINTS),
    criterion("cards", bronze=2),
    criterion("open", bronze=1, scale=Scale.YES_NO),
)


def answers(text: str):
    return read_answers(ASKED, read(text.encode()))


def test_a_table_with_everything():
    units, faults = answers(
        "unit;calls;calls.n;nps;cards;open;years_held\nLyon;43/50;;30/100;7,5;oui;2\nLille;NA;;;;;\n"
    )
    assert faults == []
    assert [(one.unit, one.line, one.years_held) for one in units] == [
        ("Lyon", 2, 2),
        ("Lille", 3, 0),
    ]
    assert units[0].answers == {
        "calls": counted(43, 50),
        "nps": counted(30, 100),
        "cards": Answer(Reading(Fraction("7.5"))),
        "open": Answer(Reading(Fraction(1))),
    }
    assert units[1].answers == {
        "calls": Answer(na=True),
        "nps": Answer(),
        "cards": Answer(),
        "open": Answer(),
    }


def test_a_number_of_answers_goes_with_a_typed_figure():
    units, _ = answers("unit,calls,calls.n,nps,cards,open\nLyon,86 %,50,,,\n")
    assert units[0].answers["calls"] == Answer(Reading(Fraction(86), Fraction(100), 50))


@pytest.mark.parametrize(
    ("cell", "column", "words"),
    [
        ("abc,,,", "calls", "no number"),
        ("101,,,", "calls", "from 0 to 100"),
        ("6/5,,,", "calls", "from 0 to 100"),
        (",-101,,", "nps", "from -100 to 100"),
        (",,,maybe", "open", "yes, no"),
        (",,1e5,", "cards", "no number"),
    ],
)
def test_a_cell_that_says_nothing_is_named_by_line_and_column(cell, column, words):
    _, faults = answers(f"unit,calls,nps,cards,open\nLille,,,,\nLyon,{cell}\n")
    (fault,) = faults
    assert (fault.line, fault.column, fault.warning) == (3, column, False)
    assert words in fault.words


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("calls,nps,cards,open\n1,2,3,1\n", (1, "unit")),
        ("unit,calls,nps,cards,open,zzz\nLyon,1,2,3,1,4\n", (1, "zzz")),
        ("unit,calls,calls,nps,cards,open\nLyon,1,1,2,3,1\n", (1, "calls")),
        ("unit,calls,nps,cards,open\nLyon,1,2,3,1\nLyon,1,2,3,1\n", (3, "unit")),
        ("unit,calls,nps,cards,open\n,1,2,3,1\n", (2, "unit")),
        ("unit,calls,nps,cards,open\nLyon,1,2\n", (2, "")),
        ("unit,calls,nps,cards,open,years_held\nLyon,1,2,3,1,two\n", (2, "years_held")),
        ("unit,calls,calls.n,nps,cards,open\nLyon,1,x,2,3,1\n", (2, "calls.n")),
    ],
)
def test_a_table_that_cannot_be_used_says_where(text, where):
    _, faults = answers(text)
    assert where in [(fault.line, fault.column) for fault in faults if not fault.warning]


def test_a_criterion_without_a_column_is_a_warning():
    units, faults = answers("unit,calls\nLyon,80\n")
    assert {fault.column for fault in faults} == {"nps", "cards", "open"}
    assert all(fault.warning for fault in faults)
    assert len(units) == 1


def test_what_may_not_be_set_aside_is_a_warning():
    _, faults = answers("unit,calls,nps,cards,open\nLyon,NA,n/a,2,1\n")
    assert [(fault.line, fault.column, fault.warning) for fault in faults] == [(2, "nps", True)]


@pytest.mark.parametrize(("cell", "num"), [("yes", 1), ("NON", 0), ("0", 0), ("vrai", 1)])
def test_yes_and_no_in_both_languages(cell, num):
    assert answer_of(ASKED.criteria[3], cell) == Answer(Reading(Fraction(num)))


def test_twelve_of_fifteen_rests_on_fifteen_unless_said_otherwise():
    assert answer_of(ASKED.criteria[0], "12/15") == counted(12, 15)
    assert answer_of(ASKED.criteria[0], "12 / 15", 9) == counted(12, 15, 9)
    assert answer_of(ASKED.criteria[0], "0/0") == counted(0, 0)
