"""Everything wrong in a package is said, with its file, line, field and cure; nothing is skipped in silence."""

from pathlib import Path

import pytest

from lms.core.i18n import speaking
from lms.courses.imports.package import read_package
from lms.courses.imports.problems import Problem, Report
from lms.courses.imports.reading import read_source
from lms.courses.imports.sources import FolderSource, MemorySource, UnsafeSourceError
from lms.courses.rules.content import Package

PATH = "---\ntitle: Accueillir\nsets:\n  - title: Bases\n    courses: [un]\n---\nRésumé.\n"
COURSE = "---\ntitle: Un\n---\n"
LESSON = """---
title: Saluer
minutes: 3
---
## Un regard

Levez les yeux.

## Question (single): premier regard

Que faites-vous ?

- [x] Je lève les yeux.
  > Oui.
- [ ] Je finis mon carton.
  > Presque.
"""


def read(**changes: str | bytes | None) -> tuple[Package | None, list[Problem]]:
    """Read the small package after replacing some of its files (None removes one)."""
    files: dict[str, str | bytes | None] = {
        "path.md": PATH,
        "un/course.md": COURSE,
        "un/a.md": LESSON,
    }
    files |= {name.replace("__", "/").replace("_dot_", "."): text for name, text in changes.items()}
    kept = {
        name: text.encode() if isinstance(text, str) else text
        for name, text in files.items()
        if text is not None
    }
    report = Report()
    with speaking("en"):
        package = read_package(MemorySource(kept, name="accueil"), report)
    return package, report.problems


def lesson(text: str) -> list[Problem]:
    """Read the small package with this lesson."""
    return read(un__a_dot_md=text)[1]


def said(problems: list[Problem]) -> str:
    with speaking("en"):
        return "\n".join(str(problem) for problem in problems)


def test_a_sound_package_has_no_problem() -> None:
    package, problems = read()
    assert said(problems) == ""
    assert package is not None
    assert package.path is not None
    assert [course.title for course in package.courses] == ["Un"]


