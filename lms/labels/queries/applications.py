"""Applications with all that stands behind them: season, grids, unit, and what they score."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, literal, select

from lms.core import clock
from lms.core.access import Role
from lms.core.db import get_row, session
from lms.core.errors import NotFound
from lms.core.policy import number
from lms.labels.models import Application, Audit, Decision, Member, Season
from lms.labels.policies import COACH_MONTHS
from lms.labels.queries.answers import Answers, Known, answers_of, known_of
from lms.labels.queries.calendars import cut_off_of
from lms.labels.queries.grids import Asked, asked_grids, grids_of_season, published_of
from lms.labels.rules import grid as rules
from lms.labels.rules.counting import Counter
from lms.labels.rules.scoring import Result, evaluate, favourable
from lms.labels.rules.separation import Hands
from lms.network.models import Mandate, Unit
from lms.network.queries import coaches_since


@dataclass(frozen=True)
class Applied:
    """A unit's application: ``asked`` is its grid and then its errata."""

    application: Application
    season: Season
    unit: Unit
    asked: tuple[Asked, ...]

    @cached_property
    def counters(self) -> list[Counter]:
        """Return what is asked of this unit, ready to count: the grid, then its errata."""
        return [asked_of(self.application, one) for one in self.asked]

    @cached_property
    def grid(self) -> rules.Grid:
        """Return what is asked of this unit, as the last erratum says it."""
        return self.counters[-1].grid

    @property
    def today(self) -> date:
        """Return the unit's business date."""
        return clock.today(self.unit.zone, self.unit.day_cut)

    def is_before_cut_off(self, at: datetime) -> bool:
        """Tell whether ``at`` is within the last day, at the unit's place."""
        return at < cut_off_of(self.season, self.unit)

    @cached_property
    def hands(self) -> Hands:
        """Return who had a hand in it, so that nobody judges what they did."""
        row = self.application
        auditors, deciders = _judges_of(row.id)
        return Hands(
            submitter=row.submitted_by,
            auditors=frozenset(auditors),
            deciders=frozenset(deciders),
            coaches=frozenset(
                coaches_since(self.unit.id, months=number(COACH_MONTHS), day=self.today)
            ),
            in_charge=frozenset(people_in_charge([self.unit.id], self.today)),
        )

    @cached_property
    def known(self) -> Known:
        """Return what is known of it now."""
        return known_of(self.season, [self.application], self.grid)[self.application.id]

    @cached_property
    def answers(self) -> Answers:
        """Return its answers to its grid, as of now."""
        return answers_of(self.grid, self.known)

    @property
    def result(self) -> Result:
        """Return what it scores now; with an erratum, the better of the two."""
        return score(self.counters, self.answers, self.application.years_held)


def asked_of(application: Application, grid: Asked) -> Counter:
    """Return what a grid asks of a unit: half the answers when it was open half the year."""
    return grid.half if application.flag == "late_opening" else grid.whole


def score(grids: Iterable[Counter], answers: Answers, years_held: int) -> Result:
    """Return the most favourable result of a grid and its errata."""
    results = [evaluate(one, answers, years_held=years_held) for one in grids]
    best = results[0]
    for other in results[1:]:
        best = favourable(best, other)
    return best


def get_applied(
    application_id: UUID, *, lock: bool = False, within: Select[UUID] | None = None
) -> Applied:
    """Return an application, its row held when ``lock``; raises NotFound.

    ``within`` is the units it may be of.
    """
    wanted = _applied_asked(within, lock)
    row = session.execute(wanted, {"application": application_id}).one_or_none()
    if row is None:
        raise NotFound
    application, season, unit, published = row
    return Applied(application, season, unit, asked_grids(published))


@lru_cache(maxsize=256)
def _applied_asked(within: Select[UUID] | None, lock: bool) -> Select[Any]:  # noqa: FBT001 - a key
    """Return what :func:`get_applied` asks; built once per reach, which lasts a day."""
    wanted = (
        select(Application, Season, Unit, published_of())
        .join(Season, Season.id == Application.season_id)
        .join(Unit, Unit.id == Application.unit_id)
        .where(Application.id == bindparam("application"))
        .execution_options(populate_existing=True)
    )
    if within is not None:
        wanted = wanted.where(Unit.id.in_(within))
    return wanted.with_for_update(of=Application) if lock else wanted


def get_season(season_id: UUID, *, lock: bool = False) -> Season:
    """Return a season, its row held when ``lock``; raises NotFound."""
    return get_row(Season, season_id, lock=lock)


def find_application(season_id: UUID, unit_id: UUID) -> Application | None:
    """Return the application of a unit in a season."""
    return session.scalar(
        select(Application).where(
            Application.season_id == season_id, Application.unit_id == unit_id
        )
    )


@dataclass(frozen=True, slots=True)
class Scored:
    """Answers and what they score."""

    answers: Answers
    result: Result


def results_of(season: Season, applications: Iterable[Application]) -> dict[UUID, Scored]:
    """Return what each application scores now, in a constant number of statements."""
    rows = list(applications)
    asked = grids_of_season(season)
    known = known_of(season, rows, asked[-1].grid)
    found = {}
    for row in rows:
        counters = [asked_of(row, one) for one in asked]
        answers = answers_of(counters[-1].grid, known[row.id])
        found[row.id] = Scored(answers, score(counters, answers, row.years_held))
    return found


def people_in_charge(unit_ids: Iterable[UUID], day: date) -> list[UUID]:
    """Return managers and deputies of units on ``day``."""
    return list(
        session.scalars(
            select(Mandate.person_id)
            .where(
                Mandate.unit_id.in_(list(unit_ids)),
                Mandate.kind.in_((Role.UNIT_MANAGER.value, Role.DEPUTY.value)),
                Mandate.during.contains(day),
            )
            .distinct()
        )
    )


def holders_of(role: Role, day: date) -> list[UUID]:
    """Return who holds a mandate over the network on ``day``."""
    return list(
        session.scalars(
            select(Mandate.person_id)
            .where(
                Mandate.kind == role.value,
                Mandate.scope_kind == "network",
                Mandate.during.contains(day),
            )
            .distinct()
        )
    )


def _judges_of(application_id: UUID) -> tuple[set[UUID], set[UUID]]:
    """Return who was ever given an audit of an application, and who took part in a decision."""
    audited = select(literal(True), Audit.auditor_id).where(Audit.application_id == application_id)
    decided = (
        select(literal(False), Member.person_id)
        .join(Decision, Decision.id == Member.decision_id)
        .where(Decision.application_id == application_id)
    )
    rows = session.execute(audited.union_all(decided)).all()
    return {who for is_auditor, who in rows if is_auditor}, {
        who for is_auditor, who in rows if not is_auditor
    }


def missing_evidence(applied: Applied) -> list[str]:
    """Return the criteria a store says it meets without having shown enough."""
    known = applied.known
    return [
        one.uid
        for one in applied.grid.criteria
        if one.uid in known.unit
        and known.unit[one.uid].status == "met"
        and known.shown.get(one.uid, 0) < one.evidence.minimum
    ]
