"""A moment lives by its lessons, skills, observations, criteria and cards, or it is a promise."""

from datetime import date
from uuid import UUID

from lms.core.references import Column
from lms.referential.rules.coverage import COLUMNS, Cell, Row, Standing, matrix

WAIT, LEAVE, CALM, GREET = (UUID(int=n) for n in (1, 2, 3, 4))
TODAY = date(2026, 3, 12)


def rows(*pointers: tuple[Column, UUID, str], first: date = date(2025, 1, 1)) -> dict[UUID, Row]:
    """Return the matrix of two moments, the first of which calls for two skills."""
    made = matrix(
        {WAIT: (CALM, GREET), LEAVE: ()},
        pointers,
        {WAIT: first, LEAVE: first},
        today=TODAY,
        days=90,
    )
    return {row.moment: row for row in made}


def cell(row: Row, column: Column) -> Cell:
    """Return one cell."""
    return row.cells[COLUMNS.index(column)]


def test_what_points_at_a_moment_makes_it_live() -> None:
    found = rows((Column.CARD, LEAVE, "c1"), (Column.CARD, LEAVE, "c2"))
    assert cell(found[LEAVE], Column.CARD).count == 2
    assert cell(found[WAIT], Column.CARD).standing is Standing.HOLE


def test_what_points_at_its_skills_counts_once() -> None:
    found = rows((Column.LESSON, CALM, "l1"), (Column.LESSON, GREET, "l1"))
    assert cell(found[WAIT], Column.LESSON).count == 1
    assert cell(found[LEAVE], Column.LESSON).standing is Standing.HOLE


def test_its_own_skills_are_a_column() -> None:
    found = rows()
    assert cell(found[WAIT], Column.SKILL).count == 2
    assert cell(found[LEAVE], Column.SKILL).standing is Standing.HOLE


def test_a_young_moment_has_time_and_an_old_one_has_holes() -> None:
    young = rows(first=date(2026, 3, 1))[LEAVE]
    assert {one.standing for one in young.cells} == {Standing.SOON}
    assert (young.holes, young.due) == (0, date(2026, 5, 30))
    assert rows()[LEAVE].holes == 5


def test_the_ninetieth_day_makes_the_hole() -> None:
    assert rows(first=date(2025, 12, 12))[LEAVE].holes == 5
    assert rows(first=date(2025, 12, 13))[LEAVE].holes == 0


def test_adding_what_lives_never_makes_a_hole() -> None:
    before = rows()
    for column in (Column.LESSON, Column.OBSERVATION, Column.CRITERION, Column.CARD):
        after = rows((column, LEAVE, "x"))
        assert after[LEAVE].holes == before[LEAVE].holes - 1
        assert after[WAIT].holes == before[WAIT].holes
