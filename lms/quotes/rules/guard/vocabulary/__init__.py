"""Lists of words the detectors look for, folded: no accents, small letters.

Each module gives the lists of the text file of its name. A list begins with ``[NAME]``; its words
are set apart by spaces, its phrases by commas; ``#`` begins a remark.
"""

import re
from pathlib import Path

HERE = Path(__file__).parent
SECTION = re.compile(r"^\[([^\]]+)\]$", re.MULTILINE)


def lists(name: str) -> dict[str, str]:
    """Return the lists of a file, by their name, as they are written."""
    written = re.sub(r"^#.*$", "", (HERE / f"{name}.txt").read_text(), flags=re.MULTILINE)
    parts = SECTION.split(written)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def word_set(written: str) -> frozenset[str]:
    """Return the words of a list."""
    return frozenset(written.split())


def phrase_list(written: str) -> tuple[str, ...]:
    """Return the phrases of a list, in its order."""
    said = (" ".join(phrase.split()) for phrase in written.split(","))
    return tuple(phrase for phrase in said if phrase)
