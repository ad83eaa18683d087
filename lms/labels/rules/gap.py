"""What separates a unit from the next level, and the cheapest way to win it.

Failed knock-outs have to be met whatever they cost. The rest is a small knapsack: among the other
criteria not met, the set that costs least and whose weights fill what is missing. It is solved
exactly, on whole weights and exact costs; equal costs are settled by fewer criteria, then by the
order of the grid.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from lms.labels.rules.bars import Bar, Figure, Reading, value_of
from lms.labels.rules.counting import NA, UNASSESSABLE, Answer, Counter, Line
from lms.labels.rules.grid import LEVELS, Criterion, Grid, Level, level_of


@dataclass(frozen=True, slots=True)
class Step:
    """A criterion to meet: where it stands, what the level asks, how far.

    ``value``, ``threshold`` and ``missing`` (never below 0) are in the unit of the criterion's
    scale; ``more`` is how many more of the counted things would do, the total being the same: "2
    call-backs more". Both are None without a figure; ``missing`` is 0 when the figure is there but
    rests on too little.
    """

    uid: str
    level: Level
    value: Fraction | None
    threshold: Fraction
    missing: Fraction | None
    more: int | None
    answers_short: int
    knock_out: bool
    cost: Fraction


@dataclass(frozen=True, slots=True)
class Gap:
    """The distance from ``now`` to ``next``; nothing to do when ``next`` is None.

    ``deficit`` is the weight missing to the quota. ``steps`` is the cheapest set that wins,
    knock-outs first; ``others`` are the criteria that would also count. ``reachable`` is False when
    even all of them would not do, or when the unit is not assessable.
    """

    now: Level | None
    next: Level | None
    share: Fraction | None = None
    quota: Fraction = Fraction()
    deficit: Fraction = Fraction()
    steps: tuple[Step, ...] = ()
    others: tuple[Step, ...] = ()
    cost: Fraction = Fraction()
    reachable: bool = True


class _Item(NamedTuple):
    """A criterion that could be met: its place in the grid, its whole weight, its cost."""

    place: int
    weight: int
    cost: Fraction


def gap(
    grid: Grid | Counter,
    answers: Mapping[str, Answer],
    *,
    years_held: int = 0,
    costs: Mapping[str, Fraction] | None = None,
) -> Gap:
    """Return what separates a unit from the next level.

    ``costs`` are by criterion uid, in any one unit (hours, days, effort), never below 0; a
    criterion that has none costs what :func:`effort` says.
    """
    counter = grid if isinstance(grid, Counter) else Counter(grid)
    patterns, quotas = counter.patterns(answers), counter.quotas(years_held)
    total = counter.count(patterns)
    place = counter.place(total, quotas)
    if place == len(LEVELS):
        return Gap(level_of(place), None)
    wanted = max(place, 0)
    level = LEVELS[wanted]
    met, applies, _ = counter.fields(total, wanted)
    asked = Fraction(*quotas[wanted])
    needed = max(math.ceil(asked * applies) - met, 0)
    steps = _steps(counter.lines, patterns, answers, level, costs or {})
    must = [spot for spot, step in steps.items() if step.knock_out]
    free = [
        _Item(spot, counter.lines[spot].weight, step.cost)
        for spot, step in steps.items()
        if not step.knock_out
    ]
    left = needed - sum(counter.lines[spot].weight for spot in must)
    chosen = cheapest(free, left)
    taken = [*must, *(chosen or ())]
    return Gap(
        now=level_of(wanted),
        next=level,
        share=Fraction(met, applies) if applies else None,
        quota=asked,
        deficit=counter.share(needed),
        steps=tuple(steps[spot] for spot in taken),
        others=tuple(step for spot, step in steps.items() if spot not in taken),
        cost=sum((steps[spot].cost for spot in taken), Fraction()),
        reachable=bool(applies) and chosen is not None and place != UNASSESSABLE,
    )


def cheapest(items: Sequence[_Item], needed: int) -> tuple[int, ...] | None:
    """Return the places of the set that weighs ``needed`` at least and costs least.

    None when all together weigh less. Weights beyond the need count no more than the need, so that
    there are few states; among them only those that no other beats on weight and cost are kept.
    """
    if needed <= 0:
        return ()
    best: dict[int, tuple[Fraction, int, tuple[int, ...]]] = {0: (Fraction(), 0, ())}
    for item in items:
        for weight, (cost, count, places) in list(best.items()):
            reached = min(weight + item.weight, needed)
            offer = (cost + item.cost, count + 1, (*places, item.place))
            if reached not in best or offer < best[reached]:
                best[reached] = offer
        best = _undominated(best)
    return best[needed][2] if needed in best else None


def _undominated(
    states: dict[int, tuple[Fraction, int, tuple[int, ...]]],
) -> dict[int, tuple[Fraction, int, tuple[int, ...]]]:
    """Return the states that no heavier one beats."""
    kept: dict[int, tuple[Fraction, int, tuple[int, ...]]] = {}
    lowest = None
    for weight in sorted(states, reverse=True):
        state = states[weight]
        if lowest is None or state < lowest:
            kept[weight] = lowest = state
    return kept


def _steps(
    lines: Sequence[Line],
    patterns: Sequence[int],
    answers: Mapping[str, Answer],
    level: Level,
    costs: Mapping[str, Fraction],
) -> dict[int, Step]:
    """Return what is not met at ``level``, by place in the grid, knock-outs first."""
    bit = 1 << LEVELS.index(level)
    found: dict[int, Step] = {}
    for place, (line, pattern) in enumerate(zip(lines, patterns, strict=True)):
        bar = line.bars[LEVELS.index(level)]
        if bar and not pattern & (NA | bit):
            uid = line.criterion.uid
            barred = bool(line.knockouts & bit)
            found[place] = _step(
                line.criterion, level, bar, answers.get(uid), costs.get(uid), knock_out=barred
            )
    return dict(sorted(found.items(), key=lambda pair: not pair[1].knock_out))


def _step(
    criterion: Criterion,
    level: Level,
    bar: Bar,
    answer: Answer | None,
    cost: Fraction | None,
    *,
    knock_out: bool,
) -> Step:
    reading = answer.reading if answer else None
    value = value_of(criterion, reading) if reading else None
    more = how_many_more(bar, reading) if reading and _counted(criterion, reading) else None
    missing = None
    if reading and value is not None:
        missing = _missing(criterion, level, value, reading, more)
    return Step(
        uid=criterion.uid,
        level=level,
        value=value,
        threshold=criterion.thresholds[level],
        missing=missing,
        more=more,
        answers_short=max(criterion.n_min - (reading.n if reading else 0), 0),
        knock_out=knock_out,
        cost=effort(criterion, level, missing) if cost is None else cost,
    )


def _missing(
    criterion: Criterion, level: Level, value: Fraction, reading: Reading, more: int | None
) -> Fraction:
    """Return how far ``value`` is; behind the cautious bound, what ``more`` would bring."""
    asked = criterion.thresholds[level]
    away = max(asked - value if not _down(criterion) else value - asked, Fraction())
    if away or more is None:
        return away
    return Fraction(more) / reading.den * criterion.scale.factor


def _counted(criterion: Criterion, reading: Reading) -> bool:
    """Tell whether a reading counts things: a typed "80 %" does not, 12 call-backs of 15 do."""
    return criterion.scale.factor == 1 or reading.den == reading.n


def _down(criterion: Criterion) -> bool:
    return criterion.direction.value == "down"


def how_many_more(bar: Bar, reading: Reading) -> int | None:
    """Return how many more (fewer, where down is better) of the counted things would do.

    None where things are not counted (a fraction of one) or where no number of them would do.
    """
    figure = reading.figure
    whole = reading.num.denominator == 1 and reading.den.denominator == 1
    if figure is None or not whole:
        return None
    least, most = 0, 2 * figure.q + abs(figure.p) + abs(bar.num * figure.q // bar.den) + 1
    if bar.bound:
        most = figure.p if bar.down else figure.q - figure.p
        most += figure.q if bar.balance and bar.down else 0
    if not _clears(bar, figure, most):
        return None
    while least < most:
        middle = (least + most) // 2
        if _clears(bar, figure, middle):
            most = middle
        else:
            least = middle + 1
    return least


def _clears(bar: Bar, figure: Figure, more: int) -> bool:
    """Tell whether ``more`` good things would do."""
    return bar.cleared(figure._replace(p=figure.p - more if bar.down else figure.p + more))


def effort(criterion: Criterion, level: Level, missing: Fraction | None) -> Fraction:
    """Return what meeting a criterion costs when nobody said: 1, and up to 1 more by distance.

    The distance is relative to the threshold, so that few criteria win over many, and near ones
    over far ones. Without a figure the distance is the whole.
    """
    asked = abs(criterion.thresholds[level])
    if missing is None or not asked:
        return Fraction(2 if missing is None else 1)
    return 1 + min(missing / asked, Fraction(1))
