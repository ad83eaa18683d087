"""Reads a quiz written as slides: `## Question 1 - Donnée`, then `## Question 1 - Réponse`."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any
from uuid import UUID

from lms.assessment.rules.flaws import check
from lms.assessment.rules.questions import FreeText, Option, Question, Single
from lms.core.i18n import _l
from lms.core.ids import derived
from lms.courses.imports.problems import Notes
from lms.courses.imports.sections import Section
from lms.courses.rules.texts import fenced, markdown, one_line

_TITLE = re.compile(
    r"Question (?P<number>\d+) *[-–—:] *(?P<part>Donnée|Énoncé|Réponse|Question|Answer)(?: *\(\d+/\d+\))?$",
    re.IGNORECASE,
)
_LISTED = re.compile(r"[-*] \*\*(?P<letter>[A-H])\.?\*\*\.? +(?P<text>.+)$")
_INLINE = re.compile(r"\*\*(?P<letter>[A-H])\.\*\*\s+")
_IN_CODE = re.compile(r"[-*] (?P<letter>[A-H]) (?P<text>.+)$")
_RIGHT = re.compile(
    r"\*\*(?:Réponse correcte|Réponse|Correct answer)\s*:\s*(?P<letter>[A-H])\b\s*\*\*(?P<tail>[^\n]*)",
    re.IGNORECASE,
)
_EXPLAINED = re.compile(r"[-*] \*\*(?P<letter>[A-H])\*\* *: *(?P<text>.+)$")
_HEAD = re.compile(r"\*\*(?P<words>[^*]+)\*\*$")


@dataclass(slots=True)
class _Draft:
    number: str
    line: int
    asked: str = ""
    answer: str = ""
    options: dict[str, str] = field(default_factory=dict)

    @property
    def where(self) -> str:
        return f"question {self.number}"


def is_quiz_part(title: str) -> bool:
    """Say whether a heading opens a question or its answer."""
    return bool(_TITLE.match(title))


def read_quiz(
    parts: Iterable[Section], lesson: UUID, language: str, notes: Notes
) -> tuple[Question, ...]:
    """Return the questions of a quiz; those that cannot be asked are reported by their number."""
    drafts: dict[str, _Draft] = {}
    for part in parts:
        found = _TITLE.match(part.title)
        if found:
            draft = drafts.setdefault(found["number"], _Draft(found["number"], part.line))
            if found["part"].lower() in ("réponse", "answer"):
                draft.answer = markdown(f"{draft.answer}\n\n{part.text}")
            else:
                draft.asked = part.text
    read = (_question(draft, lesson, language, notes) for draft in drafts.values())
    return tuple(question for question in read if question is not None)


def _question(draft: _Draft, lesson: UUID, language: str, notes: Notes) -> Question | None:
    before = notes.count()
    stem, draft.options = _split_options(draft.asked)
    name, stem = _split_name(stem)
    uid = derived(lesson, f"question:{draft.number}")
    question = _of_kind(draft, {"uid": uid, "stem": stem, "name": name, "lang": language}, notes)
    for flaw in check(question) if question else ():
        notes.refuse(draft.line, draft.where, f"{flaw.field}: {flaw.problem}")
    return question if notes.count() == before else None


def _of_kind(draft: _Draft, base: Mapping[str, Any], notes: Notes) -> Question | None:
    right = _RIGHT.search(draft.answer)
    if not draft.answer:
        notes.refuse(
            draft.line, draft.where, _l("This question has no answer. Add a heading for it.")
        )
        return None
    if not draft.options:
        notes.note(
            draft.line,
            draft.where,
            _l(
                "It offers no choice: it became a free text, read by a person with the answer given."
            ),
        )
        return FreeText(**base, guidance=draft.answer)
    if right is None or right["letter"] not in draft.options:
        notes.refuse(
            draft.line,
            draft.where,
            _l("Its answer names none of its choices. Write “Réponse correcte : B”."),
        )
        return None
    return _single(draft, right, base)


def _single(draft: _Draft, right: re.Match[str], base: Mapping[str, Any]) -> Single:
    explained, general = _explanations(draft.answer.replace(right[0], ""), draft.options)
    letter, said = right["letter"], right["tail"].strip(" -–—:")
    if said and letter not in explained:
        explained = {**explained, letter: said}
    options = tuple(
        Option(
            uid=key.lower(),
            text=text,
            fraction=Fraction(key == letter),
            feedback=explained.get(key, ""),
        )
        for key, text in draft.options.items()
    )
    return Single(**base, options=options, general_feedback=general)


def _explanations(answer: str, options: Mapping[str, str]) -> tuple[dict[str, str], str]:
    """Return the explanation of each option, and what explains the whole."""
    kept: list[str] = []
    explained: dict[str, list[str]] = {}
    current = ""
    lines = answer.split("\n")
    for line, code in zip(lines, fenced(lines), strict=True):
        found = None if code else _EXPLAINED.match(line)
        if found and found["letter"] in options:
            current = found["letter"]
            explained[current] = [found["text"]]
        elif current and line.startswith("  "):
            explained[current].append(line.strip())
        else:
            current = ""
            kept.append(line)
    general = markdown("\n".join(kept))
    is_bare = one_line(general).strip("*: ").lower() in ("explications", "explication")
    return {
        key: markdown("\n".join(words)) for key, words in explained.items()
    }, "" if is_bare else _tidied(general)


def _tidied(text: str) -> str:
    """Drop a heading left without its list at the end."""
    return markdown(re.sub(r"\n*\*\*Explications? :\*\*\s*$", "", text))


def _split_options(asked: str) -> tuple[str, dict[str, str]]:
    """Return the words of a question and its options by letter: a list, a line of them, or lines inside code."""
    for split in (_listed, _inline, _in_code):
        stem, options = split(asked)
        if options:
            return markdown(stem), {letter: markdown(text) for letter, text in options.items()}
    return asked, {}


def _listed(asked: str) -> tuple[str, dict[str, str]]:
    kept: list[str] = []
    options: dict[str, str] = {}
    current = ""
    lines = asked.split("\n")
    for line, code in zip(lines, fenced(lines), strict=True):
        found = None if code else _LISTED.match(line)
        if found:
            current = found["letter"]
            options[current] = found["text"]
        elif current and line.startswith("  "):
            options[current] += f"\n{line.strip()}"
        else:
            current = ""
            kept.append(line)
    return "\n".join(kept), options


def _inline(asked: str) -> tuple[str, dict[str, str]]:
    kept: list[str] = []
    options: dict[str, str] = {}
    for paragraph in asked.split("\n\n"):
        if _INLINE.match(paragraph) and not options:
            pieces = _INLINE.split(paragraph)[1:]
            options = {
                letter: text.strip() for letter, text in zip(pieces[::2], pieces[1::2], strict=True)
            }
        else:
            kept.append(paragraph)
    return "\n\n".join(kept), options


def _in_code(asked: str) -> tuple[str, dict[str, str]]:
    lines = asked.split("\n")
    found = {
        place: match
        for place, (line, code) in enumerate(zip(lines, fenced(lines), strict=True))
        if code and (match := _IN_CODE.match(line))
    }
    if len(found) < 2:  # noqa: PLR2004
        return asked, {}
    options = {match["letter"]: f"`{match['text'].strip()}`" for match in found.values()}
    kept = [line for place, line in enumerate(lines) if place not in found]
    return re.sub(r"\n[ \t]*\n```(?=\n|$)", "\n```", "\n".join(kept)), options


def _split_name(stem: str) -> tuple[str, str]:
    """Take the bold line at the top as the name, unless it is the question itself."""
    first, _, rest = stem.partition("\n")
    found = _HEAD.match(first.strip())
    if found is None:
        return "", stem
    below = markdown(rest)
    return (one_line(found["words"]), below) if below else ("", one_line(found["words"]))
