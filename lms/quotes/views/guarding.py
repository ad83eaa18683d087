"""The guard in words: what each passage is, which checks hold, how large the crowd is."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from lms.core.i18n import _
from lms.quotes.queries.looking import Look

GROUPS: Final = {
    "people": (
        "first_name",
        "surname",
        "titled_name",
        "initials",
        "proper_name",
        "handle",
        "email",
        "phone",
        "sole_role",
        "chief",
        "newcomer",
        "gendered_role",
        "seniority",
        "team_size",
    ),
    "places": ("unit", "unit_hint", "town", "place", "address", "brand", "url"),
    "times": ("date", "weekday", "relative_day", "hour", "amount", "reference", "plate"),
    "private": (
        "health",
        "disability",
        "pregnancy",
        "religion",
        "union",
        "private_life",
        "appearance",
        "family",
        "age",
        "origin",
        "language",
        "event",
        "outsider",
    ),
    "tone": ("blame",),
}
"""What kinds of passages each check of the panel stands for."""


@dataclass(frozen=True, slots=True)
class Check:
    """A line of the panel: words, and whether it holds."""

    words: str
    holds: bool


def checks_of(seen: Look) -> list[Check]:
    """Return the lines of the panel, in a fixed order."""
    kinds = {one.kind for one in seen.to_fix}
    words = {
        "people": (_("No name, no role only one person holds"), _("Somebody can be named")),
        "places": (_("No store, no town, no place"), _("A place shows")),
        "times": (_("No date, no hour, no number"), _("A date or a number shows")),
        "private": (_("Nothing private, no event people remember"), _("Something too personal")),
        "tone": (_("No word that blames"), _("A word blames somebody")),
    }
    found = []
    for group, of in GROUPS.items():
        good, bad = words[group]
        holds = kinds.isdisjoint(of)
        found.append(Check(good if holds else bad, holds))
    copied = bool(seen.copied)
    said = _("Words of the person are copied") if copied else _("No words of the person")
    return [*found, Check(said, not copied)]


def kind_names(kinds: Iterable[str]) -> dict[str, str]:
    """Return what each kind of passage is, as a coach would say it."""
    known = _kinds()
    return {kind: known.get(kind, _("a passage that may point at somebody")) for kind in kinds}


def _kinds() -> dict[str, str]:
    return {**_who(), **_where(), **_self()}


def _who() -> dict[str, str]:
    return {
        "first_name": _("a first name"),
        "surname": _("a family name"),
        "titled_name": _("somebody's name"),
        "initials": _("initials"),
        "proper_name": _("a name"),
        "handle": _("an account name"),
        "email": _("an e-mail address"),
        "phone": _("a telephone number"),
        "sole_role": _("a role only one person holds"),
        "chief": _("somebody in charge"),
        "newcomer": _("somebody who has just come"),
        "gendered_role": _("a role that tells man or woman"),
        "seniority": _("years in the job"),
        "team_size": _("the size of the team"),
    }


def _where() -> dict[str, str]:
    return {
        "unit": _("a store"),
        "unit_hint": _("a clue to a store"),
        "town": _("a town"),
        "place": _("a place"),
        "address": _("an address"),
        "brand": _("a brand"),
        "url": _("a web address"),
        "date": _("a date"),
        "weekday": _("a day of the week"),
        "relative_day": _("a day that can be counted"),
        "hour": _("an hour"),
        "amount": _("an amount"),
        "reference": _("a reference"),
        "plate": _("a number plate"),
    }


def _self() -> dict[str, str]:
    return {
        "health": _("health"),
        "disability": _("a disability"),
        "pregnancy": _("a pregnancy"),
        "religion": _("a religion"),
        "union": _("a union"),
        "private_life": _("private life"),
        "appearance": _("somebody's looks"),
        "family": _("a family tie"),
        "age": _("an age"),
        "origin": _("an origin"),
        "language": _("a language"),
        "event": _("an event people remember"),
        "outsider": _("somebody from outside people remember"),
        "blame": _("words that blame"),
    }


def field_names() -> dict[str, str]:
    """Return the fields and facets of a card, as the editor calls them."""
    return {
        "title": _("Title"),
        "situation": _("The difficulty"),
        "say": _("A sentence to say"),
        "gesture": _("A gesture to do"),
        "theme_uid": _("the practice"),
        "moment_uid": _("the moment"),
        "channel": _("the channel"),
        "level": _("the level"),
    }


def told(seen: Look) -> dict[str, object]:
    """Return what every template that shows the guard reads."""
    return {
        "seen": seen,
        "checks": checks_of(seen),
        "kind_name": kind_names({one.kind for one in seen.findings}),
        "field_name": field_names(),
    }
