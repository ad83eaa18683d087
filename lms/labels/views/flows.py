"""The picture of what a draft does: levels at the left, levels at the right, bands between."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lms.core.i18n import _
from lms.labels.notices import level_name
from lms.labels.rules.grid import LEVELS, Level, rank

ORDER: tuple[Level | None, ...] = (*reversed(LEVELS), None)

WIDTH, HEIGHT = 364, 252
LEFT, RIGHT, THICK = 132, 230, 12
"""Where the two columns stand, and how wide their bars are, in the picture's units."""
TOP, BOTTOM, GAP = 26, 8, 9
LINE = 16
"""Room a line of words takes: labels of thin bars are pushed apart."""


@dataclass(frozen=True, slots=True)
class Band:
    """Stores that go from one level to another."""

    path: str
    tone: str


@dataclass(frozen=True, slots=True)
class Bar:
    """The stores of one level, before or after; its words stand at ``words_y``."""

    x: int
    y: float
    height: float
    tone: str
    words: str
    words_x: int
    words_y: float
    anchor: str


@dataclass(frozen=True, slots=True)
class Picture:
    """What is drawn, and the sentence that says the same."""

    bands: tuple[Band, ...]
    bars: tuple[Bar, ...]
    before: str
    after: str
    sentence: str
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = RIGHT


def name(level: Level | None) -> str:
    """Return a level by name."""
    return level_name(level.value if level else "none")


def tone_of(level: Level | None) -> str:
    """Return the colour of a level."""
    return level.value if level else "none"


Flow = Mapping[tuple[Level | None, Level | None], int]


def picture(flow: Flow, before: str, after: str) -> Picture | None:
    """Return how stores go from a grid to another; None without any store."""
    units = sum(flow.values())
    if not units:
        return None
    scale = (HEIGHT - TOP - BOTTOM - GAP * (len(ORDER) - 1)) / units
    was = {one: sum(flow.get((one, to), 0) for to in ORDER) for one in ORDER}
    now = {one: sum(flow.get((origin, one), 0) for origin in ORDER) for one in ORDER}
    return Picture(
        bands=tuple(_bands(flow, _starts(was, scale), _starts(now, scale), scale)),
        bars=(
            *_bars(was, scale, LEFT - THICK, LEFT - THICK - 8, "end"),
            *_bars(now, scale, RIGHT, RIGHT + THICK + 8, "start"),
        ),
        before=before,
        after=after,
        sentence=sentence_of(was, now, before, after),
    )


def sentence_of(
    was: Mapping[Level | None, int], now: Mapping[Level | None, int], before: str, after: str
) -> str:
    """Return the picture in words: "From 2026 to 2027. Gold: 41 becomes 34."."""
    parts = [
        _("%(level)s: %(count)s, unchanged.", level=name(one).capitalize(), count=was[one])
        if was[one] == now[one]
        else _(
            "%(level)s: %(before)s becomes %(after)s.",
            level=name(one).capitalize(),
            before=was[one],
            after=now[one],
        )
        for one in ORDER
    ]
    return " ".join((_("From %(before)s to %(after)s.", before=before, after=after), *parts))


def _starts(counts: Mapping[Level | None, int], scale: float) -> dict[Level | None, float]:
    """Return where each level begins, from the top."""
    found: dict[Level | None, float] = {}
    y = float(TOP)
    for one in ORDER:
        found[one] = y
        y += counts[one] * scale + GAP
    return found


def _bands(
    flow: Flow,
    left: dict[Level | None, float],
    right: dict[Level | None, float],
    scale: float,
) -> list[Band]:
    """Return the bands, those that fall drawn last, over the others."""
    kept, falling = [], []
    for origin in ORDER:
        for to in ORDER:
            tall = flow.get((origin, to), 0) * scale
            if not tall:
                continue
            path = _ribbon(left[origin], right[to], tall)
            left[origin] += tall
            right[to] += tall
            if rank(to) < rank(origin):
                falling.append(Band(path, "falls"))
            else:
                kept.append(Band(path, tone_of(origin)))
    return kept + falling


def _ribbon(start: float, end: float, tall: float) -> str:
    middle = (LEFT + RIGHT) / 2
    return (
        f"M{LEFT} {start:.1f}C{middle:.1f} {start:.1f} {middle:.1f} {end:.1f} {RIGHT} {end:.1f}"
        f"v{tall:.1f}C{middle:.1f} {end + tall:.1f} {middle:.1f} {start + tall:.1f}"
        f" {LEFT} {start + tall:.1f}z"
    )


def _bars(
    counts: Mapping[Level | None, int], scale: float, x: int, words_x: int, anchor: str
) -> list[Bar]:
    starts = _starts(counts, scale)
    places = _apart([starts[one] + counts[one] * scale / 2 + 5 for one in ORDER])
    return [
        Bar(
            x=x,
            y=round(starts[one], 1),
            height=round(counts[one] * scale, 1),
            tone=tone_of(one),
            words=f"{name(one).capitalize()} {counts[one]}"
            if anchor == "end"
            else f"{counts[one]} {name(one)}",
            words_x=words_x,
            words_y=round(place, 1),
            anchor=anchor,
        )
        for one, place in zip(ORDER, places, strict=True)
    ]


def _apart(places: Sequence[float]) -> list[float]:
    """Return heights of words pushed apart where bars are thin, inside the picture."""
    found: list[float] = []
    for one in places:
        found.append(max(one, found[-1] + LINE) if found else one)
    last = HEIGHT - 4.0
    for spot in range(len(found) - 1, -1, -1):
        found[spot] = min(found[spot], last)
        last = found[spot] - LINE
    return found
