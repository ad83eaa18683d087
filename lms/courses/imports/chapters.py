"""Reads a course kept as chapters: folders with a README.md and perhaps a QUIZ.md, or files named `1.2 Title.md`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from uuid import UUID

from lms.core.i18n import _l
from lms.core.ids import COMPTOIR, derived
from lms.courses.imports import front_matter
from lms.courses.imports.assets import note_unused, weigh
from lms.courses.imports.foreign import Cleaner
from lms.courses.imports.problems import Report
from lms.courses.imports.sections import Section, placed, plain, quiz_lesson, sections, text_lesson
from lms.courses.imports.slides_quiz import is_quiz_part, read_quiz
from lms.courses.imports.sources import Source, folders_of, read_text
from lms.courses.imports.uids import Names
from lms.courses.rules.content import (
    Asset,
    Course,
    Lesson,
    LessonKind,
    LinkBlock,
    Package,
    Path,
    PathSet,
    Step,
)
from lms.courses.rules.texts import one_line, slug

_FLAT = re.compile(r"(?P<module>\d+)\.(?P<rank>\d+)[ ._-]+(?P<title>.+)\.md$")
_CONTENTS = {"table des matières", "table of contents", "sommaire"}
_ONLY_LINK = re.compile(
    r"(?:\*\*)?\[(?:\*\*)?(?P<words>[^\]*]+)(?:\*\*)?\]\((?P<url>https?://[^)\s]+)\)(?:\*\*)?"
)


def is_chapters(source: Source) -> bool:
    """Say whether the source is folders of chapters, or numbered files."""
    names = set(source.names())
    return (
        any(f"{folder}/README.md" in names for folder in folders_of(source))
        or len(_flat(source)) > 1
    )


def read_chapters(source: Source, report: Report, language: str = "fr") -> Package | None:
    """Return the chapters as courses of one path; what could not be read is in `report`."""
    identity = derived(COMPTOIR, f"package:{source.name}")
    reader = _Reader(source, report, identity, language, set())
    groups = _flat(source)
    courses = list(reader.modules(groups) if groups else reader.folders())
    note_unused(source, reader.taken, report)
    if not courses:
        report.on(source.name).whole("", _l("No chapter could be read here."))
        return None
    title = plain(source.name.replace("_", " ").replace("-", " ")).capitalize()
    one_set = PathSet(
        uid=derived(identity, "set:1"), title=title, courses=tuple(course.uid for course in courses)
    )
    path = Path(
        uid=identity,
        slug=slug(source.name, "path"),
        title=title,
        sets=(one_set,),
        language=language,
    )
    return Package(courses=tuple(courses), path=path)


def _flat(source: Source) -> dict[str, list[str]]:
    """Return the numbered files at the top, by module, in order."""
    found = sorted(
        (int(match["module"]), int(match["rank"]), name)
        for name in source.names()
        if "/" not in name and (match := _FLAT.match(name))
    )
    modules: dict[str, list[str]] = {}
    for module, _, name in found:
        modules.setdefault(str(module), []).append(name)
    return modules


@dataclass(frozen=True, slots=True)
class _Reader:
    source: Source
    report: Report
    identity: UUID
    language: str
    taken: set[str]

    def folders(self) -> Iterator[Course]:
        """List a course for each folder with a README.md."""
        for folder in folders_of(self.source):
            if f"{folder}/README.md" in self.source.names():
                course = self._chapter(folder)
                if course:
                    yield course

    def modules(self, groups: dict[str, list[str]]) -> Iterator[Course]:
        """List a course for each module of numbered files."""
        for module, files in groups.items():
            name = f"module-{module}"
            uid = derived(self.identity, f"course:{name}")
            names, files_used = Names({"course", "path"}), dict[str, str]()
            lessons = [self._flat_lesson(file, uid, names, files_used) for file in files]
            kept = tuple(lesson for lesson in lessons if lesson)
            if kept:
                yield self._with_files(
                    Course(
                        uid=uid,
                        slug=name,
                        title=f"Module {module}",
                        lessons=kept,
                        language=self.language,
                    ),
                    files_used,
                )

    def _chapter(self, folder: str) -> Course | None:
        name = slug(folder, "chapter")
        uid = derived(self.identity, f"course:{name}")
        cleaner, text = self._open(f"{folder}/README.md")
        found = placed(sections(cleaner.clean(text), 2), text)
        title = next((section.title for section in found if section.level == 1), plain(folder))
        names = Names({"course", "path"})
        summary, lessons = self._lessons(found, uid, names, cleaner)
        cleaner.report()
        quiz = self._quiz(f"{folder}/QUIZ.md", uid, names)
        kept = (*lessons, *((quiz,) if quiz else ()))
        if not kept:
            cleaner.notes.whole("", _l("This chapter is empty."))
            return None
        course = Course(
            uid=uid, slug=name, title=title, lessons=kept, language=self.language, summary=summary
        )
        return self._with_files(course, cleaner.files)

    def _lessons(
        self, found: list[Section], course: UUID, names: Names, cleaner: Cleaner
    ) -> tuple[str, list[Lesson]]:
        """Return the summary (what stands above the first panel) and a lesson for each `##`."""
        lessons: list[Lesson] = []
        summary = ""
        for section in found:
            if section.level < 2:  # noqa: PLR2004 - the title and what follows it
                summary, _, rest = section.text.partition("\n>")
                if rest:
                    lessons.append(
                        self._lesson(course, names, _presentation(self.language), f">{rest}")
                    )
            elif section.title.lower() in _CONTENTS:
                cleaner.notes.note(
                    section.line,
                    section.title,
                    _l("The table of contents was left out: the path shows it."),
                )
            elif section.text:
                lessons.append(self._lesson(course, names, section.title, section.text))
            else:
                cleaner.notes.note(
                    section.line,
                    section.title,
                    _l("This heading has nothing below it: it was left out."),
                )
        return summary.strip(), lessons

    def _lesson(self, course: UUID, names: Names, title: str, text: str) -> Lesson:
        parts = [(section.title, section.text) for section in sections(text, 3)]
        return text_lesson(course, names.titled(title, "lesson"), title, parts)

    def _quiz(self, path: str, course: UUID, names: Names) -> Lesson | None:
        if path not in self.source.names():
            return None
        cleaner, text = self._open(path)
        found = placed(sections(cleaner.clean(text), 2), text)
        name = names.titled("quiz", "quiz")
        questions = read_quiz(
            found, derived(course, f"lesson:{name}"), self.language, cleaner.notes
        )
        for section in found:
            if section.level == 2 and not is_quiz_part(section.title):  # noqa: PLR2004
                cleaner.notes.note(
                    section.line,
                    section.title,
                    _l("This slide holds no question: it was left out."),
                )
        cleaner.report()
        if not questions:
            cleaner.notes.whole("", _l("No question could be read in this quiz."))
            return None
        title = next((section.title for section in found if section.level == 1), "Quiz")
        return quiz_lesson(course, name, title, questions)

    def _flat_lesson(
        self, file: str, course: UUID, names: Names, files: dict[str, str]
    ) -> Lesson | None:
        cleaner, text = self._open(file)
        found = placed(sections(cleaner.clean(text), 2), text)
        files.update(cleaner.files)
        cleaner.report()
        match = _FLAT.match(file)
        title = next(
            (section.title for section in found if section.level == 1),
            match["title"] if match else file,
        )
        parts = [
            ("" if section.level == 1 else section.title, section.text)
            for section in found
            if section.text
        ]
        if not parts:
            cleaner.notes.whole("", _l("This file is empty."))
            return None
        name = names.titled(file.removesuffix(".md"), "lesson")
        link = _ONLY_LINK.match(parts[0][1]) if "quiz" in file.lower() else None
        lesson = text_lesson(course, name, title, parts)
        return self._form(lesson, link, cleaner) if link else lesson

    def _form(self, lesson: Lesson, link: re.Match[str], cleaner: Cleaner) -> Lesson:
        """Make a lesson of a quiz kept on another site: its questions are not in the package."""
        cleaner.notes.whole(
            "quiz",
            _l("The questions of this quiz are on another site: it became a link."),
            refused=False,
        )
        first = lesson.steps[0]
        block = LinkBlock(
            uid=derived(first.uid, "link"), url=link["url"], title=one_line(link["words"])
        )
        step = replace(first, blocks=(*first.blocks, block))
        step = Step(uid=step.uid, title=step.title, blocks=step.blocks)
        return replace(lesson, kind=LessonKind.LINK, steps=(step, *lesson.steps[1:]))

    def _open(self, path: str) -> tuple[Cleaner, str]:
        self.taken.add(path)
        yaml_text, body, offset = front_matter.split(read_text(self.source, path))
        folder = path.rpartition("/")[0]
        cleaner = Cleaner(self.source, folder, self.report.on(path, 1 + offset))
        if yaml_text:
            cleaner.counts["slides"] += len(
                [line for line in yaml_text.split("\n") if line[:1].strip()]
            )
        return cleaner, body

    def _with_files(self, course: Course, files: dict[str, str]) -> Course:
        self.taken.update(files.values())
        found = (weigh(self.source, path, name) for name, path in sorted(files.items()))
        assets: tuple[Asset, ...] = tuple(asset for asset in found if asset)
        return replace(course, assets=assets)


def _presentation(language: str) -> str:
    return "Présentation" if language.startswith("fr") else "Presentation"
