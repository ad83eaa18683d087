"""A gate lifted with a reason, once: of a project by who leads, of a region by the head office."""

from uuid import UUID

from sqlalchemy import select

from lms.core import ids
from lms.core.db import session
from lms.core.errors import Invalid, Refused
from lms.core.i18n import _
from lms.projects.models import Waiver
from lms.projects.rules.governance import waiver_fault
from lms.projects.services.moving import By

LONGEST = 2000


def lift(*, gate: str, item: str = "", reason: str, by: By, **of: UUID) -> Waiver:
    """Lift a gate of a project or region, held by the caller.

    Raises Invalid without a reason, Refused to who may not and when it is lifted already.
    """
    fault = waiver_fault(gate, by.roles, reason)
    if fault and not reason.strip():
        raise Invalid({"reason": fault})
    if fault:
        raise Refused(fault)
    if session.scalar(select(Waiver.id).filter_by(gate=gate, item=item, **of)) is not None:
        raise Refused(_("This is lifted already."))
    assert by.person_id is not None  # noqa: S101 - a gate is lifted by somebody
    made = Waiver(
        id=ids.new_id(),
        gate=gate,
        item=item,
        reason=reason.strip()[:LONGEST],
        decided_by=by.person_id,
        at=by.now,
        **of,
    )
    session.add(made)
    session.flush()
    return made
