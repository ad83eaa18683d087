"""What surrounds every page: the menu of today's roles, the messages left by the last act."""

from dataclasses import dataclass
from typing import Any

from flask import current_app, get_flashed_messages, request
from flask_wtf.csrf import generate_csrf

from lms.accounts import policies
from lms.core import access
from lms.core.access import Role, Viewer
from lms.core.addresses import url_for
from lms.core.menu import menu_of


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


def menu(viewer: Viewer) -> list[Item]:
    """Return the menu of ``viewer``: the union of today's roles, in one fixed order."""
    if not viewer.is_authenticated:
        return []
    here = request.endpoint or ""
    return [
        Item(
            str(one.label),
            url_for(one.endpoint),
            one.icon,
            one.is_at(here),
            one.raised(viewer),
            short=str(one.short),
        )
        for one in menu_of(viewer)
    ]


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
