"""The small-network profile (kernel K12): other values for some rules, proposed, never applied alone.

A feature says, beside its policies, what suits a network where everybody knows everybody. Somebody
reads what each change gives and asks, then decides; what nobody may relax is not in here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask_babel.speaklater import LazyString

from lms.core import policy
from lms.core.errors import Refused
from lms.core.i18n import _
from lms.core.policies import SMALL_REGIONS, SMALL_UNITS
from lms.core.policy import POLICIES, Policy, Value


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What suits a small network for one rule: the value, what it gives and what it asks."""

    code: str
    value: Value
    gives: LazyString
    asks: LazyString

    @property
    def policy(self) -> Policy:
        """Return the rule."""
        return POLICIES[self.code]


SMALL: dict[str, Suggestion] = {}


def suggest(code: str, value: Value, *, gives: LazyString, asks: LazyString) -> None:
    """Say what suits a small network for ``code``; raises ValueError for what may not be relaxed."""
    found = POLICIES[code]
    if not found.relaxable or not found.accepts(value):
        message = f"{code}: a profile may not set {value}"
        raise ValueError(message)
    made = Suggestion(code, value, gives, asks)
    if SMALL.setdefault(code, made) is not made and SMALL[code] != made:
        message = f"{code} is suggested twice"
        raise ValueError(message)


def is_small(regions: int, units: int) -> bool:
    """Tell whether a network of so many regions and units is small."""
    return regions < policy.number(SMALL_REGIONS) or units < policy.number(SMALL_UNITS)


def open_suggestions() -> list[Suggestion]:
    """Return what the profile would still change, by code: neither in force nor decided to come."""
    found = []
    for code in sorted(SMALL):
        last = policy.coming(code)
        value = last[-1].value if last else policy.value(code)
        if value != SMALL[code].value:
            found.append(SMALL[code])
    return found


def never_relaxed() -> list[Policy]:
    """Return the rules nobody may change, whatever the size of the network."""
    return [POLICIES[code] for code in sorted(POLICIES) if not POLICIES[code].relaxable]


def adopt(
    codes: Sequence[str],
    *,
    regions: int,
    units: int,
    decided_by: UUID,
    reason: str,
    valid_from: datetime | None = None,
) -> list[str]:
    """Decide the rules of the profile that somebody chose; return their codes.

    Raises Refused when the network is not small or nothing is left to change, Invalid without a
    reason or for an instant past: nothing ever begins before it was decided.
    """
    if not is_small(regions, units):
        raise Refused(_("This profile is for small networks: yours has grown out of it."))
    chosen = [one for one in open_suggestions() if one.code in set(codes)]
    if not chosen:
        raise Refused(_("Choose at least one rule to change."))
    for one in chosen:
        policy.decide(
            one.code, one.value, decided_by=decided_by, reason=reason, valid_from=valid_from
        )
    return [one.code for one in chosen]
