"""What the label offers to a team's brief and screen: criteria to aim at, the next level."""

from collections.abc import Iterable

from lms.core import briefs, i18n
from lms.core.access import Capability
from lms.core.briefs import Asked, Line, Part
from lms.core.i18n import _
from lms.core.pages import address
from lms.labels.queries import morning
from lms.labels.views import words

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
