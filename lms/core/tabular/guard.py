"""Formulas kept asleep: an apostrophe before what a spreadsheet would run, taken off on reading.

A cell is a formula when it starts with ``= + - @``, a tab or a return (also after blanks, and in
the full-width forms Excel accepts). A file opened with the wrong separator starts new cells after
``, ;``, a tab or a line end inside a value, so those places are guarded too. Signed numbers and
international telephone numbers, and lone dashes, can do no harm and stay as they are.

``restore(neutralise(x)) == x`` for every text: a value that already has apostrophes before a
formula gets one more, and reading takes exactly one away.
"""

import re

_SIGNS = "=+\\-@\uff1d\uff0b\uff0d\uff20"
_BLANK = " \u00a0\u202f\ufeff"
_HARMLESS = (
    r"(?:[-+]\d[\d \u00a0\u202f.]*(?:,\d+)?[ \u00a0\u202f]?[%\u20ac]?"
    r"|\+\d[\d .()\u00a0\u202f]*|-{1,3})(?=\Z|[,;\t\r\n\"])"
)
_PLACE = re.compile(
    rf"(?P<edge>\A[{_BLANK}]*(?='*[{_SIGNS}\t\r\n])|[,;\t\r\n]\"*(?='*[{_SIGNS}]))"
    rf"(?P<marks>'*)(?!{_HARMLESS})"
)
_SUSPECT = re.compile(rf"[{_SIGNS}\t\r\n]")


def neutralise(text: str) -> str:
    """Return ``text`` with an apostrophe wherever a spreadsheet would start a formula."""
    if not _SUSPECT.search(text):
        return text
    return _PLACE.sub(lambda found: f"{found['edge']}'{found['marks']}", text)


def restore(text: str) -> str:
    """Return what :func:`neutralise` was given."""
    if "'" not in text or not _SUSPECT.search(text):
        return text
    return _PLACE.sub(lambda found: f"{found['edge']}{found['marks'][1:]}", text)
