"""The landing page: what now, by role; and the pages browsers ask for by themselves."""

from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, Response, current_app, url_for

from lms.coaching.queries import bravo
from lms.coaching.views import phone_sheets
from lms.core import assets, briefs, clock, pages, todo
from lms.core.access import Permission, Role, Viewer, current_viewer, public, requires
from lms.core.errors import NotFound
from lms.core.i18n import _
from lms.courses import queries
from lms.courses.queries.team import TeamPath, list_team_paths
from lms.projects.queries.briefs import live_in

bp = Blueprint("home", __name__)

LESSONS = frozenset({"courses.next_lesson"})
"""The page shows the next lesson by itself, as a ticket."""
MOST_ACTS = 6
RUNS = (Role.UNIT_MANAGER, Role.DEPUTY)
"""Who runs a store: one's own comes before the one where one stands in."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What the viewer looks after, for the links and the parts of their page."""

    unit_id: UUID | None = None
    """The store they run."""
    region_id: UUID | None = None
    """The region they lead."""
    visits: bool = False
    """They coach: their day is one page further."""
    follows: bool = False
    """They look at stores one by one, and lead no region nor the network."""

    @property
    def is_theirs(self) -> bool:
        """Tell whether they look after anybody."""
        return self.visits or self.unit_id is not None or self.region_id is not None


def desk_of(viewer: Viewer) -> Desk:
    """Return what the viewer looks after today; nothing is read from the database."""
    held = {one.role: one.scope_id for one in reversed(viewer.grants)}
    return Desk(
        unit_id=next((held[role] for role in RUNS if held.get(role)), None),
        region_id=held.get(Role.REGIONAL_LEAD),
        visits=viewer.may(Permission.COACHING_RUN),
        follows=viewer.may(Permission.COACHING_RUN)
        and {one.scope_kind for one in viewer.grants_for(Permission.BOARD_READ)} == {"unit"},
    )


@bp.get("/")
@requires(Permission.SELF)
def index() -> str | Response:
    """L1, C1, U1, R1: one act, the next few, then what each role looks after.

    Who looks after others keeps the page on a personal phone: a stockroom has no network.
    """
    viewer = current_viewer()
    person_id = viewer.person_id
    assert person_id is not None  # noqa: S101 - @requires refused anybody else
    learns = viewer.may(Permission.LEARN)
    paths, open_try = queries.get_at_home(person_id) if learns else ([], None)
    acts = todo.next_acts(viewer, clock.now(), limit=MOST_ACTS, without=LESSONS)
    desk = desk_of(viewer)
    html = pages.render(
        "home/index.html",
        paths=paths,
        path=next((p for p in paths if p.state != "complete" and p.standing.next_lesson), None),
        learns=learns,
        today=viewer.today or clock.today(),
        open_try=open_try,
        team=_team(viewer, desk),
        desk_of=desk,
        leads=bool(viewer.roles - {Role.EMPLOYEE}),
        people=[act for act in acts if act.rank < todo.OWN],
        acts=[act for act in acts if act.rank >= todo.OWN],
        store=viewer.primary.unit_name if viewer.primary else "",
    )
    return pages.offline_copy(html, _kept_with(viewer, desk)) if desk.is_theirs else html


def _kept_with(viewer: Viewer, desk: Desk) -> list[str]:
    """Return the pages kept beside this one: what is done where there is no network."""
    found = [url_for("coaching.my_day"), *phone_sheets.kept_with()] if desk.visits else []
    if viewer.primary and viewer.may(Permission.PRACTICE_OWN):
        found.append(url_for("coaching.mine"))
    if desk.follows:
        found.append(url_for("projects.followed_board"))
    if desk.unit_id and viewer.may(Permission.PROJECT_LEAD):
        found.append(url_for("projects.rituals", unit_id=desk.unit_id))
    if desk.region_id and viewer.may(Permission.BOARD_READ):
        found.append(url_for("projects.region_board", region_id=desk.region_id))
    return found


def _team(viewer: Viewer, desk: Desk) -> list[TeamPath]:
    """Return the paths of the unit the viewer manages, or nothing."""
    if desk.unit_id is None:
        return []
    return list_team_paths(desk.unit_id, viewer.today or clock.today())


@bp.get("/my-store/now")
@requires(Permission.SELF)
def store_now() -> str:
    """Say where the store's label goes next and what its wall begins with; home asks for it drawn."""
    viewer = current_viewer()
    unit_id = desk_of(viewer).unit_id
    if unit_id is None:
        raise NotFound
    thanks = bravo.latest(viewer, unit_id) if viewer.may(Permission.BRAVO_SAY) else None
    return pages.page_or_block(
        "home/store_now.html",
        "now",
        unit_id=unit_id,
        step=_next_step(viewer, unit_id) if viewer.may(Permission.LABELS_READ) else None,
        thanks=thanks,
    )


def _next_step(viewer: Viewer, unit_id: UUID) -> briefs.Line | None:
    """Return what is left before the next level of the label, as whoever keeps it says it."""
    day = viewer.today or clock.today()
    step = frozenset({briefs.Part.STEP})
    asked = briefs.Asked(unit_id=unit_id, day=day, now=clock.now(), seed="", parts=step)
    return next(iter(briefs.lines(asked, live_in(unit_id, day))), None)


@bp.get("/offline")
@public
def offline() -> str:
    """Show the page without a network; the service worker keeps it."""
    return pages.render("errors/offline.html", nav=(), dock=())


@bp.get("/sw.js")
@public
def service_worker() -> Response:
    """Give the service worker, at the root so that it watches every page."""
    body = (assets.FOLDER / "js" / "sw.js").read_text(encoding="utf-8")
    body = body.replace("__RELEASE__", assets.release())
    return Response(body, content_type="text/javascript; charset=utf-8")


@bp.get("/manifest.webmanifest")
@public
def manifest() -> Response:
    """Tell what an installed Comptoir is called and looks like."""
    icons = [
        {"src": assets.static_url(f"icons/icon-{size}.png"), "sizes": f"{size}x{size}"}
        for size in (192, 512)
    ]
    icons.append(
        {
            "src": assets.static_url("icons/icon-maskable-512.png"),
            "sizes": "512x512",
            "purpose": "maskable",
        }
    )
    body = {
        "name": "Comptoir",
        "short_name": "Comptoir",
        "description": _("Learn to welcome customers, three minutes at a time."),
        "id": "/",
        "start_url": url_for("home.index"),
        "display": "standalone",
        "background_color": "#F5F2E8",
        "theme_color": "#0C5A54",
        "icons": icons,
    }
    return Response(
        current_app.json.dumps(body), content_type="application/manifest+json; charset=utf-8"
    )
