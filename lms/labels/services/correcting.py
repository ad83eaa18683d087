"""A figure was wrong: the decisions it would change are listed for the panel, and never changed here."""

from collections.abc import Iterable
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on

from lms.core import audit, clock, ids
from lms.core.access import Role
from lms.core.db import get_row, session
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.i18n import _
from lms.core.notices import About, notify, settle
from lms.labels.models import Application, Concern, Decision, Season, Value
from lms.labels.queries.answers import thaw
from lms.labels.queries.applications import (
    asked_of,
    get_applied,
    holders_of,
    score,
)
from lms.labels.queries.grids import grids_of_season
from lms.labels.rules.bars import Reading
from lms.labels.rules.counting import Answer
from lms.labels.rules.machines import APPLICATION, ApplicationFacts
from lms.labels.services.deciding import word
from lms.labels.services.moving import move
from lms.labels.services.values import take_values
from lms.network.rules import DEFAULT_ZONE


def take_again(*, season_id: UUID, now: datetime) -> list[Concern]:
    """Take the figures of a season again; return the decisions they would change.

    What is decided stays decided: each is a concern the panel looks at.
    """
    season = session.get(Season, season_id)
    if season is None:
        raise NotFound
    changed = take_values(season=season, now=now)
    return open_concerns(season, changed)


def open_concerns(season: Season, changed: Iterable[Value]) -> list[Concern]:
    """Open a concern for each decision that a corrected figure would change."""
    by_unit: dict[UUID, list[Value]] = {}
    for one in changed:
        if one.rev > 1:
            by_unit.setdefault(one.unit_id, []).append(one)
    rows = session.execute(
        select(Application, Decision)
        .join(Decision, Decision.application_id == Application.id)
        .where(Application.season_id == season.id, Application.unit_id.in_(list(by_unit)))
        .ext(distinct_on(Application.id))
        .order_by(Application.id, Decision.rev.desc())
    ).all()
    grids = grids_of_season(season) if rows else ()
    made = []
    for application, decision in rows:
        values = by_unit[application.unit_id]
        answers, years = thaw(decision.inputs)
        for value in values:
            uid = str(value.criterion_uid)
            answers[uid] = _with(answers.get(uid, Answer()), value)
        after = score([asked_of(application, one) for one in grids], answers, years).level
        if word(after) != decision.computed_level:
            made.append(_open(application, decision, values[0], word(after)))
    session.flush()
    if made:
        _tell(season, len(made))
    return made


def _with(answer: Answer, value: Value) -> Answer:
    reading = Reading(Fraction(value.num), Fraction(value.den), value.n)
    if value.pooled:
        return Answer(answer.reading, answer.na, reading)
    return Answer(reading, answer.na, answer.pooled)


def _open(application: Application, decision: Decision, value: Value, level: str) -> Concern:
    made = Concern(
        id=ids.new_id(),
        application_id=application.id,
        decision_id=decision.id,
        value_id=value.id,
        level_after=level,
        state="open",
        opened_at=clock.now(),
        reason="",
    )
    session.add(made)
    return made


def _tell(season: Season, count: int) -> None:
    day = clock.today(DEFAULT_ZONE)
    about = About("labels.concerns", {"season_id": season.id})
    notify(
        "labels.corrected",
        holders_of(Role.LABEL_OFFICER, day),
        key=str(season.id),
        turn=clock.now().isoformat(),
        about=about,
        count=count,
    )


def handle_concern(*, concern_id: UUID, actor_id: UUID, revise: bool, reason: str) -> Concern:
    """Keep a decision whose figure was corrected, or put it before the panel again.

    Nothing changes by itself: put again, the application is proposed with the level computed now,
    and a panel decides. Raises NotFound, Invalid without a reason, Refused when it was looked at.
    """
    concern = get_row(Concern, concern_id, lock=True)
    if concern.state != "open":
        raise Refused(_("This was looked at already."))
    if not reason.strip():
        raise Invalid({"reason": _("Say why: the store reads it.")})
    applied = get_applied(concern.application_id, lock=True)
    concern.state = "revised" if revise else "kept"
    concern.handled_at, concern.handled_by, concern.reason = clock.now(), actor_id, reason.strip()
    session.flush()
    if revise:
        facts = ApplicationFacts(reason=reason)
        move(APPLICATION, applied.application, "revise", facts, actor_id=actor_id)
        applied.application.proposed_level = word(applied.result.level)
        session.flush()
    audit.note("labels.concern:handle", "labels_concern", concern.id, actor_id=actor_id)
    open_ones = (
        select(Concern.id)
        .join(Application, Application.id == Concern.application_id)
        .where(Application.season_id == applied.season.id, Concern.state == "open")
    )
    if session.scalar(open_ones.limit(1)) is None:
        settle("labels.corrected", key=str(applied.season.id))
    return concern
