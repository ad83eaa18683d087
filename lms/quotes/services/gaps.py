"""A theme that keeps coming and that no lesson covers becomes work for the learning author."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from lms.core import audit, clock, ids
from lms.core.access import Role, Viewer
from lms.core.db import session
from lms.core.errors import NotFound, Refused
from lms.core.facts import record
from lms.core.i18n import _
from lms.core.notices import About, notify, settle
from lms.core.periods import PeriodKind, period_of
from lms.core.policy import number
from lms.core.references import SOURCES
from lms.network.rules import DEFAULT_ZONE
from lms.quotes.events import GapOpened
from lms.quotes.models import Card, CardUse, Gap, Tally
from lms.quotes.services.alerting import holders_of
from lms.quotes.services.severing import quarter_at

LESSONS = "courses.lessons"
"""The source of references that knows which lessons work on a practice."""


def quarter_before(quarter: str) -> str:
    """Return the quarter that ends where ``quarter`` begins."""
    year, number_ = quarter.split("-Q")
    first = date(int(year), 3 * int(number_) - 2, 1)
    return period_of(date.fromordinal(first.toordinal() - 1), PeriodKind.QUARTER).key


def is_covered(theme_uid: UUID) -> bool:
    """Tell whether a lesson works on a practice, by asking whoever knows lessons."""
    find = SOURCES.get(LESSONS)
    return find is not None and any(True for _one in find(theme_uid, Viewer()))


def open_gaps(now: datetime) -> int:
    """Open a ticket for each theme with enough cards or "me too" in two quarters and no lesson.

    Returns how many were opened. A theme has one open ticket at a time.
    """
    this = quarter_at(now)
    rows = session.execute(
        select(Card.theme_uid, func.count(), func.coalesce(func.sum(CardUse.me_too), 0))
        .outerjoin(CardUse, CardUse.card_id == Card.id)
        .where(
            Card.theme_uid.is_not(None),
            Card.status == "published",
            Card.quarter.in_((this, quarter_before(this))),
        )
        .group_by(Card.theme_uid)
        .order_by(Card.theme_uid)
    ).all()
    return sum(_open(theme, this, cards, int(me_too)) for theme, cards, me_too in rows if theme)


def _open(theme_uid: UUID, quarter: str, cards: int, me_too: int) -> bool:
    enough = cards >= number("quotes.gap.cards") or me_too >= number("quotes.gap.me_too")
    if not enough or is_covered(theme_uid):
        return False
    gap_id = session.scalar(
        insert(Gap)
        .values(
            id=ids.new_id(),
            theme_uid=theme_uid,
            state="open",
            opened_in=quarter,
            cards=cards,
            me_too=me_too,
        )
        .on_conflict_do_nothing()
        .returning(Gap.id)
    )
    if gap_id is None:
        return False
    record(GapOpened(gap_id=gap_id, theme_uid=theme_uid))
    notify(
        "quotes.gap",
        holders_of(Role.LEARNING_AUTHOR, clock.today(DEFAULT_ZONE)),
        key=str(gap_id),
        about=About("quotes.gaps"),
    )
    return True


def take_gap(*, actor_id: UUID, gap_id: UUID) -> Gap:
    """Say "I write this lesson"."""
    gap = _gap(gap_id)
    if gap.state != "open":
        raise Refused(_("Somebody has taken this theme already."))
    gap.state, gap.taken_by = "taken", actor_id
    _settle(gap, "take", actor_id)
    return gap


def release_gap(*, actor_id: UUID, gap_id: UUID) -> Gap:
    """Say that the lesson is out; what is told on the theme is measured from now on.

    Raises Refused while no lesson works on the practice.
    """
    gap = _gap(gap_id)
    if gap.state not in ("open", "taken"):
        raise Refused(_("This cannot be done at this stage."))
    if not is_covered(gap.theme_uid):
        raise Refused(_("No published lesson says it works on this practice yet."))
    quarter = quarter_at(clock.now())
    gap.state, gap.released_in, gap.told_before = "released", quarter, _told(gap, quarter)
    _settle(gap, "release", actor_id)
    return gap


def close_gap(*, actor_id: UUID, gap_id: UUID) -> Gap:
    """Close a ticket without a lesson: it may open again when the theme comes back."""
    gap = _gap(gap_id)
    if gap.state not in ("open", "taken"):
        raise Refused(_("This cannot be done at this stage."))
    gap.state = "closed"
    _settle(gap, "close", actor_id)
    return gap


def measure_released(now: datetime) -> None:
    """Count what was told on a theme in the quarter after its lesson came out."""
    this = quarter_at(now)
    for gap in session.scalars(
        select(Gap).where(Gap.state == "released", Gap.told_after.is_(None))
    ):
        if gap.released_in is not None and quarter_before(quarter_before(this)) >= gap.released_in:
            after = next(q for q in _quarters_to(this) if quarter_before(q) == gap.released_in)
            gap.told_after = _told(gap, after)


def _quarters_to(quarter: str) -> list[str]:
    found = [quarter]
    while len(found) < 40:  # noqa: PLR2004 - ten years
        found.append(quarter_before(found[-1]))
    return found


def _told(gap: Gap, quarter: str) -> int:
    found = session.scalar(
        select(Tally.told).where(Tally.quarter == quarter, Tally.theme_uid == gap.theme_uid)
    )
    return found or 0


def _gap(gap_id: UUID) -> Gap:
    gap = session.get(Gap, gap_id, with_for_update=True, populate_existing=True)
    if gap is None:
        raise NotFound(_("This theme does not exist any more."))
    return gap


def _settle(gap: Gap, action: str, actor_id: UUID) -> None:
    settle("quotes.gap", key=str(gap.id))
    audit.note(f"gap:{action}", "gap", gap.id, actor_id=actor_id, state_to=gap.state)
    session.flush()
