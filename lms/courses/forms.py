"""Shapes of what people send to learning pages."""

from flask_wtf import FlaskForm
from wtforms import DateField, SelectMultipleField, StringField
from wtforms.validators import AnyOf, InputRequired, Length, Optional

from lms.core.i18n import _l


class AssignForm(FlaskForm):  # type: ignore[misc]
    """Who gets the path, and until when."""

    people = SelectMultipleField(_l("People"), validate_choice=False)
    units = SelectMultipleField(_l("Stores"), validate_choice=False)
    due_on = DateField(
        _l("Due date"),
        [Optional()],
        description=_l("Leave it empty when there is no hurry."),
    )


class ChoiceForm(FlaskForm):  # type: ignore[misc]
    """What becomes of those who follow a path when its content changed, and why."""

    choice = StringField(
        _l("What becomes of them"),
        [AnyOf(("keep", "add", "void"), _l("Choose what becomes of them."))],
    )
    reason = StringField(
        _l("Why"),
        [Length(max=300, message=_l("300 characters at most."))],
        description=_l("Those who have something more to do will read it."),
    )


class WaiverForm(FlaskForm):  # type: ignore[misc]
    """Why a lesson is not asked of somebody, or is asked after all."""

    reason = StringField(
        _l("Why"),
        [
            InputRequired(_l("Say why this lesson is not needed.")),
            Length(max=300, message=_l("300 characters at most.")),
        ],
        description=_l("The person reads it. It is kept with your name."),
    )
