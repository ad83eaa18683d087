"""Break-room screens: one shows a code, whoever runs the store types it, and may close it again."""

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select

from lms.accounts.rules.names import one_line
from lms.accounts.services.keys import derive, hash_token
from lms.core import audit, ids
from lms.core.db import session
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.i18n import _
from lms.core.policy import duration
from lms.projects.models import Screen
from lms.projects.policies import SCREEN_CODE
from lms.projects.services.moving import By

DIGITS = 6
MOST_WAITING = 500
"""Screens that wait for their code at once, in a whole network: more is no store."""
TRIES = 8
LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class Asked:
    """A screen that asks to be let in, and the token that only its browser will hold."""

    screen: Screen
    token: str


def code_of(screen: Screen) -> str:
    """Return the digits a screen shows: they follow from its identifier and the installation's key."""
    return f"{int.from_bytes(derive('screen', str(screen.id))[:8], 'big') % 10**DIGITS:0{DIGITS}}"


def _kept(code: str) -> bytes:
    return derive("screen-kept", code)


def ask(*, now: datetime) -> Asked:
    """Let a browser ask for a code; raises Refused when too many wait already."""
    drop_unpaired(now=now)
    if session.scalar(select(func.count()).where(Screen.unit_id.is_(None))) >= MOST_WAITING:  # type: ignore[operator]
        raise Refused(_("Too many screens wait for their code. Try again in a quarter of an hour."))
    token = ids.token()
    screen = Screen(
        id=_free_id(),
        unit_id=None,
        name="",
        token_hash=hash_token(token),
        asked_at=now,
        enrolled_by=None,
        enrolled_at=None,
        revoked_by=None,
        revoked_at=None,
    )
    screen.code_hash = _kept(code_of(screen))
    session.add(screen)
    session.flush()
    return Asked(screen, token)


def _free_id() -> UUID:
    """Return an identifier whose digits no other waiting screen shows."""
    for _n in range(TRIES):
        made = ids.new_id()
        code = code_of(Screen(id=made))
        if session.scalar(select(Screen.id).where(Screen.code_hash == _kept(code))) is None:
            return made
    raise Refused(_("Too many screens wait for their code. Try again in a quarter of an hour."))


def drop_unpaired(*, now: datetime) -> None:
    """Forget the screens whose code nobody typed in time."""
    late = now - duration(SCREEN_CODE)
    session.execute(delete(Screen).where(Screen.unit_id.is_(None), Screen.asked_at < late))


def pair(*, code: str, unit_id: UUID, name: str, by: By) -> Screen:
    """Give a unit the screen that shows ``code``; raises Invalid for no such code, or one too old."""
    typed = re.sub(r"\D", "", code)
    found = session.scalar(
        select(Screen)
        .where(
            Screen.code_hash == _kept(typed),
            Screen.unit_id.is_(None),
            Screen.asked_at >= by.now - duration(SCREEN_CODE),
        )
        .with_for_update()
    )
    if found is None:
        raise Invalid({"code": _("No screen shows this code now. Read it again on the screen.")})
    found.unit_id, found.code_hash = unit_id, None
    found.name = one_line(name)[:LONGEST_NAME]
    found.enrolled_by, found.enrolled_at = by.person_id, by.now
    session.flush()
    audit.note("projects:screen:enrol", "projects_screen", found.id, actor_id=by.person_id)
    return found


def revoke(*, screen_id: UUID, by: By) -> None:
    """Close a screen: from its next look on it shows nothing; raises NotFound."""
    found = session.get(Screen, screen_id, with_for_update=True)
    if found is None or found.unit_id is None:
        raise NotFound
    if found.revoked_at is None:
        found.revoked_at, found.revoked_by = by.now, by.person_id
        session.flush()
        audit.note("projects:screen:revoke", "projects_screen", found.id, actor_id=by.person_id)
