"""Bravo: thank one to six people for one attitude, in a few words; nothing is counted or ranked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import func, select

from lms.accounts.models import Person
from lms.coaching.events import BravoSaid
from lms.coaching.models import Bravo, BravoPerson
from lms.coaching.policies import BRAVOS
from lms.coaching.queries.words import attitudes
from lms.coaching.services.goals import hold_person
from lms.core import audit, clock, ids
from lms.core.db import get_row, session
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.facts import record
from lms.core.i18n import _, ngettext
from lms.core.notices import About, notify
from lms.core.policy import number
from lms.network.queries import Place, primary_units
from lms.network.rules import DEFAULT_DAY_CUT, DEFAULT_ZONE

MOST_PEOPLE: Final = 6
SHORTEST: Final = 10
LONGEST: Final = 280
VISIBILITIES: Final = ("private", "team")


@dataclass(frozen=True, slots=True, kw_only=True)
class Thanks:
    """What somebody wants to say, to whom, and who else may read it."""

    author_id: UUID
    people: Sequence[UUID]
    attitude_uid: UUID | None
    words: str
    visibility: str


def say(wanted: Thanks) -> Bravo:
    """Say bravo; raises Invalid with what lacks, Refused once the day has had its five."""
    people = list(dict.fromkeys(wanted.people))
    words = wanted.words.strip()
    now = clock.now()
    _check(wanted, people, words)
    hold_person(wanted.author_id)
    today = clock.today(DEFAULT_ZONE)
    places = primary_units([*people, wanted.author_id], today)
    where = places.get(wanted.author_id)
    on = clock.business_date(
        now, where.zone if where else DEFAULT_ZONE, where.day_cut if where else DEFAULT_DAY_CUT
    )
    said_today = select(func.count()).where(
        Bravo.author_id == wanted.author_id, Bravo.occurred_on == on
    )
    if (session.scalar(said_today) or 0) >= (most := number(BRAVOS)):
        raise Refused(
            ngettext(
                "You have said %(num)s bravo today. Keep the next one for tomorrow.",
                "You have said %(num)s bravos today. Keep the next one for tomorrow.",
                most,
            )
        )
    wall = _wall(people, places, wanted.author_id)
    row = Bravo(
        id=ids.new_id(),
        author_id=wanted.author_id,
        unit_id=wall if wanted.visibility == "team" else None,
        attitude_uid=wanted.attitude_uid,
        words=words,
        visibility=wanted.visibility if wall else "private",
        sent_at=now,
        occurred_on=on,
    )
    session.add(row)
    session.flush()
    session.add_all(
        BravoPerson(bravo_id=row.id, person_id=one, place=place)
        for place, one in enumerate(people, 1)
    )
    session.flush()
    record(BravoSaid(bravo_id=row.id), source=row.id, at=now)
    notify("coaching.thanked", people, key=str(row.id), about=About("coaching.bravo_mine"))
    return row


def _wall(people: Sequence[UUID], places: dict[UUID, Place], author_id: UUID) -> UUID | None:
    """Return whose wall it goes on: the first thanked who has a unit, else the author's."""
    found = (places[one].unit_id for one in [*people, author_id] if one in places)
    return next(found, None)


def _check(wanted: Thanks, people: Sequence[UUID], words: str) -> None:
    errors = {
        "people": _people_fault(wanted.author_id, people),
        "attitude": "" if wanted.attitude_uid in attitudes() else _("Choose one attitude."),
        "words": _words_fault(words),
        "visibility": "" if wanted.visibility in VISIBILITIES else _("Say who may read it."),
    }
    found = {name: said for name, said in errors.items() if said}
    if found:
        raise Invalid(found)


def _people_fault(author_id: UUID, people: Sequence[UUID]) -> str:
    if not people:
        return _("Choose somebody.")
    if len(people) > MOST_PEOPLE:
        return ngettext(
            "Choose at most %(num)s person.", "Choose at most %(num)s people.", MOST_PEOPLE
        )
    if author_id in people:
        return _("A bravo is for somebody else.")
    here = select(func.count()).where(
        Person.id.in_(list(people)), Person.erased_at.is_(None), Person.left_on.is_(None)
    )
    return "" if session.scalar(here) == len(people) else _("Somebody is not here any more.")


def _words_fault(words: str) -> str:
    if len(words) < SHORTEST:
        return _("Say in a few words what they did.")
    if len(words) > LONGEST:
        return ngettext(
            "Write at most %(num)s character.", "Write at most %(num)s characters.", LONGEST
        )
    return ""


def _held(bravo_id: UUID) -> Bravo:
    return get_row(Bravo, bravo_id, lock=True)


def withdraw(*, bravo_id: UUID, author_id: UUID) -> Bravo:
    """Take one's bravo back; nobody reads it any more."""
    row = _held(bravo_id)
    if row.author_id != author_id:
        raise NotFound
    row.withdrawn_at = row.withdrawn_at or clock.now()
    session.flush()
    return row


def report(*, bravo_id: UUID, actor_id: UUID) -> Bravo:
    """Ask head office to look at a bravo: its words open to them from now on."""
    row = _held(bravo_id)
    if row.reported_at is None and row.hidden_at is None:
        row.reported_at = clock.now()
        audit.note("coaching_bravo:report", "coaching_bravo", row.id, actor_id=actor_id)
    session.flush()
    return row


def judge(*, bravo_id: UUID, actor_id: UUID, hide: bool) -> Bravo:
    """Hide a reported bravo, or leave it where it is; nobody judges their own."""
    row = _held(bravo_id)
    if row.reported_at is None:
        raise NotFound
    if actor_id == row.author_id:
        raise Refused(_("Somebody else has to do this."))
    if hide:
        row.hidden_at, row.hidden_by = clock.now(), actor_id
    row.reported_at = None
    session.flush()
    what = "hide" if hide else "keep"
    audit.note(f"coaching_bravo:{what}", "coaching_bravo", row.id, actor_id=actor_id)
    return row


def consent(*, bravo_id: UUID, person_id: UUID, agrees: bool) -> BravoPerson:
    """Let somebody thanked say whether their name may be on the screen of the break room."""
    row = session.get(BravoPerson, (bravo_id, person_id), with_for_update=True)
    if row is None:
        raise NotFound
    row.screen_consent_at = _agreed(row.screen_consent_at) if agrees else None
    session.flush()
    return row


def _agreed(since: datetime | None) -> datetime:
    return since or clock.now()
