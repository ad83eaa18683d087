"""Moodle XML: real files, then one question of every type."""

import base64
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from lms.assessment.imports.found import Reading
from lms.assessment.imports.moodle_xml import REFUSED, read_moodle_xml
from lms.assessment.rules.questions import (
    ChoiceGap,
    Cloze,
    FreeText,
    Kind,
    Matching,
    Multiple,
    NumberGap,
    Numeric,
    OrderCredit,
    Ordering,
    ShortText,
    Single,
    TextGap,
    TrueFalse,
)
from tests.material import MATERIAL, needs


def read(body: str) -> Reading:
    data = f'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n{body}\n</quiz>'
    return read_moodle_xml(data.encode(), "essai.xml")


def written(kind: str, body: str, text: str = "Q ?", name: str = "Nom") -> str:
    return (
        f'<question type="{kind}"><name><text>{name}</text></name>'
        f'<questiontext format="html"><text><![CDATA[{text}]]></text></questiontext>{body}</question>'
    )


def answer(text: str, fraction: str = "0", feedback: str = "", inside: str = "") -> str:
    return (
        f'<answer fraction="{fraction}" format="html"><text><![CDATA[{text}]]></text>'
        f'<feedback format="html"><text>{feedback}</text></feedback>{inside}</answer>'
    )


def one(kind: str, body: str, text: str = "Q ?") -> Any:
    reading = read(written(kind, body, text))
    assert reading.refused == []
    return reading.found[0].question


@needs("questions")
def test_real_files_are_all_read() -> None:
    folder = MATERIAL / "questions" / "moodle"
    nested = read_moodle_xml(
        (folder / "nested_categories_with_questions.xml").read_bytes(), "nested"
    )
    assert [(found.category, found.question.kind) for found in nested.found] == [
        ("Iota", Kind.TRUE_FALSE),
        ("Iota / Kappa", Kind.FREE_TEXT),
        ("Iota / Kappa", Kind.TRUE_FALSE),
        ("Iota / Kappa / Lambda", Kind.TRUE_FALSE),
        ("Iota / Mu", Kind.TRUE_FALSE),
    ]
    truths = read_moodle_xml((folder / "truefalse.xml").read_bytes(), "truths")
    assert [found.question.answer for found in truths.found] == [False, True]  # type: ignore[union-attr]
    assert [file.name for file in truths.found[0].files] == [
        "infos.jpg",
        "logo.jpg",
        "thumbdown.jpg",
        "thumbup.jpg",
    ]
    assert nested.refused == truths.refused == []


def test_multichoice_keeps_feedback_and_weights() -> None:
    body = (
        "<single>false</single><shuffleanswers>0</shuffleanswers><defaultgrade>2.0</defaultgrade>"
        "<correctfeedback format='html'><text>Oui</text></correctfeedback>"
        "<partiallycorrectfeedback><text>Presque</text></partiallycorrectfeedback>"
        "<incorrectfeedback><text>Non</text></incorrectfeedback>"
        + answer("a", "33.33333", "bien")
        + answer("b", "66.66667")
        + answer("c", "-50")
    )
    question = one("multichoice", body)
    assert isinstance(question, Multiple)
    assert (question.shuffle, question.weight) == (False, 2)
    assert (question.right, question.partial, question.wrong) == ("Oui", "Presque", "Non")
    worth = [option.fraction for option in question.options]
    assert worth == [Fraction(1, 3), Fraction(2, 3), Fraction(-1, 2)]
    assert question.options[0].feedback == "bien"
    assert isinstance(one("multichoice", answer("a", "100") + answer("b")), Single)


def test_short_answers_and_numbers() -> None:
    short = one("shortanswer", "<usecase>1</usecase>" + answer("Bon*", "100") + answer("*", "0"))
    assert isinstance(short, ShortText)
    assert (short.match_case, short.accepted[0].pattern) == (True, "Bon*")
    units = (
        "<units><unit><multiplier>1</multiplier><unit_name>m</unit_name></unit>"
        "<unit><multiplier>100</multiplier><unit_name>cm</unit_name></unit></units>"
        "<unitgradingtype>1</unitgradingtype><unitpenalty>0.5</unitpenalty>"
    )
    tolerance = "<tolerance>0.25</tolerance>"
    number = one("numerical", answer("3.5", "100", inside=tolerance) + answer("*") + units)
    assert isinstance(number, Numeric)
    assert (number.accepted[0].tolerance, number.accepted[1].value) == (Decimal("0.25"), None)
    assert [unit.name for unit in number.units] == ["m", "cm"]
    assert number.unit_penalty == Fraction(1, 2)


def test_matching_and_its_misleading_answer() -> None:
    def pair(prompt: str, text: str) -> str:
        return (
            f'<subquestion format="html"><text>{prompt}</text>'
            f"<answer><text>{text}</text></answer></subquestion>"
        )

    question = one(
        "matching", pair("Attente", "Délai") + pair("Colère", "Écoute") + pair("", "Rien")
    )
    assert isinstance(question, Matching)
    assert [pair.prompt for pair in question.pairs] == ["Attente", "Colère"]
    assert [item.text for item in question.answers] == ["Délai", "Écoute", "Rien"]


def test_essay_keeps_what_its_reader_needs() -> None:
    body = (
        "<graderinfo format='html'><text>Cherchez un geste</text></graderinfo>"
        "<responsetemplate><text>Un jour,</text></responsetemplate><attachments>2</attachments>"
    )
    reading = read(written("essay", body))
    question = reading.found[0].question
    assert isinstance(question, FreeText)
    assert (question.guidance, question.starter) == ("Cherchez un geste", "Un jour,")
    assert [note.text for note in reading.notes] == ["files joined to an answer are left out"]


