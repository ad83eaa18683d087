"""Options, answers, pairs and gaps of Moodle XML questions."""

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from lms.assessment.imports.found import CannotRead, letters
from lms.assessment.imports.markup import to_markdown, to_text
from lms.assessment.imports.moodle_nodes import Node
from lms.assessment.rules.questions import (
    ONE,
    ZERO,
    AcceptedNumber,
    AcceptedText,
    ChoiceGap,
    Gap,
    Item,
    Option,
    Pair,
    Unit,
)
from lms.core.i18n import _

_REFERENCE = re.compile(r"\[\[(\d+)\]\]")
_PLACE = "\ue010{}\ue011"
_PLACED = re.compile("\ue010(\\d+)\ue011")


def _answers(node: Node) -> Iterator[tuple[str, Node]]:
    answers = list(node.nodes("answer"))
    return zip(letters(len(answers)), answers, strict=True)


def options_of(node: Node) -> tuple[Option, ...]:
    """Return the options of a multiple choice."""
    return tuple(
        Option(
            uid=uid,
            text=answer.own_markdown(),
            fraction=answer.percent(),
            feedback=answer.markdown("feedback"),
        )
        for uid, answer in _answers(node)
    )


def accepted_texts(node: Node) -> tuple[AcceptedText, ...]:
    """Return the texts accepted."""
    return tuple(
        AcceptedText(
            uid=uid,
            pattern=to_text(answer.text()),
            fraction=answer.percent(),
            feedback=answer.markdown("feedback"),
        )
        for uid, answer in _answers(node)
    )


def accepted_numbers(node: Node) -> tuple[AcceptedNumber, ...]:
    """Return the numbers accepted; `*` is any other."""
    return tuple(
        AcceptedNumber(
            uid=uid,
            value=None if answer.text().strip() == "*" else _decimal("answer", answer.text()),
            tolerance=_decimal("tolerance", answer.path("tolerance") or "0"),
            fraction=answer.percent(),
            feedback=answer.markdown("feedback"),
        )
        for uid, answer in _answers(node)
    )


def units_of(node: Node) -> tuple[Unit, ...]:
    """Return the units a number may carry, none when they are not to be shown."""
    if node.path("showunits").strip() == "3":
        return ()
    return tuple(
        Unit(
            name=to_text(unit.path("unit_name")),
            multiplier=_decimal("multiplier", unit.path("multiplier") or "1"),
        )
        for unit in (Node(element) for element in node.element.findall("units/unit"))
        if unit.path("unit_name").strip()
    )


def matching_of(node: Node) -> tuple[tuple[Pair, ...], tuple[Item, ...]]:
    """Return prompts and answers; an answer without prompt is there to mislead."""
    pairs: list[Pair] = []
    answers: dict[str, Item] = {}
    for part in node.nodes("subquestion"):
        answer = part.child("answer")
        words = to_markdown(answer.text().strip(), "plain") if answer else ""
        if not words:
            continue
        item = answers.setdefault(words, Item(uid=f"a{len(answers) + 1}", text=words))
        prompt = part.own_markdown()
        if prompt:
            pairs.append(Pair(uid=f"p{len(pairs) + 1}", prompt=prompt, answer=item.uid))
    return tuple(pairs), tuple(answers.values())


def items_of(node: Node) -> tuple[Item, ...]:
    """Return the items of an ordering, in the right order: that of the file."""
    return tuple(Item(uid=uid, text=answer.own_markdown()) for uid, answer in _answers(node))


def gap_select(node: Node) -> tuple[str, tuple[Gap, ...]]:
    """Return the stem and gaps of words to place: `[[2]]` is the second word, among its group."""
    words = [(to_text(box.text()), box.path("group").strip() or "1") for box in _boxes(node)]
    gaps: list[Gap] = []

    def place(found: re.Match[str]) -> str:
        number = int(found[1])
        if not 1 <= number <= len(words):
            raise CannotRead("questiontext", _("%(place)s names no word", place=f"[[{number}]]"))
        uid = f"g{len(gaps) + 1}"
        gaps.append(ChoiceGap(uid=uid, options=_group(words, number), shuffle=True))
        return _PLACE.format(len(gaps))

    text = _REFERENCE.sub(place, node.placed("questiontext"))
    stem = to_markdown(text, node.form("questiontext"))
    return _PLACED.sub(lambda found: f"[[g{found[1]}]]", stem), tuple(gaps)


def _boxes(node: Node) -> list[Node]:
    return [*node.nodes("dragbox"), *node.nodes("selectoption")]


def _group(words: list[tuple[str, str]], right: int) -> tuple[Option, ...]:
    """Return the choices of one gap: the words of the right one's group, each once."""
    wanted, group = words[right - 1]
    texts = dict.fromkeys(text for text, other in words if other == group)
    return tuple(
        Option(uid=uid, text=to_markdown(text, "plain"), fraction=ONE if text == wanted else ZERO)
        for uid, text in zip(letters(len(texts)), texts, strict=True)
    )


def _decimal(where: str, text: str) -> Decimal:
    try:
        number = Decimal(text.strip().replace(",", "."))
    except InvalidOperation as error:
        raise CannotRead(where, _("“%(words)s” is not a number", words=text.strip())) from error
    if not number.is_finite():
        raise CannotRead(where, _("“%(words)s” is not a number", words=text.strip()))
    return number
