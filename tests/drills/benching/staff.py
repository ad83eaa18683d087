"""Who asks for the pages of the store: coaches, managers, one region's lead, those who practise."""

from uuid import UUID

from sqlalchemy import select, text

from lms.core.db import session
from lms.projects.models import Project
from tests.drills.benching.evenings import Evening, lay, lay_today, open_sheets
from tests.drills.benching.places import MARK
from tests.drills.benching.stores import counted_place
from tests.drills.benching.visitors import Visitor, enter

_LEADS = text(
    """
    SELECT DISTINCT ON (region_id) region_id, person_id FROM network_mandate
     WHERE kind = 'regional_lead' AND region_id IS NOT NULL AND upper_inf(during)
     ORDER BY region_id, person_id LIMIT :count
    """
)
_PRACTISED = text(
    """
    SELECT observed_id FROM coaching_observation o
     WHERE state IN ('debriefed', 'acknowledged') AND EXISTS (
           SELECT 1 FROM network_membership m
            WHERE m.person_id = o.observed_id AND upper_inf(m.during))
     GROUP BY 1 ORDER BY count(*) DESC, observed_id LIMIT :count
    """
)


def store_visitors(count: int, evenings: int) -> dict[str, list[Visitor]]:
    """Lay evenings, then open sessions for ``count`` people of each trade before their pages."""
    laid = lay(evenings)
    session.flush()
    return {
        "visiting": _coaches(laid, count),
        "keeper": _managers(laid, count),
        "counted": [counted_manager()],
        "lead": _leads(count),
        "practised": [
            _at(one, practice="/coaching/me")
            for one in session.scalars(_PRACTISED, {"count": count})
        ],
    }


def _at(person_id: UUID, **paths: str) -> Visitor:
    visitor = enter(person_id)
    visitor.paths = dict(paths)
    return visitor


def _coaches(laid: list[Evening], count: int) -> list[Visitor]:
    """Return coaches with a visit today, evenings to write down, a sheet under way."""
    days = {one.place.coach: one for one in lay_today(laid)}
    sheets = open_sheets(laid)
    behind = {one.place.coach: one for one in laid}
    return [
        _at(
            coach,
            my_day="/coaching/",
            day=days[coach].url,
            dashboard=f"{behind[coach].url}/{behind[coach].side_id}/dashboard",
            observe=f"/coaching/observations/{sheets[coach]}/watch",
        )
        for coach in [one for one in behind if one in days and one in sheets][:count]
    ]


def _managers(laid: list[Evening], count: int) -> list[Visitor]:
    """Return managers of stores with a project and a coach's day to rate."""
    known = select(Project.unit_id).where(Project.meaning == MARK, Project.state == "running")
    projects = set(session.scalars(known))
    return [
        _at(
            one.place.manager,
            store_home="/",
            rate=f"{one.url}/{one.side_id}/rate",
            project=f"/store/{one.place.unit_id}/project",
            board=f"/store/{one.place.unit_id}/board",
            brief=f"/store/{one.place.unit_id}/brief",
        )
        for one in laid
        if one.place.unit_id in projects
    ][:count]


def counted_manager() -> Visitor:
    """Return the manager of the store that counted two years and walked everywhere."""
    place, project_id = counted_place()
    return _at(
        place.manager,
        flows=f"/store/{place.unit_id}/flows",
        walk=f"/store/projects/{project_id}/walk",
    )


def _leads(count: int) -> list[Visitor]:
    rows = session.execute(_LEADS, {"count": count}).all()
    return [_at(row.person_id, region=f"/regions/{row.region_id}/board") for row in rows]