BAD_LESSONS = [
    (LESSON.replace("title: Saluer", "titre: Saluer"), "un/a.md:2: title: This field is missing"),
    (LESSON.replace("title: Saluer", "titre: Saluer"), "un/a.md:2: titre: This field is not known"),
    (LESSON.replace("minutes: 3", "minutes: trois"), "un/a.md:3: minutes: Write a whole number"),
    (LESSON.replace("minutes: 3", "kind: film"), "un/a.md:3: kind: “film” is not known"),
    (LESSON.replace("minutes: 3", "kind: video"), "has no “::: video”"),
    (
        LESSON.replace("minutes: 3", "required: peut-être"),
        "un/a.md:3: required: Write true or false",
    ),
    (
        LESSON.replace("minutes: 3", "minutes: 3\nminutes: 4"),
        "un/a.md:4: minutes: This field is written twice",
    ),
    (LESSON.replace("minutes: 3", "title2: *a"), "un/a.md:3: Anchors and aliases"),
    (LESSON.replace("minutes: 3", "skills: {a: b}"), "un/a.md:3: skills: A text is expected here"),
    (LESSON.replace("minutes: 3", "tries: [court]"), "un/a.md:3: tries: Each entry"),
    (
        LESSON.replace("minutes: 3", "quiz:\n  pass_mark: 120"),
        "un/a.md:4: quiz.pass_mark: Write a whole",
    ),
    (LESSON.replace("## Un regard", "# Un regard"), "un/a.md:5: title: The title stands"),
    (LESSON.replace("Levez", "::: film\n:::\nLevez"), "un/a.md:7: film: “::: film” is not known"),
    (
        LESSON.replace("Levez", "::: cards\n### a\nLevez"),
        "un/a.md:7: :::: This block is never closed",
    ),
    (LESSON.replace("Levez", ":::\nLevez"), "un/a.md:7: :::: This ::: closes nothing"),
    (
        LESSON.replace("Levez", "::: video\nfile: a.mp4\n:::\nLevez"),
        "un/a.md:7: captions: A video needs captions",
    ),
    (
        LESSON.replace("Levez", "::: audio\nfile: a.mp3\n:::\nLevez"),
        "un/a.md:7: text: Write below the fields",
    ),
    (
        LESSON.replace("Levez", "::: link\nurl: javascript:alert(1)\n:::\nLevez"),
        "url: Write a whole address",
    ),
    (
        LESSON.replace("Levez", "::: link\nadresse: x\n:::\nLevez"),
        "un/a.md:8: adresse: This field is not known",
    ),
    (LESSON.replace("Levez", "![](media/a.png)\nLevez"), "This image has no description"),
    (
        LESSON.replace("Levez", "![vue](media/a.png)\nLevez"),
        "un/course.md: media/a.png: This file is named",
    ),
    (LESSON.replace("Levez", "![vue](../../a.png)\nLevez"), "../../a.png: A file must stand"),
    (
        LESSON.replace("Levez", "![vue](https://a.fr/a.png)\nLevez"),
        "An image must be a file of the course",
    ),
    (LESSON.replace("Levez", "[ici](ftp://a.fr/a)\nLevez"), "This kind of address is not allowed"),
    (
        LESSON.replace("(single)", "(devinette)"),
        "un/a.md:9: kind: “devinette” is no kind of question",
    ),
    (
        LESSON.replace("regard\n\nQue", "regard {shufle=true}\n\nQue"),
        "un/a.md:9: shufle: This setting is not known",
    ),
    (
        LESSON.replace("regard\n\nQue", "regard {weight=lourd}\n\nQue"),
        "un/a.md:9: weight: This value",
    ),
    (LESSON.replace("[x]", "[ ]"), "un/a.md:9: options: no option is fully right"),
    (LESSON.replace("  > Oui.", "Oui."), "un/a.md:14: option: This line belongs to no option"),
    (LESSON + "\n### Astuce\n\nVoilà.\n", "un/a.md:18: Astuce: This part is not known"),
    (LESSON.replace("(single)", "(numeric)"), "un/a.md:13: accepted: Write a number"),
    (LESSON.replace("(single)", "(matching)"), "un/a.md:13: pairs: Write “- [=] prompt => answer”"),
    (LESSON.replace("(single)", "(ordering)"), "un/a.md:13: items: Number the items"),
    (LESSON.replace("(single)", "(true_false)"), "un/a.md:9: options: Write two options"),
    ("---\ntitle: Vide\n---\n", "This lesson is empty"),
    ("---\ntitle: Vide\nquiz: {pass_mark: 50}\n---\nMots.\n", "but no “## Question” below"),
    ("---\ntitle: [a\n---\nMots.\n", "The fields at the top cannot be read here"),
]


@pytest.mark.parametrize(("text", "expected"), BAD_LESSONS)
def test_each_fault_of_a_lesson_is_placed_and_cured(text: str, expected: str) -> None:
    told = said(lesson(text))
    assert expected in told, told


STORY = LESSON.replace("minutes: 3", "kind: scenario").replace(
    "Levez", "::: scenario\n{}\n:::\nLevez"
)
BAD_STORIES = [
    (
        "### Début\n- Aller => ailleurs\n### Fin {#fin outcome=good}",
        "leads to “ailleurs”, which does not exist",
    ),
    ("### Début\n- Aller => fin\n### Fin", "Mark at least one end"),
    (
        "### Début\n- Aller => fin\n### Fin {#fin outcome=good}\n### Perdu {outcome=again}",
        "No choice leads",
    ),
    ("### Début\nMots.\n### Fin {#fin outcome=good}", "must either offer choices or be marked"),
    ("### Début\n- Aller => fin\n### Fin {#fin outcome=super}", "Write outcome=good"),
]


@pytest.mark.parametrize(("story", "expected"), BAD_STORIES)
def test_a_story_that_leads_nowhere_is_refused(story: str, expected: str) -> None:
    assert expected in said(lesson(STORY.replace("{}", story, 1)))


