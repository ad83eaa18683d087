"""What a coach saw of a store's project: prefilled, sealed with the store's opinion, then frozen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import insert

from lms.coaching.events import DashboardFilled
from lms.coaching.models import DashboardEntry, EntryPart
from lms.coaching.queries.days import next_owners
from lms.coaching.queries.sides import Pair, held_pair, last_entry, said_by, unit_today
from lms.coaching.rules.dashboards import PARTS, Entry, Stage, filled
from lms.coaching.rules.reveal import Side
from lms.coaching.services.days import take_place
from lms.coaching.services.ratings import tell_if_revealed
from lms.coaching.services.reminding import settle_all
from lms.core import clock, ids
from lms.core.db import session
from lms.core.errors import Forbidden, Invalid, Refused
from lms.core.facts import record
from lms.core.i18n import _

LONGEST: Final = 280


@dataclass(frozen=True, slots=True)
class Seen:
    """What a coach types: a stage per part, what was looked at again, an obstacle, a next step."""

    stages: Mapping[str, int] = field(default_factory=dict)
    again: frozenset[str] = frozenset()
    obstacle: str = ""
    next_words: str = ""
    next_owner_id: UUID | None = None
    next_due: date | None = None


def fill(*, day_coach_id: UUID, seen: Seen, coach_id: UUID) -> DashboardEntry:
    """Keep what a coach saw; filled again before the reveal, it replaces. It ends the day.

    Raises NotFound; Forbidden to who is not that coach; Refused when the day did not take place or
    once both sides were read; Invalid by field.
    """
    pair = held_pair(day_coach_id)
    if pair.coach.coach_id != coach_id:
        raise Forbidden(_("Only the coach of that day fills this."))
    errors = _faults(pair, seen)
    if errors:
        raise Invalid(errors)
    pair = take_place(pair)
    now = clock.now()
    fault = pair.blind.fault(Side.COACH, now)
    if fault:
        raise Refused(fault)
    row = _write(pair, seen, now)
    settle_all("coaching.dashboard_due", day_coach_id)
    if pair.entry is None:
        record(DashboardFilled(day_id=pair.day.id, unit_id=pair.unit.id))
        tell_if_revealed(pair, now, Side.COACH)
    return row


def _faults(pair: Pair, seen: Seen) -> dict[str, str]:
    errors = {}
    if not seen.stages:
        errors[PARTS[0]] = _("Say what you saw of one part at least.")
    for part, stage in seen.stages.items():
        if part not in PARTS or stage not in set(Stage):
            errors[part if part in PARTS else PARTS[0]] = _("Choose one of the four answers.")
    for name in ("obstacle", "next_words"):
        if len(getattr(seen, name).strip()) > LONGEST:
            errors[name] = _("At most %(n)s characters.", n=LONGEST)
    return errors | _step_faults(pair, seen)


def _step_faults(pair: Pair, seen: Seen) -> dict[str, str]:
    """Return what lacks to a next step: it has words, an owner of that store, and a day to come."""
    if not seen.next_words.strip():
        return {}
    errors = {}
    if seen.next_owner_id not in {one for one, _name in next_owners(pair)}:
        errors["next_owner_id"] = _("Choose who does it.")
    if seen.next_due is None:
        errors["next_due"] = _("Choose a day.")
    elif seen.next_due < unit_today(pair.unit):
        errors["next_due"] = _("Choose today or a day to come.")
    return errors


def base_of(pair: Pair) -> DashboardEntry | None:
    """Return what the form opens with: what was filled already, else the store's last one."""
    return pair.entry or last_entry(
        pair.unit.id, pair.coach.coach_id, pair.day.business_date, pair.coach.id
    )


def _write(pair: Pair, seen: Seen, now: datetime) -> DashboardEntry:
    stages = {part: Stage(stage) for part, stage in seen.stages.items()}
    said = filled(
        said_by(base_of(pair)),
        stages,
        seen.again,
        pair.day.business_date,
        obstacle=seen.obstacle.strip(),
        next_words=seen.next_words.strip(),
    )
    has_step = bool(said.next_words)
    row = DashboardEntry(
        id=ids.new_id(),
        day_coach_id=pair.coach.id,
        number=pair.entry.number + 1 if pair.entry else 1,
        coach_id=pair.coach.coach_id,
        unit_id=pair.unit.id,
        obstacle=said.obstacle,
        next_words=said.next_words,
        next_owner_id=seen.next_owner_id if has_step else None,
        next_due=seen.next_due if has_step else None,
        content_hash=said.content_hash,
        is_late=pair.blind.is_late(now),
        occurred_on=pair.day.business_date,
        received_at=now,
    )
    session.add(row)
    session.flush()
    _write_parts(row.id, said)
    return row


def _write_parts(entry_id: UUID, said: Entry) -> None:
    rows = [
        {"entry_id": entry_id, "part": code, "stage": part.stage.value, "seen_on": part.seen_on}
        for code, part in said.parts.items()
    ]
    session.execute(insert(EntryPart), rows)
