"""Names and weights of files, fit to be read."""

import math
import re
import unicodedata

from lms.core.i18n import _, format_number

_LONGEST = 80
_MEGABYTE = 1_000_000
_NOT_IN_NAMES = re.compile(r"[<>:\"|?*&'`;\\/]+")
_SPACES = re.compile(r"\s+")


def clean_name(filename: str, extension: str, fallback: str = "file") -> str:
    """Return the sender's name for a file without folders or odd signs, ending in ``extension``.

    The extension is the real type's: "photo.png" that is a JPEG becomes "photo.jpg".
    """
    last = unicodedata.normalize("NFC", filename).replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(" " if unicodedata.category(char)[0] in "CZ" else char for char in last)
    bare = _SPACES.sub(" ", _NOT_IN_NAMES.sub(" ", shown)).strip(" .")
    stem = bare.rsplit(".", 1)[0] if "." in bare else bare
    kept = stem[:_LONGEST].strip(" .") or fallback
    return f"{kept}.{extension}"


def weigh(size: int) -> str:
    """Return a number of bytes as people say it, rounded up: "14.2 MB"."""
    if size < _MEGABYTE:
        return _("%(n)s kB", n=format_number(max(1, math.ceil(size / 1000))))
    return _("%(n)s MB", n=format_number(math.ceil(size / _MEGABYTE * 10) / 10))
