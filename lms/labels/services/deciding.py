"""Decisions: a level is proposed by computation, a panel says yes or one level otherwise.

A decision is written when enough members think the same; it keeps the answers, the grid's hash, the
members and the reason, so that it can be computed again years later.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import func, insert, select
from sqlalchemy.dialects.postgresql import distinct_on

from lms.core import audit, clock, ids
from lms.core.db import session
from lms.core.errors import Invalid, Refused
from lms.core.facts import record
from lms.core.i18n import _
from lms.core.notices import About, notify
from lms.core.policies import PANEL_SIZE
from lms.core.policy import number
from lms.labels.events import LabelDecided
from lms.labels.models import Application, Ballot, Decision, Member
from lms.labels.models.deciding import LEVELS_OR_NONE
from lms.labels.policies import APPEAL_DAYS, OVERRIDE_LEVELS
from lms.labels.queries.answers import Answers, freeze, thaw
from lms.labels.queries.applications import (
    Applied,
    asked_of,
    get_applied,
    get_season,
    people_in_charge,
    results_of,
    score,
)
from lms.labels.queries.grids import Asked
from lms.labels.rules.freezing import to_plain
from lms.labels.rules.grid import Level
from lms.labels.rules.machines import APPLICATION, ApplicationFacts
from lms.labels.rules.scoring import Result
from lms.labels.rules.separation import override_fault, panel_fault
from lms.labels.services.awarding import follow_decision
from lms.labels.services.moving import move

NONE = "none"


def word(level: Level | None) -> str:
    """Return a level as rows say it."""
    return level.value if level else NONE


def level_of_word(said: str) -> Level | None:
    """Return the level a row says."""
    return None if said == NONE else Level(said)


@dataclass(frozen=True, slots=True)
class Basis:
    """What a decision is taken from."""

    answers: Answers
    result: Result
    grid: Asked
    years_held: int


def propose(*, application_id: UUID, actor_id: UUID | None) -> Application:
    """Put an audited application before the panel, with the level computed."""
    applied = get_applied(application_id, lock=True)
    move(APPLICATION, applied.application, "propose", actor_id=actor_id)
    applied.application.proposed_level = word(applied.result.level)
    session.flush()
    return applied.application


def propose_all(*, season_id: UUID, actor_id: UUID | None) -> int:
    """Put every audited application of a season before the panel; return how many."""
    season = get_season(season_id)
    rows = session.scalars(
        select(Application)
        .where(Application.season_id == season_id, Application.state == "audited")
        .order_by(Application.id)
        .with_for_update()
    ).all()
    scored = results_of(season, rows)
    for row in rows:
        move(APPLICATION, row, "propose", actor_id=actor_id)
        row.proposed_level = word(scored[row.id].result.level)
    session.flush()
    return len(rows)


def vote(*, application_id: UUID, person_id: UUID, level: str, reason: str = "") -> Decision | None:
    """Say what one thinks of a proposed application; return the decision once enough agree.

    Raises Refused to who audited, submitted, coached or runs the store, and when nothing waits for a
    decision; Invalid for more than one level from what was computed, or without a reason.
    """
    applied = get_applied(application_id, lock=True)
    if applied.application.state != "proposed":
        raise Refused(_("This application waits for no decision."))
    why_not = panel_fault([person_id], applied.hands, needed=1)
    if why_not:
        raise Refused(why_not)
    basis = basis_of(applied)
    check_level(basis.result.level, level, reason)
    turn = next_rev(application_id)
    cast_ballot(application_id, turn, person_id, level, reason)
    members = agreeing(application_id, turn, level)
    if len(members) < number(PANEL_SIZE):
        return None
    facts = ApplicationFacts(
        people=frozenset(one.person_id for one in members),
        hands=applied.hands,
        computed=basis.result.level,
        decided=level_of_word(level),
        reason=reason or next((one.reason for one in members if one.reason), ""),
        needed=number(PANEL_SIZE),
        override=number(OVERRIDE_LEVELS),
    )
    first = first_decision(application_id)
    made = write_decision(
        applied,
        basis,
        turn,
        kind="correction" if first else "first",
        level=level,
        members=members,
        effective_on=first.effective_on if first else applied.today,
    )
    move(APPLICATION, applied.application, "decide", facts, actor_id=person_id)
    follow_decision(made, actor_id=person_id, reason=_("The panel decided again."))
    tell_decision(applied, made)
    return made


def first_decision(application_id: UUID) -> Decision | None:
    """Return the first decision about an application."""
    wanted = select(Decision).where(Decision.application_id == application_id)
    return session.scalar(wanted.order_by(Decision.rev).limit(1))


def basis_of(applied: Applied) -> Basis:
    """Return what a decision about this application would be taken from now."""
    return Basis(applied.answers, applied.result, applied.asked[-1], applied.application.years_held)


def check_level(computed: Level | None, level: str, reason: str) -> None:
    """Refuse a level too far from the computed one, or another one without a reason."""
    if level not in LEVELS_OR_NONE:
        raise Invalid({"level": _("Choose a level.")})
    fault = override_fault(computed, level_of_word(level), reason, most=number(OVERRIDE_LEVELS))
    if fault:
        raise Invalid({"reason" if not reason.strip() else "level": fault})


def next_rev(application_id: UUID) -> int:
    """Return the number the next decision about an application will have."""
    last = session.scalar(
        select(func.max(Decision.rev)).where(Decision.application_id == application_id)
    )
    return (last or 0) + 1


def cast_ballot(
    application_id: UUID, turn: int, person_id: UUID, level: str, reason: str
) -> Ballot:
    """Add what somebody thinks; the last of each person counts."""
    mine = select(func.max(Ballot.number)).where(
        Ballot.application_id == application_id,
        Ballot.round == turn,
        Ballot.person_id == person_id,
    )
    made = Ballot(
        id=ids.new_id(),
        application_id=application_id,
        round=turn,
        person_id=person_id,
        number=(session.scalar(mine) or 0) + 1,
        level=level,
        reason=reason.strip()[:1000],
        at=clock.now(),
    )
    session.add(made)
    session.flush()
    audit.note("labels.panel:vote", "labels_application", application_id, actor_id=person_id)
    return made


def agreeing(application_id: UUID, turn: int, level: str) -> list[Ballot]:
    """Return the last ballots of those who think ``level``, the first to say so first."""
    last = session.scalars(
        select(Ballot)
        .where(Ballot.application_id == application_id, Ballot.round == turn)
        .ext(distinct_on(Ballot.person_id))
        .order_by(Ballot.person_id, Ballot.number.desc())
    )
    return sorted((one for one in last if one.level == level), key=lambda one: (one.at, one.id))


def write_decision(
    applied: Applied,
    basis: Basis,
    rev: int,
    *,
    kind: str,
    level: str,
    members: Sequence[Ballot],
    effective_on: date,
) -> Decision:
    """Write a decision with all it was taken from, and who took it."""
    reasons = [one.reason for one in members if one.reason]
    made = Decision(
        **decision_row(
            applied.application.id,
            basis,
            rev=rev,
            kind=kind,
            level=level,
            reason=" ".join(reasons),
            effective_on=effective_on,
        ),
        solo_reason=" ".join(reasons) if len(members) == 1 else "",
    )
    if len(members) == 1 and not reasons:
        raise Invalid({"reason": _("You decide alone: say why, everybody reads it.")})
    session.add(made)
    session.flush()
    rows = [{"decision_id": made.id, "person_id": one.person_id} for one in members]
    session.execute(insert(Member), rows)
    audit.note("labels.panel:decide", "labels_decision", made.id, actor_id=members[-1].person_id)
    return made


def decision_row(
    application_id: UUID,
    basis: Basis,
    *,
    rev: int,
    kind: str,
    level: str,
    reason: str,
    effective_on: date,
) -> dict[str, Any]:
    """Return the values of a decision's row."""
    inputs = freeze(basis.answers, basis.years_held)
    computed = word(basis.result.level)
    return {
        "id": ids.new_id(),
        "application_id": application_id,
        "rev": rev,
        "kind": kind,
        "grid_id": basis.grid.id,
        "grid_hash": basis.grid.content_hash,
        "inputs": inputs,
        "inputs_hash": hash_of(inputs),
        "computed_level": computed,
        "decided_level": level,
        "override_reason": reason if level != computed else "",
        "result": to_plain(basis.result),
        "effective_on": effective_on,
        "decided_at": clock.now(),
    }