BAD_PACKAGES = [
    (
        {"path_dot_md": PATH.replace("[un]", "[un, deux]")},
        "path.md:5: sets[1].courses: There is no folder “deux”",
    ),
    (
        {"path_dot_md": PATH.replace("    courses", "    rule: at_least\n    courses")},
        "at_least: Write how many",
    ),
    (
        {"path_dot_md": PATH.replace("title: Acc", "format: autre/9\ntitle: Acc")},
        "path.md:2: format: This version",
    ),
    ({"un__course_dot_md": None}, "un: course.md: This folder has no course.md"),
    (
        {"un__course_dot_md": "---\ntitle: Un\nlessons: [b]\n---\n"},
        "lessons: There is no file “b.md”",
    ),
    (
        {"un__course_dot_md": "---\ntitle: Un\nimage: a.png\n---\n"},
        "un/course.md:3: image: This image has no desc",
    ),
    (
        {
            "un__course_dot_md": "---\ntitle: Un\nimage: a.svg\nimage_alt: x\n---\n",
            "un__a_dot_svg": "<svg/>",
        },
        "This type",
    ),
    ({"un__inconnu_dot_png": b"x"}, "un/inconnu.png: This file is used nowhere"),
]


@pytest.mark.parametrize(("changes", "expected"), BAD_PACKAGES)
def test_each_fault_of_a_package_is_named(
    changes: dict[str, str | bytes | None], expected: str
) -> None:
    told = said(read(**changes)[1])
    assert expected in told, told


def test_a_refused_lesson_does_not_hide_the_others() -> None:
    package, problems = read(un__b_dot_md=LESSON.replace("title: Saluer", "titre: x"))
    assert package is not None
    assert [lesson.slug for lesson in package.courses[0].lessons] == ["a"]
    assert {problem.file for problem in problems} == {"un/b.md"}


def test_the_same_files_give_the_same_identifiers_and_words_may_move() -> None:
    first, _ = read()
    second, _ = read()
    moved, _ = read(un__a_dot_md=LESSON.replace("## Un regard", "Avant.\n\n## Un regard"))
    assert first == second
    assert first is not None
    assert moved is not None
    before, after = first.courses[0].lessons[0], moved.courses[0].lessons[0]
    assert before.quiz == after.quiz
    assert before.steps[0].uid == after.steps[1].uid


def test_a_problem_is_plain_values_for_machines() -> None:
    problem = lesson(LESSON.replace("title: Saluer", "titre: Saluer"))[0]
    with speaking("en"):
        told = problem.as_json()
    assert told["message"].__class__ is str
    assert (told["file"], told["line"], told["field"], told["refused"]) == (
        "un/a.md",
        2,
        "title",
        True,
    )


def test_a_bomb_of_aliases_is_refused_before_it_grows() -> None:
    bomb = "---\na: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\ntitle: t\n---\nMots.\n"
    assert "Anchors and aliases" in said(lesson(bomb))


def test_deep_nesting_is_refused() -> None:
    assert "cannot be read" in said(lesson("---\ntitle: " + "[" * 20_000 + "\n---\nMots.\n"))


def test_a_link_out_of_the_folder_is_left_aside_and_said(tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("---\ntitle: Secret\n---\nMots.\n")
    folder = tmp_path / "cours"
    (folder / "un").mkdir(parents=True)
    (folder / "path.md").write_text(PATH)
    (folder / "un/course.md").write_text(COURSE)
    (folder / "un/a.md").write_text(LESSON)
    (folder / "un/b.md").symlink_to(tmp_path / "secret.md")
    (folder / "deux").symlink_to(tmp_path)
    source = FolderSource(folder)
    report = Report()
    package = read_source(source, report)
    assert package is not None
    assert [lesson.slug for lesson in package.courses[0].lessons] == ["a"]
    assert {problem.file for problem in report.problems} == {"un/b.md", "deux"}


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("x")
    with pytest.raises(UnsafeSourceError):
        FolderSource(tmp_path / "a")
