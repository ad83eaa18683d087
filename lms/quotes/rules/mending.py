"""One tap: the words the guard proposes take the place of those it found."""

import re

ENDS = '.!?:\n«"“'
"""After one of these, a sentence begins."""


def mend(text: str, start: int, end: int, instead: str) -> str:
    """Return ``text`` with its part from ``start`` to ``end`` replaced, spaces and capital kept.

    Nothing instead: the words go, with the space they leave.
    """
    before, after = text[:start], text[end:]
    if not instead:
        return re.sub(r"^\s*,?\s*", "", after) if not before.strip() else _joined(before, after)
    begins = not before.strip() or before.rstrip()[-1] in ENDS
    words = instead[:1].upper() + instead[1:] if begins else instead
    return f"{before}{words}{after}"


def _joined(before: str, after: str) -> str:
    if before[-1:].isspace() and (not after or after[0].isspace() or after[0] in ".,"):
        before = before.rstrip()
    return f"{before}{after}"
