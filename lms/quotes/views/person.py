"""Who looks, as the services of Quotes want to know it."""

from datetime import date

from lms.core import clock
from lms.core.access import current_viewer
from lms.network.queries import zone_of


def zone() -> str:
    """Return the zone of the viewer's main job."""
    return zone_of(current_viewer())


def today() -> date:
    """Return the viewer's day."""
    return current_viewer().today or clock.today(zone())
