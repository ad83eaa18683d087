"""What is translated of a version, how each translation stands, when it is whole."""

from dataclasses import replace

import pytest

from lms.core.errors import NotFound
from lms.referential.rules import Attitude, Channel, Content, Mirror, Moment, Skill
from lms.referential.rules.translations import (
    Said,
    Standing,
    digest_of,
    find_text,
    in_words,
    left,
    same_lines,
    standing,
    texts_of,
    whole_digest,
)

ACCUEIL = Moment(
    code="accueil",
    name="L’accueil",
    expectation="Être vu.",
    emotion="On m’attendait.",
    rituals=("Lever les yeux.", "Dire bonjour."),
)
CONTENT = Content(
    promise="Vous êtes vu.",
    attitudes=(Attitude(code="present", name="Présent"),),
    moments=(ACCUEIL,),
    channels=(Channel(code="magasin", name="En magasin", moments=("accueil",)),),
    skills=(Skill(code="voir", name="Voir", moments=("accueil",)),),
    mirrors=(
        Mirror(kind="attitude", service="vrai", by="present"),
        Mirror(kind="moment", service="depart", reason="Rien de tel."),
    ),
)
WORDS = {one.key: f"EN {n}" for n, one in enumerate(texts_of(CONTENT))} | {
    ("moment:accueil", "rituals"): "Look up.\nSay hello."
}


def said(content: Content = CONTENT) -> dict[tuple[str, str], Said]:
    """Return a whole translation of a content, read again."""
    return {
        one.key: Said(WORDS[one.key], one.digest, reviewed=True)
        for one in texts_of(content)
        if one.key in WORDS
    }


def test_everything_read_is_to_translate_and_nothing_empty() -> None:
    assert [one.key for one in texts_of(CONTENT)] == [
        ("promise", "words"),
        ("attitude:present", "name"),
        ("moment:accueil", "name"),
        ("moment:accueil", "expectation"),
        ("moment:accueil", "emotion"),
        ("moment:accueil", "rituals"),
        ("channel:magasin", "name"),
        ("skill:voir", "name"),
        ("mirror:moment:depart", "reason"),
    ]


def test_in_other_words_the_rest_stays() -> None:
    told = in_words(CONTENT, "en", WORDS)
    assert told.language == "en"
    assert told.moments[0].rituals == ("Look up.", "Say hello.")
    assert told.mirrors[0] == CONTENT.mirrors[0]
    assert told.mirrors[1].reason == WORDS["mirror:moment:depart", "reason"]
    back = {one.key: one.words for one in texts_of(CONTENT)}
    assert in_words(told, "fr", back) == CONTENT


def test_a_text_without_translation_keeps_its_own_words() -> None:
    assert in_words(CONTENT, "en", {}) == replace(CONTENT, language="en")


def test_where_a_translation_is() -> None:
    text = find_text(CONTENT, ("moment:accueil", "name"))
    assert standing(text, None) is Standing.MISSING
    assert standing(text, Said("  ", text.digest, reviewed=True)) is Standing.MISSING
    assert standing(text, Said("Coming in", text.digest, reviewed=False)) is Standing.WRITTEN
    assert standing(text, Said("Coming in", text.digest, reviewed=True)) is Standing.REVIEWED
    assert standing(text, Said("Coming in", digest_of("Avant"), reviewed=True)) is Standing.STALE
    with pytest.raises(NotFound):
        find_text(CONTENT, ("moment:accueil", "clues"))


def test_it_is_whole_once_each_text_is_read_again() -> None:
    whole = said()
    assert left(CONTENT, whole) == 0
    assert whole_digest(CONTENT, whole) == whole_digest(CONTENT, dict(reversed(whole.items())))
    for key, one in whole.items():
        for lacking in (
            {k: v for k, v in whole.items() if k != key},
            whole | {key: replace(one, reviewed=False)},
            whole | {key: replace(one, source=digest_of("autre"))},
        ):
            assert left(CONTENT, lacking) == 1, key
            assert whole_digest(CONTENT, lacking) == ""
        other = whole | {key: replace(one, words="X\nY")}
        assert whole_digest(CONTENT, other) not in {"", whole_digest(CONTENT, whole)}


def test_one_word_changed_asks_for_one_translation_again() -> None:
    moment = replace(ACCUEIL, rituals=("Lever les yeux.", "Dire bonjour, et attendre."))
    changed = replace(CONTENT, moments=(moment,))
    assert left(changed, said()) == 1
    added = replace(CONTENT, skills=(*CONTENT.skills, Skill(code="dire", name="Dire non")))
    assert left(added, said()) == 1


def test_rituals_are_translated_one_for_one() -> None:
    rituals = find_text(CONTENT, ("moment:accueil", "rituals"))
    assert same_lines(rituals, "Look up.\n\n Say hello. ")
    assert not same_lines(rituals, "Look up.")
    assert same_lines(find_text(CONTENT, ("promise", "words")), "Two\nlines")
    short = in_words(CONTENT, "en", WORDS | {("moment:accueil", "rituals"): "Look up."})
    assert short.moments[0].rituals == ACCUEIL.rituals, "a gesture is never lost"
