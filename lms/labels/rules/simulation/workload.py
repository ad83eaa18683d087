"""What a grid costs in work: evidence to give and to read, hours of audit."""

from dataclasses import dataclass
from typing import Final

from lms.labels.rules.counting import NA
from lms.labels.rules.grid import Grid
from lms.labels.rules.season import DRAWN, knock_outs
from lms.labels.rules.simulation.board import Outcome

HOUR: Final = 60


@dataclass(frozen=True, slots=True)
class Rates:
    """Minutes that each thing takes; the network sets its own."""

    evidence_minutes: int = 5
    criterion_minutes: int = 15
    audit_minutes: int = 60
    drawn: int = DRAWN


@dataclass(frozen=True, slots=True)
class Workload:
    """The work of a season over the whole network, in pieces and minutes."""

    evidence: int
    evidence_minutes: int
    audits: int
    audited_criteria: int
    audit_minutes: int

    @property
    def hours(self) -> int:
        """Return all the hours, the last one begun counted whole."""
        return -(-(self.evidence_minutes + self.audit_minutes) // HOUR)

    @property
    def audit_hours(self) -> int:
        """Return the hours of audit, the last one begun counted whole."""
        return -(-self.audit_minutes // HOUR)


def looked_at(grid: Grid, drawn: int) -> int:
    """Return how many criteria an audit looks at: every knock-out, and ``drawn`` of the others."""
    always = len(knock_outs(grid))
    return always + min(drawn, len(grid.criteria) - always)


def rates_of(grid: Grid, *, hours: int, drawn: int) -> Rates:
    """Return rates by which an audit on ``grid`` takes ``hours``; each criterion more adds its own."""
    usual = Rates(drawn=drawn)
    looked = looked_at(grid, drawn) * usual.criterion_minutes
    return Rates(drawn=drawn, audit_minutes=hours * HOUR - looked)


def workload(grid: Grid, outcome: Outcome, rates: Rates) -> Workload:
    """Return what ``grid`` asks: pieces of evidence times units, one audit a unit.

    What a unit sets aside needs no evidence; ``outcome`` says which. An audit looks at every
    knock-out and at some of the other criteria, drawn.
    """
    units = len(outcome.places)
    columns = zip(outcome.counter.lines, outcome.columns, strict=True)
    aside = {line.criterion.uid: column.count(NA) for line, column in columns}
    evidence = sum((units - aside.get(one.uid, 0)) * one.evidence.minimum for one in grid.criteria)
    looked = looked_at(grid, rates.drawn)
    audit = max(rates.audit_minutes + looked * rates.criterion_minutes, 0)
    return Workload(
        evidence, evidence * rates.evidence_minutes, units, looked * units, audit * units
    )
