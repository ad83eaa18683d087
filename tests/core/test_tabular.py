"""Any table people send is read whole, or the line that is not is named."""

import io
import random
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import xlsxwriter

from lms.core.clock import frozen
from lms.core.i18n import speaking
from lms.core.tabular import (
    Field,
    Limits,
    Unreadable,
    as_choice,
    as_date,
    as_number,
    as_whole,
    fold,
    propose,
    read,
    read_pasted,
    rows_of,
    write_csv,
    write_xlsx,
)

FRENCH = "Prénom;Nom;Métier\r\nÉlodie;Lefèvre;hôtesse\r\nHÉLÈNE;GARÇON;maître d’œuvre\r\n"
PEOPLE = (
    Field("external_id", "Employee number", ("Matricule", "N° employé"), required=True),
    Field("given_name", "Given name", ("Prénom",)),
    Field("family_name", "Family name", ("Nom", "Nom de famille")),
    Field("hired_on", "Hired on", ("Date d'entrée",), parse=as_date),
)


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "mac-roman", "utf-32"],
)
def test_french_words_survive_every_office_encoding(encoding: str) -> None:
    sheet = read(FRENCH.encode(encoding))
    assert sheet.header == ("Prénom", "Nom", "Métier")
    assert sheet.rows[0].cells == ("Élodie", "Lefèvre", "hôtesse")
    assert sheet.rows[1].cells == ("HÉLÈNE", "GARÇON", "maître d’œuvre")


def test_canary_taking_mac_roman_for_windows_would_spoil_the_words() -> None:
    assert FRENCH.encode("mac-roman").decode("cp1252", errors="replace") != FRENCH


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_the_separator_is_found(separator: str) -> None:
    text = 'a;b;c\n1;"x;y";3\n4;5;6\n'.replace(";", separator)
    sheet = read(text.encode())
    assert sheet.separator == separator
    assert sheet.rows[0].cells == ("1", f"x{separator}y", "3")


def test_french_decimals_do_not_pass_for_columns() -> None:
    sheet = read(b"a;b\n" + b"1,5;2,5\n" * 50)
    assert sheet.header == ("a", "b")


def test_a_single_column_is_a_table_too() -> None:
    assert [row.cells for row in read(b"Nom\nAlice\nKarim\n").rows] == [("Alice",), ("Karim",)]


def test_the_hint_of_a_spreadsheet_is_followed() -> None:
    sheet = read(b"sep=|\r\na|b;c\r\n1|2\r\n")
    assert sheet.header == ("a", "b;c")
    assert (sheet.header_line, sheet.rows[0].line) == (2, 3)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_row_knows_its_line_even_after_a_cell_of_several_lines(end: str) -> None:
    text = f'a;b{end}1;"x{end}y{end}z"{end}{end}2;w{end}'
    sheet = read(text.encode())
    assert [row.line for row in sheet.rows] == [2, 6]
    assert sheet.rows[0].cells[1] == f"x{end}y{end}z"


def test_a_block_pasted_from_a_spreadsheet_is_read() -> None:
    sheet = read_pasted('Nom\tNote\r\nAlice\t"deux\nlignes"\r\nKarim\t\r\n')
    assert [row.cells for row in sheet.rows] == [("Alice", "deux\nlignes"), ("Karim", "")]


def test_ragged_rows_are_named_and_left_out() -> None:
    sheet = read(b"a;b;c\n1;2;3\n1;2\n1;2;3;4\n1;2;3;;\n")
    assert [row.line for row in sheet.rows] == [2, 5]
    assert [(note.line, note.fatal) for note in sheet.remarks] == [(3, True), (4, True)]
    assert sheet.remarks[1].cells == ("1", "2", "3", "4")


def test_duplicate_titles_are_named() -> None:
    sheet = read("Nom;Prénom;nom\nA;B;C\n".encode())
    assert sheet.duplicates == ("Nom",)
    assert sheet.keys == ("nom", "prenom", "nom 2")
    assert [note.fatal for note in sheet.remarks] == [False]


def test_a_title_above_the_header_is_skipped_and_told() -> None:
    sheet = read(b"Liste du personnel;;\n\nmatricule;nom;ville\n1;A;B\n")
    assert sheet.header == ("matricule", "nom", "ville")
    assert [note.line for note in sheet.remarks] == [1]


@pytest.mark.parametrize(
    "text",
    ['a;b\n1;"never closed\n2;x\n', 'a;b\n1;"x"y\n2;x\n', "a;b\n1;\x00\n2;x\n" + "3;y\n" * 9],
)
def test_a_broken_line_is_named_and_the_others_are_read(text: str) -> None:
    sheet = read(text.encode())
    assert any(note.line == 2 and note.fatal for note in sheet.remarks)
    assert len(sheet.rows) + len([n for n in sheet.remarks if n.fatal]) >= 1


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n\n",
        b"\x89PNG\r\n\x1a\n\x00\x00\x00",
        b"%PDF-1.7 x",
        b"<!DOCTYPE html><p>",
        b"\x00" * 50,
    ],
)
def test_what_is_not_a_table_is_refused_in_one_sentence(data: bytes) -> None:
    with pytest.raises(Unreadable) as caught:
        read(data)
    assert caught.value.message.endswith(".")


