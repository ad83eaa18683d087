"""Says which kind a question is when its author did not."""

from lms.assessment.rules.questions import GAP_MARK, Kind
from lms.courses.imports.questions.drafts import QuestionDraft
from lms.courses.imports.questions.parts import number

_TRUE = {"true", "vrai", "yes", "oui"}
_FALSE = {"false", "faux", "no", "non"}


def truth(text: str) -> bool | None:
    """Return what an option of a true or false question says, or None."""
    word = text.strip().rstrip(".").lower()
    if word in _TRUE:
        return True
    return False if word in _FALSE else None


def guess_kind(draft: QuestionDraft) -> Kind:
    """Return the kind that the marks of the options show."""
    marks = [option.mark for option in draft.options]
    if GAP_MARK.search(draft.stem) and any(one.title.startswith("[[") for one in draft.sections):
        return Kind.CLOZE
    if not marks:
        return Kind.FREE_TEXT
    if "=" in marks:
        return Kind.MATCHING
    if all(mark.isdigit() for mark in marks):
        return Kind.ORDERING
    if all(truth(option.text) is not None for option in draft.options):
        return Kind.TRUE_FALSE
    if "" not in marks:
        written = all(number(option.text) for option in draft.options if option.mark != "unit")
        return Kind.NUMERIC if written else Kind.SHORT_TEXT
    return Kind.SINGLE if marks.count("x") == 1 else Kind.MULTIPLE
