"""What a template may not contain (kernel K16): nothing that a strict CSP refuses or htmx evaluates.

``python -m tests.house.template_lint`` prints each offence as ``file:line: reason`` and fails.
"""

import re
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"


@dataclass(frozen=True)
class Rule:
    """A pattern searched in the whole text of a template, and why it is refused."""

    pattern: re.Pattern[str]
    reason: str
    in_mails: bool = True


def _rule(pattern: str, reason: str, *, in_mails: bool = True) -> Rule:
    return Rule(re.compile(pattern, re.IGNORECASE | re.DOTALL), reason, in_mails)


RULES = (
    _rule(r"[\s\"']hx-on[:\-=]", "hx-on evaluates text as code"),
    _rule(r"[\s\"'](?:js|javascript)\s*:", "js: and javascript: evaluate text as code"),
    _rule(r"hx-trigger\s*=\s*([\"'])(?:(?!\1).)*\[", "a trigger filter is evaluated as code"),
    _rule(
        r"<[a-z][^<>]*\sstyle\s*=",
        "style= is refused by the CSP: use a class or an attribute",
        in_mails=False,
    ),
    _rule(
        r"<style\b(?![^>]*\bnonce=)",
        "<style> is refused by the CSP: use the stylesheet",
        in_mails=False,
    ),
    _rule(
        r"<script\b(?![^>]*\bsrc\s*=)(?![^>]*type=\"application/(?:ld\+)?json\")",
        "an inline script is refused by the CSP: write a module",
    ),
    _rule(
        r"<[a-z][^<>]*\son(?:abort|blur|change|click|error|focus|input|key\w+|load|mouse\w+"
        r"|pointer\w+|reset|submit|touch\w+|toggle)\s*=",
        "an on... attribute is an inline script",
    ),
    _rule(
        r"(?:src|href)\s*=\s*[\"']https?://(?!www\.w3\.org)[^\"']*\.(?:js|css|woff2?)",
        "scripts, styles and fonts come from our own address",
    ),
    _rule(
        r"[^'\"\s]\s*\|\s*safe\b",
        "|safe on a value trusts its text: give Markup from the code that made it",
    ),
    _rule("\u2014", "no long dash in what people read"),
    _rule(
        r"""[%}]\} : |~ ' : '|' : ' ~""", "the colon is the language's: pair(name, value) writes it"
    ),
)

COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)


def offences(text: str, *, mail: bool = False) -> list[tuple[int, str]]:
    """Return (line, reason) for each offence in the text of a template, comments apart.

    A mail has no CSP and its readers know no stylesheet.
    """
    bare = COMMENT.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), text)
    found = [
        (bare.count("\n", 0, hit.start()) + 1, rule.reason)
        for rule in RULES
        if rule.in_mails or not mail
        for hit in rule.pattern.finditer(bare)
    ]
    return sorted(found)


def all_offences(folder: Path = TEMPLATES) -> list[str]:
    """Return one line per offence in every template of ``folder``."""
    return [
        f"{path.relative_to(folder.parent)}:{line}: {reason}"
        for path in sorted(folder.rglob("*.*"))
        if path.suffix in {".html", ".txt", ".svg", ".xml"}
        for line, reason in offences(path.read_text(), mail="emails" in path.parts)
    ]


if __name__ == "__main__":
    lines = all_offences()
    print("\n".join(lines) or "templates: nothing to refuse")
    sys.exit(bool(lines))
