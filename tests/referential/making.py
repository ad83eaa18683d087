"""Make versions of a referential in a test, quickly."""

from lms.core.policy import decide
from lms.referential import services
from lms.referential.models import Version
from lms.referential.rules import Content, Kind
from tests.cast import Cast
from tests.referential.rules.test_content import WHOLE

PEOPLE = (
    "referential.voices.frontline",
    "referential.voices.managers",
    "referential.voices.brand",
)


def begin(cast: Cast, content: Content = WHOLE, kind: Kind = Kind.SERVICE) -> Version:
    """Return a draft that holds ``content``, written by Henri."""
    draft = services.start_draft(kind=kind, actor_id=cast.henri.id)
    services.save_draft(version_id=draft.id, content=content, actor_id=cast.henri.id)
    return draft


def publish(cast: Cast, content: Content = WHOLE, kind: Kind = Kind.SERVICE) -> Version:
    """Publish ``content`` as a file brings it."""
    draft = begin(cast, content, kind)
    return services.publish(version_id=draft.id, actor_id=cast.henri.id, elsewhere=True)


def nobody_needed(cast: Cast, *, days: int = 0) -> None:
    """Ask for no contribution, and for a consultation of ``days`` days."""
    for code in PEOPLE:
        decide(code, 0, decided_by=cast.henri.id, reason="A test of something else")
    decide("referential.consultation.days", days, decided_by=cast.henri.id, reason="A test")
