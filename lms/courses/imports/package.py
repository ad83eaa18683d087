"""Reads a package of our own format: `path.md` over course folders, or one `course.md`."""

from dataclasses import dataclass, replace
from uuid import UUID

from lms.core.i18n import _l
from lms.core.ids import COMPTOIR, derived
from lms.courses.imports import front_matter
from lms.courses.imports.assets import collect, note_unused
from lms.courses.imports.front_matter import Fields
from lms.courses.imports.lesson import read_lesson
from lms.courses.imports.problems import Notes, Report
from lms.courses.imports.sources import Source, folders_of, read_text
from lms.courses.imports.uids import Names, read_uid, repeated
from lms.courses.rules.content import (
    Asset,
    Course,
    Lesson,
    Level,
    Package,
    Path,
    PathSet,
    Practice,
    SetRule,
)
from lms.courses.rules.markup import FORMAT
from lms.courses.rules.references import course_files, references
from lms.courses.rules.texts import markdown, slug

PATH_FILE = "path.md"
COURSE_FILE = "course.md"


def is_package(source: Source) -> bool:
    """Say whether the source is written in our format."""
    return bool({PATH_FILE, COURSE_FILE} & set(source.names()))


def read_package(source: Source, report: Report) -> Package | None:
    """Return what the package holds, without the parts that `report` says are refused."""
    taken: set[str] = set()
    reader = _Reader(source, report, taken)
    package = reader.with_path() if PATH_FILE in source.names() else reader.lone_course()
    note_unused(source, taken, report)
    return package


