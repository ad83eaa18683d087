"""Who gets what and when, before anything leaves."""

from dataclasses import dataclass
from datetime import datetime

from lms.core import clock
from lms.core.access import Permission, Role, requires
from lms.core.pages import render
from lms.network.queries.words import role_name
from lms.network.rules import DEFAULT_ZONE
from lms.notifications import policies
from lms.notifications.queries.preview import count_mails, list_next_days, list_planned
from lms.notifications.views import bp
from lms.notifications.views.choices import when_words
from lms.notifications.views.inbox import Answer


@dataclass(frozen=True, slots=True)
class Row:
    """A kind as administrators read it; ``roles`` is empty when it is for everybody."""

    code: str
    name: str
    title: str
    sample: str
    roles: list[str]
    when: str
    next_at: datetime | None
    people: int | None
    mutable: bool
    confidential: bool


@bp.get("/inbox/preview")
@requires(Permission.NOTICES_PREVIEW)
def preview() -> Answer:
    """Show each kind: for whom, where, when next, in which words, to how many today."""
    now = clock.now()
    rows = [
        Row(
            code=one.kind.code,
            name=str(one.kind.name),
            title=str(one.kind.title),
            sample=one.kind.example(),
            roles=_roles(one.kind.audience),
            when=when_words(one.kind),
            next_at=one.next_at,
            people=one.people,
            mutable=one.kind.mutable,
            confidential=one.kind.confidential,
        )
        for one in list_planned(now)
    ]
    return render(
        "notifications/preview.html",
        rows=rows,
        mails=count_mails(now),
        days=list_next_days(now),
        week=policies.week(now),
        zone=DEFAULT_ZONE,
    )


def _roles(audience: frozenset[Role]) -> list[str]:
    if audience == frozenset(Role):
        return []
    return [role_name(role) for role in Role if role in audience]
