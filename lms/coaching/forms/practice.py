"""What forms of observations, tries and skills say, read without trusting any of it."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Final
from uuid import UUID

from lms.coaching.rules.skills import LEVELS
from lms.coaching.services.observations import MOST_TAPS, Said, Tapped, Times

FIRST, AFTER = date(2000, 1, 1), date(2200, 1, 1)
OTHER: Final = "other"
"""The pill that opens a field for any day."""


def day_of(said: str) -> date | None:
    """Return a day written in a form, None when it cannot be read."""
    try:
        day = date.fromisoformat(said)
    except ValueError:
        return None
    return day if FIRST < day < AFTER else None


def instant_of(said: str) -> datetime | None:
    """Return an instant as a phone writes it ("2026-03-12T08:41:00.000Z"), None when it is none."""
    try:
        found = datetime.fromisoformat(said)
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo else None


def times_of(form: Mapping[str, str]) -> Times:
    """Return when the phone says the watching and the exchange took place."""
    return Times(instant_of(form.get("observed_at", "")), instant_of(form.get("told_at", "")))


def taps_of(form: Mapping[str, str], known: Iterable[tuple[str, UUID]]) -> list[Tapped]:
    """Return the counters of a sheet; those the form does not name are left as they are."""
    pressed = form.get("tap", "")
    found = []
    for kind, uid in known:
        name = f"{kind}.{uid}"
        said = form.get(f"seen.{name}", "")
        if said.isdecimal() and len(said) < 4:  # noqa: PLR2004
            seen = int(said) + (name == pressed)
            found.append(Tapped(kind, uid, min(seen, MOST_TAPS)))
    return found


def said_of(form: Mapping[str, str], names: Mapping[str, str] | None = None) -> Said:
    """Return the words of an exchange; ``names`` are those of the strengths one may tap.

    A strength tapped and words typed beside it make one sentence after the other.
    """
    words = form.get("strength", "").strip()
    tapped = (names or {}).get(form.get("strength_of", ""), "")
    strength = f"{tapped}. {words}".strip() if tapped and words else tapped or words
    day = form.get("try_on", "")
    return Said(
        facts=form.get("facts", ""),
        strength=strength,
        try_words=form.get("try_words", ""),
        try_on=day_of(form.get("try_date", "") if day in {OTHER, ""} else day),
    )


def levels_of(form: Mapping[str, str], skills: Iterable[UUID]) -> dict[UUID, int]:
    """Return the levels a form gives; a skill left alone is not in it."""
    scale = {str(level): level for level in LEVELS}
    said = {uid: form.get(f"level.{uid}", "") for uid in skills}
    return {uid: scale[word] for uid, word in said.items() if word in scale}
