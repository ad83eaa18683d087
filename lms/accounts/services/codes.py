"""The code of a shared tablet."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete

from lms.accounts.models import Pin
from lms.accounts.rules.secrets import code_flaw
from lms.accounts.services.keys import coded, hash_secret
from lms.accounts.services.words import flaw_words
from lms.core.db import session
from lms.core.errors import Invalid


def check_code(code: str) -> None:
    """Raise Invalid when ``code`` is not 4 to 6 digits, or too easy."""
    flaw = code_flaw(code)
    if flaw is not None:
        raise Invalid({"code": flaw_words(flaw)})


def keep_code(*, person_id: UUID, code: str, now: datetime) -> None:
    """Give a person their tablet code; raises Invalid."""
    check_code(code)
    kept = hash_secret(coded(person_id, code))
    pin = session.get(Pin, person_id)
    if pin is None:
        session.add(Pin(person_id=person_id, code_hash=kept, set_at=now))
    else:
        pin.code_hash, pin.set_at = kept, now


def drop_code(*, person_id: UUID) -> None:
    """Take a person's tablet code away."""
    session.execute(delete(Pin).where(Pin.person_id == person_id))
