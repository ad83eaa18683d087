"""Content hashes: the same content never makes a second version.

A version is a closed manifest: a lesson hashes its content and the files it uses, a course hashes its own fields and
the hashes of its lessons, a path its own fields and the hashes of its courses. File names of documents (`slug`) and
translations are outside; the source language is inside.
"""

from collections.abc import Iterator, Mapping
from typing import cast

from lms.assessment.rules.codec import Json, digest, encode
from lms.courses.rules.content import AcknowledgementBlock, Asset, Course, Lesson, Package, Path
from lms.courses.rules.references import lesson_files


def lesson_hash(lesson: Lesson, course: Course) -> str:
    """SHA-256 of a lesson, its language and the files it uses."""
    used = lesson_files(lesson)
    return digest(
        {
            "lesson": _without(lesson, "slug"),
            "language": course.language,
            "files": _files(asset for asset in course.assets if asset.name in used),
        }
    )


def course_hash(course: Course) -> str:
    """SHA-256 of a course: its own fields, its image, and its lessons by uid and hash, in order."""
    return digest(
        {
            "course": _without(course, "slug", "lessons", "assets"),
            "files": _files(asset for asset in course.assets if asset.name == course.image),
            "lessons": [
                [str(lesson.uid), lesson_hash(lesson, course)] for lesson in course.lessons
            ],
        }
    )


def path_hash(path: Path, course_hashes: Mapping[str, str]) -> str:
    """SHA-256 of a path; `course_hashes` gives the hash of each course by its uid in text."""
    uids = [str(uid) for one in path.sets for uid in one.courses]
    return digest(
        {
            "path": _without(path, "slug", "assets"),
            "files": _files(asset for asset in path.assets if asset.name == path.image),
            "courses": [[uid, course_hashes[uid]] for uid in uids],
        }
    )


def package_hash(package: Package) -> str:
    """SHA-256 of a whole package."""
    hashes = {str(course.uid): course_hash(course) for course in package.courses}
    return (
        path_hash(package.path, hashes)
        if package.path
        else digest(encode(tuple(sorted(hashes.values()))))
    )


def acknowledged(block: AcknowledgementBlock, language: str) -> str:
    """SHA-256 of what a person accepts: the words read and the statement, in their language."""
    return digest({"statement": block.statement, "text": block.text, "language": language})


def _files(assets: Iterator[Asset]) -> dict[str, Json]:
    return {asset.name: asset.sha256 for asset in assets}


def _without(value: object, *names: str) -> Json:
    plain = cast("dict[str, Json]", encode(value))
    return {key: content for key, content in plain.items() if key not in names}
