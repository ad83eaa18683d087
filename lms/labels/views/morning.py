"""What the label offers to a brief, a screen and a visit: criteria to aim at, the next level."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from lms.core import briefs, i18n, preparing
from lms.core.access import Capability, Permission, Viewer
from lms.core.briefs import Asked, Line, Part
from lms.core.i18n import _
from lms.core.pages import address
from lms.labels.queries import morning
from lms.labels.views import words
from lms.network.queries import scope_values

AIMS = 3


@briefs.source("labels.step", Part.GAP, Part.STEP, capability=Capability.LABEL)
def next_step(asked: Asked) -> Iterable[Line]:
    """Yield each criterion to aim at first, and the next level in one sentence."""
    found = morning.next_step(asked.unit_id, i18n.locale())
    if found is None:
        return
    url = address("labels.store", {"unit_id": asked.unit_id}) or ""
    if asked.wants(Part.GAP):
        for uid, title in found.aims:
            yield Line(
                part=Part.GAP, key=f"criterion:{uid}", words=title, about=_("To aim at for the label"), url=url,
            )  # fmt: skip
    yield Line(
        part=Part.STEP,
        key="label",
        words=words.gap_words(found.current.gap),
        body=tuple(title for _uid, title in found.aims[:AIMS]),
        url=url,
    )


@preparing.source(
    "labels.gap",
    morning.readable_asked,
    lambda viewer: scope_values(viewer, Permission.LABELS_READ),
)
def gap_before_a_visit(
    unit_id: UUID, found: preparing.Answers, _viewer: Viewer, _now: datetime
) -> Iterable[preparing.Line]:
    """Yield how far the next level of a store is, and what to aim at first, to who may read it."""
    step = morning.next_step(unit_id, i18n.locale()) if found["unit"] else None
    if step is not None and step.aims:
        yield preparing.Line(
            rank=2,
            title=words.gap_words(step.current.gap),
            detail=step.aims[0][1],
            url=address("labels.store", {"unit_id": unit_id}) or "",
        )
