"""The inbox of a person: what waits for them, what they should know, what is behind them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select

from lms.core.access import Viewer
from lms.core.db import session
from lms.core.errors import NotFound
from lms.core.i18n import _
from lms.core.notices import KINDS, Kind
from lms.core.notices.models import Notice, NoticeMute

OPEN_SHOWN = 200
PAST_SHOWN = 16


@dataclass(frozen=True, slots=True)
class Entry:
    """A notice as the inbox shows it; ``body`` is empty where others may look at the screen."""

    id: UUID
    kind: Kind
    body: str
    endpoint: str | None
    args: dict[str, Any]
    due_at: datetime | None
    created_at: datetime
    act: bool
    muted: bool
    read: bool
    done: bool
    by_hand: bool

    @property
    def may_be_set_aside(self) -> bool:
        """Tell whether the person may take it off the list by hand: nobody waits for it."""
        if self.done:
            return False
        return self.kind.mutable if self.act else not self.read

    @property
    def may_be_reopened(self) -> bool:
        """Tell whether the person's own mark may be undone."""
        return self.by_hand if self.act else self.read


@dataclass(frozen=True, slots=True)
class Inbox:
    """Acts first, then what is to know, then what was read or done lately."""

    acts: list[Entry]
    news: list[Entry]
    past: list[Entry]


def is_shown_to(viewer: Viewer) -> ColumnElement[bool]:
    """Tell of the notices which the viewer reads: theirs, of kinds we know, lit where they work."""
    lit = or_(Notice.capability.is_(None), Notice.capability.in_(list(viewer.capabilities)))
    if any(grant.scope_kind != "unit" for grant in viewer.grants):
        lit = or_(lit, Notice.capability.is_not(None))
    return (Notice.person_id == viewer.person_id) & Notice.kind.in_(list(KINDS)) & lit


def read_inbox(viewer: Viewer) -> Inbox:
    """Return what ``viewer`` is told, in the order it should be read."""
    waiting = Notice.done_at.is_(None) & (Notice.act | Notice.read_at.is_(None))
    mine = select(Notice).where(is_shown_to(viewer))
    soonest = (Notice.due_at.asc().nulls_last(), Notice.created_at.desc(), Notice.id)
    opened = [_entry(row, viewer) for row in _rows(mine.where(waiting), OPEN_SHOWN, *soonest)]
    latest = (Notice.created_at.desc(), Notice.id)
    past = [_entry(row, viewer) for row in _rows(mine.where(~waiting), PAST_SHOWN, *latest)]
    return Inbox(
        acts=[one for one in opened if one.act],
        news=[one for one in opened if not one.act],
        past=past,
    )


def _rows(asked: Any, limit: int, *order: Any) -> list[Notice]:
    return list(session.scalars(asked.order_by(*order).limit(limit)))


def _entry(row: Notice, viewer: Viewer) -> Entry:
    kind = KINDS[row.kind]
    hidden = viewer.shared_device and kind.confidential
    return Entry(
        id=row.id,
        kind=kind,
        body="" if hidden else kind.put_in_words(row.values),
        endpoint=row.endpoint,
        args=row.args,
        due_at=row.due_at,
        created_at=row.created_at,
        act=row.act,
        muted=row.muted,
        read=row.read_at is not None,
        done=row.done_at is not None,
        by_hand=row.by_hand,
    )


def get_notice(viewer: Viewer, notice_id: UUID) -> Notice:
    """Return one of the viewer's notices; raises NotFound for somebody else's or none."""
    found = session.scalar(
        select(Notice).where(Notice.id == notice_id, is_shown_to(viewer)).with_for_update()
    )
    if found is None:
        raise NotFound(_("This message is not here any more."))
    return found


def count_waiting(viewer: Viewer) -> int:
    """Return the number on the bell now; the frame's own came with the viewer."""
    asked = select(func.count()).where(
        is_shown_to(viewer), Notice.act, ~Notice.muted, Notice.done_at.is_(None)
    )
    return session.scalar(asked) or 0


@dataclass(frozen=True, slots=True)
class Choice:
    """A kind the viewer may be told of, and whether they muted it."""

    kind: Kind
    muted: bool


def list_choices(viewer: Viewer) -> list[Choice]:
    """Return the kinds that concern the viewer's roles of today, those they may mute first."""
    asked = select(NoticeMute.kind).where(NoticeMute.person_id == viewer.person_id)
    muted = set(session.scalars(asked))
    kinds = [kind for kind in KINDS.values() if concerns(kind, viewer)]
    kinds.sort(key=lambda kind: (not kind.mutable, kind.code))
    return [Choice(kind, kind.code in muted and kind.mutable) for kind in kinds]


def concerns(kind: Kind, viewer: Viewer) -> bool:
    """Tell whether ``viewer`` may be told something of ``kind`` today."""
    if not kind.audience & viewer.roles:
        return False
    above = any(grant.scope_kind != "unit" for grant in viewer.grants)
    return kind.capability is None or kind.capability in viewer.capabilities or above
