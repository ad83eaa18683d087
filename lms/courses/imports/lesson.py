"""Reads the Markdown file of a lesson."""

from dataclasses import replace
from urllib.parse import urlsplit
from uuid import UUID

from lms.core.i18n import _l
from lms.courses.imports import front_matter
from lms.courses.imports.body import StepReader
from lms.courses.imports.front_matter import Fields
from lms.courses.imports.problems import Notes
from lms.courses.imports.questions import read_questions
from lms.courses.imports.questions.drafts import first_question
from lms.courses.imports.uids import read_uid, repeated
from lms.courses.rules import markup
from lms.courses.rules.content import (
    FeedbackTiming,
    Lesson,
    LessonKind,
    Quiz,
    QuizSettings,
    Step,
    Try,
)
from lms.courses.rules.references import lesson_texts, references
from lms.courses.rules.texts import one_line

_NEEDED_BLOCK = {
    LessonKind.VIDEO: "video",
    LessonKind.AUDIO: "audio",
    LessonKind.PDF: "pdf",
    LessonKind.CARDS: "cards",
    LessonKind.SCENARIO: "scenario",
    LessonKind.ACKNOWLEDGEMENT: "acknowledgement",
    LessonKind.LINK: "link",
}
_SCHEMES = {"http", "https", "mailto", "tel", ""}


def read_lesson(text: str, slug: str, course: UUID, language: str, notes: Notes) -> Lesson | None:
    """Return the lesson written in `text`, or None when something in it was refused (`notes` says what)."""
    before = notes.count()
    yaml_text, body, offset = front_matter.split(text)
    fields = front_matter.read(yaml_text, notes.below(1))
    lines, title = _title(body.split("\n"), fields)
    uid = read_uid(fields.text("uid"), course, f"lesson:{slug}")
    below = notes.below(offset)
    lesson = _lesson(fields, uid, slug, title)
    cut = first_question(lines)
    steps = StepReader(uid, language, below).read(lines[:cut])
    questions = read_questions(lines[cut:], cut, uid, language, below)
    lesson = replace(lesson, steps=steps, quiz=_quiz(fields, lesson, questions, below))
    fields.finish()
    _check(lesson, notes, below)
    return lesson if notes.count() == before else None


def _title(lines: list[str], fields: Fields) -> tuple[list[str], str]:
    """Return the body without a `# title` at its top, used when the fields give none."""
    if fields.has("title"):
        return lines, fields.text("title", required=True)
    for place, line in enumerate(lines):
        found = markup.TITLE.match(line)
        if found:
            return [*lines[:place], "", *lines[place + 1 :]], one_line(found["title"])
        if line.strip():
            break
    return lines, fields.text("title", required=True)


def _lesson(fields: Fields, uid: UUID, slug: str, title: str) -> Lesson:
    kind = fields.choice("kind", LessonKind, LessonKind.TEXT)
    tries = [
        (one, one.text("title", required=True), one.text("hint")) for one in fields.groups("tries")
    ]
    for group, _, _ in tries:
        group.finish()
    return Lesson(
        uid=uid,
        slug=slug,
        kind=kind,
        title=title,
        minutes=fields.integer("minutes", 3, 1, 600) or 3,
        required=fields.flag("required", default=True),
        summary=fields.text("summary"),
        skills=fields.texts("skills"),
        moments=fields.texts("moments"),
        takeaways=fields.texts("takeaways"),
        tries=tuple(Try(title=name, hint=hint) for _, name, hint in tries),
    )


def _quiz(
    fields: Fields, lesson: Lesson, questions: tuple[object, ...], notes: Notes
) -> Quiz | None:
    group = fields.group("quiz")
    uid = read_uid(group.text("uid") if group else "", lesson.uid, "quiz")
    settings = _settings(group) if group else QuizSettings()
    if group:
        group.finish()
    if group and not questions and not notes.count():
        group.notes.refuse(
            group.line, "quiz", _l("There are settings for a quiz but no “## Question” below.")
        )
    if not questions:
        return None
    return Quiz(uid=uid, questions=questions, settings=settings)  # type: ignore[arg-type]


def _settings(group: Fields) -> QuizSettings:
    return QuizSettings(
        pass_mark=group.integer("pass_mark", 0, 0, 100) or 0,
        max_attempts=group.integer("max_attempts", None, 1, 1000),
        delay_minutes=group.integer("delay_minutes", 0) or 0,
        time_limit_minutes=group.integer("time_limit_minutes", None, 1, 1000),
        shuffle_questions=group.flag("shuffle_questions", default=False),
        shuffle_options=group.flag("shuffle_options", default=True),
        feedback=group.choice("feedback", FeedbackTiming, FeedbackTiming.IMMEDIATE),
    )


def _check(lesson: Lesson, notes: Notes, below: Notes) -> None:
    """Report what keeps the lesson from being followed or from being read by everybody."""
    kinds = {block.kind for step in lesson.steps for block in step.blocks}
    needed = _NEEDED_BLOCK.get(lesson.kind)
    if needed and needed not in kinds:
        below.refuse(
            0,
            "kind",
            _l(
                "This lesson is of kind %(kind)s but has no “::: %(needed)s”.",
                kind=lesson.kind,
                needed=needed,
            ),
        )
    if lesson.kind is LessonKind.QUIZ and lesson.quiz is None and not notes.count():
        below.refuse(0, "kind", _l("This lesson is a quiz but has no “## Question”."))
    if not lesson.steps and lesson.quiz is None and not notes.count():
        below.refuse(0, "", _l("This lesson is empty. Write at least one screen below the fields."))
    _check_references(lesson, below)
    repeated(_uids(lesson.steps, lesson.quiz), notes)


def _check_references(lesson: Lesson, notes: Notes) -> None:
    for text in lesson_texts(lesson):
        for reference in references(text):
            if reference.is_image and not reference.words.strip():
                notes.whole(
                    reference.target,
                    _l(
                        "This image has no description. Write it between the brackets: ![what one sees](...)."
                    ),
                )
            if reference.is_image and not reference.is_file:
                notes.whole(
                    reference.target,
                    _l("An image must be a file of the course. Copy it there and name it."),
                )
            if urlsplit(reference.target).scheme not in _SCHEMES:
                notes.whole(
                    reference.target,
                    _l("This kind of address is not allowed. Use https, mailto or tel."),
                )


def _uids(steps: tuple[Step, ...], quiz: Quiz | None) -> list[UUID]:
    inside = [uid for step in steps for uid in (step.uid, *(block.uid for block in step.blocks))]
    return inside + ([quiz.uid, *(question.uid for question in quiz.questions)] if quiz else [])
