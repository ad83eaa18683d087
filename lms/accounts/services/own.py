"""What people set for themselves: secret, tablet code, language, theme, rhythm."""

from datetime import datetime
from uuid import UUID

from lms.accounts.models import Account, Person
from lms.accounts.queries import get_person
from lms.accounts.services.codes import drop_code, keep_code
from lms.accounts.services.doors import check_own_secret
from lms.accounts.services.invitations import check_new_secret, set_secret
from lms.accounts.services.sessions import renew_token
from lms.core.access import Viewer
from lms.core.db import session
from lms.core.errors import Forbidden, Invalid
from lms.core.i18n import LOCALES, _

THEMES = ("system", "light", "dark")


def _own_door(viewer: Viewer) -> UUID:
    """Return who looks; raises Forbidden on a shared tablet, where four digits open no settings."""
    if viewer.person_id is None or viewer.session_id is None or viewer.shared_device:
        raise Forbidden(_("Do this from your own phone or a computer, not on the shared tablet."))
    return viewer.person_id


def change_secret(*, viewer: Viewer, current: str, new: str, address: str, now: datetime) -> str:
    """Replace one's secret; every other session ends. Return the new token of this session.

    Raises WrongSecret, TooMany, Invalid or Forbidden (shared tablet).
    """
    person = get_person(_own_door(viewer))
    check_own_secret(person_id=person.id, secret=current, address=address, now=now)
    check_new_secret(person, new)
    set_secret(person, new, now, keep=viewer.session_id)
    assert viewer.session_id is not None  # noqa: S101 - checked by _own_door
    return renew_token(session_id=viewer.session_id, now=now)


def set_code(*, viewer: Viewer, code: str, now: datetime) -> None:
    """Choose one's tablet code, 4 to 6 digits; raises Invalid or Forbidden."""
    keep_code(person_id=_own_door(viewer), code=code, now=now)


def remove_code(*, viewer: Viewer) -> None:
    """Give up one's tablet code."""
    drop_code(person_id=_own_door(viewer))


def set_preferences(
    *,
    viewer: Viewer,
    locale: str | None = None,
    theme: str | None = None,
    rhythm: int | None = None,
) -> Person:
    """Choose language, look and days a week; what is None stays. Raises Invalid."""
    assert viewer.person_id is not None  # noqa: S101 - the view requires somebody
    person = get_person(viewer.person_id)
    if locale is not None:
        person.locale = _one_of(locale, LOCALES, "locale")
    if theme is not None:
        person.theme = _one_of(theme, THEMES, "theme")
    if rhythm is not None:
        if rhythm not in range(1, 8):
            raise Invalid({"rhythm": _("Choose 1 to 7 days.")})
        person.rhythm = rhythm
    return person


def _one_of(value: str, choices: tuple[str, ...], field: str) -> str:
    if value not in choices:
        raise Invalid({field: _("Choose one of the answers.")})
    return value


def finish_first_steps(*, viewer: Viewer, now: datetime) -> None:
    """Note that the person was welcomed: the first steps are not shown again by themselves."""
    assert viewer.person_id is not None  # noqa: S101 - the view requires somebody
    person = get_person(viewer.person_id)
    person.welcomed_at = person.welcomed_at or now


def close_account(*, person_id: UUID) -> None:
    """Take a leaver's secret and code away; their sessions are ended apart."""
    account = session.get(Account, person_id)
    if account is not None:
        account.password_hash = None
    drop_code(person_id=person_id)
