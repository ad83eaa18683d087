"""A whole small network in use: one of each thing that has an address, in two regions.

Built once per process and committed; every test then works in a transaction that is rolled back.
The west is the cast's (see :mod:`tests.cast`), the east mirrors what Alice has for Yann.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from fractions import Fraction
from io import BytesIO
from uuid import UUID

from sqlalchemy import select, text

from lms.accounts.models import CallRequest
from lms.accounts.rules.limits import Kind
from lms.accounts.rules.notices import NoticeKind, Purpose
from lms.accounts.services.codes import keep_code
from lms.accounts.services.devices import enrol_device
from lms.accounts.services.invitations import invite, issue, issue_slips, set_secret
from lms.accounts.services.keys import link_token, slip_code
from lms.accounts.services.notices import tell
from lms.accounts.services.sessions import open_session
from lms.assessment.queries import find_attempt
from lms.assessment.rules.questions import FreeText, Option, Single
from lms.assessment.rules.responses import Chosen, Written
from lms.assessment.services import (
    dispute_question,
    grant_extra_time,
    save_answer,
    start_attempt,
    submit_attempt,
)
from lms.core import files, tabular
from lms.core.access import Role
from lms.core.db import session
from lms.core.jobs import drain
from lms.core.mail.models import Mail
from lms.core.notices import About, notify
from lms.core.notices.models import Notice, NoticeMute
from lms.courses import queries as learning_queries
from lms.courses.rules.content import (
    Lesson,
    LessonKind,
    Package,
    Path,
    PathSet,
    Quiz,
    QuizSettings,
)
from lms.courses.rules.moving import Choice
from lms.courses.services import assigning, learning, moving, tries, waiving
from lms.courses.services.learning import Place
from lms.demo import cast as demo_cast
from lms.network import imports, services
from lms.network.models import ImportLine, Mandate, Unit
from lms.referential import services as referential
from lms.referential.queries import list_items
from lms.reporting.services import recount_all
from tests.cast import NOW, TODAY, Cast, build
from tests.core.media import picture
from tests.factories import (
    make_mandate,
    make_membership,
    make_person,
    make_position,
    make_region,
)
from tests.factories.courses import (
    charter,
    course,
    keep_nothing,
    publish_package,
    text_lesson,
    uid,
)
from tests.house import labels, practice, projects, referentials, telling, visits
from tests.house.referentials import words_of_service

SECRET = "trois mots doux"
CODE = "2580"

DESKS = {
    "learning_author": ("Odile", "Vasseur", Role.LEARNING_AUTHOR),
    "label_officer": ("Lucien", "Perrin", Role.LABEL_OFFICER),
    "administrator": ("Agathe", "Roussel", Role.ADMINISTRATOR),
    "privacy_officer": ("Pascal", "Noiret", Role.PRIVACY_OFFICER),
}
"""Head office, one mandate each: Henri, who holds all four, would hide a missing one."""

PEOPLE_FILE = (
    ("Matricule", "Prénom", "Nom", "Code magasin", "Métier", "E-mail", "Entrée", "Sortie"),
    ("N900", "Lina", "Faure", "0101", "Sales assistant", "", "", ""),
    ("N901", "Omar", "Blin", "010", "Sales assistant", "", "", ""),
)


@dataclass(frozen=True, slots=True)
class Somebody:
    """Who looks: their person, their roles of today, the cookie they hold."""

    person_id: UUID
    roles: frozenset[str]
    token: str
    is_dark: bool = False


@dataclass
class World:
    """Identifiers of everything, by name."""

    people: dict[str, UUID] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    viewers: dict[str, Somebody] = field(default_factory=dict)
    units: dict[str, UUID] = field(default_factory=dict)
    regions: dict[str, UUID] = field(default_factory=dict)
    things: dict[str, str] = field(default_factory=dict)

    def __getattr__(self, name: str) -> str:
        """Return a thing by name: ``world.dispute``."""
        try:
            return self.__dict__["things"][name]  # type: ignore[no-any-return]
        except KeyError:
            raise AttributeError(name) from None


def build_world() -> World:
    """Insert everything in the present transaction and commit it."""
    cast = build()
    world = World()
    _more_people(cast)
    session.flush()
    for unit in session.scalars(select(Unit)):
        world.units[unit.name.split()[0].lower()] = unit.id
    world.regions = {r.name.lower(): r.id for r in (cast.france, cast.west, cast.east)}
    world.regions["void"] = make_region("Void", cast.france).id
    make_mandate(cast.people["void"].id, Role.REGIONAL_LEAD, world.regions["void"])
    world.people = {name: person.id for name, person in cast.people.items()}
    world.numbers = {n: p.external_id or "" for n, p in cast.people.items()}
    steps = (
        _secrets,
        _referential,
        _learning,
        _apart,
        _desk,
        _network,
        _doors,
        _imports,
        _files,
        _notices,
        telling.settle,
        labels.settle,
        practice.settle,
        visits.settle,
        projects.settle,
        referentials.settle,
    )
    for step in steps:
        step(cast, world)
        session.flush()
    recount_all(today=TODAY)
    _viewers(cast, world)
    session.commit()
    session.execute(text("ANALYZE"))
    session.commit()
    return world


def _more_people(cast: Cast) -> None:
    for name, (given, family, role) in DESKS.items():
        who = cast.people[name] = make_person(
            given, family, email=f"{given.lower()}@example.org", welcomed_at=NOW
        )
        make_membership(who.id, cast.head_office, position="Head office")
        make_mandate(who.id, role)
    cast.people["void"] = make_person("Vera", "Lund")
    part = demo_cast.PARTS[0]
    cast.people["demo"] = make_person("Aline", "Demo", email=demo_cast.address_of(part))
    make_membership(cast.people["demo"].id, cast.nantes)
    cast.people["erin"] = make_person("Erin", "Kern")
    make_membership(cast.people["erin"].id, cast.strasbourg)


def _secrets(cast: Cast, world: World) -> None:
    for name in ("alice", "marion", "dina", "henri", "zoe", "yann", "administrator"):
        set_secret(cast.people[name], SECRET, NOW)
        cast.people[name].welcomed_at = NOW
    for name in ("alice", "yann"):
        keep_code(person_id=cast.people[name].id, code=CODE, now=NOW)


# ---- the referential --------------------------------------------------------------------------


def _referential(cast: Cast, world: World) -> None:
    actor = cast.henri.id
    made = referential.start_draft(actor_id=actor)
    referential.save_draft(version_id=made.id, content=words_of_service(), actor_id=actor)
    referential.publish(version_id=made.id, actor_id=actor, elsewhere=True)
    world.things |= {
        "published": str(made.id),
        "item": str(list_items()[0].uid),
        "accueil": referential.stamp(words_of_service().moments[0]),
    }


# ---- learning ---------------------------------------------------------------------------------


def quiz(name: str, *, free: bool = False) -> Lesson:
    """Return a lesson of two choices, or of a choice and a free text that a person reads."""
    asked = [_choice(name, 1), _choice(name, 2)]
    if free:
        asked[1] = FreeText(uid=uid(f"{name}/free"), stem="Racontez un accueil.", min_length=3)
    return Lesson(
        uid=uid(name),
        slug=name,
        kind=LessonKind.QUIZ,
        title=f"Questions {name}",
        quiz=Quiz(
            uid=uid(f"{name}/quiz"),
            questions=tuple(asked),
            settings=QuizSettings(pass_mark=50, max_attempts=5),
        ),
    )


def _choice(name: str, number: int) -> Single:
    return Single(
        uid=uid(f"{name}/q{number}"),
        stem=f"Que faites-vous, cas {number} ?",
        options=(
            Option(uid="eyes", text=f"Je lève les yeux {number}.", fraction=Fraction(1)),
            Option(uid="shelf", text=f"Je finis mon étagère {number}."),
        ),
    )


def small_path() -> Package:
    """Return one path: a lesson, a quiz to answer, one already answered, a charter."""
    basics = course(
        "basics",
        text_lesson("welcome"),
        quiz("check"),
        charter("charter"),
    )
    told = course("told", text_lesson("told-1", steps=1), quiz("story", free=True))
    path = Path(
        uid=uid("path"),
        slug="accueil",
        title="Accueil en magasin",
        sets=(
            PathSet(uid=uid("set-0"), title="Raconter", courses=(told.uid,)),
            PathSet(uid=uid("set-1"), title="Voir et être vu", courses=(basics.uid,)),
        ),
    )
    return Package(path=path, courses=(told, basics))


def _learning(cast: Cast, world: World) -> None:
    publish_package(small_path(), actor_id=None, store_asset=keep_nothing)
    west = [cast.people[n].id for n in ("alice", "bruno", "dina", "marion", "gael", "fatou")]
    given = assigning.assign_path(
        path_uid=uid("path"), person_ids=west, due_on=TODAY, actor_id=cast.marion.id
    )
    east = assigning.assign_path(
        path_uid=uid("path"),
        person_ids=[cast.yann.id, cast.zoe.id],
        due_on=TODAY,
        actor_id=cast.zoe.id,
    )
    follow(cast.alice.id, cast.nantes)
    follow(cast.yann.id, cast.strasbourg)
    follow(cast.bruno.id, cast.nantes)
    for name in ("alice", "bruno"):
        walk(cast.people[name].id, cast.nantes, "welcome")
    begin(cast.alice.id, "check")
    answer(cast.bruno.id, "check", lambda _question: Chosen(("eyes",)))
    world.things |= {
        "path": str(uid("path")),
        "lesson": str(uid("welcome")),
        "story": str(uid("told-1")),
        "charter": str(uid("charter")),
        "quiz": str(uid("check/quiz")),
        "story_quiz": str(uid("story/quiz")),
        "assignment": str(given.assignment.id),
        "assignment_east": str(east.assignment.id),
        "free": str(uid("story/free")),
    }
    for name in ("alice", "yann"):
        told = find_attempt(cast.people[name].id, uid("story/quiz"))
        made = tries.choose_try(
            person_id=cast.people[name].id, lesson_uid=uid("told-1"), title="Regarder la file"
        )
        assert told is not None
        world.things |= {f"attempt_{name}": str(told.id), f"try_{name}": str(made.id)}


def _apart(cast: Cast, world: World) -> None:
    """What managers settled for one person, and a second path whose content changed twice."""
    publish_package(second_path(), actor_id=None, store_asset=keep_nothing)
    for name, manager in (("bruno", "marion"), ("yann", "zoe")):
        who, actor = cast.people[name], cast.people[manager]
        unit = cast.nantes if name == "bruno" else cast.strasbourg
        assigning.assign_path(
            path_uid=uid("second"), person_ids=[who.id], due_on=None, actor_id=actor.id
        )
        row = waiving.waive_lesson(
            person_id=who.id,
            lesson_uid=uid("own-1"),
            actor_id=actor.id,
            reason="Knows it",
            place=Place(unit_id=unit.id, zone=unit.zone),
        )
        extra = grant_extra_time(
            person_id=who.id,
            quiz_uid=None,
            percent=33,
            reason="Reads slowly",
            granted_by=actor.id,
            now=NOW,
        )
        side = "" if name == "bruno" else "_east"
        world.things |= {f"waiver{side}": str(row.id), f"extra{side}": str(extra.id)}
    done = edit_second_path("Second path, again")
    moving.decide(proposal_id=done, choice=Choice.ADD, reason="New", actor_id=cast.henri.id)
    while moving.locked(done).state == "applying":
        moving.apply_batch(proposal_id=done, now=NOW)
    world.things |= {
        "proposal": str(edit_second_path("Second path, once more")),
        "proposal_done": str(done),
        "choice": str(uid("check/q1")),
    }


def edit_second_path(title: str) -> UUID:
    """Publish the second path under another title; return the proposal that waits."""
    made = publish_package(second_path(title), actor_id=None, store_asset=keep_nothing)
    return made.proposals[0]


def second_path(title: str = "Second path") -> Package:
    """Return a path of one lesson of its own."""
    own = course("own", text_lesson("own-1", steps=1), text_lesson("own-2", steps=1))
    path = Path(
        uid=uid("second"),
        slug="second",
        title=title,
        sets=(PathSet(uid=uid("set-2"), title="Tout", courses=(own.uid,)),),
    )
    return Package(path=path, courses=(own,))


def walk(person_id: UUID, unit: Unit, lesson: str) -> None:
    """Read a lesson without questions to its end."""
    place = Place(unit_id=unit.id, zone=unit.zone)
    learning.record_step(person_id=person_id, lesson_uid=uid(lesson), step=0, place=place)
    learning.finish_lesson(person_id=person_id, lesson_uid=uid(lesson), place=place)


def begin(person_id: UUID, lesson: str) -> None:
    """Start the questions of a lesson."""
    at = learning_queries.get_at_lesson(person_id, uid(lesson))
    assert at.lesson.quiz_uid
    assert at.lesson.quiz_version_id
    start_attempt(
        person_id=person_id,
        quiz_uid=at.lesson.quiz_uid,
        quiz_version_id=at.lesson.quiz_version_id,
        now=NOW,
    )


def answer(person_id: UUID, lesson: str, given: Callable[[object], Chosen | Written]) -> None:
    """Answer every question of a lesson and send them."""
    begin(person_id, lesson)
    attempt = find_attempt(person_id, uid(f"{lesson}/quiz"))
    assert attempt is not None
    for seq, question in enumerate(attempt.order(), 1):
        saved = save_answer(
            attempt=attempt,
            question_uid=question.uid,
            response=given(question),
            client_id="phone",
            seq=seq,
            is_final=True,
            now=NOW,
        )
        attempt = saved.attempt
    submit_attempt(person_id=person_id, quiz_uid=uid(f"{lesson}/quiz"), now=NOW)


def _told(question: object) -> Chosen | Written:
    return Written("J'ai souri.") if isinstance(question, FreeText) else Chosen(("eyes",))


def follow(person_id: UUID, unit: Unit) -> None:
    """Finish the first course; a free text waits for a reader, though the mark is reached."""
    walk(person_id, unit, "told-1")
    answer(person_id, "story", _told)


def _desk(cast: Cast, world: World) -> None:
    for name in ("alice", "yann"):
        attempt = find_attempt(cast.people[name].id, uid("story/quiz"))
        assert attempt is not None
        question = attempt.order()[0]
        dispute_question(
            person_id=cast.people[name].id,
            question_version_id=attempt.quiz.question_versions[question.uid],
            attempt_id=attempt.id,
            text=f"{name} disagrees",
            now=NOW,
        )
    found = session.execute(text("SELECT id, text FROM assessment_dispute")).all()
    for row in found:
        world.things[f"dispute_{row.text.split()[0]}"] = str(row.id)
    world.things["dispute"] = world.things["dispute_alice"]


# ---- the network ------------------------------------------------------------------------------


def _agreement(cast: Cast) -> UUID:
    """Record an agreement for a later year: today it opens nothing."""
    made = services.record_agreement(
        employer_id=cast.own.id,
        reader_id=cast.franchise.id,
        on=TODAY + timedelta(days=365),
        reference="Safe",
        reason="Training",
        today=TODAY,
        actor_id=cast.people["administrator"].id,
    )
    return made.subject_id


def _network(cast: Cast, world: World) -> None:
    cashier = make_position("Cashier")
    # A second job in the same region, one that Rachel may end.
    second = make_membership(cast.bruno.id, cast.rennes, position="Cashier", is_primary=False)
    east_job = make_membership(cast.yann.id, cast.strasbourg, position="Cashier", is_primary=False)
    mandates = {
        m.person_id: str(m.id)
        for m in session.scalars(select(Mandate).where(Mandate.kind != Role.COACH.value))
    }
    deputy = make_mandate(cast.people["erin"].id, Role.DEPUTY, cast.strasbourg.id)
    changed = [
        services.correct(
            person_id=cast.people[who].id,
            given_name=cast.people[who].given_name,
            family_name="Renamed",
            external_id=cast.people[who].external_id,
            email=cast.people[who].email,
            actor_id=cast.people[actor].id,
        )
        for who, actor in (("bruno", "marion"), ("erin", "zoe"))
    ]
    world.things |= {
        "position": str(cashier.id),
        "job": str(second.id),
        "job_east": str(east_job.id),
        "mandate": mandates[cast.dina.id],
        "mandate_east": str(deputy.id),
        "change": str(changed[0].id),
        "change_east": str(changed[1].id),
        "brand": str(cast.brand.id),
        "employer": str(cast.franchise.id),
        "franchise": str(cast.franchise.id),
        "employer_own": str(cast.own.id),
        "agreement": str(_agreement(cast)),
    }


# ---- doors ------------------------------------------------------------------------------------


def _doors(cast: Cast, world: World) -> None:
    for name, manager, unit, code in (
        ("bruno", "marion", cast.nantes, "west"),
        ("erin", "zoe", cast.strasbourg, "east"),
    ):
        batch = issue_slips(
            person_ids=[cast.people[name].id], issued_by=cast.people[manager].id, now=NOW
        )
        device = enrol_device(
            unit_id=unit.id, name="Back office", enrolled_by=cast.people[manager].id, now=NOW
        )
        world.things |= {
            f"batch_{code}": str(batch),
            f"device_{code}": str(device.device.id),
            f"tablet_{code}": device.token,
        }
    row = session.execute(
        text("SELECT id FROM accounts_invitation WHERE batch_id = :b"),
        {"b": world.things["batch_west"]},
    ).one()
    world.things["slip"] = slip_code(row.id)
    sent = invite(person_id=cast.people["gael"].id, now=NOW, issued_by=cast.marion.id)
    reset = issue(person_id=cast.alice.id, purpose=Purpose.RESET, now=NOW)
    world.things |= {"link": link_token(sent.id), "reset": link_token(reset.id)}
    for name in ("alice", "yann"):
        notice = tell(person_id=cast.people[name].id, kind=NoticeKind.SLIP_ISSUED, now=NOW)
        call = CallRequest(
            id=same_id(name),
            person_id=cast.people[name].id,
            page="/",
            reach="",
            created_at=NOW,
        )
        session.add(call)
        session.flush()
        other = open_session(person_id=cast.people[name].id, kind=Kind.OWN, now=NOW)
        world.things |= {
            f"notice_{name}": str(notice.id),
            f"call_{name}": str(call.id),
            f"session_{name}": str(other.session.id),
            f"other_token_{name}": other.token,
        }


def _notices(cast: Cast, world: World) -> None:
    """Tell Alice and Yann the same things; one of them each was set aside already."""
    for name in ("alice", "yann"):
        person, path = cast.people[name].id, About("courses.learn_path", {"path_uid": world.path})
        late = {"path": "Un parcours", "until": TODAY}
        for key in ("message", "message_done"):
            notify("courses.late", [person], key=f"{key}_{name}", about=path, **late)
        for turn in ("first", "second"):
            notify("courses.path_given", [person], key=name, turn=turn, about=path, **late)
        found = {
            row.key: row for row in session.scalars(select(Notice).filter_by(person_id=person))
        }
        done = found[f"message_done_{name}"]
        done.done_at, done.by_hand = NOW, True
        session.add(NoticeMute(person_id=person, kind="courses.path_finished", since=NOW))
        for key in ("message", "message_done"):
            world.things[f"{key}_{name}"] = str(found[f"{key}_{name}"].id)


def same_id(name: str) -> UUID:
    """Return an identifier that ``name`` always has here."""
    return uid(f"house/{name}")


def _imports(cast: Cast, world: World) -> None:
    data = tabular.write_csv(PEOPLE_FILE[0], [list(row) for row in PEOPLE_FILE[1:]])
    for name in ("import", "import_read", "import_done"):
        one = imports.start(
            imports.Start(kind="people", filename="people.csv", data=data),
            actor_id=cast.people["administrator"].id,
            today=TODAY,
        )
        if name != "import_read":
            imports.check(one)
        world.things[name] = str(one.id)
    cured = session.scalars(
        select(ImportLine).where(
            ImportLine.import_id == UUID(world.things["import"]), ImportLine.cure != ""
        )
    ).first()
    assert cured is not None, "the refused line has a cure"
    world.things |= {"line": str(cured.line), "field": cured.field}


def _files(cast: Cast, world: World) -> None:
    for name, kind, owner in (
        ("file", files.Kind.IMAGE, None),
        ("photo_alice", files.Kind.PHOTO, cast.alice.id),
        ("photo_yann", files.Kind.PHOTO, cast.yann.id),
    ):
        made = files.put(BytesIO(picture()), filename="a.jpg", kind=kind, owner=owner)
        world.things[name] = str(made.id)
    session.commit()
    drain()
    mail = session.scalars(select(Mail).where(Mail.state == "sent")).first()
    assert mail is not None, "the outbox holds a mail"
    world.things["mail"] = str(mail.id)


# ---- who looks --------------------------------------------------------------------------------


def _viewers(cast: Cast, world: World) -> None:
    names = {
        "employee": "alice",
        "deputy": "dina",
        "unit_manager": "marion",
        "coach": "karim",
        "regional_lead": "rachel",
        **{name: name for name in DESKS},
        "other_employee": "yann",
        "other_manager": "zoe",
        "other_coach": "nora",
        "new_coach": "omar",
        "other_employer": "fatou",
        "dark": "gael",
        "void": "void",
        "nobody": "noor",
        "leaver": "leo",
    }
    for viewer, name in names.items():
        person = cast.people[name]
        world.viewers[viewer] = Somebody(
            person.id, _roles(viewer), cast.open_session(person), viewer == "dark"
        )
    shared = open_session(
        person_id=cast.alice.id,
        kind=Kind.SHARED,
        now=NOW,
        device_id=UUID(world.things["device_west"]),
    )
    world.viewers["tablet"] = Somebody(cast.alice.id, frozenset({"employee"}), shared.token)


def _roles(viewer: str) -> frozenset[str]:
    if viewer in {"nobody", "leaver"}:
        return frozenset()
    if viewer == "void":
        return frozenset({"regional_lead"})
    held = {
        "other_employee": (),
        "other_employer": (),
        "dark": (),
        "employee": (),
        "other_manager": ("unit_manager",),
        "other_coach": ("coach",),
        "new_coach": ("coach",),
    }.get(viewer, (viewer,))
    return frozenset({"employee", *held})
