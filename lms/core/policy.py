"""Policies: every threshold, delay and separation of duties, decided, dated and readable by all.

A feature declares its policies with :func:`define`; code asks :func:`value`. A decision is a row of
a ledger, valid from an instant that was to come when it was taken: what is past is never rewritten.
Nothing fails open: an unknown code, an unreadable table or a stored value out of bounds raises.
"""

from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from flask_babel.speaklater import LazyString
from sqlalchemy import event, insert, select
from sqlalchemy.orm import Session

from lms.core import audit, clock, ids
from lms.core.db import session
from lms.core.errors import Invalid, Refused
from lms.core.i18n import _, format_day, ngettext
from lms.core.models import PolicyDecision

Value = int | bool
TTL = timedelta(seconds=20)
"""How long another process may go on with what it read."""

UNITS: Mapping[str, Callable[[int], str]] = {
    "": str,
    "people": lambda n: ngettext("%(num)s person", "%(num)s people", n),
    "tries": lambda n: ngettext("%(num)s try", "%(num)s tries", n),
    "times": lambda n: ngettext("once", "%(num)s times", n),
    "percent": lambda n: _("%(num)s percent", num=n),
    "seconds": lambda n: ngettext("%(num)s second", "%(num)s seconds", n),
    "minutes": lambda n: ngettext("%(num)s minute", "%(num)s minutes", n),
    "hours": lambda n: ngettext("%(num)s hour", "%(num)s hours", n),
    "days": lambda n: ngettext("%(num)s day", "%(num)s days", n),
    "months": lambda n: ngettext("%(num)s month", "%(num)s months", n),
    "mails": lambda n: ngettext("%(num)s mail", "%(num)s mails", n),
    "clock": lambda n: _("%(num)s:00", num=n),
    "weekday": lambda n: format_day(date(2024, 1, n), "EEEE"),  # 1 January 2024 was a Monday
    "megabytes": lambda n: _("%(num)s MB", num=n),
}


class PolicyCorrupt(Exception):
    """A stored value nobody could have decided: somebody wrote to the table by other ways."""


@dataclass(frozen=True, slots=True)
class Policy:
    """One rule people live under. ``floor`` and ``ceiling`` are never passed, by anybody."""

    code: str
    default: Value
    sentence: LazyString
    unit: str
    floor: int | None
    ceiling: int | None
    relaxable: bool

    def accepts(self, value: object) -> bool:
        """Tell whether ``value`` is of the right kind and within the bounds."""
        if isinstance(self.default, bool) or isinstance(value, bool):
            return isinstance(value, bool) and isinstance(self.default, bool)
        return isinstance(value, int) and (
            (self.floor is None or value >= self.floor)
            and (self.ceiling is None or value <= self.ceiling)
        )

    def in_words(self, value: Value) -> str:
        """Return a value with its unit: "10 tries", "yes"."""
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        return UNITS[self.unit](value)


@dataclass(frozen=True, slots=True)
class Decision:
    """A value in force from an instant on; ``decided_by`` nobody: the default it came with."""

    value: Value
    valid_from: datetime
    decided_by: UUID | None
    reason: str


POLICIES: dict[str, Policy] = {}


def define(
    code: str,
    default: Value,
    sentence: LazyString,
    *,
    unit: str = "",
    floor: int | None = None,
    ceiling: int | None = None,
    relaxable: bool = True,
) -> Policy:
    """Declare a policy. ``sentence`` says what it rules, in words everybody reads on the page.

    ``relaxable`` False: shown, never changed. Raises ValueError for a code declared twice.
    """
    made = Policy(code, default, sentence, unit, floor, ceiling, relaxable)
    if code in POLICIES:
        message = f"policy {code} is declared twice"
        raise ValueError(message)
    if unit not in UNITS or not made.accepts(default):
        message = f"policy {code}: bad unit or default"
        raise ValueError(message)
    POLICIES[code] = made
    return made


@dataclass(slots=True)
class _Cache:
    """What this process last read: per code, instants in order and the decision from each."""

    read_at: datetime | None = None
    decisions: Mapping[str, tuple[list[datetime], list[Decision]]] | None = None


_cache = _Cache()


def value(code: str, at: datetime | None = None) -> Value:
    """Return the value of ``code`` in force ``at`` (now by default).

    Raises KeyError for a policy nobody declared, PolicyCorrupt for a value out of its bounds.
    """
    found = decision(code, at)
    policy = POLICIES[code]
    if found is None:
        return policy.default
    if not policy.accepts(found.value):
        raise PolicyCorrupt(code)
    return found.value


