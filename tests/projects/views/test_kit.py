"""The kick-off kit: every document in both languages, its numbers from the rules of the day."""

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from lms.core import policy
from lms.core.i18n import speaking
from lms.core.pdf import set_pages
from lms.projects.exports.kit import CODES, ROLES, Around, paper_data
from lms.projects.exports.kit.numbers import SOURCES
from lms.projects.exports.kit.papers import template_of, texts
from tests.factories.projects import Ground
from tests.pages import page
from tests.projects.views.conftest import Enter

AROUND = Around("Maison Tilleul", "https://comptoir.example/tell")
PAGES = {"deck": 10, "quiz": 2}


def said(words: object, path: str = "") -> dict[str, str]:
    """Return every sentence of a language by its place."""
    if isinstance(words, dict):
        parts = list(words.items())
    elif isinstance(words, list):
        parts = list(enumerate(words))
    else:
        return {path: str(words)}
    return {k: v for name, one in parts for k, v in said(one, f"{path}.{name}").items()}


def holes(words: str) -> list[str]:
    return sorted(re.findall(r"{(\w+)}", words))


def test_both_languages_say_the_same_things_with_the_same_numbers():
    french, english = said(texts("fr")), said(texts("en"))
    assert french.keys() == english.keys()
    apart = [place for place in french if holes(french[place]) != holes(english[place])]
    assert apart == []


def test_every_number_of_the_kit_is_a_rule():
    used = {
        hole for lang in ("fr", "en") for one in said(texts(lang)).values() for hole in holes(one)
    }
    assert used - {"brand"} == set(SOURCES)
    assert all(code in policy.POLICIES for _write, code in SOURCES.values())


def numbers_typed(words: str) -> list[str]:
    """Return the digits of a sentence that no rule gave: a delay typed by hand."""
    return re.findall(
        r"\d+ ?(?:jours?|heures?|days?|hours?|%|personnes?|people|weeks?|semaines?)", words
    )


def test_no_delay_nor_share_is_typed_by_hand():
    for lang in ("fr", "en"):
        assert [one for one in said(texts(lang)).values() if numbers_typed(one)] == []


def test_canary_a_delay_typed_by_hand_is_caught():
    assert numbers_typed("Votre coach répond en 2 jours") == ["2 jours"]


def test_a_rule_that_changes_changes_the_kit(ground: Ground):
    policy.decide("quotes.acknowledge.days", 4, decided_by=ground.henri.id, reason="Fin d'année")
    with speaking("fr"):
        assert "4\xa0jours de travail" in paper_data("faq", AROUND)["entries"][3]["answer"]


@pytest.mark.parametrize("code", [one for one in CODES if one != "deck"])
def test_each_document_fits_its_paper(ground: Ground, code: str):
    with speaking("fr"):
        assert len(set_pages(template_of(code), paper_data(code, AROUND), 20)) == PAGES.get(code, 1)


def test_the_deck_has_ten_slides_the_quiz_five_questions_the_script_45_minutes():
    for lang in ("fr", "en"):
        words = texts(lang)
        assert len(words["deck"]["slides"]) == 10
        assert len(words["quiz"]["questions"]) == 5
        assert sum(one["minutes"] for one in words["script"]["steps"]) == 45
        assert len(words["faq"]["entries"]) == 9
        assert set(words["guide"]) == set(ROLES)
        assert all(len(words["guide"][role]["panels"]) == 3 for role in ROLES)
        assert all(1 <= one["right"] <= len(one["options"]) for one in words["quiz"]["questions"])


def test_the_page_gives_each_document_in_the_language_chosen(ground: Ground, marion: FlaskClient):
    html = page(marion, "/kit?lang=en")
    links = re.findall(r'href="(/kit/[^"]+)"', html)
    assert len(links) == len(CODES)
    answer = marion.get("/kit/quiz.pdf?lang=en")
    assert answer.status_code == 200
    assert answer.get_data()[:5] == b"%PDF-"
    assert "comptoir-quiz-en.pdf" in answer.headers["Content-Disposition"]
    assert marion.get("/kit/wages.pdf").status_code == 404


@pytest.mark.parametrize(
    ("who", "status"),
    [("marion", 200), ("rachel", 200), ("henri", 200), ("alice", 403), ("karim", 403)],
)
def test_who_prints_the_kit(ground: Ground, enter: Enter, who: str, status: int):
    somebody = enter(who)
    assert somebody.get("/kit").status_code == status
    assert somebody.get("/kit/faq.pdf").status_code == status


def test_the_texts_have_no_dash_as_punctuation():
    folder = Path(__file__).parents[3] / "lms" / "projects" / "exports" / "kit"
    for one in folder.glob("*.toml"):
        assert "—" not in one.read_text()
