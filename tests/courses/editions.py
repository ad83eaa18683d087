"""Other editions of the small path: a word changed, a lesson added, another path over a course."""

from dataclasses import replace
from uuid import UUID

from lms.courses.rules.content import Course, Package, Path, PathSet
from lms.courses.services.publishing import Published, publish_package
from tests.factories.courses import KNOWN, course, keep_nothing, package, text_lesson, uid


def edited(*, added: bool = False, words: str = "Levez les yeux.") -> Package:
    """Return the small path whose first lesson says other words, with a lesson more at will."""
    whole = package()
    return replace(whole, courses=(edited_basics(added=added, words=words), *whole.courses[1:]))


def edited_basics(*, added: bool = False, words: str = "Levez les yeux.") -> Course:
    """Return the first course of the small path, changed."""
    basics = package().courses[0]
    welcome, check, charter = basics.lessons
    step = welcome.steps[0]
    said = replace(step, blocks=(replace(step.blocks[0], text=words),))
    lessons = (replace(welcome, steps=(said, *welcome.steps[1:])), check, charter)
    return replace(basics, lessons=(*lessons, text_lesson("new")) if added else lessons)


def other_question() -> Package:
    """Return the small path whose question says other words."""
    whole = package()
    welcome, check, charter = whole.courses[0].lessons
    assert check.quiz is not None
    asked = replace(check.quiz.questions[0], stem="Que faites-vous d’abord ?")
    check = replace(check, quiz=replace(check.quiz, questions=(asked,)))
    basics = replace(whole.courses[0], lessons=(welcome, check, charter))
    return replace(whole, courses=(basics, *whole.courses[1:]))


def second_path() -> Package:
    """Return another path that holds the first course of the small one, and one of its own."""
    own = course("own", text_lesson("own-1", steps=1))
    basics = package().courses[0]
    path = Path(
        uid=uid("second"),
        slug="second",
        title="Second path",
        sets=(PathSet(uid=uid("second/set"), title="Tout", courses=(basics.uid, own.uid)),),
    )
    return Package(path=path, courses=(basics, own))


def publish(
    content: Package, *, change: str = "content", actor_id: UUID | None = None
) -> Published:
    """Publish an edition."""
    return publish_package(content, actor_id=actor_id, store_asset=keep_nothing, change=change)


NEW = uid("new")
SECOND = uid("second")
__all__ = ["KNOWN", "NEW", "SECOND", "edited", "other_question", "publish", "second_path"]
