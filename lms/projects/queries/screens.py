"""Break-room screens: the one a browser is, those of a manager's stores, what one shows."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from lms.accounts.services.keys import hash_token
from lms.core import briefs
from lms.core.access import Capability, Permission, Viewer
from lms.core.briefs import Asked, Line, Part
from lms.core.db import session
from lms.core.errors import NotFound
from lms.core.policy import duration
from lms.network.models import Unit
from lms.network.queries import live_units, not_closed, units_in_scope
from lms.projects.models import Screen
from lms.projects.policies import SCREEN_CODE
from lms.projects.queries.briefs import live_in
from lms.projects.queries.places import unit_day
from lms.projects.rules.briefs import SCREEN, THANKS_SHOWN, ranked, week_seed

LONGEST_TOKEN = 128


def find_screen(token: str) -> tuple[Screen, Unit | None] | None:
    """Return the screen a token belongs to, with its unit once paired; None for no screen."""
    if not token or len(token) > LONGEST_TOKEN:
        return None
    row = session.execute(
        select(Screen, Unit)
        .outerjoin(Unit, Unit.id == Screen.unit_id)
        .where(Screen.token_hash == hash_token(token))
    ).one_or_none()
    return (row[0], row[1]) if row else None


def waits(screen: Screen, now: datetime) -> bool:
    """Tell whether a screen still waits for its code to be typed."""
    return screen.unit_id is None and screen.asked_at >= now - duration(SCREEN_CODE)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a screen shows; a part without a line is not turned to."""

    unit: Unit
    day: date
    card: Line | None
    thanks: tuple[Line, ...]
    step: Line | None
    call: Line | None


def shown_on(unit: Unit, now: datetime) -> Shown | None:
    """Return what the screen of a unit shows; None once projects are not live there, or it closed."""
    day = unit_day(unit, now)
    live = live_in(unit.id, day)
    closed = unit.closed_on is not None and unit.closed_on <= day
    if closed or Capability.PROJECT.value not in live:
        return None
    seed = week_seed(unit.id, day)
    asked = Asked(unit_id=unit.id, day=day, now=now, seed=seed, parts=frozenset(SCREEN))
    found: dict[Part, list[Line]] = {part: [] for part in SCREEN}
    for line in briefs.lines(asked, live):
        found[line.part].append(line)
    cards = ranked(found[Part.CARD], seed)
    return Shown(
        unit=unit,
        day=day,
        card=next(iter(cards), None),
        thanks=tuple(found[Part.THANKS][:THANKS_SHOWN]),
        step=next(iter(found[Part.STEP]), None),
        call=next(iter(found[Part.CALL]), None),
    )


def led_units(viewer: Viewer, day: date) -> list[Unit]:
    """Return the stores whose screens the viewer sets up, by name."""
    return list(
        session.scalars(
            select(Unit)
            .where(
                Unit.id.in_(units_in_scope(viewer, Permission.SCREEN_ENROL)),
                Unit.id.in_(live_units(Capability.PROJECT.value, day)),
                not_closed(day),
            )
            .order_by(Unit.sort_key, Unit.id)
            .limit(50)
        )
    )


def screens_of(viewer: Viewer) -> list[tuple[Screen, str]]:
    """Return the screens of the viewer's stores that are open, with the store's name."""
    rows = session.execute(
        select(Screen, Unit.name)
        .join(Unit, Unit.id == Screen.unit_id)
        .where(
            Unit.id.in_(units_in_scope(viewer, Permission.SCREEN_ENROL)),
            Screen.revoked_at.is_(None),
        )
        .order_by(Unit.sort_key, Screen.enrolled_at, Screen.id)
    )
    return [(row[0], row[1]) for row in rows]


def own_screen(viewer: Viewer, screen_id: UUID) -> Screen:
    """Return a screen of one of the viewer's stores; raises NotFound, foreign and missing."""
    found = session.scalar(
        select(Screen).where(
            Screen.id == screen_id,
            Screen.unit_id.in_(units_in_scope(viewer, Permission.SCREEN_ENROL)),
        )
    )
    if found is None:
        raise NotFound
    return found
