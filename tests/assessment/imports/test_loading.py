"""Files of questions into the bank: once is enough, nothing is lost in silence."""

import base64
import io
import json
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from PIL import Image

from lms.assessment.imports.folder import import_path
from lms.assessment.imports.loading import load
from lms.assessment.imports.reading import detect, read_file
from lms.assessment.models import BankQuestion, QuestionFile, QuestionVersion
from lms.core.db import session
from lms.core.markdown import render
from tests.assessment.imports.test_moodle_xml import written
from tests.material import MATERIAL, needs

REAL = {
    "gift/TFTwoFeedback.gift": (3, 0),
    "gift/categorySpecialCharacter.gift": (0, 0),
    "gift/descriptionTitleEscapedColon.gift": (1, 1),
    "gift/escapeAll.gift": (1, 0),
    "gift/escapeEquals.gift": (1, 0),
    "gift/formatExamples.gift": (1, 0),
    "gift/markdown.gift": (0, 4),
    "gift/mc1.gift": (1, 0),
    "gift/mc4.gift": (1, 0),
    "gift/mcHTMLComment.gift": (1, 0),
    "gift/multipleAnswersFloat.gift": (1, 0),
    "gift/numerical1.gift": (10, 0),
    "gift/shortAnswer1.gift": (2, 0),
    "gift/shortAnswerNotMatching.gift": (2, 0),
    "gift/shortFirstEmbeddedUnderline.gift": (2, 0),
    "gift/symbolsAll.gift": (1, 0),
    "gift/tag_id_and_two_tags.gift": (1, 0),
    "gift/tf1.gift": (1, 0),
    "gift/tf1_markdown.gift": (1, 0),
    "gift/totara_moodle_backslash.gift": (1, 0),
    "gift/totara_moodle_match.gift": (1, 0),
    "gift/totara_moodle_multichoice_multi.gift": (1, 0),
    "gift/totara_moodle_pre_content.gift": (1, 0),
    "gift/totara_moodle_shortanswer_general_feedback.gift": (1, 0),
    "gift/totara_moodle_truefalse_true_answer1.gift": (1, 0),
    "gift/type_inferred_multiline_markdown.gift": (1, 0),
    "moodle/examples.txt": (43, 0),
    "moodle/nested_categories_with_questions.xml": (5, 0),
    "moodle/questions.aiken.txt": (2, 0),
    "moodle/questions.gift.txt": (9, 0),
    "moodle/questions.multianswer.txt": (1, 0),
    "moodle/truefalse.xml": (2, 0),
}


@needs("questions")
def test_every_real_file_is_loaded_or_refused_by_name_and_twice_changes_nothing(app: Flask) -> None:
    first = import_path(MATERIAL / "questions")
    counts = {row["file"]: row["created"] for row in first["files"]}
    assert counts == {name: created for name, (created, _) in REAL.items()}
    refused: dict[str, int] = {}
    for row in first["refused"]:
        refused[row["file"]] = refused.get(row["file"], 0) + 1
        assert row["name"]
        assert row["reason"]
        assert row["row"] > 0
    assert refused == {name: count for name, (_, count) in REAL.items() if count}
    stored = session.execute(sa.select(sa.func.count()).select_from(BankQuestion)).scalar_one()
    assert stored == first["created"] == 100
    again = import_path(MATERIAL / "questions")
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, 100)


@needs("questions")
def test_pictures_are_kept_once_and_shown(app: Flask) -> None:
    path = MATERIAL / "questions" / "moodle" / "truefalse.xml"
    summary = import_path(path)
    assert (summary["created"], summary["notes"]) == (2, [])
    kept = session.execute(sa.select(QuestionFile.name)).scalars().all()
    assert len(kept) == len(set(kept)) == 4
    content = session.execute(sa.select(QuestionVersion.content).limit(1)).scalar_one()
    assert '<img src="/files/' in render(content["stem"])


def _picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(("content", "kept"), [(_picture(), True), (b"<svg onload=x>", False)])
def test_a_picture_that_is_none_is_told(app: Flask, content: bytes, *, kept: bool) -> None:
    coded = base64.b64encode(content).decode()
    body = (
        '<graderinfo format="html"><text><![CDATA[<img src="@@PLUGINFILE@@/a.png" alt="Un plan">]]>'
        f'</text><file name="a.png" path="/" encoding="base64">{coded}</file></graderinfo>'
    )
    data = f"<quiz>{written('essay', body)}</quiz>".encode()
    reading, form = read_file(data, source="a.xml")
    summary = load(reading).summary(reading, form=form)
    assert summary["created"] == 1
    assert bool(summary["notes"]) is not kept
    assert "svg" not in json.dumps(summary["notes"])


def test_a_corrected_file_makes_a_second_version(app: Flask) -> None:
    for text, counts in (
        ("::A::Q{=a ~b}", (1, 0, 0)),
        ("::A::Q{=a ~b}", (0, 0, 1)),
        ("::A::Q{~a =b}", (0, 1, 0)),
    ):
        reading, form = read_file(text.encode(), source="a.gift")
        loaded = load(reading)
        assert (loaded.created, loaded.updated, loaded.unchanged) == counts
        assert form == "gift"
    numbers = session.execute(sa.select(QuestionVersion.number)).scalars().all()
    assert sorted(numbers) == [1, 2]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_encodings_are_found(encoding: str, newline: str) -> None:
    text = "Où est l’été, près du cœur à 5 € ?{=là ~ici}" + newline * 2 + "Déjà ?{T}"
    reading, _form = read_file(text.encode(encoding), source="a.gift")
    assert [found.question.stem for found in reading.found] == [
        "Où est l’été, près du cœur à 5 € ?",
        "Déjà ?",
    ]


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (b"Q{T}", "gift"),
        (b"Q\nA) x\nB) y\nANSWER: A", "aiken"),
        (b"Un {1:SA:=mot}", "embedded"),
        (b'<?xml version="1.0"?><quiz></quiz>', "moodle-xml"),
        (b"\xef\xbb\xbf<quiz></quiz>", "moodle-xml"),
    ],
)
def test_formats_are_found(data: bytes, form: str) -> None:
    assert detect(data) == form


@pytest.mark.parametrize("data", [b"", b"\n\n// rien\n", b"\x89PNG\r\n\x1a\n\x00\x00\x00\x00\x00"])
def test_a_file_without_question_is_a_refusal(data: bytes) -> None:
    reading, _form = read_file(data, source="vide.gift")
    assert (reading.found, len(reading.refused)) == ([], 1)


def test_a_folder_says_which_file_each_refusal_is_in(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "bons").mkdir()
    (tmp_path / "bons" / "a.gift").write_text("Q{T}")
    (tmp_path / "b.gift").write_text("Lisez.")
    (tmp_path / "c.pdf").write_bytes(b"%PDF")
    summary = import_path(tmp_path)
    assert summary["created"] == 1
    assert [(row["file"], row["field"]) for row in summary["refused"]] == [("b.gift", "kind")]