def number(code: str, at: datetime | None = None) -> int:
    """Return the value of a policy that is a number."""
    return int(value(code, at))


def duration(code: str, at: datetime | None = None) -> timedelta:
    """Return the value of a policy counted in seconds, minutes, hours or days."""
    return timedelta(**{POLICIES[code].unit: number(code, at)})


def decision(code: str, at: datetime | None = None) -> Decision | None:
    """Return the decision in force ``at``, or None while the default holds."""
    _ = POLICIES[code]
    instants, decisions = _decisions().get(code, ([], []))
    place = bisect_right(instants, at or clock.now())
    return decisions[place - 1] if place else None


def coming(code: str) -> list[Decision]:
    """Return the decisions taken whose day has not come."""
    instants, decisions = _decisions().get(code, ([], []))
    return decisions[bisect_right(instants, clock.now()) :]


def decide(
    code: str,
    new: Value,
    *,
    decided_by: UUID | None,
    reason: str,
    valid_from: datetime | None = None,
) -> None:
    """Give ``code`` a value from now on, or from an instant to come.

    Raises Invalid for a value out of bounds, an instant past or no reason; Refused for a policy
    nobody may change; KeyError for an unknown one.
    """
    policy = POLICIES[code]
    now = clock.now()
    if not policy.relaxable:
        raise Refused(_("This rule is part of what we promise: nobody can change it."))
    errors = _errors(policy, new, reason, valid_from, now)
    if errors:
        raise Invalid(errors)
    row = {
        "id": ids.new_id(),
        "code": code,
        "value": {"is": new},
        "valid_from": valid_from or now,
        "decided_at": now,
        "decided_by": decided_by,
        "reason": reason.strip(),
    }
    session.execute(insert(PolicyDecision), row)
    audit.note("policy:decide", "policy", row["id"], actor_id=decided_by, fields=(code,))  # type: ignore[arg-type]
    session.info["policy_decided"] = True
    forget()


def _errors(
    policy: Policy, new: Value, reason: str, valid_from: datetime | None, now: datetime
) -> dict[str, str]:
    errors = {}
    if not policy.accepts(new):
        errors["value"] = bounds_in_words(policy)
    if not reason.strip():
        errors["reason"] = _("Say why: everybody will read it.")
    if valid_from is not None and valid_from < now:
        errors["valid_from"] = _("A rule never changes the past: choose today or later.")
    return errors


def bounds_in_words(policy: Policy) -> str:
    """Return the sentence that says what values ``policy`` accepts."""
    if policy.floor is not None and policy.ceiling is not None:
        return _(
            "Between %(low)s and %(high)s.",
            low=policy.in_words(policy.floor),
            high=policy.in_words(policy.ceiling),
        )
    if policy.floor is not None:
        return _("%(low)s or more.", low=policy.in_words(policy.floor))
    if policy.ceiling is not None:
        return _("%(high)s or less.", high=policy.in_words(policy.ceiling))
    return _("Any value.")


def forget() -> None:
    """Drop what this process remembers: the next question reads the table."""
    _cache.read_at = _cache.decisions = None


def _decisions() -> Mapping[str, tuple[list[datetime], list[Decision]]]:
    now = clock.now()
    fresh = _cache.read_at is not None and abs(now - _cache.read_at) < TTL
    if fresh and _cache.decisions is not None and not session.info.get("policy_decided"):
        return _cache.decisions
    read = _read()
    if not session.info.get("policy_decided"):
        # What an open transaction decided is for nobody else yet: it is not remembered.
        _cache.read_at, _cache.decisions = now, read
    return read


def _read() -> Mapping[str, tuple[list[datetime], list[Decision]]]:
    rows = session.execute(
        select(
            PolicyDecision.code,
            PolicyDecision.value,
            PolicyDecision.valid_from,
            PolicyDecision.decided_by,
            PolicyDecision.reason,
        ).order_by(PolicyDecision.valid_from, PolicyDecision.decided_at)
    )
    found: dict[str, tuple[list[datetime], list[Decision]]] = {}
    for row in rows:
        instants, decisions = found.setdefault(row.code, ([], []))
        instants.append(row.valid_from)
        stored: Any = row.value.get("is")
        decisions.append(Decision(stored, row.valid_from, row.decided_by, row.reason))
    return found


@event.listens_for(Session, "after_commit")
@event.listens_for(Session, "after_rollback")
def _settled(done: Session) -> None:
    if done.info.pop("policy_decided", None):
        forget()
