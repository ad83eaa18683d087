"""Layouts found elsewhere are read as they are; what cannot be shown becomes words and is noted."""

import json

from lms.assessment.rules.questions import FreeText, Single
from lms.core.i18n import speaking
from lms.courses.exports.markdown import asset_names, write_package
from lms.courses.imports.package import read_package
from lms.courses.imports.problems import Report
from lms.courses.imports.reading import read_source
from lms.courses.imports.sources import MemorySource
from lms.courses.rules.content import LessonKind, LinkBlock, Package, TextBlock

README = """# Les tris

Une autrice, avec de l'aide. Ce travail est sous licence [CC BY-SA][licence].

> [!CAUTION]
>
> Lisez ceci.

## Table des matières

- [Un](#un)

## Trier des cartes

Avant `$a$` et $O(n^2)$, voici ![une carte](./images/carte.png) puis ![absente](images/x.svg).

### Observer

<details>
<summary>Description</summary>

Deux cartes.

</details>

```html
<div>[a][licence] $x$</div>
```

### Agir

Voir [les exercices](./02-exercices/) et [le web](https://exemple.fr).

## Vide

<!-- URLs -->

[licence]:
\thttps://exemple.fr/licence
"""
QUIZ = """---
marp: true
theme: slides
---

# Les tris - Quiz

## Question 1 - Donnée

**Prédiction : le tri**

Que fait le tri ?

- **A.** Il mélange
- **B.** Il range, du plus petit
  au plus grand

## Question 1 - Réponse

**Réponse correcte : B** Il range.

**Explications :**

- **A** : c'est l'inverse

## Question 2 - Donnée

Complétez : `a ___ b`

**A.** `+` **B.** `-`

## Question 2 - Réponse

**Réponse correcte : A**

## Question 3 - Donnée

```java
int a = 1;

- A a == 1
- B a == 2
```

## Question 3 - Réponse

**Réponse correcte : A**

## Question 4 - Donnée

Expliquez avec vos mots.

## Question 4 - Réponse (1/2)

Le début.

## Question 4 - Réponse (2/2)

La fin.

## Question 5 - Donnée

Sans réponse ?

## Question 6 - Donnée

- **A.** un
- **B.** deux

## Question 6 - Réponse

**Réponse correcte : Z**

## Sources

- Une image
"""
CHAPTERS = {
    "07-les-tris/README.md": README.encode(),
    "07-les-tris/QUIZ.md": QUIZ.encode(),
    "07-les-tris/images/carte.png": b"png",
    "07-les-tris/notes.txt": b"x",
}


def read(files: dict[str, bytes], name: str = "cours") -> tuple[Package, Report]:
    report = Report()
    package = read_source(MemorySource(files, name=name), report)
    assert package is not None
    return package, report


def words(package: Package) -> str:
    blocks = (
        block
        for course in package.courses
        for lesson in course.lessons
        for step in lesson.steps
        for block in step.blocks
    )
    return "\n".join(block.text for block in blocks if isinstance(block, TextBlock))


def told(report: Report) -> str:
    with speaking("en"):
        return "\n".join(str(problem) for problem in report.problems)


def test_a_chapter_becomes_a_course_of_lessons_and_a_quiz() -> None:
    package, report = read(CHAPTERS)
    course = package.courses[0]
    assert course.title == "Les tris"
    assert "(https://exemple.fr/licence)" in course.summary
    assert [lesson.title for lesson in course.lessons] == [
        "Présentation",
        "Trier des cartes",
        "Les tris - Quiz",
    ]
    assert [step.title for step in course.lessons[1].steps] == ["", "Observer", "Agir"]
    assert [asset.name for asset in course.assets] == ["media/07-les-tris-images-carte.png"]
    assert "07-les-tris/notes.txt: This file is used nowhere" in told(report)


def test_what_a_chapter_holds_beyond_us_becomes_words_and_is_noted() -> None:
    package, report = read(CHAPTERS)
    shown = words(package)
    assert "![une carte](media/07-les-tris-images-carte.png)" in shown
    assert "*absente*" in shown
    assert "`$a$` et `O(n^2)`" in shown
    assert "> [!WARNING]\n> Lisez ceci." in shown
    assert "**Description**" in shown
    assert "<div>[a][licence] $x$</div>" in shown
    assert "Voir les exercices et [le web](https://exemple.fr)." in shown
    notes = told(report)
    for expected in (
        "README.md: images/x.svg: This file is not in the package",
        "README.md: ./02-exercices/: This file is not in the package",
        "README.md: maths: Formulas shown as code: 1",
        "README.md:9: Table des matières: The table of contents was left out",
        "README.md:34: Vide: This heading has nothing below it",
        "QUIZ.md: slides: Settings made for slides, left out: 2",
    ):
        assert expected in notes, notes


def test_a_quiz_of_slides_is_read_question_by_question() -> None:
    package, report = read(CHAPTERS)
    quiz = package.courses[0].lessons[-1].quiz
    assert quiz is not None
    first, second, third, fourth = quiz.questions
    assert isinstance(first, Single)
    assert first.name == "Prédiction : le tri"
    assert [option.fraction for option in first.options] == [0, 1]
    assert first.options[1].text == "Il range, du plus petit\nau plus grand"
    assert [option.feedback for option in first.options] == ["c'est l'inverse", "Il range."]
    assert isinstance(second, Single)
    assert [option.text for option in second.options] == ["`+`", "`-`"]
    assert isinstance(third, Single)
    assert third.stem == "```java\nint a = 1;\n```"
    assert [option.text for option in third.options] == ["`a == 1`", "`a == 2`"]
    assert isinstance(fourth, FreeText)
    assert fourth.guidance == "Le début.\n\nLa fin."
    refusals = [problem for problem in report.refused if problem.file.endswith("QUIZ.md")]
    assert [problem.field for problem in refusals] == ["question 5", "question 6"]
    assert "Sources: This slide holds no question" in told(report)


