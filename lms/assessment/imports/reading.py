"""A question file, whatever its format and encoding."""

import re
from collections.abc import Callable

from lms.assessment.imports.aiken import read_aiken
from lms.assessment.imports.embedded import holds_gaps, read_embedded
from lms.assessment.imports.found import Reading
from lms.assessment.imports.gift import read_gift
from lms.assessment.imports.moodle_xml import read_moodle_xml
from lms.core.i18n import _
from lms.core.tabular.decode import decode
from lms.core.tabular.sheet import Unreadable

_AIKEN_ANSWER = re.compile(r"^\s*ANSWER\s*:\s*[A-Z]\s*$", re.MULTILINE)
_AIKEN_OPTION = re.compile(r"^\s*[A-Z][).]\s+\S", re.MULTILINE)
MAX_BYTES = 50 * 1024 * 1024

FORMATS: dict[str, Callable[[str, str], Reading]] = {
    "gift": read_gift,
    "aiken": read_aiken,
    "embedded": read_embedded,
}


def detect(data: bytes) -> str:
    """Return the format of a file: moodle-xml, aiken, embedded, or else gift."""
    head = data[:4096].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")
    if head.startswith((b"<?xml", b"<quiz", b"<\x00?")):
        return "moodle-xml"
    text, _encoding = decode(data)
    if _AIKEN_ANSWER.search(text) and _AIKEN_OPTION.search(text):
        return "aiken"
    return "embedded" if holds_gaps(text) else "gift"


def read_file(data: bytes, *, source: str, form: str = "") -> tuple[Reading, str]:
    """Read a file of questions; return what it gave and its format. `source` names the file.

    A file that cannot be read at all is one refusal.
    """
    if len(data) > MAX_BYTES:
        return _refused(source, _("the file is larger than %(size)s", size="50 MB")), form
    try:
        form = form or detect(data)
        if form == "moodle-xml":
            return read_moodle_xml(data, source), form
        text, _encoding = decode(data)
    except Unreadable:
        return _refused(source, _("the file is not text")), form
    reading = FORMATS[form](text.replace("\r\n", "\n").replace("\r", "\n"), source)
    if not (reading.found or reading.refused or reading.categories):
        reading.refuse(1, source, "file", _("the file holds no question"))
    return reading, form


def _refused(source: str, reason: str) -> Reading:
    reading = Reading()
    reading.refuse(1, source, "file", reason)
    return reading
