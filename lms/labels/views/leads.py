"""Where each line of the editor's summary of errors leads: the field it speaks of, else its row."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from lms.labels.rules.grid import LEVELS

WHOLE = "whole"
"""Where what is wrong of the whole grid is told."""
FIELDS = frozenset({"title", "body", "in_force_from"})
"""The fields of the editor that are named as they are on the page."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What of a draft is on the page: its lines in order, those that are gone, what may be written."""

    lines: Sequence[str]
    gone: Collection[str]
    may_write: bool
    asks_why: bool
    """Whether who publishes alone is asked for a reason."""


def summary(errors: Mapping[str, str], shown: Shown) -> list[tuple[str, str]]:
    """Return errors for the top of the editor, each with the id of the place it leads to."""
    return [(_lead(path, shown), why) for path, why in errors.items()]


def _lead(path: str, shown: Shown) -> str:
    kind, _dot, rest = path.partition(".")
    if kind.startswith("criteria["):
        return _of_line(kind, rest, shown)
    if kind in {"before", "into"} and rest in shown.gone:
        named = "gr" if kind == "before" else "gl"
        return f"{named}{rest}" if shown.may_write else f"g-{rest}"
    if kind in {"before", "into", "after"}:
        return f"c-{rest}" if rest in shown.lines else WHOLE
    if kind == "solo_reason":
        return kind if shown.asks_why else "publish"
    return _of_setting(path, kind) if shown.may_write else path if path == "body" else WHOLE


def _of_line(kind: str, rest: str, shown: Shown) -> str:
    """Return the threshold that ``criteria[2].thresholds.gold`` speaks of; its row otherwise."""
    place = kind[len("criteria[") : -1]
    if not place.isdecimal() or int(place) >= len(shown.lines):
        return WHOLE
    uid = shown.lines[int(place)]
    name, _dot, level = rest.partition(".")
    if shown.may_write and name == "thresholds" and level in LEVELS:
        return f"th-{level}{uid}"
    return f"c-{uid}"


def _of_setting(path: str, kind: str) -> str:
    if kind == "criteria":
        return "add"
    if kind in {"na_limit", "quota_by_tenure"}:
        return kind
    if kind == "quotas":
        return path if path.partition(".")[2] in LEVELS else "share"
    return path if path in FIELDS else WHOLE
