"""Tables people bring and take away: CSV, XLSX and blocks pasted from a spreadsheet.

``read`` gives a :class:`Sheet`; ``propose`` maps its columns to fields; ``rows_of`` puts values in
form and names what it refuses; ``diff`` compares with what is there; ``write_csv`` and
``write_xlsx`` give it back so that reading an export returns the very same words.
Words: *row* (with the line a person finds it at), *remark* (what a reading had to say about a
line), *refusal* (line, field, reason), *guard* (the apostrophe that keeps a formula asleep).
"""

from lms.core.tabular.columns import Field, Proposal, clean, propose, rows_of
from lms.core.tabular.compare import (
    Change,
    Created,
    Difference,
    Incoming,
    Refusal,
    Unchanged,
    Updated,
    diff,
    with_reasons,
)
from lms.core.tabular.guard import neutralise, restore
from lms.core.tabular.read import read, read_csv, read_pasted
from lms.core.tabular.sheet import Limits, Remark, Row, Sheet, Unreadable, Value, fold
from lms.core.tabular.values import as_choice, as_date, as_number, as_whole
from lms.core.tabular.write import CSV_TYPE, XLSX_TYPE, csv_chunks, write_csv, write_xlsx
from lms.core.tabular.xlsx import read_xlsx

__all__ = [
    "CSV_TYPE",
    "XLSX_TYPE",
    "Change",
    "Created",
    "Difference",
    "Field",
    "Incoming",
    "Limits",
    "Proposal",
    "Refusal",
    "Remark",
    "Row",
    "Sheet",
    "Unchanged",
    "Unreadable",
    "Updated",
    "Value",
    "as_choice",
    "as_date",
    "as_number",
    "as_whole",
    "clean",
    "csv_chunks",
    "diff",
    "fold",
    "neutralise",
    "propose",
    "read",
    "read_csv",
    "read_pasted",
    "read_xlsx",
    "restore",
    "rows_of",
    "with_reasons",
    "write_csv",
    "write_xlsx",
]
