"""What Q1 and Q2 post, read field by field; what cannot be read counts as not said."""

from enum import StrEnum
from typing import TypeVar

from werkzeug.datastructures import MultiDict

from lms.core.ids import uuid_of
from lms.quotes.rules.facets import Asked, Reach, Urgency
from lms.quotes.services.telling import Told

OTHER = "other"
"""Value of ``coach``: not the usual one, whoever is free first."""

E = TypeVar("E", bound=StrEnum)


def one_of(kind: type[E], said: str, default: E) -> E:
    """Return the member named by ``said``, else ``default``."""
    return kind(said) if said in set(kind) else default


def read_told(form: MultiDict[str, str]) -> Told:
    """Return what the form of Q1 tells; every field is optional."""
    coach = form.get("coach", "")
    return Told(
        asked=one_of(Asked, form.get("asked", ""), Asked.WORDS),
        words=form.get("words", "").replace("\r\n", "\n"),
        theme_uid=uuid_of(form.get("theme", "")),
        moment_uid=uuid_of(form.get("moment", "")),
        urgency=one_of(Urgency, form.get("urgency", ""), Urgency.USUAL),
        reach=one_of(Reach, form.get("reach", ""), Reach.ASAP),
        reach_note=form.get("reach_note", ""),
        coach_id=uuid_of(coach),
        not_usual=coach == OTHER,
    )
