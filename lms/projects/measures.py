"""Named figures of projects, asked by code: diagnostic, actions, rituals, and the whole."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from lms.core.measures import (
    Aggregate,
    Direction,
    Measure,
    MeasureClass,
    Reading,
    ScopeKind,
    register,
)
from lms.core.periods import Period
from lms.projects.queries import boards, figures
from lms.projects.rules.pillars import Share

Figure = Callable[[Iterable[UUID], datetime], Mapping[UUID, Share]]


def _reading(share: Share | None, as_of: datetime) -> Reading:
    if share is None:
        return Reading(Fraction(), Fraction(), 0, as_of, 1)
    return Reading(share.num, share.den, int(share.den), as_of, 1)


class _Standing:
    """A figure of units, a standing at an instant: the period does not matter."""

    def __init__(self, figure: Figure) -> None:
        self.figure = figure

    def __call__(
        self, ids: Iterable[UUID], kind: ScopeKind, period: Period, as_of: datetime
    ) -> Mapping[UUID, Reading]:
        del period
        wanted = list(ids)
        # Nothing here is about one person: asked so, it is n/a.
        found = self.figure(wanted, as_of) if kind is ScopeKind.UNIT else {}
        return {one: _reading(found.get(one), as_of) for one in wanted}


def _progress(ids: Iterable[UUID], as_of: datetime) -> Mapping[UUID, Share]:
    found = boards.progress_of(list(ids), as_of)
    return {
        unit_id: Share(one.value, Fraction(1))
        for unit_id, one in found.items()
        if one.value is not None
    }


def _named(code: str, figure: Figure, *, label: bool, aggregate: Aggregate) -> Measure:
    return register(
        Measure(
            code=code,
            version=1,
            klass=MeasureClass.NAMED,
            direction=Direction.UP,
            unit="share",
            readings=_Standing(figure),
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
