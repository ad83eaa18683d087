"""A roster as somebody writes it in JSON, read with some indulgence."""

from typing import Any

from lms.quotes.rules.guard.rosters import Roster

GIVEN = ("given", "given_name", "first_name", "firstname", "prenom", "prénom")
FAMILY = ("family", "family_name", "last_name", "lastname", "surname", "nom")
NAME = ("name", "nom", "label")


def roster_from(said: Any) -> Roster:
    """Return the roster of ``{"people": [...], "units": [...]}``.

    Somebody is ``{"given": ..., "family": ...}`` or a string "Given Family"; a unit is its name or
    an object with a ``name``. Raise TypeError, in one sentence, for anything else.
    """
    if not isinstance(said, dict):
        raise TypeError('the roster must be an object {"people": [...], "units": [...]}')
    people, units = said.get("people", []), said.get("units", [])
    if not isinstance(people, list) or not isinstance(units, list):
        raise TypeError('"people" and "units" of the roster must be lists')
    return Roster(map(_person, people), map(_unit, units))


def _person(said: Any) -> tuple[str, str]:
    """Return the given and the family name of one entry."""
    if isinstance(said, str):
        return _apart(said)
    if not isinstance(said, dict):
        raise TypeError(f'somebody of the roster must be {{"given", "family"}}, not {said!r:.60}')
    given, family = _first(said, GIVEN), _first(said, FAMILY)
    if given or family:
        return given, family
    return _apart(_first(said, NAME))


def _apart(name: str) -> tuple[str, str]:
    """Return the two names of "Karim Benali" or "BENALI Karim"; one word alone is both."""
    words = name.split()
    if len(words) < 2:  # noqa: PLR2004 - one word
        return name, name
    large = [word for word in words if word.isupper() and len(word) > 1]
    if large and len(large) < len(words):
        return " ".join(word for word in words if word not in large), " ".join(large)
    return words[0], " ".join(words[1:])


def _unit(said: Any) -> str:
    """Return the name of a unit."""
    name = _first(said, NAME) if isinstance(said, dict) else said
    if not isinstance(name, str):
        raise TypeError(f"a unit of the roster must be its name, not {said!r:.60}")
    return name


def _first(said: dict[str, Any], keys: tuple[str, ...]) -> str:
    """Return the first of these that is a string, or nothing."""
    return next((said[key] for key in keys if isinstance(said.get(key), str)), "")
