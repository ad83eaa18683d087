"""The landing page: what now, by role; and the pages browsers ask for by themselves."""

from flask import Blueprint, Response, current_app, url_for

from lms.core import assets, clock, pages, todo
from lms.core.access import Permission, Role, Viewer, current_viewer, public, requires
from lms.core.i18n import _
from lms.courses import queries
from lms.courses.queries.team import TeamPath, list_team_paths

bp = Blueprint("home", __name__)

LESSONS = frozenset({"courses.next_lesson"})
"""The page shows the next lesson by itself, as a ticket."""
MOST_ACTS = 5


@bp.get("/")
@requires(Permission.SELF)
def index() -> str:
    """L1: one lesson to go on with, the try of the day, then what each role looks after."""
    viewer = current_viewer()
    person_id = viewer.person_id
    assert person_id is not None  # noqa: S101 - @requires refused anybody else
    learns = viewer.may(Permission.LEARN)
    paths, open_try = queries.get_at_home(person_id) if learns else ([], None)
    current = next((p for p in paths if p.state != "complete" and p.standing.next_lesson), None)
    acts = todo.next_acts(viewer, clock.now(), limit=MOST_ACTS, without=LESSONS)
    return pages.render(
        "home/index.html",
        paths=paths,
        path=current,
        learns=learns,
        today=viewer.today or clock.today(),
        open_try=open_try,
        team=_team(viewer),
        people=[act for act in acts if act.rank < todo.OWN],
        acts=[act for act in acts if act.rank >= todo.OWN],
        store=viewer.primary.unit_name if viewer.primary else "",
    )


def _team(viewer: Viewer) -> list[TeamPath]:
    """Return the paths of the unit the viewer manages, or nothing."""
    for held in viewer.grants:
        if held.role in {Role.UNIT_MANAGER, Role.DEPUTY} and held.scope_id:
            return list_team_paths(held.scope_id, viewer.today or clock.today())
    return []


@bp.get("/offline")
@public
def offline() -> str:
    """Show the page without a network; the service worker keeps it."""
    return pages.render("errors/offline.html", nav=())


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
