"""Who looks at the pages of practice."""

from datetime import date

from lms.core.access import current_viewer
from lms.network.queries import day_of
from lms.network.rules import DEFAULT_ZONE


def zone() -> str:
    """Return the zone of the viewer's main job."""
    job = current_viewer().primary
    return job.zone if job else DEFAULT_ZONE


def today() -> date:
    """Return the viewer's day."""
    return day_of(current_viewer())
