"""A store's project, led step by step as people do; each step is a service."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from lms.core import clock, ids
from lms.core.access import Role
from lms.core.db import session
from lms.network.models import Unit
from lms.projects.models import Action, Irritant, Pilot, Project
from lms.projects.queries.diagnostic import moments, zones_of
from lms.projects.queries.plan import Told
from lms.projects.queries.projects import get_project
from lms.projects.rules.flows.painting import Shade
from lms.projects.rules.walks import Sense
from lms.projects.services import actions, flows, projects, rituals, sections, voice, walks
from lms.projects.services.actions import Draft
from lms.projects.services.moving import By
from lms.projects.services.walks import Said
from lms.referential import services as referential
from lms.referential.rules import Attitude, Channel, Content, Moment, Skill
from tests.cast import TODAY, Cast
from tests.factories.network import make_wave

CONTENT = Content(
    language="fr",
    promise="Chez nous, vous êtes vu.",
    attitudes=tuple(Attitude(code=c, name=c.title()) for c in ("present", "vrai", "clair")),
    moments=(
        Moment(
            code="waiting",
            name="L’attente",
            expectation="Être vu.",
            emotion="On s’occupe de moi.",
            rituals=("Un regard.",),
        ),
        Moment(
            code="entry",
            name="L’entrée",
            expectation="Être vu.",
            emotion="On s’occupe de moi.",
            rituals=("Un mot.",),
        ),
    ),
    channels=(Channel(code="store", name="En magasin", moments=("waiting", "entry")),),
    skills=(Skill(code="look", name="Regarder", moments=("waiting", "entry")),),
)


@dataclass
class Ground:
    """The cast, projects live in its stores, Nantes the pilot of West, a referential."""

    cast: Cast
    pilot_id: UUID

    def __getattr__(self, name: str) -> Any:
        return getattr(self.__dict__["cast"], name)

    def by(self, who: str, *roles: Role) -> By:
        """Return who acts; Marion runs Nantes unless roles say otherwise."""
        held = {
            "marion": {Role.UNIT_MANAGER, Role.EMPLOYEE},
            "dina": {Role.DEPUTY, Role.EMPLOYEE},
            "karim": {Role.COACH},
            "rachel": {Role.REGIONAL_LEAD},
            "henri": {Role.ADMINISTRATOR},
        }.get(who, {Role.EMPLOYEE})
        person = getattr(self.cast, who)
        return By(
            person_id=person.id,
            roles=frozenset(roles) or frozenset(held),
            today=clock.today(),
            now=clock.now(),
        )


def open_projects(cast: Cast) -> Ground:
    """Light projects in every store of the cast but Vannes, choose Nantes as pilot."""
    for unit in (
        cast.nantes, cast.rennes, cast.brest, cast.strasbourg, cast.west_office, cast.head_office,
    ):  # fmt: skip
        make_wave(unit, "project")
    draft = referential.start_draft(actor_id=cast.henri.id)
    referential.save_draft(version_id=draft.id, content=CONTENT, actor_id=cast.henri.id)
    referential.publish(version_id=draft.id, actor_id=cast.henri.id, elsewhere=True)
    pilot = Pilot(
        id=ids.new_id(), region_id=cast.west.id, unit_id=cast.nantes.id, state="chosen", reason="",
        changes="", chosen_by=cast.rachel.id, chosen_at=clock.now(),
    )  # fmt: skip
    session.add(pilot)
    session.flush()
    return Ground(cast, pilot.id)


FRAME = projects.Frame(
    meaning="Que chacun se sente attendu",
    metric="Clients servis en moins de 3 minutes",
    count=12,
    of=40,
    target=60,
    due_on=TODAY + timedelta(days=180),
)


def framed(ground: Ground, unit: Unit | None = None, who: str = "marion") -> Project:
    """Open and frame a project."""
    unit = unit or ground.cast.nantes
    by = ground.by(who, Role.UNIT_MANAGER)
    made = projects.open_project(unit_id=unit.id, by=by)
    return projects.frame(project_id=made.id, given=FRAME, by=by)


def diagnosing(ground: Ground, unit: Unit | None = None, who: str = "marion") -> Project:
    """Bring a project to its diagnostic."""
    made = framed(ground, unit, who)
    by = ground.by(who, Role.UNIT_MANAGER)
    return projects.move_project(project_id=made.id, action="diagnose", by=by)


def told(
    ground: Ground, project: Project, words: str = "La file à 18 h", moment: int = 0, who: str = "marion",
) -> Irritant:  # fmt: skip
    """Write a point with a customer's words, and keep it."""
    made = voice.tell(
        project_id=project.id, words=words, moment_uid=moments()[moment].uid, count=9,
        example="« On ne savait pas qui servait »", is_checked=True, by=ground.by(who, Role.UNIT_MANAGER),
    )  # fmt: skip
    return voice.keep(irritant_id=made.id)


