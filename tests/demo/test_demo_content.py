"""The demo path is whole, kind, tagged with its own referential, and light."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from lms.assessment.rules.codec import Json, encode
from lms.assessment.rules.questions import Kind, Multiple, Question, Single, TrueFalse
from lms.core.i18n import speaking
from lms.courses.imports.problems import Report
from lms.courses.imports.reading import opened, read_source
from lms.courses.rules.content import LessonKind, Level, Package, SetRule
from lms.courses.rules.references import lesson_files

CONTENT = Path(__file__).resolve().parents[2] / "lms/demo/content"
SCOLDING = (
    "faux.",
    "erreur",
    "échec",
    "raté",
    "auriez dû",
    "malheureusement",
    "mauvaise réponse",
    "wrong",
    "incorrect",
)
LIGHT = 300_000
WITHOUT_LESSON = {"dire-non", "tenir-deux-fronts"}
"""Practices that keep coming in Quotes and that no lesson covers yet: course gaps to show."""


@pytest.fixture(scope="module")
def package() -> Package:
    report = Report()
    with opened(CONTENT / "accueillir-et-ecouter") as source:
        found = read_source(source, report)
    with speaking("en"):
        assert [str(problem) for problem in report.problems] == []
    assert found is not None
    return found


def questions(package: Package) -> Iterator[Question]:
    for course in package.courses:
        for lesson in course.lessons:
            yield from lesson.quiz.questions if lesson.quiz else ()


def texts(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from texts(item)


def test_it_holds_what_was_promised(package: Package) -> None:
    assert package.path is not None
    french = [course for course in package.courses if course.language == "fr"]
    assert len(french) == 6
    assert [course.language for course in package.courses if course not in french] == ["en"]
    assert {course.level for course in package.courses} == set(Level)
    assert {one.rule for one in package.path.sets} == set(SetRule)
    lessons = [lesson for course in package.courses for lesson in course.lessons]
    assert 25 <= len(lessons) <= 30
    assert {lesson.kind for lesson in lessons} == set(LessonKind)
    assert 2 <= sum(lesson.minutes for lesson in lessons) / len(lessons) <= 4
    assert sum(1 for _ in questions(package)) >= 60


def test_every_kind_of_question_is_there(package: Package) -> None:
    assert set(Counter(question.kind for question in questions(package))) == set(Kind)


def test_every_choice_is_answered_kindly(package: Package) -> None:
    for question in questions(package):
        if isinstance(question, Single | Multiple):
            assert all(option.feedback for option in question.options), question.stem
            for option in question.options:
                if option.fraction <= 0:
                    assert option.feedback.startswith(("Presque", "Nearly")), option.feedback
        if isinstance(question, TrueFalse):
            assert question.feedback_true
            assert question.feedback_false


def test_no_word_scolds_and_no_dash_punctuates(package: Package) -> None:
    for text in texts(encode(package)):
        assert "—" not in text, text
        for word in SCOLDING:
            assert word not in text.lower(), (word, text)


def test_the_longest_right_option_does_not_give_the_answer_away(package: Package) -> None:
    told = [
        max(question.options, key=lambda option: len(option.text)).fraction == 1
        for question in questions(package)
        if isinstance(question, Single) and question.lang == "fr"
    ]
    assert sum(told) / len(told) <= 0.7


def test_every_lesson_leaves_something_to_do_or_to_know(package: Package) -> None:
    for course in package.courses:
        assert course.practice is not None
        assert course.image
        for lesson in course.lessons:
            assert lesson.takeaways, lesson.title
            assert lesson.summary, lesson.title
            assert lesson.tries or lesson.kind is LessonKind.QUIZ, lesson.title


def test_tags_are_those_of_the_demo_referential(package: Package) -> None:
    referential = yaml.safe_load((CONTENT / "referential.yml").read_text())
    assert len(referential["attitudes"]) == 3
    assert all(1 <= len(channel["moments"]) <= 5 for channel in referential["channels"])
    moments = {one["code"] for one in referential["moments"]}
    skills = {one["code"] for one in referential["skills"]}
    used_skills, used_moments = set[str](), set[str]()
    for course in package.courses:
        for one in (course, *course.lessons):
            used_skills.update(one.skills)
            used_moments.update(one.moments)
    assert used_skills == skills - WITHOUT_LESSON
    assert used_moments == moments


def test_files_are_light_and_used(package: Package) -> None:
    assets = [asset for course in package.courses for asset in course.assets]
    assert all(asset.size < LIGHT for asset in assets)
    kinds = {asset.media_type.split("/")[0] for asset in assets}
    assert kinds == {"image", "video", "audio", "text", "application"}
    named = {
        name
        for course in package.courses
        for lesson in course.lessons
        for name in lesson_files(lesson)
    }
    assert named


def test_captions_follow_one_another(package: Package) -> None:
    for path in CONTENT.rglob("*.vtt"):
        lines = path.read_text().split("\n")
        assert lines[0] == "WEBVTT"
        times = re.findall(r"(\d\d:\d\d\.\d{3}) --> (\d\d:\d\d\.\d{3})", "\n".join(lines))
        flat = [moment for pair in times for moment in pair]
        assert flat == sorted(flat)
        assert len(times) >= 5
