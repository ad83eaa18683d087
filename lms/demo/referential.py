"""The demo's referential has a past, two mirrors, a version being written and one being read."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from lms.core import clock, ids
from lms.core.db import session
from lms.demo.network import Worker, World
from lms.referential import services
from lms.referential.imports import bring_referential, read_referential, read_translations
from lms.referential.models import Contribution, Cover, Version
from lms.referential.queries import find_referential, list_items, published_of
from lms.referential.queries.following import choices_of
from lms.referential.rules import Content, Kind, Moment, Skill
from lms.referential.rules.voices import Group
from lms.referential.services import following, together
from lms.referential.services.together import Words

FOLDER = Path(__file__).resolve().parent / "content"
FIRST, HEARD, SECOND, MIRRORS = (timedelta(days=n) for n in (500, 175, 150, 120))
CRITERIA = "labels.criteria"

ACCUEIL = Moment(
    code="accueil",
    name="L’accueil",
    expectation="Être vu, et savoir après qui l’on passe.",
    emotion="On m’attendait.",
    rituals=("Un regard, un bonjour, un ordre de passage.",),
)
CAISSE = Moment(
    code="caisse",
    name="Le passage en caisse",
    expectation="Ne pas refaire la queue.",
    emotion="C’est simple.",
    rituals=("Annoncer le total avant de le demander.",),
)

SAID: tuple[tuple[Group, Words], ...] = (
    (
        Group.FRONTLINE,
        Words(
            moment="Quand on rend un article",
            expects="Que ce soit simple, sans devoir se justifier.",
            feels="On me croit.",
            does="On ouvre le retour avant de demander le ticket.",
        ),
    ),
    (
        Group.FRONTLINE,
        Words(
            moment="Un retour sans ticket",
            expects="Une solution, pas un règlement.",
            feels="Je ne suis pas un suspect.",
            does="On cherche l’achat avec la date et le magasin.",
        ),
    ),
    (
        Group.MANAGERS,
        Words(
            moment="Le retour d’un cadeau",
            expects="De la discrétion.",
            feels="On me comprend.",
            does="On propose l’échange avant l’avoir.",
        ),
    ),
    (
        Group.BRAND,
        Words(
            moment="Après l’achat",
            expects="Que le magasin connaisse ma commande faite en ligne.",
            feels="C’est une seule maison.",
            does="On retrouve la commande par le nom.",
        ),
    ),
    (
        Group.FRONTLINE,
        Words(
            moment="En cabine, au rayon essai",
            expects="Qu’on revienne me voir sans insister.",
            feels="On pense à moi.",
            does="On dit quand on revient.",
        ),
    ),
)

REMARKS: tuple[tuple[Group, str, str, str], ...] = (
    (
        Group.FRONTLINE,
        "moment:coup-de-main",
        "« Dans dix minutes » : on le dit, on ne le tient pas toujours. Et si on disait pourquoi ?",
        "",
    ),
    (
        Group.MANAGERS,
        "moment:mot-au-siege",
        "Une semaine, c’est long quand un client attend.",
        "Vous avez raison : deux jours quand un client attend, une semaine sinon.",
    ),
    (Group.FRONTLINE, "promise", "Enfin une phrase qui parle de nous.", ""),
)


def publish(world: World, author_id: UUID) -> None:
    """Publish a first version from a file, the present one written together, then its mirrors."""
    now = clock.now()
    _kind, present = read_referential(_file("referential"))
    told = read_translations(_file("referential"), present)
    with clock.frozen(now - FIRST):
        first = services.start_draft(actor_id=author_id)
        services.save_draft(version_id=first.id, content=before(present), actor_id=author_id)
        services.publish(version_id=first.id, actor_id=author_id, elsewhere=True)
    with clock.frozen(now - HEARD):
        draft = services.start_draft(actor_id=author_id)
        services.save_draft(version_id=draft.id, content=present, actor_id=author_id)
        for locale, words in told.items():
            services.bring_language(
                version_id=draft.id, locale=locale, words=words, actor_id=author_id
            )
        hear(draft, world, author_id)
        services.consult(version_id=draft.id, actor_id=author_id)
    with clock.frozen(now - SECOND):
        services.publish(version_id=draft.id, actor_id=author_id)
    with clock.frozen(now - MIRRORS):
        for name in ("referential-management", "referential-cooperation"):
            bring_referential(_file(name), actor_id=author_id)


def _file(name: str) -> str:
    return (FOLDER / f"{name}.yml").read_text(encoding="utf-8")


def before(present: Content) -> Content:
    """Return the first version: arriving and waiting were one moment, the till was one."""
    kept = {"conseil", "depart", "coince", "decroche", "patience", "rappel", "message"}
    moments = tuple(
        replace(one, name="L’au revoir") if one.code == "depart" else one
        for one in present.moments
        if one.code in kept
    )
    placed = {
        "magasin": ("accueil", "conseil", "depart", "coince", "caisse"),
        "en-ligne": ("message", "coince"),
    }
    called = kept | {"accueil", "caisse"}
    skills = tuple(
        replace(one, moments=tuple(code for code in one.moments if code in called))
        for one in present.skills
    )
    claims = Skill(
        code="traiter-une-reclamation", name="Traiter une réclamation", moments=("coince",)
    )
    return replace(
        present,
        promise="Chez nous, vous êtes vu, et vous repartez avec une réponse.",
        moments=(ACCUEIL, *moments, CAISSE),
        channels=tuple(
            replace(one, moments=placed.get(one.code, one.moments)) for one in present.channels
        ),
        skills=(*skills, claims),
        origins=(),
    )


def _some(world: World, belongs: Callable[[Worker], bool], count: int) -> list[Worker]:
    today = world.today
    here = (one for one in world.workers if one.left_on is None or one.left_on > today)
    return [one for one in here if belongs(one)][:count]


def hear(version: Version, world: World, author_id: UUID) -> None:
    """Let people contribute one by one, and hold a workshop."""
    crowds = (
        (Group.FRONTLINE, _some(world, lambda one: one.role == "seller", 14)),
        (Group.MANAGERS, _some(world, lambda one: one.role == "manager", 4)),
    )
    for group, people in crowds:
        said = [words for spoken, words in SAID if spoken is group]
        for place, worker in enumerate(people):
            together.contribute(
                version_id=version.id,
                person_id=worker.id,
                group=group,
                words=said[place % len(said)],
            )
    people_there = {Group.FRONTLINE: 6, Group.MANAGERS: 3, Group.BRAND: 3}
    together.hold_workshop(version_id=version.id, actor_id=author_id, people=people_there)


def open_next(author_id: UUID) -> None:
    """Leave the next version on the table of a workshop, and one of cooperation being read."""
    now = clock.now()
    draft = services.start_draft(actor_id=author_id)
    for group, words in SAID:
        made = together.say_in_room(version_id=draft.id, group=group, words=words)
        for _hand in range(len(words.feels) % 6):
            together.vote(contribution_id=made.id, hands=1)
    about = [
        one.id
        for one in session.scalars(select(Contribution).where(Contribution.version_id == draft.id))
        if "retour" in f"{one.moment} {one.does}"
    ]
    together.regroup(version_id=draft.id, contribution_ids=about, title="Le retour d’un article")
    people = {Group.FRONTLINE: 4, Group.MANAGERS: 2, Group.BRAND: 2}
    together.hold_workshop(version_id=draft.id, actor_id=author_id, people=people)
    with clock.frozen(now - timedelta(days=5)):
        _consult_cooperation(author_id)


def _consult_cooperation(author_id: UUID) -> None:
    _kind, content = read_referential(_file("referential-cooperation"))
    opened = services.start_draft(kind=Kind.COOPERATION, actor_id=author_id)
    promise = "Aucun collègue ne reste seul devant un client, une question ou un carton."
    changed = replace(content, promise=promise)
    services.save_draft(version_id=opened.id, content=changed, actor_id=author_id)
    services.consult(version_id=opened.id, actor_id=author_id)
    for group, about, body, answer in REMARKS:
        made = together.comment(
            version_id=opened.id, person_id=author_id, group=group, about=about, body=body
        )
        made.author_id = None
        if answer:
            together.answer(comment_id=made.id, actor_id=author_id, words=answer)


def tie_criteria(author_id: UUID) -> None:
    """Tie criteria of the label to moments; one still watches a moment that was retired."""
    choices = sorted(choices_of(CRITERIA).values(), key=lambda one: one.label)
    moments = [one for one in list_items() if one.kind == "moment"]
    for moment, choice in zip(moments[::2], choices, strict=False):
        following.tie(moment_uid=moment.uid, source=CRITERIA, key=choice.key, actor_id=author_id)
    service = find_referential(Kind.SERVICE)
    if not choices or service is None:
        return
    till = ids.derived(service.id, "moment:caisse")
    session.add(
        Cover(
            id=ids.new_id(),
            item_uid=till,
            source=CRITERIA,
            key=choices[-1].key,
            added_at=clock.now() - FIRST,
            added_by=author_id,
        )
    )
    session.flush()
    version = published_of([Kind.SERVICE])[Kind.SERVICE]
    following.open_tasks(version.id, {till: ("moment", CAISSE.name)})
