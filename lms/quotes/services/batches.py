"""The weekly hour of publication: all of the batch or nothing, once a week whatever happens."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from lms.core import clock
from lms.core.access import Role
from lms.core.db import session
from lms.core.errors import Refused
from lms.core.facts import record
from lms.core.i18n import _
from lms.core.jobs import enqueue
from lms.core.notices import About, notify
from lms.core.policy import number
from lms.network.rules import DEFAULT_ZONE
from lms.quotes.events import CardsPublished
from lms.quotes.models import Draft, Release
from lms.quotes.policies import batch_needs
from lms.quotes.queries.candidates import Crowds, Standing, stand
from lms.quotes.queries.drafts import count_reserve, facets_of
from lms.quotes.queries.findings import copied_of, hash_of
from lms.quotes.rules.batch import Ready, compose, in_turn, week_due
from lms.quotes.rules.facets import Facets
from lms.quotes.rules.preview import all_yes
from lms.quotes.services.alerting import holders_of, tell_author
from lms.quotes.services.loading import behind
from lms.quotes.services.publishing import publish
from lms.quotes.services.severing import quarter_at

DIGEST = "quotes.digest"
"""The job that tells everybody how many cards came out."""


def publish_week(now: datetime) -> int:
    """Publish this week's batch if its hour has come and it was not done; return how many cards.

    Two callers at once: one publishes, the other finds it done. A week whose thresholds cannot be
    met has no batch, and is not made up for.
    """
    week = week_due(
        now, DEFAULT_ZONE, number("quotes.batch.weekday") - 1, number("quotes.batch.hour")
    )
    if not _take_week(week):
        return 0
    crowds = Crowds()
    drafts = {draft.id: draft for draft in _waiting() if _holds(draft, now, crowds)}
    chosen = compose([_ready(one) for one in drafts.values()], batch_needs(), now)
    if chosen:
        _release([drafts[one.draft_id] for one in chosen], now)
    _ask_for_more(week, now)
    return len(chosen)


def _take_week(week: str) -> bool:
    """Hold the calendar and mark ``week`` done; False when it was. The first time only marks."""
    made = session.scalar(
        insert(Release)
        .values(id=1, week=week, opened=False)
        .on_conflict_do_nothing()
        .returning(Release.id)
    )
    if made is not None:
        return False
    release = session.get_one(Release, 1, with_for_update=True, populate_existing=True)
    if release.week >= week:
        return False
    release.week = week
    session.flush()
    return True


def _waiting() -> Sequence[Draft]:
    return session.scalars(
        select(Draft)
        .where(Draft.state == "scheduled")
        .order_by(Draft.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def _ready(draft: Draft) -> Ready:
    return Ready(
        draft_id=draft.id,
        coach_id=draft.coach_id,
        ready_at=draft.ready_at or clock.now(),
        is_reserve=draft.kind == "workshop",
    )


def _holds(draft: Draft, now: datetime, crowds: Crowds) -> bool:
    """Check once more what a card promises; one that fails goes back to its author.

    Everybody behind it agreed to these very words, none of theirs is copied, and the crowd is wide
    enough today: the network may have shrunk since.
    """
    told = behind(draft.id)
    agreed = all_yes(one.answer for one in told) and all(
        one.answered_hash == hash_of(draft) for one in told
    )
    standing = _standing(draft, now, crowds)
    if draft.kind == "report" and not (told and agreed and not copied_of(draft)):
        _send_back(draft)
        return False
    if not standing.is_wide:
        return False
    kept = standing.facets
    if standing.dropped:
        draft.theme_uid, draft.moment_uid = kept.theme_uid, kept.moment_uid
        draft.channel, draft.level = kept.channel, kept.level
    return True


def _standing(draft: Draft, now: datetime, crowds: Crowds) -> Standing:
    facets: Facets = facets_of(draft)
    return stand(facets, clock.business_date(now, DEFAULT_ZONE), quarter_at(now), crowds)


def _send_back(draft: Draft) -> None:
    draft.state, draft.ready_at, draft.reader_id = "changes", None, None
    session.flush()
    tell_author(draft)


def _release(drafts: Sequence[Draft], now: datetime) -> UUID:
    quarter = quarter_at(now)
    batch_id = publish(drafts, quarter)
    record(CardsPublished(quarter=quarter, count=len(drafts)))
    enqueue(DIGEST, count=len(drafts), week=clock.business_date(now, DEFAULT_ZONE).isoformat())
    return batch_id


def _ask_for_more(week: str, now: datetime) -> None:
    """Ask coaches for cards from experience when the reserve runs low; once a week."""
    left = count_reserve()
    if left < number("quotes.reserve.low"):
        day = clock.business_date(now, DEFAULT_ZONE)
        notify(
            "quotes.reserve",
            holders_of(Role.COACH, day),
            key=week,
            about=About("quotes.workshop"),
            left=left,
        )


def open_library(*, actor_id: UUID | None) -> int:
    """Open the library with the first cards written from experience; return how many.

    Raises Refused when it was opened before, when fewer that may come out today are ready than the
    opening wants, or when too few coaches wrote them: a batch never points at its only author.
    """
    del actor_id
    now = clock.now()
    week = week_due(
        now, DEFAULT_ZONE, number("quotes.batch.weekday") - 1, number("quotes.batch.hour")
    )
    session.execute(insert(Release).values(id=1, week="", opened=False).on_conflict_do_nothing())
    release = session.get_one(Release, 1, with_for_update=True, populate_existing=True)
    if release.opened:
        raise Refused(_("The library was opened before."))
    drafts = _first_cards(now)
    release.week, release.opened = week, True
    _release(drafts, now)
    return len(drafts)


def _first_cards(now: datetime) -> list[Draft]:
    """Return the cards from experience that open the library, the oldest of several authors."""
    wanted, authors = number("quotes.opening.cards"), number("quotes.batch.coaches")
    written, crowds = [one for one in _waiting() if one.kind == "workshop"], Crowds()
    held = {one.id: one for one in written if _holds(one, now, crowds)}
    if len(held) < wanted:
        raise Refused(
            _("%(n)s cards are ready; the library opens with %(m)s.", n=len(held), m=wanted)
        )
    by_age = sorted(map(_ready, held.values()), key=lambda one: (one.ready_at, one.draft_id))
    chosen = in_turn(by_age, authors)[:wanted]
    if len({one.coach_id for one in chosen}) < authors:
        raise Refused(_("At least %(n)s coaches write the first cards.", n=authors))
    return [held[one.draft_id] for one in chosen]
