"""What customers say: points heard, those kept (seven at most), those somebody else has to take."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import delete, select

from lms.core import ids
from lms.core.access import Role
from lms.core.db import session
from lms.core.errors import Invalid, Refused
from lms.core.i18n import _
from lms.core.notices import About, notify, settle
from lms.network.queries.reach import holds_mandate
from lms.projects.models import Action, Example, Irritant
from lms.projects.queries.diagnostic import get_irritant, moments
from lms.projects.rules.sections import IRRITANTS
from lms.projects.services.moving import By
from lms.projects.services.sections import open_part

LONGEST = 280
MOST_HEARD = 99_999


def tell(
    *,
    project_id: UUID,
    words: str,
    by: By,
    moment_uid: UUID | None = None,
    count: int = 1,
    channels: Iterable[str] = (),
    example: str = "",
    is_checked: bool = False,
) -> Irritant:
    """Write down what bothers customers, with a customer's words when there are some.

    Raises Invalid; Refused once the part is validated.
    """
    open_part(project_id, "voice")
    errors = {} if words.strip() else {"words": _("Write what bothers customers.")}
    if not 1 <= count <= MOST_HEARD:
        errors["count"] = _("Write how often it was heard.")
    if moment_uid is not None and moment_uid not in {one.uid for one in moments()}:
        errors["moment"] = _("Choose one of the answers.")
    errors |= _example_faults(example, is_checked=is_checked)
    if errors:
        raise Invalid(errors)
    made = Irritant(
        id=ids.new_id(),
        project_id=project_id,
        words=words.strip()[:LONGEST],
        moment_uid=moment_uid,
        channels=list(channels),
        count=count,
        escalation_answer="",
        created_by=by.person_id,
        created_at=by.now,
    )
    session.add(made)
    session.flush()
    if example.strip():
        _keep_example(made.id, example, by)
    return made


def _example_faults(example: str, *, is_checked: bool) -> dict[str, str]:
    if example.strip() and not is_checked:
        return {"checked": _("Make sure that nobody can be recognised in these words.")}
    return {}


def _keep_example(irritant_id: UUID, words: str, by: By) -> None:
    row = Example(
        id=ids.new_id(),
        irritant_id=irritant_id,
        words=words.strip()[:LONGEST],
        source="spoken",
        checked_by=by.person_id,
        at=by.now,
    )
    session.add(row)
    session.flush()


def show(*, irritant_id: UUID, words: str, is_checked: bool, by: By) -> None:
    """Add a customer's words to a point; raises Invalid unless nobody is in them."""
    one = get_irritant(irritant_id)
    open_part(one.project_id, "voice")
    errors = {} if words.strip() else {"example": _("Write what the customer said.")}
    errors |= _example_faults(words, is_checked=is_checked)
    if errors:
        raise Invalid(errors)
    _keep_example(irritant_id, words, by)


def keep(*, irritant_id: UUID, moment_uid: UUID | None = None) -> Irritant:
    """Keep a point, after those kept already; raises Refused past seven, Invalid without moment."""
    one = get_irritant(irritant_id)
    open_part(one.project_id, "voice")
    if one.place is not None:
        return one
    moment = moment_uid or one.moment_uid
    if moment is None or moment not in {known.uid for known in moments()}:
        raise Invalid({"moment": _("Say at which moment it happens.")})
    taken = _places(one.project_id)
    if len(taken) >= IRRITANTS:
        raise Refused(_("Keep seven points at most."))
    one.moment_uid = moment
    one.place = next(place for place in range(1, IRRITANTS + 1) if place not in taken)
    session.flush()
    return one


def _places(project_id: UUID) -> set[int]:
    rows = session.scalars(
        select(Irritant.place).where(Irritant.project_id == project_id, Irritant.place.is_not(None))
    )
    return {one for one in rows if one is not None}


def let_go(*, irritant_id: UUID) -> Irritant:
    """Keep a point no more; it stays written."""
    one = get_irritant(irritant_id)
    open_part(one.project_id, "voice")
    one.place = None
    session.flush()
    return one


def remove(*, irritant_id: UUID) -> None:
    """Take back a point nobody keeps nor answers; raises Refused otherwise."""
    one = get_irritant(irritant_id)
    open_part(one.project_id, "voice")
    asked = select(Action.id).where(Action.irritant_id == irritant_id).limit(1)
    if one.place is not None or session.scalar(asked) is not None:
        raise Refused(_("This point is kept. Let it go first."))
    session.execute(delete(Example).where(Example.irritant_id == irritant_id))
    session.delete(one)
    session.flush()


def escalate(*, irritant_id: UUID, to: UUID, due_on: date, by: By) -> Irritant:
    """Hand a kept point to somebody who has the power the store lacks; it stays on the page.

    Raises Invalid unless they stand above stores, Refused when somebody has it already.
    """
    one = get_irritant(irritant_id, lock=True)
    if one.place is None or (one.escalated_at is not None and one.answered_on is None):
        raise Refused(_("This cannot be done at this stage."))
    errors = {}
    if not holds_mandate(
        to, (Role.REGIONAL_LEAD, Role.ADMINISTRATOR, Role.LABEL_OFFICER), by.today
    ):
        errors["to"] = _("Choose somebody.")
    if due_on <= by.today:
        errors["due_on"] = _("Choose a day to come.")
    if errors:
        raise Invalid(errors)
    one.escalated_to, one.escalated_at, one.escalation_due = to, by.now, due_on
    one.escalation_answer, one.answered_on = "", None
    session.flush()
    about = About("projects.escalations")
    notify("projects.escalated", [to], key=str(one.id), about=about, on=due_on)
    return one


def answer(*, irritant_id: UUID, words: str, by: By) -> Irritant:
    """Answer a point one was handed; raises Refused to anybody else, Invalid without words."""
    one = get_irritant(irritant_id, lock=True)
    if one.escalated_to != by.person_id or one.answered_on is not None:
        raise Refused(_("Somebody else has to do this."))
    if not words.strip():
        raise Invalid({"answer": _("Write what you do about it.")})
    one.escalation_answer, one.answered_on = words.strip()[:LONGEST], by.today
    session.flush()
    settle("projects.escalated", key=str(one.id))
    return one
