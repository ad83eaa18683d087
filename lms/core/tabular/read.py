"""Text tables: CSV files and blocks pasted from a spreadsheet. Any file goes through ``read``."""

import csv
import io
from collections.abc import Iterator

from lms.core.i18n import _
from lms.core.tabular.decode import decode, find_separator
from lms.core.tabular.guard import restore
from lms.core.tabular.sheet import Limits, Remark, Row, Sheet, Unreadable, frame
from lms.core.tabular.xlsx import read_xlsx

_LIMITS = Limits()
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"


def read(
    data: bytes,
    *,
    sheet: str | None = None,
    separator: str | None = None,
    header_line: int | None = None,
    limits: Limits = _LIMITS,
) -> Sheet:
    """Read a CSV or XLSX file whatever its name; ``sheet`` chooses one of an XLSX.

    Raises Unreadable with one sentence when no row can be read. Lines left out are remarks.
    """
    if len(data) > limits.size:
        raise Unreadable(
            _(
                "This table weighs %(n)s MB, the limit is %(limit)s MB.",
                n=-(-len(data) // 1_000_000),
                limit=limits.size // 1_000_000,
            )
        )
    if data.startswith(_OLD_OFFICE):
        raise Unreadable(
            _("This workbook has a password or the old .xls format. Save it as .xlsx without one.")
        )
    if data.startswith(_ZIP):
        return read_xlsx(data, sheet=sheet, header_line=header_line, limits=limits)
    return read_csv(data, separator=separator, header_line=header_line, limits=limits)


def read_csv(
    data: bytes,
    *,
    separator: str | None = None,
    header_line: int | None = None,
    limits: Limits = _LIMITS,
) -> Sheet:
    """Read a text table, its encoding and separator found unless given; raises Unreadable."""
    text, encoding = decode(data)
    if text[:512].lstrip().lower().startswith(("<!doctype", "<html", "<?xml", "%pdf-")):
        raise Unreadable(_("This file is not a table. Save it as .xlsx or .csv and send it again."))
    return _read_text(text, encoding, separator, header_line, limits)


def read_pasted(text: str, *, limits: Limits = _LIMITS) -> Sheet:
    """Read a block copied from a spreadsheet (tabs), or a CSV pasted as text."""
    separator = "\t" if "\t" in text.split("\n", 1)[0] else None
    return _read_text(text, "", separator, None, limits)


def _read_text(
    text: str, encoding: str, separator: str | None, header_line: int | None, limits: Limits
) -> Sheet:
    first, line_end, rest = text.partition("\n")
    before = 0
    if first[:4].lower() == "sep=" and len(first.rstrip("\r")) == 5:  # noqa: PLR2004 - "sep=;"
        separator, text, before = separator or first[4], rest, len(line_end)
    separator = separator or find_separator(text)
    remarks: list[Remark] = []
    raw = list(_records(text, separator, before, limits, remarks))
    found = frame("", raw, remarks, limits, header_line)
    return Sheet(
        "", found.header, found.header_line, found.rows, found.remarks, encoding, separator
    )


def _records(
    text: str, separator: str, before: int, limits: Limits, remarks: list[Remark]
) -> Iterator[Row]:
    """Yield the records that hold something, guards taken off, each with its first line."""
    csv.field_size_limit(limits.cell)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    guarded = "'" in text
    empty_byte = "\x00" in text
    count = 0
    while True:
        line = before + reader.line_num + 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            remarks.append(Remark(line, _why_broken(error, limits)))
            continue
        if not any(record):
            continue
        if empty_byte and any("\x00" in cell for cell in record):
            words = _("This line holds an invisible character (NUL).")
            remarks.append(Remark(line, words, cells=tuple(c.replace("\x00", "") for c in record)))
            continue
        count += 1
        if count > limits.rows + 1:
            raise Unreadable(
                _("This table has more than %(limit)s rows. Split it.", limit=limits.rows)
            )
        cells = tuple(map(restore, record)) if guarded else tuple(record)
        yield Row(line, cells, cells)


def _why_broken(error: csv.Error, limits: Limits) -> str:
    words = str(error)
    if "field larger" in words:
        return _(
            "A cell is longer than %(limit)s characters: is a quotation mark missing?",
            limit=limits.cell,
        )
    if "unexpected end" in words:
        return _("A quotation mark opened on this line is never closed.")
    return _("A quotation mark is out of place on this line.")
