"""Who looks, as the services of Quotes want to know it."""

from datetime import date

from lms.core import clock
from lms.core.access import current_viewer
from lms.network.rules import DEFAULT_ZONE


def zone() -> str:
    """Return the zone of the viewer's main job."""
    job = current_viewer().primary
    return job.zone if job else DEFAULT_ZONE


def today() -> date:
    """Return the viewer's day."""
    return current_viewer().today or clock.today(zone())
