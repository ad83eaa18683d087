"""Writes a package as Markdown files; what they say can be read again without loss, and writes the same bytes."""

from collections.abc import Iterator, Mapping
from urllib.parse import quote

from lms.courses.exports.blocks import write_step
from lms.courses.exports.questions import write_question
from lms.courses.exports.yaml_text import Value, front_matter
from lms.courses.rules.content import (
    Asset,
    Course,
    Lesson,
    Package,
    Path,
    Practice,
    Quiz,
    QuizSettings,
    SetRule,
)
from lms.courses.rules.markup import FORMAT


def write_package(package: Package) -> dict[str, str]:
    """Return the documents of a package by name. Its assets are in `asset_names`."""
    files: dict[str, str] = {}
    folders = _folders(package)
    if package.path:
        slugs = {course.uid: course.slug for course in package.courses}
        files["path.md"] = _path(package.path, {str(uid): slug for uid, slug in slugs.items()})
    for course, folder in folders:
        files[f"{folder}course.md"] = _course(course)
        for lesson in course.lessons:
            files[f"{folder}{lesson.slug}.md"] = write_lesson(lesson, course.language)
    return files


def asset_names(package: Package) -> Iterator[tuple[str, Asset]]:
    """List the assets of a package with the name each has in it."""
    if package.path:
        yield from ((asset.name, asset) for asset in package.path.assets)
    for course, folder in _folders(package):
        yield from ((folder + asset.name, asset) for asset in course.assets)


def write_lesson(lesson: Lesson, language: str) -> str:
    """Return the document of a lesson of a course in `language`."""
    parts = [write_step(step) for step in lesson.steps]
    if lesson.quiz:
        parts += [write_question(question, language) for question in lesson.quiz.questions]
    return front_matter(_lesson_fields(lesson)) + "".join(f"\n{part}\n" for part in parts)


def download_name(package: Package) -> str:
    """Return the name of the archive of a package, without extension."""
    first = package.path or package.courses[0]
    return quote(first.slug)


def _folders(package: Package) -> list[tuple[Course, str]]:
    return [(course, f"{course.slug}/" if package.path else "") for course in package.courses]


def _path(path: Path, slugs: Mapping[str, str]) -> str:
    sets: list[Value] = [
        {
            "uid": str(one.uid),
            "title": one.title,
            **_rule(one.rule, one.at_least),
            "courses": [slugs[str(uid)] for uid in one.courses],
        }
        for one in path.sets
    ]
    return _document({"format": FORMAT, **_common(path), "sets": sets}, path.summary)


def _course(course: Course) -> str:
    fields = {
        "format": FORMAT,
        **_common(course),
        **_rule(course.rule, course.at_least),
        "lessons": [lesson.slug for lesson in course.lessons],
    }
    return _document(fields, course.summary)


def _document(fields: Mapping[str, Value], body: str) -> str:
    return front_matter(fields) + (f"\n{body}\n" if body else "")


def _common(one: Path | Course) -> dict[str, Value]:
    return {
        "uid": str(one.uid),
        "title": one.title,
        "language": one.language,
        "level": one.level.value,
        "brand": one.brand,
        "image": one.image,
        "image_alt": one.image_alt,
        "skills": one.skills,
        "moments": one.moments,
        "practice": _practice(one.practice),
    }


def _practice(practice: Practice | None) -> dict[str, Value]:
    return {"title": practice.title, "text": practice.text} if practice else {}


def _rule(rule: SetRule, at_least: int) -> dict[str, Value]:
    return {"rule": rule.value, **({"at_least": at_least} if at_least else {})}


def _lesson_fields(lesson: Lesson) -> dict[str, Value]:
    return {
        "uid": str(lesson.uid),
        "title": lesson.title,
        "kind": lesson.kind.value,
        "minutes": lesson.minutes,
        **({} if lesson.required else {"required": False}),
        "summary": lesson.summary,
        "skills": lesson.skills,
        "moments": lesson.moments,
        "takeaways": lesson.takeaways,
        "tries": [{"title": one.title, "hint": one.hint} for one in lesson.tries],
        "quiz": _quiz(lesson.quiz),
    }


def _quiz(quiz: Quiz | None) -> dict[str, Value]:
    if quiz is None:
        return {}
    settings, usual = quiz.settings, QuizSettings()
    written: dict[str, Value | None] = {
        "pass_mark": settings.pass_mark,
        "max_attempts": settings.max_attempts,
        "delay_minutes": settings.delay_minutes,
        "time_limit_minutes": settings.time_limit_minutes,
        "shuffle_questions": settings.shuffle_questions,
        "shuffle_options": settings.shuffle_options,
        "feedback": settings.feedback.value,
    }
    changed = {
        key: value
        for key, value in written.items()
        if value is not None and value != getattr(usual, key)
    }
    return {"uid": str(quiz.uid), **changed}
