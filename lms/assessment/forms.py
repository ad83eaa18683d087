"""What people post: answers of a question, disagreements, marks of a reader."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from wtforms import Form, StringField, TextAreaField
from wtforms.validators import AnyOf, InputRequired, Length

from lms.assessment.rules.keys import KeyFault
from lms.assessment.rules.questions import Question
from lms.assessment.rules.responses import (
    Ordered,
    Problem,
    Response,
    UnreadableResponseError,
    read_response,
)
from lms.core.i18n import _l

KEY_SAID = {
    KeyFault.MISSING: _l("Say what is right here."),
    KeyFault.ONE_ONLY: _l("Choose one answer only."),
    KeyFault.NOT_A_NUMBER: _l("Write a number, such as 12 or 3.5."),
    KeyFault.UNKNOWN: _l("This page is too old. Choose again."),
    KeyFault.NOT_A_PLACE: _l("Give each item a place of its own."),
}

SAID = {
    Problem.MISSING: _l("Choose or write an answer."),
    Problem.INCOMPLETE: _l("This part has no answer yet."),
    Problem.UNKNOWN_CHOICE: _l("This page is too old. Choose again."),
    Problem.ONE_ONLY: _l("Choose one answer only."),
    Problem.NOT_A_NUMBER: _l("Write a number, such as 12 or 3.5."),
    Problem.TOO_LONG: _l("This answer is too long."),
    Problem.TOO_SHORT: _l("Write a little more."),
}

MARKS = (
    ("1", _l("It is there")),
    ("3/4", _l("Nearly there")),
    ("1/2", _l("Half way")),
    ("1/4", _l("A beginning")),
    ("0", _l("Not yet")),
)


class DisputeForm(Form):
    """What a person disagrees with, in their own words."""

    text = TextAreaField(
        _l("What do you disagree with?"),
        [
            InputRequired(_l("Say in a few words what you disagree with.")),
            Length(max=2000, message=_l("2,000 characters at most.")),
        ],
    )


class AnswerDisputeForm(Form):
    """What the author answers."""

    answer = TextAreaField(
        _l("Your answer"),
        [
            InputRequired(_l("Write an answer.")),
            Length(max=2000, message=_l("2,000 characters at most.")),
        ],
    )


class ReviewForm(Form):
    """The mark of a free text, and a word for the person."""

    mark = StringField(
        _l("What this answer is worth"),
        [AnyOf([value for value, _said in MARKS], _l("Choose a mark on the scale."))],
    )
    comment = TextAreaField(
        _l("A word for the person"),
        [Length(max=2000, message=_l("2,000 characters at most."))],
    )

    @property
    def fraction(self) -> Fraction:
        """Return the mark chosen, 0 to 1."""
        return Fraction(self.mark.data or "0")


def read_answer(
    question: Question, form: Mapping[str, Sequence[str]], seed: str, *, draft: bool = False
) -> Response:
    """Read the answer to a question, an asked move of an item done in it.

    Raise `UnreadableResponseError` with a reason per field.
    """
    response = read_response(question, form, seed, draft=draft or "move" in form)
    if isinstance(response, Ordered) and form.get("move"):
        return _moved(response, form, form["move"][0])
    return response


def _moved(response: Ordered, form: Mapping[str, Sequence[str]], asked: str) -> Ordered:
    """Move the item of a token one place up or down; a move off the list changes nothing."""
    token, _, way = asked.rpartition(":")
    tokens = list(form.get("order", ()))
    if token not in tokens or way not in {"up", "down"}:
        raise UnreadableResponseError({"order": Problem.UNKNOWN_CHOICE})
    place = tokens.index(token)
    other = place + (1 if way == "down" else -1)
    uids = list(response.uids)
    if 0 <= other < len(uids):
        uids[place], uids[other] = uids[other], uids[place]
    return Ordered(tuple(uids))
