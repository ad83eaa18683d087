"""The normal form of texts: the same words are always the same characters."""

import re
import unicodedata

_BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_UNWANTED = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff\ud800-\udfff\u202a-\u202e\u2066-\u2069]"
)
_FENCE = re.compile(r"\s*(?P<mark>`{3,}|~{3,})(?P<info>[^`]*|.*)$")
_SLUG_JUNK = re.compile(r"[^a-z0-9]+")
MAX_SLUG = 60


def normal(text: str) -> str:
    """Return `text` as it is stored: NFC, bare line feeds, no control or bidi-forcing characters, no blank edges."""
    lines = _BREAKS.sub("\n", text).split("\n")
    kept = [unicodedata.normalize("NFC", _UNWANTED.sub("", line)).rstrip() for line in lines]
    while kept and not kept[0]:
        kept.pop(0)
    while kept and not kept[-1]:
        kept.pop()
    return "\n".join(kept)


def one_line(text: str) -> str:
    """Return `text` in its normal form on a single line, single spaces between words."""
    return " ".join(normal(text).split())


def markdown(text: str) -> str:
    """Return `text` in its normal form, hard breaks as backslashes, an open code fence closed at its end."""
    kept = normal("\n".join(_hard_breaks(_BREAKS.sub("\n", text).split("\n"))))
    left_open = open_fence(kept.split("\n"))
    return f"{kept}\n{left_open}" if left_open else kept


def _hard_breaks(lines: list[str]) -> list[str]:
    """Write a backslash for the two spaces that end a line when words follow: such spaces are not kept."""
    follows = [bool(line.strip()) for line in lines[1:]] + [False]
    spaced = [line.endswith("  ") and bool(line.strip()) for line in lines]
    return [
        line.rstrip() + "\\" if space and after and not code else line
        for line, space, after, code in zip(lines, spaced, follows, fenced(lines), strict=True)
    ]


def fenced(lines: list[str]) -> list[bool]:
    """Tell for each line whether it stands in a fenced code block, its marks included."""
    inside: list[bool] = []
    mark = ""
    for line in lines:
        mark, is_code = _after(line, mark)
        inside.append(is_code)
    return inside


def open_fence(lines: list[str]) -> str:
    """Return the mark that closes the code fence left open at the end, or an empty text."""
    mark = ""
    for line in lines:
        mark, _ = _after(line, mark)
    return mark


def spans(starts: list[int], end: int) -> list[tuple[int, int]]:
    """Return the start and end of each part, given where parts start and where the last one ends."""
    return list(zip(starts, [*starts[1:], end], strict=True)) if starts else []


def slug(text: str, fallback: str = "") -> str:
    """Return a file name for `text`: small letters, figures and dashes, at most 60; `fallback` when nothing is left."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    ascii_only = plain.encode("ascii", "ignore").decode()
    return _SLUG_JUNK.sub("-", ascii_only).strip("-")[:MAX_SLUG].strip("-") or fallback


def _after(line: str, mark: str) -> tuple[str, bool]:
    """Return the fence open after `line`, and whether the line itself belongs to a fence."""
    found = _FENCE.match(line)
    if not mark:
        opens = found is not None and ("`" not in found["info"] or found["mark"][0] == "~")
        return (found["mark"] if found and opens else "", bool(found and opens))
    bare = line.strip()
    closes = len(bare) >= len(mark) and set(bare) == {mark[0]}
    return ("" if closes else mark, True)
