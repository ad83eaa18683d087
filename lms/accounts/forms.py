"""Shape of what is typed at the doors and in the profile."""

from typing import Any

from flask_babel.speaklater import LazyString
from wtforms import BooleanField, Form, PasswordField, StringField
from wtforms.validators import InputRequired, Length

from lms.accounts.rules.names import one_line
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


def _who() -> StringField:
    """Return the field of a number or an e-mail; a longer one is nobody's."""
    asked = _l("Type your employee number or your e-mail.")
    return StringField(
        filters=[_tidy], validators=[InputRequired(asked), Length(max=254, message=asked)]
    )


def _secret(asked: LazyString) -> PasswordField:
    """Return the field of a present secret; a longer one is nobody's."""
    return PasswordField(
        validators=[InputRequired(asked), Length(max=LONGEST_SECRET, message=asked)]
    )


def _tidy(typed: str | None) -> str | None:
    return one_line(typed) if typed else typed


class SignInForm(_Form):
    """Number or e-mail, and the secret."""

    who = _who()
    secret = _secret(_l("Type your secret."))
    mine = BooleanField()


class ForgottenForm(_Form):
    """Whose secret is forgotten."""

    who = _who()


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

    secret = _secret(_l("Type your secret."))


class ChangeSecretForm(_Form):
    """The present secret, and the next one."""

    secret = _secret(_l("Type your present secret."))
    new_secret = PasswordField(validators=[InputRequired(_l("Choose a secret."))])


class CodeForm(_Form):
    """A tablet code."""

    code = PasswordField(validators=[InputRequired(_l("Type 4 to 6 digits."))])


class PreferencesForm(_Form):
    """Language, look, days a week."""

    locale = StringField()
    theme = StringField()
    rhythm = StringField()

    def days(self) -> int | None:
        """Return the days a week, 0 for what is no number, None when not asked."""
        typed = self.rhythm.data
        if not typed:
            return None
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) == 1 else 0
