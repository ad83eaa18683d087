"""The French of the product: its words, its typography, and no page that mixes languages."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from lms.core.i18n import catalogue, fr_typo

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "translations/fr/LC_MESSAGES/messages.po"

FORBIDDEN = (
    (r"tickets?\b", "a request is a demande"),
    (r"détracteurs?\b", "in front of anybody: un client déçu"),
    (r"fautes?\b", "une difficulté"),
    (r"^(?!Erreur :).*\berreurs?\b", "only the first word of an error message"),
    (r"malheureusement", "say what can be done"),
    (r"(vous )?auriez dû|aurait dû|vous devez", "say what to do, not what one ought"),
    (r"non conforme", "à renforcer"),
    (r"échecs?\b|échoué", "pas encore"),
    (r"\bfaux\b", "presque"),
    (r"\bsignaler", "raconter"),
    (r"débriefing", "échange"),
    (r"objectif imposé", "essai"),
    (r"\bunités? (fermée|ouverte)", "magasin"),
    (r"\bmots? de passe\b.*\bsecret|\bcode secret", "secret"),
    (r"\bcourriels?\b|\bmails?\b(?<!e-mail)(?<!e-mails)", "e-mail"),
    (r"\bbillets?\b", "bon d’entrée"),
    (r"\b(tu|toi|ton|ta|tes)\b", "the product says vous"),
    (r"·|•", "no median dot: other words"),
    (r"\w\([a-z]{1,3}\)", "no ending between brackets: other words"),
    (r"\u2014|\u2013|(?<!«) - ", "no dash as punctuation: a comma or another sentence"),
    (r"(?<=\w)'(?=\w)", "an apostrophe is curly"),
    (r"  ", "two spaces"),
    (r"[\"“”]", "quotation marks are « »"),
    (r"\.\.\.(?![ ”»)])", "an ellipsis is one sign"),
    (
        r"\b(?:de|que|le|la|lorsque|puisque|jusque) %\((?:name|unit)\)",
        "a name may begin with a vowel",
    ),
)
SAID_ANYWAY = {"False": r"\bfaux\b", "True or false": r"\bfaux\b"}
"""Messages that must hold a word refused elsewhere: the answer to "true or false"."""

LOOSE = re.compile(r"(?<![\u202f!?])[;!?]|(?<!\u202f)»|«(?!\u202f)|[ \u202f]:(?!:)")
"""What typography leaves nowhere: a sign without its thin space, a colon without its wide one."""


def french() -> Catalog:
    with SOURCE.open("rb") as file:
        return read_po(file, locale="fr")


def every_form() -> Iterator[tuple[str, str]]:
    """Yield each message with each of its French forms."""
    for message in french():
        if message.id:
            one = message.id[0] if isinstance(message.id, tuple | list) else message.id
            said = message.string
            for words in said if isinstance(said, tuple | list) else (said,):
                yield str(one), words or ""


def slips(message: str, words: str) -> list[str]:
    """Return what the product never says, found in the words of one message."""
    allowed = SAID_ANYWAY.get(message, "")
    return [
        f"{message!r} says {words!r}: {why}"
        for pattern, why in FORBIDDEN
        if pattern != allowed and re.search(pattern, words, re.IGNORECASE)
    ]


def loose(words: str) -> bool:
    """Tell whether typography left a plain space where French wants a fixed one."""
    return bool(LOOSE.search(words))


def test_french_says_only_our_words():
    assert [one for message, words in every_form() for one in slips(message, words)] == []


def test_typography_is_applied_to_every_message():
    served = (fr_typo(words) for _message, words in every_form())
    assert [words for words in served if loose(words)] == []


def test_the_served_catalogue_carries_the_typography():
    served = catalogue("fr")
    assert served.get("Need help?") == "Besoin d’aide\u202f?"
    assert served.get("%(n)s min") == "%(n)s\u00a0min"
    assert served.plural("%(num)s person.", "%(num)s people.", 0).startswith("%(num)s personne.")


def test_french_placeholders_can_be_filled():
    """A lone percent sign beside a placeholder would break the page that fills it."""
    for message, words in every_form():
        names = set(re.findall(r"%\((\w+)\)s", message + words))
        if names:
            assert words % dict.fromkeys(names, "1"), message


@pytest.mark.parametrize(
    "planted",
    [
        "Votre ticket est ouvert",
        "Rappelez ce détracteur",
        "Une erreur est survenue",
        "Malheureusement, non",
        "Vous auriez dû lire",
        "C’est faux",
        "Tu as fini",
        "Les vendeur·ses",
        "Prêt(e)",
        "Oui \u2014 non",
        "Aujourd'hui",
        "Dites “oui”",
        "Votre code secret",
        "Un courriel",
        "Un mail",
        "Label de %(unit)s",
        "Avant que %(name)s lise",
    ],
)
def test_each_planted_word_is_caught(planted: str):
    assert slips("A message", planted)


@pytest.mark.parametrize(
    "fine",
    ["Erreur : photo non envoyée.", "Un e-mail, des e-mails", "Aujourd’hui", "Prêt (encore 3)"],
)
def test_our_own_words_pass(fine: str):
    assert slips("A message", fine) == []


@pytest.mark.parametrize("planted", ["Prêt ?", "« Oui »", "Prêt : oui", "Fin ; suite"])
def test_each_planted_space_is_caught_then_repaired(planted: str):
    assert loose(planted)
    assert not loose(fr_typo(planted))


def test_a_missing_space_is_caught():
    assert loose("Prêt?")


# ------------------------------------------------------------------ one language a page

SPOKEN = ("aria-label", "title", "alt", "placeholder", "label")
KEPT = re.compile(r"\bComptoir\b|&\w+;|\bPDF\b|\bCSV\b")
"""What every language writes alike."""


def bare_words(template: str) -> list[str]:
    """Return the words that a template writes itself, in one language, outside ``_()``."""
    text = re.sub(r"\{% block \w+_class %\}.*?\{% endblock %\}", "", template)
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}", "", text, flags=re.DOTALL)
    text = re.sub(r"\{\{.*?\}\}", "", text, flags=re.DOTALL)
    text = re.sub(r"<(style|script|title)\b[^>]*>.*?</\1>", "", text, flags=re.DOTALL)
    said = re.findall(rf'\s(?:{"|".join(SPOKEN)})="([^"]*)"', text)
    shown = re.sub(r"<[^>]*>", "\n", text).split("\n")
    shown = [one for one in shown if not re.search(r"=[\"']", one)]
    said = [one for one in said if not one.startswith("/")]
    return [one.strip() for one in [*said, *shown] if re.search(r"[^\W\d_]{2}", KEPT.sub("", one))]


def test_no_template_writes_words_of_its_own():
    """The style guide alone does: its samples are drawn once, in French, for who builds pages."""
    found = {
        str(path.relative_to(ROOT)): words
        for path in sorted((ROOT / "templates").rglob("*.html"))
        if "styleguide" not in str(path)
        if (words := bare_words(path.read_text(encoding="utf-8")))
    }
    assert found == {}


@pytest.mark.parametrize(
    "planted",
    ["<p>Bonjour</p>", '<a aria-label="Close">{{ x }}</a>', "{% if a %}Hello{% endif %}"],
)
def test_each_planted_bare_word_is_caught(planted: str):
    assert bare_words(planted)


def test_what_is_said_through_the_catalogue_passes():
    assert bare_words('<p title="{{ _("Close") }}">{{ _("Hello") }}, Comptoir</p>') == []