def test_a_table_past_its_caps_is_refused() -> None:
    for limits in (Limits(size=10), Limits(rows=2), Limits(columns=1)):
        with pytest.raises(Unreadable):
            read(b"a;b\n1;2\n3;4\n5;6\n", limits=limits)


def _book(**options: object) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.add_worksheet("Vide")
    hidden = book.add_worksheet("Cachée")
    hidden.write(0, 0, "secret")
    sheet = book.add_worksheet("Équipe")
    if options.get("hide", True):
        hidden.hide()
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.write_row(2, 1, ["Matricule", "Entrée", "Code postal", "Actif"])
    sheet.write_string(4, 1, "00123")
    sheet.write_datetime(4, 2, date(2026, 3, 1), day)
    sheet.write_number(4, 3, 75001)
    sheet.write_boolean(4, 4, True)
    book.close()
    return out.getvalue()


def test_a_workbook_gives_the_words_seen_and_the_types() -> None:
    sheet = read(_book())
    assert sheet.name == "Équipe"
    assert sheet.header_line == 3
    assert sheet.rows[0].line == 5
    assert sheet.rows[0].cells == ("00123", "2026-03-01", "75001", "true")
    assert sheet.rows[0].values == ("00123", date(2026, 3, 1), 75001, True)
    with pytest.raises(Unreadable):
        read(_book(), sheet="Absente")


def test_canary_a_hidden_sheet_would_be_taken_if_it_were_not_hidden() -> None:
    assert read(_book(hide=False)).name == "Cachée"


def _with_sheet(xml: str) -> bytes:
    source, out = zipfile.ZipFile(io.BytesIO(_book())), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            body = xml.encode() if name == "xl/worksheets/sheet3.xml" else source.read(name)
            target.writestr(name, body)
    return out.getvalue()


MAIN = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
FAR = '<row r="1"><c r="A1"><v>1</v></c></row><row r="{row}"><c r="{cell}"><v>1</v></c></row>'


@pytest.mark.parametrize(
    "cells",
    [
        FAR.format(row=1048576, cell="XFD1048576"),
        FAR.format(row=2, cell="XFD2"),
        "<row>" + "<c><v>1</v></c>" * 16_000 + "</row>",
        FAR.format(row=900_000, cell="A900000"),
    ],
)
def test_two_cells_far_apart_do_not_take_the_memory(cells: str) -> None:
    with pytest.raises(Unreadable):
        read(_with_sheet(f"{MAIN}{cells}</sheetData></worksheet>"))


def test_entities_in_a_workbook_are_refused() -> None:
    bomb = (
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + MAIN + "</sheetData></worksheet>"
    )
    with pytest.raises(Unreadable):
        read(_with_sheet(bomb))


def test_canary_an_ordinary_sheet_put_the_same_way_is_read() -> None:
    near = FAR.format(row=2, cell="A2")
    assert len(read(_with_sheet(f"{MAIN}{near}</sheetData></worksheet>")).rows) == 1


def test_a_workbook_that_inflates_like_a_bomb_is_refused() -> None:
    with pytest.raises(Unreadable):
        read(_with_sheet(f"{MAIN}{' ' * 130_000_000}</sheetData></worksheet>"))


def test_an_old_or_locked_workbook_says_what_to_do() -> None:
    with pytest.raises(Unreadable, match="xlsx"):
        read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("2026-03-01", date(2026, 3, 1)),
        ("01/03/2026", date(2026, 3, 1)),
        ("1.3.26", date(2026, 3, 1)),
        ("17-06-2013", date(2013, 6, 17)),
        (" 31/12/99 ", date(1999, 12, 31)),
        ("1er mars 2026", date(2026, 3, 1)),
        ("12 févr. 2024", date(2024, 2, 12)),
        ("17-JUN-03", date(2003, 6, 17)),
        ("2026-03-01 00:00:00", date(2026, 3, 1)),
    ],
)
def test_dates_are_read_as_people_write_them(words: str, day: date) -> None:
    assert as_date(words) == day


@pytest.mark.parametrize(
    "words", ["31/02/2026", "demain", "2026", "1/2", "12 foo 2020", "13/13/2013"]
)
def test_a_date_that_does_not_exist_is_named(words: str) -> None:
    with pytest.raises(ValueError, match=words):
        as_date(words)


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("12 480,5", "12480.5"),
        ("12\u202f480,50", "12480.50"),
        ("1,234.5", "1234.5"),
        ("1.234,5", "1234.5"),
        ("-5", "-5"),
        ("\u22125", "-5"),
    ],
)
def test_numbers_are_read_as_people_write_them(words: str, number: str) -> None:
    assert as_number(words) == Decimal(number)


