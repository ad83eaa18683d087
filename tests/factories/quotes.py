"""A network where Quotes is live: three regions, three coaches, people enough to hide in.

Added to the cast: Nora coaches Strasbourg (East), Omar coaches Lyon (South, sixteen people), Lise
stands in for Karim in Nantes. Themes and moments come from a small published referential.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import update

from lms.accounts.models import Person
from lms.core import clock, ids
from lms.core.access import Role
from lms.core.db import session
from lms.core.threads import open_thread
from lms.network.models import Mandate, Region, Unit
from lms.quotes.models import Difficulty, Draft
from lms.quotes.rules.facets import Asked
from lms.quotes.services import coaching, drafting, previewing, reading, telling
from lms.quotes.services.telling import Told
from lms.referential import services
from lms.referential.queries import list_items
from lms.referential.rules import Attitude, Channel, Content, Moment, Skill
from tests.cast import Cast
from tests.factories.network import (
    make_mandate,
    make_membership,
    make_person,
    make_region,
    make_unit,
    make_wave,
)

CARD = drafting.Card(
    title="Quand la file s’allonge devant un échange",
    situation="Un client demande un échange sans ticket devant la file, et les mots viennent à manquer.",
    say="Je comprends, voyons ensemble ce que je peux faire.",
    gesture="Se décaler d’un pas, puis proposer deux solutions.",
)
WORDS = "Une dame voulait rendre une lampe sans son ticket et tout le monde regardait."


def uid(code: str) -> UUID:
    """Return the identifier of a practice or a moment of the published referential."""
    return next(one.uid for one in list_items() if one.code == code)


@dataclass
class Ground:
    """Everybody and every place of these tests."""

    cast: Cast
    south: Region
    lyon: Unit
    nora: Person
    omar: Person
    lise: Person

    @property
    def alice(self) -> Person:
        """Return the reporter of most tests."""
        return self.cast.alice

    @property
    def karim(self) -> Person:
        """Return her coach."""
        return self.cast.karim


CONTENT = Content(
    promise="Chez nous, vous êtes vu.",
    attitudes=tuple(Attitude(code=c, name=c.title()) for c in ("present", "vrai", "attentionne")),
    moments=tuple(
        Moment(
            code=code,
            name=name,
            expectation="Être vu.",
            emotion="On s’occupe de moi.",
            rituals=("Un regard.",),
        )
        for code, name in (
            ("waiting", "L’attente"),
            ("entry", "L’entrée"),
            ("ringing", "Le décroché"),
        )
    ),
    channels=(
        Channel(code="magasin", name="En magasin", moments=("waiting", "entry")),
        Channel(code="telephone", name="Au téléphone", moments=("ringing",)),
    ),
    skills=(
        Skill(code="calm", name="Apaiser", moments=("waiting",)),
        Skill(code="greet", name="Saluer", moments=("entry",)),
    ),
)


def publish_referential(content: Content = CONTENT) -> None:
    """Publish two practices and three moments, one of them by telephone only."""
    draft = services.start_draft(actor_id=None)
    services.save_draft(version_id=draft.id, content=content, actor_id=None)
    services.publish(version_id=draft.id, actor_id=None, elsewhere=True)


def open_quotes(cast: Cast) -> Ground:
    """Light Quotes in Nantes, Rennes, Strasbourg and a new store of sixteen in Lyon."""
    south = make_region("South", cast.france)
    lyon = make_unit(
        "Lyon Terreaux", code="0301", region=south, employer=cast.own, brand=cast.brand, city="Lyon"
    )
    for unit in (cast.nantes, cast.rennes, cast.strasbourg, lyon):
        make_wave(unit, "quotes")
    nora = make_person("Nora", "Lemaire", email="nora@example.org")
    omar = make_person("Omar", "Saïdi", email="omar@example.org")
    lise = make_person("Lise", "Perrot", email="lise@example.org")
    for who, unit in ((nora, cast.strasbourg), (omar, lyon), (lise, cast.west_office)):
        make_membership(who.id, unit, position="Coach")
    for number in range(16):
        who = make_person(f"Prénom{number}", f"Nomdefamille{number}")
        make_membership(who.id, (lyon, cast.rennes)[number % 2], position="Sales assistant")
    make_mandate(nora.id, Role.COACH, cast.strasbourg.id)
    make_mandate(omar.id, Role.COACH, lyon.id)
    session.execute(
        update(Mandate)
        .where(Mandate.person_id == cast.karim.id, Mandate.unit_id == cast.nantes.id)
        .values(backup_person_id=lise.id)
    )
    publish_referential()
    session.flush()
    return Ground(cast, south, lyon, nora, omar, lise)


def tell(ground: Ground, who: Person | None = None, **told: object) -> Difficulty:
    """Send a difficulty, by Alice unless said."""
    values = {"asked": Asked.WORDS, "words": WORDS, "theme_uid": uid("calm"), **told}
    return telling.submit(person_id=(who or ground.alice).id, told=Told(**values))  # type: ignore[arg-type]


def talk(one: Difficulty, card: drafting.Card = CARD) -> Draft:
    """Have its coach interview the reporter and end the talk; return the draft."""
    assert one.coach_id is not None
    draft = coaching.keep_interview(
        coach_id=one.coach_id,
        difficulty_id=one.id,
        happened="Elle était seule au comptoir.",
        notes="La rappeler jeudi.",
        title=card.title,
        situation=card.situation,
        say=card.say,
        gesture=card.gesture,
    )
    coaching.close_coaching(coach_id=one.coach_id, difficulty_id=one.id)
    return draft


def send(draft: Draft) -> Draft:
    """Send a draft to its second reader."""
    return drafting.send(coach_id=draft.coach_id, draft_id=draft.id)


def read_again(draft: Draft, reader: Person) -> bool:
    """Have a second reader take this draft and let it pass."""
    taken = reading.take_next(reader_id=reader.id)
    assert taken == draft.id, "the pool gave another card"
    return reading.pass_on(reader_id=reader.id, draft_id=draft.id, guess="impossible")


def agree(one: Difficulty) -> str:
    """Show the card to its reporter, who notes the receipt and agrees; return the six words."""
    words = previewing.show(person_id=one.reporter_id, difficulty_id=one.id)
    assert words is not None
    previewing.note_receipt(person_id=one.reporter_id, difficulty_id=one.id)
    previewing.accept(person_id=one.reporter_id, difficulty_id=one.id)
    return words


def make_ready(
    coach: Person, *, kind: str = "workshop", title: str = "Une fiche", at: datetime | None = None
) -> Draft:
    """Make a draft that waits for its week, without its history; a report needs a difficulty."""
    draft = Draft(
        id=ids.new_id(),
        thread=open_thread(),
        kind=kind,
        coach_id=coach.id,
        state="scheduled",
        language="fr",
        title=title,
        situation=CARD.situation,
        say=CARD.say,
        gesture=CARD.gesture,
        judgements={},
        times_sent=1,
        late_told=False,
        reader_note="",
        ready_at=at or clock.now(),
        passed=True,
    )
    session.add(draft)
    session.flush()
    return draft
