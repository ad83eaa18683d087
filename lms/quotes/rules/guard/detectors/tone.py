"""Phrases that blame: they betray nobody, they stop people from telling."""

import re
from collections.abc import Iterator

from lms.quotes.rules.guard.findings import Hit, Kind
from lms.quotes.rules.guard.reading import Reading
from lms.quotes.rules.guard.rosters import Roster
from lms.quotes.rules.guard.vocabulary.tone import BLAME

PATTERNS = [re.compile(pattern) for pattern, _ in BLAME]


def blame(reading: Reading, _roster: Roster) -> Iterator[Hit]:
    """Yield phrases that blame."""
    for pattern in PATTERNS:
        for match in pattern.finditer(reading.low):
            i = reading.first_at(match.start())
            if reading.quoted[i] and not reading.told(i):
                continue
            yield Hit(match.start(), match.end(), Kind.BLAME)
