"""What is looked at before a wave opens: figures by measure code, promises, what people typed."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on

from lms.core import clock
from lms.core.access import Capability
from lms.core.db import session
from lms.core.measures import MEASURES, Reading, ScopeKind
from lms.core.periods import PeriodKind, period_of
from lms.core.policy import number
from lms.core.promises import kept
from lms.network.models import Unit
from lms.network.queries import live_units, not_closed
from lms.network.rules import DEFAULT_ZONE
from lms.projects.models import Check as Row
from lms.projects.models import Decision
from lms.projects.policies import FIRST_LESSON, SIGNED_IN, TESTED
from lms.projects.queries.there import under
from lms.projects.rules.governance import TARGETS, Check, Figure, Verdict, verdicts

MEASURED: Mapping[Check, str] = {
    Check.SIGNED_IN: "network.signed_in",
    Check.TABLETS: "network.tablets",
    Check.FIRST_LESSON: "courses.first_lesson",
    Check.OBSERVED: "coaching.observations_debriefed",
}
"""Asked by code, store by store; where nobody registered one it is typed, with its source."""
PROMISE = "quotes.acknowledged"
"""The only thing a wave knows of difficulties: a share of the whole network, or nothing."""
NEVER_TYPED = frozenset({Check.ACKNOWLEDGED})
CAUSES = ("entry", "tablet", "lesson", "words", "other")
PERCENT = 100


def is_read(check: Check) -> bool:
    """Tell whether a check is read, so that nobody may type it; difficulties always are."""
    return check in NEVER_TYPED or MEASURED.get(check) in MEASURES


@dataclass(frozen=True, slots=True)
class Line:
    """A check as the page shows it."""

    check: Check
    figure: Figure | None
    """None: nobody looked. A promise has one of tenths: never a count."""
    verdict: Verdict
    target: Fraction
    rows: tuple[Row, ...]
    """What was typed, the last of each cause."""

    @property
    def is_typed(self) -> bool:
        """Tell whether people type it: no measure is known."""
        return not is_read(self.check)


def stores_of(region_id: UUID, capability: Capability, day: date) -> dict[UUID, bool]:
    """Return the open stores of a region and of those below it; True where it is live."""
    live = Unit.id.in_(live_units(capability.value, day))
    rows = session.execute(
        select(Unit.id, live)
        .where(
            Unit.kind == "store",
            Unit.opened_on <= day,
            not_closed(day),
            Unit.id.in_(under(region_id, day)),
        )
        .order_by(Unit.sort_key, Unit.id)
    )
    return {row[0]: bool(row[1]) for row in rows}


def targets() -> dict[Check, Fraction]:
    """Return what is aimed at today."""
    return {
        **TARGETS,
        Check.SIGNED_IN: Fraction(number(SIGNED_IN), PERCENT),
        Check.FIRST_LESSON: Fraction(number(FIRST_LESSON), PERCENT),
    }


def _pooled(readings: Iterable[Reading]) -> Figure:
    known = list(readings)
    num = sum((one.num for one in known), Fraction())
    return Figure(int(num), int(sum((one.den for one in known), Fraction())))


def _reached(readings: Iterable[Reading]) -> Figure:
    known = list(readings)
    return Figure(sum(one.num > 0 for one in known), len(known))


HOW: Mapping[Check, Callable[[Iterable[Reading]], Figure]] = {Check.OBSERVED: _reached}
"""Stores with at least one, over stores; elsewhere everybody is in one pot."""


def _measured(units: Sequence[UUID], as_of: datetime) -> dict[Check, Figure]:
    period = period_of(clock.business_date(as_of, DEFAULT_ZONE), PeriodKind.MONTH)
    found = {}
    for check, code in MEASURED.items():
        measure = MEASURES.get(code)
        if measure is not None:
            readings = measure.readings(units, ScopeKind.UNIT, period, as_of)
            found[check] = HOW.get(check, _pooled)(readings[one] for one in units)
    return found


def _promised(as_of: datetime) -> Figure:
    share = kept(PROMISE, as_of)
    return Figure(0, 0) if share is None else Figure(share.numerator, share.denominator)


def typed(region_id: UUID, capability: Capability) -> dict[Check, list[Row]]:
    """Return the last figure typed for each check and cause."""
    asked = (
        select(Row)
        .where(Row.region_id == region_id, Row.capability == capability.value)
        .ext(distinct_on(Row.code, Row.words))
        .order_by(Row.code, Row.words, Row.at.desc(), Row.id)
    )
    found: dict[Check, list[Row]] = {}
    for one in session.scalars(asked):
        found.setdefault(Check(one.code), []).append(one)
    return found


def lines_of(
    region_id: UUID, capability: Capability, stores: Iterable[UUID], as_of: datetime
) -> list[Line]:
    """Return every check of a wave with its figure and what it says."""
    by_hand = typed(region_id, capability)
    figures = {
        check: Figure(sum(one.num for one in rows), sum(one.den for one in rows))
        for check, rows in by_hand.items()
        if check not in NEVER_TYPED
    }
    figures |= _measured(list(stores), as_of)
    figures[Check.ACKNOWLEDGED] = _promised(as_of)
    aimed = targets()
    said = verdicts(figures, aimed, number(TESTED))
    return [
        Line(one, figures.get(one), said[one], aimed[one], tuple(by_hand.get(one, ())))
        for one in Check
    ]


def frozen(lines: Iterable[Line]) -> dict[str, dict[str, int | str]]:
    """Return what a decision keeps of its figures; of a promise the word only, never a figure."""
    found: dict[str, dict[str, int | str]] = {}
    for one in lines:
        told: dict[str, int | str] = {"verdict": one.verdict.value}
        if one.figure is not None and one.check not in NEVER_TYPED:
            told |= {"num": one.figure.num, "den": one.figure.den}
        found[one.check.value] = told
    return found


def decisions_of(region_id: UUID, capability: Capability) -> list[Decision]:
    """Return what was decided for a wave, the last first."""
    return list(
        session.scalars(
            select(Decision)
            .where(Decision.region_id == region_id, Decision.capability == capability.value)
            .order_by(Decision.at.desc(), Decision.id)
        )
    )


def last_decisions(region_ids: Iterable[UUID]) -> dict[tuple[UUID, str], Decision]:
    """Return the last decision of each region and capability."""
    asked = (
        select(Decision)
        .where(Decision.region_id.in_(list(region_ids)))
        .ext(distinct_on(Decision.region_id, Decision.capability))
        .order_by(Decision.region_id, Decision.capability, Decision.at.desc(), Decision.id)
    )
    return {(one.region_id, one.capability): one for one in session.scalars(asked)}
