"""What is read from posts about days and dashboards, field by field."""

from datetime import date
from typing import Final
from uuid import UUID

from werkzeug.datastructures import MultiDict

from lms.coaching.rules.dashboards import PARTS
from lms.coaching.services.dashboards import Seen
from lms.coaching.services.days import Wanted

EARLIEST, LATEST = date(2000, 1, 1), date(2200, 1, 1)
NO_STAGE: Final = -1


def read_day(said: str) -> date | None:
    """Return a day written in a form, None when it cannot be read."""
    try:
        day = date.fromisoformat(said.strip())
    except ValueError:
        return None
    return day if EARLIEST < day < LATEST else None


def read_uuid(said: str) -> UUID | None:
    """Return the identifier written in a form, or None."""
    try:
        return UUID(said)
    except ValueError:
        return None


def read_number(said: str) -> int:
    """Return a small number, or one that no form offers."""
    return int(said) if said.isascii() and said.isdecimal() and len(said) <= 2 else NO_STAGE  # noqa: PLR2004 - no answer has three figures


def read_wanted(form: MultiDict[str, str]) -> Wanted:
    """Return what is asked of a day."""
    return Wanted(
        reason=form.get("reason", ""),
        moved_to=read_day(form.get("moved_to", "")),
        replacement=read_uuid(form.get("replacement", "")),
        missed_by=form.get("missed_by", ""),
    )


def read_seen(form: MultiDict[str, str]) -> Seen:
    """Return what a coach saw; a part without an answer is absent."""
    return Seen(
        stages={
            part: read_number(form[f"stage.{part}"])
            for part in PARTS
            if form.get(f"stage.{part}", "")
        },
        again=frozenset(form.getlist("again")) & frozenset(PARTS),
        obstacle=form.get("obstacle", ""),
        next_words=form.get("next_words", ""),
        next_owner_id=read_uuid(form.get("next_owner_id", "")),
        next_due=read_day(form.get("next_due", "")),
    )
