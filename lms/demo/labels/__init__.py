"""The label of the demo: three seasons decided, one under way, and the draft of the year after.

Grids, seasons, figures, closings, appeals go through their services; what sixty stores say and show
is copied in bulk, and their levels are computed from it by the rules.
"""

from lms.demo.labels.life import fill

__all__ = ["fill"]
