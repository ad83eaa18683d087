"""A small published path: one course in order, one to choose, one optional; two kinds of ending."""

from fractions import Fraction
from io import BytesIO
from uuid import UUID

from lms.assessment.rules.questions import Option, Single
from lms.core import files, ids
from lms.courses.rules.content import (
    AcknowledgementBlock,
    Asset,
    Course,
    Lesson,
    LessonKind,
    Package,
    Path,
    PathSet,
    Quiz,
    QuizSettings,
    SetRule,
    Step,
    TextBlock,
    Try,
)
from lms.courses.services.publishing import Published, publish_package

SPACE = UUID("7f7c8f0a-0c51-4d7d-8a6c-8f4f5a2b9c11")


def uid(name: str) -> UUID:
    """Return the identifier that ``name`` always has in tests."""
    return ids.derived(SPACE, name)


def text_lesson(name: str, *, steps: int = 2, required: bool = True) -> Lesson:
    """Return a lesson of ``steps`` screens without questions."""
    return Lesson(
        uid=uid(name),
        slug=name,
        kind=LessonKind.TEXT,
        title=f"Lesson {name}",
        required=required,
        takeaways=("Je regarde chaque personne.",),
        tries=(Try(title="Regarder la file", hint="Facile"),),
        steps=tuple(
            Step(
                uid=uid(f"{name}/{k}"),
                blocks=(TextBlock(uid=uid(f"{name}/{k}/b"), text=f"Screen {k} of {name}."),),
            )
            for k in range(steps)
        ),
    )


def quiz_lesson(name: str, *, pass_mark: int = 100, max_attempts: int | None = 2) -> Lesson:
    """Return a lesson of one question, passed at ``pass_mark`` percent."""
    question = Single(
        uid=uid(f"{name}/q"),
        stem="Que faites-vous ?",
        options=(
            Option(uid="eyes", text="Je lève les yeux.", fraction=Fraction(1), feedback="Oui."),
            Option(uid="shelf", text="Je finis mon étagère.", feedback="Presque."),
        ),
    )
    return Lesson(
        uid=uid(name),
        slug=name,
        kind=LessonKind.QUIZ,
        title=f"Questions {name}",
        quiz=Quiz(
            uid=uid(f"{name}/quiz"),
            questions=(question,),
            settings=QuizSettings(pass_mark=pass_mark, max_attempts=max_attempts),
        ),
    )


def charter(name: str) -> Lesson:
    """Return a text to read and accept."""
    return Lesson(
        uid=uid(name),
        slug=name,
        kind=LessonKind.ACKNOWLEDGEMENT,
        title="La charte",
        steps=(
            Step(
                uid=uid(f"{name}/0"),
                blocks=(
                    AcknowledgementBlock(
                        uid=uid(f"{name}/0/b"),
                        statement="J’ai lu la charte.",
                        text="Nous disons bonjour.",
                    ),
                ),
            ),
        ),
    )


def course(name: str, *lessons: Lesson, rule: SetRule = SetRule.ALL_IN_ORDER) -> Course:
    """Return a course of ``lessons``."""
    return Course(
        uid=uid(name), slug=name, title=f"Course {name}", lessons=lessons, language="fr", rule=rule
    )


def package(**changes: str) -> Package:
    """Return the small path; ``changes`` renames it to make another version."""
    basics = course("basics", text_lesson("welcome"), quiz_lesson("check"), charter("charter"))
    cabin = course("cabin", text_lesson("cabin-1", steps=1))
    till = course("till", text_lesson("till-1", steps=1))
    more = course("more", text_lesson("more-1", steps=1))
    path = Path(
        uid=uid("path"),
        slug="accueil",
        title=changes.get("title", "Accueil en magasin"),
        sets=(
            PathSet(uid=uid("set-1"), title="Voir et être vu", courses=(basics.uid,)),
            PathSet(
                uid=uid("set-2"),
                title="Selon votre rayon",
                courses=(cabin.uid, till.uid),
                rule=SetRule.AT_LEAST,
                at_least=1,
            ),
            PathSet(
                uid=uid("set-3"), title="Plus loin", courses=(more.uid,), rule=SetRule.OPTIONAL
            ),
        ),
    )
    return Package(path=path, courses=(basics, cabin, till, more))


def keep_nothing(asset: Asset) -> UUID:
    """Refuse assets: the small path has none."""
    raise AssertionError(asset.name)


def publish(content: Package | None = None) -> Published:
    """Publish the small path, or ``content``."""
    return publish_package(content or package(), actor_id=None, store_asset=keep_nothing)


class Known:
    """Identifiers of the small path by the words tests use."""

    path: UUID = uid("path")
    welcome: UUID = uid("welcome")
    check: UUID = uid("check")
    check_quiz: UUID = uid("check/quiz")
    charter: UUID = uid("charter")
    cabin: UUID = uid("cabin-1")
    till: UUID = uid("till-1")
    more: UUID = uid("more-1")


KNOWN = Known


def keep_file(data: bytes, name: str, kind: files.Kind) -> UUID:
    """Keep a content file and return its identifier."""
    return files.put(BytesIO(data), filename=name, kind=kind, owner=None).id
