"""Facts: what happened, told to whoever cares, after the commit that made it true.

``record`` writes the fact in the caller's transaction with one delivery job per consumer. Each
consumer takes it in its own transaction, exactly once in effect; a failing one is retried with
back-off, then put among the dead (``lms facts list --dead``), and never holds up another.
"""

from lms.core.facts.bus import Emission, backfill, emit_again, record
from lms.core.facts.kinds import CONSUMERS, KINDS, Fact, consumer, consumers_of

__all__ = [
    "CONSUMERS",
    "KINDS",
    "Emission",
    "Fact",
    "backfill",
    "consumer",
    "consumers_of",
    "emit_again",
    "record",
]
