"""What surrounds every page: the menu of today's roles, the messages left by the last act."""

from dataclasses import dataclass
from typing import Any

from flask import current_app, get_flashed_messages, request
from flask_wtf.csrf import generate_csrf

from lms.accounts import policies
from lms.core import access
from lms.core.access import Viewer
from lms.core.addresses import url_for
from lms.core.menu import Entry, dock_of, menu_of


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of the menu; ``raised`` is a button of the list, or the middle of the dock.

    ``short`` is the label where a phone has room for one word only.
    """

    label: str
    url: str
    icon: str
    current: bool = False
    raised: bool = False
    count: int = 0
    short: str = ""


def bars(viewer: Viewer) -> tuple[list[Item], list[Item]]:
    """Return the menu, and the phone's dock: at most five, those of the role that leads."""
    if not viewer.is_authenticated:
        return [], []
    mine = menu_of(viewer)
    return (
        [_item(one, raised=one.raised(viewer)) for one in mine],
        [_item(one, raised=raised) for one, raised in dock_of(viewer, mine)],
    )


def _item(one: Entry, *, raised: bool) -> Item:
    return Item(
        str(one.label),
        url_for(one.endpoint),
        one.icon,
        one.is_at(request.endpoint or ""),
        raised,
        short=str(one.short),
    )


def _rest() -> int:
    """Return after how many seconds without a touch a shared tablet closes."""
    return int(policies.limits().shared.idle.total_seconds())


def frame() -> dict[str, Any]:
    """Return what layouts read: viewer, menu, messages, language, CSRF token."""
    viewer = access.current_viewer()
    settings = current_app.extensions["settings"]
    nav, dock = bars(viewer)
    return {
        "viewer": viewer,
        "nav": nav,
        "dock": dock,
        "theme": viewer.theme,
        "messages": get_flashed_messages(with_categories=True),
        "csrf_token": generate_csrf(),
        "address_here": request.path,
        "demo": settings.demo,
        "rest": _rest() if viewer.shared_device else 0,
    }
