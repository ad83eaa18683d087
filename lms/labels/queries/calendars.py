"""Seasons' rows as the rules of the label year know them."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from lms.core.periods import Period, PeriodKind
from lms.core.policy import number
from lms.labels.models import Season
from lms.labels.policies import APPEAL_DAYS, RENEWING_DAYS
from lms.labels.rules import season as rules
from lms.labels.rules.grid import Criterion
from lms.labels.rules.season import Act, Calendar, Standing, Timeliness, Window
from lms.network.models import Unit
from lms.network.rules import DEFAULT_ZONE

_DAY = timedelta(days=1)


def rules_of(row: Season) -> rules.Season:
    """Return a season as the rules know it, with the delays in force."""
    submit = Window(row.opens_on, row.cut_off_on + _DAY)
    return rules.Season(
        row.year,
        Window(row.first_day, row.after_day),
        {
            Act.OBSERVE: Window(row.observed_from, row.observed_until),
            Act.SELF_ASSESS: submit,
            Act.SUBMIT: submit,
            Act.AUDIT: Window(row.opens_on, row.audit_by + _DAY),
            Act.PANEL: Window(row.opens_on, row.decide_by + _DAY),
        },
        row.half_after,
        Calendar(appeal_days=number(APPEAL_DAYS), renewal_days=number(RENEWING_DAYS)),
    )


def cut_off_of(row: Season, unit: Unit) -> datetime:
    """Return the instant after which a unit submits no more: its own midnight."""
    return rules_of(row).cut_off(unit.zone, unit.day_cut)


def appeal_until(row: Season, unit: Unit, decided_at: datetime) -> datetime:
    """Return the instant until which a unit may appeal."""
    return rules_of(row).appeal_until(decided_at, unit.zone, unit.day_cut)


def standing_of(row: Season, unit: Unit) -> Standing:
    """Return what a season means to a unit opened or closed in the year."""
    return rules.standing(rules_of(row), unit.opened_on, unit.closed_on)


class Received(NamedTuple):
    """An evidence as the calendar looks at it: the columns of its last revision."""

    type: str
    effective_on: date
    received_at: datetime
    expires_on: date | None


def counts(year: rules.Season, unit: Unit, criterion: Criterion, revision: Received) -> bool:
    """Tell whether an evidence counts for a criterion at the cut-off."""
    kinds = {kind.value for kind in criterion.evidence.types}
    if kinds and revision.type not in kinds:
        return False
    if revision.expires_on is not None and revision.expires_on <= year.cut_off_day:
        return False
    found = rules.timeliness(
        year,
        effective_on=revision.effective_on,
        received_at=revision.received_at,
        zone=unit.zone,
        day_cut=unit.day_cut,
        max_age_days=criterion.evidence.max_age_days,
    )
    return found is Timeliness.COUNTS


def figures_as_of(row: Season, now: datetime) -> datetime:
    """Return the instant figures are read at: now, or the end of the year looked at."""
    return min(now, rules.opening(row.observed_until, DEFAULT_ZONE))


def period_of_season(row: Season) -> Period:
    """Return the year looked at, as measures know periods."""
    return Period(
        PeriodKind.YEAR, str(row.observed_from.year), row.observed_from, row.observed_until
    )
