"""Tables of projects: their parts, diagnostic, flows, plan, rituals, pilots and decisions."""

from lms.projects.models.boards import RegionBoard, UnitBoard
from lms.projects.models.diagnostic import Example, Irritant, Perception, Walk, Zone
from lms.projects.models.flows import (
    Count,
    Function,
    Holder,
    Paint,
    Reference,
    ReferenceSlot,
    Sample,
    Week,
)
from lms.projects.models.governance import (
    Answer,
    Brief,
    Check,
    Decision,
    Pilot,
    PilotMember,
    Screen,
)
from lms.projects.models.plan import (
    Action,
    ActionEntry,
    Closure,
    Effort,
    Occurrence,
    Opening,
    Ritual,
)
from lms.projects.models.projects import (
    Project,
    ProjectEntry,
    Review,
    Section,
    SectionEntry,
    Waiver,
)

__all__ = [
    "Action",
    "ActionEntry",
    "Answer",
    "Brief",
    "Check",
    "Closure",
    "Count",
    "Decision",
    "Effort",
    "Example",
    "Function",
    "Holder",
    "Irritant",
    "Occurrence",
    "Opening",
    "Paint",
    "Perception",
    "Pilot",
    "PilotMember",
    "Project",
    "ProjectEntry",
    "Reference",
    "ReferenceSlot",
    "RegionBoard",
    "Review",
    "Ritual",
    "Sample",
    "Screen",
    "Section",
    "SectionEntry",
    "UnitBoard",
    "Waiver",
    "Walk",
    "Week",
    "Zone",
]
