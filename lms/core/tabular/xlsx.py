"""XLSX workbooks, read by calamine after the archive and its sheets were found bounded.

calamine lays a sheet out as a full rectangle: two cells, at A1 and XFD1048576, ask for gigabytes.
Each part is therefore parsed once as a stream, to know the rectangle before it is laid out.
"""

import io
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from xml.parsers import expat

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)

from lms.core.archives import HostileArchive, SafeArchive
from lms.core.archives import Limits as ZipLimits
from lms.core.i18n import _
from lms.core.tabular.guard import restore
from lms.core.tabular.sheet import Limits, Remark, Row, Sheet, Unreadable, Value, frame

_LETTERS = 26
_MIDNIGHT = time(0)


def read_xlsx(
    data: bytes,
    *,
    sheet: str | None = None,
    header_line: int | None = None,
    limits: Limits | None = None,
) -> Sheet:
    """Read a sheet of a workbook, by default the first visible one that holds rows.

    Numbers and dates come as the text a person would type and, typed, in ``Row.values``; the
    format of a cell is not known (a postcode shown 01000 by its format reads 1000). Raises
    Unreadable.
    """
    limits = limits or Limits()
    _check_parts(data, limits)
    try:
        book = load_workbook(io.BytesIO(data))
        names = _sheet_names(book, limits)
        for name in _wanted(names, sheet):
            raw = list(_rows(book, name, limits))
            if raw or sheet:
                return _framed(name, names, raw, header_line, limits)
    except (CalamineError, ValueError, OSError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(_not_workbook()) from error
    raise Unreadable(_("This workbook holds no row."))


def _framed(
    name: str, names: tuple[str, ...], raw: list[Row], header_line: int | None, limits: Limits
) -> Sheet:
    remarks = [
        Remark(
            row.line,
            _("A cell is longer than %(limit)s characters.", limit=limits.cell),
            cells=row.cells,
        )
        for row in raw
        if any(len(cell) > limits.cell for cell in row.cells)
    ]
    long = {remark.line for remark in remarks}
    kept = [row for row in raw if row.line not in long]
    found = frame(name, kept, remarks, limits, header_line)
    return Sheet(
        name, found.header, found.header_line, found.rows, found.remarks, sheet_names=names
    )


def _not_workbook() -> str:
    return _("This workbook cannot be read. Open it, save it again as .xlsx and send it.")


def _sheet_names(book: CalamineWorkbook, limits: Limits) -> tuple[str, ...]:
    names = tuple(
        one.name
        for one in book.sheets_metadata
        if one.typ == SheetTypeEnum.WorkSheet and one.visible == SheetVisibleEnum.Visible
    )
    if len(names) > limits.sheets:
        raise Unreadable(_("This workbook has more than %(limit)s sheets.", limit=limits.sheets))
    return names


def _wanted(names: tuple[str, ...], sheet: str | None) -> tuple[str, ...]:
    if sheet is None:
        return names
    if sheet not in names:
        raise Unreadable(_('This workbook has no sheet "%(name)s".', name=sheet[:40]))
    return (sheet,)


def _rows(book: CalamineWorkbook, name: str, limits: Limits) -> Iterator[Row]:
    found = book.get_sheet_by_name(name)
    if found.start is None:
        return
    if found.height > limits.rows + 1:
        raise Unreadable(_("This table has more than %(limit)s rows. Split it.", limit=limits.rows))
    first = found.start[0] + 1
    for line, values in enumerate(found.to_python(), start=first):
        cells = tuple(map(_text, values))
        if any(cells):
            yield Row(line, cells, tuple(map(_value, values, cells)))


def _value(value: Value, text: str) -> Value:
    return text if isinstance(value, str) else value


def _text(value: Value) -> str:
    if isinstance(value, str):
        return restore(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return _moment(value)
    if isinstance(value, timedelta):
        minutes = round(value.total_seconds()) // 60
        return f"{minutes // 60}:{minutes % 60:02d}"
    if isinstance(value, time):
        return value.isoformat("seconds" if value.second else "minutes")
    return value.isoformat() if isinstance(value, date) else str(value)


def _moment(value: datetime) -> str:
    if value.time() == _MIDNIGHT:
        return value.date().isoformat()
    return value.isoformat(" ", "seconds" if value.second else "minutes")


def _check_parts(data: bytes, limits: Limits) -> None:
    caps = ZipLimits(
        size=limits.size,
        files=2_000,
        file_size=limits.inflated,
        total=limits.inflated,
        ratio=400,
        ratio_from=20_000_000,
        seconds=20.0,
        nested=True,
    )
    try:
        with SafeArchive(data, caps) as archive:
            if "[Content_Types].xml" not in archive:
                raise Unreadable(_not_workbook())
            for entry in archive.entries:
                _check_part(archive, entry.path, limits)
    except HostileArchive as error:
        raise Unreadable(error.message) from error


def _check_part(archive: SafeArchive, path: str, limits: Limits) -> None:
    """Parse one part as a stream when it is XML; raises Unreadable past the rectangle."""
    chunks = archive.chunks(path)
    head = next(chunks, b"")
    if head.lstrip(b"\xef\xbb\xbf\xfe\xff\x00 \t\r\n")[:1] != b"<":
        for _chunk in chunks:
            pass  # read to the end: the checksum and the real size are verified there
        return
    rectangle = _Rectangle(limits)
    try:
        rectangle.feed(head)
        for chunk in chunks:
            rectangle.feed(chunk)
        rectangle.feed(b"", final=True)
    except expat.ExpatError as error:
        raise Unreadable(_not_workbook()) from error


class _Rectangle:
    """The rectangle that the cells of a sheet span, as its elements go by."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._row = self._column = self._widest = 0
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.StartDoctypeDeclHandler = self._doctype
        self.feed = self._feed

    def _feed(self, chunk: bytes, *, final: bool = False) -> None:
        self._parser.Parse(chunk, final)

    def _doctype(self, *_names: object) -> None:
        raise Unreadable(_not_workbook())

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c" or name.endswith(":c"):
            self._cell(attributes.get("r", ""))
        elif name == "row" or name.endswith(":row"):
            number = attributes.get("r", "")
            self._row = int(number) if number.isdigit() else self._row + 1
            self._column = 0

    def _cell(self, reference: str) -> None:
        letters = reference.rstrip("0123456789")
        self._column = _column(letters) if letters else self._column + 1
        number = reference[len(letters) :]
        if number:
            self._row = int(number)
        self._widest = max(self._widest, self._column)
        # One row more than the limit of rows is the header; blank titles above are forgiven.
        if self._widest > 4 * self._limits.columns or self._row > self._limits.rows + 100:
            raise Unreadable(
                _(
                    "This sheet goes further than %(columns)s columns or %(rows)s rows.",
                    columns=self._limits.columns,
                    rows=self._limits.rows,
                )
            )


def _column(letters: str) -> int:
    number = 0
    for letter in letters[:4].upper():
        number = number * _LETTERS + ord(letter) - 64
    return number
