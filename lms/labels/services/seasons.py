"""Seasons: planned on a published grid, opened for every unit at once, everything back in play.

What was found the year before comes back "to check", with its value beside it; no level, no point
and no finding is carried over as met.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select

from lms.core import audit, clock, ids
from lms.core.db import session
from lms.core.errors import Invalid, NotFound, Refused
from lms.core.facts import record
from lms.core.i18n import _
from lms.core.notices import About, notify
from lms.labels.events import SeasonOpened
from lms.labels.models import Application, Award, Cluster, ClusterUnit, Finding, Season
from lms.labels.queries.answers import known_of
from lms.labels.queries.applications import get_season, people_in_charge
from lms.labels.queries.calendars import standing_of
from lms.labels.queries.grids import grids_of_season, load_grid
from lms.labels.queries.places import takes_part
from lms.labels.rules.bars import Reading as Figure
from lms.labels.rules.bars import value_of
from lms.labels.rules.season import USUAL, Act, Standing
from lms.network.models import Unit
from lms.network.rules import DEFAULT_ZONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """The days of a season; ``after_day`` and ``observed_until`` are the first days without."""

    first_day: date
    after_day: date
    observed_from: date
    observed_until: date
    half_after: date
    opens_on: date
    cut_off_on: date
    audit_by: date
    decide_by: date

    def faults(self) -> dict[str, str]:
        """Return what is out of order, by field."""
        found = {}
        if not self.first_day < self.after_day:
            found["after_day"] = _("The year ends before it begins.")
        if not self.observed_from < self.observed_until:
            found["observed_until"] = _("The year looked at ends before it begins.")
        if not self.opens_on <= self.cut_off_on <= self.audit_by <= self.decide_by:
            found["cut_off_on"] = _(
                "These days follow each other: opening, last day, audits, panel."
            )
        if not self.decide_by < self.after_day:
            found["decide_by"] = _("A level is decided before its year is over.")
        return found


def usual_days(year: int, *, early: bool = True) -> Days:
    """Return the usual calendar of a label year; ``early``: stores see it the whole year before."""
    usual = USUAL.season(year)
    seen = usual.windows[Act.OBSERVE]
    return Days(
        first_day=usual.whole.first,
        after_day=usual.whole.after,
        observed_from=seen.first,
        observed_until=seen.after,
        half_after=usual.half_after,
        opens_on=seen.first if early else usual.windows[Act.SELF_ASSESS].first,
        cut_off_on=usual.cut_off_day,
        audit_by=usual.windows[Act.AUDIT].last,
        decide_by=usual.windows[Act.PANEL].last,
    )


def plan_season(
    *, grid_id: UUID, days: Days, actor_id: UUID | None, is_trial: bool = False
) -> Season:
    """Plan the season of a published grid; raises Refused, Invalid for days out of order."""
    loaded = load_grid(grid_id)
    if loaded.is_open:
        raise Refused(_("Publish the grid first."))
    errors = days.faults()
    if errors:
        raise Invalid(errors)
    row = loaded.row
    taken = select(Season.id).where(Season.program_id == row.program_id, Season.year == row.year)
    if session.scalar(taken):
        raise Refused(_("This year has its season already."))
    made = Season(
        id=ids.new_id(),
        program_id=row.program_id,
        grid_id=grid_id,
        year=row.year,
        state="planned",
        is_trial=is_trial,
        created_at=clock.now(),
        created_by=actor_id,
        **{name: getattr(days, name) for name in Days.__slots__},
    )
    session.add(made)
    session.flush()
    audit.note("labels.season:plan", "labels_season", made.id, actor_id=actor_id)
    return made


def open_season(*, season_id: UUID, actor_id: UUID | None) -> int:
    """Open a season for every unit where labels are live; return how many.

    Raises NotFound, Refused when it is open already.
    """
    season = get_season(season_id, lock=True)
    if season.state != "planned":
        raise Refused(_("This season is open already."))
    today = clock.today(DEFAULT_ZONE)
    units = _open_units(max(today, season.opens_on))
    season.state, season.opened_at = "open", clock.now()
    made = _apply_for(season, units)
    audit.note("labels.season:open", "labels_season", season.id, actor_id=actor_id)
    record(SeasonOpened(season_id=season.id, year=season.year), source=season.id)
    about = About("labels.mine")
    who = people_in_charge([unit.id for unit in units], today)
    notify(
        "labels.opened",
        who,
        key=str(season.id),
        about=about,
        year=season.year,
        on=season.cut_off_on,
    )
    return made


def _open_units(day: date, *, only: UUID | None = None) -> list[Unit]:
    wanted = select(Unit).where(*takes_part(day)).order_by(Unit.id)
    return list(session.scalars(wanted.where(Unit.id == only) if only else wanted))


def join_season(*, season_id: UUID, unit_id: UUID, actor_id: UUID | None) -> Application:
    """Let a unit opened since take part; after the first half of the year it is flagged, not failed.

    Raises NotFound for a unit where labels are not live, Refused once the last day has passed.
    """
    season = get_season(season_id, lock=True)
    if season.state != "open":
        raise Refused(_("This season is not open."))
    units = _open_units(clock.today(DEFAULT_ZONE), only=unit_id)
    if not units:
        raise NotFound
    known = select(Application).where(
        Application.season_id == season_id, Application.unit_id == unit_id
    )
    if session.scalar(known) is None:
        _apply_for(season, units)
        audit.note("labels.season:join", "network_unit", unit_id, actor_id=actor_id)
    return session.scalars(known).one()


def _apply_for(season: Season, units: Sequence[Unit]) -> int:
    held = years_held([unit.id for unit in units], season.year)
    now = clock.now()
    rows: list[dict[str, Any]] = [
        {
            "id": ids.new_id(),
            "season_id": season.id,
            "unit_id": unit.id,
            "grid_id": season.grid_id,
            "state": "open",
            "is_trial": season.is_trial,
            "flag": "late_opening" if standing_of(season, unit) is Standing.HALF_YEAR else "",
            "years_held": held.get(unit.id, 0),
            "opened_at": now,
            "refit": {},
        }
        for unit in units
        if standing_of(season, unit) in {Standing.FULL, Standing.HALF_YEAR}
    ]
    if rows:
        session.execute(insert(Application), rows)
    carry_findings(season, {row["unit_id"]: row["id"] for row in rows})
    return len(rows)


def years_held(unit_ids: Iterable[UUID], year: int) -> dict[UUID, int]:
    """Return how many label years in a row each unit held a level before ``year``."""
    years: dict[UUID, set[int]] = defaultdict(set)
    rows = session.execute(
        select(Award.unit_id, Award.year).where(
            Award.unit_id.in_(list(unit_ids)), Award.year < year, Award.status != "withdrawn"
        )
    )
    for unit_id, held in rows:
        years[unit_id].add(held)
    found = {}
    for unit_id, held_years in years.items():
        count = 0
        while year - 1 - count in held_years:
            count += 1
        found[unit_id] = count
    return found


def carry_findings(season: Season, applications: dict[UUID, UUID]) -> int:
    """Bring back what was known the year before, "to check"; ``applications`` are by unit."""
    before = session.scalar(
        select(Season).where(Season.program_id == season.program_id, Season.year == season.year - 1)
    )
    if before is None or not applications:
        return 0
    old = session.scalars(
        select(Application).where(
            Application.season_id == before.id, Application.unit_id.in_(list(applications))
        )
    ).all()
    grid = grids_of_season(season)[-1].grid
    was = grids_of_season(before)[-1].grid
    known = known_of(before, old, was)
    now = clock.now()
    rows: list[dict[str, object]] = []
    for one in old:
        sides = known[one.id]
        for criterion in grid.criteria:
            earlier = was.find(criterion.uid)
            if earlier is None:
                continue
            said = sides.auditor.get(criterion.uid) or sides.unit.get(criterion.uid)
            figure = sides.values.get(criterion.uid)
            value = said.value if said else None
            if figure is not None:
                shown = value_of(earlier, _figure(figure.num, figure.den, figure.n))
                value = None if shown is None else str(shown)
            if said is not None or figure is not None:
                rows.append(_carried(applications[one.unit_id], criterion.uid, value, now))
    if rows:
        session.execute(insert(Finding), rows)
    return len(rows)


def _figure(num: str, den: str, n: int) -> Figure:
    from fractions import Fraction

    return Figure(Fraction(num), Fraction(den), n)


def _carried(application_id: UUID, uid: str, value: str | None, now: object) -> dict[str, object]:
    return {
        "id": ids.new_id(),
        "application_id": application_id,
        "criterion_uid": UUID(uid),
        "number": 1,
        "by": "carried",
        "status": "to_check",
        "value": value,
        "n": None,
        "reason": "",
        "actor_id": None,
        "audit_id": None,
        "at": now,
    }


def declare_cluster(
    *, season_id: UUID, name: str, unit_ids: Sequence[UUID], reason: str, actor_id: UUID | None
) -> Cluster:
    """Put together the figures of units too small alone; declared before the last day.

    Raises Refused after it or for a unit in another cluster, Invalid without a name or reason.
    """
    season = get_season(season_id, lock=True)
    if clock.today(DEFAULT_ZONE) > season.cut_off_on:
        raise Refused(_("The last day has passed: figures stay as they are."))
    errors = {}
    if not name.strip():
        errors["name"] = _("Name it.")
    if not reason.strip():
        errors["reason"] = _("Say why these stores go together: they read it.")
    if len(set(unit_ids)) < 2:  # noqa: PLR2004 - one is no group
        errors["units"] = _("Choose at least two stores.")
    if errors:
        raise Invalid(errors)
    taken = select(ClusterUnit.unit_id).where(
        ClusterUnit.season_id == season_id, ClusterUnit.unit_id.in_(unit_ids)
    )
    if session.scalar(taken.limit(1)):
        raise Refused(_("One of these stores is in another group already."))
    made = Cluster(
        id=ids.new_id(),
        season_id=season_id,
        name=name.strip(),
        reason=reason.strip(),
        declared_at=clock.now(),
        declared_by=actor_id,
    )
    session.add(made)
    session.flush()
    rows = [
        {"season_id": season_id, "unit_id": one, "cluster_id": made.id}
        for one in dict.fromkeys(unit_ids)
    ]
    session.execute(insert(ClusterUnit), rows)
    audit.note("labels.cluster:declare", "labels_cluster", made.id, actor_id=actor_id)
    return made
