"""The machines of Labels as data: grid, application, award, evidence, appeal.

A guard reads the ``facts`` of its subject, which services gather: give ``workflow.apply`` a
:class:`Subject` around the row. A guarded move without its facts refuses to run.
"""

from lms.core.workflow import Subject
from lms.labels.rules.machines.applications import APPLICATION
from lms.labels.rules.machines.awards import APPEAL, AWARD, EVIDENCE
from lms.labels.rules.machines.facts import (
    AppealFacts,
    ApplicationFacts,
    AwardFacts,
    EvidenceFacts,
    GridFacts,
)
from lms.labels.rules.machines.grids import GRID

__all__ = [
    "APPEAL",
    "APPLICATION",
    "AWARD",
    "EVIDENCE",
    "GRID",
    "AppealFacts",
    "ApplicationFacts",
    "AwardFacts",
    "EvidenceFacts",
    "GridFacts",
    "Subject",
]
