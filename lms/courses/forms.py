"""Shapes of what people send to learning pages."""

from flask_wtf import FlaskForm
from wtforms import DateField, SelectMultipleField
from wtforms.validators import Optional

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
