"""What coaching offers to a team's brief and screen: a gesture to try, a skill of the month, a thank-you."""

from collections.abc import Iterable

from lms.coaching.queries import morning
from lms.core import briefs
from lms.core.access import Capability
from lms.core.briefs import Asked, Line, Part
from lms.core.i18n import _
from lms.core.ids import uuid_of

BRAVO = "bravo:"


@briefs.source("coaching.practice", Part.TRY, Part.GAP, capability=Capability.COACHING)
def practice(asked: Asked) -> Iterable[Line]:
    """Yield the gestures of what the team works on, and the skills it chose for the month.

    Nobody's own try is here, nor any figure: a skill is named because the team chose it.
    """
    found = morning.practised(asked.unit_id, asked.day)
    for key, words, moment in found.gestures:
        yield Line(part=Part.TRY, key=key, words=words, about=moment)
    for uid, name in found.skills:
        yield Line(part=Part.GAP, key=f"skill:{uid}", words=name, about=_("Skill of the month"))


@briefs.source("coaching.bravo", Part.THANKS)
def thanks(asked: Asked) -> Iterable[Line]:
    """Yield the bravos that everybody thanked agreed to see shown; who said them is not told."""
    wanted = None
    if asked.keys is not None:
        said = [uuid_of(one.removeprefix(BRAVO)) for one in asked.keys if one.startswith(BRAVO)]
        wanted = [one for one in said if one is not None]
        if not wanted:
            return
    found = morning.thanked(asked.unit_id, asked.now, wanted)
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
