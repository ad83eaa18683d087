"""The ring of a criterion: three arcs, one a level, each as long as what is reached of it."""

from fractions import Fraction
from functools import lru_cache

from markupsafe import Markup

from lms.core.i18n import _
from lms.core.pages import draw
from lms.labels.notices import level_name
from lms.labels.queries.store import Ring
from lms.labels.rules.grid import LEVELS, Direction, Level
from lms.labels.rules.scoring import Status
from lms.labels.views import words

TURN = 31.3
"""Length of one third of a ring, of a hundred, the gaps left out."""
ALMOST = 29.0
"""The longest an arc may be while its threshold is not reached."""
UNKNOWN = "?"

Arc = tuple[str, float, float]
"""A level, where its arc starts, how long it is, of a hundred."""


def dial(ring: Ring) -> Markup:
    """Return the ring as a picture; the same ones come again from store to store."""
    value = _("n/a") if ring.is_na else words.value_words(ring.criterion, ring.value)
    said = value
    if ring.reached:
        said = f"{value}, {_('level:')} {level_name(ring.reached.value)}"
    shown = value if ring.is_na or ring.value is not None else UNKNOWN
    return _drawn(said, shown, arcs(ring))


@lru_cache(maxsize=4096)
def _drawn(said: str, shown: str, of: tuple[Arc, ...]) -> Markup:
    told = {"said": said, "shown": shown, "arcs": of}
    return Markup(draw("labels/dial.html", told))  # noqa: S704 - a template escapes what it is told


def arcs(ring: Ring) -> tuple[Arc, ...]:
    """Return the three arcs of a ring, bronze first."""
    found = []
    for place, level in enumerate(LEVELS):
        met = ring.statuses.get(level) is Status.MET
        length = TURN if met else _part(ring, level)
        found.append((level.value, -(1 + place * 33.33), round(length, 1)))
    return tuple(found)


def _part(ring: Ring, level: Level) -> float:
    asked = ring.criterion.thresholds.get(level)
    if not ring.value or not asked or ring.criterion.direction is Direction.DOWN:
        return 0.0
    return min(float(max(ring.value, Fraction()) / asked) * TURN, ALMOST)
