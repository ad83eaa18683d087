"""The marks of the course format inside Markdown, shared by its reader and its writer.

A mark stands at the very start of a line, outside code fences. A line of text that would look like a mark is written
with one more backslash in front, and read with one less.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from lms.courses.rules.texts import fenced

FORMAT = "comptoir-course/1"

_KEY = r"[a-z_]+"
_WORD = r"[A-Za-z0-9][A-Za-z0-9._/%-]*"
_NAME = r"[A-Za-z0-9][A-Za-z0-9._-]*"
_QUOTED = r'"(?:[^"\\]|\\.)*"'
_ATTRIBUTES = rf"\{{(?!\}})(?:#(?P<uid>{_NAME}))?(?P<pairs>(?: ?{_KEY}=(?:{_QUOTED}|{_WORD}))*)\}}"
_TRAILING = re.compile(rf"(?P<text>.*?)(?:^| +){_ATTRIBUTES}$", re.DOTALL)
_ALONE = re.compile(rf"{_ATTRIBUTES}$")
_PAIR = re.compile(rf"(?P<key>{_KEY})=(?P<value>{_QUOTED}|{_WORD})")

PADDING = " \t"
"""What may stand around words; a no-break space belongs to them."""

TITLE = re.compile(r"# +(?P<title>.+)$")
STEP = re.compile(r"## +(?P<title>.*)$")
BREAK = re.compile(r"---(?: *(?P<attributes>\{.*\}))?$")
OPEN = re.compile(r"::: *(?P<kind>[a-z_]+)(?P<rest>(?: .*)?)$")
CLOSE = re.compile(r":::$")
UID_LINE = re.compile(r"\{#.*\}$")
SECTION = re.compile(r"### +(?P<title>.+)$")
QUESTION = re.compile(
    r"## +Question(?: +\d+)?(?: +\((?P<kind>[a-z_]+)\))?(?P<tail>(?: *:| +\{).*|)$"
)
GAP = re.compile(r"\[\[(?P<gap>[A-Za-z0-9][A-Za-z0-9._-]*)\]\](?: +\((?P<kind>[a-z]+)\))?$")
OPTION = re.compile(r"- \[(?P<mark>[xX ]|unit|=|-?\d+(?:\.\d+)?%?|-?\d+/\d+)\](?: (?P<text>.*))?$")
CHOICE = re.compile(r"- (?P<text>.*=>.*)$")
HEADER = re.compile(r"(?P<key>[a-z][a-z_]*(?:\.[A-Za-z0-9-]+)?):(?: (?P<value>.*))?$")
QUOTE = re.compile(r">(?: (?P<text>.*))?$")

BODY_MARKS = re.compile(r"\\*(?:#{1,2} |---(?: *\{.*\})?$|:::|\{#)")
BLOCK_MARKS = re.compile(r"\\*(?::::|## +Question)")
CARD_MARKS = re.compile(r"\\*(?::::|## +Question|### )")
NODE_MARKS = re.compile(r"\\*(?::::|## +Question|### |- .*=>)")
STEP_TITLE_MARKS = re.compile(r"\\*Question")
QUESTION_MARKS = re.compile(r"\\*(?:#{1,3} |- \[)")
QUOTE_MARKS = re.compile(r"\\*>")
ARROW = re.compile(r"(?P<slashes>\\*)=>")


@dataclass(frozen=True, slots=True)
class Attributes:
    """What stands in `{#uid key=value}`."""

    uid: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


def split_attributes(text: str) -> tuple[str, Attributes]:
    """Return a line without its trailing attributes, and these."""
    found = _TRAILING.fullmatch(text)
    if found is None:
        return text.strip(PADDING), Attributes()
    return found["text"].strip(PADDING), _attributes(found)


def read_attributes(text: str) -> Attributes | None:
    """Return the attributes that make up the whole of `text`, or None when it is something else."""
    found = _ALONE.fullmatch(text.strip())
    return _attributes(found) if found else None


def write_attributes(uid: object, values: Mapping[str, str] | None = None) -> str:
    """Return `{#uid key=value}`, values quoted when they hold more than a word."""
    pairs = "".join(f" {key}={_quoted(value)}" for key, value in (values or {}).items())
    return f"{{#{uid}{pairs}}}"


def guard(text: str, marks: re.Pattern[str]) -> str:
    """Return `text` with a backslash before each line that would be read as one of `marks`."""
    lines = text.split("\n")
    return "\n".join(
        f"\\{line}" if not code and marks.match(line) else line
        for line, code in zip(lines, fenced(lines), strict=True)
    )


def unguard(lines: list[str], marks: re.Pattern[str]) -> str:
    """Return the text that `guard` was given."""
    return "\n".join(
        line[1:] if not code and line.startswith("\\") and marks.match(line) else line
        for line, code in zip(lines, fenced(lines), strict=True)
    )


def guard_arrow(text: str) -> str:
    """Return `text` with a backslash before each arrow, so that it does not split the line."""
    return ARROW.sub(lambda found: f"\\{found[0]}", text)


def split_arrow(text: str) -> tuple[str, str | None]:
    """Split at the last bare `=>`; the second part is None when there is none. Guarded arrows become plain."""
    bare = [found for found in ARROW.finditer(text) if not found["slashes"]]
    if not bare:
        return _plain_arrows(text), None
    at = bare[-1]
    return _plain_arrows(text[: at.start()].rstrip()), _plain_arrows(text[at.end() :].lstrip())


def indent(text: str, margin: str = "  ") -> str:
    """Return `text` with every line but empty ones moved right by `margin`."""
    return "\n".join(margin + line if line else "" for line in text.split("\n"))


def quote(text: str) -> str:
    """Return `text` as a Markdown quotation."""
    return "\n".join(f"> {line}" if line else ">" for line in text.split("\n"))


def _plain_arrows(text: str) -> str:
    return ARROW.sub(lambda found: found[0][1:] if found["slashes"] else found[0], text)


def _attributes(found: re.Match[str]) -> Attributes:
    pairs = {pair["key"]: _unquoted(pair["value"]) for pair in _PAIR.finditer(found["pairs"])}
    return Attributes(found["uid"] or "", pairs)


def _quoted(value: str) -> str:
    return value if re.fullmatch(_WORD, value) else json.dumps(value, ensure_ascii=False)


def _unquoted(value: str) -> str:
    return str(json.loads(value)) if value.startswith('"') else value
