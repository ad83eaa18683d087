"""Writes questions so that a person can correct them by hand."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from lms.assessment.rules.questions import (
    ONE,
    ZERO,
    AcceptedNumber,
    AcceptedText,
    ChoiceGap,
    Cloze,
    Credit,
    FreeText,
    Gap,
    Matching,
    Multiple,
    NumberGap,
    Numeric,
    Option,
    OrderCredit,
    Ordering,
    Question,
    Scale,
    ShortText,
    Single,
    TextGap,
    TrueFalse,
    Unit,
    even_fractions,
)
from lms.courses.rules import markup
from lms.courses.rules.texts import fenced


def write_question(question: Question, language: str) -> str:
    """Return a question of a course in `language`: heading, stem, options, then its `###` parts."""
    name = f": {question.name}" if question.name else ""
    attributes = markup.write_attributes(question.uid, _settings(question, language))
    heading = f"## Question ({question.kind.value}){name} {attributes}"
    stem = markup.guard(question.stem, markup.QUESTION_MARKS)
    options = "\n".join(_options(question))
    return "\n\n".join(part for part in (heading, stem, options, *_sections(question)) if part)


def _settings(question: Question, language: str) -> dict[str, str]:
    """Return what differs from the usual, in a fixed order."""
    written = {
        "lang": (question.lang, language),
        "weight": (share(question.weight), "1"),
        "shuffle": (_flag(getattr(question, "shuffle", True)), "true"),
        "credit": (_credit(question), ""),
        "scored": (_flag(getattr(question, "scored", False)), "false"),
        "match_case": (_flag(getattr(question, "match_case", False)), "false"),
        "match_accents": (_flag(getattr(question, "match_accents", False)), "false"),
        "unit_penalty": (share(getattr(question, "unit_penalty", ZERO)), "0"),
        "min_length": (str(getattr(question, "min_length", 0)), "0"),
        "max_length": (str(getattr(question, "max_length", 4000)), "4000"),
    }
    return {key: value for key, (value, usual) in written.items() if value != usual}


def _credit(question: Question) -> str:
    credit: Credit | OrderCredit | None = getattr(question, "credit", None)
    return "" if credit in (None, Credit.PARTIAL, OrderCredit.NEXT) else credit.value


def _flag(value: bool) -> str:  # noqa: FBT001 - the value itself
    return "true" if value else "false"


def share(value: Fraction) -> str:
    """Return a share as 1, 1/2."""
    return str(value)


def _options(question: Question) -> Iterator[str]:
    if isinstance(question, Single | Scale):
        yield from _chosen(question.options)
    elif isinstance(question, Multiple):
        yield from _shared(question.options)
    elif isinstance(question, TrueFalse):
        yield _line("x" if question.answer else " ", "true", "", question.feedback_true)
        yield _line(" " if question.answer else "x", "false", "", question.feedback_false)
    elif isinstance(question, ShortText):
        yield from _texts(question.accepted)
    elif isinstance(question, Numeric):
        yield from _numbers(question.accepted)
        yield from (_plain_line("unit", _unit(unit), "", "") for unit in question.units)
    elif isinstance(question, Ordering):
        for rank, item in enumerate(question.items, start=1):
            yield _line(str(rank), item.text, markup.write_attributes(item.uid), "")
    elif isinstance(question, Matching):
        yield from _pairs(question)


def _chosen(options: tuple[Option, ...]) -> Iterator[str]:
    for option in options:
        yield _line(
            _mark(option.fraction),
            option.text,
            markup.write_attributes(option.uid),
            option.feedback,
        )


def _shared(options: tuple[Option, ...]) -> Iterator[str]:
    """Write x and blanks when rights share the whole evenly, else the share of every option."""
    rights = tuple(option.fraction > 0 for option in options)
    is_even = tuple(option.fraction for option in options) == even_fractions(rights)
    for option, right in zip(options, rights, strict=True):
        mark = ("x" if right else " ") if is_even else _percent(option.fraction)
        yield _line(mark, option.text, markup.write_attributes(option.uid), option.feedback)


def _texts(accepted: tuple[AcceptedText, ...]) -> Iterator[str]:
    for one in accepted:
        yield _plain_line(
            _mark(one.fraction), one.pattern, markup.write_attributes(one.uid), one.feedback
        )


def _numbers(accepted: tuple[AcceptedNumber, ...]) -> Iterator[str]:
    for one in accepted:
        value = "*" if one.value is None else _decimal(one.value)
        around = f" ± {_decimal(one.tolerance)}" if one.tolerance else ""
        yield _plain_line(
            _mark(one.fraction), value + around, markup.write_attributes(one.uid), one.feedback
        )


def _pairs(question: Matching) -> Iterator[str]:
    """Write pairs, then answers left over; answers first when their order is not that of the pairs."""
    texts = {item.uid: item.text for item in question.answers}
    met = list(dict.fromkeys(pair.answer for pair in question.pairs))
    order = [item.uid for item in question.answers]
    declared = order if order[: len(met)] != met else []
    for uid in declared:
        yield _answer(uid, texts[uid])
    for pair in question.pairs:
        attributes = markup.write_attributes(pair.uid, {"to": pair.answer})
        text = _arrow(pair.prompt.strip(), texts[pair.answer].strip())
        yield _line("=", text, attributes, "")
    for uid in order if not declared else []:
        if uid not in met:
            yield _answer(uid, texts[uid])


def _arrow(prompt: str, answer: str) -> str:
    """Write `prompt => answer`; the arrow leaves a text of several lines alone."""
    before = "\n" if "\n" in prompt else " " if prompt else ""
    after = "\n" if "\n" in answer else " "
    return f"{markup.guard_arrow(prompt)}{before}=>{after}{markup.guard_arrow(answer)}"


def _answer(uid: str, text: str) -> str:
    return _line("=", _arrow("", text.strip()), markup.write_attributes(uid), "")


def _unit(unit: Unit) -> str:
    return f"{unit.name} * {_decimal(unit.multiplier)}"


def _sections(question: Question) -> Iterator[str]:
    if isinstance(question, Cloze):
        yield from (_gap(gap) for gap in question.gaps)
    parts = {
        "Right": question.right,
        "Partial": question.partial,
        "Wrong": question.wrong,
        "Feedback": question.general_feedback,
    }
    if isinstance(question, FreeText):
        parts |= {"Starter": question.starter, "Guidance": question.guidance}
    for title, words in parts.items():
        if words:
            yield f"### {title}\n\n{markup.guard(words, markup.QUESTION_MARKS)}"


def _gap(gap: Gap) -> str:
    values = {"weight": share(gap.weight)} if gap.weight != ONE else {}
    values |= {
        key: "true"
        for key in ("multiple", "shuffle", "match_case", "match_accents")
        if getattr(gap, key, False)
    }
    options = "\n".join(_gap_options(gap))
    return f"### [[{gap.uid}]] ({gap.kind}){_braces(values)}\n\n{options}"


def _braces(values: Mapping[str, str]) -> str:
    pairs = " ".join(f"{key}={value}" for key, value in values.items())
    return f" {{{pairs}}}" if pairs else ""


def _gap_options(gap: Gap) -> Iterator[str]:
    if isinstance(gap, ChoiceGap):
        yield from _chosen(gap.options)
    elif isinstance(gap, TextGap):
        yield from _texts(gap.accepted)
    elif isinstance(gap, NumberGap):
        yield from _numbers(gap.accepted)


def _line(mark: str, text: str, attributes: str, feedback: str) -> str:
    """Write an option; a text that starts with spaces or code begins on the next line."""
    guarded = markup.guard(text, markup.QUOTE_MARKS).split("\n")
    starts_apart = guarded[0].startswith((" ", "\t")) or fenced(guarded)[0]
    first = "" if starts_apart else guarded[0]
    below = guarded if starts_apart else guarded[1:]
    line = " ".join(part for part in (f"- [{mark}]", first, attributes) if part)
    return "\n".join(
        (line, *([markup.indent("\n".join(below))] if below else []), *_feedback(feedback))
    )


def _plain_line(mark: str, text: str, attributes: str, feedback: str) -> str:
    """Write an option whose text is not Markdown."""
    line = " ".join(part for part in (f"- [{mark}]", text, attributes) if part)
    return "\n".join((line, *_feedback(feedback)))


def _feedback(feedback: str) -> Iterator[str]:
    if feedback:
        yield markup.indent(markup.quote(feedback))


def _mark(fraction: Fraction) -> str:
    if fraction in (ZERO, ONE):
        return "x" if fraction else " "
    return _percent(fraction)


def _percent(fraction: Fraction) -> str:
    percent = fraction * 100
    return f"{percent}%" if percent.denominator == 1 else str(fraction)


def _decimal(value: Decimal) -> str:
    text = format(value, "f")
    return (text.rstrip("0").rstrip(".") or "0") if "." in text else text
