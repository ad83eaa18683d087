"""Each answer about a coach is a sentence of its own."""

from lms.coaching.rules.anchors import ANCHORS
from lms.coaching.rules.ratings import HIGHEST, QUESTIONS


def test_each_question_has_five_answers_in_words_all_different():
    assert tuple(ANCHORS) == QUESTIONS
    said = [str(answer) for one in ANCHORS.values() for answer in one.answers]
    assert len(said) == len(set(said)) == len(QUESTIONS) * HIGHEST
    assert all(str(one.question).endswith("?") for one in ANCHORS.values())