def test_numbered_files_become_modules_and_a_form_a_link() -> None:
    files = {
        "1.1 Le regard.md": b"<!--\nmachine\n-->\n# Le regard\n\nBonjour.\n\n## Pourquoi\n\nParce que.\n",
        "1.2 End of module quiz.md": b"# Quiz\n\n[**Quiz**](https://formulaire.exemple.fr/r/1)\n",
        "2.1 La suite.md": b"# La suite\n\nFin.\n",
    }
    package, report = read(files, "securite_101")
    assert [course.title for course in package.courses] == ["Module 1", "Module 2"]
    form = package.courses[0].lessons[1]
    assert form.kind is LessonKind.LINK
    assert any(isinstance(block, LinkBlock) for block in form.steps[0].blocks)
    assert "The questions of this quiz are on another site" in told(report)
    assert package.path is not None
    assert package.path.title == "Securite 101"


EXTRACT = """# Les bases

Un mot[^mot] et ||F5||.

[[attention]]
| Prenez garde.
| Vraiment.

->![Schéma](/media/galleries/1.png)<-
Figure: Le schéma

+---+---+
| a | b |
+---+---+

[^mot]: Une note.
*[MVC]: Modèle, vue, contrôleur
"""


def tutorial() -> dict[str, bytes]:
    def chapter(title: str, *extracts: str) -> dict[str, object]:
        texts = [{"pk": n, "title": name, "text": f"{name}.md"} for n, name in enumerate(extracts)]
        return {"title": title, "introduction": f"{title}.intro.md", "extracts": texts}

    manifest = {
        "title": "Le web",
        "type": "BIG",
        "licence": "CC BY",
        "introduction": "introduction.md",
        "parts": [
            {
                "title": "Bases",
                "introduction": "bases.md",
                "chapters": [chapter("Un", "a", "vide"), chapter("Vide")],
            },
            {"title": "Suite", "chapters": [chapter("Deux", "b")]},
        ],
    }
    files = {
        "manifest.json": json.dumps(manifest),
        "introduction.md": "Bienvenue.",
        "bases.md": "Les bases d'abord.",
        "a.md": EXTRACT,
        "b.md": "La suite.",
        "vide.md": "",
        "Un.intro.md": "Ce chapitre commence.",
        "Vide.intro.md": "",
        "Deux.intro.md": "",
        "orphelin.md": "Rien.",
    }
    return {name: text.encode() for name, text in files.items()}


def test_a_tutorial_in_parts_becomes_sets_of_courses() -> None:
    package, report = read(tutorial(), "tuto")
    assert package.path is not None
    assert package.path.summary == "Bienvenue.\n\nLicence : CC BY"
    assert [one.title for one in package.path.sets] == ["Bases", "Suite"]
    assert [course.title for course in package.courses] == ["Un", "Deux"]
    assert [lesson.title for lesson in package.courses[0].lessons] == ["Introduction", "a"]
    assert package.courses[0].summary == "Les bases d'abord."
    notes = told(report)
    assert "vide.md: vide: This extract is empty" in notes
    assert "Vide: This chapter holds no text" in notes
    assert "orphelin.md: This file is used nowhere" in notes
    assert report.refused == []


def test_the_dialect_of_a_tutorial_becomes_markdown() -> None:
    package, _ = read(tutorial(), "tuto")
    shown = words(package)
    assert "Un mot (1) et `F5`." in shown
    assert "> [!WARNING]\n> Prenez garde.\n> Vraiment." in shown
    assert "*Schéma*\n*Le schéma*" in shown
    assert "```\n+---+---+\n| a | b |\n+---+---+\n```" in shown
    assert "1. Une note.\n- MVC : Modèle, vue, contrôleur" in shown


def test_the_second_kind_of_manifest_is_read_too() -> None:
    manifest = {
        "version": 2,
        "title": "Court",
        "object": "container",
        "children": [{"object": "extract", "title": "Un", "text": "a.md"}],
    }
    package, _ = read({"manifest.json": json.dumps(manifest).encode(), "a.md": b"Mots."}, "court")
    assert [lesson.title for lesson in package.courses[0].lessons] == ["Un"]


def test_whatever_is_read_elsewhere_is_exported_and_read_again_alike() -> None:
    for files in (CHAPTERS, tutorial()):
        package, _ = read(files)
        documents = write_package(package)
        beside = {name: b"png" for name, _ in asset_names(package)}
        source = MemorySource(
            {k: v.encode() for k, v in documents.items()} | beside, name=package.path.slug
        )  # type: ignore[union-attr]
        report = Report()
        again = read_package(source, report)
        assert told(report) == ""
        assert again == package


def test_a_folder_that_is_no_course_is_said_to_be_none() -> None:
    report = Report()
    assert read_source(MemorySource({"a.txt": b"x"}), report) is None
    assert "No course was found" in told(report)
