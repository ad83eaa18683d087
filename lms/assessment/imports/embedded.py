"""Embedded answers (Moodle's cloze): `{1:MULTICHOICE:=Paris#Yes~Lyon}` in the middle of a text."""

import re
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from html import unescape
from uuid import UUID

from lms.assessment.imports.found import CannotRead, Found, Reading, letters, percent, title_of
from lms.assessment.imports.markup import from_html, from_plain, to_markdown, to_text
from lms.assessment.imports.naming import Names
from lms.assessment.rules.questions import (
    ONE,
    ZERO,
    AcceptedNumber,
    AcceptedText,
    ChoiceGap,
    Cloze,
    Gap,
    NumberGap,
    Option,
    TextGap,
)
from lms.core.i18n import _

_GAP = re.compile(r"\{\s*(\d*)\s*:\s*([A-Z_]+)\s*:((?:\\.|[^\\{}]|&[a-z]+;)*)\}", re.DOTALL)
_LOOKS_LIKE = re.compile(r"\{\s*\d*\s*:\s*[A-Za-z_]*\s*:")
_PLACE = "\ue010{}\ue011"
_PLACED = re.compile("\ue010(\\d+)\ue011")
_ESCAPED = re.compile(r"\\([}{#~=/\"\\:])")

_TEXTS = {"SHORTANSWER": False, "SA": False, "MW": False}
_TEXTS |= {"SHORTANSWER_C": True, "SAC": True, "MWC": True}
_NUMBERS = {"NUMERICAL", "NM"}
_ONE = {"MULTICHOICE", "MC", "MULTICHOICE_V", "MCV", "MULTICHOICE_H", "MCH"}
_ONE_SHUFFLED = {"MULTICHOICE_S", "MCS", "MULTICHOICE_VS", "MCVS", "MULTICHOICE_HS", "MCHS"}
_MANY = {"MULTIRESPONSE", "MR", "MULTIRESPONSE_H", "MRH"}
_MANY_SHUFFLED = {"MULTIRESPONSE_S", "MRS", "MULTIRESPONSE_HS", "MRHS"}


def holds_gaps(text: str) -> bool:
    """Say whether a text holds embedded answers."""
    return bool(_LOOKS_LIKE.search(text))


def read_embedded(text: str, source: str) -> Reading:
    """Read a file that is one text with embedded answers. `source` names the file."""
    reading = Reading()
    first = next((line for line in text.split("\n") if line.strip()), "")
    title = title_of("", to_text(_GAP.sub("…", first)))
    try:
        question = cloze_of(text.strip(), Names(source).pick("", ""), "", "plain")
    except CannotRead as error:
        reading.refuse(1, title, error.field, error.reason)
        return reading
    reading.take(Found(question, 1))
    return reading


def cloze_of(text: str, uid: UUID, name: str, form: str) -> Cloze:
    """Return the cloze that a text makes. Raise CannotRead naming the gap at fault."""
    gaps: list[Gap] = []

    def place(found: re.Match[str]) -> str:
        gaps.append(_gap(f"g{len(gaps) + 1}", found[1], found[2], found[3]))
        return _PLACE.format(len(gaps))

    rest = _GAP.sub(place, text)
    left = _LOOKS_LIKE.search(rest)
    if left:
        raise CannotRead(
            "gaps", _("“%(words)s” cannot be read as a gap", words=rest[left.start() :][:40])
        )
    stem = from_plain(rest) if form == "plain" else to_markdown(rest, form)
    stem = _PLACED.sub(lambda found: f"[[g{found[1]}]]", stem)
    return Cloze(uid=uid, stem=stem, name=name, gaps=tuple(gaps))


def _gap(uid: str, weight: str, kind: str, body: str) -> Gap:
    worth = Fraction(int(weight)) if weight else ONE
    parts = [part for part in re.split(r"(?<!\\)~", body) if part.strip()]
    answers = [_answer(part) for part in parts]
    if kind in _TEXTS:
        return TextGap(uid=uid, accepted=_texts(answers), match_case=_TEXTS[kind], weight=worth)
    if kind in _NUMBERS:
        return NumberGap(uid=uid, accepted=_numbers(uid, answers), weight=worth)
    if kind not in _ONE | _ONE_SHUFFLED | _MANY | _MANY_SHUFFLED:
        raise CannotRead(
            "gaps", _("the kind “%(kind)s” of gap %(gap)s is not known", kind=kind, gap=uid[1:])
        )
    return ChoiceGap(
        uid=uid,
        options=_options(answers),
        multiple=kind in _MANY | _MANY_SHUFFLED,
        shuffle=kind in _ONE_SHUFFLED | _MANY_SHUFFLED,
        weight=worth,
    )


Answer = tuple[Fraction, str, str]


def _answer(part: str) -> Answer:
    """Return what an answer is worth, its text and its feedback, escapes undone."""
    part, fraction = part.strip(), ZERO
    if part.startswith("%"):
        share, _mark, part = part[1:].partition("%")
        fraction = percent(share)
    if part.startswith("="):
        part, fraction = part[1:], ONE
    text, *feedback = re.split(r"(?<!\\)#", part, maxsplit=1)
    return fraction, _shown(text), from_html(_shown("".join(feedback)))


def _shown(text: str) -> str:
    return _ESCAPED.sub(r"\1", text).strip()


def _options(answers: list[Answer]) -> tuple[Option, ...]:
    return tuple(
        Option(uid=uid, text=from_html(text), fraction=fraction, feedback=feedback)
        for uid, (fraction, text, feedback) in zip(letters(len(answers)), answers, strict=True)
    )


def _texts(answers: list[Answer]) -> tuple[AcceptedText, ...]:
    return tuple(
        AcceptedText(uid=uid, pattern=to_text(text), fraction=fraction, feedback=feedback)
        for uid, (fraction, text, feedback) in zip(letters(len(answers)), answers, strict=True)
    )


def _numbers(gap: str, answers: list[Answer]) -> tuple[AcceptedNumber, ...]:
    return tuple(
        _number(gap, uid, one) for uid, one in zip(letters(len(answers)), answers, strict=True)
    )


def _number(gap: str, uid: str, answer: Answer) -> AcceptedNumber:
    fraction, text, feedback = answer
    value, _mark, tolerance = unescape(text).partition(":")
    if value.strip() == "*":
        return AcceptedNumber(uid=uid, value=None, fraction=fraction, feedback=feedback)
    try:
        return AcceptedNumber(
            uid=uid,
            value=Decimal(value.strip().replace(",", ".")),
            tolerance=Decimal(tolerance.strip().replace(",", ".") or "0"),
            fraction=fraction,
            feedback=feedback,
        )
    except InvalidOperation as error:
        raise CannotRead(
            "gaps", _("“%(words)s” of gap %(gap)s is not a number", words=text, gap=gap[1:])
        ) from error