def test_what_is_not_a_whole_number_or_a_choice_is_named() -> None:
    for reader, words in (
        (as_whole, "1,5"),
        (as_number, "abc"),
        (as_choice({"Oui": 1}), "peut-être"),
    ):
        with pytest.raises(ValueError, match=words[:3]):
            reader(words)  # type: ignore[operator]
    assert as_choice({"Oui": True})("OUI") is True


def test_titles_match_without_accents_or_case() -> None:
    assert fold(" N° d’EMPLOYÉ_(bis) ") == fold("n d employe bis")
    assert fold("Cœur ﬁn") == "coeur fin"


def test_columns_are_proposed_from_synonyms_and_memory() -> None:
    sheet = read("MATRICULE;Nom de famille du salarié;prenom;Couleur\n1;A;B;C\n".encode())
    found = propose(sheet, PEOPLE)
    assert found.columns == {"external_id": 0, "family_name": 1, "given_name": 2}
    assert found.unsure == ("family_name",)
    assert found.unused == ("Couleur",)
    again = propose(sheet, PEOPLE, {"couleur": "given_name", "prenom": ""})
    assert again.columns["given_name"] == 3
    assert propose(sheet, PEOPLE, found.remember).columns == found.columns


def test_a_missing_required_column_is_told_before_any_row() -> None:
    assert propose(read(b"nom;ville\nA;B\n"), PEOPLE).missing == ("external_id",)


def test_rows_are_put_in_form_and_each_fault_is_named() -> None:
    sheet = read(
        "matricule;nom;date d'entrée\n1;A;1/2/2020\n;B;1/2/2020\n3;C;NULL\n4;D;32/1/2020\n".encode()
    )
    taken, refused = rows_of(
        sheet,
        propose(sheet, PEOPLE).columns,
        PEOPLE,
        key=lambda values: values.get("external_id"),
        blanks=("NULL",),
    )
    assert [row.key for row in taken] == ["1", "3"]
    assert taken[0].fields["hired_on"] == date(2020, 2, 1)
    assert taken[1].fields["hired_on"] is None
    assert [(one.line, one.field, one.key) for one in refused] == [
        (3, "external_id", None),
        (5, "hired_on", "4"),
    ]


def test_reasons_are_told_in_french_to_a_french_reader() -> None:
    with speaking("fr"):
        assert read(b"a;b\n1\n").remarks[0].words


def test_a_csv_comes_as_a_stream() -> None:
    header, rows = ["a", "b"], [[str(n), n] for n in range(2_000)]
    from lms.core.tabular import csv_chunks

    assert len(list(csv_chunks(header, iter(rows)))) > 2
    assert write_csv(header, rows).startswith(b"\xef\xbb\xbfa;b\r\n")


def test_values_that_are_not_text_keep_their_type_in_a_workbook() -> None:
    row = [
        1,
        1.5,
        Decimal("2.25"),
        date(2026, 1, 2),
        datetime(2026, 1, 2, 10, 30, tzinfo=UTC),
        None,
    ]
    out = io.BytesIO()
    write_xlsx(list("abcdef"), [row], out=out)
    found = read(out.getvalue()).rows[0]
    at = datetime(2026, 1, 2, 10, 30, tzinfo=UTC).replace(tzinfo=None)
    assert found.values == (1, 1.5, 2.25, date(2026, 1, 2), at, "")
    again = read(write_csv(list("abcdef"), [row])).rows[0]
    assert again.cells == ("1", "1,5", "2,25", "2026-01-02", "2026-01-02 10:30", "")


def test_a_text_too_long_for_a_workbook_is_refused_not_cut() -> None:
    with pytest.raises(ValueError, match="row 2, column 1"):
        write_xlsx(["a"], [["x" * 40_000]], out=io.BytesIO())


def test_the_same_rows_give_the_same_workbook() -> None:
    books = []
    for _again in range(2):
        with frozen(datetime(2026, 1, 1, tzinfo=UTC)):
            out = io.BytesIO()
            write_xlsx(["a"], [["x"]], out=out)
        books.append(out.getvalue())
    assert books[0] == books[1]


def test_twenty_thousand_rows_are_read_whole() -> None:
    chance = random.Random(1)
    header = [f"Colonne {n}" for n in range(12)]
    rows = [[f"é{chance.randrange(10**6)}" for _n in header] for _r in range(20_000)]
    out = io.BytesIO()
    write_xlsx(header, rows, out=out)
    assert len(read(out.getvalue()).rows) == len(read(write_csv(header, rows)).rows) == 20_000
