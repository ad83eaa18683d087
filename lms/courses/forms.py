"""Shapes of what people send to learning pages."""

from uuid import UUID

from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField, SelectMultipleField, StringField
from wtforms.validators import AnyOf, InputRequired, Length, NumberRange, Optional, ValidationError

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


class ExtraTimeForm(FlaskForm):  # type: ignore[misc]
    """How much more time, on what, and why."""

    quiz = StringField(_l("On which questions"), [Optional()])
    unit = StringField(
        _l("How it is counted"),
        [AnyOf(("percent", "minutes"), _l("Choose a share of the time, or minutes."))],
        default="percent",
    )
    amount = IntegerField(
        _l("How much more"),
        [
            InputRequired(_l("Type a whole number.")),
            NumberRange(1, 600, _l("Between 1 and 600.")),
        ],
        default=33,
    )
    reason = StringField(
        _l("Why"),
        [
            InputRequired(_l("Say why. Only this person, and those who may give time, read it.")),
            Length(max=300, message=_l("300 characters at most.")),
        ],
        description=_l("Only this person, and those who may give time, read it."),
    )

    def validate_quiz(self, field: StringField) -> None:
        """Refuse what is not an identifier."""
        try:
            _ = UUID(field.data) if field.data else None
        except ValueError:
            raise ValidationError(str(_l("Choose among the questions listed."))) from None

    @property
    def quiz_uid(self) -> UUID | None:
        """Return the quiz chosen, None for all of them."""
        return UUID(self.quiz.data) if self.quiz.data else None
