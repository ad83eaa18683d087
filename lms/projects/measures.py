"""Named figures of projects, asked by code: diagnostic, actions, rituals, and the whole."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from lms.core.measures import (
    Aggregate,
    Direction,
    Known,
    Measure,
    MeasureClass,
    Reading,
    ScopeKind,
    Standing,
    not_known,
    register,
)
from lms.projects.queries import boards, figures
from lms.projects.rules.pillars import Share

Figure = Callable[[Sequence[UUID], Sequence[datetime]], Mapping[datetime, Mapping[UUID, Share]]]


def _reading(share: Share | None, as_of: datetime) -> Reading:
    if share is None:
        return not_known(as_of)
    return Reading(share.num, share.den, int(share.den), as_of, 1)


class _Figures:
    """A figure of units as readings at instants."""

    def __init__(self, figure: Figure) -> None:
        self.figure = figure

    def __call__(self, ids: Iterable[UUID], kind: ScopeKind, instants: Sequence[datetime]) -> Known:
        wanted = list(ids)
        # Nothing here is about one person: asked so, it is n/a.
        found = self.figure(wanted, instants) if kind is ScopeKind.UNIT else {}
        return {
            at: {one: _reading(found.get(at, {}).get(one), at) for one in wanted} for at in instants
        }


def _progress(
    ids: Sequence[UUID], instants: Sequence[datetime]
) -> Mapping[datetime, Mapping[UUID, Share]]:
    return {
        at: {
            unit_id: Share(one.value, Fraction(1))
            for unit_id, one in units.items()
            if one.value is not None
        }
        for at, units in boards.progress_at(ids, instants).items()
    }


def _named(code: str, figure: Figure, *, label: bool, aggregate: Aggregate) -> Measure:
    return register(
        Measure(
            code=code,
            version=1,
            klass=MeasureClass.NAMED,
            direction=Direction.UP,
            unit="share",
            readings=Standing(_Figures(figure)),
            may_feed_label=label,
            aggregate=aggregate,
        )
    )


DIAGNOSTIC = _named(
    "projects.diagnostic_done",
    figures.diagnostic_done,
    label=True,
    aggregate=Aggregate.MEAN_OF_UNITS,
)
ACTIONS = _named(
    "projects.actions_verified", figures.actions_verified, label=True, aggregate=Aggregate.POOLED
)
RITUALS = _named(
    "projects.rituals_held", figures.rituals_held, label=True, aggregate=Aggregate.POOLED
)
PROGRESS = _named("projects.progress", _progress, label=False, aggregate=Aggregate.MEAN_OF_UNITS)
