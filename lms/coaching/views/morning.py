"""What coaching offers to a team's brief and screen: a gesture to try, a skill of the month, a thank-you."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from lms.coaching.queries import morning
from lms.core import briefs
from lms.core.access import Capability
from lms.core.asking import Question
from lms.core.briefs import Asked, Line, Part
from lms.core.i18n import _
from lms.core.ids import uuid_of

BRAVO = "bravo:"


@briefs.asking(
    "coaching.practice",
    Part.TRY,
    Part.GAP,
    asks=lambda _asked: morning.practised_asked(),
    capability=Capability.COACHING,
)
def practice(_asked: Asked, told: briefs.Answers) -> Iterable[Line]:
    """Yield the gestures of what the team works on, and the skills it chose for the month.

    Nobody's own try is here, nor any figure: a skill is named because the team chose it.
    """
    found = morning.practised(told["version"], told["focus"])
    for key, words, moment in found.gestures:
        yield Line(part=Part.TRY, key=key, words=words, about=moment)
    for uid, name in found.skills:
        yield Line(part=Part.GAP, key=f"skill:{uid}", words=name, about=_("Skill of the month"))


def _said(asked: Asked) -> list[UUID]:
    """Return the bravos among what was told already."""
    said = (one.removeprefix(BRAVO) for one in asked.keys or () if one.startswith(BRAVO))
    return [one for one in map(uuid_of, said) if one is not None]


def _asks(asked: Asked) -> Mapping[str, Question]:
    if asked.keys is None:
        return {"bravos": morning.thanked_asked()}
    return {"bravos": morning.thanked_asked(among=True)} if _said(asked) else {}


def _given(asked: Asked) -> Mapping[str, Any]:
    known: dict[str, Any] = dict(morning.thanked_given(asked.now))
    return known if asked.keys is None else known | {"coaching_bravos": _said(asked)}


@briefs.asking("coaching.bravo", Part.THANKS, asks=_asks, given=_given)
def thanks(_asked: Asked, told: briefs.Answers) -> Iterable[Line]:
    """Yield the bravos that everybody thanked agreed to see shown; who said them is not told."""
    found = morning.read_thanked(told["bravos"])
    attitudes = morning.attitude_names() if found else {}
    for one in found:
        yield Line(
            part=Part.THANKS,
            key=f"{BRAVO}{one.id}",
            words=_("To %(names)s", names=_listed(one.people)),
            body=(one.words,),
            about=attitudes.get(one.attitude_uid, ""),
            at=one.agreed_at,
        )


def _listed(names: tuple[str, ...]) -> str:
    """Return "Inès, Malik and Léo"."""
    if len(names) == 1:
        return names[0]
    return _("%(names)s and %(last)s", names=", ".join(names[:-1]), last=names[-1])
