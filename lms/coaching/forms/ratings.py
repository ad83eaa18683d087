"""What is read from a post about a coach."""

from werkzeug.datastructures import MultiDict

from lms.coaching.forms.days import read_number
from lms.coaching.rules.ratings import QUESTIONS
from lms.coaching.services.ratings import Said


def read_said(form: MultiDict[str, str]) -> Said:
    """Return the four answers given, those left out absent, and the words beside them."""
    return Said(
        answers={
            question: read_number(form[question])
            for question in QUESTIONS
            if form.get(question, "")
        },
        signed=form.get("signed", ""),
        confidential=form.get("confidential", ""),
    )
