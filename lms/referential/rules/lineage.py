"""How the items of a version follow from those of the version before."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from lms.referential.rules.content import Attitude, Content, Gap, Missing, Moment, Origin, Skill

Item = Attitude | Moment | Skill
KINDS = ("attitude", "moment", "skill")


class Relation(StrEnum):
    """What became of an item from one version to the next."""

    SAME = "same"
    REWORDED = "reworded"
    SPLIT = "split"
    MERGED = "merged"
    RETIRED = "retired"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Step:
    """One link: ``before`` is None for what is new, ``after`` for what is retired."""

    kind: str
    relation: Relation
    before: Item | None
    after: Item | None
    note: str = ""


def items_of(content: Content, kind: str) -> Sequence[Item]:
    """Return the items of a kind that others may point at."""
    lists: dict[str, Sequence[Item]] = {
        "attitude": content.attitudes,
        "moment": content.moments,
        "skill": content.skills,
    }
    return lists[kind]


def lineage(before: Content, after: Content) -> tuple[Step, ...]:
    """Return every link between two versions, in the order of the later one, retired items last.

    An item goes on under its code; what was split or merged is said by ``after.origins``.
    """
    return tuple(step for kind in KINDS for step in _of_kind(kind, before, after))


@dataclass(slots=True)
class _Links:
    """Who comes from whom, within one kind, by code."""

    into: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    out_of: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    notes: dict[tuple[str, str], str] = field(default_factory=dict)

    def add(self, old: str, new: str, note: str) -> None:
        """Say that ``new`` comes from ``old``."""
        if new not in self.into[old]:
            self.into[old].append(new)
            self.out_of[new].append(old)
        if note:
            self.notes[old, new] = note


def _links(kind: str, old: dict[str, Item], new: dict[str, Item], said: Sequence[Origin]) -> _Links:
    links = _Links()
    for code in old.keys() & new.keys():
        links.add(code, code, "")
    for one in said:
        if one.kind == kind and one.before in old and one.after in new:
            links.add(one.before, one.after, one.note)
    return links


def _of_kind(kind: str, before: Content, after: Content) -> list[Step]:
    old = {one.code: one for one in items_of(before, kind)}
    new = {one.code: one for one in items_of(after, kind)}
    links = _links(kind, old, new, after.origins)
    steps = []
    for code, item in new.items():
        sources = [one for one in old if one in links.out_of[code]]
        for source in sources:
            relation = _relation(links, old[source], item)
            steps.append(
                Step(kind, relation, old[source], item, links.notes.get((source, code), ""))
            )
        if not sources:
            steps.append(Step(kind, Relation.NEW, None, item))
    gone = [one for code, one in old.items() if not links.into[code]]
    return [*steps, *(Step(kind, Relation.RETIRED, one, None) for one in gone)]


def _relation(links: _Links, old: Item, new: Item) -> Relation:
    if len(links.into[old.code]) > 1:
        return Relation.SPLIT
    if len(links.out_of[new.code]) > 1:
        return Relation.MERGED
    return Relation.SAME if old == new else Relation.REWORDED


def lineage_gaps(before: Content | None, after: Content) -> list[Missing]:
    """Return the items said to be split and merged at once: one move at a time is understood."""
    if before is None:
        return []
    steps = lineage(before, after)
    split = {(s.kind, s.before.code) for s in steps if s.relation is Relation.SPLIT and s.before}
    feeds: dict[tuple[str, str], set[str]] = defaultdict(set)
    for step in steps:
        if step.before and step.after:
            feeds[step.kind, step.after.code].add(step.before.code)
    found = [
        step.after.name
        for step in steps
        if step.after
        and step.before
        and (step.kind, step.before.code) in split
        and len(feeds[step.kind, step.after.code]) > 1
    ]
    return [Missing(Gap.LINEAGE, name) for name in dict.fromkeys(found)]


def gone(before: Content, after: Content) -> tuple[tuple[str, Item], ...]:
    """Return the items of the version before whose identity ends: what points at them must move."""
    return tuple(
        (kind, one)
        for kind in KINDS
        for one in items_of(before, kind)
        if one.code not in {other.code for other in items_of(after, kind)}
    )
