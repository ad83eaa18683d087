"""The machines of projects as data: project, action, pilot.

A guard reads the ``facts`` of its subject: give ``workflow.apply`` a ``workflow.Subject`` around
the row. A guarded move without its facts refuses to run.
"""

from lms.projects.rules.machines.actions import ACTION
from lms.projects.rules.machines.facts import ActionFacts, PilotFacts, ProjectFacts
from lms.projects.rules.machines.pilots import PILOT
from lms.projects.rules.machines.projects import PROJECT

__all__ = ["ACTION", "PILOT", "PROJECT", "ActionFacts", "PilotFacts", "ProjectFacts"]
