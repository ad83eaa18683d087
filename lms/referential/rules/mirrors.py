"""The symmetry of attentions: what we owe customers, we owe each other."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from lms.referential.rules.content import Attitude, Content, Gap, Mirror, Missing, Moment

Part = Attitude | Moment
KINDS = ("attitude", "moment")


def parts_of(content: Content, kind: str) -> tuple[Part, ...]:
    """Return the items of a kind that have a mirror, in their order."""
    return content.attitudes if kind == "attitude" else content.moments


def mirror_gaps(content: Content, service: Content | None) -> list[Missing]:
    """Return what a mirrored referential lacks to answer the service referential as it is.

    Each attitude and moment of service has one mirror of its kind, or a reason for none; an item
    that mirrors nothing has a place only where a service item has no mirror.
    """
    if service is None:
        return [Missing(Gap.NO_SERVICE)]
    return [gap for kind in KINDS for gap in _gaps_of(kind, content, service)]


def _gaps_of(kind: str, content: Content, service: Content) -> Iterator[Missing]:
    said = {one.service: one for one in content.mirrors if one.kind == kind}
    own = {one.code: one.name for one in parts_of(content, kind)}
    asked = parts_of(service, kind)
    alone = 0
    for one in asked:
        mirror = said.get(one.code)
        if mirror is None or not (mirror.by or mirror.reason.strip()):
            yield Missing(Gap.NO_MIRROR, one.name)
        elif mirror.by and mirror.by not in own:
            yield Missing(Gap.MIRROR_UNKNOWN, one.name)
        alone += mirror is not None and not mirror.by and bool(mirror.reason.strip())
    known = {one.code for one in asked}
    used = Counter(one.by for one in said.values() if one.by and one.service in known)
    for code, name in own.items():
        if used[code] > 1:
            yield Missing(Gap.MIRROR_TWICE, name)
    idle = [name for code, name in own.items() if not used[code]]
    yield from (Missing(Gap.MIRRORS_NOTHING, name) for name in idle[alone:])


@dataclass(frozen=True, slots=True)
class Pair:
    """An item of service and what answers it in one mirror: the item, a reason, or nothing yet."""

    item: Part | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """An item of service beside its mirrors, in the order they were asked."""

    kind: str
    service: Part
    pairs: tuple[Pair, ...]


def side_by_side(service: Content, mirrors: tuple[Content | None, ...]) -> tuple[Line, ...]:
    """Return each attitude and moment of service with what answers it in each mirror."""
    return tuple(
        Line(kind, one, tuple(_pair(kind, one.code, other) for other in mirrors))
        for kind in KINDS
        for one in parts_of(service, kind)
    )


def _pair(kind: str, code: str, other: Content | None) -> Pair:
    if other is None:
        return Pair(None)
    mirror = find_mirror(other, kind, code)
    if mirror is None:
        return Pair(None)
    found = {one.code: one for one in parts_of(other, kind)}
    return Pair(found.get(mirror.by), mirror.reason)


def find_mirror(content: Content, kind: str, service: str) -> Mirror | None:
    """Return what a mirrored referential says of an item of service, or None."""
    return next((m for m in content.mirrors if (m.kind, m.service) == (kind, service)), None)
