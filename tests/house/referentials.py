"""The referential of the house: one being written, one mirrored, one read by everybody, one ready."""

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from lms.core import clock, ids
from lms.core.db import session
from lms.network.rules import DEFAULT_ZONE
from lms.referential import services
from lms.referential.models import Cover, Task, Version
from lms.referential.queries import list_items
from lms.referential.rules import Attitude, Channel, Content, Kind, Mirror, Moment, Skill
from lms.referential.rules.voices import Group
from lms.referential.services import together
from lms.referential.services.together import Words
from tests.cast import Cast

if TYPE_CHECKING:
    from tests.house.world import World

SAID = Words(moment="À la porte", expects="Être vu", feels="Bienvenu", does="Lever les yeux")
CRITERIA = "labels.criteria"
PEOPLE = {Group.FRONTLINE: 5, Group.MANAGERS: 3, Group.BRAND: 2}


def words_of_service() -> Content:
    """Return the smallest referential that can be published."""
    return Content(
        promise="Chaque client compte.",
        attitudes=tuple(Attitude(code=c, name=c.title()) for c in ("attentif", "simple", "fiable")),
        moments=(
            Moment(
                code="accueil",
                name="L'accueil",
                expectation="Être vu",
                emotion="Bienvenu",
                rituals=("Lever les yeux",),
            ),
        ),
        channels=(Channel(code="store", name="Magasin", moments=("accueil",)),),
        skills=(Skill(code="saluer", name="Saluer", moments=("accueil",)),),
    )


def settle(cast: Cast, world: "World") -> None:
    """Write what the acts of the referential need, once the label has its criteria."""
    words = words_of_service()
    actor = cast.henri.id
    draft = services.start_draft(actor_id=actor)
    skill = Skill(code="voir", name="Voir", moments=("accueil",))
    other = replace(words, promise="Chacun compte.", skills=(skill,))
    services.save_draft(version_id=draft.id, content=other, actor_id=actor)
    world.things["draft"] = str(draft.id)
    promise = services.write_text(
        version_id=draft.id,
        locale="en",
        key=("promise", "words"),
        words="Everybody counts.",
        was="",
        actor_id=actor,
    )
    world.things["told"] = services.mark(promise)
    _on_the_table(draft, world)
    _mirrors(cast, world, words)
    _ready(cast, world, words)
    _pointing(draft, world)


def _on_the_table(draft: Version, world: "World") -> None:
    said = [
        together.say_in_room(version_id=draft.id, group=group, words=SAID)
        for group in (Group.FRONTLINE, Group.MANAGERS)
    ]
    theme = together.regroup(version_id=draft.id, contribution_ids=[said[0].id], title="La porte")
    world.things |= {"put_together": str(theme.id), "contribution": str(said[1].id)}


def _mirrors(cast: Cast, world: "World", words: Content) -> None:
    """Write a mirror of management, and one of cooperation that everybody reads."""
    actor = cast.henri.id
    mirrored = replace(
        words,
        promise="Nous aussi.",
        mirrors=tuple(
            Mirror(kind=kind, service=one.code, by=one.code)
            for kind, parts in (("attitude", words.attitudes), ("moment", words.moments))
            for one in parts
        ),
    )
    for kind in (Kind.MANAGEMENT, Kind.COOPERATION):
        made = services.start_draft(kind=kind, actor_id=actor)
        services.save_draft(version_id=made.id, content=mirrored, actor_id=actor)
        world.things[kind.value] = str(made.id)
    services.consult(version_id=made.id, actor_id=actor)
    for name in ("alice", "yann"):
        remark = together.comment(
            version_id=made.id,
            person_id=cast.people[name].id,
            group=Group.FRONTLINE,
            about="",
            body=f"Remarque de {name[0]}.",
        )
        world.things[f"said_{name}"] = str(remark.id)


def _ready(cast: Cast, world: "World", words: Content) -> None:
    """Write a referential of the brand that was heard and read: it can be published."""
    actor = cast.henri.id
    ready = services.start_draft(brand_id=cast.brand.id, actor_id=actor)
    own = replace(words, promise="Notre enseigne aussi.")
    services.save_draft(version_id=ready.id, content=own, actor_id=actor)
    together.hold_workshop(version_id=ready.id, actor_id=actor, people=PEOPLE)
    services.consult(version_id=ready.id, actor_id=actor)
    today = clock.today(DEFAULT_ZONE)
    ready.consulted_from = today - timedelta(days=15)
    ready.consulted_until = today - timedelta(days=1)
    world.things["ready"] = str(ready.id)


def _pointing(draft: Version, world: "World") -> None:
    """Leave a task on something, and a criterion tied to the moment."""
    moment = next(one.uid for one in list_items() if one.kind == "moment")
    gone = ids.new_id()
    task = Task(
        id=ids.new_id(),
        version_id=draft.id,
        kind="skill",
        item_uid=gone,
        item_name="Saluer",
        source=CRITERIA,
        key=world.criterion,
        label="Le critère de l'accueil",
        opened_at=clock.now(),
        note="",
    )
    session.add(task)
    for item in (moment, gone):
        cover = Cover(
            id=ids.new_id(),
            item_uid=item,
            source=CRITERIA,
            key=world.criterion,
            added_at=clock.now(),
        )
        session.add(cover)
    world.things |= {"task": str(task.id), "moment": str(moment)}
