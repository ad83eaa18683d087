"""Before a wave: figures typed with their source, and the decision, signed with a reason."""

from datetime import date
from uuid import UUID

from lms.core import ids
from lms.core.access import Capability
from lms.core.db import session
from lms.core.errors import Invalid, Refused
from lms.core.facts import record
from lms.core.i18n import _
from lms.projects.events import WaveDecided
from lms.projects.models import Check as Row
from lms.projects.models import Decision
from lms.projects.queries.waves import CAUSES, frozen, is_read, lines_of, stores_of
from lms.projects.rules.governance import Check, decision_fault
from lms.projects.rules.governance import Decision as Word
from lms.projects.services.moving import By

LONGEST = 280
MOST = 100_000


def check(
    *,
    region_id: UUID,
    capability: Capability,
    code: Check,
    num: int | None,
    den: int | None,
    source: str,
    cause: str = "",
    by: By,
) -> Row:
    """Type a figure no measure gives, with where it comes from; raises Invalid or Refused.

    Difficulties are never typed: their number is nobody's business here.
    """
    if is_read(code):
        raise Refused(_("This figure is read, nobody types it."))
    errors = _faults(code, num, den, source, cause)
    if errors or num is None or den is None:
        raise Invalid(errors)
    made = Row(
        id=ids.new_id(),
        region_id=region_id,
        capability=capability.value,
        code=code.value,
        num=num,
        den=den,
        source=source.strip()[:LONGEST],
        words=cause if code is Check.HELP else "",
        checked_by=by.person_id,
        at=by.now,
    )
    session.add(made)
    session.flush()
    return made


def _faults(
    code: Check, num: int | None, den: int | None, source: str, cause: str
) -> dict[str, str]:
    errors = {}
    if den is None or not 0 < den <= MOST:
        errors["den"] = _("Write a whole number, at least 1.")
    elif num is None or not 0 <= num <= den:
        errors["num"] = _("A whole number, not above the other one.")
    if not source.strip():
        errors["source"] = _("Say where this comes from.")
    if code is Check.HELP and cause not in CAUSES:
        errors["cause"] = _("Choose one of the answers.")
    return errors


def decide(
    *,
    region_id: UUID,
    capability: Capability,
    live_on: date | None,
    decision: str,
    reason: str,
    by: By,
) -> Decision:
    """Sign whether a wave opens, with the figures as they stand; figures inform, people decide.

    Nothing is lit by it: the head office lights stores on its own page. Raises Invalid, Refused.
    """
    errors = {}
    if decision not in set(Word):
        errors["decision"] = _("Choose one of the answers.")
    if live_on is None or live_on < by.today:
        errors["live_on"] = _("Choose today or a day to come.")
    fault = decision_fault(reason, by.roles)
    if fault and decision_fault("x" * LONGEST, by.roles):
        raise Refused(fault)
    if fault:
        errors["reason"] = fault
    if errors or live_on is None:
        raise Invalid(errors)
    assert by.person_id is not None  # noqa: S101 - a decision is signed
    stores = stores_of(region_id, capability, by.today)
    made = Decision(
        id=ids.new_id(),
        region_id=region_id,
        capability=capability.value,
        live_on=live_on,
        decision=decision,
        reason=reason.strip()[:2000],
        inputs=frozen(lines_of(region_id, capability, stores, by.now)),
        signed_by=by.person_id,
        at=by.now,
    )
    session.add(made)
    session.flush()
    record(WaveDecided(decision_id=made.id, decision=decision), source=made.id, at=by.now)
    return made