def walked(ground: Ground, project: Project, who: str, sense: Sense, scores: Iterable[int]) -> None:
    """Let somebody walk with one sense."""
    zones = zones_of(project.id)
    said = {one.id: Said(score) for one, score in zip(zones, scores, strict=True)}
    walks.give(project_id=project.id, sense=sense, said=said, by=ground.by(who))


def painted(ground: Ground, unit: Unit, who: str = "marion") -> None:
    """Paint a week and sample three hours."""
    by = ground.by(who, Role.UNIT_MANAGER)
    for shade, hours in ((Shade.CALM, (20, 24)), (Shade.NORMAL, (24, 34)), (Shade.PEAK, (34, 38))):
        places = [(day, slot) for day in range(1, 7) for slot in range(*hours)]
        flows.paint(unit=unit, channel="store", places=places, shade=shade, by=by)
    for slot, count in ((20, 10), (26, 20), (34, 40)):
        flows.sample(
            unit=unit,
            channel="store",
            on=by.today - timedelta(days=2),
            slot=slot,
            count=count,
            by=by,
        )


def diagnosed(ground: Ground, unit: Unit | None = None, who: str = "marion") -> Project:
    """Bring a project to the end of its diagnostic: skills are waived, as nobody observed yet."""
    unit = unit or ground.cast.nantes
    project = diagnosing(ground, unit, who)
    by = ground.by(who, Role.UNIT_MANAGER)
    told(ground, project, who=who)
    sections.validate(
        project_id=project.id, code="voice", words="Nos clients attendent d’être vus.", by=by
    )
    for code in ("walk", "skills"):
        projects.waive(
            project_id=project.id, gate="section", item=code, reason="Équipe trop petite",
            by=ground.by("rachel"),
        )  # fmt: skip
    painted(ground, unit, who)
    sections.validate(project_id=project.id, code="flows", by=by)
    return project


def planned(ground: Ground, unit: Unit | None = None, who: str = "marion") -> Project:
    """Bring a project to its plan."""
    made = diagnosed(ground, unit, who)
    by = ground.by(who, Role.UNIT_MANAGER)
    return projects.move_project(project_id=made.id, action="plan", by=by)


def acted(ground: Ground, project: Project, owner: str = "alice", **given: Any) -> Action:
    """Write an action that ``owner`` takes for the first point kept."""
    point = session.query(Irritant).where(Irritant.project_id == project.id).first()
    whole = {
        "when_words": "Quand trois clients attendent",
        "do_words": "j’ouvre la deuxième caisse",
        "irritant_id": point.id if point else None,
        "owner_id": getattr(ground.cast, owner).id,
        "due_on": TODAY + timedelta(days=14),
    }
    draft = Draft(**{**whole, **given})
    return actions.add(project_id=project.id, draft=draft, by=ground.by("marion"))


def running(ground: Ground) -> Project:
    """Bring Nantes to running, with one action of Alice's."""
    project = planned(ground)
    acted(ground, project)
    return projects.move_project(project_id=project.id, action="run", by=ground.by("marion"))


def finished(ground: Ground, action: Action, who: str = "alice") -> Action:
    """Let its owner begin and finish an action."""
    actions.move_action(action_id=action.id, action="begin", by=ground.by(who))
    return actions.move_action(
        action_id=action.id, action="finish", proof="Une affiche", by=ground.by(who)
    )


def verified(ground: Ground, action: Action, who: str = "marion", effect: str = "On attend moins") -> Action:  # fmt: skip
    """Let somebody else see that it worked."""
    return actions.move_action(
        action_id=action.id, action="verify", told=Told(effect=effect), by=ground.by(who)
    )


def ritual(ground: Ground, **given: Any) -> Any:
    """Set up a brief on Mondays and Thursdays."""
    whole = {"name": "Brief du matin", "minutes": 3, "weekdays": frozenset({1, 4})}
    draft = rituals.Draft(**{**whole, **given})
    return rituals.set_up(unit_id=ground.cast.nantes.id, draft=draft, by=ground.by("marion"))


def project_of(ground: Ground) -> Project:
    """Return Nantes' project as it stands."""
    found = session.query(Project).where(Project.unit_id == ground.cast.nantes.id).one()
    return get_project(found.id)
