"""Words found whatever their accents, case, plural or ending."""

import pytest

from lms.core.search import document, fold, query, stems

QUESTIONS = [
    ("accueil", "Accueillir un client au comptoir"),
    ("ECOUTES", "L'écoute active"),
    ("clientes", "Le client mécontent"),
    ("réclamation", "Traiter les reclamations"),
    ("oeuf", "Des Œufs frais"),
    ("formations", "Se former à la vente : formation de deux jours"),
]


@pytest.mark.parametrize(("asked", "text"), QUESTIONS)
def test_a_word_asked_in_another_way_is_found(asked, text):
    assert set(stems(asked)) & set(document(text).split())


def test_names_sort_without_accents_or_case():
    assert sorted(["Émile", "zoé", "Eric", "Œdipe", "Nour"], key=fold) == [
        "Émile",
        "Eric",
        "Nour",
        "Œdipe",
        "zoé",
    ]


def test_a_question_is_all_words_with_the_last_one_begun():
    assert query("accueil cli") == "accueil & cli:*"
    assert query("  ") == ""
    assert query("!!! & | :*") == ""


@pytest.mark.parametrize(
    "typed", ["'; DROP TABLE x --", "a & !b", "(a", "a:*b", "\x00a", "a" * 10_000]
)
def test_what_is_typed_never_breaks_the_question(kernel, typed):
    from sqlalchemy import text

    from lms.core.db import session

    asked = query(typed)
    if asked:
        session.execute(text("SELECT to_tsquery('simple', :q)"), {"q": asked}).scalar_one()


def test_stored_and_asked_meet_in_the_database(kernel):
    from sqlalchemy import text

    from lms.core.db import session

    hit = session.execute(
        text("SELECT to_tsvector('simple', :stored) @@ to_tsquery('simple', :asked)"),
        {"stored": document("Accueillir les clients pressés"), "asked": query("client accuei")},
    ).scalar_one()
    assert hit
