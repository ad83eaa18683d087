"""The anonymity guard: what, in a text, could tell who lived it.

A text and a roster in, findings out; nothing else is known here, neither the web nor the rows.
The lists are in ``vocabulary``, one detector a family in ``detectors``. The guard is not anonymity:
a second reader from elsewhere always reads after it.
"""

from lms.quotes.rules.guard.engine import check
from lms.quotes.rules.guard.findings import Finding, Kind, Severity
from lms.quotes.rules.guard.rosters import Roster
from lms.quotes.rules.guard.shared_run import Run, copied_runs, shared_run

__all__ = ["Finding", "Kind", "Roster", "Run", "Severity", "check", "copied_runs", "shared_run"]
