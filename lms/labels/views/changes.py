"""What differs between two grids, or was written in one, in words and in the unit of each figure."""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from lms.core.i18n import _, format_number, ngettext, pair
from lms.labels.rules.grid import LEVELS, Criterion, Level, Scale
from lms.labels.rules.lineage import Change
from lms.labels.rules.numbers import read_number
from lms.labels.views import drafts, words

OPENED = ("thresholds", "quotas", "quota_by_tenure", "title", "help")
"""Fields of several parts, each said on its own line."""
SHARES = ("quotas", "quota_by_tenure", "na_limit")


def change_rows(
    changes: Iterable[Change], before: Criterion | None = None, after: Criterion | None = None
) -> list[tuple[str, str, str]]:
    """Return what differs, one row a field; ``before`` and ``after`` give their units."""
    was, now = scale_of(before), scale_of(after)
    return [
        (_name(one.field), said(one.field, one.before, was), said(one.field, one.after, now))
        for one in changes
    ]


def written_rows(
    before: Mapping[str, Any], after: Mapping[str, Any], criterion: Criterion | None
) -> list[tuple[str, str, str]]:
    """Return what was written, one row a part that changed."""
    was, now = dict(_parts(before)), dict(_parts(after))
    scale = scale_of(criterion)
    return [
        (_name(one), said(one, was.get(one), scale), said(one, now.get(one), scale))
        for one in [*now, *(one for one in was if one not in now and one.partition(".")[1])]
        if was.get(one) != now.get(one)
    ]


def _parts(fields: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in fields.items():
        if name in OPENED and isinstance(value, Mapping):
            yield from ((f"{name}.{part}", value[part]) for part in sorted(value, key=_order))
        else:
            yield name, value


def _order(part: str) -> int:
    """Return the place of a level among levels; other parts have none."""
    return LEVELS.index(Level(part)) if part in LEVELS else len(LEVELS)


def _name(path: str) -> str:
    name, _dot, last = path.partition(".")
    if name == "quota_by_tenure" and last.isdecimal():
        years = ngettext("%(num)s year held", "%(num)s years held", int(last))
        return pair(drafts.field_words(name), years)
    return drafts.field_words(path)


def scale_of(criterion: Criterion | None) -> Scale | None:
    """Return what the thresholds of a criterion are written in, where there is one."""
    return criterion.scale if criterion else None


def said(path: str, value: Any, scale: Scale | None) -> str:
    """Return a value for a person: a threshold in its unit, a share in percent."""
    name = path.partition(".")[0]
    number = _number(value)
    if number is None or name not in {"thresholds", *SHARES}:
        return drafts.value_words(value)
    if name in SHARES:
        return words.share_words(number)
    if scale is Scale.YES_NO:
        return _("asked")
    shown = format_number(words.rounded(number))
    if scale is Scale.PERCENT:
        return _("%(value)s%%", value=shown)
    return f"{shown}\u00a0{_('pts')}" if scale is Scale.POINTS else shown


def _number(value: Any) -> Fraction | None:
    try:
        return read_number(value)
    except ValueError:
        return None