@dataclass(frozen=True, slots=True)
class _Reader:
    source: Source
    report: Report
    taken: set[str]

    def with_path(self) -> Package | None:
        """Read `path.md`, then the courses it names."""
        fields, body, notes = self._open(PATH_FILE)
        identity = read_uid(fields.text("uid"), COMPTOIR, f"package:{self.source.name}")
        courses: dict[str, Course] = {}
        sets = tuple(
            self._set(group, identity, courses, number)
            for number, group in enumerate(fields.groups("sets"), 1)
        )
        if not sets:
            fields.refuse(
                "sets",
                _l("A path needs at least one set of courses. Write “sets:” and its courses."),
            )
        common = _common(fields, body)
        fields.finish()
        if not common["title"]:
            return None
        path = Path(uid=identity, slug=slug(self.source.name, "path"), sets=sets, **common)  # type: ignore[arg-type]
        used = {path.image} - {""} | {ref.file for ref in references(path.summary) if ref.is_file}
        path = replace(path, assets=self._assets("", used, notes))
        repeated((uid for one in sets for uid in one.courses), notes)
        return Package(path=path, courses=tuple(courses.values()))

    def lone_course(self) -> Package | None:
        """Read a package that is a single course."""
        identity = derived(COMPTOIR, f"package:{self.source.name}")
        course = self._course("", slug(self.source.name, "course"), identity)
        return Package(courses=(course,)) if course else None

    def _set(
        self, fields: Fields, identity: UUID, courses: dict[str, Course], number: int
    ) -> PathSet:
        uids = []
        for folder in fields.texts("courses"):
            if folder not in folders_of(self.source):
                fields.refuse(
                    "courses", _l("There is no folder “%(name)s” in the package.", name=folder)
                )
            elif folder in courses:
                uids.append(courses[folder].uid)
            elif course := self._course(folder, slug(folder, f"course-{number}"), identity):
                courses[folder] = course
                uids.append(course.uid)
        rule, at_least = _rule(fields, len(fields.texts("courses")))
        title = fields.text("title", required=True)
        uid = read_uid(fields.text("uid"), identity, f"set:{slug(title, str(number))}")
        fields.finish()
        return PathSet(uid=uid, title=title, courses=tuple(uids), rule=rule, at_least=at_least)

    def _course(self, folder: str, name: str, identity: UUID) -> Course | None:
        prefix = f"{folder}/" if folder else ""
        if prefix + COURSE_FILE not in self.source.names():
            self.report.on(folder).whole(
                "course.md", _l("This folder has no course.md. Write one with a title.")
            )
            return None
        fields, body, notes = self._open(prefix + COURSE_FILE)
        uid = read_uid(fields.text("uid"), identity, f"course:{name}")
        common = _common(fields, body)
        files = self._lesson_files(fields, prefix)
        rule, at_least = _rule(fields, len(files))
        lessons = self._lessons(files, prefix, uid, str(common["language"]))
        fields.finish()
        if not common["title"]:
            return None
        course = Course(uid=uid, slug=name, lessons=lessons, rule=rule, at_least=at_least, **common)  # type: ignore[arg-type]
        return replace(course, assets=self._assets(folder, course_files(course), notes))

    def _lesson_files(self, fields: Fields, prefix: str) -> list[str]:
        """Return the names of the lessons' files, as listed or else sorted."""
        present = [
            name.removeprefix(prefix).removesuffix(".md")
            for name in self.source.names()
            if name.startswith(prefix)
            and name.endswith(".md")
            and "/" not in name.removeprefix(prefix)
        ]
        present = [name for name in present if name not in ("course", "path")]
        listed = [name.removesuffix(".md") for name in fields.texts("lessons")]
        for name in listed:
            if name not in present:
                fields.refuse(
                    "lessons", _l("There is no file “%(name)s.md” in this folder.", name=name)
                )
        wanted = [name for name in listed if name in present] if listed else present
        if not wanted:
            fields.refuse("lessons", _l("This course has no lesson. Add a file beside course.md."))
        return wanted

    def _lessons(
        self, files: list[str], prefix: str, course: UUID, language: str
    ) -> tuple[Lesson, ...]:
        names = Names({"course", "path"})
        lessons = []
        for name in files:
            path = f"{prefix}{name}.md"
            self.taken.add(path)
            notes = self.report.on(path)
            own = names.titled(name, "lesson")
            lesson = read_lesson(read_text(self.source, path), own, course, language, notes)
            lessons.append(lesson)
        return tuple(lesson for lesson in lessons if lesson is not None)

    def _open(self, path: str) -> tuple[Fields, str, Notes]:
        self.taken.add(path)
        notes = self.report.on(path)
        yaml_text, body, _ = front_matter.split(read_text(self.source, path))
        fields = front_matter.read(yaml_text, notes.below(1))
        if fields.has("format") and fields.text("format") != FORMAT:
            fields.refuse(
                "format",
                _l(
                    "This version of the format is not known. It should be %(format)s.",
                    format=FORMAT,
                ),
            )
        return fields, body, notes

    def _assets(
        self, folder: str, used: frozenset[str] | set[str], notes: Notes
    ) -> tuple[Asset, ...]:
        prefix = f"{folder}/" if folder else ""
        self.taken.update(prefix + name for name in used)
        return collect(self.source, folder, used, notes)


def _common(fields: Fields, body: str) -> dict[str, object]:
    """Return the fields that paths and courses share."""
    image = fields.text("image")
    alternative = fields.text("image_alt")
    if image and not alternative:
        fields.refuse(
            "image", _l("This image has no description. Write “image_alt: what one sees”.")
        )
    return {
        "title": fields.text("title", required=True),
        "language": fields.text("language") or "fr",
        "level": fields.choice("level", Level, Level.BEGINNER),
        "brand": fields.text("brand"),
        "summary": markdown(body),
        "image": image,
        "image_alt": alternative,
        "skills": fields.texts("skills"),
        "moments": fields.texts("moments"),
        "practice": _practice(fields),
    }


def _practice(fields: Fields) -> Practice | None:
    group = fields.group("practice")
    if group is None:
        return None
    practice = Practice(title=group.text("title", required=True), text=group.words("text"))
    group.finish()
    return practice


def _rule(fields: Fields, count: int) -> tuple[SetRule, int]:
    rule = fields.choice("rule", SetRule, SetRule.ALL_IN_ORDER)
    at_least = fields.integer("at_least", 0, 0, 1000) or 0
    if rule is SetRule.AT_LEAST and not 1 <= at_least <= count:
        fields.refuse(
            "at_least", _l("Write how many are needed, from 1 to %(count)s.", count=count)
        )
    elif rule is not SetRule.AT_LEAST and at_least:
        fields.refuse("at_least", _l("This field goes with “rule: at_least” only."))
    return rule, at_least
