"""What an act costs a hand: taps and typed fields, heard by the page itself, and what they may cost.

A tap is one touch of the screen: a link, a button, a pill, a box. A typed field is one field
written in, the touch that goes into it included. What the phone draws over the page is no touch of
the page and is counted beside it: a list is opened and answered, two taps. The shutter of a camera
is the phone's own, outside of the page and of the count, as the talk of an observation is.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from playwright.sync_api import Locator, Page

LIST: Final = 2
"""Taps of a list of the phone: it opens, one line is chosen."""

EAR: Final = """
addEventListener("pointerdown", (e) => e.isTrusted && window.touched(), true);
addEventListener("input", ({ isTrusted, target: t }) => {
  const typed = t.matches("textarea, input:not([type=radio], [type=checkbox], [type=file])");
  if (isTrusted && typed) window.typed(`${location.pathname} ${t.name || t.id}`);
}, true);
"""
"""Tells of each touch and of each field typed in, before the page does anything with them."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Taps and typed fields of one act."""

    taps: int
    typed: int = 0


BUDGETS: Final = {
    "call": Cost(2),
    "acknowledge": Cost(1),
    "second_reading": Cost(3),
    "re_read": Cost(2),
    "rate": Cost(5),
    "dashboard": Cost(6, 1),
    "observe": Cost(10, 2),
    "try": Cost(1),
    "ritual": Cost(1),
    "evidence": Cost(3),
    "action": Cost(3, 1),
}
"""What each act may cost at most, from the page that its notice, its to-do or its home leads to."""


def over(act: str, cost: Cost) -> list[str]:
    """Return in what an act costs more than it may."""
    most = BUDGETS[act]
    spent = (("taps", cost.taps, most.taps), ("typed", cost.typed, most.typed))
    return [f"{act}: {n} {what}, at most {limit}" for what, n, limit in spent if n > limit]


@dataclass
class Hand:
    """A hand over a page: what it did, and what the page heard even of what it did not tell."""

    page: Page
    taps: int = 0
    beside: int = 0
    """Taps on what the phone draws by itself."""
    heard: int = 0
    fields: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Listen to every page that will be opened."""
        self.page.expose_function("touched", self._hear)
        self.page.expose_function("typed", self._note)
        self.page.add_init_script(EAR)

    def _hear(self) -> None:
        self.heard += 1

    def _note(self, name: str) -> None:
        self.fields.add(name)

    @property
    def cost(self) -> Cost:
        """Return what the act cost: nothing the page heard is forgotten."""
        return Cost(max(self.taps, self.heard) + self.beside, len(self.fields))

    def tap(self, what: Locator) -> None:
        """Touch something once; it must be there to be touched."""
        self.taps += 1
        what.tap()

    def write(self, what: Locator, words: str) -> None:
        """Type in a field."""
        what.fill(words)

    def pick(self, what: Locator, label: str) -> None:
        """Choose a line of a list that the phone draws."""
        self.beside += LIST
        what.select_option(label=label)

    def photograph(self, what: Locator, picture: Path) -> None:
        """Touch the camera, and keep what it took."""
        with self.page.expect_file_chooser() as asked:
            self.tap(what)
        asked.value.set_files(picture)
