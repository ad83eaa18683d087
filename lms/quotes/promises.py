"""What Quotes says of its promises: a share of the whole network, or nothing. Never a count."""

from datetime import datetime
from fractions import Fraction

from sqlalchemy import case, func, select

from lms.core import clock
from lms.core.db import session
from lms.core.disclosure import Group, only_shown
from lms.core.periods import PeriodKind, period_of
from lms.core.policies import DISCLOSURE_K
from lms.core.policy import number
from lms.core.promises import promise
from lms.network.rules import DEFAULT_ZONE
from lms.quotes.models.difficulties import Difficulty

COACHES = 2
"""One coach's punctuality is nobody's figure."""


@promise("quotes.acknowledged")
def acknowledged(at: datetime) -> Fraction | None:
    """Return the share seen by a coach within the time promised; None under k people, 2 coaches.

    Of the whole network and of what was told before this month: it moves once a month, so that no
    difference between two days is about somebody.
    """
    first = period_of(clock.business_date(at, DEFAULT_ZONE), PeriodKind.MONTH).first
    in_time = case((Difficulty.acknowledged_at <= Difficulty.acknowledge_by, 1), else_=0)
    told = session.execute(
        select(
            func.count(),
            func.coalesce(func.sum(in_time), 0),
            func.count(Difficulty.reporter_id.distinct()),
            func.count(Difficulty.coach_id.distinct()),
        ).where(Difficulty.acknowledge_by.is_not(None), Difficulty.opened_on < first)
    ).one()
    known, kept, people, coaches = (int(one) for one in told)
    if not known or coaches < COACHES:
        return None
    share = {"network": Fraction(kept, known)}
    return only_shown(share, Group("network", people), number(DISCLOSURE_K)).get("network")
