"""People themselves: registered, erased."""

from datetime import datetime
from uuid import UUID

from lms.accounts.models import Person
from lms.accounts.queries import get_person
from lms.accounts.rules.names import employee_number, one_line, sort_key
from lms.core import audit, ids, privacy
from lms.core.db import session
from lms.core.errors import Invalid
from lms.core.i18n import LOCALES, _


def register_person(
    *,
    given_name: str,
    family_name: str,
    now: datetime,
    external_id: str | None = None,
    email: str | None = None,
    locale: str = "fr",
) -> Person:
    """Make somebody known, without job nor account; raises Invalid for a name or a language."""
    given, family = one_line(given_name), one_line(family_name)
    errors = {}
    if not given:
        errors["given_name"] = _("Type a first name.")
    if not family:
        errors["family_name"] = _("Type a name.")
    if locale not in LOCALES:
        errors["locale"] = _("Choose one of the answers.")
    if errors:
        raise Invalid(errors)
    person = Person(
        id=ids.new_id(),
        external_id=employee_number(external_id) if external_id else None,
        given_name=given,
        family_name=family,
        sort_key=sort_key(family, given),
        email=email.strip() if email else None,
        locale=locale,
        created_at=now,
    )
    session.add(person)
    session.flush()
    return person


def erase_person(*, person_id: UUID, erased_by: UUID | None, now: datetime) -> None:
    """Take names, secrets and sessions of somebody away for good, in every declared table.

    Ledgers keep an identifier that leads to nobody any more. Raises NotFound.
    """
    person = get_person(person_id)
    person.erased_at = now
    session.flush()
    privacy.erase_person(person_id)
    session.expire(person)
    audit.note("accounts:person:erase", "accounts_person", person_id, actor_id=erased_by)
