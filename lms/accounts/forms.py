"""Shape of what is typed at the doors and in the profile."""

from typing import Any

from wtforms import BooleanField, Form, IntegerField, PasswordField, StringField
from wtforms.validators import InputRequired, Length

from lms.accounts.rules.secrets import LONGEST_SECRET, LONGEST_TYPED
from lms.core.i18n import _l


class _Form(Form):
    """A form whose errors are read as one sentence per field."""

    def problems(self) -> dict[str, str]:
        """Return the first message of each field in error."""
        return {name: str(field.errors[0]) for name, field in self._fields.items() if field.errors}

    def values(self) -> dict[str, Any]:
        """Return what may be shown again in the fields: never a secret."""
        return {
            name: field.data
            for name, field in self._fields.items()
            if not isinstance(field, PasswordField)
        }


class SignInForm(_Form):
    """Number or e-mail, and the secret."""

    who = StringField(
        validators=[InputRequired(_l("Type your employee number or your e-mail.")), Length(max=254)]
    )
    secret = PasswordField(
        validators=[InputRequired(_l("Type your secret.")), Length(max=LONGEST_SECRET)]
    )
    mine = BooleanField()


class ForgottenForm(_Form):
    """Whose secret is forgotten."""

    who = StringField(
        validators=[InputRequired(_l("Type your employee number or your e-mail.")), Length(max=254)]
    )


class SlipForm(_Form):
    """The code of a slip."""

    code = StringField(
        validators=[
            InputRequired(_l("Type the 8 characters of your slip.")),
            Length(max=LONGEST_TYPED, message=_l("The code of a slip has 8 characters.")),
        ]
    )


class ChooseSecretForm(_Form):
    """A first secret, or a new one after a loss; a tablet code at will."""

    new_secret = PasswordField(validators=[InputRequired(_l("Choose a secret."))])
    code = PasswordField()
    mine = BooleanField()


class ConfirmForm(_Form):
    """One's secret, again."""

    secret = PasswordField(
        validators=[InputRequired(_l("Type your secret.")), Length(max=LONGEST_SECRET)]
    )


class ChangeSecretForm(_Form):
    """The present secret, and the next one."""

    secret = PasswordField(
        validators=[InputRequired(_l("Type your present secret.")), Length(max=LONGEST_SECRET)]
    )
    new_secret = PasswordField(validators=[InputRequired(_l("Choose a secret."))])


class CodeForm(_Form):
    """A tablet code."""

    code = PasswordField(validators=[InputRequired(_l("Type 4 to 6 digits."))])


class PreferencesForm(_Form):
    """Language, look, days a week."""

    locale = StringField()
    theme = StringField()
    rhythm = IntegerField()
