"""The detectors: each reads a text once and yields what it found, without knowing the others."""

from collections.abc import Callable, Iterator

from lms.quotes.rules.guard.detectors import (
    figures,
    initials,
    moments,
    names,
    persons,
    phrases,
    places,
    ranks,
    staff,
    strangers,
    tone,
    towns,
    units,
    world,
)
from lms.quotes.rules.guard.findings import Hit
from lms.quotes.rules.guard.reading import Reading
from lms.quotes.rules.guard.rosters import Roster

Detector = Callable[[Reading, Roster], Iterator[Hit]]

DETECTORS: tuple[Detector, ...] = (
    units.units,
    places.addresses,
    towns.towns,
    names.names,
    initials.initials,
    figures.contacts,
    figures.amounts,
    figures.references,
    moments.dates,
    moments.weekdays,
    moments.relative_days,
    moments.hours,
    staff.roles,
    staff.agreements,
    ranks.ranks,
    persons.kin,
    persons.ages,
    persons.origins,
    persons.looks,
    persons.tongues,
    phrases.phrases,
    world.events,
    world.brands,
    initials.letters,
    places.capital_places,
    strangers.unknown,
    tone.blame,
)
