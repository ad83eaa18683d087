"""The encoding and the separator of a text table, found from its bytes.

Office programs save French tables as UTF-8 with or without a mark, UTF-16 ("Unicode text"),
Windows-1252 or Mac Roman. The last two read any byte, so the likelier French decides.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

from lms.core.i18n import _
from lms.core.tabular.sheet import Unreadable

SEPARATORS = (";", ",", "\t", "|")
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_FOREIGN = re.compile(r"(?s)(?<=(.))?([^\x00-\x7f])(?=(.))?")
_LETTERS = frozenset("àâäáçéèêëíîïñóôöùûüÿœæÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸŒÆ")
_SIGNS = frozenset("’‘“”«»€…–—°²³§\u00a0\u202f")
_SAMPLE = 200_000
_RECORDS = 60


def decode(data: bytes) -> tuple[str, str]:
    """Return the text of ``data`` and the encoding found; raises Unreadable when not text."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decoded(data, encoding), encoding
    sample = data[:4096]
    if sample.count(0) > len(sample) // 20:  # a few are a fault of their lines, told there
        encoding = _unmarked_utf16(data)
        return _decoded(data, encoding), encoding
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        encoding = max(("cp1252", "mac-roman"), key=lambda name: _likelihood(data, name))
        return data.decode(encoding, errors="replace"), encoding


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeError as error:
        raise Unreadable(_not_text()) from error


def _not_text() -> str:
    return _("This file is not a table. Save it as .xlsx or .csv and send it again.")


def _unmarked_utf16(data: bytes) -> str:
    sample = data[:4096]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    few = len(sample) // 20
    if odd > len(sample) // 5 and even <= few:
        return "utf-16-le"
    if even > len(sample) // 5 and odd <= few:
        return "utf-16-be"
    raise Unreadable(_not_text())


def _likelihood(data: bytes, encoding: str) -> int:
    sample = data[:_SAMPLE].decode(encoding, errors="replace")
    return sum(_points(*found.groups("")) for found in _FOREIGN.finditer(sample))


def _points(before: str, char: str, after: str) -> int:
    if char in _LETTERS:
        if char.islower():
            return 3
        return -2 if before.islower() else 2
    if char in _SIGNS:
        inside = before.isalpha() and after.isalpha() and char not in "’‘"
        return -2 if inside else 1
    return -2


def find_separator(text: str) -> str:
    """Return the separator under which the first records have the same number of cells."""
    sample = text[:_SAMPLE]
    scored = [(*_agreement(sample, sep), -place) for place, sep in enumerate(SEPARATORS)]
    best = max(scored)
    if best[0]:
        return SEPARATORS[-best[-1]]
    return next((one for one in SEPARATORS if one not in sample), SEPARATORS[0])


def _agreement(sample: str, separator: str) -> tuple[int, float, int]:
    """Return a level, the share of records of the usual width, and that width.

    Level 2: the first record has the usual width; 1: only the others (a title comes first; a
    comma must then make three columns, as names are often written "Family, Given"); 0: none.
    """
    widths = list(_widths(sample, separator))
    if not widths:
        return 0, 0.0, 0
    width, count = max(Counter(widths).items(), key=lambda item: (item[0] > 1, item[1]))
    share = count / len(widths)
    if width < 2:  # noqa: PLR2004 - one column is no agreement
        return 0, share, width
    if widths[0] == width:
        return 2, share, width
    return int(share >= 0.5 and (separator != "," or width > 2)), share, width  # noqa: PLR2004


def _widths(sample: str, separator: str) -> Iterator[int]:
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=separator)
    count = 0
    while count < _RECORDS:
        try:
            record = next(reader)
        except (StopIteration, csv.Error):
            return  # a broken record tells nothing of the others; reading names it
        if any(record):
            count += 1
            yield len(record)
