"""Axe-core in a page of Playwright: what a person with a disability would stumble on.

The script is vendored and evaluated through the debugger, so that the page's own Content Security
Policy stays as it is while the page is judged.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from playwright.sync_api import Page

SCRIPT = Path(__file__).parent / "vendor" / "axe.min.js"

STANDARDS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 800}
SIZES = (PHONE, DESK)
THEMES = ("light", "dark")


@dataclass(frozen=True, slots=True)
class Violation:
    """One rule broken, and the elements that break it."""

    rule: str
    help: str
    elements: tuple[str, ...]

    def __str__(self) -> str:
        """Return the rule, what it asks, and at most three of the elements."""
        return f"{self.rule}: {self.help} | " + " | ".join(self.elements[:3])


@cache
def _script() -> str:
    return SCRIPT.read_text(encoding="utf-8")


def violations(page: Page, *, standards: tuple[str, ...] = STANDARDS) -> list[Violation]:
    """Return what axe finds wrong in ``page`` as it is now."""
    page.evaluate(_script() + "; undefined")
    found = page.evaluate(
        """standards => axe.run(document, {runOnly: standards, resultTypes: ["violations"]})
           .then(result => result.violations.map(v => ({
             rule: v.id, help: v.help,
             elements: v.nodes.map(n => `${n.html.slice(0, 160)} (${n.failureSummary || ""})`),
           })))""",
        list(standards),
    )
    return [Violation(v["rule"], v["help"], tuple(v["elements"])) for v in found]


def overflow(page: Page) -> int:
    """Return by how many pixels the page is wider than its window: 0 is what we want."""
    width: int = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return max(width, 0)
