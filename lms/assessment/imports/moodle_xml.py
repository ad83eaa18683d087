"""Moodle XML (question/format/xml): every type it exports, read or refused by name."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from lms.assessment.imports.embedded import cloze_of
from lms.assessment.imports.found import (
    CannotRead,
    Found,
    Reading,
    category_of,
    exact,
    title_of,
)
from lms.assessment.imports.markup import to_text
from lms.assessment.imports.moodle_nodes import Node
from lms.assessment.imports.moodle_parts import (
    accepted_numbers,
    accepted_texts,
    gap_select,
    items_of,
    matching_of,
    options_of,
    units_of,
)
from lms.assessment.imports.naming import Names
from lms.assessment.rules.questions import (
    ZERO,
    Cloze,
    FreeText,
    Matching,
    Multiple,
    Numeric,
    OrderCredit,
    Ordering,
    Question,
    ShortText,
    Single,
    TrueFalse,
)
from lms.core.i18n import _, _l

REFUSED = {
    "description": _l("a description asks nothing: put it in a lesson"),
    "calculated": _l("its figures are drawn at each attempt, which is not possible here"),
    "calculatedsimple": _l("its figures are drawn at each attempt, which is not possible here"),
    "calculatedmulti": _l("its figures are drawn at each attempt, which is not possible here"),
    "ddimageortext": _l("dragging onto a picture is not possible here yet"),
    "ddmarker": _l("marking a picture is not possible here yet"),
    "random": _l("a question drawn by chance is a setting of the quiz, not a question"),
    "randomsamatch": _l("a question made of others drawn by chance is not possible here"),
    "missingtype": _l("its type was already unknown where it was exported"),
}
_ORDER_CREDIT = {"-1": OrderCredit.ALL_OR_NOTHING, "0": OrderCredit.POSITION}
Common = dict[str, Any]


class _Lines(DefusedXMLParser):
    """Keeps the line each element starts on."""

    def _start(self, tag: str, attr_list: Any) -> Any:
        element = super()._start(tag, attr_list)  # type: ignore[misc]
        element.set("line", str(self.parser.CurrentLineNumber))
        return element


def read_moodle_xml(data: bytes, source: str) -> Reading:
    """Read a Moodle XML file. `source` names the file. A broken file is one refusal."""
    reading = Reading()
    try:
        parser = _Lines(forbid_dtd=True)
        parser.feed(data)
        root: Element = parser.close()
    except ParseError as error:
        reading.refuse(
            error.position[0], source, "file", _("the XML is broken: %(why)s", why=error.msg)
        )
        return reading
    except DefusedXmlException:
        reading.refuse(1, source, "file", _("a document type or an entity is not accepted"))
        return reading
    except (ValueError, LookupError) as error:
        reading.refuse(1, source, "file", _("the encoding cannot be read: %(why)s", why=error))
        return reading
    if root.tag != "quiz":
        reading.refuse(
            1, source, "file", _("“%(tag)s” is not a Moodle question file", tag=root.tag)
        )
        return reading
    _read_questions(root, Names(source), reading)
    return reading


def _read_questions(root: Element, names: Names, reading: Reading) -> None:
    category = ""
    for element in root:
        if element.tag != "question":
            reading.refuse(
                _line(element), element.tag, "kind", _("“%(tag)s” is no question", tag=element.tag)
            )
        elif element.get("type") == "category":
            category = category_of(Node(element).path("category"))
            reading.file_under(category)
        else:
            _read_question(element, category, names, reading)


def _line(element: Element) -> int:
    return int(element.get("line", "0"))


def _read_question(element: Element, category: str, names: Names, reading: Reading) -> None:
    node = Node(element)
    kind = element.get("type", "")
    name = " ".join(node.path("name").split())
    raw = node.path("questiontext")
    title = title_of(name, to_text(raw)) or kind
    try:
        uid = names.pick(category, name or to_text(raw), node.path("idnumber"))
        question = _build(kind, node, uid, name)
    except CannotRead as error:
        reading.refuse(_line(element), title, error.field, error.reason)
        return
    for text in node.notes(kind):
        reading.note(_line(element), title, text)
    tags = tuple(" ".join(tag.split()) for tag in node.texts("tags/tag") if tag.strip())
    reading.take(Found(question, _line(element), category, tags, tuple(node.files.values())))


def _build(kind: str, node: Node, uid: UUID, name: str) -> Question:
    if kind in REFUSED:
        raise CannotRead("kind", f"{kind}: {REFUSED[kind]}")
    builder = _BUILDERS.get(kind)
    if builder is None:
        raise CannotRead("kind", _("the type “%(kind)s” is not known", kind=kind))
    common: Common = {
        "uid": uid,
        "name": name,
        "general_feedback": node.markdown("generalfeedback"),
        "right": node.markdown("correctfeedback"),
        "partial": node.markdown("partiallycorrectfeedback"),
        "wrong": node.markdown("incorrectfeedback"),
        "weight": exact(node.fraction("defaultgrade", "1")),
    }
    if common["weight"] == 0:
        raise CannotRead("defaultgrade", _("it is worth nothing in its quiz"))
    return builder(node, common)


def _multichoice(node: Node, common: Common) -> Question:
    common |= {"stem": node.markdown("questiontext"), "options": options_of(node)}
    shuffle = node.flag("shuffleanswers", default=True)
    if node.flag("single", default=True):
        return Single(**common, shuffle=shuffle)
    return Multiple(**common, shuffle=shuffle)


def _truefalse(node: Node, common: Common) -> Question:
    answers = {answer.text().strip().lower(): answer for answer in node.nodes("answer")}
    if set(answers) != {"true", "false"}:
        raise CannotRead("answer", _("its answers are not “true” and “false”"))
    return TrueFalse(
        **common,
        stem=node.markdown("questiontext"),
        answer=answers["true"].percent() > 0,
        feedback_true=answers["true"].markdown("feedback"),
        feedback_false=answers["false"].markdown("feedback"),
    )


def _shortanswer(node: Node, common: Common) -> Question:
    return ShortText(
        **common,
        stem=node.markdown("questiontext"),
        accepted=accepted_texts(node),
        match_case=node.flag("usecase", default=False),
    )


def _numerical(node: Node, common: Common) -> Question:
    units = units_of(node)
    graded = node.path("unitgradingtype").strip() not in {"", "0"}
    return Numeric(
        **common,
        stem=node.markdown("questiontext"),
        accepted=accepted_numbers(node),
        units=units,
        unit_penalty=exact(node.fraction("unitpenalty", "0.1")) if units and graded else ZERO,
    )


def _matching(node: Node, common: Common) -> Question:
    pairs, answers = matching_of(node)
    return Matching(
        **common,
        stem=node.markdown("questiontext"),
        pairs=pairs,
        answers=answers,
        shuffle=node.flag("shuffleanswers", default=True),
    )


def _essay(node: Node, common: Common) -> Question:
    if node.path("responseformat").strip() == "noinline":
        raise CannotRead("responseformat", _("it asks for files only, and no text"))
    return FreeText(
        **common,
        stem=node.markdown("questiontext"),
        starter=to_text(node.path("responsetemplate")),
        guidance=node.markdown("graderinfo"),
        min_length=0,
    )


def _cloze(node: Node, common: Common) -> Question:
    cloze = cloze_of(
        node.placed("questiontext"), common["uid"], common["name"], node.form("questiontext")
    )
    rest = {key: value for key, value in common.items() if key not in {"uid", "name", "weight"}}
    return replace(cloze, **rest)


def _gapselect(node: Node, common: Common) -> Question:
    stem, gaps = gap_select(node)
    return Cloze(**common, stem=stem, gaps=gaps)


def _ordering(node: Node, common: Common) -> Question:
    credit = _ORDER_CREDIT.get(node.path("gradingtype").strip(), OrderCredit.NEXT)
    return Ordering(
        **common, stem=node.markdown("questiontext"), items=items_of(node), credit=credit
    )


_BUILDERS: dict[str, Callable[[Node, Common], Question]] = {
    "multichoice": _multichoice,
    "truefalse": _truefalse,
    "shortanswer": _shortanswer,
    "numerical": _numerical,
    "matching": _matching,
    "match": _matching,
    "essay": _essay,
    "cloze": _cloze,
    "multianswer": _cloze,
    "gapselect": _gapselect,
    "ddwtos": _gapselect,
    "ordering": _ordering,
}
