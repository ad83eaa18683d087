"""Who looks at the pages of practice."""

from datetime import date

from lms.core.access import current_viewer
from lms.network.queries import day_of, zone_of


def zone() -> str:
    """Return the zone of the viewer's main job."""
    return zone_of(current_viewer())


def today() -> date:
    """Return the viewer's day."""
    return day_of(current_viewer())
