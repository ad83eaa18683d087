"""A season that is over: everybody looked at, decided, and closed, as the rules computed it."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert, update

from lms.core import clock, ids
from lms.core.db import session
from lms.demo.labels import crowd, figures
from lms.demo.labels.crowd import Rows, Shelf
from lms.demo.labels.figures import Profiles
from lms.demo.labels.ground import Ground, at, words
from lms.labels.models import Application, Audit, Ballot, Decision, Member, Season
from lms.labels.queries.applications import results_of
from lms.labels.queries.grids import grids_of_season
from lms.labels.rules.grid import LEVELS, Grid, rank
from lms.labels.rules.season import audited, widened
from lms.labels.services import awarding, closing
from lms.labels.services.applying import finding_rows
from lms.labels.services.deciding import Basis, decision_row, word
from lms.labels.services.values import take_values

LATE = 29
"""One store in so many submits nothing in time."""
OVERRIDE = 17
"""One decided level in so many is one above what was computed, with a reason."""


def live(ground: Ground, season: Season, profiles: Profiles) -> None:
    """Bring an open season to the day before it is closed."""
    year = season.year
    figures.bring(ground, year, profiles, date(year - 1, 12, 31))
    with clock.frozen(at(year, 1, 9)):
        take_values(season=season)
    everybody = crowd.applications_of(season)
    late = {ground.stores[n].id for n in range(1, len(ground.stores)) if n % LATE == LATE - 1}
    present = [one for one in everybody if one.unit_id not in late]
    shelf = crowd.say_and_show(ground, season, profiles, present, at(year, 1, 27))
    _submit(ground, season, present)
    _look(ground, season, profiles, present, shelf)
    shelf.write()
    _decide(ground, season, present)


def _submit(ground: Ground, season: Season, present: list[Application]) -> None:
    moment = at(season.year, 1, 28, 17)
    rows = [
        {
            "id": one.id,
            "state": "audited",
            "submitted_at": moment,
            "submitted_by": ground.in_charge(one.unit_id, moment.date()),
        }
        for one in present
    ]
    session.execute(update(Application), rows)


def _look(
    ground: Ground, season: Season, profiles: Profiles, present: list[Application], shelf: Shelf
) -> None:
    """Have somebody from elsewhere audit each store, and look at what it showed."""
    grid = grids_of_season(season)[-1].grid
    audits: Rows = []
    found: Rows = []
    looked: dict[UUID, tuple[UUID, datetime]] = {}
    for one in present:
        auditor = ground.auditor(ground.store(one.unit_id)).id
        moment = at(season.year, 2, 3, 10) + timedelta(days=ground.chance.randrange(40))
        row = _audit(ground, grid, one, auditor, moment)
        with clock.frozen(moment):
            said = crowd.said_of(grid.criteria, profiles[one.unit_id])
            drawn = [grid.find(uid) for uid in row["drawn"]]
            failed = [c.uid for c in drawn if c and (s := said.get(UUID(c.uid))) and s.met is False]
            row["drawn"], row["is_full"] = list(widened(grid, row["drawn"], failed)), bool(failed)
            seen = {u: s for u, s in said.items() if str(u) in set(row["drawn"]) or s.na}
            rows = finding_rows(grid, seen, one.id, "auditor", auditor)
            found += [{**line, "audit_id": row["id"]} for line in rows]
        audits.append(row)
        looked[one.id] = auditor, moment
    session.execute(insert(Audit), audits)
    crowd.write_findings(season, found)
    owner = {row["id"]: row["application_id"] for row in shelf.evidence}
    for revision in shelf.revisions:
        reviewer, moment = looked[owner[revision["evidence_id"]]]
        crowd.approve(shelf, revision, reviewer, moment)


def _audit(
    ground: Ground, grid: Grid, one: Application, auditor_id: UUID, moment: datetime
) -> dict[str, Any]:
    audit_id = ids.new_id()
    return {
        "id": audit_id, "application_id": one.id, "auditor_id": auditor_id,
        "mode": ground.chance.choice(("onsite", "onsite", "remote", "mystery")), "state": "held",
        "drawn": list(audited(grid, str(audit_id), count=5)), "is_full": False,
        "is_outside": False, "assigned_at": moment - timedelta(days=12),
        "assigned_by": ground.officer.id, "due_on": moment.date() + timedelta(days=9),
        "held_on": moment.date(), "minutes": ground.chance.randrange(70, 200), "ended_reason": "",
    }  # fmt: skip


def _decide(ground: Ground, season: Season, present: list[Application]) -> None:
    """Write the level computed for each store, and once in a while the one above, with a reason."""
    session.expire_all()
    asked = grids_of_season(season)[-1]
    decisions: Rows = []
    ballots: Rows = []
    members: Rows = []
    with clock.frozen(at(season.year, 3, 16, 14)):
        for one, scored in results_of(season, present).items():
            basis = Basis(scored.answers, scored.result, asked, _held(present, one))
            level = scored.result.level
            reason = ""
            if len(decisions) % OVERRIDE == OVERRIDE - 1 and rank(level) < len(LEVELS) - 1:
                level, reason = LEVELS[rank(level)], words()["said"]["override"]
            made = decision_row(
                one,
                basis,
                rev=1,
                kind="first",
                level=word(level),
                reason=reason,
                effective_on=clock.now().date(),
            )
            decisions.append({**made, "solo_reason": ""})
            for person in (ground.henri, ground.officer.id):
                members.append({"decision_id": made["id"], "person_id": person})
                ballots.append(_ballot(one, person, word(level), reason))
    session.execute(insert(Decision), decisions)
    session.execute(insert(Member), members)
    session.execute(insert(Ballot), ballots)
    proposed = [
        {"id": one["application_id"], "state": "decided", "proposed_level": one["computed_level"]}
        for one in decisions
    ]
    session.execute(update(Application), proposed)
    session.expire_all()


def _held(present: list[Application], application_id: UUID) -> int:
    return next(one.years_held for one in present if one.id == application_id)


def _ballot(application_id: UUID, person_id: UUID, level: str, reason: str) -> dict[str, Any]:
    return {
        "id": ids.new_id(), "application_id": application_id, "round": 1, "person_id": person_id,
        "number": 1, "level": level, "reason": reason, "at": clock.now(),
    }  # fmt: skip


def close(ground: Ground, season: Season) -> int:
    """Close a season as two people do; return how many awards it gave."""
    moment = at(season.year, 4, 20)
    with clock.frozen(moment):
        closing.ask_to_close(season_id=season.id, actor_id=ground.henri)
        return closing.close(season_id=season.id, now=moment)


def end_year(year: int, now: datetime) -> None:
    """Expire what was worn until the end of a label year that is over."""
    if now >= at(year + 1, 1, 1):
        with clock.frozen(at(year + 1, 1, 1)):
            awarding.expire_due(clock.now())
