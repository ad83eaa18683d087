"""Tables of labels: grids, seasons, evidence, decisions, and figures brought from outside."""

from lms.labels.models.deciding import (
    Appeal,
    Audit,
    Award,
    AwardEntry,
    Ballot,
    Concern,
    Decision,
    Member,
)
from lms.labels.models.evidence import Doubt, Evidence, Review, Revision
from lms.labels.models.figures import Batch, External, Figure
from lms.labels.models.grids import (
    Comment,
    Criterion,
    CriterionVersion,
    Grid,
    GridEntry,
    Lineage,
    Program,
    Simulation,
)
from lms.labels.models.seasons import (
    Application,
    Cluster,
    ClusterUnit,
    Finding,
    Season,
    Value,
)

__all__ = [
    "Appeal",
    "Application",
    "Audit",
    "Award",
    "AwardEntry",
    "Ballot",
    "Batch",
    "Cluster",
    "ClusterUnit",
    "Comment",
    "Concern",
    "Criterion",
    "CriterionVersion",
    "Decision",
    "Doubt",
    "Evidence",
    "External",
    "Figure",
    "Finding",
    "Grid",
    "GridEntry",
    "Lineage",
    "Member",
    "Program",
    "Review",
    "Revision",
    "Season",
    "Simulation",
    "Value",
]
