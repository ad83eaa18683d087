"""What surrounds every page: the menu of today's roles, the messages left by the last act."""

from dataclasses import dataclass
from typing import Any

from flask import current_app, get_flashed_messages, request, url_for
from flask_wtf.csrf import generate_csrf

from lms.accounts import policies
from lms.core import access
from lms.core.access import Capability, Permission, Role, Viewer
from lms.core.i18n import _


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of the menu; ``raised`` is the middle button of the phone's dock.

    ``short`` is the label where a phone has room for one word only.
    """

    label: str
    url: str
    icon: str
    current: bool = False
    raised: bool = False
    count: int = 0
    short: str = ""


GRID_PAGES = ("labels.grid", "labels.edit_grid", "labels.simulate", "labels.touched", "labels.comp")

TEAM_PAGES = ("coaching.team", "coaching.person")
PROJECT_PAGES = (
    "projects.s", "projects.f", "projects.v", "projects.w", "projects.p", "projects.a",
    "projects.ri", "projects.rev", "projects.c", "projects.board",
)  # fmt: skip
HELP_PAGES = ("projects.region_board", "projects.network_board", "projects.followed_board")
ABOVE = frozenset({Role.COACH, Role.REGIONAL_LEAD, Role.LABEL_OFFICER, Role.ADMINISTRATOR})
VISIT_PAGES = ("coaching.day", "coaching.plan", "coaching.visits", "coaching.rat", "coaching.fig")


def menu(viewer: Viewer) -> list[Item]:
    """Return the menu of ``viewer``: the union of today's roles, in one fixed order."""
    if not viewer.is_authenticated:
        return []
    here = request.endpoint or ""
    items: list[Item] = []

    def add(
        label: str,
        endpoint: str,
        icon: str,
        *,
        under: str | tuple[str, ...] = "",
        short: str = "",
        raised: bool = False,
    ) -> None:
        current = here == endpoint or bool(under and here.startswith(under))
        items.append(Item(label, url_for(endpoint), icon, current, raised, short=short))

    add(_("Home"), "home.index", "home")
    if viewer.may(Permission.LEARN):
        add(_("My paths"), "courses.my_paths", "path", under="courses.learn", short=_("Paths"))
    if viewer.may(Permission.QUOTES_TELL):
        add(_("A difficulty?"), "quotes.tell", "say", short=_("Tell"), raised=True)
    if viewer.may(Permission.CARDS_READ):
        add(_("Cards"), "quotes.library", "cards", under="quotes.card")
    if viewer.may(Permission.QUOTES_COACH):
        add(_("Who waits for me"), "quotes.inbox", "hand", under="quotes.ask")
        add(_("Cards to write"), "quotes.workshop", "pen", under="quotes.draft")
    if viewer.may(Permission.COACHING_RUN):
        add(_("My day"), "coaching.my_day", "calendar", under=VISIT_PAGES)
    elif viewer.may(Permission.COACHING_READ):
        add(_("Visits"), "coaching.visits", "calendar", under=VISIT_PAGES)
    elif viewer.may(Permission.RATINGS_FIGURES):
        add(_("What stores say"), "coaching.figures", "calendar")
    leads = bool(viewer.roles & {Role.UNIT_MANAGER, Role.DEPUTY})
    if viewer.may(Permission.SKILLS_MEASURE):
        add(_("Observe"), "coaching.observe_start", "eye", under="coaching.observe")
        add(_("Skills and tries"), "coaching.teams", "target", under=TEAM_PAGES)
    elif viewer.may(Permission.SKILLS_FIGURES):
        add(_("Skills of the stores"), "coaching.skill_figures", "target")
    if viewer.may(Permission.PRACTICE_OWN):
        add(_("My practice"), "coaching.mine", "compass", short=_("Practice"))
        add(_("Say bravo"), "coaching.bravo", "heart", under="coaching.bravo", raised=leads)
    if Capability.PROJECT in viewer.capabilities or viewer.may(Permission.PROJECT_READ):
        add(_("Store project"), "projects.mine", "flag", under=PROJECT_PAGES, short=_("Project"))
    if viewer.may(Permission.BOARD_READ) and viewer.roles & ABOVE:
        add(_("Who to help"), "projects.my_region", "trend", under=HELP_PAGES)
    if viewer.may(Permission.CARDS_EDIT, Permission.QUOTES_JUDGE, Permission.QUOTES_SETUP):
        add(_("Desk of cards"), "quotes.desk", "bookmark", under="quotes.desk")
    if viewer.may(Permission.TEAM_READ) and Role.REGIONAL_LEAD not in viewer.roles:
        add(_("Team"), "courses.team", "people")
    if viewer.may(Permission.PATH_REPORT):
        add(_("Paths"), "courses.path_list", "report", under="courses.report")
    if viewer.may(Permission.PEOPLE_READ):
        add(_("People"), "network.people", "people", under="network.p")
    if viewer.may(Permission.UNITS_READ):
        add(_("Stores"), "network.units", "store", under="network.u")
    if viewer.may(Permission.REFERENTIAL_WRITE):
        add(_("Referential"), "referential.versions", "compass", under="referential.")
    elif viewer.roles - {Role.EMPLOYEE}:
        add(_("Referential"), "referential.current", "text", under="referential.")
    if viewer.may(Permission.NETWORK_IMPORT):
        add(_("Imports"), "network.imports", "import", under="network.i")
    if viewer.may(Permission.LABELS_NETWORK):
        add(_("Labels"), "labels.network", "medal")
    elif viewer.may(Permission.LABELS_READ):
        add(_("Label"), "labels.mine", "medal", under="labels.store")
    if viewer.may(Permission.LABELS_REVIEW):
        add(_("Evidence to look at"), "labels.evidence_queue", "camera")
    if viewer.may(Permission.LABELS_DECIDE):
        add(_("Labels to decide"), "labels.desk", "hand", under="labels.app")
    if viewer.may(Permission.GRIDS_WRITE, Permission.GRIDS_PUBLISH):
        add(_("Seasons of the label"), "labels.seasons", "calendar", under="labels.season")
        add(_("Grids of the label"), "labels.grids", "grid", under=GRID_PAGES)
    if viewer.may(Permission.CALLS_ANSWER):
        add(_("Entries"), "entries.people", "badge", under="entries.")
        add(_("Calls to make"), "help.calls", "phone")
    if viewer.may(Permission.QUESTIONS_REVIEW):
        add(_("Questions"), "assessment.review_list", "question", under="assessment.")
    return items


def _rest() -> int:
    """Return after how many seconds without a touch a shared tablet closes."""
    return int(policies.limits().shared.idle.total_seconds())


def frame() -> dict[str, Any]:
    """Return what layouts read: viewer, menu, messages, language, CSRF token."""
    viewer = access.current_viewer()
    settings = current_app.extensions["settings"]
    return {
        "viewer": viewer,
        "nav": menu(viewer),
        "desk": not viewer.roles <= {Role.EMPLOYEE, Role.UNIT_MANAGER, Role.DEPUTY, Role.COACH},
        "theme": viewer.theme,
        "messages": get_flashed_messages(with_categories=True),
        "csrf_token": generate_csrf(),
        "here": request.path,
        "demo": settings.demo,
        "rest": _rest() if viewer.shared_device else 0,
    }
