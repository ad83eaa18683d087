"""Named figures of projects, asked by code: diagnostic, actions, rituals, and the whole."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any
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
    Standings,
    none_known,
    register,
)
from lms.core.standing import Answers, Questions
from lms.projects.queries import boards, figures
from lms.projects.rules.pillars import Share

Read = Callable[[Answers, Sequence[UUID], Sequence[datetime]], figures.Shares]


def _reading(share: Share, as_of: datetime) -> Reading:
    return Reading(share.num, share.den, int(share.den), as_of, 1)


def _readings(shares: figures.Shares) -> dict[datetime, dict[UUID, Reading]]:
    return {
        at: {unit_id: _reading(share, at) for unit_id, share in units.items()}
        for at, units in shares.items()
    }


def _asked(
    asks: Callable[[], figures.Asked],
    reads: Read,
    given: Callable[[Sequence[datetime]], Mapping[str, Any]] = lambda _instants: {},
) -> Questions:
    """Return shares of units as questions whose rows read as readings."""
    return Questions(
        asks, lambda found, wanted, instants: _readings(reads(found, wanted, instants)), given
    )


def _progress(ids: Iterable[UUID], kind: ScopeKind, instants: Sequence[datetime]) -> Known:
    """Return the whole of units; nothing is about one person: asked so, it is n/a."""
    wanted = list(ids)
    found = boards.progress_at(wanted, instants) if kind is ScopeKind.UNIT else {}
    shares = {
        at: {
            unit_id: Share(one.value, Fraction(1))
            for unit_id, one in units.items()
            if one.value is not None
        }
        for at, units in found.items()
    }
    known = _readings(shares)
    return {at: {**none_known(wanted, at), **known.get(at, {})} for at in instants}


def _named(code: str, at: Standings, *, label: bool, aggregate: Aggregate) -> Measure:
    return register(
        Measure(
            code=code,
            version=1,
            klass=MeasureClass.NAMED,
            direction=Direction.UP,
            unit="share",
            readings=Standing(at),
            may_feed_label=label,
            aggregate=aggregate,
        )
    )


DIAGNOSTIC = _named(
    "projects.diagnostic_done",
    _asked(figures.diagnostic_asked, figures.diagnostic_read),
    label=True,
    aggregate=Aggregate.MEAN_OF_UNITS,
)
ACTIONS = _named(
    "projects.actions_verified",
    _asked(figures.actions_asked, figures.actions_read),
    label=True,
    aggregate=Aggregate.POOLED,
)
RITUALS = _named(
    "projects.rituals_held",
    _asked(figures.rituals_asked, figures.rituals_read, figures.rituals_given),
    label=True,
    aggregate=Aggregate.POOLED,
)
PROGRESS = _named("projects.progress", _progress, label=False, aggregate=Aggregate.MEAN_OF_UNITS)
