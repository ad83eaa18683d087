"""Turns questions as written into the ten kinds."""

from collections.abc import Callable, Mapping
from uuid import UUID

from lms.assessment.rules.flaws import check
from lms.assessment.rules.questions import (
    Credit,
    FreeText,
    Kind,
    Multiple,
    OrderCredit,
    Ordering,
    Question,
    Scale,
    ShortText,
    Single,
    TrueFalse,
)
from lms.core.i18n import _l
from lms.courses.imports.problems import Notes
from lms.courses.imports.questions.drafts import QuestionDraft, read_drafts
from lms.courses.imports.questions.guess import guess_kind, truth
from lms.courses.imports.questions.parts import Settings, accepted_texts, items, options
from lms.courses.imports.questions.wider import cloze, matching, numeric
from lms.courses.imports.uids import Names, fingerprint, read_uid

_SECTIONS = frozenset({"right", "partial", "wrong", "feedback", "guidance", "starter"})


def read_questions(
    lines: list[str], first: int, lesson: UUID, language: str, notes: Notes
) -> tuple[Question, ...]:
    """Return the questions of a lesson; those that cannot be asked are reported and left out."""
    names = Names()
    read = (
        _read(draft, lesson, language, names, notes) for draft in read_drafts(lines, first, notes)
    )
    return tuple(question for question in read if question is not None)


def _read(
    draft: QuestionDraft, lesson: UUID, language: str, names: Names, notes: Notes
) -> Question | None:
    before = notes.count()
    kind = draft.kind or guess_kind(draft)
    if kind not in _BUILDERS:
        known = ", ".join(_BUILDERS)
        notes.refuse(
            draft.line,
            "kind",
            _l(
                "“%(kind)s” is no kind of question. Write one of: %(known)s.",
                kind=kind,
                known=known,
            ),
        )
        return None
    settings = Settings(draft, notes)
    question = _BUILDERS[kind](draft, _base(draft, lesson, language, names, settings), settings)
    settings.finish()
    _check_sections(draft, kind, notes)
    if notes.count() == before:
        for flaw in check(question):
            notes.refuse(draft.line, flaw.field, flaw.problem)
    return question if notes.count() == before else None


def _base(
    draft: QuestionDraft, lesson: UUID, language: str, names: Names, settings: Settings
) -> Mapping[str, object]:
    fallback = names.unique(fingerprint(draft.name or draft.stem))
    return {
        "uid": read_uid(draft.attributes.uid, lesson, f"question:{fallback}"),
        "stem": draft.stem,
        "name": draft.name,
        "lang": settings.text("lang", language),
        "general_feedback": draft.section("feedback"),
        "right": draft.section("right"),
        "partial": draft.section("partial"),
        "wrong": draft.section("wrong"),
        "weight": settings.fraction("weight", "1"),
    }


def _check_sections(draft: QuestionDraft, kind: str, notes: Notes) -> None:
    for section in draft.sections:
        is_gap = kind == Kind.CLOZE and section.title.startswith("[[")
        if not is_gap and section.title.lower() not in _SECTIONS:
            known = ", ".join(sorted(_SECTIONS))
            notes.refuse(
                section.line,
                section.title,
                _l("This part is not known. Write one of: %(known)s.", known=known),
            )
        elif section.options and not is_gap:
            notes.refuse(
                section.line,
                section.title,
                _l("Options stand above the parts that begin with ###."),
            )
        elif section.title.lower() in ("guidance", "starter") and kind != Kind.FREE_TEXT:
            notes.refuse(
                section.line, section.title, _l("Only a free_text question has this part.")
            )
    if draft.options and kind in (Kind.FREE_TEXT, Kind.CLOZE):
        notes.refuse(
            draft.options[0].line, "options", _l("This kind of question has no options here.")
        )


def _single(draft: QuestionDraft, base: Mapping[str, object], settings: Settings) -> Question:
    chosen = options(draft.options, settings.notes, shared=False)
    return Single(**base, options=chosen, shuffle=settings.flag("shuffle", default=True))  # type: ignore[arg-type]


def _multiple(draft: QuestionDraft, base: Mapping[str, object], settings: Settings) -> Question:
    return Multiple(
        **base,  # type: ignore[arg-type]
        options=options(draft.options, settings.notes, shared=True),
        shuffle=settings.flag("shuffle", default=True),
        credit=settings.choice("credit", Credit, Credit.PARTIAL),
    )


def _true_false(draft: QuestionDraft, base: Mapping[str, object], settings: Settings) -> Question:
    said = {truth(option.text): option for option in draft.options}
    if (
        set(said) != {True, False}
        or len(draft.options) != len(said)
        or {o.mark for o in draft.options} != {"x", ""}
    ):
        settings.notes.refuse(
            draft.line,
            "options",
            _l("Write two options, “- [x] true” and “- [ ] false”, the right one with the x."),
        )
        return TrueFalse(**base, answer=True)  # type: ignore[arg-type]
    return TrueFalse(
        **base,  # type: ignore[arg-type]
        answer=said[True].mark == "x",
        feedback_true=said[True].feedback,
        feedback_false=said[False].feedback,
    )


def _short_text(draft: QuestionDraft, base: Mapping[str, object], settings: Settings) -> Question:
    return ShortText(
        **base,  # type: ignore[arg-type]
        accepted=accepted_texts(draft.options, settings.notes),
        match_case=settings.flag("match_case", default=False),
        match_accents=settings.flag("match_accents", default=False),
    )


def _ordering(draft: QuestionDraft, base: Mapping[str, object], settings: Settings) -> Question:
    return Ordering(
        **base,  # type: ignore[arg-type]
        items=items(draft.options, settings.notes),
        credit=settings.choice("credit", OrderCredit, OrderCredit.NEXT),
    )


def _scale(draft: QuestionDraft, base: Mapping[str, object], settings: Settings) -> Question:
    points = options(draft.options, settings.notes, shared=False, ranked=True)
    return Scale(**base, options=points, scored=settings.flag("scored", default=False))  # type: ignore[arg-type]


def _free_text(draft: QuestionDraft, base: Mapping[str, object], settings: Settings) -> Question:
    return FreeText(
        **base,  # type: ignore[arg-type]
        min_length=settings.integer("min_length", 0),
        max_length=settings.integer("max_length", 4000),
        starter=draft.section("starter"),
        guidance=draft.section("guidance"),
    )


_Builder = Callable[[QuestionDraft, Mapping[str, object], Settings], Question]
_BUILDERS: Mapping[str, _Builder] = {
    Kind.SINGLE: _single,
    Kind.MULTIPLE: _multiple,
    Kind.TRUE_FALSE: _true_false,
    Kind.SHORT_TEXT: _short_text,
    Kind.NUMERIC: numeric,
    Kind.MATCHING: matching,
    Kind.ORDERING: _ordering,
    Kind.CLOZE: cloze,
    Kind.SCALE: _scale,
    Kind.FREE_TEXT: _free_text,
}
