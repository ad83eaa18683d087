"""What may be published: three attitudes, one promise, one to five moments per channel."""

from dataclasses import replace

import pytest

from lms.referential.rules import Attitude, Channel, Content, Gap, Moment, Skill, code_of, gaps

MOMENT = Moment(
    code="welcome",
    name="Welcome",
    expectation="To be seen.",
    emotion="I am welcome.",
    rituals=("Look up within ten seconds.",),
)
WHOLE = Content(
    promise="You leave with an answer.",
    attitudes=tuple(Attitude(code=f"a{n}", name=f"Attitude {n}") for n in range(3)),
    moments=(MOMENT,),
    channels=(Channel(code="store", name="In store", moments=("welcome",)),),
    skills=(Skill(code="listen", name="Listen", moments=("welcome",)),),
)


def test_a_whole_referential_lacks_nothing() -> None:
    assert gaps(WHOLE) == []


@pytest.mark.parametrize(
    ("content", "gap"),
    [
        (replace(WHOLE, attitudes=WHOLE.attitudes[:2]), Gap.ATTITUDES),
        (replace(WHOLE, promise=" "), Gap.PROMISE),
        (replace(WHOLE, channels=()), Gap.CHANNELS),
        (replace(WHOLE, channels=(Channel(code="s", name="S"),)), Gap.TOO_FEW_MOMENTS),
        (replace(WHOLE, moments=(replace(MOMENT, rituals=()),)), Gap.NO_RITUAL),
        (replace(WHOLE, moments=(MOMENT, replace(MOMENT, code="b"))), Gap.NO_CHANNEL),
        (replace(WHOLE, moments=(replace(MOMENT, expectation=" "),)), Gap.NO_EXPECTATION),
        (replace(WHOLE, moments=(replace(MOMENT, emotion=""),)), Gap.NO_FEELING),
        (
            replace(
                WHOLE,
                moments=tuple(replace(MOMENT, code=f"m{n}") for n in range(6)),
                channels=(Channel(code="s", name="S", moments=tuple(f"m{n}" for n in range(6))),),
            ),
            Gap.TOO_MANY_MOMENTS,
        ),
    ],
)
def test_each_gap_is_named(content: Content, gap: Gap) -> None:
    assert gap in {one.gap for one in gaps(content)}


def test_a_clue_is_enough_for_a_moment() -> None:
    clued = replace(MOMENT, rituals=(), clues=("The customer smiles.",))
    assert gaps(replace(WHOLE, moments=(clued,))) == []


def test_same_words_same_hash_and_one_word_another() -> None:
    assert WHOLE.digest == replace(WHOLE).digest
    assert WHOLE.digest != replace(WHOLE, promise="You leave with a smile.").digest


def test_codes_come_from_names_and_never_twice() -> None:
    assert code_of("Écouter, vraiment", []) == "ecouter-vraiment"
    assert code_of("Écouter, vraiment", ["ecouter-vraiment"]) == "ecouter-vraiment-2"
    assert code_of("???", []) == "item"
