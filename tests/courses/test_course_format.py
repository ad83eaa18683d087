"""Export, import and export again give the same bytes, whatever the content."""

import re
from dataclasses import replace
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from lms.assessment.rules.codec import decode, encode
from lms.courses.exports.markdown import asset_names, write_package
from lms.courses.imports.assets import weigh
from lms.courses.imports.package import read_package
from lms.courses.imports.problems import Report
from lms.courses.imports.sources import MemorySource
from lms.courses.rules import markup
from lms.courses.rules.content import Course, Lesson, LessonKind, Package, Step, TextBlock
from lms.courses.rules.references import course_files
from lms.courses.rules.texts import markdown, normal, one_line
from lms.courses.rules.versions import package_hash
from tests.courses.strategies import packages, texts

QUICK = settings(
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # large content shrinks for minutes
)
FILE = b"the same bytes for every file"


def with_assets(package: Package) -> Package:
    """Give every course the files its lessons name."""
    source = MemorySource({"any": FILE})

    def filled(course: Course) -> Course:
        found = [weigh(source, "any", name) for name in sorted(course_files(course))]
        return replace(course, assets=tuple(asset for asset in found if asset))

    return replace(package, courses=tuple(filled(course) for course in package.courses))


def read_back(files: dict[str, str], package: Package) -> tuple[Package | None, Report]:
    """Import what was exported."""
    report = Report()
    beside = {name: FILE for name, _ in asset_names(package)}
    source = MemorySource(
        {name: text.encode() for name, text in files.items()} | beside, name="parcours"
    )
    return read_package(source, report), report


@pytest.mark.slow
@settings(QUICK, max_examples=25)
@given(packages().map(with_assets))
def test_export_import_export_is_identical_to_the_byte(package: Package) -> None:
    files = write_package(package)
    again, report = read_back(files, package)
    assert [str(problem) for problem in report.problems] == []
    is_same = again == package  # a difference shown in full would be a book
    assert is_same
    assert again is not None
    assert write_package(again) == files
    assert package_hash(again) == package_hash(package)


@pytest.mark.slow
@settings(QUICK, max_examples=10)
@given(packages())
def test_content_survives_json(package: Package) -> None:
    for one in (package.path, *package.courses):
        is_same = decode(type(one), encode(one)) == one
        assert is_same


def test_the_property_catches_a_writer_that_forgets_to_guard_marks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    block = TextBlock(uid=uuid4(), text="Avant\n## Une ligne qui ressemble à un titre")
    step = Step(uid=uuid4(), blocks=(block,))
    lesson = Lesson(uid=uuid4(), slug="a", kind=LessonKind.TEXT, title="A", steps=(step,))
    course = Course(uid=uuid4(), slug="parcours", title="Un", lessons=(lesson,))
    sound = Package(courses=(course,))
    assert read_back(write_package(sound), sound)[0] == sound
    monkeypatch.setattr(markup, "guard", lambda text, _marks: text)
    assert read_back(write_package(sound), sound)[0] != sound


@given(
    texts,
    st.sampled_from([markup.BODY_MARKS, markup.CARD_MARKS, markup.NODE_MARKS, markup.QUOTE_MARKS]),
)
def test_a_guarded_text_is_read_as_it_was(text: str, marks: re.Pattern[str]) -> None:
    assert markup.unguard(markup.guard(text, marks).split("\n"), marks) == text


@given(st.text())
def test_a_normal_text_is_normal_again(text: str) -> None:
    assert normal(normal(text)) == normal(text)
    assert markdown(markdown(text)) == markdown(text)
    assert one_line(one_line(text)) == one_line(text)


def test_a_no_break_space_before_an_answer_is_kept() -> None:
    assert markup.split_attributes("\u00a0p {#a}")[0] == "\u00a0p"
