"""Formulas leave asleep and come back as they were."""

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.core.tabular import neutralise, read, restore, write_csv, write_xlsx
from lms.core.tabular.write import sheet_name

TRICKY = st.text(alphabet="=+-@'\";,\t\r\n \u00a0\uff1d|()0123456789.a€%", max_size=12)
FORMULAS = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+1+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(A1:A9)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "  =HYPERLINK(A1)",
    "\uff1d1+1",
    "+33-6-12-34-56-78",
    "-5+A1",
]
HARMLESS = ["+33 6 12 34 56 78", "-5", "-5,2", "-12 480,50 €", "+12 %", "-", "Jean-Pierre", "l'eau"]


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_formula_leaves_with_an_apostrophe(formula: str) -> None:
    assert neutralise(formula).lstrip(" ").startswith("'")


@pytest.mark.parametrize("words", HARMLESS)
def test_telephones_and_signed_numbers_stay_readable(words: str) -> None:
    assert neutralise(words) == words


def test_a_formula_after_a_separator_inside_a_value_is_guarded_too() -> None:
    assert neutralise("a;=1+1") == "a;'=1+1"
    assert neutralise('a,"=1+1') == "a,\"'=1+1"


@settings(deadline=None)
@given(TRICKY)
def test_taking_the_guard_off_gives_the_same_words(words: str) -> None:
    assert restore(neutralise(words)) == words


def test_canary_a_guard_that_forgets_existing_apostrophes_is_caught() -> None:
    def careless(words: str) -> str:
        return f"'{words}" if words.startswith("=") else words

    assert restore(careless("'=1")) != "'=1"


@settings(deadline=None)
@given(st.lists(st.tuples(TRICKY, TRICKY), max_size=5))
def test_an_export_read_again_gives_the_same_cells(rows: list[tuple[str, str]]) -> None:
    wanted = [row for row in rows if any(row)]
    for separator in ";,":
        found = read(write_csv(["Nom", "Ville"], rows, separator=separator))
        assert [row.cells for row in found.rows] == wanted
    out = io.BytesIO()
    write_xlsx(["Nom", "Ville"], rows, out=out)
    assert [row.cells for row in read(out.getvalue()).rows] == wanted


def test_a_workbook_never_holds_a_formula_in_cells_header_or_sheet_name() -> None:
    out = io.BytesIO()
    write_xlsx(["=A1", "b"], [[formula, "x"] for formula in FORMULAS], name="=cmd|A1", out=out)
    with zipfile.ZipFile(out) as book:
        cells = book.read("xl/worksheets/sheet1.xml")
        names = book.read("xl/workbook.xml")
    assert b"<f>" not in cells
    assert b"<t>=" not in cells
    assert b"<t>&#39;=A1" in cells or b"<t>'=A1" in cells
    assert b'name="cmd|A1"' in names


@pytest.mark.parametrize("name", ["=x", "'x'", "a/b:c*?", "", "x" * 60, "'", "===", "[a]"])
def test_a_sheet_name_is_one_that_a_spreadsheet_accepts(name: str) -> None:
    found = sheet_name(name)
    assert 0 < len(found) <= 31
    assert found[0] not in "=+-@'"
    assert not set(found) & set("[]:*?/\\")