def test_embedded_answers_become_gaps() -> None:
    text = (
        "<p>Un {1:MULTICHOICE:=regard#Oui~dos} et {2:SHORTANSWER_C:=Bonjour~%50%Salut} "
        "en {NUMERICAL:=2:0.5~*} {:NUMERICAL:=2:0.5~*#Non} {1:MRS:%50%a~%50%b~c} {1:SA:=a\\}b}</p>"
    )
    reading = read(written("cloze", "", text))
    assert [(row.field, "NUMERICAL" in row.reason) for row in reading.refused] == []
    question = reading.found[0].question
    assert isinstance(question, Cloze)
    choice, words, number, many, escaped = question.gaps
    assert isinstance(choice, ChoiceGap)
    assert [o.fraction for o in choice.options] == [1, 0]
    assert isinstance(words, TextGap)
    assert (words.match_case, words.weight, len(words.accepted)) == (True, 2, 2)
    assert isinstance(number, NumberGap)
    assert number.accepted[0].tolerance == Decimal("0.5")
    assert isinstance(many, ChoiceGap)
    assert (many.multiple, many.shuffle) == (True, True)
    assert isinstance(escaped, TextGap)
    assert escaped.accepted[0].pattern == "a}b"
    assert "[[g1]]" in question.stem


@pytest.mark.parametrize("kind", ["gapselect", "ddwtos"])
def test_words_to_place_become_lists(kind: str) -> None:
    box = "dragbox" if kind == "ddwtos" else "selectoption"

    def word(text: str, group: int) -> str:
        return f"<{box}><text>{text}</text><group>{group}</group></{box}>"

    body = word("regard", 1) + word("mot", 1) + word("deux", 2)
    reading = read(written(kind, body + word("trois", 2), "Un [[2]] en [[3]] minutes."))
    question = reading.found[0].question
    assert isinstance(question, Cloze)
    first, second = question.gaps
    assert isinstance(first, ChoiceGap)
    assert isinstance(second, ChoiceGap)
    assert [(o.text, o.fraction) for o in first.options] == [("regard", 0), ("mot", 1)]
    assert [o.text for o in second.options] == ["deux", "trois"]
    assert bool(reading.notes) is (kind == "ddwtos")


def test_ordering_keeps_its_way_of_counting() -> None:
    body = answer("Regarder", "1") + answer("Saluer", "2") + "<gradingtype>0</gradingtype>"
    question = one("ordering", body)
    assert isinstance(question, Ordering)
    assert [item.text for item in question.items] == ["Regarder", "Saluer"]
    assert question.credit is OrderCredit.POSITION


def test_true_or_false_needs_both_answers() -> None:
    question = one("truefalse", answer("true", "0", "Non") + answer("false", "100", "Oui"))
    assert isinstance(question, TrueFalse)
    assert (question.answer, question.feedback_false) == (False, "Oui")
    assert read(written("truefalse", answer("vrai", "100"))).refused[0].field == "answer"


@pytest.mark.parametrize("kind", [*REFUSED, "inconnu"])
def test_other_types_are_refused_by_name_and_line(kind: str) -> None:
    reading = read(written("essay", "") + "\n" + written(kind, "", name="Deuxième"))
    assert len(reading.found) == 1
    (refusal,) = reading.refused
    assert (refusal.line, refusal.name, refusal.field) == (4, "Deuxième", "kind")
    assert kind in refusal.reason


def test_tags_identifiers_and_categories_are_kept() -> None:
    body = (
        "<idnumber>A-7</idnumber><tags><tag><text>accueil</text></tag>"
        "<tag><text>regard</text></tag></tags>"
    )
    category = (
        "<question type='category'><category><text>$course$/top/A//B</text></category></question>"
    )
    found = read(category + written("essay", body)).found[0]
    assert (found.category, found.tags) == ("A/B", ("accueil", "regard"))
    renamed = read(category + written("essay", body, "Autre", "Autre")).found[0]
    assert renamed.question.uid == found.question.uid


def test_two_files_of_one_name_are_two_files() -> None:
    def picture(data: bytes) -> str:
        coded = base64.b64encode(data).decode()
        return f'<file name="a.png" path="/" encoding="base64">{coded}</file>'

    body = (
        '<answer fraction="100" format="html"><text><![CDATA[<img src="@@PLUGINFILE@@/a.png">]]>'
        f"</text>{picture(b'one')}</answer>"
        '<answer fraction="0" format="html"><text><![CDATA[<img src="@@PLUGINFILE@@/a.png">]]>'
        f"</text>{picture(b'two')}</answer>"
    )
    found = read(written("multichoice", body)).found[0]
    assert isinstance(found.question, Single)
    assert [o.text for o in found.question.options] == ["![](a.png)", "![](2-a.png)"]
    assert [file.content for file in found.files] == [b"one", b"two"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<quiz><question></quiz>", "broken"),
        (b"<html></html>", "not a Moodle"),
        (b'<!DOCTYPE quiz [<!ENTITY a "b">]><quiz>&a;</quiz>', "not accepted"),
        (b"", "broken"),
    ],
)
def test_a_file_that_is_no_quiz_is_one_refusal(data: bytes, reason: str) -> None:
    reading = read_moodle_xml(data, "essai.xml")
    assert (reading.found, len(reading.refused)) == ([], 1)
    assert reason in reading.refused[0].reason


def test_a_damaged_picture_refuses_its_question_only() -> None:
    bad = (
        '<question type="essay"><name><text>Image</text></name><questiontext format="html">'
        '<text>x</text><file name="a.png" encoding="base64">***</file></questiontext></question>'
    )
    reading = read(bad + written("essay", ""))
    assert (len(reading.found), reading.refused[0].field) == (1, "file")
