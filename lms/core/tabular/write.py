"""Tables given away: CSV as a stream, XLSX on disk; words stay words, never formulas.

What is written reads back the same: text byte for byte (see :mod:`guard`), dates as ISO days,
numbers with a point (or a comma in a French CSV), nothing as an empty cell.
"""

import csv
import io
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, BinaryIO, TypeAlias

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from lms.core.clock import now
from lms.core.tabular.guard import neutralise

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Styles: TypeAlias = dict[type[date], Format]
_MARK = "\ufeff"
_BATCH = 500
_CELL = 32_767
_ROWS = 1_048_576
_SHEET_NAME = 31
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]+")


def csv_chunks(
    header: Sequence[str], rows: Iterable[Sequence[Any]], *, separator: str = ";"
) -> Iterator[bytes]:
    """Yield a CSV in UTF-8 with its mark, a few hundred rows at a time, as rows come.

    ``separator`` is ";" (a French spreadsheet opens it as a table) or ",".
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=separator, lineterminator="\r\n")
    comma = separator == ";"
    buffer.write(_MARK)
    writer.writerow([neutralise(title) for title in header])
    for count, row in enumerate(rows, start=1):
        writer.writerow([_words(value, comma=comma) for value in row])
        if count % _BATCH == 0:
            yield _taken(buffer)
    yield _taken(buffer)


def _taken(buffer: io.StringIO) -> bytes:
    data = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return data


def write_csv(
    header: Sequence[str], rows: Iterable[Sequence[Any]], *, separator: str = ";"
) -> bytes:
    """Return a whole CSV; see :func:`csv_chunks`."""
    return b"".join(csv_chunks(header, rows, separator=separator))


def _words(value: Any, *, comma: bool) -> str:
    if isinstance(value, str):
        return neutralise(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float | Decimal | Fraction):
        text = _number(value)
        return text.replace(".", ",") if comma else text
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat(" ", "minutes")
    return value.isoformat() if isinstance(value, date) else neutralise(str(value))


def _number(value: float | Decimal | Fraction) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    number = float(value)
    return str(int(number)) if number.is_integer() else repr(number)


def write_xlsx(
    header: Sequence[str], rows: Iterable[Sequence[Any]], *, name: str = "", out: BinaryIO
) -> None:
    """Write a workbook of one sheet to ``out``, rows as they come (memory stays flat).

    Raises ValueError for a text longer than a cell takes (32,767 characters) or too many rows:
    a CSV has no such limit.
    """
    with tempfile.TemporaryDirectory(prefix="lms-xlsx-") as folder:
        book = xlsxwriter.Workbook(out, {"constant_memory": True, "tmpdir": folder})
        try:
            _fill(book, header, rows, name)
        except BaseException:
            book.filename = io.BytesIO()  # its files are closed, nothing half-made is given
            raise
        finally:
            book.close()


def _fill(
    book: xlsxwriter.Workbook, header: Sequence[str], rows: Iterable[Sequence[Any]], name: str
) -> None:
    book.set_properties({"created": now().replace(tzinfo=None)})
    sheet = book.add_worksheet(sheet_name(name))
    bold = book.add_format({"bold": True})
    styles = {
        date: book.add_format({"num_format": "yyyy-mm-dd"}),
        datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
    }
    sheet.freeze_panes(1, 0)
    for column, title in enumerate(header):
        sheet.set_column(column, column, min(40, max(10, len(title) + 2)))
        _write_text(sheet, 0, column, title, bold)
    for line, row in enumerate(rows, start=1):
        if line >= _ROWS:
            message = f"an XLSX sheet holds {_ROWS} rows"
            raise ValueError(message)
        for column, value in enumerate(row):
            _write(sheet, line, column, value, styles)


def _write_text(
    sheet: Worksheet, line: int, column: int, text: str, style: Format | None = None
) -> None:
    guarded = neutralise(text)
    if len(guarded) > _CELL:
        message = f"row {line + 1}, column {column + 1}: text longer than {_CELL} characters"
        raise ValueError(message)
    sheet.write_string(line, column, guarded, style)


def _write(sheet: Worksheet, line: int, column: int, value: Any, styles: Styles) -> None:
    if value is None or value == "":
        return
    if isinstance(value, str):
        _write_text(sheet, line, column, value)
    elif isinstance(value, bool):
        sheet.write_boolean(line, column, value)
    elif isinstance(value, int | float | Decimal | Fraction):
        sheet.write_number(line, column, float(value))
    elif isinstance(value, date):
        kind = datetime if isinstance(value, datetime) else date
        day = value.replace(tzinfo=None) if isinstance(value, datetime) else value
        sheet.write_datetime(line, column, day, styles[kind])
    else:
        _write_text(sheet, line, column, str(value))


def sheet_name(words: str) -> str:
    """Return ``words`` as a sheet's name: 31 characters, no sign a formula could start with."""
    bare = _NOT_IN_NAMES.sub(" ", words).strip("' =+-@\uff1d\uff0b\uff0d\uff20\t")
    return bare[:_SHEET_NAME].rstrip("' ") or "Export"
