"""The path that opens observing: four lessons, two scenes against a reference, kind throughout."""

from pathlib import Path

import pytest

from lms.assessment.rules.codec import encode
from lms.assessment.rules.questions import Multiple, Single
from lms.coaching.rules.observing import PATH_UID
from lms.core.i18n import speaking
from lms.courses.imports.problems import Report
from lms.courses.imports.reading import opened, read_source
from lms.courses.rules.content import LessonKind, Package
from tests.demo.test_demo_content import CONTENT, SCOLDING, texts

FOLDER: Path = CONTENT / "observer-et-debriefer"


@pytest.fixture(scope="module")
def package() -> Package:
    report = Report()
    with opened(FOLDER) as source:
        found = read_source(source, report)
    with speaking("en"):
        assert [str(problem) for problem in report.problems] == []
    assert found is not None
    return found


def test_it_is_the_path_that_the_condition_asks_for(package: Package) -> None:
    assert package.path is not None
    assert str(package.path.uid) == PATH_UID


def test_it_holds_four_lessons_and_two_scenes_scored_against_a_reference(package: Package) -> None:
    lessons = [lesson for course in package.courses for lesson in course.lessons]
    scenes = [lesson for lesson in lessons if lesson.kind is LessonKind.QUIZ]
    assert (len(lessons), len(scenes)) == (6, 2)
    assert 30 <= sum(lesson.minutes for lesson in lessons) <= 45
    for scene in scenes:
        assert scene.title.startswith("Scène")
        assert scene.quiz is not None
        assert scene.quiz.settings.pass_mark >= 60
        assert len(scene.quiz.questions) >= 5
    assert all(lesson.takeaways and lesson.tries for lesson in lessons)


def test_every_choice_is_answered_kindly(package: Package) -> None:
    quizzes = [one.quiz for course in package.courses for one in course.lessons if one.quiz]
    for quiz in quizzes:
        for question in quiz.questions:
            if isinstance(question, Single | Multiple):
                for option in question.options:
                    assert option.feedback, question.stem
                    if option.fraction <= 0:
                        assert option.feedback.startswith("Presque"), option.feedback


def test_no_word_scolds_and_no_dash_punctuates(package: Package) -> None:
    for text in texts(encode(package)):
        assert "—" not in text, text
        for word in SCOLDING:
            assert word not in text.lower(), (word, text)
