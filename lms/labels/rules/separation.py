"""Who may not judge what they had a hand in: submitter, auditor, panel, appeal judge, coach differ.

Each function returns the sentence that says why not, or None. Numbers and delays are settings and
come as arguments; what cannot be relaxed (the submitter never audits, nor the coach) does not.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from lms.core.i18n import _
from lms.labels.rules.grid import Level, rank

PANEL: Final = 2
OVERRIDE: Final = 1

People = Collection[UUID]


@dataclass(frozen=True, slots=True)
class Hands:
    """Who had a hand in an application.

    ``coaches``: who coached the unit in the last 12 months, a replacement's day included.
    ``in_charge``: the unit's manager and deputies of today.
    """

    submitter: UUID | None = None
    auditors: frozenset[UUID] = frozenset()
    deciders: frozenset[UUID] = frozenset()
    coaches: frozenset[UUID] = frozenset()
    in_charge: frozenset[UUID] = frozenset()

    @property
    def own(self) -> frozenset[UUID]:
        """Return the people of the unit: who submitted, who is in charge."""
        return self.in_charge | ({self.submitter} if self.submitter else set())


def audit_fault(person: UUID, hands: Hands, *, same_region: bool) -> str | None:
    """Return why ``person`` may not audit, or None; ``same_region`` False when that is allowed."""
    if person in hands.own:
        return _("Nobody audits what they submitted or are in charge of.")
    if person in hands.coaches:
        return _("Who coached a store recently does not audit it.")
    if same_region:
        return _("An auditor comes from another region.")
    return None


def panel_fault(people: People, hands: Hands, *, needed: int = PANEL) -> str | None:
    """Return why ``people`` may not decide together, or None."""
    if len(set(people)) < needed:
        return _("More people have to decide.")
    if hands.auditors.intersection(people):
        return _("Who audits does not decide.")
    if (hands.own | hands.coaches).intersection(people):
        return _("Nobody decides on a store they run or coach.")
    return None


def judge_fault(people: People, hands: Hands, *, needed: int = 1) -> str | None:
    """Return why ``people`` may not judge an appeal, or None."""
    if len(set(people)) < needed:
        return _("More people have to decide.")
    if (hands.auditors | hands.deciders).intersection(people):
        return _("An appeal is judged by people who neither audited nor decided.")
    if (hands.own | hands.coaches).intersection(people):
        return _("Nobody judges an appeal of a store they run or coach.")
    return None


def review_fault(person: UUID, uploader: UUID, hands: Hands) -> str | None:
    """Return why ``person`` may not say whether evidence is good, or None."""
    if person == uploader or person in hands.own:
        return _("Nobody validates evidence they gave.")
    return None


def override_fault(
    computed: Level | None, decided: Level | None, reason: str, *, most: int = OVERRIDE
) -> str | None:
    """Return why a panel may not decide ``decided`` where ``computed`` came out, or None."""
    distance = abs(rank(computed) - rank(decided))
    if distance > most:
        return _("A panel may decide one level above or below, no more.")
    if distance and not reason.strip():
        return _("Say why it is not the computed level: the store reads it.")
    return None
