"""The morning briefs of today, and the screen of a break room."""

from datetime import timedelta

from lms.core import clock
from lms.network.models import Unit
from lms.projects.services import briefs, screens
from lms.projects.services.moving import By

NAME = "Salle de pause"


def compose(unit: Unit, by: By) -> None:
    """Compose today's briefs, and put a screen in service in one store since a month."""
    with clock.frozen(by.now - timedelta(days=28)):
        asked = screens.ask(now=clock.now()).screen
        before = By(person_id=by.person_id, roles=by.roles, today=by.today, now=clock.now())
        screens.pair(code=screens.code_of(asked), unit_id=unit.id, name=NAME, by=before)
    briefs.compose_due(now=by.now)
