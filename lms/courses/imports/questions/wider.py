"""Numeric, matching and cloze questions: those whose options say more than right or wrong."""

from collections.abc import Mapping
from decimal import Decimal

from lms.assessment.rules.questions import (
    ChoiceGap,
    Cloze,
    Credit,
    Gap,
    Item,
    Matching,
    NumberGap,
    Numeric,
    Pair,
    Question,
    TextGap,
    Unit,
)
from lms.core.i18n import _l
from lms.courses.imports.problems import Notes
from lms.courses.imports.questions.drafts import OptionDraft, QuestionDraft, SectionDraft
from lms.courses.imports.questions.parts import (
    Settings,
    accepted_numbers,
    accepted_texts,
    number,
    options,
)
from lms.courses.imports.uids import Names
from lms.courses.rules import markup


def numeric(draft: QuestionDraft, base: Mapping[str, object], settings: Settings) -> Question:
    """Build a question answered by a number, with units or without."""
    units = tuple(option for option in draft.options if option.mark == "unit")
    values = tuple(option for option in draft.options if option.mark != "unit")
    return Numeric(
        **base,  # type: ignore[arg-type]
        accepted=accepted_numbers(values, settings.notes),
        units=tuple(_unit(option, settings.notes) for option in units),
        unit_penalty=settings.fraction("unit_penalty", "0"),
    )


def matching(draft: QuestionDraft, base: Mapping[str, object], settings: Settings) -> Question:
    """Build a question that pairs prompts and answers, written `- [=] prompt => answer`."""
    answers = _Answers(settings.notes)
    names = Names()
    pairs = []
    for option in draft.options:
        prompt, answer = markup.split_arrow(option.text)
        if option.mark != "=" or not answer or option.feedback:
            settings.notes.refuse(
                option.line,
                "pairs",
                _l("Write “- [=] prompt => answer”, or “- [=] => answer” for one too many."),
            )
        elif prompt:
            pair_uid = names.pick(option.attributes.uid, prompt, answer)
            pairs.append(Pair(uid=pair_uid, prompt=prompt, answer=answers.uid(option, answer)))
        else:
            answers.declare(option, answer)
    return Matching(
        **base,  # type: ignore[arg-type]
        pairs=tuple(pairs),
        answers=tuple(answers.items.values()),
        shuffle=settings.flag("shuffle", default=True),
        credit=settings.choice("credit", Credit, Credit.PARTIAL),
    )


def cloze(draft: QuestionDraft, base: Mapping[str, object], settings: Settings) -> Question:
    """Build a text with gaps; each gap has its part `### [[name]]`."""
    gaps = [section for section in draft.sections if section.title.startswith("[[")]
    read = (_gap(section, settings.notes) for section in gaps)
    return Cloze(**base, gaps=tuple(gap for gap in read if gap))  # type: ignore[arg-type]


class _Answers:
    """The answers of a matching question, in the order they are met; the same text is the same answer."""

    def __init__(self, notes: Notes) -> None:
        self.items: dict[str, Item] = {}
        self._notes = notes
        self._names = Names()

    def uid(self, option: OptionDraft, text: str) -> str:
        """Return the uid of the answer of a pair, added when new."""
        return self._find(option, option.attributes.values.get("to", ""), text)

    def declare(self, option: OptionDraft, text: str) -> None:
        """Add an answer that stands alone."""
        if option.attributes.uid in self.items:
            self._notes.refuse(
                option.line, "answers", _l("This uid is already that of another answer.")
            )
        self._find(option, option.attributes.uid, text, alone=True)

    def _find(self, option: OptionDraft, uid: str, text: str, *, alone: bool = False) -> str:
        same = [item.uid for item in self.items.values() if item.text == text]
        if not uid and same and not alone:
            return same[0]
        if uid in self.items:
            if self.items[uid].text != text:
                self._notes.refuse(
                    option.line,
                    "answers",
                    _l("The answer %(uid)s is written in two ways. Write it alike.", uid=uid),
                )
            return uid
        name = self._names.pick(uid, text)
        self.items[name] = Item(uid=name, text=text)
        return name


def _unit(option: OptionDraft, notes: Notes) -> Unit:
    name, star, factor = option.plain.rpartition(" * ")
    if not star:
        return Unit(name=option.plain)
    found = number(factor)
    if found is None or found["value"] == "*" or found["tolerance"]:
        notes.refuse(
            option.line, "units", _l("Write a unit as “- [unit] cm” or “- [unit] m * 100”.")
        )
        return Unit(name=name)
    return Unit(name=name, multiplier=Decimal(found["value"].replace("−", "-").replace(",", ".")))


def _gap(section: SectionDraft, notes: Notes) -> Gap | None:
    found = markup.GAP.match(section.title)
    if found is None:
        notes.refuse(
            section.line,
            section.title,
            _l("Write a gap as “### [[name]]” or “### [[name]] (text)”."),
        )
        return None
    if section.words:
        notes.refuse(
            section.line, section.title, _l("Only options stand under a gap: “- [x] answer”.")
        )
    kind = found["kind"] or _gap_kind(section)
    settings = Settings(QuestionDraft(section.line, "", "", section.attributes), notes)
    gap = _gap_of(kind, found["gap"], section, settings)
    if gap is None:
        notes.refuse(section.line, section.title, _l("A gap is (choice), (text) or (number)."))
    else:
        settings.finish()
    return gap


def _gap_kind(section: SectionDraft) -> str:
    if any(option.mark == "" for option in section.options):
        return "choice"
    return "number" if all(number(option.text) for option in section.options) else "text"


def _gap_of(kind: str, uid: str, section: SectionDraft, settings: Settings) -> Gap | None:
    weight = settings.fraction("weight", "1")
    if kind == "choice":
        return ChoiceGap(
            uid=uid,
            options=options(section.options, settings.notes, shared=False),
            multiple=settings.flag("multiple", default=False),
            shuffle=settings.flag("shuffle", default=False),
            weight=weight,
        )
    if kind == "text":
        return TextGap(
            uid=uid,
            accepted=accepted_texts(section.options, settings.notes),
            match_case=settings.flag("match_case", default=False),
            match_accents=settings.flag("match_accents", default=False),
            weight=weight,
        )
    if kind == "number":
        return NumberGap(
            uid=uid, accepted=accepted_numbers(section.options, settings.notes), weight=weight
        )
    return None