def hash_of(inputs: dict[str, Any]) -> str:
    """Return the fingerprint of what a decision was taken from."""
    return hashlib.sha256(json.dumps(inputs, sort_keys=True).encode()).hexdigest()


def tell_decision(applied: Applied, made: Decision) -> None:
    """Tell the store and whoever listens."""
    record(
        LabelDecided(
            decision_id=made.id,
            unit_id=applied.unit.id,
            year=applied.season.year,
            level=made.decided_level,
        ),
        source=made.id,
    )
    notify(
        "labels.decided",
        people_in_charge([applied.unit.id], applied.today),
        key=str(made.id),
        about=About("labels.store", {"unit_id": applied.unit.id}),
        year=applied.season.year,
        level=made.decided_level,
        until=applied.today + timedelta(days=number(APPEAL_DAYS)),
    )


class Told(NamedTuple):
    """What became of a yes said to many: heard, enough to decide, left to others, changed since."""

    said: int
    decided: int
    left: int
    moved: int


def vote_as_shown(*, shown: Mapping[UUID, str], person_id: UUID) -> Told:
    """Say yes to the computed level of many, each with the level it was shown with.

    Left out: those one may not decide on, and those whose figures give another level since.
    """
    said = decided = left = moved = 0
    for application_id, level in shown.items():
        try:
            done = vote(application_id=application_id, person_id=person_id, level=level)
        except Refused:
            left += 1
        except Invalid:
            moved += 1
        else:
            said, decided = said + 1, decided + (done is not None)
    return Told(said, decided, left, moved)


def is_reproducible(decision: Decision, applied: Applied | None = None) -> bool:
    """Tell whether a decision computed again from what it kept gives what was computed.

    ``applied`` is its application, where it is at hand.
    """
    applied = applied or get_applied(decision.application_id)
    answers, years = thaw(decision.inputs)
    asked = [one for one in applied.asked if one.published_at <= decision.decided_at]
    again = score([asked_of(applied.application, one) for one in asked], answers, years)
    return (
        word(again.level) == decision.computed_level
        and hash_of(decision.inputs) == decision.inputs_hash
        and asked[-1].content_hash == decision.grid_hash
    )
