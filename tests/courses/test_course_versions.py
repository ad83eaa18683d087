"""The same content is the same version; one changed lesson leaves the others alone."""

from dataclasses import replace

import pytest

from lms.courses.imports.package import read_package
from lms.courses.imports.problems import Report
from lms.courses.imports.sources import MemorySource
from lms.courses.rules import versions
from lms.courses.rules.content import AcknowledgementBlock, Course, Package

LESSON = "---\ntitle: {title}\n---\nRegardez.\n\n![une porte](media/porte.webp)\n"
FILES = {
    "path.md": "---\ntitle: Accueillir\nsets:\n  - title: Bases\n    courses: [un]\n---\n",
    "un/course.md": "---\ntitle: Un\nimage: media/porte.webp\nimage_alt: une porte\n---\n",
    "un/a.md": LESSON.format(title="A"),
    "un/b.md": LESSON.format(title="B").replace("![une porte](media/porte.webp)", ""),
    "un/media/porte.webp": "image",
}


def course(**changes: str) -> Course:
    return package(**changes).courses[0]


def package(**changes: str) -> Package:
    named = {name.replace("__", "/").replace("_dot_", "."): text for name, text in changes.items()}
    files = {name: text.encode() for name, text in (FILES | named).items()}
    read = read_package(MemorySource(files, name="accueil"), Report())
    assert read is not None
    return read


def hashes(found: Course) -> list[str]:
    return [versions.lesson_hash(lesson, found) for lesson in found.lessons]


def test_importing_twice_gives_one_version() -> None:
    assert versions.package_hash(package()) == versions.package_hash(package())


def test_a_changed_lesson_changes_its_course_and_path_only() -> None:
    before, after = (
        package(),
        package(un__b_dot_md=FILES["un/b.md"].replace("Regardez", "Levez les yeux")),
    )
    first, second = hashes(before.courses[0]), hashes(after.courses[0])
    assert first[0] == second[0]
    assert first[1] != second[1]
    assert versions.course_hash(before.courses[0]) != versions.course_hash(after.courses[0])
    assert versions.package_hash(before) != versions.package_hash(after)


def test_a_changed_picture_changes_the_lesson_that_shows_it() -> None:
    before, after = course(), course(un__media__porte_dot_webp="another image")
    assert hashes(before)[0] != hashes(after)[0]
    assert hashes(before)[1] == hashes(after)[1]


def test_the_source_language_is_part_of_a_version() -> None:
    before = course()
    after = course(
        un__course_dot_md=FILES["un/course.md"].replace("title: Un", "title: Un\nlanguage: en")
    )
    assert hashes(before)[0] != hashes(after)[0]


def test_a_file_name_is_no_part_of_a_version() -> None:
    found = course()
    renamed = replace(
        found, lessons=tuple(replace(lesson, slug=f"x-{lesson.slug}") for lesson in found.lessons)
    )
    assert hashes(found) == hashes(renamed)
    assert versions.course_hash(found) == versions.course_hash(renamed)


def test_the_order_of_lessons_is_part_of_the_course() -> None:
    found = course()
    turned = replace(found, lessons=found.lessons[::-1])
    assert versions.course_hash(found) != versions.course_hash(turned)


@pytest.mark.parametrize("change", [{"text": "Autre."}, {"statement": "J'accepte autre chose."}])
def test_what_a_person_accepted_is_known_by_its_words(change: dict[str, str]) -> None:
    block = AcknowledgementBlock(uid=course().uid, statement="J'accepte.", text="Notre promesse.")
    assert versions.acknowledged(block, "fr") == versions.acknowledged(replace(block), "fr")
    assert versions.acknowledged(block, "fr") != versions.acknowledged(
        replace(block, **change), "fr"
    )
    assert versions.acknowledged(block, "fr") != versions.acknowledged(block, "en")
