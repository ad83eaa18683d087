"""What became of each criterion from one grid to the next, and both grids side by side."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any, Final

from lms.labels.rules.faults import Fault
from lms.labels.rules.grid import LEVELS, Criterion, Decision, Direction, Grid
from lms.labels.rules.reading import criterion_plain


class Relation(StrEnum):
    """How two criteria of two years are related."""

    EQUAL = "equal"
    TIGHTENED = "tightened"
    LOOSENED = "loosened"
    SPLIT = "split"
    MERGED = "merged"
    REWORDED = "reworded_not_equal"
    NEW = "new"
    RETIRED = "retired"


ONE_TO_ONE: Final = frozenset(
    {Relation.EQUAL, Relation.TIGHTENED, Relation.LOOSENED, Relation.REWORDED}
)

SAME_QUESTION: Final = frozenset({Relation.EQUAL, Relation.TIGHTENED, Relation.LOOSENED})
"""Relations where last year's value can be read under this year's threshold."""

JUDGED_BY: Final = ("kind", "measure", "scale", "direction", "thresholds", "knockouts")
"""What cannot change in a criterion said to be equal, with the fields below; its weight may."""
JUDGED_TOO: Final = ("na.allowed", "decision", "n_min", "evidence")


@dataclass(frozen=True, slots=True)
class Link:
    """What became of ``before`` (None: new), or what ``after`` came from (None: retired).

    A split is one link per child, a merger one link per parent.
    """

    before: str | None
    after: str | None
    relation: Relation
    note: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A field that differs; values as JSON says them, None when absent."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the two grids side by side."""

    relation: Relation
    before: Criterion | None
    after: Criterion | None
    changes: tuple[Change, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """Two grids side by side: the rows in the order of the later one, retired ones last."""

    rows: tuple[Row, ...]
    grid: tuple[Change, ...]

    @property
    def counts(self) -> dict[Relation, int]:
        """Return how many criteria have each relation."""
        return dict(Counter(row.relation for row in self.rows))


def propose(before: Grid, after: Grid) -> tuple[Link, ...]:
    """Return the links that identifiers and figures suggest; a person corrects them."""
    found = []
    for criterion in after.criteria:
        old = before.find(criterion.uid)
        if old is None:
            found.append(Link(None, criterion.uid, Relation.NEW))
        else:
            found.append(Link(old.uid, criterion.uid, relation_of(old, criterion)))
    gone = [one for one in before.criteria if after.find(one.uid) is None]
    return (*found, *(Link(one.uid, None, Relation.RETIRED) for one in gone))


def relation_of(old: Criterion, new: Criterion) -> Relation:
    """Return what the figures say of one criterion over two years."""
    if not judged_changes(old, new):
        return Relation.EQUAL
    if not comparable(old, new):
        return Relation.REWORDED
    harder, easier = strictness(old, new)
    if harder and not easier:
        return Relation.TIGHTENED
    return Relation.LOOSENED if easier and not harder else Relation.REWORDED


def comparable(old: Criterion, new: Criterion) -> bool:
    """Tell whether both ask the same question of the same figure."""
    names = ("kind", "measure", "scale", "direction")
    return all(getattr(old, name) == getattr(new, name) for name in names)


def strictness(old: Criterion, new: Criterion) -> tuple[bool, bool]:
    """Return whether something is asked more strictly, and whether something is asked less."""
    signs = [*_threshold_signs(old, new), *_rule_signs(old, new)]
    return any(sign > 0 for sign in signs), any(sign < 0 for sign in signs)


def _threshold_signs(old: Criterion, new: Criterion) -> Iterator[int]:
    """Yield 1 for each level stricter than before, -1 for each one easier."""
    up = 1 if new.direction is Direction.UP else -1
    for level in LEVELS:
        was, now = old.thresholds.get(level), new.thresholds.get(level)
        if was is None or now is None:
            yield (now is not None) - (was is not None)
        else:
            yield up * _sign(now - was)
        was_bound = old.decided_by(level) is Decision.LOWER_BOUND
        yield (new.decided_by(level) is Decision.LOWER_BOUND) - was_bound
        yield (level in new.knockouts) - (level in old.knockouts)


def _rule_signs(old: Criterion, new: Criterion) -> Iterator[int]:
    yield old.na.allowed - new.na.allowed
    yield _sign(Fraction(new.n_min - old.n_min))
    yield _sign(Fraction(new.evidence.minimum - old.evidence.minimum))
    yield len(set(old.evidence.types) - set(new.evidence.types))
    yield -len(set(new.evidence.types) - set(old.evidence.types))
    was, now = old.evidence.max_age_days, new.evidence.max_age_days
    if was is None or now is None:
        yield (now is not None) - (was is not None)
    else:
        yield _sign(Fraction(was - now))


def _sign(number: Fraction) -> int:
    return (number > 0) - (number < 0)


def judged_changes(old: Criterion, new: Criterion) -> tuple[Change, ...]:
    """Return what changed of all that can change a result; words apart."""
    names = set(JUDGED_BY) | set(JUDGED_TOO)
    return tuple(
        change
        for change in changes(old, new)
        if any(change.field == name or change.field.startswith(f"{name}.") for name in names)
    )


def changes(old: Criterion, new: Criterion) -> tuple[Change, ...]:
    """Return every field that differs, by path (``thresholds.gold``, ``title.fr``)."""
    was, now = dict(_leaves(criterion_plain(old))), dict(_leaves(criterion_plain(new)))
    for flat in (was, now):
        flat.pop("uid")
        flat.pop("code")
    return _compared(was, now)


def _compared(was: dict[str, Any], now: dict[str, Any]) -> tuple[Change, ...]:
    names = [*now, *(name for name in was if name not in now)]
    pairs = ((name, was.get(name), now.get(name)) for name in names)
    return tuple(Change(*pair) for pair in pairs if pair[1] != pair[2])


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield each value that is no object, by its path."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(inner, f"{path}.{name}" if path else name)
    else:
        yield path, value


def difference(before: Grid, after: Grid, links: Sequence[Link]) -> Difference:
    """Return both grids side by side, as ``links`` relate them."""
    rows: list[Row] = []
    for criterion in after.criteria:
        rows += [_row(before, after, link) for link in links if link.after == criterion.uid]
    rows += [_row(before, after, link) for link in links if link.after is None]
    return Difference(tuple(rows), _grid_changes(before, after))


def _row(before: Grid, after: Grid, link: Link) -> Row:
    old = before.find(link.before) if link.before else None
    new = after.find(link.after) if link.after else None
    changed = changes(old, new) if old and new else ()
    return Row(link.relation, old, new, changed, link.note)


def _grid_changes(before: Grid, after: Grid) -> tuple[Change, ...]:
    """Return what changed in the grids themselves: quotas, years held, what may be set aside."""
    return _compared(_grid_flat(before), _grid_flat(after))


def _grid_flat(grid: Grid) -> dict[str, Any]:
    flat: dict[str, Any] = {f"quotas.{level}": grid.quotas.get(level) for level in LEVELS}
    flat |= {f"quota_by_tenure.{years}": one for years, one in grid.quota_by_tenure.items()}
    return flat | {"na_limit": grid.na_limit}


def check_lineage(before: Grid, after: Grid, links: Iterable[Link]) -> list[Fault]:
    """Return what is missing or wrong: every removed or changed criterion needs its link.

    Paths name the side: ``before.<uid>``, ``after.<uid>``, ``links[2]``.
    """
    given = list(links)
    faults = [*_missing_links(before, after, given), *_disagreements(given)]
    for place, link in enumerate(given):
        faults += _link_faults(before, after, link, f"links[{place}]")
    return faults


def _missing_links(before: Grid, after: Grid, links: list[Link]) -> Iterator[Fault]:
    left, right = {link.before for link in links}, {link.after for link in links}
    for one in before.criteria:
        if one.uid not in left:
            yield Fault(f"before.{one.uid}", "lineage_missing")
    for one in after.criteria:
        if one.uid not in right:
            yield Fault(f"after.{one.uid}", "lineage_missing")


def _disagreements(links: list[Link]) -> Iterator[Fault]:
    """Yield the links of one criterion that cannot hold together, and lonely splits and mergers."""
    for side, other, many, lonely in (
        ("before", "after", Relation.SPLIT, "lineage_split"),
        ("after", "before", Relation.MERGED, "lineage_merged"),
    ):
        uids = {getattr(link, side) for link in links} - {None}
        for uid in sorted(uids):
            mine = [link for link in links if getattr(link, side) == uid]
            relations = {link.relation for link in mine}
            if relations == {many}:
                if len({getattr(link, other) for link in mine}) == 1:
                    yield Fault(f"{side}.{uid}", lonely)
            elif len(mine) > 1:
                yield Fault(f"{side}.{uid}", "lineage_twice")


def _link_faults(before: Grid, after: Grid, link: Link, path: str) -> Iterator[Fault]:
    old = before.find(link.before) if link.before else None
    new = after.find(link.after) if link.after else None
    if (link.before and not old) or (link.after and not new):
        yield Fault(path, "lineage_unknown")
    elif (old is None) is not (link.relation is Relation.NEW) or (
        (new is None) is not (link.relation is Relation.RETIRED)
    ):
        yield Fault(path, "lineage_side")
    elif old and new:
        yield from _relation_faults(link.relation, old, new, path)


def _relation_faults(
    relation: Relation, old: Criterion, new: Criterion, path: str
) -> Iterator[Fault]:
    if relation is Relation.EQUAL:
        changed = judged_changes(old, new)
        if changed:
            fields = ", ".join(change.field for change in changed)
            yield Fault(path, "lineage_equal", {"fields": fields})
    elif relation in SAME_QUESTION:
        harder = strictness(old, new)[0]
        if relation is Relation.TIGHTENED and not harder:
            yield Fault(path, "lineage_tightened")
        if relation is Relation.LOOSENED and harder:
            yield Fault(path, "lineage_loosened")


def check_erratum(published: Grid, corrected: Grid) -> list[Fault]:
    """Return what a minor version may not do: it only clarifies or loosens."""
    faults = []
    if [one.uid for one in published.criteria] != [one.uid for one in corrected.criteria]:
        faults.append(Fault("criteria", "erratum_tightened"))
    for place, new in enumerate(corrected.criteria):
        old = published.find(new.uid)
        if old and (
            not comparable(old, new) or old.weight != new.weight or strictness(old, new)[0]
        ):
            faults.append(Fault(f"criteria[{place}]", "erratum_tightened"))
    faults += [
        Fault(f"quotas.{level}", "erratum_tightened")
        for level in LEVELS
        if corrected.quotas[level] > published.quotas[level]
    ]
    if _tenure_raised(published, corrected) or corrected.na_limit < published.na_limit:
        faults.append(Fault("quota_by_tenure", "erratum_tightened"))
    return faults


def _tenure_raised(published: Grid, corrected: Grid) -> bool:
    """Tell whether some number of years held is asked more than before."""
    years = {0, *published.quota_by_tenure, *corrected.quota_by_tenure}
    return any(
        corrected.quota(level, one) - corrected.quotas[level]
        > published.quota(level, one) - published.quotas[level]
        for level in LEVELS
        for one in years
    )
