"""What the kick-off kit says of the network: the brand over the viewer's door."""

from datetime import date

from sqlalchemy import select

from lms.core import briefs, clock
from lms.core.access import Viewer
from lms.core.briefs import Asked, Part
from lms.core.db import session
from lms.core.ids import COMPTOIR
from lms.network.models import Brand, UnitBrand


def brand_for(viewer: Viewer, day: date) -> str:
    """Return the brand of the viewer's own unit, else the network's only one; empty otherwise."""
    primary = viewer.primary
    if primary is not None:
        found = session.scalar(
            select(Brand.name)
            .join(UnitBrand, UnitBrand.brand_id == Brand.id)
            .where(UnitBrand.unit_id == primary.unit_id, UnitBrand.during.contains(day))
        )
        if found is not None:
            return found
    known = session.scalars(select(Brand.name).order_by(Brand.name).limit(2)).all()
    return known[0] if len(known) == 1 else ""


def call_path() -> str:
    """Return the page where somebody asks for a call, the landing page when there is none."""
    asked = Asked(
        unit_id=COMPTOIR, day=clock.today(), now=clock.now(), seed="", parts=frozenset({Part.CALL})
    )
    source = briefs.SOURCES.get("quotes.call")
    found = source.find(asked) if source and source.find else ()
    return next((one.url for one in found), "/")
