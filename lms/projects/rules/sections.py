"""When a part of the diagnostic may be validated: what it must hold, said as what is missing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from lms.core.i18n import _
from lms.projects.rules.flows.reference import Quality
from lms.projects.rules.walks import Sense

UNIT_SECTIONS: Final = ("voice", "walk", "flows", "skills")
REGION_SECTIONS: Final = ("owe", "cooperate", "visits", "testimony")
IRRITANTS: Final = 7


@dataclass(frozen=True, slots=True)
class SectionFacts:
    """What validating a part depends on; only what concerns the part is looked at."""

    words: str = ""
    """The written synthesis."""
    retained: int = 0
    without_example: int = 0
    """Irritants retained that no customer's words show."""
    walkers_missing: Mapping[Sense, int] = field(default_factory=dict)
    quality: Mapping[str, Quality] = field(default_factory=dict)
    """Per channel that was begun, or that a function serves: another does not apply."""
    estimated: frozenset[str] = frozenset()
    """Channels painted and given numbers by sampled hours."""
    without_measure: int = 0
    """People of the unit with no skill measured by an observer, of those who may be."""
    staff: int = 0


def section_fault(code: str, facts: SectionFacts) -> str | None:
    """Return why part ``code`` may not be validated, or None; raises KeyError for no such part."""
    return _FAULTS[code](facts)


def _voice(facts: SectionFacts) -> str | None:
    if not facts.words.strip():
        return _("Write in a few lines what customers say.")
    if not facts.retained:
        return _("Keep at least one point.")
    if facts.retained > IRRITANTS:
        return _("Keep seven points at most.")
    return _("Show each point with a customer's words.") if facts.without_example else None


def _walk(facts: SectionFacts) -> str | None:
    return _("Some walks are still to be done.") if facts.walkers_missing else None


def _flows(facts: SectionFacts) -> str | None:
    for channel, quality in facts.quality.items():
        if quality is Quality.NONE and channel not in facts.estimated:
            asked = _("Paint the week and count three hours, or bring four weeks of figures.")
            if len(facts.quality) == 1:
                return asked
            return _("Still to do for “%(channel)s”.", channel=channel) + " " + asked
    return None


def _skills(facts: SectionFacts) -> str | None:
    if 2 * facts.without_measure > facts.staff:
        return _("Observe at least half of the team.")
    return None


def _written(facts: SectionFacts) -> str | None:
    return None if facts.words.strip() else _("Write this part.")


_FAULTS: Final[Mapping[str, Callable[[SectionFacts], str | None]]] = {
    "voice": _voice,
    "walk": _walk,
    "flows": _flows,
    "skills": _skills,
    **dict.fromkeys(REGION_SECTIONS, _written),
}
